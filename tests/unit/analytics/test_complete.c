#include "analytics/complete.h"

#include "report.h"

static const struct period period = {100 * HOUR, 200 * HOUR};

static void
heartbeat_counted(struct history *history, int64_t received, uint64_t received_count)
{
    struct record record = {.kind = RECORD_HEARTBEAT, .source = SLICE("s")};
    record.body.heartbeat = (struct record_heartbeat){
        .basis = HEARTBEAT_SENDER, .has_counts = true, .received = received_count, .accepted = 4, .duplicate = 1};
    history_add(history, &record, received * HOUR);
}

static void
ruleset(struct history *history, int64_t received)
{
    struct record record = {.kind = RECORD_RULESET, .source = SLICE("ledger")};
    record.body.ruleset.digest.present = true;
    memset(record.body.ruleset.digest.sha256.b, 7, SHA256_BYTES);
    history_add(history, &record, received * HOUR);
}

/* All that a ledger of this version can show, up to the period's end. */
static struct history
history_good(void)
{
    struct history history = history_new();
    ruleset(&history, 1);
    SOURCE(&history, .received_ms = 90 * HOUR, .interval_s = 1000 * 3600);
    heartbeat_counted(&history, 99, 5);
    history_reconciliation(&history, "s", 150 * HOUR,
                           (struct record_reconciliation){.from_ms = 100 * HOUR, .to_ms = 140 * HOUR});
    return history;
}

static struct complete
complete_of(struct history *history)
{
    struct analytics analytics = report_of(history, period);
    struct policy policy = history_policy(history);
    policy.ruleset_digest.present = true;
    memset(policy.ruleset_digest.sha256.b, 7, SHA256_BYTES);
    const struct reading reading = {history->facts, &policy, &analytics.effective, period};
    const struct complete_inputs inputs = {
        .reading = &reading,
        .coverage = &analytics.coverage,
        .population = &analytics.population,
        .exposure = &analytics.exposure,
    };
    struct complete complete;
    complete_judge(&inputs, history->arena, &complete);
    return complete;
}

static void
condition_is(const struct complete *complete, enum condition condition, enum condition_state state, const char *reason)
{
    const struct complete_condition *found = &complete->conditions[condition - 1];
    ck_assert_int_eq(found->condition, condition);
    ck_assert_msg(found->state == state, "%s: %s", condition_name(condition), condition_state_name(found->state));
    ck_assert_slice_eq(found->reason, slice_of(reason));
}

START_TEST(holds_what_can_be_held)
{
    AUTO(history_release) struct history history = history_good();
    history_close(&history, 200 * HOUR, 100 * HOUR, 200 * HOUR, 4);
    const struct complete complete = complete_of(&history);
    condition_is(&complete, CONDITION_CONTIGUOUS, CONDITION_HELD,
                 "entries 0 to 4 follow each other; verify recomputes the root");
    condition_is(&complete, CONDITION_OVER, CONDITION_HELD,
                 "the last entry was received at 1970-01-09T08:00:00.000Z, not before the period's end");
    condition_is(&complete, CONDITION_GAPS, CONDITION_HELD, "0 gaps without an approved explanation");
    condition_is(&complete, CONDITION_RECONCILED, CONDITION_HELD,
                 "0 of 1 sources not reconciled, 0 unexplained differences");
    condition_is(&complete, CONDITION_ROLL, CONDITION_HELD, "opening 0 + new 0 - closed 0 = closing 0");
    condition_is(&complete, CONDITION_COUNTS, CONDITION_HELD, "0 of 1 sources sent no counts, 0 counts do not add up");
    condition_is(&complete, CONDITION_REJECTS, CONDITION_HELD, "0 open rejects");
    condition_is(&complete, CONDITION_RULESET, CONDITION_HELD, "the rules used are those of entry 0");
    /* What this version cannot establish. */
    condition_is(&complete, CONDITION_SCOPE, CONDITION_NOT_HELD, "no scope entry says which systems should send");
    condition_is(&complete, CONDITION_PAYLOADS, CONDITION_UNDECIDED, "depends on the payloads that the bundle holds");
    ck_assert(!complete.complete);
    ck_assert(complete.final);
    ck_assert_uint_eq(complete.close, 0);
}
END_TEST

START_TEST(decides_nothing_before_the_end)
{
    AUTO(history_release) struct history history = history_good();
    const struct complete complete = complete_of(&history);
    condition_is(&complete, CONDITION_OVER, CONDITION_NOT_HELD,
                 "the last entry was received at 1970-01-07T06:00:00.000Z, before the period's end");
    condition_is(&complete, CONDITION_GAPS, CONDITION_UNDECIDED,
                 "0 gaps without an approved explanation so far; the period is not over");
    condition_is(&complete, CONDITION_REJECTS, CONDITION_UNDECIDED, "0 open rejects so far; the period is not over");
    ck_assert(!complete.final);
    ck_assert_slice_eq(complete.draft_reason, SLICE("draft: the books of the period are not closed in these entries"));
}
END_TEST

