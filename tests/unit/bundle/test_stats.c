#include "bundle/stats.h"

#include "fixture.h"
#include "format/json.h"

START_TEST(writes_four_numbers_of_coverage)
{
    struct fixture fixture;
    fixture_init(&fixture, 0);
    ck_assert_slice_eq(
        fixture_render(&fixture, bundle_render_coverage),
        SLICE("{\"asset_time\":{\"by_rule\":{\"tiny.open\":{\"fresh_s\":100860,\"lifetime_s\":258600}},"
              "\"fresh_s\":100860,\"lifetime_s\":258600},"
              "\"criteria\":{\"by_criterion\":{\"CC6.1\":{\"events\":4,\"rules\":1,\"state\":\"recorded\"},"
              "\"CC7.1\":{\"events\":4,\"rules\":1,\"state\":\"recorded\"}},\"in_scope\":2,\"recorded\":2},"
              "\"population\":{\"by_source\":{\"fixer\":null,\"scanner\":{\"ledger\":6,\"source\":7}},"
              "\"ledger\":6,\"source\":7},"
              "\"source_time\":{\"by_source\":{\"fixer\":{\"covered_s\":7260,\"scope_s\":259080},"
              "\"scanner\":{\"covered_s\":15600,\"scope_s\":259080}},\"covered_s\":22860,\"scope_s\":518160}}\n"));
    fixture_release(&fixture);
}
END_TEST

static struct json *
exposure_of(struct fixture *fixture)
{
    struct json *value;
    const struct slice text = fixture_render(fixture, bundle_render_exposure);
    ck_assert_int_eq(json_read(text, fixture->arena, &value, NULL), 0);
    return value;
}

static void
assert_member(const struct json *object, const char *name, const char *source)
{
    const struct json *value = json_get(object, name);
    ck_assert_msg(value != NULL, "'%s' is missing", name);
    ck_assert_slice_eq(value->source, slice_of(source));
}

START_TEST(writes_the_total)
{
    struct fixture fixture;
    fixture_init(&fixture, 0);
    const struct json *exposure = exposure_of(&fixture);
    static const struct {
        const char *name;
        const char *value;
    } members[] = {
        {"windows", "2"},        {"opening", "0"},          {"new", "2"},
        {"closed", "1"},         {"reopened", "0"},         {"closed_verified", "1"},
        {"closed_deleted", "0"}, {"closing", "1"},          {"automated", "1"},
        {"manual", "0"},         {"gross_s", "265860"},     {"net_s", "262260"},
        {"union_s", "265860"},   {"net_union_s", "262260"}, {"any_s", "258600"},
    };
    const struct json *total = json_get(exposure, "total");
    for (size_t i = 0; i < COUNT_OF(members); i++)
        assert_member(total, members[i].name, members[i].value);
    ck_assert_uint_eq(total->count, COUNT_OF(members) + 2);
    assert_member(total, "ttr",
                  "{\"closed_only_mean_s\":7260,\"events\":1,\"median_ci_s\":[7260,null],\"median_s\":7260,"
                  "\"min_at_risk\":2,\"n\":2,\"p90_s\":null,\"rmst_s\":null}");
    assert_member(total, "sla",
                  "{\"beyond_sla\":null,\"breached\":1,\"met\":0,\"met_deleted\":0,\"net_breached\":1,\"net_met\":0,"
                  "\"overdue\":0,\"pending\":0,\"rate\":0}");
    assert_member(exposure, "as_of", "\"2026-01-13T00:00:00.000Z\"");
    assert_member(exposure, "period", "{\"from\":\"2026-01-01T00:00:00.000Z\",\"to\":\"2026-02-01T00:00:00.000Z\"}");
    ck_assert_uint_eq(exposure->count, 6);
    fixture_release(&fixture);
}
END_TEST

START_TEST(has_only_groups_with_windows)
{
    struct fixture fixture;
    fixture_init(&fixture, 0);
    const struct json *exposure = exposure_of(&fixture);
    const struct json *severities = json_get(exposure, "by_severity");
    ck_assert_uint_eq(severities->count, 2);
    ck_assert_ptr_nonnull(json_get(severities, "high"));
    const struct json *medium = json_get(severities, "medium");
    assert_member(json_get(medium, "ttr"), "min_at_risk", "null");
    assert_member(json_get(medium, "sla"), "rate", "null");
    ck_assert_uint_eq(json_get(exposure, "by_rule")->count, 2);
    ck_assert_ptr_nonnull(json_get(json_get(exposure, "by_rule"), "unmapped:scan/b"));
    ck_assert_uint_eq(json_get(exposure, "by_criterion")->count, 2);
    fixture_release(&fixture);
}
END_TEST

START_TEST(writes_the_curves)
{
    struct fixture fixture;
    fixture_init(&fixture, 0);
    ck_assert_slice_eq(fixture_render(&fixture, bundle_render_survival),
                       SLICE("group,t_s,at_risk,events,deleted,s,lower,upper,incidence_verified,incidence_deleted\r\n"
                             "all,7260,2,1,0,0.5,0.005983,0.91041,0.5,0\r\n"
                             "high,7260,1,1,0,0,,,1,0\r\n"
                             "automated,7260,1,1,0,0,,,1,0\r\n"));
    fixture_release(&fixture);
}
END_TEST

START_TEST(writes_the_steps)
{
    struct fixture fixture;
    fixture_init(&fixture, 0);
    const struct slice table = fixture_render(&fixture, bundle_render_steps);
    ck_assert(slice_starts(table, SLICE("group,step,name,n,n_previous,reached,windows,median_s,p90_s,total_s,waiting,"
                                        "waiting_s,negative,breaks\r\n"
                                        "all,1,detected,0,0,2,2,,,0,1,258600,0,true\r\n"
                                        "all,2,notified,0,0,0,2,,,0,0,0,0,false\r\n")));
    ck_assert(slice_ends(table, SLICE("automated,11,verified,1,0,1,1,7260,7260,7260,0,0,0,true\r\n")));
    fixture_release(&fixture);
}
END_TEST

int
main(void)
{
    return UNIT_MAIN("bundle/stats", writes_four_numbers_of_coverage, writes_the_total, has_only_groups_with_windows,
                     writes_the_curves, writes_the_steps);
}
