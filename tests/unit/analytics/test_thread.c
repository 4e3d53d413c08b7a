#include "analytics/thread.h"

#include "history.h"
#include "record/ref.h"

#include <time.h>

/* A history with everything that threads are found from. */
struct found {
    struct history history;
    struct policy policy;
    struct effective effective;
    struct reading reading;
    struct threads threads;
};

static void
found_release(struct found *found)
{
    threads_release(&found->threads);
    history_release(&found->history);
}

static void
find(struct found *found)
{
    struct err err;
    history_until(&found->history, 10 * DAY);
    found->policy = history_policy(&found->history);
    found->reading =
        (struct reading){found->history.facts, &found->policy, &found->effective, (struct period){0, 10 * DAY}};
    ck_assert_int_eq(
        effective_compute(found->history.facts, found->reading.period, found->history.arena, &found->effective, &err),
        0);
    found->threads = threads_find(&found->reading);
}

/* The keys of an event as "rule/resource …". */
static struct slice
keys_of(struct found *found, uint32_t event)
{
    const struct thread_member *members;
    const size_t count = threads_of(&found->threads, &found->reading, event, &members);
    struct slice text = SLICE("");
    for (size_t i = 0; i < count; i++)
        text = arena_format(found->history.arena, "%.*s%s%.*s/%.*s", SLICE_ARG(text), i == 0 ? "" : " ",
                            SLICE_ARG(found->policy.rules[members[i].rule].id),
                            SLICE_ARG(intern_text(found->history.facts->resources, members[i].resource)));
    return text;
}

#define FINDING(at, what, where, ...)                                                                                  \
    EVENT(&found.history, .received_ms = (at), .check = (what), .resource = (where), .stage = STAGE_DETECTED,          \
          __VA_ARGS__)
#define STEP(at, what, ...) EVENT(&found.history, .received_ms = (at), .stage = (what), __VA_ARGS__)
#define SHA "0123456789abcdef0123456789abcdef01234567"

START_TEST(follows_a_remediation_through_its_systems)
{
    AUTO(found_release) struct found found = {.history = history_new()};
    FINDING(1, "a/1", "r", .uid = "arn:f/1");
    STEP(2, STAGE_NOTIFIED, .refs = "finding:arn:f/1 pagerduty:Q1");
    STEP(3, STAGE_TICKETED, .refs = "jira:SEC-12 pagerduty:Q1");
    STEP(4, STAGE_DEVELOPED, .refs = "github:Acme/Infra#42 jira:sec-12");
    STEP(5, STAGE_REVIEWED, .refs = "github:acme/infra#42 git:" SHA);
    STEP(6, STAGE_DEPLOYED, .refs = "git:" SHA " run:ci/9");
    STEP(7, STAGE_FAILED, .refs = "run:ci/9");
    STEP(8, STAGE_FAILED, .refs = "run:ci/8");
    STEP(8, STAGE_FAILED);
    find(&found);
    for (uint32_t event = 1; event <= 6; event++)
        ck_assert_slice_eq(keys_of(&found, event), SLICE("alpha/r"));
    for (uint32_t event = 7; event <= 8; event++)
        ck_assert_slice_eq(keys_of(&found, event), SLICE(""));
    ck_assert_slice_eq(keys_of(&found, 0), SLICE(""));
}
END_TEST

START_TEST(merges_no_two_findings)
{
    AUTO(found_release) struct found found = {.history = history_new()};
    FINDING(1, "a/1", "r", .refs = "jira:A-1 github:x/y#1");
    FINDING(1, "a/1", "q", .refs = "jira:A-1 github:x/y#2");
    STEP(2, STAGE_TICKETED, .refs = "jira:A-1");
    STEP(2, STAGE_DEVELOPED, .refs = "github:x/y#1");
    STEP(2, STAGE_DEVELOPED, .refs = "github:x/y#2");
    find(&found);
    ck_assert_slice_eq(keys_of(&found, 2), SLICE("alpha/r alpha/q"));
    ck_assert_slice_eq(keys_of(&found, 3), SLICE("alpha/r"));
    ck_assert_slice_eq(keys_of(&found, 4), SLICE("alpha/q"));
}
END_TEST

