#include "tlog/checkpoint.h"

#include "base/encoding.h"
#include "base/limits.h"

#include <inttypes.h>

/* Take one line, without its newline, off the front; false when there is no newline. */
static bool
line_take(struct slice *rest, struct slice *out_line)
{
    const size_t end = slice_find(*rest, '\n');
    if (end == rest->n)
        return false;
    *out_line = slice_sub(*rest, 0, end);
    *rest = slice_sub(*rest, end + 1, rest->n);
    return true;
}

static int
size_read(struct slice text, uint64_t *out_size, struct err *err)
{
    uint64_t size = 0;
    bool good = text.n > 0 && (text.n == 1 || text.p[0] != '0');
    for (size_t i = 0; i < text.n && good; i++)
        good = text.p[i] >= '0' && text.p[i] <= '9' && !__builtin_mul_overflow(size, (uint64_t)10, &size) &&
               !__builtin_add_overflow(size, (uint64_t)(text.p[i] - '0'), &size);
    if (!good)
        return err_set(err, ERR_FORMAT,
                       "checkpoint size '%.*s' is not a decimal number below 2^64 without zeros before",
                       SLICE_ARG(text));
    *out_size = size;
    return 0;
}

static int
root_read(struct slice text, struct sha256_digest *out_root, struct err *err)
{
    AUTO(arena_drop) struct arena *scratch = arena_new();
    struct slice bytes;
    const int r = base64_read(text, scratch, &bytes, err);
    if (r < 0)
        return err_wrap(err, r, "checkpoint root");
    if (bytes.n != SHA256_BYTES)
        return err_set(err, ERR_FORMAT, "checkpoint root has %zu bytes, %d expected", bytes.n, SHA256_BYTES);
    memcpy(out_root->b, bytes.p, SHA256_BYTES);
    return 0;
}

static int
empty_root_check(const struct checkpoint *checkpoint, enum err_code code, struct err *err)
{
    const struct sha256_digest empty = sha256(SLICE(""));
    if (checkpoint->size == 0 && !sha256_equal(&checkpoint->root, &empty))
        return err_set(err, code, "checkpoint of size 0 has another root than the empty tree");
    return 0;
}

static int
extension_check(struct slice extension, struct err *err)
{
    struct slice line;
    while (extension.n > 0)
        if (!line_take(&extension, &line) || line.n == 0)
            return err_set(err, ERR_FORMAT, "checkpoint has an empty or unfinished extension line");
    return 0;
}

int
checkpoint_write(struct buf *out, const struct checkpoint *checkpoint, struct err *err)
{
    if (!vkey_name_is_valid(checkpoint->origin))
        return err_set(err, ERR_USAGE, "checkpoint origin '%.*s' is not a valid key name: no spaces, no '+'",
                       SLICE_ARG(checkpoint->origin));
    if (checkpoint->extension.n > 0)
        return err_set(err, ERR_USAGE, "checkpoint extension lines are not written");
    TRY(empty_root_check(checkpoint, ERR_USAGE, err));
    buf_add(out, checkpoint->origin);
    buf_format(out, "\n%" PRIu64 "\n", checkpoint->size);
    base64_append(out, (struct slice){checkpoint->root.b, SHA256_BYTES});
    buf_byte(out, '\n');
    return 0;
}

int
checkpoint_parse(struct slice text, struct checkpoint *out_checkpoint, struct err *err)
{
    struct checkpoint checkpoint = {0};
    struct slice rest = text, size, root;
    if (!line_take(&rest, &checkpoint.origin) || !line_take(&rest, &size) || !line_take(&rest, &root))
        return err_set(err, ERR_FORMAT, "checkpoint has fewer than three lines");
    if (checkpoint.origin.n == 0)
        return err_set(err, ERR_FORMAT, "checkpoint has an empty origin");
    TRY(size_read(size, &checkpoint.size, err));
    TRY(root_read(root, &checkpoint.root, err));
    TRY(empty_root_check(&checkpoint, ERR_FORMAT, err));
    TRY(extension_check(rest, err));
    if (rest.n > 0)
        checkpoint.extension = rest;
    *out_checkpoint = checkpoint;
    return 0;
}

int
checkpoint_sign(struct buf *out, const struct checkpoint *checkpoint, const struct signing_key *key, struct err *err)
{
    AUTO(buf_release) struct buf text;
    buf_init(&text, LIMIT_NOTE_BYTES);
    TRY(checkpoint_write(&text, checkpoint, err));
    TRY(buf_finish(&text, "checkpoint", err));
    return note_sign(out, buf_slice(&text), checkpoint->origin, key, err);
}

int
checkpoint_open(struct slice bytes, struct vkey_list known, struct arena *arena, struct checkpoint *out_checkpoint,
                struct err *err)
{
    struct note note;
    struct checkpoint checkpoint;
    TRY(note_open(bytes, known, arena, &note, err));
    TRY(checkpoint_parse(note.text, &checkpoint, err));
    bool by_log = false;
    for (size_t i = 0; i < note.count; i++)
        by_log = by_log || (note.signatures[i].verified && slice_equal(note.signatures[i].name, checkpoint.origin));
    if (!by_log)
        return err_set(err, ERR_SIGNATURE, "checkpoint of '%.*s' is not signed by a known key of that name",
                       SLICE_ARG(checkpoint.origin));
    *out_checkpoint = checkpoint;
    return 0;
}
