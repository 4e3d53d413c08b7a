#include "record/vocabulary.h"

#include "unit.h"

/* Every word of a list reads back as its own value, and has the place in the list that its number says. */
static void
check_list(const struct word_list *list, unsigned expected_count, const char *first, const char *last)
{
    ck_assert_uint_eq(list->count, expected_count);
    ck_assert(slice_is_absent(list->words[0]));
    for (unsigned value = 1; value < list->count; value++) {
        unsigned found = 0;
        ck_assert_int_eq(word_list_find(list, list->words[value], &found, NULL), 0);
        ck_assert_uint_eq(found, value);
        ck_assert_uint_eq(strlen((const char *)list->words[value].p), list->words[value].n);
    }
    ck_assert_slice_eq(list->words[1], slice_of(first));
    ck_assert_slice_eq(list->words[list->count - 1], slice_of(last));
}

START_TEST(lists_hold_their_words)
{
    check_list(&record_kind_list, 10, "ledger", "close");
    check_list(&stage_list, 22, "detected", "deleted");
    check_list(&outcome_list, 3, "pass", "fail");
    check_list(&severity_list, 6, "informational", "critical");
    check_list(&actor_kind_list, 4, "human", "system");
    check_list(&source_action_list, 3, "enrolled", "retired");
    check_list(&heartbeat_basis_list, 5, "polled", "collector");
    check_list(&permission_list, 6, "detect", "waive");
}
END_TEST

START_TEST(steps_are_numbered_as_the_workflow)
{
    ck_assert_int_eq(STAGE_DETECTED, 1);
    ck_assert_int_eq(STAGE_CONTEXTUALIZED, 5);
    ck_assert_int_eq(STAGE_VERIFIED, 11);
    ck_assert_str_eq(stage_name(STAGE_REVIEWED), "reviewed");
    ck_assert_ptr_null(stage_name(STAGE_NONE));
}
END_TEST

START_TEST(words_read_through_their_type)
{
    enum severity severity = SEVERITY_NONE;
    ck_assert_int_eq(severity_from_name(SLICE("high"), &severity, NULL), 0);
    ck_assert_int_eq(severity, SEVERITY_HIGH);
    ck_assert_int_gt(SEVERITY_CRITICAL, SEVERITY_HIGH);
    ck_assert_str_eq(severity_name(severity), "high");
    enum outcome outcome = OUTCOME_PASS;
    ck_assert_int_eq(outcome_from_name(SLICE("failed"), &outcome, NULL), ERR_FORMAT);
    ck_assert_int_eq(outcome, OUTCOME_PASS);
}
END_TEST

START_TEST(unknown_words_are_refused)
{
    struct err err;
    enum stage stage;
    enum record_kind kind;
    ck_assert_int_eq(stage_from_name(SLICE("Detected"), &stage, &err), ERR_FORMAT);
    ck_assert_str_eq(err.text, "stage 'Detected' is not known");
    ck_assert_int_eq(stage_from_name(SLICE(""), &stage, &err), ERR_FORMAT);
    ck_assert_str_eq(err.text, "stage '' is not known");
    ck_assert_int_eq(stage_from_name((struct slice){NULL, 0}, &stage, &err), ERR_FORMAT);
    ck_assert_int_eq(record_kind_from_name(SLICE("waive"), &kind, &err), ERR_VERSION);
    ck_assert_str_eq(err.text, "record kind 'waive' is not known");
    const struct slice long_word = SLICE("0123456789012345678901234567890123456789012345678901234567890123tail");
    ck_assert_int_eq(stage_from_name(long_word, &stage, &err), ERR_FORMAT);
    ck_assert_str_eq(err.text,
                     "stage '0123456789012345678901234567890123456789012345678901234567890123…' is not known");
}
END_TEST

int
main(void)
{
    return UNIT_MAIN("vocabulary", lists_hold_their_words, steps_are_numbered_as_the_workflow,
                     words_read_through_their_type, unknown_words_are_refused);
}
