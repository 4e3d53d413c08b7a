#include "format/unzip.h"

#include "format/zip_file.h"
#include "format/zip_layout.h"
#include "format/zip_name.h"

#include <errno.h>
#include <inttypes.h>
#include <unistd.h>
#include <zlib.h>

enum {
    CHUNK_BYTES = 64 * 1024,
    RAW_DEFLATE = -15,
    DEFLATE_RATIO_MAX = 1032, /* a length and a distance code of one bit each give 258 bytes */
    /* z_stream.data_type after inflate(…, Z_BLOCK), see zlib.h */
    INFLATE_UNUSED_BITS = 7,
    INFLATE_LAST = 64,
    INFLATE_BLOCK_END = 128
};

/* What the end records say. */
struct directory {
    uint64_t count;
    uint64_t offset;
    uint64_t size;
};

static int
wrap_member(struct err *err, int code, const struct zip_member *member)
{
    return err_wrap(err, code, "zip: member '%.*s' at offset %" PRIu64, SLICE_ARG(member->name), member->offset);
}

static int
file_size(int fd, uint64_t *out_size, struct err *err)
{
    const off_t end = lseek(fd, 0, SEEK_END);
    if (end < 0)
        return err_set(err, ERR_IO, "zip: %s", strerror(errno));
    *out_size = (uint64_t)end;
    return 0;
}

static bool
is_in_64(const struct directory *directory)
{
    return directory->count == ZIP_COUNT_IN_64 || directory->offset == ZIP_IN_64 || directory->size == ZIP_IN_64;
}

/* Find the end records at the very end of the file and what they say; `*out_end` is where they begin. */
static int
read_end(int fd, uint64_t size, struct directory *out, uint64_t *out_end, struct err *err)
{
    if (size < ZIP_END_BYTES)
        return err_set(err, ERR_FORMAT, "zip: no end record: the file has %" PRIu64 " bytes", size);
    uint8_t got[ZIP_END_64_BYTES];
    TRY(zip_file_read(fd, size - ZIP_END_BYTES, got, ZIP_END_BYTES, err));
    struct directory directory = {.count = zip_layout_integer(got + 10, 2),
                                  .size = zip_layout_integer(got + 12, 4),
                                  .offset = zip_layout_integer(got + 16, 4)};
    size_t length = ZIP_END_BYTES;
    if (is_in_64(&directory) && size >= ZIP_END_64_BYTES) {
        length = ZIP_END_64_BYTES;
        TRY(zip_file_read(fd, size - length, got, length, err));
        directory = (struct directory){.count = zip_layout_integer(got + 32, 8),
                                       .size = zip_layout_integer(got + 40, 8),
                                       .offset = zip_layout_integer(got + 48, 8)};
    }
    uint8_t want[ZIP_END_64_BYTES];
    const size_t want_length = zip_layout_end(want, directory.count, directory.offset, directory.size);
    if (want_length != length)
        return err_set(err, ERR_FORMAT, "zip: end record: zip64 where it is not needed, or not where it is");
    const enum zip_header header = length == ZIP_END_BYTES ? ZIP_HEADER_END : ZIP_HEADER_END_64;
    const int code = zip_layout_compare(header, got, want, length, err);
    if (code < 0)
        return err_wrap(err, code, "zip: end record");
    *out_end = size - length;
    *out = directory;
    return 0;
}

static int
check_directory_place(const struct directory *directory, uint64_t end, struct err *err)
{
    if (directory->count > LIMIT_ZIP_FILES)
        return err_set(err, ERR_LIMIT, "zip: more than %d members", LIMIT_ZIP_FILES);
    if (directory->size > end || directory->offset != end - directory->size)
        return err_set(err, ERR_FORMAT,
                       "zip: the directory is %" PRIu64 " bytes at offset %" PRIu64 ", it must end at %" PRIu64,
                       directory->size, directory->offset, end);
    if (directory->size > directory->count * ZIP_ENTRY_MAX)
        return err_set(err, ERR_FORMAT, "zip: the directory is too long for %" PRIu64 " members", directory->count);
    return 0;
}

/* The values of a directory entry's zip64 field, for those of its fields that stand there. */
static bool
read_extra(struct slice extra, struct zip_member *member)
{
    const bool far = member->offset == ZIP_IN_64;
    const bool large = member->size == ZIP_IN_64 || member->packed_size == ZIP_IN_64;
    const size_t need = (large || far ? 4u : 0u) + (large ? 16u : 0u) + (far ? 8u : 0u);
    if (extra.n != need)
        return false;
    if (large) {
        member->size = zip_layout_integer(extra.p + 4, 8);
        member->packed_size = zip_layout_integer(extra.p + 12, 8);
    }
    if (far)
        member->offset = zip_layout_integer(extra.p + need - 8, 8);
    return true;
}

