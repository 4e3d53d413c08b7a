/* form_http.h - a saved HTTP/1.1 message as a payload: its body is the document, its head the one around it.
 * Source: RFC 9112 (message format), WHATWG URL (application/x-www-form-urlencoded), CloudEvents HTTP protocol binding
 * 1.0 (binary, structured and batched content mode). */
#ifndef DAYBOOK_SHAPE_FORM_HTTP_H
#define DAYBOOK_SHAPE_FORM_HTTP_H

#include "base/arena.h"
#include "base/err.h"
#include "base/slice.h"

#include <stdbool.h>

struct json;

struct http_message {
    struct json *document; /* the body, or the CloudEvent that headers and body make */
    struct json *around;   /* {"method", "target", "status", "headers": {…}}, names of headers in lower case */
    bool is_batch;         /* the body is a batch of CloudEvents */
};

/* Whether the first line is a request line or a status line. */
bool form_http_begins(struct slice bytes);
/* JSON bodies are read as such, forms as an object of their fields or the JSON in their field `payload`, and anything
 * else is {"text": body}. ERR_FORMAT when the head is none, or a CloudEvent's body is not the JSON that it claims. */
MUST_CHECK int
form_http_open(struct slice bytes, struct arena *arena, struct http_message *out_message, struct err *err);
/* The document alone. */
MUST_CHECK int form_http_decode(struct slice bytes, struct arena *arena, struct json **out_document, struct err *err);

#endif
