/* pack.h - the zip of a bundle, byte for byte determined by the model and the key. */
#ifndef DAYBOOK_BUNDLE_PACK_H
#define DAYBOOK_BUNDLE_PACK_H

#include "bundle/files.h"
#include "bundle/payload_line.h"

/* Where the lines come from that the model does not keep. Each call gives the next one, in order; the bytes are used
 * before the following call. Errors end the packing. */
struct bundle_pack_source {
    int (*entry)(void *context, struct slice *out_bytes, struct err *err);
    int (*payload)(void *context, struct payload_line *out_line, struct err *err);
    /* Append the armoured SSHSIG of `manifest`, namespace BUNDLE_NAMESPACE, by the key in force at b - 1. */
    int (*sign)(void *context, struct slice manifest, struct buf *out_armour, struct err *err);
    void *context;
};

/* Write the whole zip to `fd`, an empty, seekable file that stays the caller's. */
MUST_CHECK int
bundle_pack(const struct bundle_model *model, const struct bundle_pack_source *source, int fd, struct err *err);

#endif
