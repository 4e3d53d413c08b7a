#include "analytics/policy.h"

#include "history.h"

static const struct criterion criteria[] = {
    {.id = SLICE_INIT("CC6.1"), .in_scope = true},
    {.id = SLICE_INIT("CC7.1"), .in_scope = true},
    {.id = SLICE_INIT("C1.1")},
};
static const struct rule_check checks_one[] = {{.id = SLICE_INIT("a/1")}, {.id = SLICE_INIT("a/2")}};
static const struct rule_check checks_two[] = {{.id = SLICE_INIT("b/1")}};
static const struct mapping mappings_one[] = {{.id = SLICE_INIT("C1.1")}, {.id = SLICE_INIT("CC6.1")}};
static const struct rule rules[] = {
    {.id = SLICE_INIT("one"),
     .has_ttl = true,
     .ttl_s = 60,
     .checks = checks_one,
     .check_count = 2,
     .mappings = {[FRAMEWORK_SOC2] = {mappings_one, 2}}},
    {.id = SLICE_INIT("two"), .checks = checks_two, .check_count = 1},
};

static struct controls
controls_new(struct arena *arena)
{
    struct controls controls = {
        .catalog = {SLICE("test"), criteria, COUNT_OF(criteria)},
        .sla = {.version = SLICE("1"),
                .flap_s = 5,
                .has = {[SEVERITY_HIGH] = true},
                .sla_s = {[SEVERITY_HIGH] = 7, [SEVERITY_LOW] = 9}},
        .rules = {rules, COUNT_OF(rules)},
    };
    controls.mapper = mapper_new(&controls.rules, arena, NULL, NULL);
    return controls;
}

static struct policy
policy_of(struct history *history, const struct policy_sources *sources)
{
    struct policy policy;
    struct err err;
    ck_assert_int_eq(policy_resolve(history->facts, sources, history->arena, &policy, &err), 0);
    return policy;
}

START_TEST(gives_every_check_a_rule)
{
    AUTO(history_release) struct history history = history_new();
    EVENT(&history, .received_ms = 1, .check = "x/1");
    EVENT(&history, .received_ms = 1, .check = "b/1");
    EVENT(&history, .received_ms = 1, .check = "a/2");
    EVENT(&history, .received_ms = 1, .check = "A/2");
    /* A check may hold a NUL; what follows it still tells it apart. */
    struct record record = {.kind = RECORD_EVENT, .source = SLICE("s")};
    record.body.event.finding.check = SLICE("x/1\0y");
    history_add(&history, &record, 1);
    const struct controls controls = controls_new(history.arena);
    struct policy_sources sources = {.controls = &controls, .ruleset_digest = {.present = true}};
    memset(sources.ruleset_digest.sha256.b, 7, sizeof(sources.ruleset_digest.sha256.b));
    const struct policy policy = policy_of(&history, &sources);
    static const char *const want[] = {"unmapped:x/1", "two", "one", "unmapped:A/2"};
    for (uint32_t check = 0; check < COUNT_OF(want); check++)
        ck_assert_slice_eq(policy.rules[policy.rule_of_check[check]].id, slice_of(want[check]));
    ck_assert_slice_eq(policy.rules[policy.rule_of_check[4]].id, SLICE("unmapped:x/1\0y"));
    ck_assert_uint_eq(policy.rule_count, 5);
    ck_assert(policy.rules[0].mapped);
    ck_assert(!policy.rules[2].mapped);
    ck_assert_int_eq(policy.rules[0].ttl_ms, MINUTE);
    ck_assert_int_eq(policy.rules[1].ttl_ms, 0);
    ck_assert_int_eq(policy.flap_ms, 5 * SECOND);
    ck_assert_uint_eq(policy.ruleset_digest.sha256.b[0], 7);
}
END_TEST

