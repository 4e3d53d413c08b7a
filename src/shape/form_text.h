/* form_text.h - a line of text as a payload: {"text": the line, "message": what follows a syslog header, "syslog": {…},
 * "cef": {…}, "leef": {…}, "pairs": {…}, "json": {…}}, each where it was found. What does not have the form of its
 * format is left out, never guessed and never refused: the line itself is always there.
 * Source: RFC 5424 section 6, RFC 3164 section 4, Common Event Format 25, LEEF 1.0 and 2.0, CEE ("@cee:"). */
#ifndef DAYBOOK_SHAPE_FORM_TEXT_H
#define DAYBOOK_SHAPE_FORM_TEXT_H

#include "base/arena.h"
#include "base/err.h"
#include "base/slice.h"

struct json;
struct tree;

/* ERR_LIMIT past LIMIT_JSON_NODES values. */
MUST_CHECK int form_text_decode(struct slice bytes, struct arena *arena, struct json **out_document, struct err *err);

/* The parts, each in a file of its own. All take well-formed UTF-8 and add a member to `document` when they find what
 * they look for. */

/* The header at the front of a line. Gives what follows it: all of the line when there is none. */
struct slice form_syslog(struct tree *tree, struct slice line, struct json *document);
/* "CEF:0|…" or "LEEF:1.0|…" anywhere in the message. False when it is neither. */
bool form_cef(struct tree *tree, struct slice message, struct json *document);
/* key=value, key="value" and key='value'; pairs inside of single quotes too (Linux audit). */
void form_pairs(struct tree *tree, struct slice message, struct json *document);

#endif
