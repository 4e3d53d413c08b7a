/* test_answer_text.c - answers in words, to the letter. */
#include "answers.h"
#include "unit.h"

static struct buf text;

static const char *
tell(const struct answer *answer)
{
    struct arena *arena AUTO(arena_drop) = arena_new();
    buf_release(&text);
    buf_init(&text, 1 << 16);
    answer_text(answer, arena, &text);
    buf_byte(&text, '\0');
    return (const char *)text.p;
}

#define GOOD_STEPS                                                                                                     \
    "  ✓ signature  ledger.example/prod  SHA256:abc  (given with --key)\n"                                           \
    "  ✓ entries    1,284,310 rehashed, no gap; root 9f3a41…c1d7 is the signed one\n"

START_TEST(a_good_bundle)
{
    const struct answer answer = answer_good();
    ck_assert_str_eq(tell(&answer),
                     "VERIFIED  q1.zip   2026-01-01 .. 2026-04-01   DRAFT, 2 reasons (method of statistics §9; not "
                     "an opinion)\n" GOOD_STEPS "  ! anchored   NOT ANCHORED: the holder of host and key could have "
                     "rewritten all of it, or kept a second ledger\n"
                     "  ✓ payloads   1,201,554 disclosed, equal and read again to the same events; 82,756 withheld\n"
                     "  ✓ figures    27 files recomputed, 6 rendered again, all equal\n"
                     "Not checked: nothing, every file was made again\n"
                     "Not proved: that a source sent every event (2 gaps, completeness/gaps.csv); hmac, token and "
                     "local events could "
                     "be forged on the ledger's host; that 82,756 withheld payloads say what the entries say\n");
}
END_TEST

START_TEST(a_complete_simulated_one_with_everything_to_say)
{
    static const struct slice hash_only[] = {SLICE_INIT("report.pdf"), SLICE_INIT("population.xlsx")};
    struct answer answer = answer_good();
    answer.result.manifest.status = BUNDLE_COMPLETE;
    answer.result.manifest.reason_count = 0;
    answer.result.manifest.simulated = true;
    answer.result.manifest.to_ms += 1000;
    answer.result.basis = VERIFY_BASIS_ALLOWED_SIGNERS;
    answer.result.kept = 1;
    answer.result.names_withheld = 1;
    answer.result.hash_only = hash_only;
    answer.result.hash_only_count = COUNT_OF(hash_only);
    answer.result.gaps = 1;
    answer.result.chosen_by_hand = 3;
    answer.result.unprovable_rejects = 1;
    ck_assert_str_eq(
        tell(&answer),
        "VERIFIED  q1.zip   2026-01-01 .. 2026-04-01T00:00:01.000Z   COMPLETE (method of statistics §9; not an "
        "opinion)   SIMULATED: no evidence of anything real\n"
        "  ✓ signature  ledger.example/prod  SHA256:abc  (given with --allowed-signers)\n"
        "  ✓ entries    1,284,310 rehashed, no gap; root 9f3a41…c1d7 is the signed one\n"
        "  ✓ anchored   extends 1 checkpoint kept earlier; nothing else anchors it\n"
        "  ✓ payloads   1,201,554 disclosed, equal and read again to the same events; 82,756 withheld; 1 name "
        "withheld\n"
        "  ✓ figures    27 files recomputed, 6 rendered again, all equal\n"
        "Not checked: report.pdf, population.xlsx (hashes only)\n"
        "Not proved: that a source sent every event (1 gap, completeness/gaps.csv); hmac, token and local events could "
        "be forged on the ledger's host; that 82,756 withheld payloads say what the entries say; for 3 payloads "
        "somebody chose the source or the adapter when it was taken in; "
        "1 reject is for a place in a delivery, not for what was delivered (completeness/rejects.csv)\n");
}
END_TEST

START_TEST(without_a_key)
{
    struct answer answer = answer_good();
    answer.result.verdict = VERIFY_SELF_CONSISTENT;
    answer.result.basis = VERIFY_BASIS_NONE;
    const char *told = tell(&answer);
    ck_assert_ptr_nonnull(strstr(told, "SELF-CONSISTENT ONLY  q1.zip   2026-01-01 .. 2026-04-01   DRAFT, 2 reasons"));
    ck_assert_ptr_nonnull(strstr(told,
                                 "  ? signature  ledger.example/prod  SHA256:abc  (NOT TRUSTED: no key was given, "
                                 "and whoever made the bundle chose this one)\n"));
    ck_assert_ptr_nonnull(strstr(told, "\nTo know whose it is, take the key from its holder, not from the bundle, and "
                                       "give it with --key.\n"));
}
END_TEST

