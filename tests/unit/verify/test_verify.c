/* test_verify.c - whole bundles, good and broken: what the verdict is.
 * Covers: run.c, finding.c */
#include "forge.h"
#include "unit.h"

/* How many changed bytes are tried: DAYBOOK_BYTES, where 0 is every byte of the bundle. */
static size_t
byte_count(size_t otherwise)
{
    const char *text = getenv("DAYBOOK_BYTES");
    return text == NULL ? otherwise : strtoul(text, NULL, 10);
}

static struct heard heard;

START_TEST(a_good_bundle_is_verified)
{
    struct forge *forge AUTO(forge_drop) = forge_new(SAMPLE_SMALL);
    forge_verify(forge, forge_pack(forge), &heard);
    ck_assert_msg(heard.result.verdict == VERIFY_VERIFIED, "%s", heard_text(&heard));
    ck_assert_uint_eq(heard.count, 0);
    ck_assert_uint_eq(heard.result.findings, 0);
    for (size_t step = 0; step < verify_step_count; step++)
        ck_assert_int_eq(heard.result.steps[step], VERIFY_PASSED);
    ck_assert_int_eq(heard.result.basis, VERIFY_BASIS_KEY);
    ck_assert_uint_eq(heard.result.entries, forge->count);
    ck_assert_uint_eq(heard.result.payloads, forge->payload_count);
    ck_assert_uint_eq(heard.result.withheld, 0);
    ck_assert_uint_eq(heard.result.names_withheld, 0);
    ck_assert_uint_eq(heard.result.unprovable_rejects, 1);
    ck_assert_uint_eq(heard.result.kept, 0);
    ck_assert_uint_eq(heard.result.hash_only_count, 0);
    ck_assert_uint_gt(heard.result.recomputed, 30);
    ck_assert_uint_ge(heard.result.rendered, 2);
    ck_assert_uint_eq(heard.result.blocks.count, 0);
}
END_TEST

START_TEST(a_larger_bundle_is_verified)
{
    struct forge *forge AUTO(forge_drop) = forge_new(SAMPLE_LARGE);
    forge_verify(forge, forge_pack(forge), &heard);
    ck_assert_msg(heard.result.verdict == VERIFY_VERIFIED, "%s", heard_text(&heard));
    ck_assert_uint_gt(heard.result.entries, 600);
}
END_TEST

/* Payloads and names may be withheld: that is said, and is nothing wrong. */
START_TEST(what_is_withheld_is_counted)
{
    struct forge *forge AUTO(forge_drop) = forge_new(SAMPLE_SMALL);
    forge_withhold(forge, forge_find(forge, "\"f-3\""));
    forge_withhold(forge, forge_find(forge, "not JSON"));
    size_t ann = 0;
    while (!slice_equal(forge->names[ann].name, SLICE("ann@acme.example")))
        ann++;
    forge->names[ann] = forge->names[--forge->name_count];
    forge_verify(forge, forge_pack(forge), &heard);
    ck_assert_msg(heard.result.verdict == VERIFY_VERIFIED, "%s", heard_text(&heard));
    ck_assert_uint_eq(heard.result.withheld, 2);
    ck_assert_uint_eq(heard.result.names_withheld, 1);
    while (forge->payload_count > 0)
        forge_withhold(forge, forge->payloads[0].index);
    forge->name_count = 0;
    forge_verify(forge, forge_pack(forge), &heard);
    ck_assert_msg(heard.result.verdict == VERIFY_VERIFIED, "%s", heard_text(&heard));
    ck_assert_uint_eq(heard.result.payloads, 0);
}
END_TEST

START_TEST(without_a_key_it_is_only_self_consistent)
{
    struct forge *forge AUTO(forge_drop) = forge_new(SAMPLE_SMALL);
    forge_verify_with(forge, forge_pack(forge), &(struct verify_options){0}, &heard);
    ck_assert_int_eq(heard.result.verdict, VERIFY_SELF_CONSISTENT);
    ck_assert_int_eq(heard.result.basis, VERIFY_BASIS_NONE);
    ck_assert_uint_eq(heard.count, 0);
}
END_TEST

/* What is wrong outweighs what could not be looked at, which outweighs the missing key. */
START_TEST(the_worst_of_all_findings_is_the_verdict)
{
    struct forge *forge AUTO(forge_drop) = forge_new(SAMPLE_SMALL);
    static struct forge_zip zip;
    forge_open(forge, forge_pack(forge), &zip);
    zip.manifest.a = 1;
    forge_declare(&zip);
    forge_verify_with(forge, forge_zip(&zip), &(struct verify_options){0}, &heard);
    ck_assert_int_eq(heard.result.verdict, VERIFY_COULD_NOT);
    ck_assert_int_eq(heard.result.steps[VERIFY_SIGNATURE], VERIFY_PASSED);
    ck_assert_int_eq(heard.result.steps[VERIFY_ENTRIES], VERIFY_UNKNOWN);
    ck_assert_int_eq(heard.result.steps[VERIFY_FIGURES], VERIFY_NOT_REACHED);
    ck_assert_str_eq(heard.texts[0],
                     "manifest.json: 'a' is 1: this program reads bundles that begin with the first entry");
    forge_edit_member(&zip, "README.txt", "Evidence", "evidence");
    forge_verify_with(forge, forge_zip(&zip), &(struct verify_options){0}, &heard);
    ck_assert_int_eq(heard.result.verdict, VERIFY_FAILED);
}
END_TEST

