/* header.h - header fields as e-mail and HTTP/1.1 write them: "Name: value", long ones folded over several lines.
 * Source: RFC 5322 sections 2.2 and 3.2.2, RFC 9112 section 5, RFC 2045 section 5.1 (parameters). Lines end with LF,
 * with or without CR before it. */
#ifndef DAYBOOK_FORMAT_HEADER_H
#define DAYBOOK_FORMAT_HEADER_H

#include "base/arena.h"

enum header_line {
    HEADER_FIELD,
    HEADER_JUNK, /* a line that is no field */
    HEADER_END   /* the empty line, or the end of the bytes */
};

struct header_field {
    struct slice name;  /* in lower case, in the arena */
    struct slice value; /* unfolded, without white space around it; a view, or in the arena where it was folded */
};

/* Take the next line or field off the front of `rest`; after HEADER_END `rest` is the body. */
enum header_line header_next(struct slice *rest, struct arena *arena, struct header_field *out_field);

/* The line at the front of `rest`, without its end, taken off. */
struct slice header_take_line(struct slice *rest);

/* The value before its parameters: "text/plain" of "Text/Plain; charset=utf-8", in lower case, in the arena. */
struct slice header_word(struct slice value, struct arena *arena);
/* A parameter of a value by its name in lower case: of `a; name="x"` the x, unquoted; absent when there is none. A name
 * with '*' (RFC 8187) is looked for as written. */
struct slice header_parameter(struct slice value, struct slice name, struct arena *arena);
/* ASCII letters in lower case, in the arena. */
struct slice header_lower(struct slice text, struct arena *arena);

#endif
