#include "bundle/cells.h"

#include "fixture.h"

static void
start(struct csv *csv, struct buf *out)
{
    buf_init(out, 1 << 16);
    csv_init(csv, out);
}

START_TEST(leaves_empty_what_does_not_exist)
{
    struct buf out AUTO(buf_release);
    struct csv csv;
    start(&csv, &out);
    cells_seconds(&csv, DURATION_NONE);
    cells_rate(&csv, RATE_NONE);
    cells_word(&csv, NULL);
    cells_number(&csv, 0);
    cells_seconds(&csv, 0);
    cells_rate(&csv, 0);
    csv_end_row(&csv);
    ck_assert_slice_eq(buf_slice(&out), SLICE(",,,0,0,0\r\n"));
}
END_TEST

START_TEST(writes_numbers_in_one_form)
{
    struct buf out AUTO(buf_release);
    struct csv csv;
    start(&csv, &out);
    cells_number(&csv, UINT64_MAX);
    cells_seconds(&csv, -1500);
    cells_rate(&csv, RATE_ONE);
    cells_rate(&csv, 333333);
    cells_rate(&csv, 1);
    csv_end_row(&csv);
    ck_assert_slice_eq(buf_slice(&out), SLICE("18446744073709551615,-1.5,1,0.333333,0.000001\r\n"));
}
END_TEST

START_TEST(writes_an_event_in_eight_cells)
{
    static const char *const columns[] = {CELLS_EVENT_COLUMNS};
    struct fixture fixture;
    struct buf out AUTO(buf_release);
    struct csv csv;
    fixture_init(&fixture, 0);
    start(&csv, &out);
    cells_table(&csv, &out, columns, COUNT_OF(columns));
    cells_event(&csv, &fixture.model, 1);
    cells_event_rule(&csv, &fixture.model, 1);
    cells_criteria(&csv, &fixture.model, 0);
    csv_end_row(&csv);
    ck_assert_slice_eq(buf_slice(&out),
                       SLICE("index,received,occurred,source,check,resource,stage,outcome\r\n"
                             "5,2026-01-10T00:10:00.000Z,2026-01-10T00:10:00.000Z,scanner,scan/b,\"'=r2,\"\"x\"\"\","
                             "detected,fail,unmapped:scan/b,CC6.1 CC7.1\r\n"));
    fixture_release(&fixture);
}
END_TEST

START_TEST(knows_no_rule_of_an_event_without_a_check)
{
    struct fact_event event = {.check = INTERN_NONE};
    struct facts facts = {.events = &event, .events_count = 1};
    const struct bundle_model model = {.facts = &facts};
    struct buf out AUTO(buf_release);
    struct csv csv;
    start(&csv, &out);
    cells_event_rule(&csv, &model, 0);
    csv_end_row(&csv);
    ck_assert_slice_eq(buf_slice(&out), SLICE("\r\n"));
}
END_TEST

int
main(void)
{
    return UNIT_MAIN("bundle/cells", leaves_empty_what_does_not_exist, writes_numbers_in_one_form,
                     writes_an_event_in_eight_cells, knows_no_rule_of_an_event_without_a_check);
}
