#include "analytics/complete.h"

#include <inttypes.h>

WORDS_DEFINE(condition, CONDITIONS)
WORDS_DEFINE(condition_state, CONDITION_STATES)

/* Systems named in a reason; records have all. */
enum { SYSTEMS_SHOWN_MAX = 10 };

struct judging {
    const struct complete_inputs *inputs;
    struct arena *arena;
};

struct judgement {
    enum condition_state state;
    struct slice reason;
};

/* What holds so far of a period that is not over may still fail. */
static struct judgement
so_far(const struct judging *judging, bool holds, struct slice reason)
{
    if (!holds)
        return (struct judgement){CONDITION_NOT_HELD, reason};
    if (judging->inputs->reading->effective->over)
        return (struct judgement){CONDITION_HELD, reason};
    return (struct judgement){CONDITION_UNDECIDED,
                              arena_format(judging->arena, "%.*s so far; the period is not over", SLICE_ARG(reason))};
}

static struct judgement
judge_contiguous(const struct judging *judging)
{
    const struct facts *facts = judging->inputs->reading->facts;
    return (struct judgement){
        CONDITION_HELD,
        arena_format(judging->arena, "entries %" PRIu64 " to %" PRIu64 " follow each other; verify recomputes the root",
                     facts->first_index, facts->first_index + facts->entry_count - 1),
    };
}

static struct judgement
judge_over(const struct judging *judging)
{
    const struct effective *effective = judging->inputs->reading->effective;
    char as_of[INSTANT_TEXT_MAX];
    instant_write(as_of, effective->as_of_ms);
    return (struct judgement){
        effective->over ? CONDITION_HELD : CONDITION_NOT_HELD,
        arena_format(judging->arena, "the last entry was received at %s, %s the period's end", as_of,
                     effective->over ? "not before" : "before"),
    };
}

/* The last scope record received before the period ended, or NULL. */
static const struct fact_scope *
scope_in_force(const struct reading *reading)
{
    const struct facts *facts = reading->facts;
    for (size_t i = facts->scopes_count; i > 0; i--) {
        if (facts->scopes[i - 1].received_ms < reading->period.to_ms)
            return &facts->scopes[i - 1];
    }
    return NULL;
}

/* In all of [P0, E), which is all of P when that is over. */
static bool
source_is_covered(const struct complete_inputs *inputs, struct slice name)
{
    const struct reading *reading = inputs->reading;
    for (size_t i = 0; i < inputs->coverage->source_count; i++) {
        const struct coverage_source *source = &inputs->coverage->sources[i];
        if (slice_equal(intern_text(reading->facts->sources, source->source), name))
            return source->covered_ms == reading->effective->end_ms - reading->period.from_ms;
    }
    return false;
}

/* Its sources that are not, with spaces between them. */
static struct slice
uncovered_sources(const struct judging *judging, const struct record_system *system)
{
    struct slice names = SLICE("");
    for (size_t i = 0; i < system->sources.count; i++) {
        const struct slice name = system->sources.items[i];
        if (!source_is_covered(judging->inputs, name))
            names =
                arena_format(judging->arena, "%.*s%s%.*s", SLICE_ARG(names), names.n == 0 ? "" : " ", SLICE_ARG(name));
    }
    return names;
}

/* A system is covered when each of its sources is by itself. */
static struct judgement
judge_systems(const struct judging *judging, const struct fact_scope *fact)
{
    const struct record_scope *scope = &fact->scope;
    struct slice shown = SLICE("");
    size_t uncovered = 0;
    for (size_t i = 0; i < scope->system_count; i++) {
        const struct slice sources = uncovered_sources(judging, &scope->systems[i]);
        if (sources.n > 0 && ++uncovered <= SYSTEMS_SHOWN_MAX)
            shown = arena_format(judging->arena, "%.*s%s%.*s (%.*s)", SLICE_ARG(shown), shown.n == 0 ? ": " : ", ",
                                 SLICE_ARG(scope->systems[i].name), SLICE_ARG(sources));
    }
    if (uncovered > SYSTEMS_SHOWN_MAX)
        shown = arena_format(judging->arena, "%.*s and %zu more", SLICE_ARG(shown), uncovered - SYSTEMS_SHOWN_MAX);
    return so_far(judging, uncovered == 0,
                  arena_format(judging->arena,
                               "%zu of the %zu systems of entry %" PRIu64 " not covered by each of their sources%.*s",
                               uncovered, scope->system_count, fact->index, SLICE_ARG(shown)));
}

