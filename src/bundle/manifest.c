#include "bundle/manifest.h"

#include "base/encoding.h"
#include "base/limits.h"
#include "format/json_build.h"
#include "format/json_canonical.h"
#include "format/zip_name.h"

struct manifest
manifest_of(const struct bundle_model *model)
{
    return (struct manifest){.format = model->format,
                             .statistics = model->statistics,
                             .program = model->program,
                             .origin = model->origin,
                             .simulated = model->simulated,
                             .from_ms = model->from_ms,
                             .to_ms = model->to_ms,
                             .a = model->a,
                             .b = model->b,
                             .root = model->root,
                             .status = model->status,
                             .reasons = model->reasons,
                             .reason_count = model->reason_count};
}

static struct json *
digest_value(struct arena *arena, const struct sha256_digest *digest)
{
    char *text = arena_alloc(arena, 2 * SHA256_BYTES + 1);
    hex_write(text, digest->b, SHA256_BYTES);
    return json_new_string(arena, text);
}

static struct json *
file_value(struct arena *arena, const struct manifest_file *file)
{
    struct json *value = json_new_object(arena);
    json_set(value, "path", json_new_slice(arena, file->path));
    json_set(value, "size", json_new_int(arena, (int64_t)file->size));
    json_set(value, "sha256", digest_value(arena, &file->sha256));
    json_set(value, "packed_sha256", digest_value(arena, &file->packed_sha256));
    json_set(value, "check", json_new_string(arena, bundle_check_name(file->check)));
    return value;
}

static struct json *
period_value(struct arena *arena, const struct manifest *manifest)
{
    struct json *period = json_new_object(arena);
    json_set(period, "from", json_new_instant(arena, manifest->from_ms));
    json_set(period, "to", json_new_instant(arena, manifest->to_ms));
    return period;
}

static struct json *
manifest_value(const struct manifest *manifest, struct arena *arena)
{
    struct json *value = json_new_object(arena);
    json_set(value, "format", json_new_int(arena, (int64_t)manifest->format));
    json_set(value, "statistics", json_new_int(arena, (int64_t)manifest->statistics));
    json_set(value, "daybook", json_new_slice(arena, manifest->program));
    json_set(value, "origin", json_new_slice(arena, manifest->origin));
    json_set(value, "simulated", json_new_bool(arena, manifest->simulated));
    json_set(value, "period", period_value(arena, manifest));
    json_set(value, "a", json_new_int(arena, (int64_t)manifest->a));
    json_set(value, "b", json_new_int(arena, (int64_t)manifest->b));
    json_set(value, "root", digest_value(arena, &manifest->root));
    json_set(value, "status", json_new_string(arena, bundle_status_name(manifest->status)));
    struct json *reasons = json_set(value, "reasons", json_new_array(arena));
    for (size_t i = 0; i < manifest->reason_count; i++)
        json_push(reasons, json_new_slice(arena, manifest->reasons[i]));
    struct json *files = json_set(value, "files", json_new_array(arena));
    for (size_t i = 0; i < manifest->file_count; i++)
        json_push(files, file_value(arena, &manifest->files[i]));
    return value;
}

int
manifest_write(const struct manifest *manifest, struct arena *arena, struct buf *out, struct err *err)
{
    TRY(json_write_canonical(out, manifest_value(manifest, arena), err));
    buf_byte(out, '\n');
    return buf_finish(out, BUNDLE_MANIFEST_PATH, err);
}

/* Numbers of a manifest are counts: integers from 0 to 2^53, which canonical JSON keeps exactly. */
static int
read_count(const struct json *object, const char *name, uint64_t *out_count, struct err *err)
{
    struct json *value;
    int64_t number;
    TRY(json_require(object, name, JSON_NUMBER, &value, err));
    const int r = json_int64(value, &number, err);
    if (r < 0)
        return err_wrap(err, r, "'%s'", name);
    if (number < 0 || number > INT64_C(1) << 53)
        return err_set(err, ERR_FORMAT, "'%s' is %lld, expected a number from 0 to 2^53", name, (long long)number);
    *out_count = (uint64_t)number;
    return 0;
}

