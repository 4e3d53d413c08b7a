#include "ledger/check.h"

#include "tamper.h"
#include "unit.h"

START_TEST(a_changed_record_is_found_where_it_is)
{
    tamper_expect("UPDATE entries SET record = CAST(replace(CAST(record AS TEXT), 'a-5', 'b-5') AS BLOB) WHERE idx = 5",
                  "entries[5]: leaf hash differs from its record: one of them was changed after it was sealed\n"
                  "batches[5]: key is not that of its source and id\n");
}
END_TEST

START_TEST(a_record_changed_with_its_leaf_breaks_the_signed_root)
{
    /* Bytes 32 (6 - 4) to 32 (7 - 4) of the batch are entry 6's leaf hash; any hash but the right one will do. */
    tamper_expect("UPDATE batches SET leaves = CAST(substr(leaves, 1, 64) || substr(leaves, 1, 32) ||"
                  " substr(leaves, 97) AS BLOB)"
                  " WHERE first = 4",
                  "entries[6]: leaf hash differs from its record: one of them was changed after it was sealed\n"
                  "batches[10]: entries 4 to 10 do not lead to the root that was signed for size 11\n");
}
END_TEST

START_TEST(stored_roots_are_compared_with_the_signed_one)
{
    tamper_expect("UPDATE batches SET roots = zeroblob(length(roots)) WHERE first = 4",
                  "batches[10]: the stored roots of size 11 do not lead to the signed root\n");
}
END_TEST

START_TEST(every_checkpoint_is_verified)
{
    tamper_expect("UPDATE batches SET note = (SELECT note FROM batches WHERE first = 2) WHERE first = 3",
                  "batches[3]: checkpoint of size 4: it is of size 3 and origin 'ledger.test/tamper'\n");
    tamper_expect("UPDATE batches SET note = x'61' WHERE first = 11",
                  "batches[11]: checkpoint of size 12: note has no blank line before its signatures\n");
}
END_TEST

START_TEST(batches_must_follow_each_other)
{
    tamper_expect("UPDATE batches SET first = 2 WHERE first = 3",
                  "batches[3]: the batch that ends at 4 begins at 2, not after the one before it\n"
                  "batches[3]: damaged: the batch of entry 3 has a column of 32 bytes\n"
                  "batches[3]: leaf hash is not stored\n"
                  "batches[3]: key is not stored\n");
}
END_TEST

START_TEST(missing_columns_are_found)
{
    tamper_expect("UPDATE batches SET leaves = substr(leaves, 1, 160) WHERE first = 4",
                  "batches[9]: leaf hash is not stored\n"
                  "batches[10]: leaf hash is not stored\n");
}
END_TEST

START_TEST(entries_past_the_last_checkpoint_are_not_signed)
{
    tamper_expect("DELETE FROM batches WHERE first = 11", "payloads[11]: it belongs to no signed entry\n"
                                                          "entries[11]: it stands in no batch, so nothing signs it\n");
    tamper_expect("INSERT INTO entries SELECT 12, act, NULL, record FROM entries WHERE idx = 1",
                  "entries[12]: it stands in no batch, so nothing signs it\n");
    tamper_expect("DELETE FROM batches WHERE first = 4",
                  "batches[4]: the batch that ends at 12 begins at 11, not after "
                  "the one before it\n"
                  "batches[4]: no batch holds entry 4\n"
                  "batches[4]: leaf hash is not stored\n"
                  "batches[4]: key is not stored\n"
                  "batches[5]: leaf hash is not stored\n"
                  "batches[5]: key is not stored\n"
                  "batches[6]: leaf hash is not stored\n"
                  "batches[6]: key is not stored\n"
                  "batches[7]: leaf hash is not stored\n"
                  "batches[7]: key is not stored\n"
                  "batches[8]: leaf hash is not stored\n"
                  "batches[8]: key is not stored\n"
                  "batches[9]: leaf hash is not stored\n"
                  "batches[9]: key is not stored\n"
                  "batches[10]: leaf hash is not stored\n"
                  "batches[10]: key is not stored\n"
                  "batches[11]: leaf hash is not stored\n"
                  "batches[11]: key is not stored\n");
}
END_TEST

START_TEST(a_missing_end_is_found)
{
    tamper_expect("DELETE FROM entries WHERE idx >= 10; DELETE FROM payloads WHERE idx >= 10",
                  "entries[10]: entries 10 to 11 are missing, though a checkpoint was signed for them\n");
    tamper_expect("DELETE FROM entries WHERE idx = 5 OR idx = 6; DELETE FROM payloads WHERE idx IN (5, 6)",
                  "entries[5]: entries 5 to 6 are missing\n");
}
END_TEST

int
main(void)
{
    return UNIT_MAIN(
        "check_tree", a_changed_record_is_found_where_it_is, a_record_changed_with_its_leaf_breaks_the_signed_root,
        stored_roots_are_compared_with_the_signed_one, every_checkpoint_is_verified, batches_must_follow_each_other,
        missing_columns_are_found, entries_past_the_last_checkpoint_are_not_signed, a_missing_end_is_found);
}
