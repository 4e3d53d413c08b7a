/* pack.h - the zip of a bundle, byte for byte determined by the model and the key. */
#ifndef DAYBOOK_BUNDLE_PACK_H
#define DAYBOOK_BUNDLE_PACK_H

#include "bundle/files.h"

/* A disclosed payload. */
struct bundle_payload {
    uint64_t index; /* the lowest of its entries */
    struct salt salt;
    struct slice type;
    struct slice bytes;
};

/* Where the lines come from that the model does not keep. Each call gives the next one, in order; the bytes are used
 * before the following call. Errors end the packing. */
struct bundle_pack_source {
    int (*entry)(void *context, struct slice *out_bytes, struct err *err);
    int (*payload)(void *context, struct bundle_payload *out_payload, struct err *err);
    /* Append the armoured SSHSIG of `manifest`, namespace BUNDLE_NAMESPACE, by the key in force at b - 1. */
    int (*sign)(void *context, struct slice manifest, struct buf *out_armour, struct err *err);
    void *context;
};

/* Append one line of payloads/: canonical JSON of index, salt, type, and text or base64; and a newline. */
void bundle_payload_append(struct buf *out, const struct bundle_payload *payload);
/* Read one line without its newline; bytes are views or in the arena. ERR_FORMAT unless it is what
 * bundle_payload_append() writes. */
MUST_CHECK int
bundle_payload_read(struct slice line, struct arena *arena, struct bundle_payload *out_payload, struct err *err);

/* Write the whole zip to `fd`, an empty, seekable file that stays the caller's. */
MUST_CHECK int
bundle_pack(const struct bundle_model *model, const struct bundle_pack_source *source, int fd, struct err *err);

#endif
