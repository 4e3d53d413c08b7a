#include "bundle/control_files.h"

#include "bundle/population.h"
#include "bundle/stats.h"

#include "fixture.h"

START_TEST(writes_the_catalog)
{
    struct fixture fixture;
    fixture_init(&fixture, 0);
    ck_assert_slice_eq(
        fixture_render(&fixture, bundle_render_catalog),
        SLICE("{\"criteria\":["
              "{\"category\":\"Security\",\"id\":\"CC6.1\",\"in_scope\":true,\"title\":\"Access is limited\"},"
              "{\"category\":\"Security\",\"id\":\"CC7.1\",\"in_scope\":true,\"title\":\"Changes are seen\"},"
              "{\"category\":\"Privacy\",\"id\":\"P1.1\",\"in_scope\":false,\"title\":\"Notice is given\"}],"
              "\"id\":\"tiny-criteria\"}\n"));
    fixture_release(&fixture);
}
END_TEST

START_TEST(writes_the_rules_and_every_sla_table)
{
    struct fixture fixture;
    fixture_init(&fixture, 0);
    ck_assert_slice_eq(
        fixture_render(&fixture, bundle_render_rules),
        SLICE("{\"flap_s\":3600,\"rules\":[{\"checks\":[\"scan/a\"],\"criteria\":{\"iso27001\":[\"A.8.3\"],"
              "\"soc2\":[\"CC6.1\",\"CC7.1\"]},\"id\":\"tiny.open\",\"title\":\"Left open, wide\",\"ttl_s\":93600}],"
              "\"sla\":[{\"from\":1,\"sla_s\":{\"high\":7200}},"
              "{\"from\":6,\"sla_s\":{\"high\":3600,\"medium\":7200}}],\"version\":\"2026\"}\n"));
    fixture_release(&fixture);
}
END_TEST

static void
no_conflict(void *context, const struct mapper_conflict *conflict)
{
    (void)context;
    ck_abort_msg("conflict over %.*s", SLICE_ARG(conflict->second_check->id));
}

/* The entries name scan/a and scan/b; what only other patterns claim, and what nobody sent, is not listed. */
START_TEST(resolves_patterns_over_the_checks_of_the_entries)
{
    struct fixture fixture;
    fixture_init(&fixture, 0);
    AUTO(arena_drop) struct arena *arena = arena_new();
    const struct rule_check checks[] = {
        {.id = SLICE("scan/*"), .is_pattern = true}, {.id = SLICE("scan/z")}, {.id = SLICE("scan/a")}};
    struct rule rule = fixture.model.controls->rules.rules[0];
    rule.checks = checks;
    rule.check_count = COUNT_OF(checks);
    struct controls controls = *fixture.model.controls;
    controls.rules = (struct rule_list){&rule, 1};
    controls.mapper = mapper_new(&controls.rules, arena, no_conflict, NULL);
    const struct policy_sources sources = {.controls = &controls};
    struct policy policy;
    ck_assert_int_eq(policy_resolve(fixture.model.facts, &sources, arena, &policy, NULL), 0);
    struct bundle_model model = fixture.model;
    model.controls = &controls;
    model.policy = &policy;
    struct buf out AUTO(buf_release);
    buf_init(&out, 1 << 16);
    ck_assert_int_eq(bundle_render_rules(&model, &out, NULL), 0);
    const struct slice expected = SLICE("{\"flap_s\":3600,\"rules\":[{\"checks\":[\"scan/z\",\"scan/a\",\"scan/b\"],");
    ck_assert_msg(slice_starts(buf_slice(&out), expected), "%.*s", SLICE_ARG(buf_slice(&out)));
    fixture_release(&fixture);
}
END_TEST

START_TEST(writes_a_severity_that_is_set)
{
    struct fixture fixture;
    fixture_init(&fixture, 0);
    struct rule rule = fixture.model.controls->rules.rules[0];
    struct controls controls = *fixture.model.controls;
    rule.severity_override = SEVERITY_CRITICAL;
    controls.rules.rules = &rule;
    fixture.model.controls = &controls;
    ck_assert(slice_starts(
        fixture_render(&fixture, bundle_render_rules),
        SLICE("{\"flap_s\":3600,\"rules\":[{\"checks\":[\"scan/a\"],\"criteria\":{\"iso27001\":[\"A.8.3\"],"
              "\"soc2\":[\"CC6.1\",\"CC7.1\"]},\"id\":\"tiny.open\",\"severity_override\":\"critical\",")));
    fixture_release(&fixture);
}
END_TEST

START_TEST(leaves_out_an_sla_table_that_did_not_change)
{
    struct fixture fixture;
    fixture_init(&fixture, 0);
    const struct policy_sla slas[] = {
        {.from = 1, .sla_ms = {[SEVERITY_LOW] = 1500}},
        {.from = 9, .sla_ms = {[SEVERITY_LOW] = 1500}},
        {.from = 12, .sla_ms = {[SEVERITY_LOW] = 2000}},
        {.from = 15, .sla_ms = {[SEVERITY_LOW] = 1500}},
    };
    struct policy policy = *fixture.model.policy;
    struct bundle_model model = fixture.model;
    policy.slas = slas;
    policy.sla_count = COUNT_OF(slas);
    model.policy = &policy;
    struct buf out AUTO(buf_release);
    buf_init(&out, 1 << 16);
    ck_assert_int_eq(bundle_render_rules(&model, &out, NULL), 0);
    ck_assert(slice_ends(buf_slice(&out),
                         SLICE("\"sla\":[{\"from\":1,\"sla_s\":{\"low\":1.5}},{\"from\":12,\"sla_s\":{\"low\":2}},"
                               "{\"from\":15,\"sla_s\":{\"low\":1.5}}],\"version\":\"2026\"}\n")));
    fixture_release(&fixture);
}
END_TEST

