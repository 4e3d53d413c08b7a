#include "shape/slot.h"

#include "unit.h"

START_TEST(names_find_their_slot)
{
    static const enum record_kind kinds[] = {RECORD_EVENT, RECORD_HEARTBEAT, RECORD_SOURCE, RECORD_RECONCILIATION};
    for (size_t i = 0; i < SLOT_TOTAL; i++) {
        for (size_t at = 0; at < COUNT_OF(kinds); at++) {
            struct err err;
            enum slot found = SLOT_TOTAL;
            const enum record_kind kind = slot_kind((enum slot)i);
            const int code = slot_find(kinds[at], slice_of(slot_name((enum slot)i)), &found, &err);
            if (kind == RECORD_NONE || kind == kinds[at]) {
                ck_assert_int_eq(code, 0);
                ck_assert_uint_eq(found, i);
            } else {
                ck_assert_int_eq(code, ERR_FORMAT);
            }
        }
    }
}
END_TEST

START_TEST(unknown_names_are_refused)
{
    struct err err;
    enum slot slot;
    ck_assert_int_eq(slot_find(RECORD_EVENT, SLICE("sevrity"), &slot, &err), ERR_FORMAT);
    ck_assert_str_eq(err.text, "unknown field 'sevrity' of kind event");
    ck_assert_int_eq(slot_find(RECORD_HEARTBEAT, SLICE("stage"), &slot, &err), ERR_FORMAT);
    ck_assert_str_eq(err.text, "unknown field 'stage' of kind heartbeat");
}
END_TEST

START_TEST(words)
{
    struct err err;
    unsigned value = 0;
    ck_assert_int_eq(slot_word(SLOT_TYPE_STAGE, SLICE("deployed"), &value, &err), 0);
    ck_assert_uint_eq(value, STAGE_DEPLOYED);
    ck_assert_int_eq(slot_word(SLOT_TYPE_OUTCOME, SLICE("ok"), &value, &err), ERR_FORMAT);
    ck_assert_str_eq(err.text, "expected one of pass, fail");
    ck_assert_uint_eq(value, STAGE_DEPLOYED);
    ck_assert_int_eq(slot_expect_words(SLOT_TYPE_ACTION, &err), ERR_FORMAT);
    ck_assert_str_eq(err.text, "expected one of enrolled, retired");
}
END_TEST

START_TEST(every_type_of_words_has_a_list)
{
    ck_assert_ptr_eq(slot_words(SLOT_TYPE_STAGE), &stage_list);
    ck_assert_ptr_eq(slot_words(SLOT_TYPE_OUTCOME), &outcome_list);
    ck_assert_ptr_eq(slot_words(SLOT_TYPE_SEVERITY), &severity_list);
    ck_assert_ptr_eq(slot_words(SLOT_TYPE_ACTOR_KIND), &actor_kind_list);
    ck_assert_ptr_eq(slot_words(SLOT_TYPE_BASIS), &heartbeat_basis_list);
    ck_assert_ptr_eq(slot_words(SLOT_TYPE_ACTION), &source_action_list);
    ck_assert_ptr_eq(slot_words(SLOT_TYPE_MAY), &permission_list);
    ck_assert_ptr_null(slot_words(SLOT_TYPE_TEXT));
    ck_assert_ptr_null(slot_words(SLOT_TYPE_INSTANT));
}
END_TEST

START_TEST(limits_are_the_records)
{
    ck_assert_uint_eq(slot_bytes_max(SLOT_ID), LIMIT_ID_BYTES);
    ck_assert_uint_eq(slot_bytes_max(SLOT_RESOURCE_UID), LIMIT_UID_BYTES);
    ck_assert_uint_eq(slot_bytes_max(SLOT_TITLE), SIZE_MAX);
    ck_assert_int_eq(slot_type(SLOT_EXPIRES), SLOT_TYPE_INSTANT);
}
END_TEST

int
main(void)
{
    return UNIT_MAIN("shape/slot", names_find_their_slot, unknown_names_are_refused, words,
                     every_type_of_words_has_a_list, limits_are_the_records);
}