START_TEST(names_what_fails)
{
    AUTO(history_release) struct history history = history_good();
    history_reject(&history, "s", 150 * HOUR);
    heartbeat_counted(&history, 151, 6);
    SOURCE(&history, .received_ms = 160 * HOUR, .source = "silent");
    history_reconciliation(&history, "s", 170 * HOUR,
                           (struct record_reconciliation){.from_ms = 100 * HOUR, .to_ms = 140 * HOUR, .count = 2});
    history_close(&history, 200 * HOUR, 100 * HOUR, 199 * HOUR, 4);
    history_reject(&history, "s", 200 * HOUR);
    struct record record = {.kind = RECORD_RULESET, .source = SLICE("ledger")};
    record.body.ruleset.digest.present = true;
    history_add(&history, &record, 201 * HOUR);
    const struct complete complete = complete_of(&history);
    condition_is(&complete, CONDITION_GAPS, CONDITION_NOT_HELD, "1 gaps without an approved explanation");
    condition_is(&complete, CONDITION_RECONCILED, CONDITION_NOT_HELD,
                 "1 of 2 sources not reconciled, 1 unexplained differences");
    condition_is(&complete, CONDITION_COUNTS, CONDITION_NOT_HELD,
                 "1 of 2 sources sent no counts, 1 counts do not add up");
    condition_is(&complete, CONDITION_REJECTS, CONDITION_NOT_HELD, "1 open rejects");
    condition_is(&complete, CONDITION_RULESET, CONDITION_NOT_HELD, "the rules used are not those of entry 10");
    ck_assert(!complete.final);
}
END_TEST

/* Source "t" is covered in [from, to) hours. */
static void
sighting(struct history *history, int64_t from, int64_t to)
{
    SOURCE(history, .received_ms = from * HOUR, .source = "t", .interval_s = (to - from) * 1800);
    history_heartbeat(history, "t", HEARTBEAT_SENDER, from * HOUR);
}

START_TEST(a_scope_holds_when_each_source_of_each_system_is_covered)
{
    static const struct {
        int64_t scope;  /* hour of the record */
        int64_t second; /* hour of another one without approver, or 0 */
        const char *approver;
        int64_t from, to; /* hours that source "t" covers */
        int64_t until;
        enum condition_state state;
        const char *reason;
    } cases[] = {
        {80, 0, "ref:x", 95, 300, 200, CONDITION_HELD,
         "0 of the 2 systems of entry 1 not covered by each of their sources"},
        {80, 0, "ref:x", 95, 300, 150, CONDITION_UNDECIDED,
         "0 of the 2 systems of entry 1 not covered by each of their sources so far; the period is not over"},
        {80, 0, "ref:x", 101, 300, 200, CONDITION_NOT_HELD,
         "1 of the 2 systems of entry 1 not covered by each of their sources: web (t)"},
        {80, 0, "ref:x", 95, 199, 200, CONDITION_NOT_HELD,
         "1 of the 2 systems of entry 1 not covered by each of their sources: web (t)"},
        {80, 0, NULL, 95, 300, 200, CONDITION_NOT_HELD, "the scope of entry 1 names no approver"},
        {80, 85, "ref:x", 95, 300, 200, CONDITION_NOT_HELD, "the scope of entry 2 names no approver"},
        {80, 200, "ref:x", 95, 300, 200, CONDITION_HELD,
         "0 of the 2 systems of entry 1 not covered by each of their sources"},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        AUTO(history_release) struct history history = history_new();
        ruleset(&history, 1);
        history_scope(&history, cases[i].scope * HOUR, cases[i].approver);
        if (cases[i].second != 0 && cases[i].second < 90)
            history_scope(&history, cases[i].second * HOUR, NULL);
        SOURCE(&history, .received_ms = 90 * HOUR, .interval_s = 1000 * 3600);
        history_heartbeat(&history, "s", HEARTBEAT_SENDER, 90 * HOUR);
        sighting(&history, cases[i].from, cases[i].to);
        history_until(&history, cases[i].until * HOUR);
        if (cases[i].second >= 200)
            history_scope(&history, cases[i].second * HOUR, NULL);
        const struct complete complete = complete_of(&history);
        condition_is(&complete, CONDITION_SCOPE, cases[i].state, cases[i].reason);
    }
}
END_TEST

START_TEST(a_scope_names_at_most_ten_systems_that_are_not_covered)
{
    AUTO(history_release) struct history history = history_new();
    static const struct slice sources[] = {SLICE_INIT("x"), SLICE_INIT("y")};
    static const struct record_system silent = {SLICE_INIT("a"), {sources, 2}};
    struct record_system systems[12];
    for (size_t i = 0; i < COUNT_OF(systems); i++)
        systems[i] = silent;
    struct record record = {.kind = RECORD_SCOPE, .source = SLICE("ledger"), .act = {.approver = SLICE_INIT("ref:x")}};
    record.body.scope = (struct record_scope){.systems = systems, .system_count = COUNT_OF(systems)};
    history_add(&history, &record, 80 * HOUR);
    history_until(&history, 200 * HOUR);
    const struct complete complete = complete_of(&history);
    condition_is(&complete, CONDITION_SCOPE, CONDITION_NOT_HELD,
                 "12 of the 12 systems of entry 0 not covered by each of their sources: a (x y), a (x y), a (x y), "
                 "a (x y), a (x y), a (x y), a (x y), a (x y), a (x y), a (x y) and 2 more");
}
END_TEST

START_TEST(holds_nothing_of_an_empty_ledger)
{
    AUTO(history_release) struct history history = history_new();
    history_until(&history, 200 * HOUR);
    const struct complete complete = complete_of(&history);
    condition_is(&complete, CONDITION_RECONCILED, CONDITION_NOT_HELD,
                 "0 of 0 sources not reconciled, 0 unexplained differences");
    condition_is(&complete, CONDITION_RULESET, CONDITION_NOT_HELD, "no ruleset entry");
}
END_TEST

int
main(void)
{
    return UNIT_MAIN("complete", holds_what_can_be_held, decides_nothing_before_the_end, names_what_fails,
                     a_scope_holds_when_each_source_of_each_system_is_covered,
                     a_scope_names_at_most_ten_systems_that_are_not_covered, holds_nothing_of_an_empty_ledger);
}
