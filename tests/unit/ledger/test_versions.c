#include "ledger/versions.h"

#include "ledger/state.h"
#include "shape/transition.h"
#include "store/sqlite.h"

#include "fixture.h"
#include "tamper.h"
#include "unit.h"

#include "base/file.h"

#include <inttypes.h>

static struct store_version
version_of(uint64_t index, uint64_t finding)
{
    struct store_version version = {.index = index};
    memcpy(version.finding.b + 8, &finding, sizeof(finding)); /* the first half is the same for all */
    version.finding.b[0] = 1;
    return version;
}

/* Against an array by number of the finding. Keys share the half by which they are found, so that they have to be
 * compared. */
START_TEST(the_last_one_of_each_finding)
{
    enum { FINDINGS = 40, ROUNDS = 4000 };
    AUTO(versions_drop) struct versions *versions = versions_new();
    uint64_t last[FINDINGS];
    for (size_t i = 0; i < FINDINGS; i++)
        last[i] = STORE_INDEX_NONE;
    for (uint64_t index = 0; index < ROUNDS; index++) {
        const uint64_t finding = unit_random_below(FINDINGS);
        const struct store_version version = version_of(index, finding);
        ck_assert_uint_eq(versions_last(versions, &version.finding), last[finding]);
        if (unit_random_below(3) == 0)
            continue;
        versions_put(versions, &version);
        last[finding] = index;
        ck_assert_uint_eq(versions_last(versions, &version.finding), index);
    }
}
END_TEST

static const struct transition_row rows[] = {
    {.stages = 1U << STAGE_VERIFIED | 1U << STAGE_DELETED,
     .gives_stage = STAGE_REOPENED,
     .gives_outcome = OUTCOME_FAIL},
    {.outcome = OUTCOME_FAIL, .gives_stage = STAGE_VERIFIED, .gives_outcome = OUTCOME_PASS},
    {.stages = 1U << STAGE_SUPPRESSED, .gives_stage = STAGE_TRIAGED},
};
static const struct transition transition = {rows, COUNT_OF(rows)};

/* What the oracle keeps of an entry: by the definition of docs/adapters.md, with nothing but a walk back. */
struct remembered {
    uint64_t index;
    char uid[8];
    char resource[8];
    enum stage stage;
    enum outcome outcome;
    bool has_prior;
    uint64_t prior;
};

static bool
is_version(const struct remembered *entry)
{
    static const enum stage stages[] = {STAGE_DETECTED, STAGE_EVALUATED, STAGE_REOPENED,   STAGE_REMEDIATED,
                                        STAGE_VERIFIED, STAGE_CLOSED,    STAGE_SUPPRESSED, STAGE_UNSUPPRESSED,
                                        STAGE_WAIVED,   STAGE_DELETED};
    for (size_t i = 0; i < COUNT_OF(stages); i++)
        if (entry->stage == stages[i])
            return entry->uid[0] != '\0';
    return false;
}

static void
foretell(const struct remembered *history, size_t count, struct remembered *entry)
{
    if (entry->uid[0] == '\0')
        return;
    for (size_t at = count; at-- > 0;) {
        const struct remembered *before = &history[at];
        if (!is_version(before) || strcmp(before->uid, entry->uid) != 0 ||
            strcmp(before->resource, entry->resource) != 0)
            continue;
        entry->has_prior = true;
        entry->prior = before->index;
        if (before->stage == STAGE_VERIFIED || before->stage == STAGE_DELETED) {
            entry->stage = STAGE_REOPENED;
            entry->outcome = OUTCOME_FAIL;
        } else if (before->outcome == OUTCOME_FAIL) {
            entry->stage = STAGE_VERIFIED;
            entry->outcome = OUTCOME_PASS;
        } else if (before->stage == STAGE_SUPPRESSED) {
            entry->stage = STAGE_TRIAGED;
            entry->outcome = OUTCOME_NONE;
        } else {
            entry->has_prior = false;
            entry->prior = 0;
        }
        return;
    }
}

static struct shaped
random_event(struct fixture *fixture, uint64_t number, struct remembered *entry)
{
    *entry = (struct remembered){.stage = (enum stage)unit_random_below(stage_count),
                                 .outcome = (enum outcome)unit_random_below(outcome_count)};
    if (unit_random_below(8) > 0)
        snprintf(entry->uid, sizeof(entry->uid), "f%d", (int)unit_random_below(5));
    if (unit_random_below(3) > 0)
        snprintf(entry->resource, sizeof(entry->resource), "r%d", (int)unit_random_below(2));
    const struct slice id = arena_format(fixture->arena, "e%" PRIu64, number);
    struct shaped shaped = fixture_event((const char *)id.p, NULL);
    struct record_event *event = &shaped.record.body.event;
    event->stage = entry->stage;
    event->outcome = entry->outcome;
    if (entry->uid[0] != '\0')
        event->finding.uid = arena_copy(fixture->arena, slice_of(entry->uid));
    if (entry->resource[0] != '\0')
        event->resource.uid = arena_copy(fixture->arena, slice_of(entry->resource));
    /* One resource is a person's: the same reference each time. */
    shaped.personal = strcmp(entry->resource, "r1") == 0 ? PERSONAL_RESOURCE_UID : 0;
    shaped.transition = unit_random_below(3) > 0 ? &transition : NULL;
    return shaped;
}

