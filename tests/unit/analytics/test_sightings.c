#include "analytics/sightings.h"

#include "history.h"

static struct sightings
sightings_of(struct history *history)
{
    struct effective effective;
    struct err err;
    const struct period period = {0, 1000};
    ck_assert_int_eq(effective_compute(history->facts, period, history->arena, &effective, &err), 0);
    return sightings_collect(history->facts, &effective);
}

START_TEST(finds_what_occurred_between)
{
    AUTO(history_release) struct history history = history_new();
    EVENT(&history, .received_ms = 50, .occurred_ms = 40, .source = "a");
    EVENT(&history, .received_ms = 50, .occurred_ms = 20, .source = "a");
    EVENT(&history, .received_ms = 50, .occurred_ms = 30, .source = "b");
    EVENT(&history, .received_ms = 50, .occurred_ms = INSTANT_NONE, .source = "a");
    EVENT(&history, .received_ms = 50, .occurred_ms = 20, .source = "a");
    /* Not before E: not read. */
    EVENT(&history, .received_ms = 60, .occurred_ms = 60, .source = "a");
    AUTO(sightings_release) struct sightings sightings = sightings_of(&history);
    const uint32_t a = history.facts->events[0].source;
    struct sighting_range range = sightings_between(&sightings, a, 20, 40);
    ck_assert_uint_eq(range.count, 2);
    ck_assert_uint_eq(range.events[0], 1);
    ck_assert_uint_eq(range.events[1], 4);
    range = sightings_between(&sightings, a, 21, 1000);
    ck_assert_uint_eq(range.count, 1);
    ck_assert_uint_eq(range.events[0], 0);
    ck_assert_uint_eq(sightings_between(&sightings, a, 40, 40).count, 0);
    ck_assert_uint_eq(sightings_between(&sightings, a, 90, 10).count, 0);
    ck_assert_uint_eq(sightings_between(&sightings, history.facts->events[2].source, 0, 1000).count, 1);
}
END_TEST

START_TEST(lists_sources_by_name)
{
    AUTO(history_release) struct history history = history_new();
    SOURCE(&history, .received_ms = 1, .source = "b");
    EVENT(&history, .received_ms = 1, .source = "c");
    history_heartbeat(&history, "a", HEARTBEAT_POLLED, 1);
    history_reconciliation(&history, "B", 1, (struct record_reconciliation){0});
    history_reject(&history, "unknown", 1);
    EVENT(&history, .received_ms = 1, .source = "ledger");
    size_t count;
    const uint32_t *sources = sightings_sources(history.facts, history.arena, &count);
    static const char *const want[] = {"B", "a", "b", "c"};
    ck_assert_uint_eq(count, COUNT_OF(want));
    for (size_t i = 0; i < count; i++)
        ck_assert_slice_eq(intern_text(history.facts->sources, sources[i]), slice_of(want[i]));
}
END_TEST

int
main(void)
{
    return UNIT_MAIN("sightings", finds_what_occurred_between, lists_sources_by_name);
}
