#include "bundle/changes.h"

#include "base/encoding.h"

/* A rule set as it was in force, read again. */
struct set_view {
    struct arena *arena; /* of everything below */
    const struct bundle_ruleset *ruleset;
    struct controls controls;
    bool is_read;
    bool is_built;
    struct alteration_view view;
};

struct finding_changes {
    struct bundle_model *model;
    struct arena *arena;
    struct bundle_change *changes;
    size_t count;
    size_t compared;
};

int
bundle_changes_view(const struct bundle_model *model, const struct policy_sources *sources, struct arena *arena,
                    struct alteration_view *out_view, struct err *err)
{
    struct policy *policy = arena_alloc(arena, sizeof(*policy));
    struct windows *windows = arena_alloc(arena, sizeof(*windows));
    TRY(policy_resolve(model->facts, sources, arena, policy, err));
    const struct reading reading = {
        .facts = model->facts,
        .policy = policy,
        .effective = &model->analytics->effective,
        .period = model->analytics->period,
    };
    TRY(windows_build(&reading, arena, windows, err));
    *out_view = (struct alteration_view){policy, windows};
    return 0;
}

static const struct bundle_ruleset *
ruleset_of(const struct bundle_model *model, uint32_t number)
{
    const struct sha256_digest *digest = &model->facts->rulesets[number].digest.sha256;
    const struct bundle_ruleset *ruleset = model->rulesets;
    while (!sha256_equal(&ruleset->digest, digest))
        ruleset++;
    return ruleset;
}

/* A set that an earlier version put in force may be one that this version refuses. */
static void
view_read(struct set_view *view, const struct bundle_model *model, uint32_t number)
{
    *view = (struct set_view){.arena = arena_new(), .ruleset = ruleset_of(model, number)};
    view->is_read = controls_load(&view->ruleset->files, view->arena, &view->controls, NULL) == 0;
}

static void
view_release(struct set_view *view)
{
    arena_free(view->arena);
}

/* The windows as if record `number` had been the last of its kind: its rules, and the SLA tables up to it. */
static int
view_build(struct set_view *view, const struct bundle_model *model, uint32_t number, struct err *err)
{
    if (view->is_built)
        return 0;
    const struct policy_sources sources = {
        .controls = &view->controls,
        .tables = model->tables,
        .table_count = number + 1,
        .ruleset_digest = {.present = true, .sha256 = view->ruleset->digest},
    };
    TRY(bundle_changes_view(model, &sources, view->arena, &view->view, err));
    view->is_built = true;
    return 0;
}

static uint32_t
act_of(const struct facts *facts, uint32_t ruleset)
{
    uint32_t act = 0;
    while (facts->acts[act].kind != RECORD_RULESET || facts->acts[act].detail != ruleset)
        act++;
    return act;
}

static int
change_compare(struct finding_changes *finding, struct bundle_change *change, struct set_view *before,
               struct set_view *after, struct err *err)
{
    const struct set_view *unread = !before->is_read ? before : !after->is_read ? after : NULL;
    if (unread != NULL) {
        change->not_compared = unread == before ? SLICE("this version cannot read the rule set before")
                                                : SLICE("this version cannot read the rule set after");
        return 0;
    }
    change->controls = controls_diff(&before->controls, &after->controls, finding->arena);
    if (change->controls.count == 0)
        return 0;
    if (finding->compared++ >= BUNDLE_CHANGES_COMPARED_MAX) {
        change->not_compared = arena_format(
            finding->arena, "only the first %d changes that say something otherwise are", BUNDLE_CHANGES_COMPARED_MAX);
        return 0;
    }
    TRY(view_build(before, finding->model, change->ruleset - 1, err));
    TRY(view_build(after, finding->model, change->ruleset, err));
    change->windows = alterations_find(&before->view, &after->view, finding->arena);
    return 0;
}

/* The number of the rule set that was in force when the period began, or of the first. */
static uint32_t
first_in_force(const struct bundle_model *model)
{
    uint32_t number = 0;
    while (number + 1 < model->facts->rulesets_count && model->facts->rulesets[number + 1].received_ms < model->from_ms)
        number++;
    return number;
}

static int
changes_walk(struct finding_changes *finding, struct set_view *before, struct err *err)
{
    const struct bundle_model *model = finding->model;
    for (uint32_t number = first_in_force(model) + 1; number < model->facts->rulesets_count; number++) {
        struct bundle_change *change = &finding->changes[finding->count++];
        struct set_view after;
        view_read(&after, model, number);
        *change = (struct bundle_change){.ruleset = number, .act = act_of(model->facts, number)};
        change->files = controls_diff_files(&before->ruleset->files, &after.ruleset->files, finding->arena);
        const int code = change_compare(finding, change, before, &after, err);
        view_release(before);
        *before = after;
        if (code < 0)
            return code;
    }
    return 0;
}

int
bundle_changes_find(struct bundle_model *model, struct arena *arena, struct err *err)
{
    struct finding_changes finding = {.model = model, .arena = arena};
    struct set_view first;
    finding.changes = arena_array(arena, model->facts->rulesets_count, sizeof(*finding.changes));
    view_read(&first, model, first_in_force(model));
    const int code = changes_walk(&finding, &first, err);
    view_release(&first);
    model->changes = finding.changes;
    model->change_count = finding.count;
    return code;
}