static void
expect_record(struct fixture *fixture, const struct remembered *want)
{
    const struct record record = fixture_record(fixture, want->index);
    const struct record_event *event = &record.body.event;
    ck_assert_msg(event->stage == want->stage && event->outcome == want->outcome &&
                      event->has_prior == want->has_prior && event->prior == want->prior,
                  "entry %" PRIu64 ": stage %u outcome %u prior %" PRIu64 ", expected %u, %u, %" PRIu64, want->index,
                  event->stage, event->outcome, event->prior, want->stage, want->outcome, want->prior);
}

/* Several events a payload, several payloads a batch, and the ledger opened again in between, with and without a
 * commit: what waited and was lost comes again, and comes to the same. */
START_TEST(a_ledger_follows_its_versions)
{
    enum { EVENTS = 600, PART_MAX = 4, FIRST = 3 };
    AUTO(fixture_release) struct fixture fixture;
    fixture_init(&fixture, false);
    struct remembered *history = arena_array(fixture.arena, EVENTS + PART_MAX, sizeof(*history));
    size_t count = 0;
    size_t committed = 0;
    while (count < EVENTS) {
        struct shaped events[PART_MAX];
        const size_t parts = 1 + unit_random_below(PART_MAX);
        for (size_t i = 0; i < parts; i++) {
            struct remembered *entry = &history[count + i];
            events[i] = random_event(&fixture, count + i, entry);
            if (events[i].transition != NULL)
                foretell(history, count + i, entry);
            entry->index = FIRST + count + i;
        }
        const struct slice bytes = arena_format(fixture.arena, "payload %zu", count);
        const struct ledger_delivery delivery = fixture_delivery(&fixture, (const char *)bytes.p, events, parts);
        const struct ledger_outcomes outcomes = fixture_add(&fixture, &delivery);
        for (size_t i = 0; i < parts; i++) {
            ck_assert_int_eq(outcomes.items[i].verdict, LEDGER_ACCEPTED);
            ck_assert_uint_eq(outcomes.items[i].index, history[count + i].index);
        }
        count += parts;
        switch (unit_random_below(12)) {
        case 0:
        case 1:
        case 2:
            fixture_commit(&fixture);
            committed = count;
            break;
        case 3:
            ck_assert_ptr_nonnull(fixture_open_again(&fixture, LEDGER_WRITE, NULL));
            count = committed;
            break;
        default:
            break;
        }
    }
    fixture_commit(&fixture);
    size_t priors = 0;
    for (size_t i = 0; i < count; i++) {
        expect_record(&fixture, &history[i]);
        priors += history[i].has_prior;
    }
    ck_assert_uint_gt(priors, EVENTS / 10);
    fixture_check_clean(&fixture);
}
END_TEST

static struct shaped
finding_event(const char *id, enum stage stage, enum outcome outcome)
{
    struct shaped shaped = fixture_event(id, "arn:x");
    shaped.record.body.event.stage = stage;
    shaped.record.body.event.outcome = outcome;
    shaped.record.body.event.finding.uid = SLICE("f");
    shaped.transition = &transition;
    return shaped;
}

static struct ledger_outcome
add_finding(struct fixture *fixture, const char *bytes, const struct shaped *event)
{
    const struct ledger_delivery delivery = fixture_delivery(fixture, bytes, event, 1);
    return fixture_add(fixture, &delivery).items[0];
}

/* The first copy of `pass` became a fix. The second is the same bytes, though what it comes to would be another thing
 * by now: it is a duplicate, and no version. */
