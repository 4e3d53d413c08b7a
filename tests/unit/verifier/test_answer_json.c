/* test_answer_json.c - answers as canonical JSON, to the letter. */
#include "answers.h"
#include "unit.h"

static struct buf text;

static const char *
tell(const struct answer *answer)
{
    struct arena *arena AUTO(arena_drop) = arena_new();
    struct err err = {{0}};
    buf_release(&text);
    buf_init(&text, 1 << 16);
    ck_assert_msg(answer_json(answer, arena, &text, &err) == 0, "%s", err.text);
    buf_byte(&text, '\0');
    return (const char *)text.p;
}

START_TEST(a_good_bundle)
{
    const struct answer answer = answer_good();
    ck_assert_str_eq(
        tell(&answer),
        "{\"anchored\":false,\"blocks\":[],\"chosen_by_hand\":0,\"entries\":1284310,\"file\":\"q1.zip\",\"findings\":0,"
        "\"fingerprint\":\"SHA256:abc\",\"gaps\":2,\"hash_only\":[],\"kept\":0,\"names_withheld\":0,"
        "\"origin\":\"ledger.example/prod\",\"payloads\":1201554,"
        "\"period\":{\"from\":\"2026-01-01T00:00:00.000Z\",\"to\":\"2026-04-01T00:00:00.000Z\"},\"program\":\"0.1.0\","
        "\"reasons\":[\"draft: not closed\",\"gaps: two\"],\"recomputed\":27,\"rendered\":6,"
        "\"root\":\"9f3a41000000000000000000000000000000000000000000000000000000c1d7\",\"simulated\":false,"
        "\"status\":\"DRAFT\",\"steps\":[{\"findings\":[],\"state\":\"passed\",\"step\":\"signature\"},"
        "{\"findings\":[],\"state\":\"passed\",\"step\":\"entries\"},{\"findings\":[],\"state\":\"passed\","
        "\"step\":\"payloads\"},{\"findings\":[],\"state\":\"passed\",\"step\":\"figures\"}],\"trusted_by\":\"key\","
        "\"unprovable_rejects\":0,\"verdict\":\"VERIFIED\",\"withheld\":82756}\n");
}
END_TEST

START_TEST(a_changed_block)
{
    struct answer answer = answer_failed();
    static const struct slice hash_only[] = {SLICE_INIT("report.pdf")};
    answer.result.hash_only = hash_only;
    answer.result.hash_only_count = 1;
    answer.result.kept = 2;
    answer.result.basis = VERIFY_BASIS_ALLOWED_SIGNERS;
    const char *told = tell(&answer);
    static const char *const parts[] = {
        "\"verdict\":\"FAILED\"",
        "\"anchored\":true",
        "\"hash_only\":[\"report.pdf\"]",
        "\"trusted_by\":\"allowed-signers\"",
        ("\"blocks\":[{\"count\":256,\"first\":48128,\"sources\":[{\"criteria\":\"CC8.1\","
         "\"from\":\"2026-02-20T11:58:01.000Z\",\"source\":\"github\",\"to\":\"2026-02-20T12:40:13.000Z\"},"),
        "{\"code\":\"digest\",\"could_not_check\":false,\"file\":\"ledger/entries/0000.ndjson\",\"text\":\"ledger/",
        "{\"code\":\"block\",\"could_not_check\":false,\"text\":\"a record in 48,128..48,383 was changed",
        "\"state\":\"not reached\",\"step\":\"payloads\"",
    };
    for (size_t i = 0; i < COUNT_OF(parts); i++)
        ck_assert_msg(strstr(told, parts[i]) != NULL, "%s in %s", parts[i], told);
}
END_TEST

START_TEST(where_a_finding_is)
{
    static const struct answer_finding finding = {
        {.step = VERIFY_PAYLOADS,
         .code = VERIFY_CODE_PAYLOAD,
         .place = {.member = SLICE_INIT("payloads/0000.ndjson"), .line = 5, .column = 3, .index = 6}},
        SLICE_INIT("x")};
    struct answer answer = answer_failed();
    answer.findings = &finding;
    answer.finding_count = 1;
    answer.result.basis = VERIFY_BASIS_NONE;
    answer.result.has_signature = false;
    const char *told = tell(&answer);
    ck_assert_ptr_nonnull(strstr(told, "{\"code\":\"payload\",\"column\":3,\"could_not_check\":false,\"entry\":6,"
                                       "\"file\":\"payloads/0000.ndjson\",\"line\":5,\"text\":\"x\"}"));
    ck_assert_ptr_nonnull(strstr(told, "\"trusted_by\":\"none\""));
    ck_assert_ptr_null(strstr(told, "fingerprint"));
}
END_TEST

START_TEST(what_could_not_be_read)
{
    struct answer answer = {.file = "n\xff.zip"};
    snprintf(answer.error.text, sizeof(answer.error.text), "No such file or directory");
    ck_assert_str_eq(tell(&answer), "{\"error\":\"No such file or directory\",\"file\":\"n\xef\xbf\xbd.zip\","
                                    "\"verdict\":\"COULD NOT CHECK\"}\n");
}
END_TEST

int
main(void)
{
    return UNIT_MAIN("answer_json", a_good_bundle, a_changed_block, where_a_finding_is, what_could_not_be_read);
}
