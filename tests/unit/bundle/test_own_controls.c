#include "bundle/own_controls.h"

#include "fixture.h"

START_TEST(writes_an_empty_list_when_nothing_is_declared)
{
    struct fixture fixture;
    fixture_init(&fixture, 0);
    ck_assert_slice_eq(fixture_render(&fixture, bundle_render_own_controls), SLICE("{\"controls\":[]}\n"));
    ck_assert(slice_is_absent(bundle_manual_answers(&fixture.model, SLICE("CC6.1"), fixture.arena)));
    fixture_release(&fixture);
}
END_TEST

START_TEST(writes_what_is_declared)
{
    struct fixture fixture;
    fixture_init(&fixture, FIXTURE_DECLARED);
    ck_assert_slice_eq(
        fixture_render(&fixture, bundle_render_own_controls),
        SLICE("{\"controls\":["
              "{\"complementary\":[{\"criteria\":[\"P1.1\"],\"kind\":\"subservice\",\"organisation\":\"Cloud <Inc>\","
              "\"statement\":\"disks are wiped\"},{\"criteria\":[\"CC6.1\",\"CC7.1\"],\"kind\":\"user-entity\","
              "\"organisation\":\"customers\",\"statement\":\"keys are kept\"}],\"criteria\":[\"CC7.1\",\"CC6.1\"],"
              "\"frequency\":\"daily\",\"id\":\"OC-2\",\"owner\":\"team-data\",\"rules\":[\"tiny.open\"],"
              "\"statement\":\"What is open, is found\"},"
              "{\"complementary\":[],\"criteria\":[\"P1.1\"],\"frequency\":\"yearly\",\"id\":\"OC-1\","
              "\"owner\":\"legal\",\"rules\":[],\"statement\":\"Notice is <given>\"}]}\n"));
    ck_assert_slice_eq(bundle_manual_answers(&fixture.model, SLICE("CC7.1"), fixture.arena),
                       SLICE("=board minutes (legal); access review (team-data)"));
    ck_assert(slice_is_absent(bundle_manual_answers(&fixture.model, SLICE("CC6.1"), fixture.arena)));
    fixture_release(&fixture);
}
END_TEST

/* As the entries of fixture.h have it: 4, 8, 10 and 11 are of tiny.open; so are 9, which was not permitted, and 16,
 * which counts at E; 5, 12 and 13 are of scan/b, whose window stays open. */
START_TEST(tallies_permitted_events_and_open_windows)
{
    struct fixture fixture;
    fixture_init(&fixture, 0);
    const struct rule_tally *tallies = bundle_rule_tallies(&fixture.model, fixture.arena);
    ck_assert_uint_eq(fixture.model.policy->rule_count, 2);
    ck_assert_uint_eq(tallies[0].events, 4);
    ck_assert_uint_eq(tallies[0].open, 0);
    ck_assert_uint_eq(tallies[1].events, 3);
    ck_assert_uint_eq(tallies[1].open, 1);
    /* A criterion counts the events of its rules in the same way. */
    ck_assert_uint_eq(fixture.model.analytics->criteria.criteria[0].events, tallies[0].events);
    fixture_release(&fixture);
}
END_TEST

START_TEST(names_the_controls_of_each_rule)
{
    struct fixture fixture;
    fixture_init(&fixture, FIXTURE_DECLARED);
    struct controls controls = *fixture.model.controls;
    struct own_control own[] = {controls.declaration.own.controls[0], controls.declaration.own.controls[0]};
    own[1].id = SLICE("OC-9");
    controls.declaration.own = (struct own_control_list){own, COUNT_OF(own)};
    struct bundle_model model = fixture.model;
    model.controls = &controls;
    const struct slice *lists = bundle_rule_controls(&model, fixture.arena);
    ck_assert_slice_eq(lists[0], SLICE("OC-2 OC-9"));
    ck_assert(slice_is_absent(lists[1]));
    fixture_release(&fixture);
}
END_TEST

int
main(void)
{
    return UNIT_MAIN("bundle/own_controls", names_the_controls_of_each_rule,
                     writes_an_empty_list_when_nothing_is_declared, writes_what_is_declared,
                     tallies_permitted_events_and_open_windows);
}
