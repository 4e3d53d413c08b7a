/* zip.h - writing zip files in the one strict form that unzip.h reads.
 * Source: PKWARE APPNOTE 6.3.10, of which only this is used, so that members and sizes determine every header byte:
 * - local headers are contiguous from offset 0, in the order written; then the directory in the same order; then the
 * end record. No gaps, no comments, no data descriptors, no encryption; flags are 0, every disk number is 0.
 * - method 0 (stored) or 8 (deflated; a raw stream of RFC 1951).
 * - names are of [A-Za-z0-9._/-], 1 to LIMIT_ZIP_NAME_BYTES bytes, with no empty, "." or ".." part, and no two are
 * equal ignoring case.
 * - every DOS time is 0 and every date 0x0021 (1980-01-01); version needed 2.0; made by Unix 2.0 (0x0314); external
 *   attributes 0100644 << 16 (a plain file, rw-r--r--); internal attributes 0.
 * - zip64 only when needed. A member of 0xffffffff bytes or more, packed or plain, has a zip64 field (both sizes) in
 * both headers; a directory entry whose offset is 0xffffffff or more has it in its zip64 field, after the sizes if
 * those are there. Headers with that field need version 4.5. The zip64 end record and its locator are there when the
 * count is 0xffff or the directory's size or offset is 0xffffffff or more; needed and made by are 4.5 there. Why it is
 * not a library: a verifier must insist on every one of these bytes, it is linked statically, and a writer and a reader
 * that share one layout (zip_layout.h) cannot disagree. */
#ifndef DAYBOOK_FORMAT_ZIP_H
#define DAYBOOK_FORMAT_ZIP_H

#include "base/err.h"
#include "base/slice.h"

enum zip_method {
    ZIP_STORED = 0,
    ZIP_DEFLATED = 8 /* zlib, level 9, default memory and strategy */
};

struct zip_member {
    struct slice name;
    enum zip_method method;
    uint32_t crc;         /* CRC-32 of the plain bytes */
    uint64_t packed_size; /* bytes in the file */
    uint64_t size;        /* plain bytes */
    uint64_t offset;      /* of its local header */
};

struct zip_options {
    /* Optional: sees the packed bytes of each member, in order. */
    void (*packed)(void *context, struct slice bytes);
    void *context;
};

struct zip;

/* Write to `fd`, a seekable and empty file that stays the caller's. `options` may be NULL. */
struct zip *zip_new(int fd, const struct zip_options *options);
/* Frees the writer only; the file is no zip until zip_finish(). */
void zip_free(struct zip *zip);
void zip_drop(struct zip **zip);
/* Members are written one after another: begin, any number of writes, end. The bytes in the file do not depend on how
 * the writes are cut. ERR_FORMAT for a name that is not allowed or taken, ERR_LIMIT past LIMIT_ZIP_FILES members,
 * ERR_IO when the file cannot be written; after a failure the writer is good only for zip_free(). */
MUST_CHECK int zip_begin(struct zip *zip, struct slice name, enum zip_method method, struct err *err);
MUST_CHECK int zip_write(struct zip *zip, struct slice bytes, struct err *err);
/* `out_member` may be NULL; its name lives as long as the writer. */
MUST_CHECK int zip_end(struct zip *zip, struct zip_member *out_member, struct err *err);
/* begin, write and end of a member that is at hand as a whole. */
MUST_CHECK int zip_add(struct zip *zip, struct slice name, enum zip_method method, struct slice bytes, struct err *err);
/* Write the directory and the end record. Does not fsync. */
MUST_CHECK int zip_finish(struct zip *zip, struct err *err);

#endif
