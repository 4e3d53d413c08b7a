#include "verify/lines.h"

#include "bundle/model.h"

#include <inttypes.h>

enum { PATH_MAX_BYTES = 64 };

struct lines {
    const struct unzip *zip;
    const char *folder;
    size_t line_bytes_max;
    uint64_t file; /* its number */
    char path[PATH_MAX_BYTES];
    uint64_t looked_at;          /* line of the file */
    struct unzip_stream *stream; /* of the file; NULL between files */
    uint64_t in_file;            /* lines of it so far */
    uint64_t number;             /* of the next line */
    struct slice rest;           /* of the stream's last bytes */
    struct buf pending;          /* the beginning of a line that goes on in the next bytes */
};

static const struct zip_member *
find_file(const struct lines *lines, uint64_t file, char out_path[static PATH_MAX_BYTES])
{
    snprintf(out_path, PATH_MAX_BYTES, "%s%04" PRIu64 ".ndjson", lines->folder, file);
    return unzip_find(lines->zip, slice_of(out_path));
}

struct lines *
lines_new(const struct unzip *zip, const char *folder, size_t line_bytes_max)
{
    struct lines *lines = calloc(1, sizeof(*lines));
    if (lines == NULL)
        abort();
    lines->zip = zip;
    lines->folder = folder;
    lines->line_bytes_max = line_bytes_max;
    buf_init(&lines->pending, line_bytes_max);
    (void)find_file(lines, 0, lines->path);
    return lines;
}

void
lines_free(struct lines *lines)
{
    if (lines == NULL)
        return;
    unzip_stream_free(lines->stream);
    buf_release(&lines->pending);
    free(lines);
}

void
lines_drop(struct lines **lines)
{
    lines_free(*lines);
}

struct verify_place
lines_place(const struct lines *lines)
{
    return (struct verify_place){.member = slice_of(lines->path), .line = lines->looked_at, .index = VERIFY_NO_INDEX};
}

/* Whether there is another file; it is open then. */
static bool
open_next(struct lines *lines)
{
    char path[PATH_MAX_BYTES];
    const struct zip_member *member = find_file(lines, lines->file, path);
    if (member == NULL)
        return false;
    memcpy(lines->path, path, sizeof(path));
    lines->stream = unzip_stream_new(lines->zip, member);
    lines->in_file = 0;
    lines->rest = (struct slice){NULL, 0};
    return true;
}

/* The file ended: a whole one may be followed by another. */
static int
close_file(struct lines *lines, struct err *err)
{
    unzip_stream_free(lines->stream);
    lines->stream = NULL;
    if (lines->pending.n > 0)
        return err_set(err, ERR_FORMAT, "the file does not end with a newline");
    if (lines->in_file == 0)
        return err_set(err, ERR_FORMAT, "the file is empty");
    char path[PATH_MAX_BYTES];
    lines->file++;
    if (lines->in_file < BUNDLE_LINES_PER_FILE && find_file(lines, lines->file, path) != NULL)
        return err_set(err, ERR_FORMAT, "the file has %" PRIu64 " lines, expected %d since another follows",
                       lines->in_file, BUNDLE_LINES_PER_FILE);
    return 0;
}

static int
too_long(const struct lines *lines, struct err *err)
{
    return err_set(err, ERR_FORMAT, "the line is longer than %zu bytes", lines->line_bytes_max);
}

/* Take a line that is whole in `rest`, else move `rest` to the pending beginning. */
static int
take_line(struct lines *lines, struct slice *out, struct err *err)
{
    const size_t end = slice_find(lines->rest, '\n');
    const struct slice piece = slice_sub(lines->rest, 0, end);
    const bool is_whole = end < lines->rest.n;
    lines->rest = slice_sub(lines->rest, end + 1, lines->rest.n);
    if (piece.n > lines->line_bytes_max - lines->pending.n)
        return too_long(lines, err);
    if (is_whole && lines->pending.n == 0) {
        *out = piece.n == 0 ? SLICE("") : piece;
        return 0;
    }
    buf_add(&lines->pending, piece);
    if (is_whole)
        *out = buf_slice(&lines->pending);
    return 0;
}

/* Count a line of the open file. */
static int
count_line(struct lines *lines, struct err *err)
{
    if (lines->in_file == BUNDLE_LINES_PER_FILE)
        return err_set(err, ERR_FORMAT, "the file has more than %d lines", BUNDLE_LINES_PER_FILE);
    lines->in_file++;
    lines->number++;
    return 0;
}

/* The next line of the open file; stays absent at its end. */
static int
next_in_file(struct lines *lines, struct slice *out, struct err *err)
{
    lines->looked_at = lines->in_file + 1;
    while (slice_is_absent(*out)) {
        if (lines->rest.n == 0)
            TRY(unzip_stream_next(lines->stream, &lines->rest, err));
        if (lines->rest.n == 0)
            return 0;
        TRY(take_line(lines, out, err));
    }
    return count_line(lines, err);
}

int
lines_next(struct lines *lines, struct line *out_line, struct err *err)
{
    struct slice bytes = {NULL, 0};
    buf_clear(&lines->pending);
    while (slice_is_absent(bytes)) {
        if (lines->stream == NULL && !open_next(lines))
            break;
        TRY(next_in_file(lines, &bytes, err));
        if (slice_is_absent(bytes))
            TRY(close_file(lines, err));
    }
    *out_line = (struct line){.bytes = bytes, .number = lines->number - (slice_is_absent(bytes) ? 0 : 1)};
    return 0;
}
