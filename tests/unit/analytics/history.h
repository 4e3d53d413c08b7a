/* history.h - small histories for the tests of analytics: entries in a few words, and a policy made by hand. */
#ifndef DAYBOOK_TESTS_ANALYTICS_HISTORY_H
#define DAYBOOK_TESTS_ANALYTICS_HISTORY_H

#include "analytics/facts.h"
#include "analytics/policy.h"
#include "unit.h"

#define SECOND INT64_C(1000)
#define MINUTE (60 * SECOND)
#define HOUR (60 * MINUTE)
#define DAY (24 * HOUR)

struct history {
    struct arena *arena;
    struct facts *facts;
    int64_t received_ms; /* of the last entry */
};

static inline struct history
history_new(void)
{
    struct arena *arena = arena_new();
    return (struct history){arena, facts_new(arena), 0};
}

static inline void
history_release(struct history *history)
{
    facts_free(history->facts);
    arena_free(history->arena);
}

static inline void
history_add(struct history *history, struct record *record, int64_t received_ms)
{
    struct err err;
    record->received_ms = received_ms;
    history->received_ms = received_ms;
    ck_assert_msg(facts_add(history->facts, history->facts->entry_count, record, &err) == 0, "%s", err.text);
}

/* What is left out is absent; `occurred_ms` 0 means the same instant as `received_ms`. */
struct happening {
    int64_t received_ms;
    int64_t occurred_ms;
    const char *source;
    const char *check;
    const char *resource;
    enum stage stage;
    enum outcome outcome;
    enum severity severity;
    const char *actor;
    const char *auth;
    const char *approver;
    int64_t expires_ms; /* 0: none */
    const char *uid;    /* of the finding */
    const char *refs;   /* with spaces between */
};

enum { HISTORY_REFS_MAX = 80 };

/* Cut `text` at its spaces; returns how many parts there are. */
static inline size_t
history_refs(const char *text, struct slice refs[static HISTORY_REFS_MAX])
{
    size_t count = 0;
    for (struct slice rest = slice_of(text); rest.n > 0;) {
        const size_t space = slice_find(rest, ' ');
        ck_assert_uint_lt(count, HISTORY_REFS_MAX);
        refs[count++] = slice_sub(rest, 0, space);
        rest = slice_sub(rest, space + 1, rest.n);
    }
    return count;
}

/* Returns the index of the entry. */
static inline uint64_t
history_event(struct history *history, struct happening what)
{
    struct record record = {.kind = RECORD_EVENT, .source = slice_of(what.source == NULL ? "s" : what.source)};
    record.origin.occurred_ms = what.occurred_ms == 0 ? what.received_ms : what.occurred_ms;
    record.origin.auth = slice_of(what.auth);
    struct record_event *event = &record.body.event;
    event->stage = what.stage;
    event->outcome = what.outcome;
    event->finding.check = slice_of(what.check);
    event->finding.severity = what.severity;
    event->resource.uid = slice_of(what.resource);
    event->actor.kind = what.actor == NULL ? ACTOR_NONE : ACTOR_AUTOMATION;
    event->actor.name = slice_of(what.actor);
    event->approver = slice_of(what.approver);
    struct slice refs[HISTORY_REFS_MAX];
    event->finding.uid = slice_of(what.uid);
    event->refs = refs;
    event->ref_count = history_refs(what.refs, refs);
    event->expires_ms = what.expires_ms == 0 ? INSTANT_NONE : what.expires_ms;
    history_add(history, &record, what.received_ms);
    return history->facts->entry_count - 1;
}

#define EVENT(history, ...) history_event((history), (struct happening){__VA_ARGS__})

struct enrolment {
    int64_t received_ms;
    const char *source;
    bool retired;
    bool has_may;
    unsigned may;
    int64_t interval_s; /* 0: none */
    int64_t lag_s;      /* 0: none */
};

static inline void
history_source(struct history *history, struct enrolment what)
{
    struct record record = {.kind = RECORD_SOURCE, .source = SLICE("ledger")};
    record.body.source_change = (struct record_source){
        .action = what.retired ? SOURCE_RETIRED : SOURCE_ENROLLED,
        .name = slice_of(what.source == NULL ? "s" : what.source),
        .has_may = what.has_may,
        .may = what.may,
        .has_interval = what.interval_s != 0,
        .interval_s = (uint64_t)what.interval_s,
        .has_lag = what.lag_s != 0,
        .lag_s = (uint64_t)what.lag_s,
    };
    history_add(history, &record, what.received_ms);
}

#define SOURCE(history, ...) history_source((history), (struct enrolment){__VA_ARGS__})

static inline void
history_heartbeat(struct history *history, const char *source, enum heartbeat_basis basis, int64_t received_ms)
{
    struct record record = {.kind = RECORD_HEARTBEAT, .source = slice_of(source)};
    record.body.heartbeat.basis = basis;
    history_add(history, &record, received_ms);
}

