#include "verify/walk.h"

#include <inttypes.h>

static void
walk_drop(struct walk *walk)
{
    lines_free(walk->entries);
    lines_free(walk->payloads);
    arena_free(walk->arena);
    arena_free(walk->of_line);
    free(walk->group.entries);
    identities_free(walk->identities);
    sources_free(walk->sources);
    people_free(walk->people);
    standings_free(walk->standings);
}

/* Turn to the next payload that can be read; what cannot is reported. */
static int
next_payload(struct walk *walk, struct err *err)
{
    const uint64_t before = walk->next.index;
    const bool is_first = !walk->has_next;
    walk->has_next = false;
    for (;;) {
        struct line line;
        struct err cause;
        arena_rewind(walk->of_line, walk->of_line_empty);
        int r = lines_next(walk->payloads, &line, &cause);
        const struct verify_place place = lines_place(walk->payloads);
        if (r < 0)
            return run_take(walk->run, VERIFY_CODE_LINES, &place, r, &cause, err);
        if (slice_is_absent(line.bytes))
            return 0;
        r = payload_line_read(line.bytes, walk->of_line, &walk->next, &cause);
        if (r < 0)
            run_report(walk->run, VERIFY_CODE_PAYLOAD, &place, "%s", cause.text);
        else if (!is_first && walk->next.index <= before)
            run_report(walk->run, VERIFY_CODE_PAYLOAD, &place, "its index %" PRIu64 " is not above the one before",
                       walk->next.index);
        walk->has_next = r == 0;
        if (walk->has_next)
            return 0;
    }
}

/* Move past the payloads below an index: no entry begins with them. */
static int
skip_payloads(struct walk *walk, uint64_t index, struct err *err)
{
    while (walk->has_next && walk->next.index < index) {
        const struct verify_place at = lines_place(walk->payloads);
        const struct verify_place place = {.member = at.member, .line = at.line, .index = VERIFY_NO_INDEX};
        run_report(walk->run, VERIFY_CODE_PAYLOAD, &place, "no entry begins a payload at its index %" PRIu64,
                   walk->next.index);
        TRY(next_payload(walk, err));
    }
    return 0;
}

void
walk_identify(struct walk *walk, const struct walk_entry *entry, const struct identity_bytes *bytes)
{
    const struct slice source = entry->record.source;
    const struct slice id = entry->record.origin.id;
    struct identity identity = {.index = entry->index, .has_bytes = bytes != NULL};
    struct identity known;
    if (bytes != NULL)
        identity.bytes = *bytes;
    if (id.n == 0)
        return;
    if (identities_find(walk->identities, source, id, &known))
        run_report(walk->run, VERIFY_CODE_IDENTITY, &VERIFY_AT(entry->index),
                   "it has the source and id of entry %" PRIu64, known.index);
    identities_add(walk->identities, source, id, &identity);
}

struct slice
walk_auth(const struct walk *walk, struct slice source)
{
    const struct source_state *state = sources_find(walk->sources, source);
    return state == NULL ? SLICE("local") : state->auth;
}

/* An event that came to something by a transition names the last version of its finding. */
static void
check_prior(struct walk *walk, const struct walk_entry *entry)
{
    const struct record *record = &entry->record;
    uint64_t last = 0;
    if (record->kind != RECORD_EVENT || !record->body.event.has_prior)
        return;
    const uint64_t prior = record->body.event.prior;
    if (!standings_last(walk->standings, record, &last))
        run_report(walk->run, VERIFY_CODE_EVENT, &VERIFY_AT(entry->index),
                   "its prior is %" PRIu64 ", and no entry before it is a version of its finding", prior);
    else if (last != prior)
        run_report(walk->run, VERIFY_CODE_EVENT, &VERIFY_AT(entry->index),
                   "its prior is %" PRIu64 ", the last version of its finding is entry %" PRIu64, prior, last);
}

