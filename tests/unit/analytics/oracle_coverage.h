/* oracle_coverage.h - statistics §8 once more, hour by hour and source by source. */
#ifndef DAYBOOK_TESTS_ANALYTICS_ORACLE_COVERAGE_H
#define DAYBOOK_TESTS_ANALYTICS_ORACLE_COVERAGE_H

#include "oracle.h"

/* The last source record of `source` received by then, or NULL. */
static inline const struct thing *
oracle_enrolment(const struct story *story, int source, int hour)
{
    const struct thing *last = NULL;
    for (int i = 0; i < story->count; i++) {
        const struct thing *thing = &story->things[i];
        if (thing->kind == RECORD_SOURCE && thing->source == source && thing->received <= hour)
            last = thing;
    }
    return last;
}

static inline bool
oracle_in_scope(const struct story *story, int source, int hour)
{
    const struct thing *last = oracle_enrolment(story, source, hour);
    return hour >= story->p0 && hour < story->e && last != NULL && !last->retired;
}

static inline bool
oracle_alive(const struct story *story, int source, int hour)
{
    for (int i = 0; i < story->count; i++) {
        const struct thing *thing = &story->things[i];
        const bool sign =
            thing->kind == RECORD_EVENT || (thing->kind == RECORD_HEARTBEAT && thing->basis != HEARTBEAT_COLLECTOR);
        if (!sign || thing->source != source)
            continue;
        const struct thing *setting = oracle_setting(story, i);
        const int interval = setting == NULL || setting->interval == 0 ? 1 : setting->interval;
        if (thing->received <= hour && hour < thing->received + 2 * interval)
            return true;
    }
    return false;
}

static inline bool
oracle_gap(const struct story *story, int source, int hour)
{
    return oracle_in_scope(story, source, hour) && !oracle_alive(story, source, hour);
}

/* Covered in every hour of [P0, P1). */
static inline bool
oracle_covers_all(const struct story *story, int source)
{
    for (int hour = story->p0; hour < story->p1; hour++) {
        if (!oracle_in_scope(story, source, hour) || !oracle_alive(story, source, hour))
            return false;
    }
    return true;
}

/* Events of the source that occurred in [from, to) and, for a gap, came at `came` or later. */
static inline int
oracle_occurred(const struct story *story, int source, int from, int to, int came)
{
    int count = 0;
    for (int i = 0; i < story->count; i++) {
        const struct thing *thing = &story->things[i];
        count += thing->kind == RECORD_EVENT && thing->source == source && thing->t < story->e &&
                 thing->occurred != NEVER && thing->occurred >= from && thing->occurred < to && thing->received >= came;
    }
    return count;
}

static inline bool
oracle_maps(int check, int criterion)
{
    if (check < 0 || rule_of_check[check] > 1)
        return false;
    return criterion == CRITERION_ONE || (criterion == CRITERION_TWO && rule_of_check[check] == 1);
}

static inline const char *
oracle_criterion(const struct story *story, int criterion, int *out_events)
{
    bool sent = false;
    bool blind = false;
    *out_events = 0;
    for (int i = 0; i < story->count; i++) {
        const struct thing *thing = &story->things[i];
        if (thing->kind != RECORD_EVENT || thing->t >= story->e || !oracle_maps(thing->check, criterion))
            continue;
        sent = true;
        blind |= !oracle_covers_all(story, thing->source);
        *out_events += thing->t >= story->p0 && oracle_permitted(story, i);
    }
    if (criterion == CRITERION_BARE)
        return "not covered";
    return *out_events > 0 ? "recorded" : sent && !blind ? "no occurrence" : "unknown";
}

/* Whether the resource lives in that hour for rule alpha, the one with a ttl, and whether its evaluation is fresh. */
static inline bool
oracle_lives(const struct story *story, int resource, int hour, bool *out_fresh)
{
    int order[THINGS_MAX];
    const int count = oracle_key(story, 0, resource, order);
    bool alive = false;
    *out_fresh = false;
    for (int i = 0; i < count && story->things[order[i]].t <= hour; i++) {
        const struct thing *thing = &story->things[order[i]];
        alive = thing->stage != STAGE_DELETED;
        const bool evaluates = thing->stage == STAGE_EVALUATED || thing->stage == STAGE_VERIFIED ||
                               thing->stage == STAGE_DETECTED || thing->stage == STAGE_REOPENED;
        *out_fresh |= evaluates && hour < thing->t + 10;
    }
    return alive;
}

#endif
