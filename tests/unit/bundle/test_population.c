#include "bundle/population.h"

#include "fixture.h"

#define COLUMNS                                                                                                        \
    "id,rule,resource,start,start_basis,earliest,detected,fixed,end,reason,severity,automated,reopen_of,carry_in,"     \
    "carry_out,gross_s,net_s,ttr_s,due,sla,criteria,controls,auth,first_index,last_index\r\n"

START_TEST(lists_every_window)
{
    struct fixture fixture;
    fixture_init(&fixture, 0);
    ck_assert_slice_eq(
        fixture_render(&fixture, bundle_render_windows),
        SLICE(COLUMNS "4,tiny.open,arn:r1,2026-01-10T00:10:00.000Z,detected,,2026-01-10T00:10:00.000Z,"
                      "2026-01-10T00:40:00.000Z,2026-01-10T02:11:00.000Z,verified,high,automated,,false,false,7260,"
                      "7260,7260,2026-01-10T02:10:00.000Z,breached,CC6.1 CC7.1,,local,4,11\r\n"
                      "5,unmapped:scan/b,\"'=r2,\"\"x\"\"\",2026-01-10T00:10:00.000Z,detected,,"
                      "2026-01-10T00:10:00.000Z,,,,medium,none,,false,true,258600,255000,,,none,,,local,5,13\r\n"));
    fixture_release(&fixture);
}
END_TEST

START_TEST(lists_the_authentications_that_differ)
{
    struct fixture fixture;
    fixture_init(&fixture, 0);
    /* Any two words will do: it is the cell that is looked at. */
    struct window window = fixture.model.analytics->windows.windows[0];
    struct analytics analytics = *fixture.model.analytics;
    struct bundle_model model = fixture.model;
    window.closing_auth = fixture.model.facts->settings[0].adapter;
    window.severity = SEVERITY_NONE;
    window.reopen_of_ms = FIXTURE_FROM_MS;
    analytics.windows.windows = &window;
    analytics.windows.count = 1;
    model.analytics = &analytics;
    struct buf out AUTO(buf_release);
    buf_init(&out, 1 << 16);
    ck_assert_int_eq(bundle_render_windows(&model, &out, NULL), 0);
    ck_assert(slice_ends(buf_slice(&out), SLICE(",local tiny,4,11\r\n")));
    buf_byte(&out, '\0');
    ck_assert_ptr_nonnull(strstr((const char *)out.p, ",verified,none,automated,2026-01-01T00:00:00.000Z,false,"));
    fixture_release(&fixture);
}
END_TEST

#define ROLL_COLUMNS                                                                                                   \
    "severity,opening,new,closed,closed_verified,closed_deleted,closing,prior_closing,restated,reclassified_in,"       \
    "reclassified_out\r\n"

START_TEST(rolls_forward)
{
    struct fixture fixture;
    fixture_init(&fixture, 0);
    ck_assert_slice_eq(fixture_render(&fixture, bundle_render_rollforward),
                       SLICE(ROLL_COLUMNS "all,0,2,1,1,0,1,,,,\r\ncritical,0,0,0,0,0,0,,,,\r\nhigh,0,1,1,1,0,0,,,,\r\n"
                                          "medium,0,1,0,0,0,1,,,,\r\nlow,0,0,0,0,0,0,,,,\r\n"
                                          "informational,0,0,0,0,0,0,,,,\r\nnone,0,0,0,0,0,0,,,,\r\n"));
    fixture_release(&fixture);
}
END_TEST

START_TEST(compares_with_the_prior_close_when_there_is_one)
{
    const struct exposure_roll roll = {.severity = SLICE_INIT("all"),
                                       .opening = 5,
                                       .new_windows = 4,
                                       .closed_verified = 2,
                                       .closed_deleted = 1,
                                       .closing = 6,
                                       .prior_closing = 3,
                                       .restated = 2,
                                       .reclassified_in = 1,
                                       .reclassified_out = 1};
    const struct analytics analytics = {
        .exposure = {.roll = &roll, .roll_count = 1, .has_prior_close = true, .balances = true}};
    const struct bundle_model model = {.analytics = &analytics};
    struct buf out AUTO(buf_release);
    buf_init(&out, 1 << 16);
    ck_assert_int_eq(bundle_render_rollforward(&model, &out, NULL), 0);
    ck_assert_slice_eq(buf_slice(&out), SLICE(ROLL_COLUMNS "all,5,4,3,2,1,6,3,2,1,1\r\n"));
}
END_TEST

int
main(void)
{
    return UNIT_MAIN("bundle/population", lists_every_window, lists_the_authentications_that_differ, rolls_forward,
                     compares_with_the_prior_close_when_there_is_one);
}