/* Findings past the first hundred of a step are counted, not told. */
START_TEST(findings_are_told_up_to_a_limit)
{
    struct forge *forge AUTO(forge_drop) = forge_new(SAMPLE_LARGE);
    for (size_t i = 0; i < forge->payload_count; i++)
        forge->payloads[i].salt.b[0] ^= 1;
    forge_verify(forge, forge_pack(forge), &heard);
    ck_assert_int_eq(heard.result.verdict, VERIFY_FAILED);
    ck_assert_uint_eq(heard.count, VERIFY_FINDINGS_MAX);
    ck_assert_uint_eq(heard.result.findings, forge->payload_count);
}
END_TEST

static void
assert_changed_byte_is_seen(struct forge *forge, uint8_t *bytes, size_t n, size_t at, uint8_t change)
{
    const struct arena_mark mark = arena_mark(forge->arena);
    bytes[at] ^= change;
    forge_verify(forge, (struct slice){bytes, n}, &heard);
    ck_assert_msg(heard.result.verdict == VERIFY_FAILED || heard.result.verdict == VERIFY_COULD_NOT,
                  "byte %zu ^ %u: %s", at, change, heard_text(&heard));
    ck_assert_uint_gt(heard.count, 0);
    bytes[at] ^= change;
    arena_rewind(forge->arena, mark);
}

START_TEST(no_changed_byte_verifies)
{
    struct forge *forge AUTO(forge_drop) = forge_new(SAMPLE_SMALL);
    const struct slice bundle = forge_pack(forge);
    uint8_t *bytes = arena_alloc(forge->arena, bundle.n);
    const size_t count = byte_count(150);
    memcpy(bytes, bundle.p, bundle.n);
    for (size_t i = 0; i < (count == 0 ? bundle.n : count); i++) {
        const size_t at = count == 0 ? i : (size_t)unit_random_below(bundle.n);
        assert_changed_byte_is_seen(forge, bytes, bundle.n, at, (uint8_t)(1 + unit_random_below(255)));
    }
}
END_TEST

/* Headers, directory and the signed manifest: every byte of a stretch that is drawn anew each time. */
START_TEST(no_changed_byte_of_the_end_verifies)
{
    struct forge *forge AUTO(forge_drop) = forge_new(SAMPLE_SMALL);
    const struct slice bundle = forge_pack(forge);
    uint8_t *bytes = arena_alloc(forge->arena, bundle.n);
    const size_t last = 12000; /* more than the directory */
    const size_t from = bundle.n - last + (size_t)unit_random_below(last - 150);
    memcpy(bytes, bundle.p, bundle.n);
    for (size_t at = from; at < from + 150; at++)
        assert_changed_byte_is_seen(forge, bytes, bundle.n, at, (uint8_t)(1 << (at % 8)));
}
END_TEST

START_TEST(no_beginning_verifies)
{
    struct forge *forge AUTO(forge_drop) = forge_new(SAMPLE_SMALL);
    const struct slice bundle = forge_pack(forge);
    for (size_t n = 0; n < 60; n++) {
        forge_verify(forge, slice_sub(bundle, 0, n < 30 ? bundle.n - 1 - n : (size_t)unit_random_below(bundle.n)),
                     &heard);
        ck_assert_int_eq(heard.result.verdict, VERIFY_FAILED);
        ck_assert(heard_has(&heard, VERIFY_SIGNATURE, VERIFY_CODE_ZIP, "zip: "));
    }
}
END_TEST

START_TEST(words_have_names)
{
    ck_assert_str_eq(verify_verdict_name(VERIFY_SELF_CONSISTENT), "SELF-CONSISTENT ONLY");
    ck_assert_str_eq(verify_verdict_name(VERIFY_COULD_NOT), "COULD NOT CHECK");
    ck_assert_str_eq(verify_step_state_name(VERIFY_NOT_REACHED), "not reached");
    ck_assert_str_eq(verify_step_name(VERIFY_FIGURES), "figures");
    ck_assert_str_eq(verify_code_name(VERIFY_CODE_ZIP), "zip");
    ck_assert_str_eq(verify_code_name(VERIFY_CODE_LIMIT), "limit");
}
END_TEST

int
main(void)
{
    return UNIT_MAIN("verify", a_good_bundle_is_verified, a_larger_bundle_is_verified, what_is_withheld_is_counted,
                     without_a_key_it_is_only_self_consistent, the_worst_of_all_findings_is_the_verdict,
                     findings_are_told_up_to_a_limit, no_changed_byte_verifies, no_changed_byte_of_the_end_verifies,
                     no_beginning_verifies, words_have_names);
}