START_TEST(lists_criteria_with_and_without_rules)
{
    struct fixture fixture;
    fixture_init(&fixture, 0);
    ck_assert_slice_eq(
        fixture_render(&fixture, bundle_render_criteria),
        SLICE("criterion,category,series,title,in_scope,rule,rule_title,owner,basis,strength,rationale,manual,kind\r\n"
              "CC6.1,Security,Access,Access is limited,true,tiny.open,\"Left open, wide\",team-data,published,direct,"
              "it limits access,,check\r\n"
              "CC7.1,Security,Operations,Changes are seen,true,tiny.open,\"Left open, wide\",team-data,judgement,"
              "supporting,\"'=it shows, that it changed\",,check\r\n"
              "P1.1,Privacy,Notice,Notice is given,false,,,,,,,,\r\n"));
    ck_assert_slice_eq(
        fixture_render(&fixture, bundle_render_crosswalk),
        SLICE("framework,criterion,rule,rule_title,owner,basis,strength,rationale,title,kind\r\n"
              "iso27001,A.8.3,tiny.open,\"Left open, wide\",team-data,published,direct,it limits access,,check\r\n"));
    fixture_release(&fixture);
}
END_TEST

START_TEST(names_manual_evidence_in_each_row_of_a_criterion)
{
    struct fixture fixture;
    fixture_init(&fixture, FIXTURE_DECLARED);
    ck_assert(slice_ends(
        fixture_render(&fixture, bundle_render_criteria),
        SLICE("it limits access,,check\r\n"
              "CC7.1,Security,Operations,Changes are seen,true,tiny.open,\"Left open, wide\",team-data,judgement,"
              "supporting,\"'=it shows, that it changed\",'=board minutes (legal); access review (team-data),check\r\n"
              "P1.1,Privacy,Notice,Notice is given,true,,,,,,,,\r\n")));
    fixture_release(&fixture);
}
END_TEST

/* Entry 9 matches too, but its source was not permitted to send it. */
START_TEST(lists_classes_with_what_they_matched)
{
    struct fixture fixture;
    fixture_init(&fixture, FIXTURE_CLASSES);
    ck_assert_slice_eq(
        fixture_render(&fixture, bundle_render_classes),
        SLICE("rule,title,criterion,basis,strength,rationale,events,first_index,last_index,undecided\r\n"
              "tiny.fixed,\"Fixed, or looked at\",CC7.1,judgement,supporting,it was acted on,2,8,11,0\r\n"
              "tiny.fixed,\"Fixed, or looked at\",P1.1,judgement,supporting,it was acted on,2,8,11,0\r\n"));
    const struct slice criteria = fixture_render(&fixture, bundle_render_criteria);
    ck_assert_msg(slice_ends(criteria, SLICE("P1.1,Privacy,Notice,Notice is given,false,tiny.fixed,\"Fixed, or looked "
                                             "at\",team-data,judgement,supporting,it was acted on,,class\r\n")),
                  "%.*s", SLICE_ARG(criteria));
    const struct slice crosswalk = fixture_render(&fixture, bundle_render_crosswalk);
    ck_assert_msg(slice_ends(crosswalk, SLICE("iso27001,A.8.8,tiny.fixed,\"Fixed, or looked at\",team-data,judgement,"
                                              "supporting,it was acted on,,class\r\n")),
                  "%.*s", SLICE_ARG(crosswalk));
    fixture_release(&fixture);
}
END_TEST

START_TEST(classes_change_no_rule_and_no_criterion)
{
    struct fixture with;
    struct fixture without;
    fixture_init(&with, FIXTURE_CLASSES);
    fixture_init(&without, 0);
    ck_assert_slice_eq(fixture_render(&with, bundle_render_rules), fixture_render(&without, bundle_render_rules));
    ck_assert_slice_eq(fixture_render(&with, bundle_render_coverage), fixture_render(&without, bundle_render_coverage));
    ck_assert_slice_eq(fixture_render(&with, bundle_render_windows), fixture_render(&without, bundle_render_windows));
    fixture_release(&with);
    fixture_release(&without);
}
END_TEST

START_TEST(a_class_without_events_has_no_indexes)
{
    struct fixture fixture;
    fixture_init(&fixture, FIXTURE_CLASSES);
    struct analytics analytics = *fixture.model.analytics;
    const struct class_line line = {.undecided = 3};
    analytics.classes.lines = &line;
    fixture.model.analytics = &analytics;
    ck_assert(slice_ends(fixture_render(&fixture, bundle_render_classes),
                         SLICE("P1.1,judgement,supporting,it was acted on,0,,,3\r\n")));
    fixture_release(&fixture);
}
END_TEST

int
main(void)
{
    return UNIT_MAIN("bundle/control_files", writes_the_catalog, writes_the_rules_and_every_sla_table,
                     resolves_patterns_over_the_checks_of_the_entries, leaves_out_an_sla_table_that_did_not_change,
                     writes_a_severity_that_is_set, lists_criteria_with_and_without_rules,
                     names_manual_evidence_in_each_row_of_a_criterion, lists_classes_with_what_they_matched,
                     classes_change_no_rule_and_no_criterion, a_class_without_events_has_no_indexes);
}
