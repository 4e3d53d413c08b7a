#include "shape/transition.h"

#include "fixture.h"
#include "shape/shape.h"

/* The transition of the only event that this adapter reads from {"a":…}. */
static const struct transition *
transition_of(const char *read, const char *payload, struct arena *arena)
{
    struct err err;
    struct adapter_set *set = NULL;
    struct shape_input input;
    struct shaping shaping;
    ck_assert_msg(fixture_adapter(NULL, read, arena, &set, &err) == 0, "%s", err.text);
    ck_assert_int_eq(shape_open(slice_of(payload), SLICE("application/json"), arena, &input, &err), 0);
    ck_assert_msg(shape_read(set, adapter_find(set, SLICE("test")), &input, arena, &shaping, &err) == 0, "%s",
                  err.text);
    ck_assert_uint_eq(shaping.count, 1);
    return shaping.events[0].transition;
}

static struct record
version_of(enum stage stage, enum outcome outcome)
{
    struct record record = {.kind = RECORD_EVENT, .source = SLICE("s")};
    record.body.event.stage = stage;
    record.body.event.outcome = outcome;
    record.body.event.finding.uid = SLICE("f");
    return record;
}

#define READ                                                                                                           \
    "read:\n"                                                                                                          \
    "- event: {stage: evaluated, outcome: pass, finding.uid: f}\n"                                                     \
    "  after:\n"                                                                                                       \
    "  - {stage: [closed, deleted], outcome: pass, gives: {stage: reopened, outcome: fail}}\n"                         \
    "  - {stage: waived, gives: {stage: closed}}\n"                                                                    \
    "  - {outcome: fail, gives: {stage: verified, outcome: pass}}\n"

START_TEST(the_first_row_that_applies_counts)
{
    static const struct {
        enum stage stage;
        enum outcome outcome;
        enum stage want_stage; /* STAGE_NONE: no row applies */
        enum outcome want_outcome;
    } cases[] = {
        {STAGE_CLOSED, OUTCOME_PASS, STAGE_REOPENED, OUTCOME_FAIL},
        {STAGE_DELETED, OUTCOME_PASS, STAGE_REOPENED, OUTCOME_FAIL},
        {STAGE_CLOSED, OUTCOME_FAIL, STAGE_VERIFIED, OUTCOME_PASS},
        {STAGE_CLOSED, OUTCOME_NONE, STAGE_NONE, OUTCOME_NONE},
        {STAGE_WAIVED, OUTCOME_NONE, STAGE_CLOSED, OUTCOME_NONE},
        {STAGE_WAIVED, OUTCOME_FAIL, STAGE_CLOSED, OUTCOME_NONE},
        {STAGE_DETECTED, OUTCOME_FAIL, STAGE_VERIFIED, OUTCOME_PASS},
        {STAGE_EVALUATED, OUTCOME_PASS, STAGE_NONE, OUTCOME_NONE},
    };
    AUTO(arena_drop) struct arena *arena = arena_new();
    const struct transition *transition = transition_of(READ, "{}", arena);
    ck_assert_ptr_nonnull(transition);
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        const struct record version = version_of(cases[i].stage, cases[i].outcome);
        const struct record own = version_of(STAGE_EVALUATED, OUTCOME_PASS);
        struct record event = own;
        const bool applied = transition_apply(transition, &version, 41, &event);
        ck_assert_int_eq(applied, cases[i].want_stage != STAGE_NONE);
        if (!applied) {
            ck_assert_int_eq(memcmp(&event, &own, sizeof(own)), 0);
            continue;
        }
        ck_assert_int_eq(event.body.event.stage, cases[i].want_stage);
        ck_assert_int_eq(event.body.event.outcome, cases[i].want_outcome);
        ck_assert(event.body.event.has_prior);
        ck_assert_uint_eq(event.body.event.prior, 41);
    }
}
END_TEST

