/* form_email.h - an e-mail as a payload: {"headers": {name: value, …}, "from": {"name", "address"}, "to": […], "cc":
 * […], "subject", "date" (RFC 3339), "message_id", "in_reply_to", "references": [ids], "text", "parts": [{"type",
 * "name", "text"}, …]}, each where the message has it. Source: RFC 5322 (message, addresses, dates), RFC 2045 to 2047
 * (MIME), RFC 2183 (dispositions). */
#ifndef DAYBOOK_SHAPE_FORM_EMAIL_H
#define DAYBOOK_SHAPE_FORM_EMAIL_H

#include "base/arena.h"
#include "base/err.h"
#include "base/slice.h"

struct json;
struct tree;

/* ERR_LIMIT past LIMIT_MIME_DEPTH multiparts inside each other, LIMIT_MIME_PARTS parts or LIMIT_JSON_NODES values. */
MUST_CHECK int form_email_decode(struct slice bytes, struct arena *arena, struct json **out_document, struct err *err);

/* The addresses of a header's value, each as an item {"name", "address"}. */
void form_addresses(struct tree *tree, struct slice value, struct json *list);
/* Add the parts that the body holds to `parts`: multiparts are opened, others are one. `headers` are those of the
 * message or part that the body is of. */
MUST_CHECK int
form_parts(struct tree *tree, const struct json *headers, struct slice body, struct json *parts, struct err *err);

#endif
