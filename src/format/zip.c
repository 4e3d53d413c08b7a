#include "format/zip.h"

#include "format/zip_file.h"
#include "format/zip_layout.h"
#include "format/zip_name.h"

#include <assert.h>
#include <zlib.h>

enum { CHUNK_BYTES = 64 * 1024, RAW_DEFLATE = -15, MEMORY_LEVEL = 8, MEMBERS_FIRST = 64 };

struct zip {
    int fd;
    struct zip_options options;
    struct arena *arena; /* of the names */
    struct intern *names;
    struct zip_member *members;
    size_t count;
    size_t capacity;
    uint64_t at; /* where the next bytes go */
    bool open;   /* the last member is being written */
    z_stream deflater;
    uint8_t packed[CHUNK_BYTES];
};

struct zip *
zip_new(int fd, const struct zip_options *options)
{
    struct zip *zip = calloc(1, sizeof(*zip));
    if (zip == NULL)
        abort();
    zip->fd = fd;
    if (options != NULL)
        zip->options = *options;
    zip->arena = arena_new();
    zip->names = intern_new(zip->arena);
    if (deflateInit2(&zip->deflater, Z_BEST_COMPRESSION, Z_DEFLATED, RAW_DEFLATE, MEMORY_LEVEL, Z_DEFAULT_STRATEGY) !=
        Z_OK)
        abort();
    return zip;
}

void
zip_free(struct zip *zip)
{
    if (zip == NULL)
        return;
    deflateEnd(&zip->deflater);
    intern_free(zip->names);
    arena_free(zip->arena);
    free(zip->members);
    free(zip);
}

void
zip_drop(struct zip **zip)
{
    zip_free(*zip);
    *zip = NULL;
}

static struct zip_member *
push_member(struct zip *zip)
{
    if (zip->count == zip->capacity) {
        zip->capacity = zip->capacity == 0 ? MEMBERS_FIRST : zip->capacity * 2;
        zip->members = realloc(zip->members, zip->capacity * sizeof(*zip->members));
        if (zip->members == NULL)
            abort();
    }
    return &zip->members[zip->count++];
}

int
zip_begin(struct zip *zip, struct slice name, enum zip_method method, struct err *err)
{
    assert(!zip->open);
    if (zip->count == LIMIT_ZIP_FILES)
        return err_set(err, ERR_LIMIT, "zip: more than %d members", LIMIT_ZIP_FILES);
    const int code = zip_name_add(zip->names, name, err);
    if (code < 0)
        return err_wrap(err, code, "zip");
    struct zip_member *member = push_member(zip);
    *member = (struct zip_member){.name = arena_copy(zip->arena, name), .method = method, .offset = zip->at};
    /* The header is written at the end, when it is known what it says. */
    zip->at += zip_layout_local_length(member);
    zip->open = true;
    deflateReset(&zip->deflater);
    return 0;
}

static struct zip_member *
current(struct zip *zip)
{
    assert(zip->open);
    return &zip->members[zip->count - 1];
}

static int
put_packed(struct zip *zip, struct slice bytes, struct err *err)
{
    if (bytes.n == 0)
        return 0;
    if (zip->options.packed != NULL)
        zip->options.packed(zip->options.context, bytes);
    TRY(zip_file_write(zip->fd, zip->at, bytes, err));
    zip->at += bytes.n;
    current(zip)->packed_size += bytes.n;
    return 0;
}

/* Deflate at most UINT_MAX bytes. */
static int
deflate_part(struct zip *zip, struct slice bytes, int flush, struct err *err)
{
    z_stream *deflater = &zip->deflater;
    deflater->next_in = (z_const Bytef *)bytes.p;
    deflater->avail_in = (uInt)bytes.n;
    do {
        deflater->next_out = zip->packed;
        deflater->avail_out = CHUNK_BYTES;
        deflate(deflater, flush);
        TRY(put_packed(zip, (struct slice){zip->packed, CHUNK_BYTES - deflater->avail_out}, err));
    } while (deflater->avail_out == 0);
    return 0;
}

int
zip_write(struct zip *zip, struct slice bytes, struct err *err)
{
    struct zip_member *member = current(zip);
    member->size += bytes.n;
    while (bytes.n > 0) {
        const struct slice part = slice_sub(bytes, 0, CHUNK_BYTES);
        member->crc = (uint32_t)crc32(member->crc, part.p, (uInt)part.n);
        TRY(member->method == ZIP_STORED ? put_packed(zip, part, err) : deflate_part(zip, part, Z_NO_FLUSH, err));
        bytes = slice_sub(bytes, part.n, bytes.n);
    }
    return 0;
}

/* Move the last member's packed bytes `gap` bytes up, back to front, to make room for a zip64 field that only a member
 * of 4 GiB turns out to need. */
static int
move_up(struct zip *zip, uint64_t gap, struct err *err)
{
    uint64_t left = current(zip)->packed_size;
    const uint64_t first = zip->at - left;
    while (left > 0) {
        const size_t n = left < CHUNK_BYTES ? (size_t)left : CHUNK_BYTES;
        left -= n;
        TRY(zip_file_read(zip->fd, first + left, zip->packed, n, err));
        TRY(zip_file_write(zip->fd, first + left + gap, (struct slice){zip->packed, n}, err));
    }
    zip->at += gap;
    return 0;
}

int
zip_end(struct zip *zip, struct zip_member *out_member, struct err *err)
{
    struct zip_member *member = current(zip);
    if (member->method == ZIP_DEFLATED)
        TRY(deflate_part(zip, SLICE(""), Z_FINISH, err));
    const uint64_t reserved = zip->at - member->packed_size - member->offset;
    uint8_t header[ZIP_LOCAL_MAX];
    const size_t length = zip_layout_local(header, member);
    if (length > reserved)
        TRY(move_up(zip, length - reserved, err));
    TRY(zip_file_write(zip->fd, member->offset, (struct slice){header, length}, err));
    zip->open = false;
    if (out_member != NULL)
        *out_member = *member;
    return 0;
}

int
zip_add(struct zip *zip, struct slice name, enum zip_method method, struct slice bytes, struct err *err)
{
    TRY(zip_begin(zip, name, method, err));
    TRY(zip_write(zip, bytes, err));
    return zip_end(zip, NULL, err);
}

int
zip_finish(struct zip *zip, struct err *err)
{
    assert(!zip->open);
    const uint64_t directory = zip->at;
    for (size_t i = 0; i < zip->count; i++) {
        uint8_t entry[ZIP_ENTRY_MAX];
        const size_t length = zip_layout_entry(entry, &zip->members[i]);
        TRY(zip_file_write(zip->fd, zip->at, (struct slice){entry, length}, err));
        zip->at += length;
    }
    uint8_t end[ZIP_END_64_BYTES];
    const size_t length = zip_layout_end(end, zip->count, directory, zip->at - directory);
    return zip_file_write(zip->fd, zip->at, (struct slice){end, length}, err);
}
