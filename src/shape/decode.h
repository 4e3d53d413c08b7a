/* decode.h - from a text inside a payload to the document that it carries: `decode: [base64, gzip, json]`.
 * Real senders wrap events in strings of other events (SNS in SQS, log data in base64 and gzip). */
#ifndef DAYBOOK_SHAPE_DECODE_H
#define DAYBOOK_SHAPE_DECODE_H

#include "shape/load.h"
#include "shape/reader.h"

struct decode;

/* Compile the list of steps, of which the last gives a document. */
MUST_CHECK int
decode_load(const struct loader *loader, const struct json *node, const struct decode **out_decode, struct err *err);
/* Take the steps. Every byte that a step gives costs the reader READER_DECODE_STEPS, which bounds what a small payload
 * can unfold into. ERR_FORMAT or ERR_LIMIT with the step and why. */
MUST_CHECK int decode_text(struct reader *reader, const struct decode *decode, struct slice text,
                           struct json **out_document, struct err *err);

#endif
