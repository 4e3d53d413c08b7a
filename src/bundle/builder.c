#include "bundle/builder.h"

#include "base/encoding.h"
#include "bundle/changes.h"

#include <inttypes.h>

#define SIMULATED_SUFFIX "/SIMULATED"

struct bundle_builder {
    struct arena *arena;
    struct arena *scratch; /* of one record */
    struct facts *facts;
    struct intern *refs;     /* "ref:…" of the entries */
    struct intern *adapters; /* digests, 32 bytes each */
    struct slice origin;
    struct vkey key;
    bool simulated;
    struct compact_range tree;
    struct compact_range block; /* the leaves since the last multiple of BUNDLE_SUBTREE_LEAVES */
    struct buf subtrees;
    struct sha256_digest payload; /* of the last entry that had one */
    bool has_payload;
    uint64_t payload_count;
    struct bundle_withheld *withheld;
    size_t withheld_count;
    size_t withheld_capacity;
    struct controls *foreseen; /* NULL: nothing was foreseen, or it cannot be read */
    struct sha256_digest foreseen_digest;
    struct regex_matcher *matcher;
    struct class_finding *found; /* room for every class rule that is foreseen */
};

struct bundle_builder *
bundle_builder_new(struct arena *arena)
{
    struct bundle_builder *builder = arena_alloc(arena, sizeof(*builder));
    builder->arena = arena;
    builder->scratch = arena_new();
    builder->facts = facts_new(arena);
    builder->refs = intern_new(arena);
    builder->adapters = intern_new(arena);
    builder->matcher = regex_matcher_new();
    buf_init(&builder->subtrees, SIZE_MAX);
    return builder;
}

void
bundle_builder_free(struct bundle_builder *builder)
{
    if (builder == NULL)
        return;
    facts_free(builder->facts);
    intern_free(builder->refs);
    intern_free(builder->adapters);
    buf_release(&builder->subtrees);
    free(builder->withheld);
    regex_matcher_free(builder->matcher);
    arena_free(builder->scratch);
}

void
bundle_builder_drop(struct bundle_builder **builder)
{
    bundle_builder_free(*builder);
}

void
bundle_builder_foresee(struct bundle_builder *builder, struct file_set files)
{
    struct controls *controls = arena_alloc(builder->arena, sizeof(*controls));
    if (file_set_sort(&files, NULL) < 0 || controls_load(&files, builder->arena, controls, NULL) < 0)
        return;
    builder->foreseen_digest = file_set_digest(&files);
    builder->foreseen = controls;
    builder->found = arena_array(builder->arena, controls->class_rules.count, sizeof(*builder->found));
}

const struct compact_range *
bundle_builder_tree(const struct bundle_builder *builder)
{
    return &builder->tree;
}

/* The origin is printed as it stands in commands that people are told to run. */
static bool
origin_is_valid(struct slice origin, bool simulated)
{
    const struct slice suffix = SLICE(SIMULATED_SUFFIX);
    if (slice_ends(origin, suffix) != simulated)
        return false;
    const size_t n = simulated ? origin.n - suffix.n : origin.n;
    for (size_t i = 0; i < n; i++) {
        const uint8_t byte = origin.p[i];
        if (!(byte >= 'a' && byte <= 'z') && !(byte >= '0' && byte <= '9') && byte != '.' && byte != '/' && byte != '-')
            return false;
    }
    return n > 0 && origin.p[0] != '-';
}