/* Read the entry at the start of `rest` and compare it with the one that its values should give. */
static int
read_entry(struct slice rest, struct zip_member *out, size_t *out_length, struct err *err)
{
    if (rest.n < ZIP_ENTRY_BYTES)
        return err_set(err, ERR_FORMAT, "the directory ends inside it");
    const uint8_t *const got = rest.p;
    const size_t name_end = ZIP_ENTRY_BYTES + (size_t)zip_layout_integer(got + 28, 2);
    const size_t extra_end = name_end + (size_t)zip_layout_integer(got + 30, 2);
    if (rest.n < extra_end)
        return err_set(err, ERR_FORMAT, "the directory ends inside it");
    struct zip_member member = {.name = slice_sub(rest, ZIP_ENTRY_BYTES, name_end),
                                .method = zip_layout_integer(got + 10, 2) == 0 ? ZIP_STORED : ZIP_DEFLATED,
                                .crc = (uint32_t)zip_layout_integer(got + 16, 4),
                                .packed_size = zip_layout_integer(got + 20, 4),
                                .size = zip_layout_integer(got + 24, 4),
                                .offset = zip_layout_integer(got + 42, 4)};
    TRY(zip_name_check(member.name, err));
    const bool has_extra = read_extra(slice_sub(rest, name_end, extra_end), &member);
    uint8_t want[ZIP_ENTRY_MAX];
    const size_t length = zip_layout_entry(want, &member);
    TRY(zip_layout_compare(ZIP_HEADER_ENTRY, got, want, length < extra_end ? length : extra_end, err));
    if (!has_extra || length != extra_end)
        return err_set(err, ERR_FORMAT, "extra field is not what the other fields say");
    *out = member;
    *out_length = length;
    return 0;
}

static int
read_entries(struct slice bytes, struct unzip *zip, struct intern *names, struct err *err)
{
    for (size_t i = 0; i < zip->count; i++) {
        size_t length;
        int code = read_entry(bytes, &zip->members[i], &length, err);
        if (code == 0)
            code = zip_name_add(names, zip->members[i].name, err);
        if (code < 0)
            return err_wrap(err, code, "zip: directory entry %zu", i);
        bytes = slice_sub(bytes, length, bytes.n);
    }
    if (bytes.n > 0)
        return err_set(err, ERR_FORMAT, "zip: %zu bytes after the last directory entry", bytes.n);
    return 0;
}

static int
read_directory(const struct directory *directory, struct arena *arena, struct unzip *zip, struct err *err)
{
    const size_t size = (size_t)directory->size;
    uint8_t *bytes = arena_alloc(arena, size + 1);
    TRY(zip_file_read(zip->fd, directory->offset, bytes, size, err));
    zip->count = (size_t)directory->count;
    zip->members = arena_array(arena, zip->count + 1, sizeof(*zip->members));
    AUTO(arena_drop) struct arena *scratch = arena_new();
    AUTO(intern_drop) struct intern *names = intern_new(scratch);
    return read_entries((struct slice){bytes, size}, zip, names, err);
}

/* Compare the local header of `member` with its entry. */
static int
check_local(const struct unzip *zip, const struct zip_member *member, uint64_t expected_offset, uint64_t end,
            struct err *err)
{
    if (member->offset != expected_offset)
        return err_set(err, ERR_FORMAT, "expected at offset %" PRIu64, expected_offset);
    uint8_t want[ZIP_LOCAL_MAX];
    const size_t length = zip_layout_local(want, member);
    if (length > end - expected_offset || member->packed_size > end - expected_offset - length)
        return err_set(err, ERR_FORMAT, "runs into the directory");
    if (member->size / DEFLATE_RATIO_MAX > member->packed_size)
        return err_set(err, ERR_FORMAT, "%" PRIu64 " packed bytes cannot give its size %" PRIu64, member->packed_size,
                       member->size);
    if (member->method == ZIP_STORED && member->packed_size != member->size)
        return err_set(err, ERR_FORMAT, "stored with %" PRIu64 " bytes, but its size is %" PRIu64, member->packed_size,
                       member->size);
    uint8_t got[ZIP_LOCAL_MAX];
    TRY(zip_file_read(zip->fd, member->offset, got, length, err));
    const int code = zip_layout_compare(ZIP_HEADER_LOCAL, got, want, length, err);
    return code < 0 ? err_wrap(err, code, "local header") : 0;
}

