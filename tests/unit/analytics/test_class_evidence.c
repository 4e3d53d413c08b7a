#include "analytics/class_evidence.h"

#include "unit.h"

/* Rules 0 (criteria 0, 1) and 1 (criterion 1) over events at the times of their numbers, in the period [1, 6). */
enum { EVENTS = 8 };
static const uint32_t both[] = {0, 1};
static const uint32_t second[] = {1};
static const struct policy_rule rules[] = {{.criteria = both, .criteria_count = 2},
                                           {.criteria = second, .criteria_count = 1}};

struct scene {
    struct facts *facts;
    struct effective_time times[EVENTS];
};

static struct class_evidence
evidence_of(struct scene *scene, struct arena *arena)
{
    const struct policy policy = {.class_rules = rules, .class_rule_count = 2, .criterion_count = 3};
    const struct effective effective = {.end_ms = 6, .times = scene->times};
    const struct reading reading = {scene->facts, &policy, &effective, {1, 100}};
    struct class_evidence evidence;
    class_evidence_compute(&reading, arena, &evidence);
    return evidence;
}

/* An event that matches the rules of the bits of `held`, and leaves those of `open` undecided. */
static void
add(struct scene *scene, enum stage stage, unsigned held, unsigned open)
{
    const uint64_t index = scene->facts->entry_count;
    struct record record = {.kind = RECORD_EVENT, .origin.occurred_ms = INSTANT_NONE, .source = SLICE("s")};
    uint32_t codes[2];
    size_t count = 0;
    record.body.event.stage = stage;
    scene->times[scene->facts->events_count] = (struct effective_time){0, (int64_t)scene->facts->events_count};
    ck_assert_int_eq(facts_add(scene->facts, index, &record, NULL), 0);
    for (uint32_t rule = 0; rule < 2; rule++) {
        if (((held | open) >> rule & 1) != 0)
            codes[count++] = fact_class(rule, (open >> rule & 1) != 0);
    }
    ck_assert_int_eq(facts_set_classes(scene->facts, codes, count, NULL), 0);
}

static void
check_line(const struct class_line *line, struct class_line expected)
{
    ck_assert_uint_eq(line->events, expected.events);
    ck_assert_uint_eq(line->first_index, expected.first_index);
    ck_assert_uint_eq(line->last_index, expected.last_index);
    ck_assert_uint_eq(line->undecided, expected.undecided);
}

START_TEST(events_of_the_period_are_counted)
{
    AUTO(arena_drop) struct arena *arena = arena_new();
    AUTO(facts_drop) struct facts *facts = facts_new(arena);
    struct scene scene = {.facts = facts};
    add(&scene, STAGE_DEPLOYED, 3, 0); /* before the period */
    add(&scene, STAGE_DEPLOYED, 3, 0);
    add(&scene, STAGE_DEPLOYED, 1, 0);
    add(&scene, STAGE_DEPLOYED, 0, 0);
    add(&scene, STAGE_DEPLOYED, 3, 0);
    add(&scene, STAGE_DEPLOYED, 2, 1);
    add(&scene, STAGE_DEPLOYED, 3, 0); /* behind it */
    const struct class_evidence evidence = evidence_of(&scene, arena);
    ck_assert_uint_eq(evidence.count, 2);
    check_line(&evidence.lines[0], (struct class_line){.events = 3, .first_index = 1, .last_index = 4, .undecided = 1});
    check_line(&evidence.lines[1], (struct class_line){.events = 3, .first_index = 1, .last_index = 5});
    ck_assert_uint_eq(evidence.criterion_events[0], 3);
    ck_assert_uint_eq(evidence.criterion_events[1], 4); /* an event that both rules match counts once */
    ck_assert_uint_eq(evidence.criterion_events[2], 0);
}
END_TEST

START_TEST(what_is_not_permitted_evidences_nothing)
{
    AUTO(arena_drop) struct arena *arena = arena_new();
    AUTO(facts_drop) struct facts *facts = facts_new(arena);
    struct scene scene = {.facts = facts};
    struct record source = {.kind = RECORD_SOURCE, .origin.occurred_ms = INSTANT_NONE, .source = SLICE("ledger")};
    source.body.source_change =
        (struct record_source){.action = SOURCE_ENROLLED, .name = SLICE("s"), .has_may = true, .may = 1U << MAY_DETECT};
    add(&scene, STAGE_DEPLOYED, 1, 0);
    add(&scene, STAGE_DEPLOYED, 1, 0);
    ck_assert_int_eq(facts_add(facts, 2, &source, NULL), 0);
    add(&scene, STAGE_DEPLOYED, 1, 0);
    add(&scene, STAGE_DETECTED, 1, 0);
    const struct class_evidence evidence = evidence_of(&scene, arena);
    check_line(&evidence.lines[0], (struct class_line){.events = 2, .first_index = 1, .last_index = 4});
}
END_TEST

START_TEST(no_events_are_no_evidence)
{
    AUTO(arena_drop) struct arena *arena = arena_new();
    AUTO(facts_drop) struct facts *facts = facts_new(arena);
    struct scene scene = {.facts = facts};
    const struct class_evidence evidence = evidence_of(&scene, arena);
    check_line(&evidence.lines[0], (struct class_line){0});
    ck_assert_uint_eq(evidence.criterion_events[1], 0);
}
END_TEST

int
main(void)
{
    return UNIT_MAIN("class_evidence", events_of_the_period_are_counted, what_is_not_permitted_evidences_nothing,
                     no_events_are_no_evidence);
}
