#include "record/file_set.h"

#include "base/encoding.h"
#include "base/limits.h"
#include "base/utf8.h"

enum { QUOTED_PATH_MAX = 128 }; /* of a refused path in a message */

static bool
is_path_byte(uint8_t byte)
{
    return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') || (byte >= '0' && byte <= '9') ||
           byte == '.' || byte == '_' || byte == '-';
}

static bool
is_segment(struct slice segment)
{
    for (size_t i = 0; i < segment.n; i++) {
        if (!is_path_byte(segment.p[i]))
            return false;
    }
    return segment.n > 0 && !slice_equal(segment, SLICE(".")) && !slice_equal(segment, SLICE(".."));
}

static bool
is_path(struct slice path)
{
    size_t from = 0;
    while (from <= path.n) {
        const struct slice rest = slice_sub(path, from, path.n);
        const struct slice segment = slice_sub(rest, 0, slice_find(rest, '/'));
        if (!is_segment(segment))
            return false;
        from += segment.n + 1;
    }
    return true;
}

static int
compare_paths(const void *a, const void *b)
{
    return slice_compare(((const struct file_set_entry *)a)->path, ((const struct file_set_entry *)b)->path);
}

int
file_set_sort(struct file_set *set, struct err *err)
{
    if (set->count > LIMIT_RULE_FILES)
        return err_set(err, ERR_LIMIT, "set of %zu files is larger than %d", set->count, LIMIT_RULE_FILES);
    for (size_t i = 0; i < set->count; i++) {
        const struct slice shown = utf8_cut(set->files[i].path, QUOTED_PATH_MAX);
        if (!is_path(set->files[i].path))
            return err_set(err, ERR_FORMAT,
                           "path '%.*s' is not of names of A-Z, a-z, 0-9, '.', '_' and '-' separated by '/'",
                           SLICE_ARG(shown));
    }
    if (set->count > 0)
        qsort(set->files, set->count, sizeof(*set->files), compare_paths);
    for (size_t i = 1; i < set->count; i++) {
        const struct slice shown = utf8_cut(set->files[i].path, QUOTED_PATH_MAX);
        if (slice_equal(set->files[i - 1].path, set->files[i].path))
            return err_set(err, ERR_FORMAT, "path '%.*s' stands twice in the set", SLICE_ARG(shown));
    }
    return 0;
}

struct sha256_digest
file_set_digest(const struct file_set *set)
{
    struct sha256_stream stream;
    sha256_init(&stream);
    for (size_t i = 0; i < set->count; i++) {
        const struct sha256_digest digest = sha256(set->files[i].bytes);
        char hex[2 * SHA256_BYTES + 1];
        hex_write(hex, digest.b, SHA256_BYTES);
        sha256_add(&stream, slice_of(hex));
        sha256_add(&stream, SLICE("  "));
        sha256_add(&stream, set->files[i].path);
        sha256_add(&stream, SLICE("\n"));
    }
    return sha256_finish(&stream);
}

const struct file_set_entry *
file_set_find(const struct file_set *set, struct slice path)
{
    const struct file_set_entry wanted = {.path = path};
    if (set->count == 0)
        return NULL;
    return bsearch(&wanted, set->files, set->count, sizeof(*set->files), compare_paths);
}
