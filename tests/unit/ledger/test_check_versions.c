#include "ledger/checker.h"

#include "ledger/append.h"
#include "store/memory.h"

#include "fixture.h"
#include "tamper.h"
#include "unit.h"

#define UPDATE "UPDATE finding_versions SET versions = "

/* Entries 12 and 13 are versions of finding f, 14 of g, in one batch each; then two of f in one. */
static const char *
folder_with_versions(struct arena *arena)
{
    static const char *const payloads[][2] = {{"f"}, {"f"}, {"g"}, {"f", "f"}};
    const char *dir = tamper_new(arena);
    AUTO(ledger_drop) struct ledger *ledger = NULL;
    ck_assert_int_eq(ledger_open(dir, LEDGER_WRITE, &ledger, NULL), 0);
    size_t number = 12;
    for (size_t i = 0; i < COUNT_OF(payloads); i++) {
        struct shaped events[2];
        struct shaping shaping = {events, payloads[i][1] == NULL ? 1 : 2};
        const struct slice bytes = arena_format(arena, "payload %zu", number);
        for (size_t part = 0; part < shaping.count; part++) {
            events[part] = fixture_event((const char *)arena_format(arena, "v-%zu", number++).p, "arn:x");
            events[part].record.body.event.finding.uid = slice_of(payloads[i][part]);
        }
        const struct ledger_delivery delivery = {.source = SLICE("aws"),
                                                 .auth = SLICE("local"),
                                                 .bytes = bytes,
                                                 .type = SLICE("text/plain"),
                                                 .received_ms = INSTANT_NONE,
                                                 .adapter = {true, {{1}}},
                                                 .shaping = &shaping};
        struct ledger_outcomes outcomes;
        ck_assert_int_eq(ledger_add(ledger, &delivery, arena, &outcomes, NULL), 0);
        ck_assert_int_eq(ledger_commit(ledger, NULL), 0);
    }
    return dir;
}

START_TEST(finds_what_is_not_as_the_records_say)
{
    static const char *const cases[][2] = {
        {"SELECT 1", ""},
        {UPDATE "x'' WHERE first = 13", "finding_versions[13]: it is a version, and not kept as one\n"},
        {UPDATE "(SELECT versions FROM finding_versions WHERE first = 14) WHERE first = 13",
         "finding_versions[13]: it is kept as a version of another finding\n"},
        {UPDATE "(SELECT versions FROM finding_versions WHERE first = 14) WHERE first = 11",
         "finding_versions[11]: it is kept as a version, and is none\n"},
        {UPDATE "CAST(x'00000001' || substr(versions, 5) AS BLOB) WHERE first = 14",
         "finding_versions[15]: it is kept with the versions of entries 14 to 14\n"
         "finding_versions[14]: it is a version, and not kept as one\n"},
        {UPDATE "CAST(substr(versions, 21) || substr(versions, 1, 20) AS BLOB) WHERE first = 15",
         "finding_versions[15]: it is a version, and not kept as one\n"
         "finding_versions[15]: it is kept with the versions of entries 15 to 16\n"},
        {UPDATE "CAST(substr(versions, 1, 20) || versions AS BLOB) WHERE first = 15",
         "finding_versions[15]: it is kept out of order, or twice\n"},
        {UPDATE "x'00' WHERE first = 13", "finding_versions[13]: damaged: the versions at entry 13 have 1 bytes\n"},
        {"DELETE FROM finding_versions WHERE first = 14",
         "finding_versions[14]: nothing tells whether it is a version\n"},
        /* As an older program leaves it: the next batch brings them. */
        {"DELETE FROM finding_versions WHERE first >= 14", ""},
        {"DELETE FROM finding_versions", ""},
        {"DROP TABLE finding_versions; PRAGMA user_version = 1", ""},
        {"DROP TRIGGER finding_versions_no_gap", "ledger.sqlite: trigger finding_versions_no_gap is missing\n"},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        AUTO(arena_drop) struct arena *arena = arena_new();
        const char *dir = folder_with_versions(arena);
        tamper_sql(dir, cases[i][0]);
        const struct slice got = tamper_check(dir, arena);
        ck_assert_msg(slice_equal(got, slice_of(cases[i][1])), "%s\ngot:\n%.*swant:\n%s", cases[i][0], SLICE_ARG(got),
                      cases[i][1]);
    }
}
END_TEST

/* A prior that is put into a record: the leaf tells of the change too. */
START_TEST(finds_a_prior_that_is_not_the_last_version)
{
    static const struct {
        const char *prior;
        const char *want;
    } cases[] = {
        {"13", NULL},
        {"12", "entries[15]: prior is 12, the last version of its finding is entry 13\n"},
        {"14", "entries[15]: prior is 14, the last version of its finding is entry 13\n"},
        {"400", "entries[15]: prior is 400, the last version of its finding is entry 13\n"},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        AUTO(arena_drop) struct arena *arena = arena_new();
        const char *dir = folder_with_versions(arena);
        tamper_sql(dir,
                   (const char *)arena_format(arena,
                                              "UPDATE entries SET record = CAST(replace(CAST(record AS TEXT), "
                                              "'\"received\"', '\"prior\":%s,\"received\"') AS BLOB) WHERE idx = 15",
                                              cases[i].prior)
                       .p);
        const char *leaf =
            "entries[15]: leaf hash differs from its record: one of them was changed after it was sealed\n";
        const struct slice want = arena_format(arena, "%s%s", cases[i].want == NULL ? "" : cases[i].want, leaf);
        ck_assert_slice_eq(tamper_check(dir, arena), want);
    }
}
END_TEST

START_TEST(finds_a_prior_where_there_is_no_version)
{
    AUTO(arena_drop) struct arena *arena = arena_new();
    const char *dir = folder_with_versions(arena);
    tamper_sql(dir, "UPDATE entries SET record = CAST(replace(CAST(record AS TEXT), '\"received\"',"
                    " '\"prior\":1,\"received\"') AS BLOB) WHERE idx = 14");
    ck_assert_slice_eq(tamper_check(dir, arena),
                       SLICE("entries[14]: prior is 1, but no entry before is a version of its finding\n"
                             "entries[14]: leaf hash differs from its record: one of them was changed after it was "
                             "sealed\n"));
}
END_TEST

int
main(void)
{
    return UNIT_MAIN("check_versions", finds_what_is_not_as_the_records_say, finds_a_prior_that_is_not_the_last_version,
                     finds_a_prior_where_there_is_no_version);
}
