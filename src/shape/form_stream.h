/* form_stream.h - from the first bytes of a stream to its form, and so to how it is cut into payloads. */
#ifndef DAYBOOK_SHAPE_FORM_STREAM_H
#define DAYBOOK_SHAPE_FORM_STREAM_H

#include "format/piece_stream.h"
#include "shape/shape.h"

/* Choose the form in which the adapter takes the stream, and begin to cut it: JSON by its values, text by lines, all
 * others whole. `adapter` may be NULL (adapter_form()). Fails when reading does. */
MUST_CHECK int
form_stream_begin(struct piece_stream *stream, const struct adapter *adapter, enum form *out_form, struct err *err);

#endif
