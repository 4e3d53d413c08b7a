#include "record/payload.h"

#include "base/encoding.h"

#include "unit.h"

/* Expected values: Python's hashlib over label ‖ bytes 0..31 ‖ text. The first stands in docs/records.md too. */
static struct salt
counting_salt(void)
{
    struct salt salt;
    for (unsigned i = 0; i < SALT_BYTES; i++)
        salt.b[i] = (uint8_t)i;
    return salt;
}

static void
check_digest(struct sha256_digest digest, const char *expected)
{
    char hex[2 * SHA256_BYTES + 1];
    hex_write(hex, digest.b, SHA256_BYTES);
    ck_assert_str_eq(hex, expected);
}

START_TEST(digests_follow_their_definition)
{
    const struct salt salt = counting_salt();
    check_digest(payload_digest(&salt, SLICE("{\"a\":1}")),
                 "33eb6646c7d532d5c1bc6c54cd8bde71304cbe75721adfef383fd353b124c535");
    check_digest(payload_digest(&salt, SLICE("")), "1969d064810340eb6027aaa3c8548ae2ed5056210d853fe4de1ccb228349a2a6");
    check_digest(change_digest(&salt, SLICE("{}")), "fed2960de976f06e2b1c077e67ac00a9254244ea533c927f269369c05b38d0b2");
}
END_TEST

START_TEST(another_salt_is_another_digest)
{
    struct salt salt = counting_salt();
    const struct sha256_digest before = payload_digest(&salt, SLICE("x"));
    salt.b[SALT_BYTES - 1] ^= 1;
    const struct sha256_digest after = payload_digest(&salt, SLICE("x"));
    ck_assert(!sha256_equal(&before, &after));
}
END_TEST

START_TEST(person_refs_hide_the_name)
{
    const struct salt salt = counting_salt();
    char ref[PERSON_REF_MAX];
    person_ref(ref, &salt, SLICE("Ada Lovelace"));
    ck_assert_str_eq(ref, "ref:202b80dcd675c34400570214d6f1411b613c3b57618658fa8487429e6ab2d683");
    ck_assert(person_is_ref(slice_of(ref)));
}
END_TEST

START_TEST(only_whole_refs_are_refs)
{
    ck_assert(!person_is_ref(SLICE("")));
    ck_assert(!person_is_ref((struct slice){NULL, 0}));
    ck_assert(!person_is_ref(SLICE("ref:")));
    ck_assert(!person_is_ref(SLICE("ref:202b80dcd675c34400570214d6f1411b613c3b57618658fa8487429e6ab2d68")));
    ck_assert(!person_is_ref(SLICE("ref:202b80dcd675c34400570214d6f1411b613c3b57618658fa8487429e6ab2d6833")));
    ck_assert(!person_is_ref(SLICE("ref:202B80dcd675c34400570214d6f1411b613c3b57618658fa8487429e6ab2d683")));
    ck_assert(!person_is_ref(SLICE("Ref:202b80dcd675c34400570214d6f1411b613c3b57618658fa8487429e6ab2d683")));
}
END_TEST

int
main(void)
{
    return UNIT_MAIN("payload", digests_follow_their_definition, another_salt_is_another_digest,
                     person_refs_hide_the_name, only_whole_refs_are_refs);
}
