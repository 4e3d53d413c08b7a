#include "analytics/chain.h"

#include "history.h"

#define STEP(at, what, ...) EVENT(&history, .received_ms = (at)*HOUR, .stage = (what), __VA_ARGS__)

/* "event[!]:reference@with …": ! for what does not count, "own" for what names the key itself. */
static struct slice
told(const struct history *history, const struct chain_event *links, size_t count)
{
    struct slice text = SLICE("");
    for (size_t i = 0; i < count; i++) {
        const struct chain_event *link = &links[i];
        text = arena_format(history->arena, "%.*s%s%u%s", SLICE_ARG(text), i == 0 ? "" : " ", link->event,
                            link->counts ? "" : "!");
        if (link->ref != INTERN_NONE)
            text = arena_format(history->arena, "%.*s:%.*s", SLICE_ARG(text),
                                SLICE_ARG(intern_text(history->facts->ref_names, link->ref)));
        if (link->with != FACT_NONE)
            text = arena_format(history->arena, "%.*s@%u", SLICE_ARG(text), link->with);
        if (link->own)
            text = arena_format(history->arena, "%.*s:own", SLICE_ARG(text));
    }
    return text;
}

static void
check_chain(struct history *history, const char *events, const char *weak)
{
    struct err err;
    struct effective effective;
    history_until(history, 1000 * HOUR);
    const struct policy policy = history_policy(history);
    const struct reading reading = {history->facts, &policy, &effective, {0, 999 * HOUR}};
    ck_assert_int_eq(effective_compute(history->facts, reading.period, history->arena, &effective, &err), 0);
    AUTO(threads_release) struct threads threads = threads_find(&reading);
    const struct thread_member key = {INTERN_NONE, 0, RULE_ALPHA};
    const struct chain chain = chain_tell(&threads, &reading, &key, history->arena);
    ck_assert_slice_eq(told(history, chain.events, chain.count), slice_of(events));
    ck_assert_slice_eq(told(history, chain.weak, chain.weak_count), slice_of(weak));
}

START_TEST(says_why_each_link_holds)
{
    AUTO(history_release) struct history history = history_new();
    STEP(1, STAGE_DETECTED, .check = "a/1", .resource = "r", .uid = "f");
    STEP(9, STAGE_DEPLOYED, .refs = "github:x/y#1 run:9");
    STEP(10, STAGE_TICKETED, .occurred_ms = 5 * HOUR, .refs = "jira:A-1 finding:f");
    STEP(11, STAGE_DEVELOPED, .refs = "github:x/y#1 jira:A-1");
    STEP(12, STAGE_VERIFIED, .refs = "run:9");
    STEP(13, STAGE_VERIFIED, .check = "a/1", .resource = "r");
    STEP(13, STAGE_FAILED, .refs = "run:8");
    check_chain(&history, "0:own 2:finding:f@0 1:github:x/y#1@3 3:jira:A-1@2 4!:run:9@1 5:own", "");
}
END_TEST

START_TEST(shows_weak_links_apart)
{
    AUTO(history_release) struct history history = history_new();
    STEP(75, STAGE_DEPLOYED, .resource = "r");
    STEP(100, STAGE_DETECTED, .check = "a/1", .resource = "r");
    STEP(101, STAGE_DEPLOYED, .resource = "q");
    STEP(101, STAGE_DETECTED, .check = "b/1", .resource = "r");
    STEP(110, STAGE_VERIFIED, .check = "a/1", .resource = "r");
    STEP(134, STAGE_DEPLOYED, .resource = "r");
    STEP(135, STAGE_DEPLOYED, .resource = "r");
    check_chain(&history, "1:own 4:own", "3!@1 5!@4");
}
END_TEST

START_TEST(a_key_without_events_has_none)
{
    AUTO(history_release) struct history history = history_new();
    STEP(1, STAGE_DETECTED, .check = "b/1", .resource = "r", .refs = "jira:A-1");
    STEP(1, STAGE_DEPLOYED, .refs = "jira:A-1");
    check_chain(&history, "", "");
}
END_TEST

int
main(void)
{
    return UNIT_MAIN("chain", says_why_each_link_holds, shows_weak_links_apart, a_key_without_events_has_none);
}
