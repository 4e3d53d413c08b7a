#include "ledger/persons.h"

#include "fixture.h"
#include "unit.h"

#include "base/limits.h"

static struct slice
ref_of(struct persons *persons, struct slice name)
{
    struct slice ref;
    struct err err;
    ck_assert_msg(persons_ref(persons, name, &ref, &err) == 0, "%s", err.text);
    return ref;
}

START_TEST(one_reference_a_name)
{
    AUTO(fixture_release) struct fixture fixture;
    fixture_init(&fixture, false);
    struct persons *persons = NULL;
    ck_assert_int_eq(persons_load(fixture.inner, &persons, NULL), 0);
    const struct slice ada = ref_of(persons, SLICE("Ada"));
    ck_assert(person_is_ref(ada));
    ck_assert_slice_eq(ref_of(persons, SLICE("Ada")), ada);
    ck_assert(!slice_equal(ref_of(persons, SLICE("Bob")), ada));
    /* A name that looks like somebody's reference does not become that somebody. */
    ck_assert(!slice_equal(ref_of(persons, ada), ada));
    ck_assert_uint_eq(persons_added(persons).count, 3);
    char want[PERSON_REF_MAX];
    person_ref(want, &persons_added(persons).persons[0].salt, SLICE("Ada"));
    ck_assert_slice_eq(ada, slice_of(want));
    persons_stored(persons);
    ck_assert_uint_eq(persons_added(persons).count, 0);
    persons_free(persons);
}
END_TEST

START_TEST(refuses_names_that_cannot_be_kept)
{
    AUTO(fixture_release) struct fixture fixture;
    fixture_init(&fixture, false);
    struct persons *persons = NULL;
    struct err err;
    struct slice ref;
    ck_assert_int_eq(persons_load(fixture.inner, &persons, NULL), 0);
    static uint8_t name[LIMIT_UID_BYTES + 1] = {'a'};
    ck_assert_int_eq(persons_ref(persons, (struct slice){name, sizeof(name)}, &ref, &err), ERR_LIMIT);
    ck_assert_str_eq(err.text, "a person's name has 1025 bytes, at most 1024 are allowed");
    ck_assert_int_eq(persons_ref(persons, SLICE("ab\xff"), &ref, &err), ERR_FORMAT);
    ck_assert_str_eq(err.text, "a person's name is not UTF-8 at byte 2");
    persons_free(persons);
}
END_TEST

START_TEST(references_last)
{
    AUTO(fixture_release) struct fixture fixture;
    fixture_init(&fixture, false);
    enum { COUNT = 600 }; /* more than a page */
    struct slice refs[2][COUNT];
    for (int round = 0; round < 2; round++) {
        for (int i = 0; i < COUNT; i++) {
            char id[32];
            snprintf(id, sizeof(id), "%d-%d", round, i);
            struct shaped event = fixture_event(id, "arn:x");
            const struct slice name = arena_format(fixture.arena, "person %d", i);
            event.record.body.event.actor.name = name;
            event.personal = PERSONAL_ACTOR_NAME;
            const struct ledger_delivery delivery = fixture_delivery(&fixture, id, &event, 1);
            const uint64_t index = fixture_add(&fixture, &delivery).items[0].index;
            fixture_commit(&fixture);
            refs[round][i] = fixture_record(&fixture, index).body.event.actor.name;
        }
        ck_assert_ptr_nonnull(fixture_open_again(&fixture, LEDGER_WRITE, NULL));
    }
    for (int i = 0; i < COUNT; i++)
        ck_assert_slice_eq(refs[0][i], refs[1][i]);
    struct store_person_page persons;
    ck_assert_int_eq(ledger_persons(fixture.ledger, fixture.arena, &persons, NULL), 0);
    ck_assert_uint_eq(persons.count, COUNT);
    ck_assert_slice_eq(persons.persons[COUNT - 1].name, SLICE("person 599"));
    fixture_check_clean(&fixture);
}
END_TEST

int
main(void)
{
    return UNIT_MAIN("persons", one_reference_a_name, refuses_names_that_cannot_be_kept, references_last);
}