START_TEST(a_changed_block)
{
    const struct answer answer = answer_failed();
    ck_assert_str_eq(
        tell(&answer),
        "FAILED  q1.zip   2026-01-01 .. 2026-04-01\n"
        "  ✗ signature  ledger/entries/0000.ndjson: the file is not the one that was signed (SHA-256)\n"
        "  ✗ entries    a record in 48,128..48,383 was changed after it was sealed\n"
        "      github  2026-02-20T11:58:01Z .. 12:40:13Z  CC8.1\n"
        "      jira  2026-02-20T11:58:01Z .. 2026-02-21T12:40:13Z\n"
        "               the entries do not have the root that the manifest gives\n"
        "  ✓ every other block of 256 is intact\n"
        "  - payloads   not reached\n"
        "  - figures    not reached\n"
        "Affects: CC8.1, February 2026. Do not rely on these figures. Ask for the bundle again over another "
        "way, with its SHA-256, and keep this file.\n");
}
END_TEST

START_TEST(only_the_first_findings_of_a_step_are_shown)
{
    struct answer answer = answer_failed();
    struct answer_finding findings[13];
    for (size_t i = 0; i < COUNT_OF(findings); i++)
        findings[i] = answer.findings[1];
    answer.findings = findings;
    answer.finding_count = COUNT_OF(findings);
    answer.result.blocks.count = 0;
    const char *told = tell(&answer);
    ck_assert_ptr_nonnull(strstr(told, "               … and 3 more\n"));
    ck_assert_ptr_null(strstr(told, "every other block"));
    ck_assert_ptr_null(strstr(told, "Affects"));
}
END_TEST

START_TEST(what_could_not_be_checked)
{
    static const struct answer_finding finding = {
        {.step = VERIFY_ENTRIES, .code = VERIFY_CODE_VERSION, .could_not = true, .place = {.index = VERIFY_NO_INDEX}},
        SLICE_INIT("record kind 'revelation' is not known")};
    struct answer answer = answer_good();
    answer.result.verdict = VERIFY_COULD_NOT;
    answer.result.steps[VERIFY_ENTRIES] = VERIFY_UNKNOWN;
    answer.result.steps[VERIFY_PAYLOADS] = VERIFY_NOT_REACHED;
    answer.result.steps[VERIFY_FIGURES] = VERIFY_NOT_REACHED;
    answer.findings = &finding;
    answer.finding_count = 1;
    const char *told = tell(&answer);
    ck_assert_ptr_nonnull(strstr(told, "COULD NOT CHECK  q1.zip   2026-01-01"));
    ck_assert_ptr_nonnull(strstr(told, "  ? entries    record kind 'revelation' is not known\n"));
    ck_assert_ptr_nonnull(strstr(told, "\nNothing was found wrong, but this program cannot say that it is right: use a "
                                       "newer daybook.\n"));
    ck_assert_ptr_null(strstr(told, "Not proved"));
}
END_TEST

START_TEST(what_could_not_be_read)
{
    struct answer answer = {.file = "none.zip"};
    snprintf(answer.error.text, sizeof(answer.error.text), "No such file or directory");
    ck_assert_str_eq(tell(&answer), "COULD NOT CHECK  none.zip: No such file or directory\n");
    ck_assert_int_eq(answer_verdict(&answer), VERIFY_COULD_NOT);
}
END_TEST

/* Names and texts cannot play with the terminal. */
START_TEST(hostile_texts_are_shown)
{
    struct answer answer = answer_good();
    answer.file = "q\x1b[2J.zip";
    answer.result.manifest.origin = SLICE("a\xe2\x80\xae"
                                          "b");
    const char *told = tell(&answer);
    ck_assert_ptr_null(strchr(told, '\x1b'));
    ck_assert_ptr_nonnull(strstr(told, "q\\u{1b}[2J.zip"));
    ck_assert_ptr_nonnull(strstr(told, "a\\u{202e}b"));
}
END_TEST

int
main(void)
{
    return UNIT_MAIN("answer_text", a_good_bundle, a_complete_simulated_one_with_everything_to_say, without_a_key,
                     a_changed_block, only_the_first_findings_of_a_step_are_shown, what_could_not_be_checked,
                     what_could_not_be_read, hostile_texts_are_shown);
}
