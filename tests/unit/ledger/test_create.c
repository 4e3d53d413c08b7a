#include "ledger/attach.h"

#include "fixture.h"
#include "store/memory.h"
#include "unit.h"

START_TEST(origins_have_few_characters)
{
    AUTO(arena_drop) struct arena *arena = arena_new();
    char *long_name = arena_alloc(arena, LIMIT_ORIGIN_BYTES + 2);
    memset(long_name, 'x', LIMIT_ORIGIN_BYTES + 1);
    static const struct {
        const char *origin;
        bool simulated;
        const char *want; /* NULL: refused */
        const char *text;
    } cases[] = {
        {"ledger.acme.example/prod", false, "ledger.acme.example/prod", ""},
        {"a", true, "a/SIMULATED", ""},
        {"", false, NULL, "an origin has 1 to 245 characters, not 0"},
        {"a/SIMULATED", false, NULL, "origin 'a/SIMULATED' has other characters than [a-z0-9./-]"},
        {"a+b", false, NULL, "origin 'a+b' has other characters than [a-z0-9./-]"},
        {"a b", true, NULL, "origin 'a b' has other characters than [a-z0-9./-]"},
        {"a\n", false, NULL, "origin 'a?' has other characters than [a-z0-9./-]"},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        const struct ledger_options options = {.origin = slice_of(cases[i].origin), .simulated = cases[i].simulated};
        struct slice origin = {0};
        struct err err = {""};
        const int code = ledger_origin(&options, arena, &origin, &err);
        ck_assert_int_eq(code, cases[i].want == NULL ? ERR_USAGE : 0);
        ck_assert_str_eq(err.text, cases[i].text);
        if (cases[i].want != NULL)
            ck_assert_slice_eq(origin, slice_of(cases[i].want));
    }
    struct slice origin;
    struct err err;
    ck_assert_int_eq(ledger_origin(&(struct ledger_options){.origin = slice_of(long_name)}, arena, &origin, &err),
                     ERR_USAGE);
    ck_assert_str_eq(err.text, "an origin has 1 to 245 characters, not 246");
}
END_TEST

START_TEST(the_first_entry_says_what_the_ledger_is)
{
    for (int simulated = 0; simulated < 2; simulated++) {
        AUTO(fixture_release) struct fixture fixture;
        fixture_init(&fixture, simulated == 1);
        const struct record record = fixture_record(&fixture, 0);
        const struct ledger_info info = ledger_info(fixture.ledger);
        const struct slice origin = simulated == 1 ? SLICE("ledger.test/unit/SIMULATED") : SLICE("ledger.test/unit");
        ck_assert_int_eq(record.kind, RECORD_LEDGER);
        ck_assert_slice_eq(record.source, SLICE("ledger"));
        ck_assert_slice_eq(record.body.ledger.origin, origin);
        ck_assert_slice_eq(record.body.ledger.vkey, info.vkey);
        ck_assert_int_eq(record.body.ledger.simulated, simulated);
        ck_assert_uint_eq(record.body.ledger.format, RECORD_FORMAT_VERSION);
        ck_assert_uint_eq(record.body.ledger.statistics, RECORD_STATISTICS_VERSION);
        ck_assert_int_eq(record.received_ms, simulated == 1 ? 0 : fixture.now_ms);
        struct slice key;
        ck_assert_int_eq(store_meta(fixture.inner, SLICE("id_key"), fixture.arena, &key, NULL), 0);
        ck_assert_uint_eq(key.n, 32);
        fixture_check_clean(&fixture);
    }
}
END_TEST

START_TEST(there_is_a_whole_ledger_or_none)
{
    AUTO(store_drop) struct store *inner = store_memory_new();
    AUTO(signing_key_drop) struct signing_key *key = signing_key_generate();
    const struct ledger_options options = {.origin = SLICE("a")};
    struct faulty faulty = {.fail_at = 1};
    AUTO(store_drop) struct store *store = store_faulty_new(inner, &faulty);
    struct err err;
    ck_assert_int_eq(ledger_begin(store, key, &options, &err), ERR_IO);
    AUTO(arena_drop) struct arena *arena = arena_new();
    struct slice value;
    ck_assert_int_eq(store_meta(inner, SLICE("origin"), arena, &value, NULL), ERR_NOT_FOUND);
    ck_assert_int_eq(ledger_begin(store, key, &options, &err), 0);
    ck_assert_int_eq(ledger_begin(store, key, &options, &err), ERR_CONFLICT);
    ck_assert_str_eq(err.text, "append a batch: the store has 1 entries, not 0");
}
END_TEST

int
main(void)
{
    return UNIT_MAIN("create", origins_have_few_characters, the_first_entry_says_what_the_ledger_is,
                     there_is_a_whole_ledger_or_none);
}