/* Local headers and packed bytes fill [0, end) in the order of the directory. */
static int
check_members(const struct unzip *zip, uint64_t end, struct err *err)
{
    uint64_t at = 0;
    for (size_t i = 0; i < zip->count; i++) {
        const struct zip_member *member = &zip->members[i];
        const int code = check_local(zip, member, at, end, err);
        if (code < 0)
            return wrap_member(err, code, member);
        at += zip_layout_local_length(member) + member->packed_size;
    }
    if (at != end)
        return err_set(err, ERR_FORMAT, "zip: %" PRIu64 " bytes between the last member and the directory", end - at);
    return 0;
}

static int
check_sizes(const struct unzip *zip, const struct unzip_limits *limits, struct err *err)
{
    uint64_t total = 0;
    for (size_t i = 0; i < zip->count; i++) {
        const struct zip_member *member = &zip->members[i];
        if (member->size > limits->member_bytes_max) {
            err_set(err, ERR_LIMIT, "size %" PRIu64 " is above %" PRIu64, member->size, limits->member_bytes_max);
            return wrap_member(err, ERR_LIMIT, member);
        }
        if (member->size > limits->total_bytes_max - total)
            return err_set(err, ERR_LIMIT, "zip: all members together are above %" PRIu64 " bytes",
                           limits->total_bytes_max);
        total += member->size;
    }
    return 0;
}

int
unzip_open(int fd, const struct unzip_limits *limits, struct arena *arena, struct unzip *out_zip, struct err *err)
{
    struct unzip zip = {.fd = fd};
    TRY(file_size(fd, &zip.size, err));
    struct directory directory;
    uint64_t end;
    TRY(read_end(fd, zip.size, &directory, &end, err));
    TRY(check_directory_place(&directory, end, err));
    TRY(read_directory(&directory, arena, &zip, err));
    TRY(check_members(&zip, directory.offset, err));
    TRY(check_sizes(&zip, limits, err));
    *out_zip = zip;
    return 0;
}

const struct zip_member *
unzip_find(const struct unzip *zip, struct slice name)
{
    for (size_t i = 0; i < zip->count; i++) {
        if (slice_equal(zip->members[i].name, name))
            return &zip->members[i];
    }
    return NULL;
}

/* One member on its way out of the file. */
struct unzip_stream {
    const struct unzip *zip;
    const struct zip_member *member;
    const struct unzip_sink *sink; /* whose `packed` is told; may be NULL */
    uint64_t packed_done;
    uint64_t done;
    uint32_t crc;
    int status; /* of the last call of inflate */
    bool ended;
    z_stream inflater;
    uint8_t packed[CHUNK_BYTES];
    uint8_t plain[CHUNK_BYTES];
};

struct unzip_stream *
unzip_stream_new(const struct unzip *zip, const struct zip_member *member)
{
    struct unzip_stream *stream = calloc(1, sizeof(*stream));
    if (stream == NULL)
        abort();
    stream->zip = zip;
    stream->member = member;
    stream->status = Z_BUF_ERROR;
    if (member->method == ZIP_DEFLATED && inflateInit2(&stream->inflater, RAW_DEFLATE) != Z_OK)
        abort();
    return stream;
}

void
unzip_stream_free(struct unzip_stream *stream)
{
    if (stream == NULL)
        return;
    inflateEnd(&stream->inflater);
    free(stream);
}

static void
stream_drop(struct unzip_stream **stream)
{
    unzip_stream_free(*stream);
}

/* The next packed bytes, none at their end. */
static int
next_packed(struct unzip_stream *stream, struct slice *out, struct err *err)
{
    const uint64_t left = stream->member->packed_size - stream->packed_done;
    const size_t n = left < CHUNK_BYTES ? (size_t)left : CHUNK_BYTES;
    const uint64_t first = stream->member->offset + zip_layout_local_length(stream->member);
    TRY(zip_file_read(stream->zip->fd, first + stream->packed_done, stream->packed, n, err));
    stream->packed_done += n;
    *out = (struct slice){stream->packed, n};
    if (n > 0 && stream->sink != NULL && stream->sink->packed != NULL)
        return stream->sink->packed(stream->sink->context, *out, err);
    return 0;
}

/* Give the inflater the next packed bytes when it has none left. */
static int
refill(struct unzip_stream *stream, struct err *err)
{
    if (stream->inflater.avail_in > 0)
        return 0;
    struct slice part;
    TRY(next_packed(stream, &part, err));
    if (part.n == 0)
        return err_set(err, ERR_FORMAT, "the deflate stream does not end");
    stream->inflater.next_in = (z_const Bytef *)part.p;
    stream->inflater.avail_in = (uInt)part.n;
    return 0;
}

