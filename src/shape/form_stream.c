#include "shape/form_stream.h"

int
form_stream_begin(struct piece_stream *stream, const struct adapter *adapter, enum form *out_form, struct err *err)
{
    struct slice prefix;
    TRY(piece_stream_look(stream, FORM_PREFIX_BYTES, &prefix, err));
    const enum form form = adapter_form(adapter, prefix);
    piece_stream_begin(stream, form == FORM_JSON ? PIECES_JSON : form == FORM_TEXT ? PIECES_LINES : PIECES_WHOLE);
    *out_form = form;
    return 0;
}
