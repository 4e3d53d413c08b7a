#include "bundle/completeness.h"

#include "fixture.h"

#define EVENT "index,received,occurred,source,check,resource,stage,outcome"

START_TEST(lists_every_source_with_its_settings_and_counts)
{
    struct fixture fixture;
    fixture_init(&fixture, 0);
    ck_assert_slice_eq(
        fixture_render(&fixture, bundle_render_sources),
        SLICE("source,state,adapter,interval_s,lag_s,may,auth,scope_s,covered_s,whole_period,gaps,heartbeats_received,"
              "heartbeats_expected,events,rejects,received,accepted,duplicate,rejected,reconciliations\r\n"
              "fixer,enrolled,tiny,3600,86400,fix,local,259080,7260,false,2,0,71,2,0,,,,,0\r\n"
              "scanner,enrolled,tiny,3600,86400,unrestricted,local,259080,15600,false,2,1,71,7,1,3,2,1,0,1\r\n"));
    fixture_release(&fixture);
}
END_TEST

START_TEST(leaves_the_settings_of_an_unknown_source_empty)
{
    struct fixture fixture;
    fixture_make(&fixture, 0);
    /* Without the source records, the events are of sources that nobody enrolled. */
    fixture.records[2] = fixture.records[4];
    fixture.records[3] = fixture.records[5];
    fixture_feed(&fixture);
    const struct bundle_inputs inputs = fixture_inputs(&fixture);
    ck_assert_int_eq(bundle_builder_finish(fixture.builder, &inputs, &fixture.model, NULL), 0);
    const char *text = (const char *)fixture_render(&fixture, bundle_render_sources).p;
    ck_assert_ptr_nonnull(strstr(text, "\r\nfixer,,,,,,,0,0,false,0,0,0,2,0,,,,,0\r\n"));
    fixture_release(&fixture);
}
END_TEST

START_TEST(lists_gaps_with_what_came_after_them)
{
    struct fixture fixture;
    fixture_init(&fixture, FIXTURE_CLOSED);
    ck_assert_slice_eq(fixture_render(&fixture, bundle_render_gaps),
                       SLICE("source,from,to,length_s,events,first_index,first_occurred,last_index,last_occurred\r\n"
                             "fixer,2026-01-10T00:02:00.000Z,2026-01-10T00:40:00.000Z,2280,0,,,,\r\n"
                             "fixer,2026-01-10T02:41:00.000Z,2026-02-01T00:00:00.000Z,1891140,0,,,,\r\n"
                             "scanner,2026-01-10T00:02:00.000Z,2026-01-10T00:10:00.000Z,480,0,,,,\r\n"
                             "scanner,2026-01-10T04:30:00.000Z,2026-01-13T00:00:00.000Z,243000,1,16,"
                             "2026-01-10T06:40:00.000Z,16,2026-01-10T06:40:00.000Z\r\n"
                             "scanner,2026-01-13T02:00:00.000Z,2026-02-01T00:00:00.000Z,1634400,0,,,,\r\n"));
    fixture_release(&fixture);
}
END_TEST

START_TEST(lists_reconciliations_with_their_difference)
{
    struct fixture fixture;
    fixture_init(&fixture, 0);
    ck_assert_slice_eq(fixture_render(&fixture, bundle_render_reconciliation),
                       SLICE("index,received,source,from,to,ledger,in_source,difference\r\n"
                             "15,2026-01-10T05:10:00.000Z,scanner,2026-01-10T00:00:00.000Z,2026-01-10T05:05:00.000Z,"
                             "6,7,-1\r\n"));
    fixture_release(&fixture);
}
END_TEST

START_TEST(lists_late_events_with_what_they_are_late_for)
{
    struct fixture fixture;
    fixture_init(&fixture, FIXTURE_CLOSED);
    ck_assert_slice_eq(fixture_render(&fixture, bundle_render_late),
                       SLICE(EVENT ",own_time,counts_at,counted,late_for_from,late_for_to,closed\r\n"
                                   "19,2026-02-02T00:02:00.000Z,2026-01-10T08:20:00.000Z,scanner,scan/a,arn:r4,"
                                   "detected,,2026-01-10T08:20:00.000Z,2026-02-01T00:00:00.000Z,false,"
                                   "2026-01-01T00:00:00.000Z,2026-02-01T00:00:00.000Z,true\r\n"));
    fixture_release(&fixture);
}
END_TEST

START_TEST(names_this_period_when_its_books_were_open)
{
    struct fixture fixture;
    fixture_make(&fixture, FIXTURE_CLOSED);
    /* The close gives way to another copy of the heartbeat before it. */
    fixture.records[18] = fixture.records[17];
    fixture_feed(&fixture);
    const struct bundle_inputs inputs = fixture_inputs(&fixture);
    ck_assert_int_eq(bundle_builder_finish(fixture.builder, &inputs, &fixture.model, NULL), 0);
    const char *text = (const char *)fixture_render(&fixture, bundle_render_late).p;
    ck_assert_ptr_nonnull(strstr(text, ",detected,,2026-01-10T08:20:00.000Z,2026-01-10T08:20:00.000Z,true,"
                                       "2026-01-01T00:00:00.000Z,2026-02-01T00:00:00.000Z,false\r\n"));
    fixture_release(&fixture);
}
END_TEST

START_TEST(lists_events_whose_time_was_moved)
{
    struct fixture fixture;
    fixture_init(&fixture, 0);
    ck_assert_slice_eq(fixture_render(&fixture, bundle_render_backdated),
                       SLICE(EVENT ",counts_at\r\n"
                                   "16,2026-01-13T00:00:00.000Z,2026-01-10T06:40:00.000Z,scanner,scan/a,arn:r3,"
                                   "evaluated,pass,2026-01-13T00:00:00.000Z\r\n"));
    ck_assert_slice_eq(fixture_render(&fixture, bundle_render_future),
                       SLICE(EVENT ",counts_at\r\n"
                                   "10,2026-01-10T00:50:00.000Z,2026-01-10T01:00:00.000Z,scanner,scan/a,arn:r1,"
                                   "evaluated,,2026-01-10T00:50:00.000Z\r\n"));
    fixture_release(&fixture);
}
END_TEST

START_TEST(lists_rejects_with_their_reason)
{
    struct fixture fixture;
    fixture_init(&fixture, 0);
    ck_assert_slice_eq(fixture_render(&fixture, bundle_render_rejects),
                       SLICE("index,received,source,id,reason\r\n"
                             "14,2026-01-10T05:00:00.000Z,scanner,scanner-14,not JSON\r\n"));
    fixture_release(&fixture);
}
END_TEST

int
main(void)
{
    return UNIT_MAIN("bundle/completeness", lists_every_source_with_its_settings_and_counts,
                     leaves_the_settings_of_an_unknown_source_empty, lists_gaps_with_what_came_after_them,
                     lists_reconciliations_with_their_difference, lists_late_events_with_what_they_are_late_for,
                     names_this_period_when_its_books_were_open, lists_events_whose_time_was_moved,
                     lists_rejects_with_their_reason);
}
