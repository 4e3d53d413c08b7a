/* unzip.h - reading zip files that must be in the strict form of zip.h, from a hand that is not trusted.
 * Opening checks every header byte: the directory must end exactly at the end record and that at the end of the file,
 * local headers must be contiguous and equal to the directory. Reading a member checks its packed size, its size and
 * its CRC-32, and that its deflate stream ends with its last byte. So no byte of the file is unread. Deflate itself is
 * not unique (other packed bytes may give the same plain bytes): who needs that bound keeps a digest of the packed
 * bytes. Errors: ERR_FORMAT, the file is wrong; ERR_LIMIT, it declares more than the limits allow; ERR_IO, it could not
 * be read. Texts are "zip: member 'NAME' at offset N: …" or "zip: …". */
#ifndef DAYBOOK_FORMAT_UNZIP_H
#define DAYBOOK_FORMAT_UNZIP_H

#include "base/arena.h"
#include "format/zip.h"

struct unzip_limits {
    uint64_t member_bytes_max; /* plain bytes of one member */
    uint64_t total_bytes_max;  /* plain bytes of all members */
};

struct unzip {
    int fd;
    uint64_t size;              /* of the file */
    struct zip_member *members; /* in the order of the file */
    size_t count;
};

/* Open the zip that is all of the seekable file `fd`, which stays the caller's and must stay open. Members and names
 * are in `arena`. Nothing is inflated. */
MUST_CHECK int
unzip_open(int fd, const struct unzip_limits *limits, struct arena *arena, struct unzip *out_zip, struct err *err);
/* The member, or NULL. */
const struct zip_member *unzip_find(const struct unzip *zip, struct slice name);

/* What becomes of a member's bytes; each may be NULL. A callback that fails ends the reading with its error. */
struct unzip_sink {
    int (*plain)(void *context, struct slice bytes, struct err *err);
    int (*packed)(void *context, struct slice bytes, struct err *err);
    void *context;
};
/* Stream one member through `sink`. Bytes that the sink was given are good only when 0 is returned: the CRC stands at
 * the end. Uses pread(2), so several threads may read one zip. */
MUST_CHECK int
unzip_read(const struct unzip *zip, const struct zip_member *member, const struct unzip_sink *sink, struct err *err);
/* The same, pulled instead of pushed, for who reads two members side by side. The zip must outlive it. */
struct unzip_stream;
struct unzip_stream *unzip_stream_new(const struct unzip *zip, const struct zip_member *member);
void unzip_stream_free(struct unzip_stream *stream);
/* The next plain bytes, valid until the next call; absent at the end, where everything was found in order. */
MUST_CHECK int unzip_stream_next(struct unzip_stream *stream, struct slice *out_bytes, struct err *err);

/* A whole member in the arena, followed by a NUL that is not counted. */
MUST_CHECK int unzip_read_all(const struct unzip *zip, const struct zip_member *member, struct arena *arena,
                              struct slice *out_bytes, struct err *err);

#endif
