#include "analytics/facts.h"

#include "history.h"

START_TEST(numbers_texts_once)
{
    AUTO(history_release) struct history history = history_new();
    EVENT(&history, .received_ms = 1, .check = "a/1", .resource = "r", .stage = STAGE_DETECTED, .auth = "local");
    EVENT(&history, .received_ms = 2, .check = "a/1", .resource = "r2", .stage = STAGE_DETECTED, .source = "other");
    EVENT(&history, .received_ms = 3, .check = "", .stage = STAGE_DETECTED);
    const struct fact_event *events = history.facts->events;
    ck_assert_uint_eq(history.facts->events_count, 3);
    ck_assert_uint_eq(events[0].check, events[1].check);
    ck_assert_uint_ne(events[0].resource, events[1].resource);
    ck_assert_uint_eq(events[0].source, events[2].source);
    ck_assert_uint_eq(events[2].check, INTERN_NONE);
    ck_assert_uint_eq(events[2].resource, INTERN_NONE);
    ck_assert_slice_eq(intern_text(history.facts->words, events[0].auth), SLICE("local"));
    ck_assert_int_eq(history.facts->last_received_ms, 3);
    ck_assert_uint_eq(history.facts->entry_count, 3);
}
END_TEST

START_TEST(tells_authors_apart)
{
    AUTO(history_release) struct history history = history_new();
    EVENT(&history, .received_ms = 1, .source = "s", .actor = "bot");
    EVENT(&history, .received_ms = 1, .source = "s", .actor = "bot");
    EVENT(&history, .received_ms = 1, .source = "s", .actor = "other");
    EVENT(&history, .received_ms = 1, .source = "t", .actor = "bot");
    EVENT(&history, .received_ms = 1, .source = "s");
    const struct fact_event *events = history.facts->events;
    ck_assert_uint_eq(events[0].author, events[1].author);
    for (size_t i = 2; i < 5; i++)
        ck_assert_uint_ne(events[0].author, events[i].author);
    ck_assert(events[0].has_actor);
    ck_assert(!events[4].has_actor);
}
END_TEST

START_TEST(remembers_the_last_source_record)
{
    AUTO(history_release) struct history history = history_new();
    EVENT(&history, .received_ms = 1);
    SOURCE(&history, .received_ms = 2, .interval_s = 60, .lag_s = 5, .has_may = true, .may = 1U << MAY_DETECT);
    EVENT(&history, .received_ms = 3);
    history_heartbeat(&history, "s", HEARTBEAT_POLLED, 3);
    SOURCE(&history, .received_ms = 4, .retired = true);
    EVENT(&history, .received_ms = 5);
    const struct facts *facts = history.facts;
    const struct fact_setting before = facts_setting(facts, facts->events[0].setting);
    ck_assert_uint_eq(facts->events[0].setting, FACT_NONE);
    ck_assert_int_eq(before.interval_ms, HOUR);
    ck_assert_int_eq(before.lag_ms, DAY);
    ck_assert_uint_eq(before.may,
                      1U << MAY_DETECT | 1U << MAY_FIX | 1U << MAY_VERIFY | 1U << MAY_DELETE | 1U << MAY_WAIVE);
    const struct fact_setting during = facts_setting(facts, facts->events[1].setting);
    ck_assert_int_eq(during.interval_ms, MINUTE);
    ck_assert_int_eq(during.lag_ms, 5 * SECOND);
    ck_assert_uint_eq(during.may, 1U << MAY_DETECT);
    ck_assert_uint_eq(facts->heartbeats[0].setting, facts->events[1].setting);
    /* What a record omits takes its default, whatever an earlier one said. */
    const struct fact_setting after = facts_setting(facts, facts->events[2].setting);
    ck_assert_int_eq(after.action, SOURCE_RETIRED);
    ck_assert_int_eq(after.interval_ms, HOUR);
    ck_assert_int_eq(after.lag_ms, DAY);
    ck_assert_uint_eq(after.may, before.may);
}
END_TEST

START_TEST(keeps_what_waivers_say)
{
    AUTO(history_release) struct history history = history_new();
    EVENT(&history, .received_ms = 1, .stage = STAGE_WAIVED, .approver = "ref:x", .expires_ms = 9);
    EVENT(&history, .received_ms = 1, .stage = STAGE_DETECTED, .approver = "ref:x", .expires_ms = 9);
    EVENT(&history, .received_ms = 1, .stage = STAGE_WAIVED);
    const struct facts *facts = history.facts;
    ck_assert_uint_eq(facts->waivers_count, 2);
    ck_assert_uint_eq(facts->events[1].waiver, FACT_NONE);
    ck_assert_uint_eq(facts->waivers[facts->events[2].waiver].event, 2);
    ck_assert_uint_eq(facts->waivers[1].approver, INTERN_NONE);
    ck_assert_int_eq(facts->waivers[1].expires_ms, INSTANT_NONE);
    ck_assert_slice_eq(intern_text(facts->words, facts->waivers[0].approver), SLICE("ref:x"));
    ck_assert_int_eq(facts->waivers[0].expires_ms, 9);
}
END_TEST

