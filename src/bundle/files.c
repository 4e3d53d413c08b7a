#include "bundle/files.h"

#include "bundle/admin.h"
#include "bundle/change_tables.h"
#include "bundle/completeness.h"
#include "bundle/control_files.h"
#include "bundle/exceptions.h"
#include "bundle/ledger_files.h"
#include "bundle/method.h"
#include "bundle/names.h"
#include "bundle/own_controls.h"
#include "bundle/population.h"
#include "bundle/readme.h"
#include "bundle/report_html.h"
#include "bundle/stats.h"

#include "base/encoding.h"

#include <inttypes.h>

static const char *const check_names[] = {
#define X(check, name) [check] = (name),
    BUNDLE_CHECKS(X)
#undef X
};

const char *
bundle_check_name(enum bundle_check check)
{
    return check_names[check];
}

int
bundle_check_from_name(struct slice name, enum bundle_check *out_check, struct err *err)
{
    for (size_t i = 0; i < COUNT_OF(check_names); i++) {
        if (slice_equal(name, slice_of(check_names[i]))) {
            *out_check = (enum bundle_check)i;
            return 0;
        }
    }
    return err_set(err, ERR_FORMAT, "check '%.*s' is not recomputed, rendered or hash-only", SLICE_ARG(name));
}

static bool
has_reconciliations(const struct bundle_model *model)
{
    return model->analytics->population.line_count > 0;
}

static bool
maps_elsewhere(const struct rule_list *rules)
{
    for (size_t i = 0; i < rules->count; i++) {
        for (enum framework framework = FRAMEWORK_SOC2 + 1; framework < framework_count; framework++) {
            if (rules->rules[i].mappings[framework].count > 0)
                return true;
        }
    }
    return false;
}

static bool
has_other_frameworks(const struct bundle_model *model)
{
    return maps_elsewhere(&model->controls->rules) || maps_elsewhere(&model->controls->class_rules);
}

static bool
has_class_rules(const struct bundle_model *model)
{
    return model->controls->class_rules.count > 0;
}

static bool
has_withheld(const struct bundle_model *model)
{
    return model->withheld_count > 0;
}

struct rendered_file {
    const char *path;
    enum bundle_check check;
    bundle_render render;
    bool (*applies)(const struct bundle_model *model); /* NULL: always */
};

static const struct rendered_file files_before_rules[] = {
    {"README.txt", BUNDLE_RENDERED, bundle_render_readme, NULL},
    {"report.html", BUNDLE_RENDERED, bundle_render_report_html, NULL},
    {"completeness/sources.csv", BUNDLE_RECOMPUTED, bundle_render_sources, NULL},
    {"completeness/gaps.csv", BUNDLE_RECOMPUTED, bundle_render_gaps, NULL},
    {"completeness/reconciliation.csv", BUNDLE_RECOMPUTED, bundle_render_reconciliation, has_reconciliations},
    {"completeness/late.csv", BUNDLE_RECOMPUTED, bundle_render_late, NULL},
    {"completeness/backdated.csv", BUNDLE_RECOMPUTED, bundle_render_backdated, NULL},
    {"completeness/future.csv", BUNDLE_RECOMPUTED, bundle_render_future, NULL},
    {"completeness/rejects.csv", BUNDLE_RECOMPUTED, bundle_render_rejects, NULL},
    {"completeness/admin.csv", BUNDLE_RECOMPUTED, bundle_render_admin, NULL},
    {"population/windows.csv", BUNDLE_RECOMPUTED, bundle_render_windows, NULL},
    {"population/rollforward.csv", BUNDLE_RECOMPUTED, bundle_render_rollforward, NULL},
    {"controls/catalog.json", BUNDLE_RECOMPUTED, bundle_render_catalog, NULL},
    {"controls/rules.json", BUNDLE_RECOMPUTED, bundle_render_rules, NULL},
    {"controls/controls.json", BUNDLE_RECOMPUTED, bundle_render_own_controls, NULL},
    {"controls/criteria.csv", BUNDLE_RECOMPUTED, bundle_render_criteria, NULL},
    {"controls/crosswalk.csv", BUNDLE_RECOMPUTED, bundle_render_crosswalk, has_other_frameworks},
    {"controls/changes.csv", BUNDLE_RECOMPUTED, bundle_render_changes, NULL},
    {"controls/altered_windows.csv", BUNDLE_RECOMPUTED, bundle_render_altered_windows, NULL},
    {"controls/classes.csv", BUNDLE_RECOMPUTED, bundle_render_classes, has_class_rules},
};

static const struct rendered_file files_before_entries[] = {
    {"stats/coverage.json", BUNDLE_RECOMPUTED, bundle_render_coverage, NULL},
    {"stats/exposure.json", BUNDLE_RECOMPUTED, bundle_render_exposure, NULL},
    {"stats/survival.csv", BUNDLE_RECOMPUTED, bundle_render_survival, NULL},
    {"stats/steps.csv", BUNDLE_RECOMPUTED, bundle_render_steps, NULL},
    {"stats/method.md", BUNDLE_RECOMPUTED, bundle_render_method, NULL},
    {"exceptions/sla_breaches.csv", BUNDLE_RECOMPUTED, bundle_render_sla_breaches, NULL},
    {"exceptions/waivers.csv", BUNDLE_RECOMPUTED, bundle_render_waivers, NULL},
    {"exceptions/unverified.csv", BUNDLE_RECOMPUTED, bundle_render_unverified, NULL},
    {"exceptions/unmapped.csv", BUNDLE_RECOMPUTED, bundle_render_unmapped, NULL},
    {"exceptions/not_permitted.csv", BUNDLE_RECOMPUTED, bundle_render_not_permitted, NULL},
    {"exceptions/undecided.csv", BUNDLE_RECOMPUTED, bundle_render_undecided, NULL},
    {"exceptions/unattached.csv", BUNDLE_RECOMPUTED, bundle_render_unattached, NULL},
    {BUNDLE_NAMES_PATH, BUNDLE_RECOMPUTED, bundle_render_names, NULL},
    {"ledger/start.json", BUNDLE_RECOMPUTED, bundle_render_start, NULL},
};

