#include "record/ref.h"

/* How the value of a scheme is written, and how it compares. */
enum ref_form {
    REF_TEXT,     /* any text without white space; every byte counts */
    REF_KEY,      /* PROJECT-12; letters compare without case, written as capitals */
    REF_NUMBERED, /* owner/repository#12 or !12; without case, written small */
    REF_COMMIT_ID /* 40 or 64 hexadecimal digits; without case, written small */
};

static const struct {
    struct slice scheme;
    enum ref_rank rank;
    enum ref_form form;
} schemes[] = {
    {SLICE_INIT("finding"), REF_FINDING, REF_TEXT},
    {SLICE_INIT("incident"), REF_INCIDENT, REF_TEXT},
    {SLICE_INIT("pagerduty"), REF_INCIDENT, REF_TEXT},
    {SLICE_INIT("opsgenie"), REF_INCIDENT, REF_TEXT},
    {SLICE_INIT("ticket"), REF_TICKET, REF_TEXT},
    {SLICE_INIT("jira"), REF_TICKET, REF_KEY},
    {SLICE_INIT("linear"), REF_TICKET, REF_KEY},
    {SLICE_INIT("servicenow"), REF_TICKET, REF_TEXT},
    {SLICE_INIT("change"), REF_CHANGE, REF_TEXT},
    {SLICE_INIT("github"), REF_CHANGE, REF_NUMBERED},
    {SLICE_INIT("gitlab"), REF_CHANGE, REF_NUMBERED},
    {SLICE_INIT("gitea"), REF_CHANGE, REF_NUMBERED},
    {SLICE_INIT("bitbucket"), REF_CHANGE, REF_NUMBERED},
    {SLICE_INIT("git"), REF_COMMIT, REF_COMMIT_ID},
    {SLICE_INIT("run"), REF_RUN, REF_TEXT},
    {SLICE_INIT("deployment"), REF_RUN, REF_TEXT},
};

static bool
is_digit(uint8_t byte)
{
    return byte >= '0' && byte <= '9';
}

static bool
is_letter(uint8_t byte)
{
    return (byte | 0x20) >= 'a' && (byte | 0x20) <= 'z';
}

/* "12": no leading zero, so that a number is written in one way. */
static bool
is_number(struct slice text)
{
    for (size_t i = 0; i < text.n; i++)
        if (!is_digit(text.p[i]))
            return false;
    return text.n > 0 && text.p[0] != '0';
}

static bool
is_text(struct slice value)
{
    for (size_t i = 0; i < value.n; i++)
        if (value.p[i] <= ' ' || value.p[i] == 0x7f)
            return false;
    return value.n > 0;
}

static bool
is_key(struct slice value)
{
    const size_t dash = slice_find(value, '-');
    for (size_t i = 0; i < dash; i++)
        if (!is_letter(value.p[i]) && (i == 0 || (!is_digit(value.p[i]) && value.p[i] != '_')))
            return false;
    return dash > 0 && is_number(slice_sub(value, dash + 1, value.n));
}

static bool
is_numbered(struct slice value)
{
    size_t mark = slice_find(value, '#');
    if (mark == value.n)
        mark = slice_find(value, '!');
    const struct slice path = slice_sub(value, 0, mark);
    const size_t slash = slice_find(path, '/');
    for (size_t i = 0; i < path.n; i++) {
        const uint8_t byte = path.p[i];
        const bool is_mark = byte == '-' || byte == '.' || byte == '_' || byte == '/';
        if (!is_letter(byte) && !is_digit(byte) && !is_mark)
            return false;
    }
    return slash > 0 && slash + 1 < path.n && is_number(slice_sub(value, mark + 1, value.n));
}

static bool
is_commit(struct slice value)
{
    for (size_t i = 0; i < value.n; i++)
        if (!is_digit(value.p[i]) && ((value.p[i] | 0x20) < 'a' || (value.p[i] | 0x20) > 'f'))
            return false;
    return value.n == 40 || value.n == 64;
}

static bool
has_form(enum ref_form form, struct slice value)
{
    switch (form) {
    case REF_TEXT:
        return is_text(value);
    case REF_KEY:
        return is_key(value);
    case REF_NUMBERED:
        return is_numbered(value);
    case REF_COMMIT_ID:
        return is_commit(value);
    }
    return false;
}

/* Copy to `out`: letters of the other case than wanted become the wanted one. */
static void
copy_letters(uint8_t *out, struct slice text, uint8_t case_bit)
{
    for (size_t i = 0; i < text.n; i++)
        out[i] = is_letter(text.p[i]) ? (uint8_t)((text.p[i] & 0xdf) | case_bit) : text.p[i];
}

static bool
equals_ignoring_case(struct slice text, struct slice small)
{
    if (text.n != small.n)
        return false;
    for (size_t i = 0; i < text.n; i++)
        if (!is_letter(text.p[i]) || (text.p[i] | 0x20) != small.p[i])
            return false;
    return true;
}

struct slice
ref_normal(struct slice text, struct arena *arena, enum ref_rank *out_rank)
{
    const struct slice absent = {NULL, 0};
    const size_t colon = slice_find(text, ':');
    const struct slice value = slice_sub(text, colon + 1, text.n);
    size_t at = 0;
    while (at < COUNT_OF(schemes) && !equals_ignoring_case(slice_sub(text, 0, colon), schemes[at].scheme))
        at++;
    if (colon == text.n || at == COUNT_OF(schemes) || !has_form(schemes[at].form, value))
        return absent;
    uint8_t *bytes = arena_alloc(arena, text.n);
    copy_letters(bytes, slice_sub(text, 0, colon + 1), 0x20);
    if (schemes[at].form == REF_TEXT)
        memcpy(bytes + colon + 1, value.p, value.n);
    else
        copy_letters(bytes + colon + 1, value, schemes[at].form == REF_KEY ? 0 : 0x20);
    *out_rank = schemes[at].rank;
    return (struct slice){bytes, text.n};
}

struct slice
ref_of_finding(struct slice uid, struct arena *arena)
{
    const struct slice scheme = SLICE("finding:");
    uint8_t *bytes = arena_alloc(arena, scheme.n + uid.n);
    memcpy(bytes, scheme.p, scheme.n);
    if (uid.n > 0)
        memcpy(bytes + scheme.n, uid.p, uid.n);
    return (struct slice){bytes, scheme.n + uid.n};
}
