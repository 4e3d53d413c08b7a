#include "analytics/verdict.h"

#include "history.h"

START_TEST(reads_every_stage)
{
    static const struct {
        enum stage stage;
        enum verdict without;
        bool decides; /* the outcome does */
        enum permission needs;
    } cases[] = {
        {STAGE_DETECTED, VERDICT_FAIL, true, MAY_DETECT},      {STAGE_REOPENED, VERDICT_FAIL, true, MAY_DETECT},
        {STAGE_VERIFIED, VERDICT_PASS, true, MAY_VERIFY},      {STAGE_EVALUATED, VERDICT_NONE, true, MAY_NONE},
        {STAGE_NONE, VERDICT_NONE, false, MAY_NONE},           {STAGE_NOTIFIED, VERDICT_NONE, false, MAY_NONE},
        {STAGE_TRIAGED, VERDICT_NONE, false, MAY_NONE},        {STAGE_TICKETED, VERDICT_NONE, false, MAY_NONE},
        {STAGE_CONTEXTUALIZED, VERDICT_NONE, false, MAY_NONE}, {STAGE_ASSIGNED, VERDICT_NONE, false, MAY_NONE},
        {STAGE_REPRODUCED, VERDICT_NONE, false, MAY_NONE},     {STAGE_DEVELOPED, VERDICT_NONE, false, MAY_NONE},
        {STAGE_REVIEWED, VERDICT_NONE, false, MAY_NONE},       {STAGE_DEPLOYED, VERDICT_NONE, false, MAY_FIX},
        {STAGE_INTRODUCED, VERDICT_NONE, false, MAY_DETECT},   {STAGE_REMEDIATED, VERDICT_NONE, false, MAY_FIX},
        {STAGE_FAILED, VERDICT_NONE, false, MAY_FIX},          {STAGE_CLOSED, VERDICT_NONE, false, MAY_NONE},
        {STAGE_SUPPRESSED, VERDICT_NONE, false, MAY_NONE},     {STAGE_UNSUPPRESSED, VERDICT_NONE, false, MAY_NONE},
        {STAGE_WAIVED, VERDICT_NONE, false, MAY_WAIVE},        {STAGE_DELETED, VERDICT_NONE, false, MAY_DELETE},
    };
    _Static_assert(COUNT_OF(cases) == stage_count, "every stage");
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        const enum stage stage = cases[i].stage;
        ck_assert_int_eq(verdict_of(stage, OUTCOME_NONE), cases[i].without);
        ck_assert_int_eq(verdict_of(stage, OUTCOME_PASS), cases[i].decides ? VERDICT_PASS : cases[i].without);
        ck_assert_int_eq(verdict_of(stage, OUTCOME_FAIL), cases[i].decides ? VERDICT_FAIL : cases[i].without);
        ck_assert_int_eq(verdict_permission(stage, OUTCOME_NONE), cases[i].needs);
        ck_assert_int_eq(verdict_permission(stage, OUTCOME_PASS), cases[i].decides ? MAY_VERIFY : cases[i].needs);
        ck_assert_int_eq(verdict_permission(stage, OUTCOME_FAIL), cases[i].decides ? MAY_DETECT : cases[i].needs);
    }
}
END_TEST

START_TEST(permits_what_the_source_may)
{
    AUTO(history_release) struct history history = history_new();
    EVENT(&history, .received_ms = 1, .stage = STAGE_DELETED);
    SOURCE(&history, .received_ms = 1, .has_may = true, .may = 1U << MAY_DETECT);
    EVENT(&history, .received_ms = 1, .stage = STAGE_DELETED);
    EVENT(&history, .received_ms = 1, .stage = STAGE_DETECTED);
    EVENT(&history, .received_ms = 1, .stage = STAGE_DETECTED, .outcome = OUTCOME_PASS);
    EVENT(&history, .received_ms = 1, .stage = STAGE_TRIAGED);
    SOURCE(&history, .received_ms = 1, .has_may = true);
    EVENT(&history, .received_ms = 1, .stage = STAGE_DETECTED);
    SOURCE(&history, .received_ms = 1);
    EVENT(&history, .received_ms = 1, .stage = STAGE_WAIVED);
    static const bool want[] = {true, false, true, false, true, false, true};
    for (size_t i = 0; i < COUNT_OF(want); i++)
        ck_assert(verdict_permitted(history.facts, &history.facts->events[i]) == want[i]);
}
END_TEST

int
main(void)
{
    return UNIT_MAIN("verdict", reads_every_stage, permits_what_the_source_may);
}
