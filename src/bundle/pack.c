#include "bundle/pack.h"

#include "bundle/manifest.h"

#include "base/limits.h"
#include "format/zip.h"
#include "tlog/merkle.h"

#include <inttypes.h>

struct packer {
    const struct bundle_model *model;
    const struct bundle_pack_source *source;
    struct arena *arena;
    struct zip *zip;
    struct sha256_stream plain; /* of the member being written */
    struct sha256_stream packed;
    uint64_t size;
    struct compact_range tree; /* of the entries written so far */
    struct manifest_file *files;
    size_t file_count;
};

static void
observe_packed(void *context, struct slice bytes)
{
    struct packer *packer = context;
    sha256_add(&packer->packed, bytes);
}

static int
member_begin(struct packer *packer, struct slice path, struct err *err)
{
    sha256_init(&packer->plain);
    sha256_init(&packer->packed);
    packer->size = 0;
    return zip_begin(packer->zip, path, ZIP_DEFLATED, err);
}

static int
member_write(struct packer *packer, struct slice bytes, struct err *err)
{
    sha256_add(&packer->plain, bytes);
    packer->size += bytes.n;
    return zip_write(packer->zip, bytes, err);
}

static int
member_end(struct packer *packer, const struct bundle_member *member, struct err *err)
{
    TRY(zip_end(packer->zip, NULL, err));
    packer->files[packer->file_count++] = (struct manifest_file){.path = member->path,
                                                                 .size = packer->size,
                                                                 .sha256 = sha256_finish(&packer->plain),
                                                                 .packed_sha256 = sha256_finish(&packer->packed),
                                                                 .check = member->check};
    return 0;
}

static int
write_rendered(struct packer *packer, const struct bundle_member *member, struct err *err)
{
    struct buf content AUTO(buf_release);
    buf_init(&content, LIMIT_BUNDLE_FILE_BYTES);
    TRY(member->render(packer->model, &content, err));
    TRY(buf_finish(&content, "the file", err));
    return member_write(packer, buf_slice(&content), err);
}

static int
write_entries(struct packer *packer, const struct bundle_member *member, struct err *err)
{
    for (uint64_t i = 0; i < member->count; i++) {
        struct slice bytes;
        TRY(packer->source->entry(packer->source->context, &bytes, err));
        const struct sha256_digest leaf = merkle_leaf(bytes);
        compact_range_append(&packer->tree, &leaf);
        TRY(member_write(packer, bytes, err));
        TRY(member_write(packer, SLICE("\n"), err));
    }
    return 0;
}

static int
write_payloads(struct packer *packer, const struct bundle_member *member, struct err *err)
{
    struct buf text AUTO(buf_release);
    buf_init(&text, LIMIT_PAYLOAD_LINE_BYTES);
    for (uint64_t i = 0; i < member->count; i++) {
        struct payload_line line;
        TRY(packer->source->payload(packer->source->context, &line, err));
        buf_clear(&text);
        payload_line_append(&text, &line);
        TRY(buf_finish(&text, "the line of a payload", err));
        TRY(member_write(packer, buf_slice(&text), err));
    }
    return 0;
}

static int
write_sums(struct packer *packer, struct err *err)
{
    struct buf text AUTO(buf_release);
    buf_init(&text, LIMIT_BUNDLE_FILE_BYTES);
    for (size_t i = 0; i < packer->file_count; i++)
        bundle_sums_line(&text, &packer->files[i].sha256, packer->files[i].path);
    TRY(buf_finish(&text, "the file", err));
    return member_write(packer, buf_slice(&text), err);
}

static int
write_content(struct packer *packer, const struct bundle_member *member, struct err *err)
{
    switch (member->content) {
    case BUNDLE_CONTENT_RENDER:
        return write_rendered(packer, member, err);
    case BUNDLE_CONTENT_BYTES:
        return member_write(packer, member->bytes, err);
    case BUNDLE_CONTENT_ENTRIES:
        return write_entries(packer, member, err);
    case BUNDLE_CONTENT_PAYLOADS:
        return write_payloads(packer, member, err);
    case BUNDLE_CONTENT_SUMS:
        return write_sums(packer, err);
    }
    abort();
}

static int
write_member(struct packer *packer, const struct bundle_member *member, struct err *err)
{
    int r = member_begin(packer, member->path, err);
    if (r == 0)
        r = write_content(packer, member, err);
    if (r == 0)
        r = member_end(packer, member, err);
    return r < 0 ? err_wrap(err, r, "%.*s", SLICE_ARG(member->path)) : 0;
}

/* The entries are read once for the model and once to be packed: a bundle whose two halves differ must not be signed.
 */
static int
check_tree(const struct packer *packer, struct err *err)
{
    const struct sha256_digest root = compact_range_root(&packer->tree);
    if (packer->tree.size != packer->model->b || !sha256_equal(&root, &packer->model->root))
        return err_set(err, ERR_CONFLICT, "the entries changed while they were packed");
    return 0;
}

static int
write_manifest(struct packer *packer, struct err *err)
{
    struct buf text AUTO(buf_release);
    struct buf armour AUTO(buf_release);
    buf_init(&text, LIMIT_BUNDLE_FILE_BYTES);
    buf_init(&armour, LIMIT_NOTE_BYTES);
    struct manifest manifest = manifest_of(packer->model);
    manifest.files = packer->files;
    manifest.file_count = packer->file_count;
    TRY(manifest_write(&manifest, packer->arena, &text, err));
    TRY(packer->source->sign(packer->source->context, buf_slice(&text), &armour, err));
    TRY(zip_add(packer->zip, SLICE(BUNDLE_MANIFEST_PATH), ZIP_STORED, buf_slice(&text), err));
    return zip_add(packer->zip, SLICE(BUNDLE_SIGNATURE_PATH), ZIP_STORED, buf_slice(&armour), err);
}

int
bundle_pack(const struct bundle_model *model, const struct bundle_pack_source *source, int fd, struct err *err)
{
    struct arena *arena AUTO(arena_drop) = arena_new();
    const struct bundle_plan plan = bundle_plan_make(model, arena);
    struct packer packer = {.model = model, .source = source, .arena = arena, .tree = model->start};
    packer.files = arena_array(arena, plan.count, sizeof(*packer.files));
    struct zip *zip AUTO(zip_drop) = zip_new(fd, &(struct zip_options){.packed = observe_packed, .context = &packer});
    packer.zip = zip;
    for (size_t i = 0; i < plan.count; i++)
        TRY(write_member(&packer, &plan.members[i], err));
    TRY(check_tree(&packer, err));
    TRY(write_manifest(&packer, err));
    return zip_finish(zip, err);
}