/* Entries whose payload is not disclosed: what can be seen without it. */
static void
check_withheld(struct walk *walk)
{
    walk->run->result.withheld++;
    for (size_t i = 0; i < walk->group.count; i++) {
        const struct walk_entry *entry = &walk->group.entries[i];
        const struct record *record = &entry->record;
        const struct slice auth = walk_auth(walk, record->source);
        if (!slice_equal(record->origin.auth, auth))
            run_report(walk->run, VERIFY_CODE_SOURCE, &VERIFY_AT(entry->index),
                       "its authentication is '%.*s', source '%.*s' has '%.*s'", SLICE_ARG(record->origin.auth),
                       SLICE_ARG(record->source), SLICE_ARG(auth));
        walk_identify(walk, entry, NULL);
        check_prior(walk, entry);
        standings_apply(walk->standings, record, entry->index);
        if (record->kind == RECORD_SOURCE)
            sources_apply(walk->sources, &record->body.source_change);
        else if (record->kind != RECORD_REJECT && sources_find(walk->sources, record->source) == NULL)
            run_report(walk->run, VERIFY_CODE_SOURCE, &VERIFY_AT(entry->index), "source '%.*s' is not enrolled",
                       SLICE_ARG(record->source));
    }
}

/* The entries gathered so far are all that share their payload. */
static int
close_group(struct walk *walk, struct err *err)
{
    struct walk_group *group = &walk->group;
    if (group->count == 0)
        return 0;
    const struct walk_entry *first = &group->entries[0];
    TRY(skip_payloads(walk, first->index, err));
    if (walk->has_next && walk->next.index == first->index) {
        walk->run->result.payloads++;
        walk_disclosed(walk);
        TRY(next_payload(walk, err));
    } else {
        check_withheld(walk);
    }
    walk->last_digest = first->record.origin.payload.sha256;
    walk->has_last_digest = true;
    group->count = 0;
    arena_rewind(walk->arena, walk->empty);
    return 0;
}

static void
take_ruleset(struct walk *walk, const struct walk_entry *entry)
{
    const struct record_ruleset *ruleset = &entry->record.body.ruleset;
    const struct bundle_model *model = &walk->run->model;
    const struct bundle_ruleset *before = walk->ruleset;
    const bool follows = before == NULL
                             ? !ruleset->previous.present
                             : ruleset->previous.present && sha256_equal(&ruleset->previous.sha256, &before->digest);
    if (!follows)
        run_report(walk->run, VERIFY_CODE_RECORD, &VERIFY_AT(entry->index),
                   "'previous' is not the rule set that was in force");
    for (size_t i = 0; i < model->ruleset_count; i++) {
        if (sha256_equal(&model->rulesets[i].digest, &ruleset->digest.sha256))
            walk->ruleset = &model->rulesets[i];
    }
}

