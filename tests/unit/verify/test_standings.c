#include "verify/standings.h"

#include "lie.h"

#include <inttypes.h>

static const struct transition_row rows[] = {
    {.stages = 1U << STAGE_VERIFIED, .gives_stage = STAGE_REOPENED, .gives_outcome = OUTCOME_FAIL},
    {.outcome = OUTCOME_FAIL, .gives_stage = STAGE_VERIFIED, .gives_outcome = OUTCOME_PASS},
};
static const struct transition transition = {rows, COUNT_OF(rows)};

static struct record
random_record(void)
{
    static const struct slice texts[] = {{NULL, 0}, SLICE_INIT("a"), SLICE_INIT("b"), SLICE_INIT("ab")};
    struct record record = {.kind = unit_random_below(6) == 0 ? RECORD_REJECT : RECORD_EVENT,
                            .source = texts[1 + unit_random_below(2)]};
    if (record.kind != RECORD_EVENT)
        return record;
    record.body.event.stage = (enum stage)unit_random_below(stage_count);
    record.body.event.outcome = (enum outcome)unit_random_below(outcome_count);
    record.body.event.finding.uid = texts[unit_random_below(COUNT_OF(texts))];
    record.body.event.resource.uid = texts[unit_random_below(COUNT_OF(texts))];
    return record;
}

/* The last version by a walk back, or NULL. */
static const struct record *
last_of(const struct record *history, size_t count, const struct record *record, uint64_t *out_index)
{
    if (record->kind != RECORD_EVENT || record->body.event.finding.uid.n == 0)
        return NULL;
    for (size_t at = count; at-- > 0;) {
        *out_index = at;
        if (transition_is_version(&history[at]) && transition_is_same_finding(&history[at], record))
            return &history[at];
    }
    return NULL;
}

START_TEST(the_last_version_as_a_walk_back_finds_it)
{
    enum { ENTRIES = 2000 };
    struct record *history = calloc(ENTRIES, sizeof(*history));
    struct standings *standings = standings_new();
    size_t found = 0;
    for (size_t index = 0; index < ENTRIES; index++) {
        struct record record = random_record();
        struct record want = record;
        uint64_t index_want = 0;
        uint64_t index_got = 0;
        const struct record *last = last_of(history, index, &record, &index_want);
        ck_assert_int_eq(standings_last(standings, &record, &index_got), last != NULL);
        if (last != NULL) {
            ck_assert_uint_eq(index_got, index_want);
            transition_apply(&transition, last, index_want, &want);
            found++;
        }
        struct record got = record;
        standings_follow(standings, NULL, &got);
        ck_assert_int_eq(memcmp(&got, &record, sizeof(got)), 0);
        standings_follow(standings, &transition, &got);
        ck_assert_int_eq(memcmp(&got, &want, sizeof(got)), 0);
        history[index] = got;
        standings_apply(standings, &got, index);
    }
    ck_assert_uint_gt(found, ENTRIES / 4);
    standings_free(standings);
    free(history);
}
END_TEST

/* The entry that holds `text`, and what its number is written as. */
static const char *
number_of(struct forge *forge, const char *before, const char *text, int more)
{
    return (const char *)arena_format(forge->arena, "%s%zu", before, forge_find(forge, text) + (size_t)more).p;
}

static void
name_another_version(struct forge *forge)
{
    forge_edit(forge, forge_find(forge, "\"t-c\""), number_of(forge, "\"prior\":", "\"t-b\"", 0),
               number_of(forge, "\"prior\":", "\"t-a\"", 0));
}

static void
name_no_version(struct forge *forge)
{
    forge_edit(forge, forge_find(forge, "\"t-c\""), number_of(forge, "\"prior\":", "\"t-b\",", 0), "\"prior\":0");
}

static void
take_fix_away(struct forge *forge)
{
    const size_t index = forge_find(forge, "\"t-b\"");
    forge_edit(forge, index, number_of(forge, "\"prior\":", "\"t-a\"", 0), "\"prior\":0");
    forge_edit(forge, index, "\"prior\":0,", "");
    forge_edit(forge, index, "\"stage\":\"verified\"", "\"stage\":\"evaluated\"");
}

static void
make_fix_up(struct forge *forge)
{
    struct record record = forge_record(forge, forge_find(forge, "\"f-18\""));
    record.body.event.stage = STAGE_VERIFIED;
    record.body.event.has_prior = true;
    record.body.event.prior = 3;
    forge_put(forge, forge_find(forge, "\"f-18\""), &record);
}

static void
change_stage(struct forge *forge)
{
    forge_edit(forge, forge_find(forge, "\"t-c\""), "\"stage\":\"reopened\"", "\"stage\":\"detected\"");
}