/* A release names many changes: it is a step of each, and leads from none to another, nor back to tickets. */
START_TEST(a_release_is_a_step_of_each_of_its_changes)
{
    AUTO(found_release) struct found found = {.history = history_new()};
    FINDING(1, "a/1", "r", .refs = "github:x/y#1");
    FINDING(1, "b/1", "q", .refs = "github:x/y#2");
    STEP(2, STAGE_DEPLOYED, .refs = "github:x/y#1 github:x/y#2 github:x/y#3 jira:A-1 run:9");
    STEP(3, STAGE_REVIEWED, .refs = "github:x/y#1");
    STEP(3, STAGE_ASSIGNED, .refs = "jira:A-1");
    STEP(4, STAGE_FAILED, .refs = "run:9");
    find(&found);
    ck_assert_slice_eq(keys_of(&found, 2), SLICE("alpha/r beta/q"));
    ck_assert_slice_eq(keys_of(&found, 3), SLICE("alpha/r"));
    ck_assert_slice_eq(keys_of(&found, 4), SLICE(""));
    ck_assert_slice_eq(keys_of(&found, 5), SLICE("alpha/r beta/q"));
}
END_TEST

START_TEST(what_a_step_names_itself_must_fit)
{
    AUTO(found_release) struct found found = {.history = history_new()};
    FINDING(1, "a/1", "r", .refs = "jira:A-1");
    FINDING(1, "b/1", "r", .refs = "jira:A-1");
    FINDING(1, "a/1", "q", .refs = "jira:A-1");
    STEP(2, STAGE_DEPLOYED, .refs = "jira:A-1", .resource = "r");
    STEP(2, STAGE_DEPLOYED, .refs = "jira:A-1", .check = "a/2");
    STEP(2, STAGE_DEPLOYED, .refs = "jira:A-1", .resource = "elsewhere");
    find(&found);
    ck_assert_slice_eq(keys_of(&found, 3), SLICE("alpha/r beta/r"));
    ck_assert_slice_eq(keys_of(&found, 4), SLICE("alpha/r alpha/q"));
    ck_assert_slice_eq(keys_of(&found, 5), SLICE(""));
}
END_TEST

START_TEST(what_was_not_permitted_links_nothing)
{
    AUTO(found_release) struct found found = {.history = history_new()};
    SOURCE(&found.history, .received_ms = 1, .has_may = true, .may = 1U << MAY_DETECT);
    FINDING(2, "a/1", "r", .refs = "jira:A-1");
    STEP(3, STAGE_DEPLOYED, .refs = "jira:A-1 run:9");
    STEP(3, STAGE_DEVELOPED, .refs = "run:9");
    STEP(11 * DAY, STAGE_DEVELOPED, .refs = "jira:A-1 run:8", .source = "t");
    found.history.received_ms = 0;
    struct err err;
    found.policy = history_policy(&found.history);
    found.reading =
        (struct reading){found.history.facts, &found.policy, &found.effective, (struct period){0, 10 * DAY}};
    ck_assert_int_eq(
        effective_compute(found.history.facts, found.reading.period, found.history.arena, &found.effective, &err), 0);
    found.threads = threads_find(&found.reading);
    for (uint32_t event = 1; event <= 3; event++)
        ck_assert_slice_eq(keys_of(&found, event), SLICE(""));
}
END_TEST

/* Self references, doubled ones and circles end where they began. */
START_TEST(circles_end)
{
    AUTO(found_release) struct found found = {.history = history_new()};
    FINDING(1, "a/1", "r", .uid = "f", .refs = "finding:f FINDING:f jira:A-1");
    STEP(2, STAGE_TICKETED, .refs = "jira:A-1 JIRA:a-1 finding:f github:x/y#1");
    STEP(3, STAGE_DEVELOPED, .refs = "github:x/y#1 finding:f jira:A-1", .uid = "f");
    find(&found);
    ck_assert_uint_eq(found.history.facts->events[0].ref_count, 2);
    ck_assert_uint_eq(found.history.facts->events[1].ref_count, 3);
    ck_assert_slice_eq(keys_of(&found, 1), SLICE("alpha/r"));
    ck_assert_slice_eq(keys_of(&found, 2), SLICE("alpha/r"));
}
END_TEST