static int
add_ledger(struct bundle_builder *builder, const struct record_ledger *ledger, struct err *err)
{
    if (ledger->format != RECORD_FORMAT_VERSION || ledger->statistics != RECORD_STATISTICS_VERSION)
        return err_set(err, ERR_VERSION, "format %" PRIu64 " with statistics %" PRIu64 " is not known, only %d with %d",
                       ledger->format, ledger->statistics, RECORD_FORMAT_VERSION, RECORD_STATISTICS_VERSION);
    if (!origin_is_valid(ledger->origin, ledger->simulated))
        return err_set(err, ERR_FORMAT,
                       "origin '%.*s' is not of a-z, 0-9, '.', '/' and '-', ending in " SIMULATED_SUFFIX
                       " only when simulated",
                       SLICE_ARG(ledger->origin));
    TRY(vkey_read(arena_copy(builder->arena, ledger->vkey), &builder->key, err));
    if (!slice_equal(builder->key.name, ledger->origin))
        return err_set(err, ERR_FORMAT, "the key is of '%.*s', expected the origin '%.*s'",
                       SLICE_ARG(builder->key.name), SLICE_ARG(ledger->origin));
    builder->origin = builder->key.name;
    builder->simulated = ledger->simulated;
    return 0;
}

static void
add_ref(struct bundle_builder *builder, struct slice text)
{
    if (person_is_ref(text))
        (void)intern_add(builder->refs, text);
}

static void
add_refs(struct bundle_builder *builder, const struct record *record)
{
    if (record->kind == RECORD_EVENT) {
        const struct record_event *event = &record->body.event;
        add_ref(builder, event->finding.uid);
        add_ref(builder, event->finding.title);
        add_ref(builder, event->resource.uid);
        add_ref(builder, event->resource.owner);
        add_ref(builder, event->actor.name);
        add_ref(builder, event->approver);
    }
    add_ref(builder, record->act.by);
    add_ref(builder, record->act.approver);
}

static void
add_withheld(struct bundle_builder *builder, const struct bundle_withheld *withheld)
{
    if (builder->withheld_count == builder->withheld_capacity) {
        builder->withheld_capacity = builder->withheld_capacity == 0 ? 16 : builder->withheld_capacity * 2;
        builder->withheld = reallocarray(builder->withheld, builder->withheld_capacity, sizeof(*withheld));
        if (builder->withheld == NULL)
            abort();
    }
    builder->withheld[builder->withheld_count++] = *withheld;
}

/* The entries that one payload gives follow each other, so a payload begins where the digest changes. */
static void
add_payload(struct bundle_builder *builder, const struct bundle_entry *entry, const struct record_origin *origin)
{
    if (!origin->payload.present)
        return;
    if (builder->has_payload && sha256_equal(&origin->payload.sha256, &builder->payload))
        return;
    builder->payload = origin->payload.sha256;
    builder->has_payload = true;
    if (entry->disclosed)
        builder->payload_count++;
    else
        add_withheld(builder, &(struct bundle_withheld){.index = entry->index,
                                                        .digest = origin->payload.sha256,
                                                        .type = arena_copy(builder->arena, origin->payload_type)});
}

static void
add_leaf(struct bundle_builder *builder, struct slice bytes)
{
    const struct sha256_digest leaf = merkle_leaf(bytes);
    compact_range_append(&builder->tree, &leaf);
    compact_range_append(&builder->block, &leaf);
    if (builder->block.size < BUNDLE_SUBTREE_LEAVES)
        return;
    const struct sha256_digest root = compact_range_root(&builder->block);
    buf_add(&builder->subtrees, (struct slice){root.b, SHA256_BYTES});
    builder->block = (struct compact_range){0};
}

/* Which class rules match the event that was added last. */
static int
add_classes(struct bundle_builder *builder, const struct record *record, struct err *err)
{
    if (builder->foreseen == NULL || record->kind != RECORD_EVENT)
        return 0;
    const size_t count = classes_find(builder->foreseen->classes, builder->matcher, record, builder->found);
    uint32_t *codes = arena_array(builder->scratch, count, sizeof(*codes));
    for (size_t i = 0; i < count; i++)
        codes[i] = fact_class(builder->found[i].rule, builder->found[i].is_undecided);
    return facts_set_classes(builder->facts, codes, count, err);
}

