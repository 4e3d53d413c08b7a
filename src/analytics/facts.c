#include "analytics/facts.h"

#include "record/ref.h"
#include "record/scope.h"

#include <inttypes.h>

/* Every permission: what a source may do that was enrolled without a list. */
static unsigned
may_all(void)
{
    unsigned all = 0;
    for (unsigned value = MAY_NONE + 1; value < permission_count; value++)
        all |= 1U << value;
    return all;
}

struct facts *
facts_new(struct arena *arena)
{
    struct facts *facts = calloc(1, sizeof(*facts));
    if (facts == NULL)
        abort();
    facts->arena = arena;
    facts->sources = intern_new(arena);
    facts->checks = intern_new(arena);
    facts->resources = intern_new(arena);
    facts->authors = intern_new(arena);
    facts->words = intern_new(arena);
    facts->ref_names = intern_new(arena);
    facts->class_sets = intern_new(arena);
    (void)intern_add(facts->class_sets, SLICE(""));
    facts->scratch = arena_new();
    /* Its first block stays, so that no reference costs an allocation. */
    (void)arena_alloc(facts->scratch, 1);
    facts->scratch_empty = arena_mark(facts->scratch);
    facts->last_received_ms = INSTANT_NONE;
    return facts;
}

void
facts_free(struct facts *facts)
{
    if (facts == NULL)
        return;
    intern_free(facts->sources);
    intern_free(facts->checks);
    intern_free(facts->resources);
    intern_free(facts->authors);
    intern_free(facts->words);
    intern_free(facts->ref_names);
    intern_free(facts->class_sets);
    arena_free(facts->scratch);
    free(facts->ref_ranks);
    free(facts->refs);
    free(facts->events);
    free(facts->waivers);
    free(facts->settings);
    free(facts->heartbeats);
    free(facts->reconciliations);
    free(facts->rejects);
    free(facts->closes);
    free(facts->scopes);
    free(facts->rulesets);
    free(facts->acts);
    free(facts->setting_of_source);
    free(facts);
}

void
facts_drop(struct facts **facts)
{
    facts_free(*facts);
    *facts = NULL;
}

/* An empty text says as little as an absent one. */
static uint32_t
number_of(struct intern *table, struct slice text)
{
    return text.n == 0 ? INTERN_NONE : intern_add(table, text);
}

static uint32_t
source_number(struct facts *facts, struct slice name)
{
    const uint32_t source = intern_add(facts->sources, slice_is_absent(name) ? SLICE("") : name);
    while (facts->setting_of_source_count <= source)
        GROW_ADD(facts, setting_of_source, FACT_NONE);
    return source;
}

/* The pair (source, actor) as one number. */
static uint32_t
author_number(struct facts *facts, uint32_t source, const struct record_event *event)
{
    const uint32_t name = number_of(facts->words, event->actor.name);
    const uint32_t parts[] = {source, (uint32_t)event->actor.kind, name};
    return intern_add(facts->authors, (struct slice){(const uint8_t *)parts, sizeof(parts)});
}

static void
waiver_add(struct facts *facts, const struct record_event *event)
{
    GROW_ADD(facts, waivers,
             (struct fact_waiver){
                 .event = (uint32_t)facts->events_count,
                 .approver = number_of(facts->words, event->approver),
                 .expires_ms = event->expires_ms,
             });
}

/* Add a reference to those of the event that begin at `first`, when it is strong and not yet among them. */
static void
ref_add(struct facts *facts, size_t first, struct slice text)
{
    enum ref_rank rank = REF_FINDING;
    const struct slice normal = ref_normal(text, facts->scratch, &rank);
    if (slice_is_absent(normal))
        return;
    const uint32_t ref = intern_add(facts->ref_names, normal);
    while (facts->ref_ranks_count <= ref)
        GROW_ADD(facts, ref_ranks, (uint8_t)rank);
    for (size_t i = first; i < facts->refs_count; i++)
        if (facts->refs[i] == ref)
            return;
    GROW_ADD(facts, refs, ref);
}

/* Returns how many there are. */
static uint8_t
refs_add(struct facts *facts, const struct record_event *event)
{
    const size_t first = facts->refs_count;
    if (event->finding.uid.n > 0)
        ref_add(facts, first, ref_of_finding(event->finding.uid, facts->scratch));
    arena_rewind(facts->scratch, facts->scratch_empty);
    for (size_t i = 0; i < event->ref_count; i++) {
        ref_add(facts, first, event->refs[i]);
        arena_rewind(facts->scratch, facts->scratch_empty);
    }
    return (uint8_t)(facts->refs_count - first);
}