START_TEST(it_holds_in_the_readings_inside_unless_they_have_their_own)
{
    static const char read[] = READ "  cases:\n"
                                    "  - when: {$.a: 1}\n"
                                    "    event: {stage: detected}\n"
                                    "  - when: {$.a: 2}\n"
                                    "    after: [{stage: verified, gives: {stage: reopened}}]\n"
                                    "    cases: [{when: {$.b: 1}}]\n"
                                    "  - when: {$.a: 3}\n"
                                    "    after: []\n"
                                    "  - when: {$.a: 4}\n"
                                    "    after: null\n"
                                    "  - when: {$.a: 5}\n"
                                    "    heartbeat: {basis: polled}\n";
    AUTO(arena_drop) struct arena *arena = arena_new();
    ck_assert_uint_eq(transition_of(read, "{}", arena)->count, 3);
    ck_assert_uint_eq(transition_of(read, "{\"a\":1}", arena)->count, 3);
    ck_assert_uint_eq(transition_of(read, "{\"a\":2}", arena)->count, 1);
    ck_assert_uint_eq(transition_of(read, "{\"a\":2,\"b\":1}", arena)->count, 1);
    ck_assert_ptr_null(transition_of(read, "{\"a\":3}", arena));
    ck_assert_ptr_null(transition_of(read, "{\"a\":4}", arena));
    ck_assert_ptr_null(transition_of(read, "{\"a\":5}", arena));
    ck_assert_ptr_null(transition_of("read: [{event: {stage: detected}}]\n", "{}", arena));
}
END_TEST

START_TEST(versions_are_events_that_say_how_a_finding_stands)
{
    static const enum stage versions[] = {STAGE_DETECTED, STAGE_EVALUATED, STAGE_REOPENED,   STAGE_REMEDIATED,
                                          STAGE_VERIFIED, STAGE_CLOSED,    STAGE_SUPPRESSED, STAGE_UNSUPPRESSED,
                                          STAGE_WAIVED,   STAGE_DELETED};
    for (unsigned stage = 0; stage < stage_count; stage++) {
        bool want = false;
        for (size_t i = 0; i < COUNT_OF(versions); i++)
            want |= versions[i] == (enum stage)stage;
        struct record record = version_of((enum stage)stage, OUTCOME_NONE);
        ck_assert_int_eq(transition_is_version(&record), want);
        record.body.event.finding.uid = (struct slice){NULL, 0};
        ck_assert(!transition_is_version(&record));
        record = version_of((enum stage)stage, OUTCOME_NONE);
        record.kind = RECORD_REJECT;
        ck_assert(!transition_is_version(&record));
    }
}
END_TEST

START_TEST(the_same_finding_is_the_same_source_finding_and_resource)
{
    static const char *const texts[][3] = {
        {"s", "f", "r"},  {"s", "f", NULL}, {"s", "f", "r2"}, {"s", "fr", NULL}, {"sf", "r", NULL},
        {"s", "fr", "r"}, {"s2", "f", "r"}, {"s", "g", "r"},  {"s", "f\0", "r"},
    };
    struct record records[COUNT_OF(texts)];
    for (size_t i = 0; i < COUNT_OF(texts); i++) {
        records[i] = version_of(STAGE_DETECTED, OUTCOME_FAIL);
        records[i].source = slice_of(texts[i][0]);
        records[i].body.event.finding.uid = slice_of(texts[i][1]);
        records[i].body.event.resource.uid = slice_of(texts[i][2]);
    }
    records[COUNT_OF(texts) - 1].body.event.finding.uid = (struct slice){(const uint8_t *)"f\0", 2};
    for (size_t i = 0; i < COUNT_OF(texts); i++)
        for (size_t k = 0; k < COUNT_OF(texts); k++) {
            const struct sha256_digest a = transition_finding(&records[i]);
            const struct sha256_digest b = transition_finding(&records[k]);
            ck_assert_int_eq(transition_is_same_finding(&records[i], &records[k]), i == k);
            ck_assert_int_eq(sha256_equal(&a, &b), i == k);
        }
}
END_TEST

