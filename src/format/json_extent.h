/* json_extent.h - how far a piece of a stream goes, byte by byte: what json_stream.h cuts by.
 * A scan holds all that is known about the bytes so far, so that they may come in parts of any size. */
#ifndef DAYBOOK_FORMAT_JSON_EXTENT_H
#define DAYBOOK_FORMAT_JSON_EXTENT_H

#include "base/slice.h"

enum json_extent {
    JSON_EXTENT_LINE,      /* to the end of the line */
    JSON_EXTENT_JUNK,      /* the same inside an array, but to its ',' or ']' when that comes first */
    JSON_EXTENT_COMMAS,    /* as long as there are only commas and white space */
    JSON_EXTENT_STRUCTURE, /* to the bracket that closes the first one, or the quote */
    JSON_EXTENT_WORD       /* `length` bytes, found before */
};

/* Begins as {.extent = …}, with `length` for a word. */
struct json_scan {
    enum json_extent extent;
    uint64_t depth;
    bool in_string;
    bool escaped;
    size_t length;
};

/* Go on over `bytes`. True when the piece ends inside them, and *out_n of them belong to it; else all of them do. */
bool json_scan(struct json_scan *scan, struct slice bytes, size_t *out_n);
/* Space, tab, CR or LF. */
bool json_is_space(uint8_t byte);

#endif
