#include "bundle/exceptions.h"

#include "fixture.h"

#define EVENT "index,received,occurred,source,check,resource,stage,outcome"
#define R2 "\"'=r2,\"\"x\"\"\""

START_TEST(lists_breaches)
{
    struct fixture fixture;
    fixture_init(&fixture, 0);
    ck_assert_slice_eq(
        fixture_render(&fixture, bundle_render_sla_breaches),
        SLICE("id,rule,resource,severity,detected,due,end,sla,overdue_s,net_due,net_sla,criteria\r\n"
              "4,tiny.open,arn:r1,high,2026-01-10T00:10:00.000Z,2026-01-10T02:10:00.000Z,2026-01-10T02:11:00.000Z,"
              "breached,60,2026-01-10T02:10:00.000Z,breached,CC6.1 CC7.1\r\n"));
    fixture_release(&fixture);
}
END_TEST

START_TEST(lists_what_is_open_beyond_its_due_whenever_decided)
{
    struct fixture fixture;
    fixture_init(&fixture, 0);
    struct window window = fixture.model.analytics->windows.windows[1];
    struct analytics analytics = *fixture.model.analytics;
    struct bundle_model model = fixture.model;
    analytics.windows.windows = &window;
    analytics.windows.count = 1;
    model.analytics = &analytics;
    window.sla = SLA_EARLIER;
    window.due_ms = analytics.effective.end_ms - 90500;
    struct buf out AUTO(buf_release);
    buf_init(&out, 1 << 16);
    ck_assert_int_eq(bundle_render_sla_breaches(&model, &out, NULL), 0);
    ck_assert(slice_ends(buf_slice(&out), SLICE("\r\n5,unmapped:scan/b," R2 ",medium,2026-01-10T00:10:00.000Z,"
                                                "2026-01-12T23:58:29.500Z,,earlier,90.5,,none,\r\n")));
    window.due_ms = analytics.effective.end_ms;
    buf_clear(&out);
    ck_assert_int_eq(bundle_render_sla_breaches(&model, &out, NULL), 0);
    ck_assert(slice_ends(buf_slice(&out), SLICE(",criteria\r\n")));
    fixture_release(&fixture);
}
END_TEST

START_TEST(lists_waivers)
{
    struct fixture fixture;
    fixture_init(&fixture, 0);
    const struct slice want = arena_format(
        fixture.arena,
        EVENT ",rule,window,approver,expires,state,covers_from,covers_to\r\n"
              "12,2026-01-10T02:20:00.000Z,2026-01-10T02:20:00.000Z,scanner,scan/b," R2 ",waived,,unmapped:scan/b,5,"
              "%.*s,2026-01-10T03:20:00.000Z,valid,2026-01-10T02:20:00.000Z,2026-01-10T03:20:00.000Z\r\n",
        SLICE_ARG(fixture.names[1].ref));
    ck_assert_slice_eq(fixture_render(&fixture, bundle_render_waivers), want);
    fixture_release(&fixture);
}
END_TEST

START_TEST(lists_waivers_that_cover_nothing)
{
    struct fixture fixture;
    fixture_init(&fixture, 0);
    struct windows_waiver waiver = fixture.model.analytics->windows.waivers[0];
    struct analytics analytics = *fixture.model.analytics;
    struct bundle_model model = fixture.model;
    waiver.state = WAIVER_NO_WINDOW;
    waiver.on_window = false;
    analytics.windows.waivers = &waiver;
    model.analytics = &analytics;
    struct buf out AUTO(buf_release);
    buf_init(&out, 1 << 16);
    ck_assert_int_eq(bundle_render_waivers(&model, &out, NULL), 0);
    ck_assert(slice_ends(buf_slice(&out), SLICE(",2026-01-10T03:20:00.000Z,no window open,,\r\n")));
    fixture_release(&fixture);
}
END_TEST

START_TEST(lists_repairs_without_an_independent_check)
{
    struct fixture fixture;
    fixture_init(&fixture, 0);
    ck_assert_slice_eq(fixture_render(&fixture, bundle_render_unverified),
                       SLICE(EVENT ",rule,kind,window,pending\r\n"
                                   "13,2026-01-10T02:30:00.000Z,2026-01-10T02:30:00.000Z,scanner,scan/b," R2
                                   ",closed,,unmapped:scan/b,closed without verification,5,false\r\n"));
    fixture_release(&fixture);
}
END_TEST

START_TEST(lists_what_no_rule_names_or_no_permission_allows)
{
    struct fixture fixture;
    fixture_init(&fixture, 0);
    ck_assert_slice_eq(fixture_render(&fixture, bundle_render_unmapped),
                       SLICE("check,rule,events,first_index,last_index\r\nscan/b,unmapped:scan/b,3,5,13\r\n"));
    ck_assert_slice_eq(fixture_render(&fixture, bundle_render_not_permitted),
                       SLICE(EVENT ",rule,needs\r\n"
                                   "9,2026-01-10T00:41:00.000Z,2026-01-10T00:41:00.000Z,fixer,scan/a,arn:r1,verified,"
                                   "pass,tiny.open,verify\r\n"));
    ck_assert_slice_eq(fixture_render(&fixture, bundle_render_undecided),
                       SLICE(EVENT ",rule\r\n"
                                   "10,2026-01-10T00:50:00.000Z,2026-01-10T01:00:00.000Z,scanner,scan/a,arn:r1,"
                                   "evaluated,,tiny.open\r\n"));
    fixture_release(&fixture);
}
END_TEST

int
main(void)
{
    return UNIT_MAIN("bundle/exceptions", lists_breaches, lists_what_is_open_beyond_its_due_whenever_decided,
                     lists_waivers, lists_waivers_that_cover_nothing, lists_repairs_without_an_independent_check,
                     lists_what_no_rule_names_or_no_permission_allows);
}