/* Kept in ledgers, so it may not change. By sha256sum of 1 0… 73 1 0… 66 0 0…. */
START_TEST(the_digest_of_a_finding_is_fixed)
{
    const struct record record = version_of(STAGE_DETECTED, OUTCOME_FAIL);
    static const uint8_t bytes[] = {1, 0, 0, 0, 0, 0, 0, 0, 's', 1, 0, 0, 0, 0, 0, 0, 0, 'f', 0, 0, 0, 0, 0, 0, 0, 0};
    const struct sha256_digest want = sha256((struct slice){bytes, sizeof(bytes)});
    const struct sha256_digest got = transition_finding(&record);
    ck_assert(sha256_equal(&want, &got));
}
END_TEST

START_TEST(faults)
{
    static const char words[] = "expected one of detected, notified, triaged, ticketed, contextualized, assigned, "
                                "reproduced, developed, reviewed, deployed, verified, introduced, evaluated, "
                                "remediated, failed, closed, reopened, suppressed, unsuppressed, waived, deleted";
    static const char *const cases[][2] = {
        {"x", "4:3: 'after' is a string, expected an array"},
        {"[x]", "4:11: found a string, expected an object"},
        {"[{}]", "4:11: a row of 'after' needs 'stage' or 'outcome'"},
        {"[{gives: {stage: closed}}]", "4:11: a row of 'after' needs 'stage' or 'outcome'"},
        {"[{stage: closed}]", "4:11: a row of 'after' needs 'gives'"},
        {"[{stage: closed, given: 1}]", "4:27: unknown key 'given'"},
        {"[{stage: closed, gives: x}]", "4:27: 'gives' is a string, expected an object"},
        {"[{stage: closed, gives: {}}]", "4:27: 'gives' needs a stage"},
        {"[{stage: closed, gives: {outcome: pass}}]", "4:27: 'gives' needs a stage"},
        {"[{stage: closed, gives: {stage: closed, x: 1}}]", "4:50: unknown key 'x'"},
        {"[{stage: closed, gives: {stage: 1}}]", "4:35: 'stage' is a number, expected a string"},
        {"[{stage: closed, gives: {stage: opened}}]", "4:35: 'opened': %s"},
        {"[{stage: closed, gives: {stage: closed, outcome: passed}}]", "4:50: 'passed': expected one of pass, fail"},
        {"[{stage: closd, gives: {stage: reopened}}]", "4:12: 'closd': %s"},
        {"[{stage: [closed, 1], gives: {stage: reopened}}]", "4:28: found a number, expected a string"},
        {"[{stage: [], gives: {stage: reopened}}]", "4:12: the list is empty"},
        {"[{stage: [closed, triaged], gives: {stage: reopened}}]",
         "4:28: stage 'triaged' makes no version of a finding"},
        {"[{outcome: [pass], gives: {stage: reopened}}]", "4:12: 'outcome' is an array, expected a string"},
        {"[{outcome: none, gives: {stage: reopened}}]", "4:12: 'none': expected one of pass, fail"},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        AUTO(arena_drop) struct arena *arena = arena_new();
        const char *read = (const char *)arena_format(arena, "read:\n- after: %s\n", cases[i][0]).p;
        struct buf want AUTO(buf_release);
        buf_init(&want, ERR_TEXT_MAX);
        buf_text(&want, "sources/test.yaml:");
        const char *words_at = strstr(cases[i][1], "%s");
        if (words_at == NULL)
            buf_text(&want, cases[i][1]);
        else
            buf_format(&want, "%.*s%s", (int)(words_at - cases[i][1]), cases[i][1], words);
        buf_byte(&want, 0);
        fixture_expect_fault(NULL, read, (const char *)want.p);
    }
}
END_TEST

int
main(void)
{
    return UNIT_MAIN(
        "shape/transition", the_first_row_that_applies_counts,
        it_holds_in_the_readings_inside_unless_they_have_their_own, versions_are_events_that_say_how_a_finding_stands,
        the_same_finding_is_the_same_source_finding_and_resource, the_digest_of_a_finding_is_fixed, faults);
}