static struct judgement
judge_scope(const struct judging *judging)
{
    const struct fact_scope *fact = scope_in_force(judging->inputs->reading);
    if (fact == NULL)
        return (struct judgement){CONDITION_NOT_HELD, SLICE("no scope entry says which systems should send")};
    if (!fact->approved)
        return (struct judgement){
            CONDITION_NOT_HELD,
            arena_format(judging->arena, "the scope of entry %" PRIu64 " names no approver", fact->index)};
    return judge_systems(judging, fact);
}

static struct judgement
judge_gaps(const struct judging *judging)
{
    const struct coverage *coverage = judging->inputs->coverage;
    return so_far(judging, coverage->gap_count == 0,
                  arena_format(judging->arena, "%zu gaps without an approved explanation", coverage->gap_count));
}

static struct judgement
judge_reconciled(const struct judging *judging)
{
    const struct complete_inputs *inputs = judging->inputs;
    uint64_t in_scope = 0;
    uint64_t missing = 0;
    uint64_t differing = 0;
    /* Both lists hold the same sources in the same order. */
    for (size_t i = 0; i < inputs->population->source_count; i++) {
        const struct population_source *source = &inputs->population->sources[i];
        in_scope += inputs->coverage->sources[i].scope_ms > 0;
        missing += inputs->coverage->sources[i].scope_ms > 0 && source->reconciliations == 0;
        differing += source->differing;
    }
    return so_far(judging, in_scope > 0 && missing == 0 && differing == 0,
                  arena_format(judging->arena,
                               "%" PRIu64 " of %" PRIu64 " sources not reconciled, %" PRIu64 " unexplained differences",
                               missing, in_scope, differing));
}

static struct judgement
judge_roll(const struct judging *judging)
{
    const struct exposure *exposure = judging->inputs->exposure;
    const struct exposure_roll *all = &exposure->roll[0];
    return (struct judgement){
        exposure->balances ? CONDITION_HELD : CONDITION_NOT_HELD,
        arena_format(judging->arena, "opening %" PRIu64 " + new %" PRIu64 " - closed %" PRIu64 " = closing %" PRIu64,
                     all->opening, all->new_windows, all->closed_verified + all->closed_deleted, all->closing),
    };
}

static bool
counts_add_up(const struct fact_heartbeat *heartbeat)
{
    const uint64_t most = UINT64_MAX / 4; /* records hold at most 2^53 */
    return heartbeat->accepted < most && heartbeat->duplicate < most && heartbeat->rejected < most &&
           heartbeat->received == heartbeat->accepted + heartbeat->duplicate + heartbeat->rejected;
}

static struct judgement
judge_counts(const struct judging *judging)
{
    const struct complete_inputs *inputs = judging->inputs;
    const struct facts *facts = inputs->reading->facts;
    bool *counted = arena_array(judging->arena, intern_count(facts->sources), sizeof(*counted));
    uint64_t differing = 0;
    for (size_t i = 0; i < facts->heartbeats_count; i++) {
        const struct fact_heartbeat *heartbeat = &facts->heartbeats[i];
        if (!heartbeat->has_counts || heartbeat->received_ms >= inputs->reading->effective->end_ms)
            continue;
        counted[heartbeat->source] = true;
        differing += !counts_add_up(heartbeat);
    }
    uint64_t in_scope = 0;
    uint64_t missing = 0;
    for (size_t i = 0; i < inputs->coverage->source_count; i++) {
        const struct coverage_source *source = &inputs->coverage->sources[i];
        in_scope += source->scope_ms > 0;
        missing += source->scope_ms > 0 && !counted[source->source];
    }
    return so_far(judging, in_scope > 0 && missing == 0 && differing == 0,
                  arena_format(judging->arena,
                               "%" PRIu64 " of %" PRIu64 " sources sent no counts, %" PRIu64 " counts do not add up",
                               missing, in_scope, differing));
}