static int
read_text(const struct json *object, const char *name, struct slice *out_text, struct err *err)
{
    struct json *value;
    TRY(json_require(object, name, JSON_STRING, &value, err));
    const int r = json_text(value, out_text, err);
    if (r < 0)
        return err_wrap(err, r, "'%s'", name);
    if (out_text->n == 0)
        return err_set(err, ERR_FORMAT, "'%s' is empty", name);
    return 0;
}

static int
read_digest(const struct json *object, const char *name, struct sha256_digest *out_digest, struct err *err)
{
    struct slice text;
    TRY(read_text(object, name, &text, err));
    const int r = hex_read(out_digest->b, SHA256_BYTES, text, err);
    return r < 0 ? err_wrap(err, r, "'%s'", name) : 0;
}

static int
read_instant(const struct json *object, const char *name, int64_t *out_ms, struct err *err)
{
    struct slice text;
    TRY(read_text(object, name, &text, err));
    const int r = instant_read_canonical(text, out_ms, err);
    return r < 0 ? err_wrap(err, r, "'%s'", name) : 0;
}

static int
read_period(const struct json *object, struct manifest *out_manifest, struct err *err)
{
    static const char *const names[] = {"from", "to"};
    struct json *period;
    TRY(json_require(object, "period", JSON_OBJECT, &period, err));
    int r = json_only(period, names, COUNT_OF(names), NULL, err);
    if (r == 0)
        r = read_instant(period, "from", &out_manifest->from_ms, err);
    if (r == 0)
        r = read_instant(period, "to", &out_manifest->to_ms, err);
    if (r < 0)
        return err_wrap(err, r, "'period'");
    if (out_manifest->from_ms >= out_manifest->to_ms)
        return err_set(err, ERR_FORMAT, "'period' is empty: 'from' is not before 'to'");
    return 0;
}

static int
read_versions(const struct json *object, struct manifest *out_manifest, struct err *err)
{
    TRY(read_count(object, "format", &out_manifest->format, err));
    if (out_manifest->format != RECORD_FORMAT_VERSION)
        return err_set(err, ERR_VERSION, "'format' is %llu, this program knows %d",
                       (unsigned long long)out_manifest->format, RECORD_FORMAT_VERSION);
    TRY(read_count(object, "statistics", &out_manifest->statistics, err));
    if (out_manifest->statistics != RECORD_STATISTICS_VERSION)
        return err_set(err, ERR_VERSION, "'statistics' is %llu, this program knows %d",
                       (unsigned long long)out_manifest->statistics, RECORD_STATISTICS_VERSION);
    return 0;
}

static int
read_status(const struct json *object, struct arena *arena, struct manifest *out_manifest, struct err *err)
{
    struct slice status;
    struct json *reasons;
    TRY(read_text(object, "status", &status, err));
    TRY(bundle_status_from_name(status, &out_manifest->status, err));
    TRY(json_require(object, "reasons", JSON_ARRAY, &reasons, err));
    struct slice *texts = arena_array(arena, reasons->count, sizeof(*texts));
    size_t count = 0;
    for (const struct json *item = reasons->first; item != NULL; item = item->next) {
        if (item->type != JSON_STRING)
            return err_set(err, ERR_FORMAT, "'reasons' holds %s, expected strings", json_type_phrase(item->type));
        texts[count++] = item->text;
    }
    if ((out_manifest->status == BUNDLE_COMPLETE) != (count == 0))
        return err_set(err, ERR_FORMAT, "'status' is %s with %zu reasons", bundle_status_name(out_manifest->status),
                       count);
    out_manifest->reasons = texts;
    out_manifest->reason_count = count;
    return 0;
}

