#include "ledger/identity.h"

#include "base/arena.h"
#include "unit.h"

/* HMAC-SHA256 of "what do ya want for nothing?" under "Jefe": RFC 4231, test case 2. */
#define RFC4231_CASE_2 "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"

START_TEST(hashes_the_bytes_under_the_key)
{
    AUTO(arena_drop) struct arena *arena = arena_new();
    struct shaped events[2] = {{.personal = 0}};
    struct shaping one = {events, 1};
    struct shaping two = {events, 2};
    struct ledger_delivery delivery = {.bytes = SLICE("what do ya want for nothing?")};
    ck_assert_slice_eq(identity_of_bytes(SLICE("Jefe"), &delivery, 0, arena), SLICE("hmac:" RFC4231_CASE_2));
    delivery.shaping = &one;
    ck_assert_slice_eq(identity_of_bytes(SLICE("Jefe"), &delivery, 0, arena), SLICE("hmac:" RFC4231_CASE_2));
    delivery.shaping = &two;
    ck_assert_slice_eq(identity_of_bytes(SLICE("Jefe"), &delivery, 1, arena), SLICE("hmac:" RFC4231_CASE_2 "#1"));
    ck_assert_slice_eq(identity_fallback(SLICE("Jefe"), &delivery, 1, arena), SLICE("hmac:" RFC4231_CASE_2 "#1"));
    delivery.id = SLICE("d");
    ck_assert_slice_eq(identity_fallback(SLICE("Jefe"), &delivery, 1, arena), SLICE("d#1"));
}
END_TEST

/* The digest of a too large payload, sent as a payload, must not get the large one's id. */
START_TEST(no_payload_has_the_id_of_an_oversize_one)
{
    AUTO(arena_drop) struct arena *arena = arena_new();
    static struct ledger_oversize oversize;
    ledger_oversize_init(&oversize);
    ledger_oversize_add(&oversize, SLICE("large"));
    ledger_oversize_finish(&oversize);
    const struct ledger_delivery large = {.oversize = &oversize};
    const struct ledger_delivery small = {.bytes = {oversize.plain.b, SHA256_BYTES}};
    const struct slice id = identity_of_bytes(SLICE("Jefe"), &large, 0, arena);
    ck_assert_uint_eq(id.n, 5 + 2 * SHA256_BYTES);
    ck_assert(!slice_equal(id, identity_of_bytes(SLICE("Jefe"), &small, 0, arena)));
}
END_TEST

int
main(void)
{
    return UNIT_MAIN("identity", hashes_the_bytes_under_the_key, no_payload_has_the_id_of_an_oversize_one);
}
