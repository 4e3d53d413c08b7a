#include "analytics/verdict.h"

static enum verdict
verdict_of_outcome(enum outcome outcome, enum verdict otherwise)
{
    if (outcome == OUTCOME_NONE)
        return otherwise;
    return outcome == OUTCOME_PASS ? VERDICT_PASS : VERDICT_FAIL;
}

enum verdict
verdict_of(enum stage stage, enum outcome outcome)
{
    switch (stage) {
    case STAGE_DETECTED:
    case STAGE_REOPENED:
        return verdict_of_outcome(outcome, VERDICT_FAIL);
    case STAGE_VERIFIED:
        return verdict_of_outcome(outcome, VERDICT_PASS);
    case STAGE_EVALUATED:
        return verdict_of_outcome(outcome, VERDICT_NONE);
    case STAGE_NONE:
    case STAGE_NOTIFIED:
    case STAGE_TRIAGED:
    case STAGE_TICKETED:
    case STAGE_CONTEXTUALIZED:
    case STAGE_ASSIGNED:
    case STAGE_REPRODUCED:
    case STAGE_DEVELOPED:
    case STAGE_REVIEWED:
    case STAGE_DEPLOYED:
    case STAGE_INTRODUCED:
    case STAGE_REMEDIATED:
    case STAGE_FAILED:
    case STAGE_CLOSED:
    case STAGE_SUPPRESSED:
    case STAGE_UNSUPPRESSED:
    case STAGE_WAIVED:
    case STAGE_DELETED:
    case stage_count:
        break;
    }
    return VERDICT_NONE;
}

enum permission
verdict_permission(enum stage stage, enum outcome outcome)
{
    switch (stage) {
    case STAGE_INTRODUCED:
        return MAY_DETECT;
    case STAGE_REMEDIATED:
    case STAGE_DEPLOYED:
    case STAGE_FAILED:
        return MAY_FIX;
    case STAGE_WAIVED:
        return MAY_WAIVE;
    case STAGE_DELETED:
        return MAY_DELETE;
    case STAGE_DETECTED:
    case STAGE_REOPENED:
    case STAGE_EVALUATED:
    case STAGE_VERIFIED:
        break;
    case STAGE_NONE:
    case STAGE_NOTIFIED:
    case STAGE_TRIAGED:
    case STAGE_TICKETED:
    case STAGE_CONTEXTUALIZED:
    case STAGE_ASSIGNED:
    case STAGE_REPRODUCED:
    case STAGE_DEVELOPED:
    case STAGE_REVIEWED:
    case STAGE_CLOSED:
    case STAGE_SUPPRESSED:
    case STAGE_UNSUPPRESSED:
    case stage_count:
        return MAY_NONE;
    }
    const enum verdict verdict = verdict_of(stage, outcome);
    if (verdict == VERDICT_NONE)
        return MAY_NONE;
    return verdict == VERDICT_PASS ? MAY_VERIFY : MAY_DETECT;
}

bool
verdict_permitted(const struct facts *facts, const struct fact_event *event)
{
    const enum permission needed = verdict_permission(event->stage, event->outcome);
    return needed == MAY_NONE || (facts_setting(facts, event->setting).may & 1U << needed) != 0;
}
