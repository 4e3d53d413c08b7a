#include "bundle/changes.h"

#include "fixture.h"

START_TEST(finds_the_change_of_the_period)
{
    struct fixture fixture;
    fixture_init(&fixture, 0);
    ck_assert_uint_eq(fixture.model.change_count, 1);
    const struct bundle_change *change = &fixture.model.changes[0];
    ck_assert_uint_eq(change->ruleset, 1);
    ck_assert_uint_eq(fixture.model.facts->acts[change->act].index, 6);
    ck_assert_uint_eq(change->controls.count, 3);
    ck_assert_slice_eq(change->controls.differences[0].field, SLICE("high"));
    ck_assert_slice_eq(change->controls.differences[0].before, SLICE("7200 s"));
    ck_assert_uint_eq(change->files.count, 1);
    ck_assert_slice_eq(change->files.differences[0].subject, SLICE("file controls/sla.yaml"));
    ck_assert(slice_is_absent(change->not_compared));
    /* Both windows were opened before the change, and keep their table. */
    ck_assert_uint_eq(change->windows.count, 0);
    fixture_release(&fixture);
}
END_TEST

START_TEST(says_what_it_made_of_the_windows)
{
    struct fixture fixture;
    fixture_init(&fixture, FIXTURE_WIDER);
    const struct bundle_change *change = &fixture.model.changes[0];
    ck_assert_uint_eq(change->windows.count, 2);
    ck_assert_uint_eq(change->windows.by_effect[ALTERATION_CHANGES], 2);
    const struct alteration *mapped = &change->windows.alterations[0];
    ck_assert_uint_eq(mapped->window, 4);
    ck_assert_slice_eq(mapped->before.criteria, SLICE("CC6.1"));
    ck_assert_slice_eq(mapped->after.criteria, SLICE("CC6.1 CC7.1"));
    const struct alteration *unmapped = &change->windows.alterations[1];
    ck_assert_uint_eq(unmapped->window, 5);
    ck_assert_slice_eq(unmapped->before.rule, SLICE("tiny.open"));
    ck_assert_slice_eq(unmapped->after.rule, SLICE("unmapped:scan/b"));
    fixture_release(&fixture);
}
END_TEST

/* The last view must be what every figure of the report was made from. */
START_TEST(the_view_of_the_rules_in_force_is_that_of_the_report)
{
    struct fixture fixture;
    fixture_init(&fixture, FIXTURE_WIDER | FIXTURE_CLOSED);
    const struct bundle_model *model = &fixture.model;
    const struct policy_sources sources = {.controls = model->controls,
                                           .tables = model->tables,
                                           .table_count = model->facts->rulesets_count,
                                           .ruleset_digest = {true, model->rulesets[0].digest}};
    struct alteration_view view;
    ck_assert_int_eq(bundle_changes_view(model, &sources, fixture.arena, &view, NULL), 0);
    const struct alteration_view report = {model->policy, &model->analytics->windows};
    ck_assert_uint_gt(view.windows->count, 0);
    ck_assert_uint_eq(alterations_find(&report, &view, fixture.arena).count, 0);
    fixture_release(&fixture);
}
END_TEST

START_TEST(says_why_an_earlier_set_cannot_be_compared)
{
    struct fixture fixture;
    fixture_init(&fixture, FIXTURE_BROKEN);
    const struct bundle_change *change = &fixture.model.changes[0];
    ck_assert_slice_eq(change->not_compared, SLICE("this version cannot read the rule set before"));
    ck_assert_uint_eq(change->controls.count, 0);
    ck_assert_uint_eq(change->files.count, 2);
    ck_assert_uint_eq(change->windows.count, 0);
    fixture_release(&fixture);
}
END_TEST

static void
add_rulesets(struct fixture *fixture, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        struct record record;
        struct buf out AUTO(buf_release);
        buf_init(&out, 1 << 16);
        ck_assert_int_eq(record_read(fixture->records[i % 2 == 0 ? 1 : 6], fixture->arena, &record, NULL), 0);
        record.received_ms = FIXTURE_FROM_MS + INT64_C(20) * 86400000;
        ck_assert_int_eq(record_write(&record, &out, NULL), 0);
        fixture->records[fixture->count++] = arena_copy(fixture->arena, buf_slice(&out));
    }
}

START_TEST(every_change_from_the_beginning_of_the_period_on_is_there)
{
    struct fixture fixture;
    fixture_make(&fixture, FIXTURE_WIDER);
    add_rulesets(&fixture, 4);
    fixture_feed(&fixture);
    struct bundle_inputs inputs = fixture_inputs(&fixture);
    /* The period begins after the first change, which so is the state that it opens with. */
    inputs.from_ms = FIXTURE_FROM_MS + INT64_C(10) * 86400000;
    ck_assert_int_eq(bundle_builder_finish(fixture.builder, &inputs, &fixture.model, NULL), 0);
    ck_assert_uint_eq(fixture.model.change_count, 4);
    for (size_t i = 0; i < 4; i++) {
        ck_assert_uint_eq(fixture.model.changes[i].ruleset, i + 2);
        ck_assert_uint_gt(fixture.model.changes[i].windows.count, 0);
    }
    fixture_release(&fixture);
}
END_TEST

int
main(void)
{
    return UNIT_MAIN("bundle/changes", finds_the_change_of_the_period, says_what_it_made_of_the_windows,
                     the_view_of_the_rules_in_force_is_that_of_the_report, says_why_an_earlier_set_cannot_be_compared,
                     every_change_from_the_beginning_of_the_period_on_is_there);
}