static struct judgement
judge_rejects(const struct judging *judging)
{
    const struct complete_inputs *inputs = judging->inputs;
    uint64_t open = 0;
    for (size_t i = 0; i < inputs->reading->facts->rejects_count; i++)
        open += inputs->reading->facts->rejects[i].received_ms < inputs->reading->period.to_ms;
    return so_far(judging, open == 0, arena_format(judging->arena, "%" PRIu64 " open rejects", open));
}

static struct judgement
judge_payloads(const struct judging *judging)
{
    (void)judging;
    return (struct judgement){CONDITION_UNDECIDED, SLICE("depends on the payloads that the bundle holds")};
}

static struct judgement
judge_ruleset(const struct judging *judging)
{
    const struct facts *facts = judging->inputs->reading->facts;
    const struct record_digest *used = &judging->inputs->reading->policy->ruleset_digest;
    if (facts->rulesets_count == 0)
        return (struct judgement){CONDITION_NOT_HELD, SLICE("no ruleset entry")};
    const struct fact_ruleset *last = &facts->rulesets[facts->rulesets_count - 1];
    const bool same = used->present && last->digest.present &&
                      memcmp(used->sha256.b, last->digest.sha256.b, sizeof(used->sha256.b)) == 0;
    return (struct judgement){
        same ? CONDITION_HELD : CONDITION_NOT_HELD,
        arena_format(judging->arena, "the rules used are %sthose of entry %" PRIu64, same ? "" : "not ", last->index),
    };
}

static struct judgement
judge(const struct judging *judging, enum condition condition)
{
    switch (condition) {
    case CONDITION_CONTIGUOUS:
        return judge_contiguous(judging);
    case CONDITION_OVER:
        return judge_over(judging);
    case CONDITION_SCOPE:
        return judge_scope(judging);
    case CONDITION_GAPS:
        return judge_gaps(judging);
    case CONDITION_RECONCILED:
        return judge_reconciled(judging);
    case CONDITION_ROLL:
        return judge_roll(judging);
    case CONDITION_COUNTS:
        return judge_counts(judging);
    case CONDITION_REJECTS:
        return judge_rejects(judging);
    case CONDITION_PAYLOADS:
        return judge_payloads(judging);
    case CONDITION_RULESET:
        return judge_ruleset(judging);
    case CONDITION_NONE:
    case condition_count:
        break;
    }
    return (struct judgement){CONDITION_UNDECIDED, SLICE("")};
}

/* The close of exactly this period, or FACT_NONE. */
static uint32_t
close_of(const struct facts *facts, struct period period)
{
    for (uint32_t i = 0; i < facts->closes_count; i++) {
        if (facts->closes[i].from_ms == period.from_ms && facts->closes[i].to_ms == period.to_ms)
            return i;
    }
    return FACT_NONE;
}

void
complete_judge(const struct complete_inputs *inputs, struct arena *arena, struct complete *out_complete)
{
    const struct judging judging = {inputs, arena};
    struct complete complete = {.complete = true, .close = close_of(inputs->reading->facts, inputs->reading->period)};
    complete.final = complete.close != FACT_NONE;
    if (!complete.final)
        complete.draft_reason = SLICE("draft: the books of the period are not closed in these entries");
    for (size_t i = 0; i < COUNT_OF(complete.conditions); i++) {
        const enum condition condition = (enum condition)(i + 1);
        const struct judgement judgement = judge(&judging, condition);
        complete.conditions[i] = (struct complete_condition){condition, judgement.state, judgement.reason};
        complete.complete = complete.complete && judgement.state == CONDITION_HELD;
    }
    *out_complete = complete;
}