/* The lowest of the first `count` entries that was received at or after `to_ms`; `count` when none was. */
static uint64_t
find_cut(const struct walk *walk, uint64_t count, int64_t to_ms)
{
    uint64_t low = 0;
    uint64_t high = count;
    while (low < high) {
        const uint64_t middle = low + (high - low) / 2;
        if (walk->received[middle] < to_ms)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* What is closed decides which entries are late, so that must be as the time says. */
static void
check_close(struct walk *walk, const struct walk_entry *entry)
{
    const struct record_close *close = &entry->record.body.close;
    const uint64_t cut = find_cut(walk, entry->index, close->to_ms);
    if (close->cut != cut)
        run_report(walk->run, VERIFY_CODE_RECORD, &VERIFY_AT(entry->index),
                   "it closes the books at entry %" PRIu64 ", the period ends at entry %" PRIu64, close->cut, cut);
}

/* An entry of the ledger itself. */
static void
take_act(struct walk *walk, const struct walk_entry *entry)
{
    const int64_t expected = entry->index == 0 ? 0 : walk->received_ms;
    if (walk->run->model.simulated && entry->record.received_ms != expected)
        run_report(walk->run, VERIFY_CODE_RECEIVED, &VERIFY_AT(entry->index),
                   "a simulated ledger must give its own entries the time of the entry before");
    if (entry->record.kind == RECORD_RULESET)
        take_ruleset(walk, entry);
    if (entry->record.kind == RECORD_CLOSE)
        check_close(walk, entry);
    if (entry->record.kind == RECORD_SOURCE)
        sources_apply(walk->sources, &entry->record.body.source_change);
    walk->received_ms = entry->record.received_ms;
    arena_rewind(walk->arena, walk->empty);
}

static void
add_to_group(struct walk *walk, const struct walk_entry *entry)
{
    struct walk_group *group = &walk->group;
    if (group->count == group->capacity) {
        group->capacity = group->capacity == 0 ? 16 : 2 * group->capacity;
        group->entries = reallocarray(group->entries, group->capacity, sizeof(*group->entries));
        if (group->entries == NULL)
            abort();
    }
    if (group->count == 0)
        group->before_ms = walk->received_ms;
    group->entries[group->count++] = *entry;
    walk->received_ms = entry->record.received_ms;
}

static bool
belongs_to_group(const struct walk *walk, const struct record *record)
{
    return walk->group.count > 0 && record->origin.payload.present &&
           sha256_equal(&record->origin.payload.sha256, &walk->group.entries[0].record.origin.payload.sha256);
}

/* A record is read twice when it ends the group before it, since that gives its memory back. */
static int
take_entry(struct walk *walk, const struct line *line, struct err *err)
{
    struct walk_entry entry = {.index = line->number, .bytes = arena_copy(walk->arena, line->bytes)};
    TRY(record_read(entry.bytes, walk->arena, &entry.record, err));
    if (!belongs_to_group(walk, &entry.record) && walk->group.count > 0) {
        TRY(close_group(walk, err));
        entry.bytes = arena_copy(walk->arena, line->bytes);
        TRY(record_read(entry.bytes, walk->arena, &entry.record, err));
    }
    if (walk->received != NULL)
        walk->received[entry.index] = entry.record.received_ms;
    if (!entry.record.origin.payload.present) {
        take_act(walk, &entry);
        return 0;
    }
    if (walk->group.count == 0 && walk->has_last_digest &&
        sha256_equal(&entry.record.origin.payload.sha256, &walk->last_digest))
        run_report(walk->run, VERIFY_CODE_EVENT, &VERIFY_AT(entry.index),
                   "it does not follow the entries that share its payload");
    add_to_group(walk, &entry);
    return 0;
}

static int
take_all(struct walk *walk, struct err *err)
{
    TRY(next_payload(walk, err));
    for (;;) {
        struct line line;
        TRY(lines_next(walk->entries, &line, err));
        if (slice_is_absent(line.bytes))
            break;
        TRY(take_entry(walk, &line, err));
    }
    TRY(close_group(walk, err));
    return skip_payloads(walk, UINT64_MAX, err);
}

/* Who had two references could pass for two people. */
static void
check_names(struct verify_run *run)
{
    struct arena *scratch AUTO(arena_drop) = arena_new();
    struct intern *names AUTO(intern_drop) = intern_new(scratch);
    for (size_t i = 0; i < run->names.count; i++) {
        const uint32_t before = intern_count(names);
        if (intern_add(names, run->names.names[i].name) < before)
            run_report(run, VERIFY_CODE_NAMES, &VERIFY_IN(SLICE(BUNDLE_NAMES_PATH)),
                       "the name of '%.*s' has another reference too", SLICE_ARG(run->names.names[i].ref));
    }
}

int
payloads_check(struct verify_run *run, struct err *err)
{
    if (!run->has_model || !run_can_read(run, BUNDLE_PAYLOADS_FOLDER))
        return 0;
    run_begin(run, VERIFY_PAYLOADS);
    struct walk walk AUTO(walk_drop) = {.run = run, .arena = arena_new(), .of_line = arena_new()};
    walk.empty = arena_mark(walk.arena);
    walk.of_line_empty = arena_mark(walk.of_line);
    walk.entries = lines_new(&run->zip, BUNDLE_ENTRIES_FOLDER, LIMIT_RECORD_BYTES);
    walk.payloads = lines_new(&run->zip, BUNDLE_PAYLOADS_FOLDER, LIMIT_PAYLOAD_LINE_BYTES);
    walk.identities = identities_new();
    walk.sources = sources_new();
    walk.people = people_new(&run->names);
    walk.standings = standings_new();
    if (run->model.facts->closes_count > 0)
        walk.received = arena_array(run->arena, (size_t)run->model.b, sizeof(*walk.received));
    check_names(run);
    TRY(take_all(&walk, err));
    run->result.names_withheld = people_learned(walk.people);
    return 0;
}
