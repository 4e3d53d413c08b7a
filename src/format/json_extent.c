#include "format/json_extent.h"

bool
json_is_space(uint8_t byte)
{
    return byte == ' ' || byte == '\t' || byte == '\r' || byte == '\n';
}

enum step {
    STEP_INSIDE,
    STEP_LAST, /* the byte ends the piece and belongs to it */
    STEP_AFTER /* the byte is the first that does not belong to it */
};

static enum step
step_string(struct json_scan *scan, uint8_t byte)
{
    /* No JSON string holds a line break: one that seems to has lost its quote, and that must not hide what follows. */
    if (byte == '\n') {
        scan->in_string = scan->escaped = false;
        return scan->depth == 0 ? STEP_AFTER : STEP_INSIDE;
    }
    if (scan->escaped || byte == '\\') {
        scan->escaped = !scan->escaped;
        return STEP_INSIDE;
    }
    scan->in_string = byte != '"';
    return scan->in_string || scan->depth > 0 ? STEP_INSIDE : STEP_LAST;
}

static enum step
step_structure(struct json_scan *scan, uint8_t byte)
{
    if (scan->in_string)
        return step_string(scan, byte);
    if (byte == '"')
        scan->in_string = true;
    else if (byte == '{' || byte == '[')
        scan->depth++;
    else if (byte == '}' || byte == ']')
        scan->depth--;
    return scan->depth > 0 || scan->in_string ? STEP_INSIDE : STEP_LAST;
}

static enum step
step(struct json_scan *scan, uint8_t byte)
{
    switch (scan->extent) {
    case JSON_EXTENT_LINE:
        return byte == '\n' ? STEP_AFTER : STEP_INSIDE;
    case JSON_EXTENT_JUNK:
        return byte == '\n' || byte == ',' || byte == ']' ? STEP_AFTER : STEP_INSIDE;
    case JSON_EXTENT_COMMAS:
        return byte == ',' || json_is_space(byte) ? STEP_INSIDE : STEP_AFTER;
    case JSON_EXTENT_STRUCTURE:
        return step_structure(scan, byte);
    case JSON_EXTENT_WORD:
        return --scan->length == 0 ? STEP_LAST : STEP_INSIDE;
    }
    return STEP_AFTER;
}

/* How many of the bytes only pass by: step() would leave `scan` as it is. This is what makes large inputs fast. */
static size_t
pass_by(const struct json_scan *scan, struct slice bytes)
{
    enum { IN_STRING = 1, OUTSIDE = 2 };
    static const uint8_t stops[256] = {['"'] = IN_STRING | OUTSIDE,
                                       ['\\'] = IN_STRING,
                                       ['\n'] = IN_STRING,
                                       ['{'] = OUTSIDE,
                                       ['}'] = OUTSIDE,
                                       ['['] = OUTSIDE,
                                       [']'] = OUTSIDE};
    if (scan->extent == JSON_EXTENT_LINE)
        return slice_find(bytes, '\n');
    if (scan->extent != JSON_EXTENT_STRUCTURE || scan->depth == 0 || scan->escaped)
        return 0;
    const uint8_t stop = scan->in_string ? IN_STRING : OUTSIDE;
    size_t n = 0;
    while (n < bytes.n && (stops[bytes.p[n]] & stop) == 0)
        n++;
    return n;
}

bool
json_scan(struct json_scan *scan, struct slice bytes, size_t *out_n)
{
    size_t at = 0;
    for (;;) {
        at += pass_by(scan, slice_sub(bytes, at, bytes.n));
        *out_n = at;
        if (at == bytes.n)
            return false;
        const enum step found = step(scan, bytes.p[at]);
        at += found == STEP_AFTER ? 0 : 1;
        *out_n = at;
        if (found != STEP_INSIDE)
            return true;
    }
}