/* What a version was, nobody can read; what followed from it tells. */
static void
change_withheld_version(struct forge *forge)
{
    const size_t index = forge_find(forge, "\"t-a\"");
    forge_withhold(forge, index);
    forge_edit(forge, index + 1, "\"stage\":\"verified\"", "\"stage\":\"evaluated\"");
}

static void
change_withheld_prior(struct forge *forge)
{
    forge_withhold(forge, forge_find(forge, "\"t-c\""));
    name_another_version(forge);
}

static void
name_later_version(struct forge *forge)
{
    forge_withhold(forge, forge_find(forge, "\"t-c\""));
    forge_edit(forge, forge_find(forge, "\"t-c\""), number_of(forge, "\"prior\":", "\"t-b\"", 0), "\"prior\":9000");
}

static void
make_withheld_prior_up(struct forge *forge)
{
    const size_t index = forge_find(forge, "\"t-d\"");
    struct record record = forge_record(forge, index);
    forge_withhold(forge, index - 1);
    record.body.event.has_prior = true;
    record.body.event.prior = index - 1;
    forge_put(forge, index, &record);
}

static const struct lie lies[] = {
    {"prior is another version", name_another_version, VERIFY_CODE_EVENT, "prior"},
    {"prior is no version", name_no_version, VERIFY_CODE_EVENT, "prior"},
    {"a fix is taken away", take_fix_away, VERIFY_CODE_EVENT, "prior"},
    {"a fix is made up", make_fix_up, VERIFY_CODE_EVENT, "prior"},
    {"the stage of a transition is changed", change_stage, VERIFY_CODE_EVENT, "stage"},
    {"a withheld version is changed", change_withheld_version, VERIFY_CODE_EVENT, "'prior' is"},
    {"a withheld prior is another version", change_withheld_prior, VERIFY_CODE_EVENT,
     "the last version of its finding"},
    {"a withheld prior comes later", name_later_version, VERIFY_CODE_EVENT,
     "its prior is 9000, the last version of its finding is entry"},
    {"a withheld prior is made up", make_withheld_prior_up, VERIFY_CODE_EVENT,
     "no entry before it is a version of its finding"},
};

START_TEST(lies_about_versions_are_found)
{
    for (size_t i = 0; i < COUNT_OF(lies); i++) {
        lie_check(&lies[i], SAMPLE_SMALL);
        lie_check(&lies[i], SAMPLE_REAL);
    }
}
END_TEST

/* Payloads and names that are not disclosed leave enough to tell what followed. */
START_TEST(withheld_versions_are_still_versions)
{
    static const char *const ids[] = {"\"t-a\"", "\"t-c\"", "\"t-e\""};
    for (unsigned withheld = 0; withheld < 1U << COUNT_OF(ids); withheld++) {
        static struct heard heard;
        struct forge *forge AUTO(forge_drop) = forge_new(SAMPLE_REAL);
        for (size_t i = 0; i < COUNT_OF(ids); i++)
            if (withheld & 1U << i)
                forge_withhold(forge, forge_find(forge, ids[i]));
        if (withheld % 2 == 1)
            forge->name_count = 0;
        forge_verify(forge, forge_pack(forge), &heard);
        ck_assert_msg(heard.result.verdict == VERIFY_VERIFIED, "%u: %s", withheld, heard_text(&heard));
    }
}
END_TEST

START_TEST(the_sample_has_transitions)
{
    struct forge *forge AUTO(forge_drop) = forge_new(SAMPLE_REAL);
    static const struct {
        const char *id;
        enum stage stage;
        const char *prior;
    } cases[] = {{"\"t-a\"", STAGE_DETECTED, NULL},
                 {"\"t-b\"", STAGE_VERIFIED, "\"t-a\""},
                 {"\"t-c\"", STAGE_REOPENED, "\"t-b\""},
                 {"\"t-d\"", STAGE_DETECTED, NULL},
                 {"\"t-e\"", STAGE_VERIFIED, "\"t-d\""}};
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        const struct record record = forge_record(forge, forge_find(forge, cases[i].id));
        ck_assert_int_eq(record.body.event.stage, cases[i].stage);
        ck_assert_int_eq(record.body.event.has_prior, cases[i].prior != NULL);
        if (cases[i].prior != NULL)
            ck_assert_uint_eq(record.body.event.prior, forge_find(forge, cases[i].prior));
    }
}
END_TEST

int
main(void)
{
    return UNIT_MAIN("verify/standings", the_last_version_as_a_walk_back_finds_it, the_sample_has_transitions,
                     lies_about_versions_are_found, withheld_versions_are_still_versions);
}