static const struct rendered_file files_after_entries[] = {
    {"ledger/subtrees.bin", BUNDLE_RECOMPUTED, bundle_render_subtrees, NULL},
};

static const struct rendered_file files_after_payloads[] = {
    {"redactions.csv", BUNDLE_RENDERED, bundle_render_redactions, has_withheld},
};

struct planner {
    const struct bundle_model *model;
    struct arena *arena;
    struct bundle_member *members;
    size_t count;
};

static void
plan_rendered(struct planner *planner, const struct rendered_file *files, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (files[i].applies != NULL && !files[i].applies(planner->model))
            continue;
        planner->members[planner->count++] = (struct bundle_member){.path = slice_of(files[i].path),
                                                                    .check = files[i].check,
                                                                    .content = BUNDLE_CONTENT_RENDER,
                                                                    .render = files[i].render};
    }
}

static void
plan_bytes(struct planner *planner, struct slice path, struct slice bytes)
{
    planner->members[planner->count++] = (struct bundle_member){
        .path = path, .check = BUNDLE_RECOMPUTED, .content = BUNDLE_CONTENT_BYTES, .bytes = bytes};
}

static void
plan_rulesets(struct planner *planner)
{
    for (size_t i = 0; i < planner->model->ruleset_count; i++) {
        const struct bundle_ruleset *ruleset = &planner->model->rulesets[i];
        char hex[2 * SHA256_BYTES + 1];
        hex_write(hex, ruleset->digest.b, SHA256_BYTES);
        for (size_t j = 0; j < ruleset->files.count; j++) {
            const struct file_set_entry *file = &ruleset->files.files[j];
            const struct slice path =
                i == 0 ? arena_format(planner->arena, BUNDLE_SOURCE_FOLDER "%.*s", SLICE_ARG(file->path))
                       : arena_format(planner->arena, BUNDLE_PREVIOUS_FOLDER "%s/%.*s", hex, SLICE_ARG(file->path));
            plan_bytes(planner, path, file->bytes);
        }
    }
}

static void
plan_lines(struct planner *planner, const char *folder, enum bundle_content content, uint64_t count)
{
    for (uint64_t first = 0; first < count; first += BUNDLE_LINES_PER_FILE) {
        const uint64_t left = count - first;
        planner->members[planner->count++] = (struct bundle_member){
            .path = arena_format(planner->arena, "%s%04" PRIu64 ".ndjson", folder, first / BUNDLE_LINES_PER_FILE),
            .check = BUNDLE_RECOMPUTED,
            .content = content,
            .first = first,
            .count = left < BUNDLE_LINES_PER_FILE ? left : BUNDLE_LINES_PER_FILE};
    }
}

static size_t
members_max(const struct bundle_model *model)
{
    size_t count = COUNT_OF(files_before_rules) + COUNT_OF(files_before_entries) + COUNT_OF(files_after_entries) +
                   COUNT_OF(files_after_payloads) + 2;
    for (size_t i = 0; i < model->ruleset_count; i++)
        count += model->rulesets[i].files.count;
    count += (model->b - model->a) / BUNDLE_LINES_PER_FILE + 1;
    return count + model->payload_count / BUNDLE_LINES_PER_FILE + 1;
}

struct bundle_plan
bundle_plan_make(const struct bundle_model *model, struct arena *arena)
{
    struct planner planner = {.model = model, .arena = arena};
    planner.members = arena_array(arena, members_max(model), sizeof(*planner.members));
    plan_rendered(&planner, files_before_rules, COUNT_OF(files_before_rules));
    plan_rulesets(&planner);
    plan_rendered(&planner, files_before_entries, COUNT_OF(files_before_entries));
    plan_lines(&planner, BUNDLE_ENTRIES_FOLDER, BUNDLE_CONTENT_ENTRIES, model->b - model->a);
    plan_rendered(&planner, files_after_entries, COUNT_OF(files_after_entries));
    plan_bytes(&planner, SLICE(BUNDLE_CHECKPOINT_PATH), model->checkpoint);
    plan_lines(&planner, BUNDLE_PAYLOADS_FOLDER, BUNDLE_CONTENT_PAYLOADS, model->payload_count);
    plan_rendered(&planner, files_after_payloads, COUNT_OF(files_after_payloads));
    planner.members[planner.count++] = (struct bundle_member){
        .path = SLICE(BUNDLE_SUMS_PATH), .check = BUNDLE_RENDERED, .content = BUNDLE_CONTENT_SUMS};
    return (struct bundle_plan){planner.members, planner.count};
}

void
bundle_sums_line(struct buf *out, const struct sha256_digest *sha256, struct slice path)
{
    hex_append(out, (struct slice){sha256->b, SHA256_BYTES});
    buf_text(out, "  ");
    buf_add(out, path);
    buf_byte(out, '\n');
}
