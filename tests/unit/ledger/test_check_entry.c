#include "ledger/check.h"

#include "tamper.h"
#include "unit.h"

START_TEST(records_must_be_canonical)
{
    tamper_expect("UPDATE entries SET record = CAST(CAST(record AS TEXT) || ' ' AS BLOB) WHERE idx = 5",
                  "entries[5]: bytes after the record at byte 361\n"
                  "entries[5]: leaf hash differs from its record: one of them was changed after it was sealed\n");
}
END_TEST

START_TEST(payloads_must_be_those_of_their_leaves)
{
    tamper_expect("UPDATE payloads SET bytes = x'00' WHERE idx = 5",
                  "payloads[5]: payload is not the one that its leaf names\n");
    tamper_expect("UPDATE payloads SET salt = zeroblob(32) WHERE idx = 8",
                  "payloads[8]: payload is not the one that its leaf names\n"
                  "payloads[9]: payload is not the one that its leaf names\n"
                  "payloads[10]: payload is not the one that its leaf names\n");
    tamper_expect("UPDATE payloads SET type = 'x/y' WHERE idx = 5",
                  "payloads[5]: media type is 'x/y', the record says 'text/plain'\n");
}
END_TEST

START_TEST(missing_and_stray_payloads_are_found)
{
    tamper_expect("DELETE FROM payloads WHERE idx = 8", "payloads[8]: payload 8 is missing\n"
                                                        "payloads[9]: payload 8 is missing\n"
                                                        "payloads[10]: payload 8 is missing\n");
    tamper_expect("INSERT INTO payloads VALUES (2, zeroblob(32), 't', x''), (99, zeroblob(32), 't', x'')",
                  "payloads[2]: it belongs to no entry\n"
                  "payloads[99]: it belongs to no signed entry\n");
    tamper_expect("UPDATE entries SET payload = NULL WHERE idx = 5",
                  "entries[5]: column payload does not agree with the record\n"
                  "payloads[5]: it belongs to no entry\n");
    tamper_expect("UPDATE entries SET payload = 4 WHERE idx = 5",
                  "entries[5]: parts of one payload are not in order\n"
                  "payloads[5]: payload is not the one that its leaf names\n"
                  "payloads[5]: it belongs to no entry\n");
}
END_TEST

START_TEST(names_must_be_those_of_their_references)
{
    tamper_expect("UPDATE persons SET name = 'Bob'",
                  "persons: the reference in row 0 is not that of its salt and name\n");
    tamper_expect("INSERT INTO persons SELECT 1, ref, salt, name FROM persons",
                  "persons: the name in row 1 stands there twice\n");
}
END_TEST

START_TEST(acts_must_be_marked)
{
    tamper_expect("UPDATE entries SET act = 0 WHERE idx = 2",
                  "entries[2]: column act does not agree with the record\n");
}
END_TEST

START_TEST(ids_must_be_unique)
{
    tamper_expect("UPDATE entries SET record = (SELECT record FROM entries WHERE idx = 5) WHERE idx = 6",
                  "payloads[6]: payload is not the one that its leaf names\n"
                  "entries[6]: source and id are those of entry 5 too\n"
                  "entries[6]: leaf hash differs from its record: one of them was changed after it was sealed\n"
                  "batches[6]: key is not that of its source and id\n");
}
END_TEST

START_TEST(time_must_not_go_back)
{
    tamper_expect("UPDATE entries SET record = CAST(replace(CAST(record AS TEXT), '\"received\":\"20', "
                  "'\"received\":\"19') AS BLOB) WHERE idx = 6",
                  "entries[6]: received is before that of the entry before\n"
                  "entries[6]: leaf hash differs from its record: one of them was changed after it was sealed\n");
}
END_TEST

START_TEST(only_the_first_entry_is_the_ledger)
{
    tamper_expect("UPDATE entries SET record = (SELECT record FROM entries WHERE idx = 0) WHERE idx = 1",
                  "entries[1]: only entry 0 is of kind 'ledger'\n"
                  "entries[1]: leaf hash differs from its record: one of them was changed after it was sealed\n");
}
END_TEST

START_TEST(rulesets_must_have_their_files)
{
    tamper_expect("DELETE FROM file_sets", "file_sets[3]: the files of this ruleset are missing\n");
    tamper_expect("UPDATE files SET bytes = x'00'", "file_sets[3]: the files are not those that the record names\n");
}
END_TEST

int
main(void)
{
    return UNIT_MAIN("check_entry", records_must_be_canonical, payloads_must_be_those_of_their_leaves,
                     missing_and_stray_payloads_are_found, names_must_be_those_of_their_references, acts_must_be_marked,
                     ids_must_be_unique, time_must_not_go_back, only_the_first_entry_is_the_ledger,
                     rulesets_must_have_their_files);
}