/* One call of inflate. *out_last: the last block has just ended. */
static int
inflate_block(struct unzip_stream *stream, struct slice *out, bool *out_last, struct err *err)
{
    z_stream *inflater = &stream->inflater;
    inflater->next_out = stream->plain;
    inflater->avail_out = CHUNK_BYTES;
    const int status = inflate(inflater, Z_BLOCK);
    if (status == Z_MEM_ERROR)
        abort();
    if (status != Z_OK && status != Z_STREAM_END && status != Z_BUF_ERROR)
        return err_set(err, ERR_FORMAT, "deflate: %s", inflater->msg == NULL ? "wrong" : inflater->msg);
    stream->status = status;
    *out_last = (inflater->data_type & (INFLATE_LAST | INFLATE_BLOCK_END)) == (INFLATE_LAST | INFLATE_BLOCK_END);
    *out = (struct slice){stream->plain, CHUNK_BYTES - inflater->avail_out};
    return 0;
}

/* The bits after the last block, which fill its last byte, mean nothing; ours are 0. */
static int
check_padding(const z_stream *inflater, struct err *err)
{
    const unsigned unused = (unsigned)inflater->data_type & INFLATE_UNUSED_BITS;
    if (inflater->next_in[-1] >> (8 - unused) != 0)
        return err_set(err, ERR_FORMAT, "bits are set after the end of the deflate stream");
    return 0;
}

/* The next inflated bytes, none at their end. */
static int
next_inflated(struct unzip_stream *stream, struct slice *out, struct err *err)
{
    *out = (struct slice){NULL, 0};
    while (stream->status != Z_STREAM_END && out->n == 0) {
        bool last;
        TRY(inflate_block(stream, out, &last, err));
        if (last)
            TRY(check_padding(&stream->inflater, err));
        else if (stream->status == Z_BUF_ERROR)
            TRY(refill(stream, err));
    }
    const uint64_t left = stream->member->packed_size - stream->packed_done + stream->inflater.avail_in;
    if (stream->status == Z_STREAM_END && left > 0)
        return err_set(err, ERR_FORMAT, "%" PRIu64 " bytes after the end of the deflate stream", left);
    return 0;
}

static int
check_end(const struct unzip_stream *stream, struct err *err)
{
    const struct zip_member *member = stream->member;
    if (stream->done != member->size)
        return err_set(err, ERR_FORMAT, "has %" PRIu64 " bytes, but its size is %" PRIu64, stream->done, member->size);
    if (stream->crc != member->crc)
        return err_set(err, ERR_FORMAT, "CRC-32 is 0x%08" PRIx32 ", expected 0x%08" PRIx32, stream->crc, member->crc);
    return 0;
}

static int
next_plain(struct unzip_stream *stream, struct slice *out, struct err *err)
{
    TRY(stream->member->method == ZIP_STORED ? next_packed(stream, out, err) : next_inflated(stream, out, err));
    if (out->n == 0)
        return check_end(stream, err);
    if (out->n > stream->member->size - stream->done)
        return err_set(err, ERR_FORMAT, "inflates to more than its size %" PRIu64, stream->member->size);
    stream->done += out->n;
    stream->crc = (uint32_t)crc32(stream->crc, out->p, (uInt)out->n);
    return 0;
}

int
unzip_stream_next(struct unzip_stream *stream, struct slice *out_bytes, struct err *err)
{
    struct slice bytes = {NULL, 0};
    if (!stream->ended) {
        const int code = next_plain(stream, &bytes, err);
        if (code < 0)
            return wrap_member(err, code, stream->member);
        stream->ended = bytes.n == 0;
    }
    *out_bytes = bytes.n == 0 ? (struct slice){NULL, 0} : bytes;
    return 0;
}

int
unzip_read(const struct unzip *zip, const struct zip_member *member, const struct unzip_sink *sink, struct err *err)
{
    AUTO(stream_drop) struct unzip_stream *stream = unzip_stream_new(zip, member);
    stream->sink = sink;
    for (;;) {
        struct slice bytes;
        TRY(unzip_stream_next(stream, &bytes, err));
        if (bytes.n == 0)
            return 0;
        const int code = sink->plain == NULL ? 0 : sink->plain(sink->context, bytes, err);
        if (code < 0)
            return wrap_member(err, code, member);
    }
}

struct fill {
    uint8_t *bytes;
    size_t n;
};

static int
fill_add(void *context, struct slice bytes, struct err *err)
{
    (void)err;
    struct fill *fill = context;
    memcpy(fill->bytes + fill->n, bytes.p, bytes.n);
    fill->n += bytes.n;
    return 0;
}

int
unzip_read_all(const struct unzip *zip, const struct zip_member *member, struct arena *arena, struct slice *out_bytes,
               struct err *err)
{
    struct fill fill = {.bytes = arena_alloc(arena, (size_t)member->size + 1)};
    const struct unzip_sink sink = {.plain = fill_add, .context = &fill};
    TRY(unzip_read(zip, member, &sink, err));
    *out_bytes = (struct slice){fill.bytes, fill.n};
    return 0;
}