/* The most references that a record holds, and the uid of its finding besides. */
START_TEST(takes_as_many_references_as_a_record)
{
    AUTO(found_release) struct found found = {.history = history_new()};
    struct slice refs = SLICE("");
    for (int i = 1; i <= LIMIT_REF_COUNT; i++)
        refs = arena_format(found.history.arena, "%.*s%sjira:A-%d", SLICE_ARG(refs), i == 1 ? "" : " ", i);
    FINDING(1, "a/1", "r", .refs = "jira:A-64");
    STEP(2, STAGE_TICKETED, .refs = (const char *)refs.p, .uid = "f");
    FINDING(3, "a/1", "q", .uid = "f");
    find(&found);
    ck_assert_uint_eq(found.history.facts->events[1].ref_count, 65);
    ck_assert_slice_eq(keys_of(&found, 1), SLICE("alpha/r alpha/q"));
}
END_TEST

static void
tell_findings(struct history *history, int count, const char *refs)
{
    for (int i = 0; i < count; i++)
        EVENT(history, .received_ms = 1, .check = "a/1", .refs = refs, .stage = STAGE_DETECTED,
              .resource = (const char *)arena_format(history->arena, "r%d", i).p);
}

START_TEST(a_reference_of_too_many_findings_is_broad)
{
    for (int extra = 0; extra <= 1; extra++) {
        AUTO(found_release) struct found found = {.history = history_new()};
        tell_findings(&found.history, THREAD_KEYS_MAX + extra, "jira:A-1");
        const uint32_t step = (uint32_t)STEP(2, STAGE_TICKETED, .refs = "jira:A-1 github:x/y#1");
        STEP(2, STAGE_DEVELOPED, .refs = "github:x/y#1");
        STEP(3, STAGE_REVIEWED, .refs = "github:x/y#1 finding:f");
        find(&found);
        const struct thread_member *members;
        const size_t expected = extra == 0 ? THREAD_KEYS_MAX : 0;
        for (uint32_t event = step; event < step + 3; event++)
            ck_assert_uint_eq(threads_of(&found.threads, &found.reading, event, &members), expected);
        ck_assert_int_eq(found.threads.broad[intern_find(found.history.facts->ref_names, SLICE("jira:A-1"))], extra);
    }
}
END_TEST

START_TEST(one_reference_of_very_many_events_stays_fast)
{
    enum { MANY = 100000 };
    AUTO(found_release) struct found found = {.history = history_new()};
    tell_findings(&found.history, THREAD_KEYS_MAX, "jira:A-1");
    tell_findings(&found.history, MANY / 2, "jira:A-2");
    for (int i = 0; i < MANY / 2; i++)
        STEP(2, STAGE_DEVELOPED, .refs = "jira:A-1 jira:A-2 github:x/y#1");
    const clock_t began = clock();
    find(&found);
    ck_assert_int_lt((clock() - began) / CLOCKS_PER_SEC, 10);
    ck_assert_uint_eq(found.threads.members_count, 2 * THREAD_KEYS_MAX);
    const struct thread_member *members;
    ck_assert_uint_eq(threads_of(&found.threads, &found.reading, THREAD_KEYS_MAX + MANY - 1, &members),
                      THREAD_KEYS_MAX);
}
END_TEST

/* The oracle: is there a way from an event of the key, by references that are not broad, to the step? In rounds
 * until nothing can change; of three keys, so that nothing is broad. */
enum { EVENTS_MAX = 24, NAMES = 8 };

static const char *const names[NAMES] = {"finding:f",    "incident:1",   "jira:A-1",   "jira:A-2",
                                         "github:x/y#1", "github:x/y#2", ("git:" SHA), "run:1"};
static const int rank_of_name[NAMES] = {0, 1, 2, 2, 3, 3, 4, 5};

