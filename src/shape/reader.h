/* reader.h - what one reading of one payload works with, and how much of it.
 * Every look at a value costs steps, so that neither a hostile payload nor a hostile adapter makes a reading long. */
#ifndef DAYBOOK_SHAPE_READER_H
#define DAYBOOK_SHAPE_READER_H

#include "base/arena.h"
#include "base/err.h"
#include "format/json.h"

struct memo;
struct regex_matcher;

/* What one match of a regular expression costs, in steps. */
enum { READER_REGEX_STEPS = 1000 };
/* And each byte that is decoded out of a text (decode.h): 8 MiB in all. */
enum { READER_DECODE_STEPS = 16 };

/* What paths start from. */
struct scope {
    const struct json *document; /* $ */
    const struct json *item;     /* . : NULL outside of an `each` */
    size_t number;               /* # : of the item in its array, from 1; 0 outside */
    const struct json *around;   /* ^ : the document that handed this one over, or NULL */
};

struct reader {
    struct arena *arena;
    uint64_t steps_left;
    struct regex_matcher *matcher;
    unsigned depth;     /* hand-overs that surround this one */
    struct memo *memos; /* one for each value that the adapter at work defines (memo.h) */
    bool strict; /* of the adapter that reads: a value of another type than expected is refused, else it is absent */
};

/* ERR_LIMIT "the payload takes more than N steps to read" once all is spent. */
MUST_CHECK int reader_spend(struct reader *reader, size_t steps, struct err *err);

#endif
