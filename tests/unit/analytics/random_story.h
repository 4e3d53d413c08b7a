/* random_story.h - small random histories for the oracle, on the grid of hours. */
#ifndef DAYBOOK_TESTS_ANALYTICS_RANDOM_STORY_H
#define DAYBOOK_TESTS_ANALYTICS_RANDOM_STORY_H

#include "oracle.h"

static inline int
below(int bound)
{
    return (int)unit_random_below((uint64_t)bound);
}

static inline bool
once_in(int chances)
{
    return below(chances) == 0;
}

static inline void
random_stage(struct thing *thing)
{
    static const enum stage often[] = {STAGE_DETECTED,   STAGE_DETECTED,   STAGE_VERIFIED, STAGE_VERIFIED,
                                       STAGE_EVALUATED,  STAGE_REMEDIATED, STAGE_WAIVED,   STAGE_DELETED,
                                       STAGE_INTRODUCED, STAGE_CLOSED,     STAGE_REOPENED, STAGE_TRIAGED};
    thing->stage = once_in(8) ? (enum stage)below(stage_count) : often[below((int)COUNT_OF(often))];
    thing->outcome = once_in(4) ? (enum outcome)below(outcome_count) : OUTCOME_NONE;
    if (thing->stage == STAGE_EVALUATED && !once_in(6))
        thing->outcome = once_in(2) ? OUTCOME_PASS : OUTCOME_FAIL;
    thing->severity = once_in(2) ? SEVERITY_NONE : (enum severity)below(severity_count);
}

static inline void
random_event(struct thing *thing, int scale)
{
    random_stage(thing);
    thing->kind = RECORD_EVENT;
    thing->check = once_in(25) ? -1 : once_in(3) ? below(ORACLE_CHECKS) : 0;
    thing->resource = once_in(25) ? -1 : once_in(3);
    thing->actor = below((int)COUNT_OF(actor_names));
    thing->occurred = thing->received;
    if (once_in(3))
        thing->occurred -= below(once_in(2) ? 4 : 3 * scale + 2);
    if (once_in(20))
        thing->occurred = thing->received + 1 + below(3);
    if (once_in(30) || thing->occurred < 1)
        thing->occurred = NEVER;
    thing->approved = !once_in(4);
    thing->expires = once_in(5) ? NEVER : thing->received + below(6 * scale + 4) - 1;
}

static inline void
random_thing(struct story *story, struct thing *thing, int scale)
{
    const int i = story->count;
    thing->source = below(ORACLE_SOURCES);
    if (once_in(12)) {
        thing->kind = RECORD_SOURCE;
        thing->retired = once_in(4);
        thing->may = once_in(2) ? -1 : 2 * below(32);
        thing->interval = once_in(2) ? 0 : 1 + below(scale + 2);
        thing->lag = once_in(2) ? 0 : 1 + below(2 * scale + 2);
    } else if (once_in(30)) {
        thing->kind = RECORD_CLOSE;
        thing->to = once_in(2) ? story->p0 : thing->received - below(3 * scale + 1);
        thing->to = thing->to > thing->received ? thing->received : thing->to;
        thing->from = thing->to - scale;
        for (thing->cut = 0; thing->cut < i && story->things[thing->cut].received < thing->to;)
            thing->cut++;
    } else if (once_in(14)) {
        thing->kind = RECORD_HEARTBEAT;
        thing->basis = (enum heartbeat_basis)(1 + below(heartbeat_basis_count - 1));
    } else if (once_in(25)) {
        thing->kind = RECORD_RECONCILIATION;
        thing->to = thing->received - below(3);
        thing->from = thing->to - below(4 * scale + 2);
        thing->count = below(6);
    } else {
        random_event(thing, scale);
    }
}

static inline void
random_story(struct story *story)
{
    static const int scales[] = {1, 3, 12, 60};
    *story = (struct story){0};
    const int scale = scales[below(COUNT_OF(scales))];
    const int wanted = 3 + below(once_in(10) ? THINGS_MAX - 3 : 24);
    int now = 100 + below(20);
    story->p0 = 100 + below(8 * scale + 20);
    story->p1 = story->p0 + 1 + below(20 * scale + 10);
    for (; story->count < wanted; story->count++) {
        struct thing *thing = &story->things[story->count];
        *thing = (struct thing){.received = now, .check = -1, .resource = -1, .occurred = NEVER, .expires = NEVER};
        random_thing(story, thing, scale);
        now += once_in(3) ? 0 : below(scale + 1);
    }
}

/* Make the story's entries. */
static inline void
story_tell(const struct story *story, struct history *history)
{
    for (int i = 0; i < story->count; i++) {
        const struct thing *thing = &story->things[i];
        const char *source = source_names[thing->source];
        const int64_t received_ms = thing->received * HOUR;
        if (thing->kind == RECORD_SOURCE)
            SOURCE(history, .received_ms = received_ms, .source = source, .retired = thing->retired,
                   .has_may = thing->may >= 0, .may = (unsigned)thing->may, .interval_s = thing->interval * 3600,
                   .lag_s = thing->lag * 3600);
        else if (thing->kind == RECORD_CLOSE)
            history_close(history, received_ms, thing->from * HOUR, thing->to * HOUR, (uint64_t)thing->cut);
        else if (thing->kind == RECORD_HEARTBEAT)
            history_heartbeat(history, source, thing->basis, received_ms);
        else if (thing->kind == RECORD_RECONCILIATION)
            history_reconciliation(
                history, source, received_ms,
                (struct record_reconciliation){thing->from * HOUR, thing->to * HOUR, (uint64_t)thing->count, {0}, {0}});
        else
            EVENT(history, .received_ms = received_ms,
                  .occurred_ms = thing->occurred == NEVER ? INSTANT_NONE : thing->occurred * HOUR, .source = source,
                  .check = thing->check < 0 ? NULL : check_names[thing->check],
                  .resource = thing->resource < 0 ? NULL : resource_names[thing->resource], .stage = thing->stage,
                  .outcome = thing->outcome, .severity = thing->severity, .actor = actor_names[thing->actor],
                  .approver = thing->approved ? "ref:a" : NULL,
                  .expires_ms = thing->expires == NEVER ? INSTANT_NONE : thing->expires * HOUR);
    }
}

#endif