static void
event_add(struct facts *facts, uint64_t index, const struct record *record)
{
    const struct record_event *event = &record->body.event;
    const uint32_t source = source_number(facts, record->source);
    const bool waives = event->stage == STAGE_WAIVED;
    const uint32_t refs_first = (uint32_t)facts->refs_count;
    const struct fact_event fact = {
        .index = index,
        .received_ms = record->received_ms,
        .occurred_ms = record->origin.occurred_ms,
        .source = source,
        .check = number_of(facts->checks, event->finding.check),
        .resource = number_of(facts->resources, event->resource.uid),
        .author = author_number(facts, source, event),
        .auth = number_of(facts->words, record->origin.auth),
        .setting = facts->setting_of_source[source],
        .waiver = waives ? (uint32_t)facts->waivers_count : FACT_NONE,
        .refs_first = refs_first,
        .ref_count = refs_add(facts, event),
        .stage = (uint8_t)event->stage,
        .outcome = (uint8_t)event->outcome,
        .severity = (uint8_t)event->finding.severity,
        .has_actor = event->actor.kind != ACTOR_NONE || event->actor.name.n > 0,
    };
    if (waives)
        waiver_add(facts, event);
    GROW_ADD(facts, events, fact);
}

static void
reject_add(struct facts *facts, uint64_t index, const struct record *record)
{
    GROW_ADD(facts, rejects,
             (struct fact_reject){
                 .index = index,
                 .received_ms = record->received_ms,
                 .source = source_number(facts, record->source),
                 .reason = number_of(facts->words, record->body.reject.reason),
                 .id = number_of(facts->words, record->origin.id),
             });
}

static void
heartbeat_add(struct facts *facts, uint64_t index, const struct record *record)
{
    const struct record_heartbeat *heartbeat = &record->body.heartbeat;
    const uint32_t source = source_number(facts, record->source);
    GROW_ADD(facts, heartbeats,
             (struct fact_heartbeat){
                 .index = index,
                 .received_ms = record->received_ms,
                 .source = source,
                 .setting = facts->setting_of_source[source],
                 .basis = heartbeat->basis,
                 .has_counts = heartbeat->has_counts,
                 .received = heartbeat->received,
                 .accepted = heartbeat->accepted,
                 .duplicate = heartbeat->duplicate,
                 .rejected = heartbeat->rejected,
             });
}

static void
reconciliation_add(struct facts *facts, uint64_t index, const struct record *record)
{
    GROW_ADD(facts, reconciliations,
             (struct fact_reconciliation){
                 .index = index,
                 .received_ms = record->received_ms,
                 .source = source_number(facts, record->source),
                 .from_ms = record->body.reconciliation.from_ms,
                 .to_ms = record->body.reconciliation.to_ms,
                 .count = record->body.reconciliation.count,
             });
}

static void
act_add(struct facts *facts, uint64_t index, const struct record *record, size_t detail)
{
    GROW_ADD(facts, acts,
             (struct fact_act){
                 .index = index,
                 .received_ms = record->received_ms,
                 .kind = record->kind,
                 .by = number_of(facts->words, record->act.by),
                 .approver = number_of(facts->words, record->act.approver),
                 .reason = number_of(facts->words, record->act.reason),
                 .approval = number_of(facts->words, record->act.approval),
                 .detail = (uint32_t)detail,
             });
}

int64_t
facts_duration_ms(uint64_t seconds)
{
    const uint64_t longest_s = (uint64_t)(INSTANT_LAST - INSTANT_FIRST) / 1000 + 1;
    return (int64_t)((seconds < longest_s ? seconds : longest_s) * 1000);
}

static void
setting_add(struct facts *facts, uint64_t index, const struct record *record)
{
    const struct record_source *change = &record->body.source_change;
    const uint32_t source = source_number(facts, change->name);
    act_add(facts, index, record, facts->settings_count);
    facts->setting_of_source[source] = (uint32_t)facts->settings_count;
    GROW_ADD(facts, settings,
             (struct fact_setting){
                 .index = index,
                 .received_ms = record->received_ms,
                 .source = source,
                 .action = change->action,
                 .may = change->has_may ? change->may : may_all(),
                 .has_may = change->has_may,
                 .interval_ms = change->has_interval ? facts_duration_ms(change->interval_s) : FACT_INTERVAL_DEFAULT_MS,
                 .lag_ms = change->has_lag ? facts_duration_ms(change->lag_s) : FACT_LAG_DEFAULT_MS,
                 .adapter = number_of(facts->words, change->adapter),
                 .auth = number_of(facts->words, change->source_auth),
             });
}

