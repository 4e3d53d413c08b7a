#include "crypto/allowed_signers.h"

#include "base/limits.h"
#include "crypto/ssh_key.h"

#include <assert.h>
#include <strings.h>

/* One line, taken apart. */
struct signer_line {
    struct slice principals;
    struct slice options; /* absent when there are none */
    struct slice key;     /* type, base64 and comment */
};

static bool
is_blank(uint8_t byte)
{
    return byte == ' ' || byte == '\t';
}

static bool
name_is_plain(struct slice name)
{
    static const char plain[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789./-_@";
    for (size_t i = 0; i < name.n; i++)
        if (memchr(plain, name.p[i], sizeof(plain) - 1) == NULL)
            return false;
    return name.n > 0;
}

void
allowed_signers_append(struct buf *out, const struct allowed_signers_query *signer, const struct ed25519_public *key)
{
    assert(name_is_plain(signer->principal) && name_is_plain(signer->name_space));
    buf_add(out, signer->principal);
    buf_text(out, " namespaces=\"");
    buf_add(out, signer->name_space);
    buf_text(out, "\" ");
    ssh_key_append(out, key);
    buf_byte(out, '\n');
}

/* Take the bytes up to a `stop` byte outside double quotes, which may be escaped inside them; the stop and what blanks
 * follow go too. ERR_FORMAT when a quote is left open. */
static int
part_next(struct slice *rest, bool (*is_stop)(uint8_t), struct slice *out_part, struct err *err)
{
    bool quoted = false;
    size_t end = 0;
    for (; end < rest->n && (quoted || !is_stop(rest->p[end])); end++) {
        if (rest->p[end] == '\\')
            return err_set(err, ERR_FORMAT, "a backslash is not accepted here");
        if (rest->p[end] == '"')
            quoted = !quoted;
    }
    if (quoted)
        return err_set(err, ERR_FORMAT, "a double quote is not closed");
    *out_part = slice_sub(*rest, 0, end);
    *rest = slice_trim(slice_sub(*rest, end < rest->n ? end + 1 : end, rest->n));
    return 0;
}

static bool
is_comma(uint8_t byte)
{
    return byte == ',';
}

/* Key types all begin with one of these; option names never do. */
static bool
is_key_type(struct slice field)
{
    return slice_starts(field, SLICE("ssh-")) || slice_starts(field, SLICE("ecdsa-")) ||
           slice_starts(field, SLICE("sk-")) || slice_starts(field, SLICE("webauthn-"));
}

static int
line_split(struct slice line, struct signer_line *out_line, struct err *err)
{
    struct slice rest = line;
    struct signer_line parts = {0};
    TRY(part_next(&rest, is_blank, &parts.principals, err));
    parts.key = rest;
    struct slice field;
    TRY(part_next(&rest, is_blank, &field, err));
    if (!is_key_type(field)) {
        parts.options = field;
        parts.key = rest;
    }
    if (!is_key_type(parts.key))
        return err_set(err, ERR_FORMAT, "expected: principal, options (if any), key type, key");
    *out_line = parts;
    return 0;
}

/* Whether the comma-separated `list` has `name` in it. Every element must be literal. */
static int
list_has(struct slice list, const char *what, struct slice name, bool *out_has, struct err *err)
{
    static const char special[] = {'*', '?', '!', '"'};
    bool has = false;
    for (size_t at = 0; at <= list.n;) {
        const struct slice tail = slice_sub(list, at, list.n);
        const struct slice element = slice_sub(tail, 0, slice_find(tail, ','));
        if (element.n == 0)
            return err_set(err, ERR_FORMAT, "%s is empty", what);
        for (size_t i = 0; i < element.n; i++)
            if (memchr(special, element.p[i], sizeof(special)) != NULL)
                return err_set(err, ERR_FORMAT, "%s '%.*s' is a pattern or quoted: only literal ones are accepted",
                               what, SLICE_ARG(element));
        has = has || slice_equal(element, name);
        at += element.n + 1;
    }
    *out_has = has;
    return 0;
}

static bool
option_is(struct slice option, const char *name)
{
    const size_t n = strlen(name);
    return option.n == n && strncasecmp((const char *)option.p, name, n) == 0;
}

/* The list inside `namespaces="…"`. */
static int
namespaces_read(struct slice option, struct slice *out_list, struct err *err)
{
    const size_t equals = slice_find(option, '=');
    const struct slice value = slice_sub(option, equals + 1, option.n);
    if (value.n < 2 || value.p[0] != '"' || value.p[value.n - 1] != '"')
        return err_set(err, ERR_FORMAT, "option 'namespaces' needs a list in double quotes");
    *out_list = slice_sub(value, 1, value.n - 1);
    return 0;
}

/* Whether the options let the key sign for `name_space`; without `namespaces` it may sign for any. */
static int
options_allow(struct slice options, struct slice name_space, bool *out_allow, struct err *err)
{
    bool allow = true, seen = false;
    struct slice rest = options;
    while (rest.n > 0) {
        struct slice option, list;
        TRY(part_next(&rest, is_comma, &option, err));
        const struct slice name = slice_sub(option, 0, slice_find(option, '='));
        if (option_is(name, "cert-authority"))
            return err_set(err, ERR_FORMAT, "certificate authorities are not accepted: list the signing key itself");
        if (option_is(name, "valid-after") || option_is(name, "valid-before"))
            return err_set(err, ERR_FORMAT, "option '%.*s' is not accepted: keys are not judged by the clock here",
                           SLICE_ARG(name));
        if (!option_is(name, "namespaces"))
            return err_set(err, ERR_FORMAT, "option '%.*s' is not known, only 'namespaces' is", SLICE_ARG(name));
        if (seen)
            return err_set(err, ERR_FORMAT, "option 'namespaces' is given twice");
        seen = true;
        TRY(namespaces_read(option, &list, err));
        TRY(list_has(list, "namespace", name_space, &allow, err));
    }
    *out_allow = allow;
    return 0;
}

/* Whether the line gives the principal a key for the namespace, and which. */
static int
line_read(struct slice line, const struct allowed_signers_query *query, bool *out_found, struct ed25519_public *out_key,
          struct err *err)
{
    struct signer_line parts;
    bool is_principal, allowed;
    TRY(line_split(line, &parts, err));
    TRY(list_has(parts.principals, "principal", query->principal, &is_principal, err));
    TRY(options_allow(parts.options, query->name_space, &allowed, err));
    const bool asked = is_principal && allowed;
    if (asked || slice_starts(parts.key, SLICE("ssh-ed25519 ")))
        TRY(ssh_key_read(parts.key, out_key, err));
    *out_found = asked;
    return 0;
}

static struct slice
line_next(struct slice *rest)
{
    const size_t end = slice_find(*rest, '\n');
    const struct slice line = slice_trim(slice_sub(*rest, 0, end));
    *rest = slice_sub(*rest, end + 1, rest->n);
    return line;
}

int
allowed_signers_find(struct slice text, const struct allowed_signers_query *query, struct arena *arena,
                     struct ed25519_public_list *out_keys, struct err *err)
{
    if (text.n > LIMIT_KEY_FILE_BYTES)
        return err_set(err, ERR_LIMIT, "allowed signers: longer than %d bytes", LIMIT_KEY_FILE_BYTES);
    size_t lines = 1, count = 0;
    for (size_t i = 0; i < text.n; i++)
        lines += text.p[i] == '\n';
    struct ed25519_public *keys = arena_array(arena, lines, sizeof(*keys));
    struct slice rest = text;
    for (size_t number = 1; rest.n > 0; number++) {
        const struct slice line = line_next(&rest);
        if (line.n == 0 || line.p[0] == '#')
            continue;
        bool found;
        const int r = line_read(line, query, &found, &keys[count], err);
        if (r < 0)
            return err_wrap(err, r, "allowed signers line %zu", number);
        count += found;
    }
    if (count == 0)
        return err_set(err, ERR_NOT_FOUND, "allowed signers: no key of principal '%.*s' for namespace '%.*s'",
                       SLICE_ARG(query->principal), SLICE_ARG(query->name_space));
    *out_keys = (struct ed25519_public_list){keys, count};
    return 0;
}
