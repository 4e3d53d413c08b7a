#include "control/wildcard.h"

#include <string.h>

static uint8_t
lower(uint8_t byte)
{
    return byte >= 'A' && byte <= 'Z' ? (uint8_t)(byte + ('a' - 'A')) : byte;
}

static bool
is_special(uint8_t byte)
{
    return byte == '*' || byte == '?' || byte == '\\';
}

struct wildcard
wildcard_read(struct slice text, enum wildcard_place place, struct arena *arena)
{
    uint16_t *steps = arena_array(arena, text.n + 2, sizeof(*steps));
    struct wildcard pattern = {.steps = steps, .is_exact = place == WILDCARD_WHOLE};
    if (place == WILDCARD_END || place == WILDCARD_WITHIN)
        steps[pattern.count++] = WILDCARD_ANY;
    for (size_t i = 0; i < text.n; i++) {
        uint8_t byte = text.p[i];
        const bool escapes = byte == '\\' && i + 1 < text.n && is_special(text.p[i + 1]);
        if (escapes)
            byte = text.p[++i];
        const bool is_wild = !escapes && (byte == '*' || byte == '?');
        pattern.is_exact = pattern.is_exact && !is_wild;
        steps[pattern.count++] = !is_wild ? lower(byte) : byte == '*' ? WILDCARD_ANY : WILDCARD_ONE;
    }
    if (place == WILDCARD_START || place == WILDCARD_WITHIN)
        steps[pattern.count++] = WILDCARD_ANY;
    return pattern;
}

static bool
exact_matches(const struct wildcard *pattern, struct slice text)
{
    if (pattern->count != text.n)
        return false;
    for (size_t i = 0; i < text.n; i++) {
        if (pattern->steps[i] != lower(text.p[i]))
            return false;
    }
    return true;
}

/* The bytes of the character that begins at `at`. */
static size_t
character_length(struct slice text, size_t at)
{
    size_t n = 1;
    while (at + n < text.n && (text.p[at + n] & 0xc0) == 0x80)
        n++;
    return n;
}

/* How many bytes at `at` the step takes; 0 when it does not fit. */
static size_t
step_takes(uint16_t step, struct slice text, size_t at)
{
    if (step == WILDCARD_ONE)
        return character_length(text, at);
    return step == lower(text.p[at]) ? 1 : 0;
}

/* Going back to the last "*" only is enough: what an earlier one could take more of, the last one can too. */
bool
wildcard_matches(const struct wildcard *pattern, struct slice text)
{
    if (pattern->is_exact)
        return exact_matches(pattern, text);
    size_t at = 0;
    size_t star = pattern->count; /* where the last "*" stands, and how far it reaches so far */
    size_t reach = 0;
    for (size_t i = 0; i < text.n;) {
        const size_t taken =
            at < pattern->count && pattern->steps[at] != WILDCARD_ANY ? step_takes(pattern->steps[at], text, i) : 0;
        if (at < pattern->count && pattern->steps[at] == WILDCARD_ANY) {
            star = at++;
            reach = i;
        } else if (taken > 0) {
            at++;
            i += taken;
        } else if (star < pattern->count) {
            at = star + 1;
            reach += character_length(text, reach);
            i = reach;
        } else {
            return false;
        }
    }
    while (at < pattern->count && pattern->steps[at] == WILDCARD_ANY)
        at++;
    return at == pattern->count;
}

bool
wildcard_excludes(const struct wildcard *a, const struct wildcard *b)
{
    return a->is_exact && b->is_exact &&
           (a->count != b->count || memcmp(a->steps, b->steps, a->count * sizeof(*a->steps)) != 0);
}
