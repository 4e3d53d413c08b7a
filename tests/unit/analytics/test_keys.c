#include "analytics/keys.h"

#include "history.h"

static struct keys
keys_of(struct history *history)
{
    struct effective *effective = arena_alloc(history->arena, sizeof(*effective));
    struct err err;
    const struct policy policy = history_policy(history);
    const struct period period = {0, 1000};
    const struct reading reading = {history->facts, &policy, effective, period};
    ck_assert_int_eq(effective_compute(history->facts, period, history->arena, effective, &err), 0);
    return keys_collect(&reading);
}

START_TEST(sorts_by_key_then_time)
{
    AUTO(history_release) struct history history = history_new();
    EVENT(&history, .received_ms = 10, .occurred_ms = 9, .check = "a/1", .resource = "r", .stage = STAGE_DETECTED);
    EVENT(&history, .received_ms = 10, .occurred_ms = 5, .check = "a/2", .resource = "r", .stage = STAGE_DETECTED);
    EVENT(&history, .received_ms = 10, .occurred_ms = 7, .check = "b/1", .resource = "r", .stage = STAGE_DETECTED);
    EVENT(&history, .received_ms = 10, .check = "a/1", .stage = STAGE_DETECTED);
    EVENT(&history, .received_ms = 10, .resource = "r", .stage = STAGE_DETECTED);
    EVENT(&history, .received_ms = 20, .check = "a/1", .resource = "q", .stage = STAGE_DETECTED);
    EVENT(&history, .received_ms = 30, .check = "a/1", .resource = "q", .stage = STAGE_DETECTED);
    AUTO(keys_release) struct keys keys = keys_of(&history);
    struct key_walk walk = {.keys = &keys};
    struct key key;
    ck_assert(keys_next(&walk, &key));
    ck_assert_uint_eq(key.count, 2);
    ck_assert_uint_eq(key.events[0].event, 1);
    ck_assert_uint_eq(key.events[1].event, 0);
    ck_assert(keys_next(&walk, &key));
    ck_assert_uint_eq(key.count, 1);
    ck_assert_uint_eq(key.rule, RULE_BETA);
    ck_assert(keys_next(&walk, &key));
    /* The last entry is not before E. */
    ck_assert_uint_eq(key.count, 1);
    ck_assert_uint_eq(key.events[0].event, 5);
    ck_assert(!keys_next(&walk, &key));
}
END_TEST

START_TEST(passes_the_deletions_of_the_resource)
{
    AUTO(history_release) struct history history = history_new();
    EVENT(&history, .received_ms = 1, .resource = "p", .stage = STAGE_DELETED);
    EVENT(&history, .received_ms = 2, .check = "a/1", .resource = "r", .stage = STAGE_DETECTED);
    EVENT(&history, .received_ms = 3, .resource = "r", .stage = STAGE_DELETED);
    EVENT(&history, .received_ms = 4, .check = "b/1", .resource = "r", .stage = STAGE_DELETED);
    EVENT(&history, .received_ms = 4, .check = "b/1", .resource = "r", .stage = STAGE_DETECTED);
    EVENT(&history, .received_ms = 5, .resource = "r", .stage = STAGE_DELETED);
    history_until(&history, 9);
    AUTO(keys_release) struct keys keys = keys_of(&history);
    struct key_walk walk = {.keys = &keys};
    struct key key;
    uint32_t first;
    uint32_t last;
    ck_assert(keys_next(&walk, &key));
    ck_assert_uint_eq(key.deletion_count, 3);
    ck_assert(!key_deletions(&key, &key.events[0], &first, &last));
    ck_assert(key_deletions(&key, NULL, &first, &last));
    ck_assert_uint_eq(first, 2);
    ck_assert_uint_eq(last, 5);
    ck_assert(!key_deletions(&key, NULL, &first, &last));
    ck_assert(keys_next(&walk, &key));
    ck_assert(key_deletions(&key, &key.events[0], &first, &last));
    ck_assert_uint_eq(first, 2);
    ck_assert_uint_eq(last, 3);
    ck_assert(key_deletions(&key, NULL, &first, &last));
    ck_assert_uint_eq(first, 5);
    ck_assert(!keys_next(&walk, &key));
}
END_TEST

START_TEST(leaves_out_what_is_not_permitted)
{
    AUTO(history_release) struct history history = history_new();
    SOURCE(&history, .received_ms = 1, .has_may = true, .may = 1U << MAY_DETECT);
    EVENT(&history, .received_ms = 2, .check = "a/1", .resource = "r", .stage = STAGE_VERIFIED);
    EVENT(&history, .received_ms = 2, .resource = "r", .stage = STAGE_DELETED);
    history_until(&history, 9);
    AUTO(keys_release) struct keys keys = keys_of(&history);
    ck_assert_uint_eq(keys.events.count, 0);
    ck_assert_uint_eq(keys.deletions.count, 0);
}
END_TEST

int
main(void)
{
    return UNIT_MAIN("keys", sorts_by_key_then_time, passes_the_deletions_of_the_resource,
                     leaves_out_what_is_not_permitted);
}