static inline void
history_close(struct history *history, int64_t received_ms, int64_t from_ms, int64_t to_ms, uint64_t cut)
{
    struct record record = {.kind = RECORD_CLOSE, .source = SLICE("ledger")};
    record.body.close = (struct record_close){.from_ms = from_ms, .to_ms = to_ms, .cut = cut};
    history_add(history, &record, received_ms);
}

/* The systems "web" of sources "s" and "t", and "db" of "s"; `approver` may be NULL. */
static inline void
history_scope(struct history *history, int64_t received_ms, const char *approver)
{
    static const struct slice sources[] = {SLICE_INIT("s"), SLICE_INIT("t")};
    static const struct record_system systems[] = {{SLICE_INIT("web"), {sources, 2}}, {SLICE_INIT("db"), {sources, 1}}};
    struct record record = {.kind = RECORD_SCOPE, .source = SLICE("ledger"), .act = {.approver = slice_of(approver)}};
    record.body.scope = (struct record_scope){.systems = systems, .system_count = 2, .accounts = {sources, 1}};
    history_add(history, &record, received_ms);
}

static inline void
history_reconciliation(struct history *history, const char *source, int64_t received_ms,
                       struct record_reconciliation what)
{
    struct record record = {.kind = RECORD_RECONCILIATION, .source = slice_of(source)};
    record.body.reconciliation = what;
    history_add(history, &record, received_ms);
}

static inline void
history_reject(struct history *history, const char *source, int64_t received_ms)
{
    struct record record = {.kind = RECORD_REJECT, .source = slice_of(source)};
    record.body.reject.reason = SLICE("not JSON");
    history_add(history, &record, received_ms);
}

/* An entry that says nothing but that time went on to `received_ms`. */
static inline void
history_until(struct history *history, int64_t received_ms)
{
    struct record record = {.kind = RECORD_LEDGER, .source = SLICE("ledger")};
    record.body.ledger.origin = SLICE("ledger.example/test");
    history_add(history, &record, received_ms);
}

/* The criteria and rules of all these tests: checks "a/…" are of rule "alpha", "b/…" of "beta", others unmapped. */
enum { CRITERION_ONE, CRITERION_TWO, CRITERION_OUT, CRITERION_BARE, HISTORY_CRITERIA };
enum { RULE_ALPHA, RULE_BETA, HISTORY_RULES };
#define HISTORY_FLAP (6 * HOUR)
#define ALPHA_TTL (10 * HOUR)

static inline struct policy
history_policy(const struct history *history)
{
    static const struct policy_criterion criteria[HISTORY_CRITERIA] = {
        [CRITERION_ONE] = {SLICE_INIT("CC6.1"), true},
        [CRITERION_TWO] = {SLICE_INIT("CC7.1"), true},
        [CRITERION_OUT] = {SLICE_INIT("C1.1"), false},
        [CRITERION_BARE] = {SLICE_INIT("CC1.1"), true},
    };
    static const uint32_t alpha[] = {CRITERION_ONE, CRITERION_OUT};
    static const uint32_t beta[] = {CRITERION_ONE, CRITERION_TWO};
    static const struct policy_sla slas[] = {
        {0, {[SEVERITY_HIGH] = 8 * HOUR, [SEVERITY_CRITICAL] = 2 * HOUR}},
        {7, {[SEVERITY_HIGH] = 4 * HOUR, [SEVERITY_LOW] = 20 * HOUR}},
    };
    const uint32_t checks = intern_count(history->facts->checks);
    struct policy_rule *rules = arena_array(history->arena, HISTORY_RULES + checks, sizeof(*rules));
    uint32_t *rule_of_check = arena_array(history->arena, checks, sizeof(*rule_of_check));
    rules[RULE_ALPHA] = (struct policy_rule){SLICE("alpha"), true, ALPHA_TTL, alpha, COUNT_OF(alpha), SEVERITY_NONE};
    rules[RULE_BETA] = (struct policy_rule){SLICE("beta"), true, 0, beta, COUNT_OF(beta), SEVERITY_NONE};
    uint32_t count = HISTORY_RULES;
    for (uint32_t check = 0; check < checks; check++) {
        const struct slice text = intern_text(history->facts->checks, check);
        if (slice_starts(text, SLICE("a/"))) {
            rule_of_check[check] = RULE_ALPHA;
        } else if (slice_starts(text, SLICE("b/"))) {
            rule_of_check[check] = RULE_BETA;
        } else {
            rule_of_check[check] = count;
            rules[count++].id = arena_format(history->arena, "unmapped:%.*s", SLICE_ARG(text));
        }
    }
    return (struct policy){
        .rules = rules,
        .rule_count = count,
        .criteria = criteria,
        .criterion_count = HISTORY_CRITERIA,
        .slas = slas,
        .sla_count = COUNT_OF(slas),
        .flap_ms = HISTORY_FLAP,
        .rule_of_check = rule_of_check,
    };
}

#endif