START_TEST(what_comes_again_is_a_duplicate_whatever_it_came_to)
{
    AUTO(fixture_release) struct fixture fixture;
    fixture_init(&fixture, false);
    const struct shaped fail = finding_event("a", STAGE_DETECTED, OUTCOME_FAIL);
    const struct shaped pass = finding_event("b", STAGE_EVALUATED, OUTCOME_PASS);
    const struct shaped fails = finding_event("c", STAGE_DETECTED, OUTCOME_FAIL);
    add_finding(&fixture, "one", &fail);
    add_finding(&fixture, "two", &pass);
    for (int round = 0; round < 2; round++) {
        const struct ledger_outcome again = add_finding(&fixture, "two", &pass);
        ck_assert_int_eq(again.verdict, LEDGER_DUPLICATE);
        ck_assert_uint_eq(again.index, 4);
        fixture_commit(&fixture);
        ck_assert_ptr_nonnull(fixture_open_again(&fixture, LEDGER_WRITE, NULL));
    }
    add_finding(&fixture, "three", &fails);
    ck_assert_int_eq(add_finding(&fixture, "two", &pass).verdict, LEDGER_DUPLICATE);
    ck_assert_int_eq(add_finding(&fixture, "other", &pass).verdict, LEDGER_REJECTED);
    fixture_commit(&fixture);
    const struct remembered want[] = {
        {.index = 3, .stage = STAGE_DETECTED, .outcome = OUTCOME_FAIL},
        {.index = 4, .stage = STAGE_VERIFIED, .outcome = OUTCOME_PASS, .has_prior = true, .prior = 3},
        {.index = 5, .stage = STAGE_REOPENED, .outcome = OUTCOME_FAIL, .has_prior = true, .prior = 4},
    };
    for (size_t i = 0; i < COUNT_OF(want); i++)
        expect_record(&fixture, &want[i]);
    fixture_check_clean(&fixture);
}
END_TEST

/* The order of the ledger counts, not the time of which the events tell. */
START_TEST(what_comes_late_follows_what_came_before_it)
{
    AUTO(fixture_release) struct fixture fixture;
    fixture_init(&fixture, false);
    struct shaped fail = finding_event("a", STAGE_DETECTED, OUTCOME_FAIL);
    struct shaped pass = finding_event("b", STAGE_EVALUATED, OUTCOME_PASS);
    fail.record.origin.occurred_ms = fixture.now_ms - 2000;
    pass.record.origin.occurred_ms = fixture.now_ms - 1000;
    add_finding(&fixture, "two", &pass);
    add_finding(&fixture, "one", &fail);
    fixture_commit(&fixture);
    expect_record(&fixture, &(struct remembered){.index = 3, .stage = STAGE_EVALUATED, .outcome = OUTCOME_PASS});
    expect_record(&fixture, &(struct remembered){.index = 4, .stage = STAGE_DETECTED, .outcome = OUTCOME_FAIL});
}
END_TEST

/* A ledger that events without transitions are added to keeps its table of versions unread. */
START_TEST(nobody_pays_for_what_no_reading_asks)
{
    AUTO(fixture_release) struct fixture fixture;
    fixture_init(&fixture, false);
    struct shaped fail = finding_event("a", STAGE_DETECTED, OUTCOME_FAIL);
    fail.transition = NULL;
    add_finding(&fixture, "one", &fail);
    ck_assert_ptr_null(fixture.ledger->versions);
    const struct shaped pass = finding_event("b", STAGE_EVALUATED, OUTCOME_PASS);
    add_finding(&fixture, "two", &pass);
    ck_assert_ptr_nonnull(fixture.ledger->versions);
    fixture_commit(&fixture);
    expect_record(&fixture,
                  &(struct remembered){
                      .index = 4, .stage = STAGE_VERIFIED, .outcome = OUTCOME_PASS, .has_prior = true, .prior = 3});
}
END_TEST

static void
add_to_folder(const char *dir, const char *id, const struct shaped *event)
{
    AUTO(arena_drop) struct arena *arena = arena_new();
    AUTO(ledger_drop) struct ledger *ledger = NULL;
    struct err err;
    struct shaped copy = *event;
    copy.record.origin.id = slice_of(id);
    const struct shaping shaping = {&copy, 1};
    const struct ledger_delivery delivery = {.source = SLICE("aws"),
                                             .auth = SLICE("local"),
                                             .bytes = slice_of(id),
                                             .type = SLICE("text/plain"),
                                             .received_ms = INSTANT_NONE,
                                             .adapter = {true, {{1}}},
                                             .shaping = &shaping};
    struct ledger_outcomes outcomes;
    ck_assert_msg(ledger_open(dir, LEDGER_WRITE, &ledger, &err) == 0, "%s", err.text);
    ck_assert_msg(ledger_add(ledger, &delivery, arena, &outcomes, &err) == 0, "%s", err.text);
    ck_assert_int_eq(outcomes.items[0].verdict, LEDGER_ACCEPTED);
    ck_assert_msg(ledger_commit(ledger, &err) == 0, "%s", err.text);
}

static struct record
record_in_folder(const char *dir, uint64_t index, struct arena *arena)
{
    AUTO(ledger_drop) struct ledger *ledger = NULL;
    struct store_entry entry;
    struct record record;
    ck_assert_int_eq(ledger_open(dir, LEDGER_READ, &ledger, NULL), 0);
    ck_assert_int_eq(ledger_entry(ledger, index, arena, &entry, NULL), 0);
    entry.record = arena_copy(arena, entry.record);
    ck_assert_int_eq(record_read(entry.record, arena, &record, NULL), 0);
    return record;
}

