/* test_identities.c - who has which id, against a plain list. */
#include "verify/identities.h"

#include "base/arena.h"
#include "unit.h"

enum { MANY = 5000 };

static struct slice
number(char *text, size_t size, const char *prefix, unsigned n)
{
    snprintf(text, size, "%s%u", prefix, n);
    return slice_of(text);
}

START_TEST(the_first_entry_with_an_id_is_found)
{
    struct identities *identities AUTO(identities_drop) = identities_new();
    char source[16];
    char id[16];
    struct identity found = {0};
    for (unsigned i = 0; i < MANY; i++) {
        const struct slice s = number(source, sizeof(source), "s", i % 7);
        const struct slice d = number(id, sizeof(id), "", i);
        ck_assert(!identities_find(identities, s, d, &found));
        identities_add(identities, s, d,
                       &(struct identity){.index = i, .has_bytes = i % 2 == 0, .bytes = {{(uint8_t)i}}});
        identities_add(identities, s, d, &(struct identity){.index = i + MANY});
    }
    for (unsigned i = 0; i < MANY; i++) {
        const struct slice d = number(id, sizeof(id), "", i);
        ck_assert(identities_find(identities, number(source, sizeof(source), "s", i % 7), d, &found));
        ck_assert_uint_eq(found.index, i);
        ck_assert_int_eq(found.has_bytes, i % 2 == 0);
        ck_assert_uint_eq(found.bytes.b[0], (uint8_t)i);
        ck_assert(!identities_find(identities, number(source, sizeof(source), "s", (i + 1) % 7), d, &found));
    }
}
END_TEST

/* Where a source ends and an id begins is part of the key. */
START_TEST(a_pair_is_no_joined_text)
{
    struct identities *identities AUTO(identities_drop) = identities_new();
    struct identity found;
    identities_add(identities, SLICE("ab"), SLICE("c"), &(struct identity){.index = 1});
    ck_assert(!identities_find(identities, SLICE("a"), SLICE("bc"), &found));
    ck_assert(!identities_find(identities, SLICE("abc"), SLICE(""), &found));
    ck_assert(identities_find(identities, SLICE("ab"), SLICE("c"), &found));
}
END_TEST

START_TEST(bytes_and_keyed_hashes_belong_together)
{
    struct identities *identities AUTO(identities_drop) = identities_new();
    const struct identity_bytes one = identities_bytes(identities, SLICE("one"));
    const struct identity_bytes two = identities_bytes(identities, SLICE("two"));
    const struct identity_bytes again = identities_bytes(identities, SLICE("one"));
    ck_assert(identity_bytes_equal(&one, &again));
    ck_assert(!identity_bytes_equal(&one, &two));
    ck_assert(slice_is_absent(identities_hmac(identities, &one)));
    ck_assert(identities_bind(identities, &one, SLICE("h1")));
    ck_assert(identities_bind(identities, &one, SLICE("h1")));
    ck_assert(!identities_bind(identities, &one, SLICE("h2")));
    ck_assert(!identities_bind(identities, &two, SLICE("h1")));
    ck_assert(identities_bind(identities, &two, SLICE("h2")));
    ck_assert_slice_eq(identities_hmac(identities, &one), SLICE("h1"));
    ck_assert_slice_eq(identities_hmac(identities, &two), SLICE("h2"));
}
END_TEST

START_TEST(keys_are_drawn_anew)
{
    struct identities *first AUTO(identities_drop) = identities_new();
    struct identities *second AUTO(identities_drop) = identities_new();
    const struct identity_bytes a = identities_bytes(first, SLICE("x"));
    const struct identity_bytes b = identities_bytes(second, SLICE("x"));
    ck_assert(!identity_bytes_equal(&a, &b));
}
END_TEST

int
main(void)
{
    identities_free(NULL);
    return UNIT_MAIN("identities", the_first_entry_with_an_id_is_found, a_pair_is_no_joined_text,
                     bytes_and_keyed_hashes_belong_together, keys_are_drawn_anew);
}