static int
add_record(struct bundle_builder *builder, const struct bundle_entry *entry, struct err *err)
{
    struct record record;
    TRY(record_read(entry->bytes, builder->scratch, &record, err));
    if ((record.kind == RECORD_LEDGER) != (entry->index == 0))
        return err_set(err, ERR_FORMAT, "a record of kind %s cannot stand here, expected the ledger record first",
                       record_kind_name(record.kind));
    if (record.kind == RECORD_LEDGER)
        TRY(add_ledger(builder, &record.body.ledger, err));
    TRY(facts_add(builder->facts, entry->index, &record, err));
    TRY(add_classes(builder, &record, err));
    add_refs(builder, &record);
    if (record.origin.adapter.present)
        (void)intern_add(builder->adapters, (struct slice){record.origin.adapter.sha256.b, SHA256_BYTES});
    add_payload(builder, entry, &record.origin);
    return 0;
}

int
bundle_builder_add(struct bundle_builder *builder, const struct bundle_entry *entry, struct err *err)
{
    if (entry->index != builder->tree.size)
        return err_set(err, ERR_USAGE, "entry %" PRIu64 " comes after %" PRIu64 " entries", entry->index,
                       builder->tree.size);
    const struct arena_mark mark = arena_mark(builder->scratch);
    const int r = add_record(builder, entry, err);
    arena_rewind(builder->scratch, mark);
    if (r < 0)
        return err_wrap(err, r, "entry %" PRIu64, entry->index);
    add_leaf(builder, entry->bytes);
    return 0;
}

static int
load_ruleset(const struct bundle_builder *builder, const struct bundle_inputs *inputs, struct bundle_ruleset *ruleset,
             struct err *err)
{
    TRY(inputs->ruleset_files(inputs->context, &ruleset->digest, &ruleset->files, err));
    TRY(file_set_sort(&ruleset->files, err));
    const struct sha256_digest digest = file_set_digest(&ruleset->files);
    if (!sha256_equal(&digest, &ruleset->digest))
        return err_set(err, ERR_FORMAT, "the files have another digest than the ruleset record binds");
    struct adapter_set *adapters;
    TRY(adapter_set_load(&ruleset->files, builder->arena, &adapters, err));
    ruleset->adapters = adapters;
    const struct file_set_entry *sla = file_set_find(&ruleset->files, SLICE(SLA_PATH));
    if (sla == NULL)
        return err_set(err, ERR_FORMAT, SLA_PATH " is missing");
    return sla_read(SLA_PATH, sla->bytes, builder->arena, &ruleset->sla, err);
}

static struct bundle_ruleset *
find_ruleset(struct bundle_ruleset *rulesets, size_t count, const struct sha256_digest *digest)
{
    for (size_t i = 0; i < count; i++) {
        if (sha256_equal(&rulesets[i].digest, digest))
            return &rulesets[i];
    }
    return NULL;
}

/* The distinct digests of the ruleset records: the one in force first, then by index. */
static size_t
list_rulesets(const struct facts *facts, struct bundle_ruleset *rulesets)
{
    const struct sha256_digest *in_force = &facts->rulesets[facts->rulesets_count - 1].digest.sha256;
    size_t count = 1;
    rulesets[0] = (struct bundle_ruleset){.index = UINT64_MAX, .digest = *in_force};
    for (size_t i = 0; i < facts->rulesets_count; i++) {
        const struct fact_ruleset *fact = &facts->rulesets[i];
        struct bundle_ruleset *known = find_ruleset(rulesets, count, &fact->digest.sha256);
        if (known == NULL)
            rulesets[count++] = (struct bundle_ruleset){.index = fact->index, .digest = fact->digest.sha256};
        else if (known->index == UINT64_MAX)
            known->index = fact->index;
    }
    return count;
}

