#include "verify/run.h"

#include "base/intern.h"
#include "bundle/ledger_files.h"
#include "verify/comparison.h"

#include <inttypes.h>

static void
claim_text(struct verify_run *run, const char *name, struct slice claimed, struct slice computed)
{
    if (!slice_equal(claimed, computed))
        run_report(run, VERIFY_CODE_CLAIM, &VERIFY_IN(SLICE(BUNDLE_MANIFEST_PATH)),
                   "'%s' is '%.*s', computed it is '%.*s'", name, SLICE_ARG(claimed), SLICE_ARG(computed));
}

static void
claim_number(struct verify_run *run, const char *name, uint64_t claimed, uint64_t computed)
{
    if (claimed != computed)
        run_report(run, VERIFY_CODE_CLAIM, &VERIFY_IN(SLICE(BUNDLE_MANIFEST_PATH)),
                   "'%s' is %" PRIu64 ", computed it is %" PRIu64, name, claimed, computed);
}

static void
claim_reasons(struct verify_run *run, const struct manifest *computed)
{
    const struct manifest *claimed = &run->manifest;
    claim_number(run, "reasons", claimed->reason_count, computed->reason_count);
    for (size_t i = 0; i < claimed->reason_count && i < computed->reason_count; i++)
        claim_text(run, "reasons", claimed->reasons[i], computed->reasons[i]);
}

/* What the manifest says besides its files. */
static void
check_claims(struct verify_run *run)
{
    const struct manifest *claimed = &run->manifest;
    const struct manifest computed = manifest_of(&run->model);
    claim_number(run, "format", claimed->format, computed.format);
    claim_number(run, "statistics", claimed->statistics, computed.statistics);
    claim_text(run, "daybook", claimed->program, computed.program);
    claim_text(run, "origin", claimed->origin, computed.origin);
    claim_number(run, "simulated", claimed->simulated ? 1 : 0, computed.simulated ? 1 : 0);
    claim_number(run, "a", claimed->a, computed.a);
    claim_number(run, "b", claimed->b, computed.b);
    if (!sha256_equal(&claimed->root, &computed.root))
        run_report(run, VERIFY_CODE_CLAIM, &VERIFY_IN(SLICE(BUNDLE_MANIFEST_PATH)),
                   "'root' is not that of the entries");
    claim_text(run, "status", slice_of(bundle_status_name(claimed->status)),
               slice_of(bundle_status_name(computed.status)));
    claim_reasons(run, &computed);
}

/* The files that these entries give, against those that the manifest has. */
static void
check_plan(struct verify_run *run, const struct bundle_plan *plan)
{
    struct arena *scratch AUTO(arena_drop) = arena_new();
    struct intern *planned AUTO(intern_drop) = intern_new(scratch);
    struct intern *declared AUTO(intern_drop) = intern_new(scratch);
    const struct manifest *manifest = &run->manifest;
    bool in_order = true;
    for (size_t i = 0; i < plan->count; i++)
        (void)intern_add(planned, plan->members[i].path);
    for (size_t i = 0; i < manifest->file_count; i++) {
        const struct slice path = manifest->files[i].path;
        const uint32_t at = intern_find(planned, path);
        (void)intern_add(declared, path);
        if (at == INTERN_NONE)
            run_report(run, VERIFY_CODE_FILES, &VERIFY_IN(path),
                       "the file does not belong to a bundle of these entries");
        else if (manifest->files[i].check != plan->members[at].check)
            run_report(run, VERIFY_CODE_FILES, &VERIFY_IN(path), "the manifest says '%s', it must say '%s'",
                       bundle_check_name(manifest->files[i].check), bundle_check_name(plan->members[at].check));
        else if (at != i && in_order)
            run_report(run, VERIFY_CODE_FILES, &VERIFY_IN(path),
                       "the file stands at place %zu, it must stand at %" PRIu32, i + 1, at + 1);
        in_order = in_order && at == i;
    }
    for (size_t i = 0; i < plan->count; i++) {
        const struct slice path = plan->members[i].path;
        if (intern_find(declared, path) == INTERN_NONE)
            run_report(run, VERIFY_CODE_FILES, &VERIFY_IN(path), "the file is missing in the manifest");
    }
}

/* The first step compared each digest of the manifest with the file, so SHA256SUMS can be made from them. */
static void
render_sums(const struct verify_run *run, struct buf *out)
{
    for (size_t i = 0; i < run->manifest.file_count; i++) {
        const struct manifest_file *file = &run->manifest.files[i];
        if (!slice_equal(file->path, SLICE(BUNDLE_SUMS_PATH)))
            bundle_sums_line(out, &file->sha256, file->path);
    }
}

static int
render(struct verify_run *run, const struct bundle_member *member, struct buf *out, struct err *err)
{
    switch (member->content) {
    case BUNDLE_CONTENT_RENDER:
        return member->render(&run->model, out, err);
    case BUNDLE_CONTENT_BYTES:
        buf_add(out, member->bytes);
        return 0;
    case BUNDLE_CONTENT_SUMS:
        render_sums(run, out);
        return 0;
    case BUNDLE_CONTENT_ENTRIES:  /* made equal by the second step */
    case BUNDLE_CONTENT_PAYLOADS: /* and by the third */
        return 0;
    }
    abort();
}

/* Whether an earlier step has compared it, or nothing can. */
static bool
is_settled(const struct bundle_member *member)
{
    return member->check == BUNDLE_HASH_ONLY || member->content == BUNDLE_CONTENT_ENTRIES ||
           member->content == BUNDLE_CONTENT_PAYLOADS || member->render == bundle_render_start ||
           member->render == bundle_render_subtrees;
}

static int
check_member(struct verify_run *run, const struct bundle_member *member, bool *out_equal, struct err *err)
{
    struct buf content AUTO(buf_release);
    struct err cause;
    *out_equal = true;
    if (is_settled(member))
        return 0;
    buf_init(&content, VERIFY_FILE_BYTES_MAX);
    int r = render(run, member, &content, &cause);
    if (r == 0)
        r = buf_finish(&content, "the file", &cause);
    if (r < 0) {
        *out_equal = false;
        return run_take(run, VERIFY_CODE_FIGURE, &VERIFY_IN(member->path), r, &cause, err);
    }
    return comparison_check(run, member->path, buf_slice(&content), out_equal, err);
}

static int
check_files(struct verify_run *run, const struct bundle_plan *plan, struct err *err)
{
    struct verify_result *result = &run->result;
    struct slice *hash_only = arena_array(run->arena, plan->count, sizeof(*hash_only));
    for (size_t i = 0; i < plan->count; i++) {
        const struct bundle_member *member = &plan->members[i];
        bool equal;
        TRY(check_member(run, member, &equal, err));
        result->recomputed += equal && member->check == BUNDLE_RECOMPUTED;
        result->rendered += equal && member->check == BUNDLE_RENDERED;
        if (member->check == BUNDLE_HASH_ONLY)
            hash_only[result->hash_only_count++] = member->path;
    }
    result->hash_only = hash_only;
    return 0;
}

int
figures_check(struct verify_run *run, struct err *err)
{
    if (!run->has_model || !run_can_read(run, BUNDLE_PAYLOADS_FOLDER))
        return 0;
    run_begin(run, VERIFY_FIGURES);
    const struct bundle_plan plan = bundle_plan_make(&run->model, run->arena);
    check_claims(run);
    check_plan(run, &plan);
    run->result.gaps = run->model.analytics->coverage.gap_count;
    return check_files(run, &plan, err);
}
