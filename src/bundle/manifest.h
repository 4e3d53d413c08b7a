/* manifest.h - manifest.json: what a bundle is of, and the size and digests of every other member (docs/bundle.md).
 * Canonical JSON and a newline; reading accepts nothing but what writing gives, so one manifest has one text. */
#ifndef DAYBOOK_BUNDLE_MANIFEST_H
#define DAYBOOK_BUNDLE_MANIFEST_H

#include "bundle/files.h"

struct manifest_file {
    struct slice path;
    uint64_t size;
    struct sha256_digest sha256;        /* of the plain bytes */
    struct sha256_digest packed_sha256; /* of the bytes in the zip: deflate has twins that decode alike */
    enum bundle_check check;
};

struct manifest {
    uint64_t format;
    uint64_t statistics;
    struct slice program;
    struct slice origin;
    bool simulated;
    int64_t from_ms;
    int64_t to_ms;
    uint64_t a;
    uint64_t b;
    struct sha256_digest root;
    enum bundle_status status;
    const struct slice *reasons;
    size_t reason_count;
    const struct manifest_file *files; /* in the order of the zip */
    size_t file_count;
};

/* The manifest of a model, without files. Texts are borrowed. */
struct manifest manifest_of(const struct bundle_model *model);
/* Append the text. */
MUST_CHECK int manifest_write(const struct manifest *manifest, struct arena *arena, struct buf *out, struct err *err);
/* Read it; texts are views of `bytes` or in the arena. ERR_FORMAT, saying which member or file; ERR_VERSION for another
 * format or version of the statistics. */
MUST_CHECK int manifest_read(struct slice bytes, struct arena *arena, struct manifest *out_manifest, struct err *err);

#endif