struct oracle_event {
    int resource; /* -1: a step */
    bool holds[NAMES];
};

static bool
oracle_leads(const struct oracle_event *event, int from, int to)
{
    for (int name = 0; name < NAMES; name++)
        if (name != to && event->holds[name] && rank_of_name[name] == rank_of_name[to])
            return false;
    return event->resource < 0 && event->holds[from] && event->holds[to] && rank_of_name[to] > rank_of_name[from];
}

static void
oracle_thread(const struct oracle_event *events, int count, int resource, bool in_thread[NAMES])
{
    for (int name = 0; name < NAMES; name++)
        for (int i = 0; i < count; i++)
            in_thread[name] |= events[i].resource == resource && events[i].holds[name];
    for (int round = 0; round < NAMES; round++)
        for (int i = 0; i < count; i++)
            for (int from = 0; from < NAMES; from++)
                for (int to = 0; to < NAMES; to++)
                    in_thread[to] |= in_thread[from] && oracle_leads(&events[i], from, to);
}

static struct slice
oracle_keys(struct found *found, const struct oracle_event *events, int count, int step)
{
    static const char *const resources[] = {"r", "q", "p"};
    struct slice text = SLICE("");
    /* In the order of first sight, which is that of the numbers. */
    for (uint32_t seen = 0; seen < intern_count(found->history.facts->resources); seen++)
        for (int resource = 0; resource < 3; resource++) {
            bool in_thread[NAMES] = {false};
            bool linked = false;
            if (!slice_equal(intern_text(found->history.facts->resources, seen), slice_of(resources[resource])))
                continue;
            oracle_thread(events, count, resource, in_thread);
            for (int name = 0; name < NAMES; name++)
                linked |= in_thread[name] && events[step].holds[name];
            if (linked)
                text = arena_format(found->history.arena, "%.*s%salpha/%s", SLICE_ARG(text), text.n == 0 ? "" : " ",
                                    resources[resource]);
        }
    return text;
}

START_TEST(random_references_agree_with_a_naive_reading)
{
    static const char *const resources[] = {"r", "q", "p"};
    size_t linked = 0;
    for (int round = 0; round < 500; round++) {
        AUTO(found_release) struct found found = {.history = history_new()};
        struct oracle_event events[EVENTS_MAX] = {0};
        const int count = 1 + (int)unit_random_below(EVENTS_MAX);
        for (int i = 0; i < count; i++) {
            struct slice refs = SLICE("");
            events[i].resource = (int)unit_random_below(6) - 3;
            events[i].resource = events[i].resource < 0 ? -1 : events[i].resource;
            for (int n = (int)unit_random_below(4); n > 0; n--) {
                const int name = (int)unit_random_below(NAMES);
                events[i].holds[name] = true;
                refs =
                    arena_format(found.history.arena, "%.*s%s%s", SLICE_ARG(refs), refs.n == 0 ? "" : " ", names[name]);
            }
            const bool is_step = events[i].resource < 0;
            EVENT(&found.history, .received_ms = 1, .refs = (const char *)refs.p,
                  .stage = is_step ? STAGE_DEVELOPED : STAGE_DETECTED, .check = is_step ? NULL : "a/1",
                  .resource = is_step ? NULL : resources[events[i].resource]);
        }
        find(&found);
        for (int i = 0; i < count; i++) {
            if (events[i].resource >= 0)
                continue;
            const struct slice expected = oracle_keys(&found, events, count, i);
            ck_assert_slice_eq(keys_of(&found, (uint32_t)i), expected);
            linked += expected.n > 0;
        }
    }
    ck_assert_uint_gt(linked, 250);
}
END_TEST

int
main(void)
{
    return UNIT_MAIN("thread", follows_a_remediation_through_its_systems, merges_no_two_findings,
                     a_release_is_a_step_of_each_of_its_changes, what_a_step_names_itself_must_fit,
                     what_was_not_permitted_links_nothing, circles_end, takes_as_many_references_as_a_record,
                     a_reference_of_too_many_findings_is_broad, one_reference_of_very_many_events_stays_fast,
                     random_references_agree_with_a_naive_reading);
}