static int
load_rulesets(const struct bundle_builder *builder, const struct bundle_inputs *inputs, struct bundle_model *model,
              struct err *err)
{
    const struct facts *facts = builder->facts;
    if (facts->rulesets_count == 0)
        return err_set(err, ERR_FORMAT, "no rule set was in force in the first %" PRIu64 " entries", model->b);
    struct bundle_ruleset *rulesets = arena_array(builder->arena, facts->rulesets_count, sizeof(*rulesets));
    const size_t count = list_rulesets(facts, rulesets);
    for (size_t i = 0; i < count; i++) {
        const int r = load_ruleset(builder, inputs, &rulesets[i], err);
        if (r < 0)
            return err_wrap(err, r, "rule set of entry %" PRIu64, rulesets[i].index);
    }
    model->rulesets = rulesets;
    model->ruleset_count = count;
    if (builder->foreseen != NULL && sha256_equal(&builder->foreseen_digest, &rulesets[0].digest)) {
        model->controls = builder->foreseen;
        return 0;
    }
    struct controls *controls = arena_alloc(builder->arena, sizeof(*controls));
    model->controls = controls;
    return controls_load(&rulesets[0].files, builder->arena, controls, err);
}

/* Whether the entries were held against the class rules that they had to be. */
static int
check_foreseen(const struct bundle_builder *builder, const struct bundle_model *model, struct err *err)
{
    const struct controls *foreseen = builder->foreseen;
    if (model->controls == foreseen ||
        (model->controls->class_rules.count == 0 && (foreseen == NULL || foreseen->class_rules.count == 0)))
        return 0;
    char hex[2 * SHA256_BYTES + 1];
    hex_write(hex, model->rulesets[0].digest.b, SHA256_BYTES);
    return err_set(err, ERR_FORMAT,
                   "the entries were held against the class rules of another set than the one in force, sha256:%s",
                   hex);
}

static int
check_adapters(const struct bundle_builder *builder, const struct bundle_model *model, struct err *err)
{
    for (uint32_t i = 0; i < intern_count(builder->adapters); i++) {
        struct sha256_digest digest;
        memcpy(digest.b, intern_text(builder->adapters, i).p, SHA256_BYTES);
        if (bundle_adapter_for(model, &digest).adapter != NULL)
            continue;
        char hex[2 * SHA256_BYTES + 1];
        hex_write(hex, digest.b, SHA256_BYTES);
        return err_set(err, ERR_FORMAT,
                       "no rule set of the ledger has the adapter sha256:%s that entries were read with", hex);
    }
    return 0;
}

static int
compare_names(const void *a, const void *b)
{
    return slice_compare(((const struct bundle_name *)a)->ref, ((const struct bundle_name *)b)->ref);
}

static int
find_name(const struct bundle_inputs *inputs, struct slice ref, struct bundle_name *out_name, bool *out_found,
          struct err *err)
{
    struct bundle_name name;
    const int r = inputs->person(inputs->context, ref, &name, err);
    if (r < 0 && r != ERR_NOT_FOUND)
        return r;
    *out_found = r == 0;
    if (r < 0)
        return 0;
    name.ref = ref;
    char again[PERSON_REF_MAX];
    person_ref(again, &name.salt, name.name);
    if (!slice_equal(slice_of(again), ref))
        return err_set(err, ERR_FORMAT, "'%.*s' is not the reference of the name kept for it", SLICE_ARG(ref));
    *out_name = name;
    return 0;
}

static int
find_names(const struct bundle_builder *builder, const struct bundle_inputs *inputs, struct bundle_model *model,
           struct err *err)
{
    const uint32_t count = intern_count(builder->refs);
    struct bundle_name *names = arena_array(builder->arena, count, sizeof(*names));
    for (uint32_t i = 0; i < count; i++) {
        bool found;
        TRY(find_name(inputs, intern_text(builder->refs, i), &names[model->name_count], &found, err));
        model->name_count += found ? 1 : 0;
    }
    if (model->name_count > 0)
        qsort(names, model->name_count, sizeof(*names), compare_names);
    model->names = names;
    return 0;
}

/* Only the bundle knows which payloads it holds; every other condition is judged by the statistics. */
static void
judge_payloads(const struct bundle_builder *builder, const struct bundle_model *model,
               struct complete_condition *condition)
{
    condition->state = model->withheld_count == 0 ? CONDITION_HELD : CONDITION_NOT_HELD;
    condition->reason = arena_format(builder->arena, "%zu of %" PRIu64 " payloads are withheld", model->withheld_count,
                                     model->payload_count + model->withheld_count);
}

