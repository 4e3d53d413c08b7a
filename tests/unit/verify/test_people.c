/* test_people.c - references of names, disclosed and not. */
#include "verify/people.h"

#include "base/limits.h"
#include "unit.h"

#define REF_A "ref:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
#define REF_B "ref:bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb"
#define REF_C "ref:cccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccc"

static struct slice
look_up(struct people *people, const char *name)
{
    struct slice ref;
    struct err err = {{0}};
    ck_assert_msg(people_lookup(people, slice_of(name), &ref, &err) == 0, "%s", err.text);
    return ref;
}

/* An event of this actor, sealed, beside one that is recorded with `recorded`: what the sealed one has after learning.
 */
static struct slice
learn(struct people *people, const char *name, const char *recorded)
{
    struct record sealed = {.kind = RECORD_EVENT};
    struct record other = {.kind = RECORD_EVENT};
    sealed.body.event.actor.name = look_up(people, name);
    other.body.event.actor.name = slice_of(recorded);
    people_learn(people, &sealed, &other);
    return sealed.body.event.actor.name;
}

START_TEST(a_disclosed_name_has_its_reference)
{
    const struct bundle_name names[] = {{SLICE_INIT(REF_A), {{0}}, SLICE_INIT("ann")},
                                        {SLICE_INIT(REF_B), {{0}}, SLICE_INIT("bob")}};
    struct people *people AUTO(people_drop) = people_new(&(struct bundle_name_list){names, COUNT_OF(names)});
    ck_assert_slice_eq(look_up(people, "ann"), SLICE(REF_A));
    ck_assert_slice_eq(look_up(people, "bob"), SLICE(REF_B));
    ck_assert_slice_eq(learn(people, "bob", REF_A), SLICE(REF_B));
    ck_assert_uint_eq(people_learned(people), 0);
}
END_TEST

START_TEST(a_withheld_name_keeps_the_reference_that_it_was_seen_with)
{
    const struct bundle_name names[] = {{SLICE_INIT(REF_A), {{0}}, SLICE_INIT("ann")}};
    struct people *people AUTO(people_drop) = people_new(&(struct bundle_name_list){names, COUNT_OF(names)});
    ck_assert_slice_eq(learn(people, "bob", "bob"), SLICE("bob")); /* a name in the clear is no reference */
    ck_assert_slice_eq(learn(people, "bob", REF_A), SLICE("bob")); /* that of somebody else */
    ck_assert_slice_eq(learn(people, "bob", REF_B), SLICE(REF_B));
    ck_assert_slice_eq(learn(people, "bob", REF_C), SLICE(REF_B)); /* always the same */
    ck_assert_slice_eq(learn(people, "eve", REF_B), SLICE("eve"));
    ck_assert_slice_eq(learn(people, "eve", REF_C), SLICE(REF_C));
    ck_assert_uint_eq(people_learned(people), 2);
}
END_TEST

/* A text that nobody marked as personal stays, although it reads like a name. */
START_TEST(only_what_was_looked_up_is_replaced)
{
    struct people *people AUTO(people_drop) = people_new(&(struct bundle_name_list){NULL, 0});
    struct record sealed = {.kind = RECORD_EVENT};
    struct record other = {.kind = RECORD_EVENT};
    (void)look_up(people, "bob");
    sealed.body.event.resource.owner = SLICE("bob");
    other.body.event.resource.owner = SLICE(REF_A);
    people_learn(people, &sealed, &other);
    ck_assert_slice_eq(sealed.body.event.resource.owner, SLICE("bob"));
    ck_assert_uint_eq(people_learned(people), 0);
}
END_TEST

START_TEST(names_that_no_ledger_takes_are_refused)
{
    struct people *people AUTO(people_drop) = people_new(&(struct bundle_name_list){NULL, 0});
    static char name[LIMIT_UID_BYTES + 2];
    struct slice ref;
    struct err err;
    memset(name, 'n', LIMIT_UID_BYTES + 1);
    ck_assert_int_eq(people_lookup(people, slice_of(name), &ref, &err), ERR_LIMIT);
    ck_assert_str_eq(err.text, "a person's name has 1025 bytes, at most 1024 are allowed");
    ck_assert_int_eq(people_lookup(people, SLICE("a\xff"), &ref, &err), ERR_FORMAT);
    ck_assert_str_eq(err.text, "a person's name is not UTF-8 at byte 1");
}
END_TEST

int
main(void)
{
    people_free(NULL);
    return UNIT_MAIN("people", a_disclosed_name_has_its_reference,
                     a_withheld_name_keeps_the_reference_that_it_was_seen_with, only_what_was_looked_up_is_replaced,
                     names_that_no_ledger_takes_are_refused);
}