START_TEST(lists_acts_of_people)
{
    AUTO(history_release) struct history history = history_new();
    history_until(&history, 0);
    SOURCE(&history, .received_ms = 1);
    history_close(&history, 2, 0, 1, 2);
    struct record record = {.kind = RECORD_RULESET, .act = {.by = SLICE_INIT("ref:x")}};
    history_add(&history, &record, 3);
    history_scope(&history, 3, NULL);
    history_scope(&history, 4, "ref:y");
    history_reject(&history, "s", 4);
    const struct facts *facts = history.facts;
    ck_assert_uint_eq(facts->acts_count, 5);
    ck_assert_int_eq(facts->acts[4].kind, RECORD_SCOPE);
    ck_assert_uint_eq(facts->acts[4].detail, 1);
    ck_assert_uint_eq(facts->scopes_count, 2);
    ck_assert(!facts->scopes[0].approved && facts->scopes[1].approved);
    ck_assert_uint_eq(facts->scopes[1].index, 5);
    ck_assert_slice_eq(facts->scopes[1].scope.systems[1].name, SLICE("db"));
    ck_assert_uint_eq(facts->scopes[1].scope.accounts.count, 1);
    ck_assert_int_eq(facts->acts[0].kind, RECORD_SOURCE);
    ck_assert_int_eq(facts->acts[1].kind, RECORD_CLOSE);
    ck_assert_int_eq(facts->acts[2].kind, RECORD_RULESET);
    ck_assert_uint_eq(facts->acts[2].index, 3);
    ck_assert_slice_eq(intern_text(facts->words, facts->acts[2].by), SLICE("ref:x"));
    ck_assert_uint_eq(facts->rejects_count, 1);
    ck_assert_slice_eq(intern_text(facts->words, facts->rejects[0].reason), SLICE("not JSON"));
    ck_assert_slice_eq(facts->origin, SLICE("ledger.example/test"));
}
END_TEST

START_TEST(refuses_entries_out_of_order)
{
    AUTO(history_release) struct history history = history_new();
    const struct record first = {.kind = RECORD_EVENT, .received_ms = 5};
    const struct record earlier = {.kind = RECORD_EVENT, .received_ms = 4};
    struct err err;
    ck_assert_int_eq(facts_add(history.facts, 7, &first, &err), 0);
    ck_assert_uint_eq(history.facts->first_index, 7);
    ck_assert_int_eq(facts_add(history.facts, 9, &first, &err), ERR_FORMAT);
    ck_assert_str_eq(err.text, "entry 9 came where 8 was expected");
    ck_assert_int_eq(facts_add(history.facts, 8, &earlier, &err), ERR_FORMAT);
    ck_assert_str_eq(err.text, "entry 8 was received before the entry before it");
    ck_assert_uint_eq(history.facts->entry_count, 1);
    ck_assert_uint_eq(history.facts->events_count, 1);
}
END_TEST

START_TEST(cuts_endless_durations)
{
    ck_assert_int_eq(facts_duration_ms(0), 0);
    ck_assert_int_eq(facts_duration_ms(86400), DAY);
    ck_assert_int_eq(facts_duration_ms(UINT64_MAX), facts_duration_ms(UINT64_C(1) << 53));
    ck_assert_int_gt(facts_duration_ms(UINT64_MAX), INSTANT_LAST - INSTANT_FIRST);
    ck_assert_int_lt(facts_duration_ms(UINT64_MAX), INT64_MAX / 8);
}
END_TEST

START_TEST(numbers_sets_of_classes)
{
    AUTO(arena_drop) struct arena *arena = arena_new();
    AUTO(facts_drop) struct facts *facts = facts_new(arena);
    const struct record record = {.kind = RECORD_EVENT, .origin.occurred_ms = INSTANT_NONE};
    const uint32_t one[] = {fact_class(0, false)};
    const uint32_t two[] = {fact_class(0, false), fact_class(7, true)};
    ck_assert_uint_eq(two[1], 15);
    for (uint64_t i = 0; i < 4; i++)
        ck_assert_int_eq(facts_add(facts, i, &record, NULL), 0);
    ck_assert_int_eq(facts_set_classes(facts, one, 1, NULL), 0);
    ck_assert_uint_eq(facts->events[3].classes, 1);
    ck_assert_int_eq(facts_set_classes(facts, two, 2, NULL), 0);
    ck_assert_uint_eq(facts->events[3].classes, 2);
    ck_assert_int_eq(facts_set_classes(facts, one, 1, NULL), 0);
    ck_assert_uint_eq(facts->events[3].classes, 1);
    ck_assert_int_eq(facts_set_classes(facts, NULL, 0, NULL), 0);
    ck_assert_uint_eq(facts->events[3].classes, 0);
    ck_assert_uint_eq(facts->events[2].classes, 0);
}
END_TEST

START_TEST(refuses_too_many_sets_of_classes)
{
    AUTO(arena_drop) struct arena *arena = arena_new();
    AUTO(facts_drop) struct facts *facts = facts_new(arena);
    const struct record record = {.kind = RECORD_EVENT, .origin.occurred_ms = INSTANT_NONE};
    struct err err = {""};
    ck_assert_int_eq(facts_add(facts, 0, &record, NULL), 0);
    for (uint32_t i = 1; i < UINT16_MAX; i++)
        ck_assert_int_eq(facts_set_classes(facts, &i, 1, &err), 0);
    const uint32_t last = UINT16_MAX;
    ck_assert_int_eq(facts_set_classes(facts, &last, 1, &err), ERR_LIMIT);
    ck_assert_str_eq(err.text, "events match more than 65535 different sets of class rules, make fewer of them");
}
END_TEST

START_TEST(drops_nothing)
{
    facts_free(NULL);
    struct facts *facts = NULL;
    facts_drop(&facts);
    AUTO(arena_drop) struct arena *arena = arena_new();
    facts = facts_new(arena);
    facts_drop(&facts);
    ck_assert_ptr_null(facts);
}
END_TEST

int
main(void)
{
    return UNIT_MAIN("facts", numbers_texts_once, tells_authors_apart, remembers_the_last_source_record,
                     keeps_what_waivers_say, lists_acts_of_people, refuses_entries_out_of_order, cuts_endless_durations,
                     numbers_sets_of_classes, refuses_too_many_sets_of_classes, drops_nothing);
}