static void
judge(const struct bundle_builder *builder, struct bundle_model *model, struct complete *complete)
{
    struct slice *reasons = arena_array(builder->arena, COUNT_OF(complete->conditions) + 1, sizeof(*reasons));
    if (!complete->final)
        reasons[model->reason_count++] = complete->draft_reason;
    complete->complete = true;
    for (size_t i = 0; i < COUNT_OF(complete->conditions); i++) {
        struct complete_condition *condition = &complete->conditions[i];
        if (condition->condition == CONDITION_PAYLOADS)
            judge_payloads(builder, model, condition);
        if (condition->state == CONDITION_HELD)
            continue;
        complete->complete = false;
        reasons[model->reason_count++] =
            arena_format(builder->arena, "%s: %s: %.*s", condition_name(condition->condition),
                         condition_state_name(condition->state), SLICE_ARG(condition->reason));
    }
    model->reasons = reasons;
    model->status = !complete->final ? BUNDLE_DRAFT : complete->complete ? BUNDLE_COMPLETE : BUNDLE_PARTIAL;
}

static int
run_statistics(const struct bundle_builder *builder, struct bundle_model *model, struct err *err)
{
    const struct facts *facts = builder->facts;
    struct policy_table *tables = arena_array(builder->arena, facts->rulesets_count, sizeof(*tables));
    for (size_t i = 0; i < facts->rulesets_count; i++) {
        const struct bundle_ruleset *ruleset = model->rulesets;
        while (!sha256_equal(&ruleset->digest, &facts->rulesets[i].digest.sha256))
            ruleset++;
        tables[i] = (struct policy_table){facts->rulesets[i].index, &ruleset->sla};
    }
    model->tables = tables;
    const struct policy_sources sources = {.controls = model->controls,
                                           .tables = tables,
                                           .table_count = facts->rulesets_count,
                                           .ruleset_digest = {.present = true, .sha256 = model->rulesets[0].digest}};
    struct policy *policy = arena_alloc(builder->arena, sizeof(*policy));
    TRY(policy_resolve(facts, &sources, builder->arena, policy, err));
    model->policy = policy;
    const struct period period = {model->from_ms, model->to_ms};
    struct analytics *analytics = arena_alloc(builder->arena, sizeof(*analytics));
    TRY(analytics_run(facts, policy, period, builder->arena, analytics, err));
    judge(builder, model, &analytics->complete);
    model->analytics = analytics;
    return 0;
}

int
bundle_builder_finish(struct bundle_builder *builder, const struct bundle_inputs *inputs,
                      struct bundle_model *out_model, struct err *err)
{
    if (builder->tree.size == 0)
        return err_set(err, ERR_USAGE, "there are no entries to report on");
    struct bundle_model model = {.origin = builder->origin,
                                 .key = builder->key,
                                 .simulated = builder->simulated,
                                 .format = RECORD_FORMAT_VERSION,
                                 .statistics = RECORD_STATISTICS_VERSION,
                                 .program = inputs->program,
                                 .from_ms = inputs->from_ms,
                                 .to_ms = inputs->to_ms,
                                 .b = builder->tree.size,
                                 .root = compact_range_root(&builder->tree),
                                 .subtrees = buf_slice(&builder->subtrees),
                                 .checkpoint = inputs->checkpoint,
                                 .facts = builder->facts,
                                 .payload_count = builder->payload_count,
                                 .withheld = builder->withheld,
                                 .withheld_count = builder->withheld_count};
    TRY(load_rulesets(builder, inputs, &model, err));
    TRY(check_foreseen(builder, &model, err));
    TRY(check_adapters(builder, &model, err));
    TRY(find_names(builder, inputs, &model, err));
    TRY(run_statistics(builder, &model, err));
    TRY(bundle_changes_find(&model, builder->arena, err));
    *out_model = model;
    return 0;
}