static int
read_file(const struct json *value, struct manifest_file *out_file, struct err *err)
{
    static const char *const names[] = {"check", "packed_sha256", "path", "sha256", "size"};
    struct slice check;
    if (value->type != JSON_OBJECT)
        return err_set(err, ERR_FORMAT, "expected an object, found %s", json_type_phrase(value->type));
    TRY(json_only(value, names, COUNT_OF(names), NULL, err));
    TRY(read_text(value, "path", &out_file->path, err));
    TRY(zip_name_check(out_file->path, err));
    TRY(read_count(value, "size", &out_file->size, err));
    TRY(read_digest(value, "sha256", &out_file->sha256, err));
    TRY(read_digest(value, "packed_sha256", &out_file->packed_sha256, err));
    TRY(read_text(value, "check", &check, err));
    return bundle_check_from_name(check, &out_file->check, err);
}

static int
read_files(const struct json *object, struct arena *arena, struct manifest *out_manifest, struct err *err)
{
    struct json *list;
    TRY(json_require(object, "files", JSON_ARRAY, &list, err));
    if (list->count > LIMIT_ZIP_FILES)
        return err_set(err, ERR_LIMIT, "'files' has %zu items, at most %d are allowed", list->count, LIMIT_ZIP_FILES);
    struct manifest_file *files = arena_array(arena, list->count, sizeof(*files));
    size_t count = 0;
    for (const struct json *item = list->first; item != NULL; item = item->next) {
        const int r = read_file(item, &files[count++], err);
        if (r < 0)
            return err_wrap(err, r, "'files' item %zu", count);
    }
    out_manifest->files = files;
    out_manifest->file_count = count;
    return 0;
}

static int
read_members(const struct json *object, struct arena *arena, struct manifest *out_manifest, struct err *err)
{
    static const char *const names[] = {"a",      "b",       "daybook", "files",     "format",     "origin",
                                        "period", "reasons", "root",    "simulated", "statistics", "status"};
    struct json *simulated;
    TRY(read_versions(object, out_manifest, err));
    TRY(json_only(object, names, COUNT_OF(names), NULL, err));
    TRY(read_text(object, "daybook", &out_manifest->program, err));
    TRY(read_text(object, "origin", &out_manifest->origin, err));
    TRY(json_require(object, "simulated", JSON_BOOLEAN, &simulated, err));
    out_manifest->simulated = simulated->boolean;
    TRY(read_period(object, out_manifest, err));
    TRY(read_count(object, "a", &out_manifest->a, err));
    TRY(read_count(object, "b", &out_manifest->b, err));
    if (out_manifest->a >= out_manifest->b)
        return err_set(err, ERR_FORMAT, "'a' is not below 'b'");
    TRY(read_digest(object, "root", &out_manifest->root, err));
    TRY(read_status(object, arena, out_manifest, err));
    return read_files(object, arena, out_manifest, err);
}

static int
check_canonical(struct slice bytes, const struct json *object, struct err *err)
{
    struct buf again AUTO(buf_release);
    buf_init(&again, bytes.n + 1);
    TRY(json_write_canonical(&again, object, err));
    buf_byte(&again, '\n');
    if (!slice_equal(buf_slice(&again), bytes))
        return err_set(err, ERR_FORMAT, "not in canonical form (RFC 8785) with a newline at the end");
    return 0;
}

int
manifest_read(struct slice bytes, struct arena *arena, struct manifest *out_manifest, struct err *err)
{
    struct json *object;
    struct manifest manifest = {0};
    int r = json_read(bytes, arena, &object, err);
    if (r == 0)
        r = read_members(object, arena, &manifest, err);
    if (r == 0)
        r = check_canonical(bytes, object, err);
    if (r < 0)
        return err_wrap(err, r, BUNDLE_MANIFEST_PATH);
    *out_manifest = manifest;
    return 0;
}
