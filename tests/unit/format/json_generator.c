#include "json_generator.h"

#include "unit.h"

static void
space(struct buf *out)
{
    static const char *const spaces[] = {"", "", "", " ", "\n", "\t", "\r\n", "  "};
    buf_text(out, spaces[unit_random_below(COUNT_OF(spaces))]);
}

static void
characters(struct buf *out)
{
    static const char *const parts[] = {"a",       "Z",    "0",    " ",   "é",       "€",       "😀",
                                        "\\n",     "\\\"", "\\\\", "\\/", "\\u0000", "\\u00e9", "\\ud83d\\ude00",
                                        "\\uFFFF", "{",    "]",    "\x7f"};
    for (uint64_t i = unit_random_below(6); i > 0; i--)
        buf_text(out, parts[unit_random_below(COUNT_OF(parts))]);
}

static void
string(struct buf *out)
{
    buf_byte(out, '"');
    characters(out);
    buf_byte(out, '"');
}

static void
scalar(struct buf *out)
{
    static const char *const scalars[] = {"0",    "-0",   "12",    "-3.25", "1e3",     "1E-2", "9007199254740993",
                                          "true", "null", "false", "0.0",   "2.5e+10", "\"\"", "18446744073709551616"};
    if (unit_random_below(2) == 0)
        string(out);
    else
        buf_text(out, scalars[unit_random_below(COUNT_OF(scalars))]);
}

static void
children(struct buf *out, unsigned depth, bool is_object)
{
    buf_byte(out, is_object ? '{' : '[');
    space(out);
    const uint64_t count = unit_random_below(unit_random_below(20) == 0 ? 40 : 5);
    for (uint64_t i = 0; i < count; i++) {
        if (i > 0)
            buf_byte(out, ',');
        space(out);
        if (is_object) {
            buf_format(out, "\"%u.", (unsigned)i);
            characters(out);
            buf_byte(out, '"');
            space(out);
            buf_byte(out, ':');
            space(out);
        }
        if (depth > 1 && unit_random_below(3) == 0)
            children(out, depth - 1, unit_random_below(2) == 0);
        else
            scalar(out);
        space(out);
    }
    buf_byte(out, is_object ? '}' : ']');
}

void
json_generate(struct buf *out, unsigned depth, bool is_object)
{
    if (is_object || unit_random_below(3) > 0)
        children(out, depth, is_object || unit_random_below(2) == 0);
    else
        scalar(out);
}

static void
damage_once(struct buf *bytes)
{
    static const char replacements[] = "\"\\{}[]:,0-1.eEtfnu \n\xff\xc3\x01";
    const size_t at = (size_t)unit_random_below(bytes->n);
    switch (unit_random_below(3)) {
    case 0:
        bytes->p[at] = (uint8_t)replacements[unit_random_below(sizeof(replacements) - 1)];
        break;
    case 1:
        memmove(bytes->p + at, bytes->p + at + 1, bytes->n - at - 1);
        bytes->n--;
        break;
    default: {
        const uint8_t last = bytes->p[bytes->n - 1];
        memmove(bytes->p + at + 1, bytes->p + at, bytes->n - at - 1);
        buf_byte(bytes, last);
        break;
    }
    }
}

void
json_damage(struct buf *bytes)
{
    for (uint64_t i = 1 + unit_random_below(3); i > 0 && bytes->n > 1; i--)
        damage_once(bytes);
}