static void
scope_add(struct facts *facts, uint64_t index, const struct record *record)
{
    act_add(facts, index, record, facts->scopes_count);
    GROW_ADD(facts, scopes,
             (struct fact_scope){
                 .index = index,
                 .received_ms = record->received_ms,
                 .approved = record->act.approver.n > 0,
                 .scope = record_scope_copy(&record->body.scope, facts->arena),
             });
}

static void
ruleset_add(struct facts *facts, uint64_t index, const struct record *record)
{
    act_add(facts, index, record, facts->rulesets_count);
    GROW_ADD(facts, rulesets,
             (struct fact_ruleset){
                 .index = index,
                 .received_ms = record->received_ms,
                 .digest = record->body.ruleset.digest,
             });
}

static void
close_add(struct facts *facts, uint64_t index, const struct record *record)
{
    const struct record_close *close = &record->body.close;
    act_add(facts, index, record, facts->closes_count);
    GROW_ADD(facts, closes,
             (struct fact_close){
                 .index = index,
                 .received_ms = record->received_ms,
                 .from_ms = close->from_ms,
                 .to_ms = close->to_ms,
                 .cut = close->cut,
                 .state = close->state,
             });
}

static void
ledger_add(struct facts *facts, const struct record *record)
{
    facts->origin = arena_copy(facts->arena, record->body.ledger.origin);
    facts->simulated = record->body.ledger.simulated;
}

static void
record_add(struct facts *facts, uint64_t index, const struct record *record)
{
    switch (record->kind) {
    case RECORD_LEDGER:
        ledger_add(facts, record);
        break;
    case RECORD_EVENT:
        event_add(facts, index, record);
        break;
    case RECORD_REJECT:
        reject_add(facts, index, record);
        break;
    case RECORD_HEARTBEAT:
        heartbeat_add(facts, index, record);
        break;
    case RECORD_RECONCILIATION:
        reconciliation_add(facts, index, record);
        break;
    case RECORD_SOURCE:
        setting_add(facts, index, record);
        break;
    case RECORD_SCOPE:
        scope_add(facts, index, record);
        break;
    case RECORD_RULESET:
        ruleset_add(facts, index, record);
        break;
    case RECORD_CLOSE:
        close_add(facts, index, record);
        break;
    case RECORD_NONE:
    case record_kind_count:
        break;
    }
}

int
facts_add(struct facts *facts, uint64_t index, const struct record *record, struct err *err)
{
    if (facts->entry_count >= FACT_NONE)
        return err_set(err, ERR_LIMIT, "statistics read at most %" PRIu32 " entries", FACT_NONE);
    if (facts->refs_count >= FACT_NONE - UINT8_MAX)
        return err_set(err, ERR_LIMIT, "statistics read at most %" PRIu32 " references", FACT_NONE - UINT8_MAX);
    if (facts->entry_count == 0)
        facts->first_index = index;
    const uint64_t expected = facts->first_index + facts->entry_count;
    if (index != expected)
        return err_set(err, ERR_FORMAT, "entry %" PRIu64 " came where %" PRIu64 " was expected", index, expected);
    if (record->received_ms < facts->last_received_ms)
        return err_set(err, ERR_FORMAT, "entry %" PRIu64 " was received before the entry before it", index);
    record_add(facts, index, record);
    facts->last_received_ms = record->received_ms;
    facts->entry_count++;
    return 0;
}

int
facts_set_classes(struct facts *facts, const uint32_t *classes, size_t count, struct err *err)
{
    const struct slice set = {(const uint8_t *)classes, count * sizeof(*classes)};
    const uint32_t number = count == 0 ? 0 : intern_add(facts->class_sets, set);
    if (number >= UINT16_MAX)
        return err_set(err, ERR_LIMIT, "events match more than %d different sets of class rules, make fewer of them",
                       UINT16_MAX);
    facts->events[facts->events_count - 1].classes = (uint16_t)number;
    return 0;
}

struct fact_setting
facts_setting(const struct facts *facts, uint32_t setting)
{
    if (setting != FACT_NONE)
        return facts->settings[setting];
    return (struct fact_setting){
        .source = INTERN_NONE,
        .may = may_all(),
        .interval_ms = FACT_INTERVAL_DEFAULT_MS,
        .lag_ms = FACT_LAG_DEFAULT_MS,
        .adapter = INTERN_NONE,
        .auth = INTERN_NONE,
    };
}