START_TEST(numbers_criteria_by_the_catalog)
{
    AUTO(history_release) struct history history = history_new();
    const struct controls controls = controls_new(history.arena);
    const struct policy policy = policy_of(&history, &(struct policy_sources){.controls = &controls});
    ck_assert_uint_eq(policy.criterion_count, 3);
    ck_assert_slice_eq(policy.criteria[2].id, SLICE("C1.1"));
    ck_assert(!policy.criteria[2].in_scope);
    ck_assert_uint_eq(policy.rules[0].criteria_count, 2);
    ck_assert_uint_eq(policy.rules[0].criteria[0], 0);
    ck_assert_uint_eq(policy.rules[0].criteria[1], 2);
    ck_assert_uint_eq(policy.rules[1].criteria_count, 0);
}
END_TEST

START_TEST(knows_the_sla_in_force)
{
    AUTO(history_release) struct history history = history_new();
    const struct controls controls = controls_new(history.arena);
    struct policy policy = policy_of(&history, &(struct policy_sources){.controls = &controls});
    ck_assert_int_eq(policy_sla_at(&policy, 0)->sla_ms[SEVERITY_HIGH], 7 * SECOND);
    ck_assert_int_eq(policy_sla_at(&policy, UINT64_MAX)->sla_ms[SEVERITY_LOW], 0);
    const struct sla_table later = {.has = {[SEVERITY_LOW] = true}, .sla_s = {[SEVERITY_LOW] = 3}};
    const struct policy_table tables[] = {{5, &controls.sla}, {9, &later}};
    policy = policy_of(
        &history, &(struct policy_sources){.controls = &controls, .tables = tables, .table_count = COUNT_OF(tables)});
    ck_assert_ptr_null(policy_sla_at(&policy, 4));
    ck_assert_int_eq(policy_sla_at(&policy, 5)->sla_ms[SEVERITY_HIGH], 7 * SECOND);
    ck_assert_int_eq(policy_sla_at(&policy, 8)->sla_ms[SEVERITY_HIGH], 7 * SECOND);
    ck_assert_int_eq(policy_sla_at(&policy, 9)->sla_ms[SEVERITY_HIGH], 0);
    ck_assert_int_eq(policy_sla_at(&policy, 900)->sla_ms[SEVERITY_LOW], 3 * SECOND);
}
END_TEST

START_TEST(a_rule_may_set_the_severity_of_its_events)
{
    AUTO(history_release) struct history history = history_new();
    EVENT(&history, .received_ms = 1, .check = "a/1", .severity = SEVERITY_LOW);
    EVENT(&history, .received_ms = 1, .check = "b/1", .severity = SEVERITY_CRITICAL);
    EVENT(&history, .received_ms = 1, .check = "b/1");
    EVENT(&history, .received_ms = 1, .severity = SEVERITY_CRITICAL);
    struct rule set[] = {rules[0], rules[1]};
    set[1].severity_override = SEVERITY_MEDIUM;
    struct controls controls = controls_new(history.arena);
    controls.rules.rules = set;
    controls.mapper = mapper_new(&controls.rules, history.arena, NULL, NULL);
    const struct policy policy = policy_of(&history, &(struct policy_sources){.controls = &controls});
    const struct fact_event *events = history.facts->events;
    ck_assert_int_eq(policy_severity(&policy, &events[0]), SEVERITY_LOW);
    ck_assert_int_eq(policy_severity(&policy, &events[1]), SEVERITY_MEDIUM);
    ck_assert_int_eq(policy_severity(&policy, &events[2]), SEVERITY_MEDIUM);
    ck_assert_int_eq(policy_severity(&policy, &events[3]), SEVERITY_CRITICAL);
}
END_TEST

START_TEST(class_rules_have_their_criteria)
{
    AUTO(history_release) struct history history = history_new();
    struct controls controls = controls_new(history.arena);
    controls.class_rules = (struct rule_list){rules, 1};
    const struct policy policy = policy_of(&history, &(struct policy_sources){.controls = &controls});
    ck_assert_uint_eq(policy.class_rule_count, 1);
    ck_assert_uint_eq(policy.class_rules[0].criteria_count, 2);
    ck_assert_uint_eq(policy.class_rules[0].criteria[1], 2);
}
END_TEST

int
main(void)
{
    return UNIT_MAIN("policy", gives_every_check_a_rule, numbers_criteria_by_the_catalog, knows_the_sla_in_force,
                     a_rule_may_set_the_severity_of_its_events, class_rules_have_their_criteria);
}