/* As a program left it that knew no versions: it can be read, it is sound, and the first batch brings all of them. */
START_TEST(a_ledger_from_before_is_read_once)
{
    AUTO(arena_drop) struct arena *arena = arena_new();
    const char *dir = tamper_new(arena); /* 12 entries */
    const struct shaped fail = finding_event(NULL, STAGE_DETECTED, OUTCOME_FAIL);
    const struct shaped pass = finding_event(NULL, STAGE_EVALUATED, OUTCOME_PASS);
    add_to_folder(dir, "f-12", &fail);
    tamper_sql(dir, "DROP TABLE finding_versions; PRAGMA user_version = 1");
    ck_assert_uint_eq(record_in_folder(dir, 12, arena).body.event.stage, STAGE_DETECTED);
    ck_assert_slice_eq(tamper_check(dir, arena), SLICE(""));

    const struct shaped other = fixture_event(NULL, "arn:other");
    add_to_folder(dir, "f-13", &other); /* brings those of all entries up to here */
    ck_assert_slice_eq(tamper_check(dir, arena), SLICE(""));
    add_to_folder(dir, "f-14", &pass);
    const struct record record = record_in_folder(dir, 14, arena);
    ck_assert_uint_eq(record.body.event.stage, STAGE_VERIFIED);
    ck_assert_uint_eq(record.body.event.prior, 12);
    ck_assert_slice_eq(tamper_check(dir, arena), SLICE(""));

    /* And at once, when the first event asks. */
    tamper_sql(dir, "DELETE FROM finding_versions");
    add_to_folder(dir, "f-15", &fail);
    ck_assert_uint_eq(record_in_folder(dir, 15, arena).body.event.stage, STAGE_REOPENED);
    ck_assert_uint_eq(record_in_folder(dir, 15, arena).body.event.prior, 14);
}
END_TEST

static void
expect_damage(const char *sql, const char *want)
{
    AUTO(arena_drop) struct arena *arena = arena_new();
    AUTO(ledger_drop) struct ledger *ledger = NULL;
    const char *dir = tamper_new(arena);
    struct shaped fail = finding_event("f-12", STAGE_DETECTED, OUTCOME_FAIL);
    struct err err;
    add_to_folder(dir, "f-12", &fail);
    tamper_sql(dir, sql);
    const struct shaping shaping = {&fail, 1};
    const struct ledger_delivery delivery = {.source = SLICE("aws"),
                                             .auth = SLICE("local"),
                                             .bytes = SLICE("x"),
                                             .type = SLICE("text/plain"),
                                             .received_ms = INSTANT_NONE,
                                             .adapter = {true, {{1}}},
                                             .shaping = &shaping};
    struct ledger_outcomes outcomes;
    fail.record.origin.id = SLICE("f-13");
    ck_assert_int_eq(ledger_open(dir, LEDGER_WRITE, &ledger, &err), 0);
    ck_assert_int_eq(ledger_add(ledger, &delivery, arena, &outcomes, &err), ERR_FORMAT);
    ck_assert_str_eq(err.text, want);
}

/* Never a wrong stage: an event that cannot be followed is not taken. */
START_TEST(what_the_store_tells_is_not_believed)
{
    expect_damage("UPDATE finding_versions SET versions = CAST(x'00000000' || (SELECT substr(versions, 5) FROM"
                  " finding_versions WHERE first = 12) AS BLOB) WHERE first = 11;"
                  "UPDATE finding_versions SET versions = x'' WHERE first = 12",
                  "damaged: entry 11 is no version of the finding that it is kept for: run `daybook check`");
    expect_damage(
        "UPDATE finding_versions SET versions = CAST(x'00000001' || substr(versions, 5) AS BLOB) WHERE first = 12",
        "damaged: the versions at entry 12 are not in order: run `daybook check`");
    expect_damage("UPDATE finding_versions SET versions = CAST(versions || versions AS BLOB) WHERE first = 12",
                  "damaged: the versions at entry 12 are not in order: run `daybook check`");
    expect_damage("UPDATE finding_versions SET size = 14 WHERE first = 12",
                  "damaged: the versions at entry 12 are not in order: run `daybook check`");
}
END_TEST

int
main(void)
{
    return UNIT_MAIN("versions", the_last_one_of_each_finding, a_ledger_follows_its_versions,
                     what_comes_again_is_a_duplicate_whatever_it_came_to, what_comes_late_follows_what_came_before_it,
                     nobody_pays_for_what_no_reading_asks, a_ledger_from_before_is_read_once,
                     what_the_store_tells_is_not_believed);
}
