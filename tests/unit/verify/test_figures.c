/* test_figures.c - the fourth step: every file made again. Bundles are changed, declared and signed, so that only
 * making the files again can tell.
 * Covers: comparison.c */
#include "forge.h"
#include "unit.h"

static struct heard heard;
static struct forge_zip zip;

struct change {
    const char *name;
    void (*make)(void);
    enum verify_code code;
    const char *text;
};

static void
drop_window(void)
{
    struct forge_member *member = forge_member(&zip, "population/windows.csv");
    member->bytes.n--;
    while (member->bytes.p[member->bytes.n - 1] != '\n')
        member->bytes.n--;
}

static void
add_column(void)
{
    forge_edit_member(&zip, "population/windows.csv", "last_index\r\n", "last_index,note\r\n");
}

static void
edit_exposure(void)
{
    forge_edit_member(&zip, "stats/exposure.json", "\"gross_s\":", "\"gross_s\":1");
}

static void
edit_coverage(void)
{
    forge_edit_member(&zip, "stats/coverage.json", "\"covered_s\":", "\"covered_s\":9");
}

static void
edit_method(void)
{
    struct forge_member *member = forge_member(&zip, "stats/method.md");
    member->bytes = slice_sub(member->bytes, 1, member->bytes.n);
}

static void
drop_gap(void)
{
    forge_member(&zip, "completeness/gaps.csv")->bytes = SLICE("");
}

static void
drop_reject(void)
{
    struct forge_member *member = forge_member(&zip, "completeness/rejects.csv");
    member->bytes.n = slice_find(member->bytes, '\n') + 1;
}

static void
edit_readme(void)
{
    forge_edit_member(&zip, "README.txt", "DRAFT", "COMPLETE");
}

static void
add_to_readme(void)
{
    struct forge_member *member = forge_member(&zip, "README.txt");
    member->bytes = arena_format(zip.forge->arena, "%.*sIn short: all is well.\n", SLICE_ARG(member->bytes));
}

static void
edit_report(void)
{
    struct forge_member *member = forge_member(&zip, "report.html");
    member->bytes = forge_replaced(zip.forge->arena, member->bytes, "</title>", " - passed</title>");
}

static void
edit_catalog(void)
{
    forge_edit_member(&zip, "controls/catalog.json", "CC6.1", "CC6.9");
}

static void
edit_sums(void)
{
    forge_edit_member(&zip, BUNDLE_SUMS_PATH, "  README.txt", "  readme.txt");
}

static void
lose_gaps(void)
{
    forge_delete_member(&zip, "completeness/gaps.csv");
}

static void
add_file(void)
{
    forge_add_member(&zip, "names.csv", "opinion.txt", SLICE("unqualified"));
}

static void
swap_files(void)
{
    const struct forge_member member = zip.members[0];
    zip.members[0] = zip.members[1];
    zip.members[1] = member;
}

static void
only_hash(void)
{
    forge_member(&zip, "stats/exposure.json")->check = BUNDLE_HASH_ONLY;
}

static void
render_figure(void)
{
    forge_member(&zip, "stats/exposure.json")->check = BUNDLE_RENDERED;
}

static void
add_payload_file(void)
{
    forge_add_member(&zip, BUNDLE_SUMS_PATH, "payloads/0002.ndjson", SLICE("{}\n"));
}

static void
claim_complete(void)
{
    zip.manifest.status = BUNDLE_COMPLETE;
    zip.manifest.reason_count = 0;
}

static void
claim_partial(void)
{
    zip.manifest.status = BUNDLE_PARTIAL;
}

static void
claim_other_reason(void)
{
    struct slice *reasons = arena_array(zip.forge->arena, zip.manifest.reason_count, sizeof(*reasons));
    memcpy(reasons, zip.manifest.reasons, zip.manifest.reason_count * sizeof(*reasons));
    reasons[1] = SLICE("the weather");
    zip.manifest.reasons = reasons;
}

static void
claim_fewer_reasons(void)
{
    zip.manifest.reason_count--;
}

static void
claim_other_period(void)
{
    zip.manifest.to_ms -= 86400000;
}

static void
claim_other_program(void)
{
    zip.manifest.program = SLICE("9.9.9");
}

static const struct change changes[] = {
    {"drop window", drop_window, VERIFY_CODE_FIGURE, "the bundle ends here, made again it goes on with '"},
    {"add column", add_column, VERIFY_CODE_FIGURE, "population/windows.csv line 1 column "},
    {"edit exposure", edit_exposure, VERIFY_CODE_FIGURE, "stats/exposure.json line 1 column "},
    {"edit coverage", edit_coverage, VERIFY_CODE_FIGURE, "stats/coverage.json line 1 column "},
    {"edit method", edit_method, VERIFY_CODE_FIGURE, "stats/method.md line 1 column 1: the bundle has '"},
    {"drop gap", drop_gap, VERIFY_CODE_FIGURE,
     "completeness/gaps.csv line 1 column 1: the bundle ends here, made again it goes on with 'source,from,to,"},
    {"drop reject", drop_reject, VERIFY_CODE_FIGURE, "completeness/rejects.csv line 2 column 1: the bundle ends here"},
    {"edit readme", edit_readme, VERIFY_CODE_FIGURE, "README.txt line "},
    {"add to readme", add_to_readme, VERIFY_CODE_FIGURE,
     "column 1: the bundle goes on with 'In short: all is well.', made again it ends here"},
    {"edit report", edit_report, VERIFY_CODE_FIGURE, "report.html line "},
    {"edit catalog", edit_catalog, VERIFY_CODE_FIGURE, "controls/catalog.json line 1 column "},
    {"lose gaps", lose_gaps, VERIFY_CODE_FILES, "completeness/gaps.csv: the file is missing in the manifest"},
    {"add file", add_file, VERIFY_CODE_FILES, "opinion.txt: the file does not belong to a bundle of these entries"},
    {"swap files", swap_files, VERIFY_CODE_FILES, "the file stands at place 1, it must stand at 2"},
    {"only hash", only_hash, VERIFY_CODE_FILES,
     "stats/exposure.json: the manifest says 'hash-only', it must say 'recomputed'"},
    {"render figure", render_figure, VERIFY_CODE_FILES, "the manifest says 'rendered', it must say 'recomputed'"},
    {"add payload file", add_payload_file, VERIFY_CODE_FILES,
     "payloads/0002.ndjson: the file does not belong to a bundle of these entries"},
    {"claim complete", claim_complete, VERIFY_CODE_CLAIM,
     "manifest.json: 'status' is 'COMPLETE', computed it is 'DRAFT'"},
    {"claim partial", claim_partial, VERIFY_CODE_CLAIM, "'status' is 'PARTIAL', computed it is 'DRAFT'"},
    {"claim other reason", claim_other_reason, VERIFY_CODE_CLAIM, "'reasons' is 'the weather', computed it is '"},
    {"claim fewer reasons", claim_fewer_reasons, VERIFY_CODE_CLAIM, "'reasons' is "},
    {"claim other period", claim_other_period, VERIFY_CODE_FIGURE, "README.txt line "},
    {"claim other program", claim_other_program, VERIFY_CODE_FIGURE, "README.txt line "},
};

START_TEST(each_change_of_a_figure_is_found)
{
    struct forge *forge AUTO(forge_drop) = forge_new(SAMPLE_SMALL);
    const struct slice bundle = forge_pack(forge);
    for (size_t i = 0; i < COUNT_OF(changes); i++) {
        forge_open(forge, bundle, &zip);
        changes[i].make();
        forge_declare(&zip);
        forge_verify(forge, forge_zip(&zip), &heard);
        ck_assert_msg(heard.result.verdict == VERIFY_FAILED, "%s: %s", changes[i].name, heard_text(&heard));
        ck_assert_msg(heard_has(&heard, VERIFY_FIGURES, changes[i].code, changes[i].text), "%s: %s", changes[i].name,
                      heard_text(&heard));
        for (enum verify_step step = VERIFY_SIGNATURE; step < VERIFY_FIGURES; step++)
            ck_assert_msg(heard.result.steps[step] == VERIFY_PASSED, "%s: %s", changes[i].name, heard_text(&heard));
    }
}
END_TEST

/* SHA256SUMS is made by whoever declares, so this one is signed by hand. */
START_TEST(sums_are_made_again)
{
    struct forge *forge AUTO(forge_drop) = forge_new(SAMPLE_SMALL);
    forge_open(forge, forge_pack(forge), &zip);
    forge_declare(&zip);
    const struct sha256_digest before = sha256(forge_member(&zip, BUNDLE_SUMS_PATH)->bytes);
    edit_sums();
    const struct sha256_digest after = sha256(forge_member(&zip, BUNDLE_SUMS_PATH)->bytes);
    ck_assert(!sha256_equal(&before, &after));
    forge_verify(forge, forge_zip(&zip), &heard);
    ck_assert(heard_has(&heard, VERIFY_FIGURES, VERIFY_CODE_FIGURE, "SHA256SUMS line 1 column "));
}
END_TEST

/* Every line of every file that is made again, one after another: a change anywhere is seen. */
START_TEST(a_change_anywhere_in_a_figure_is_found)
{
    struct forge *forge AUTO(forge_drop) = forge_new(SAMPLE_SMALL);
    const struct slice bundle = forge_pack(forge);
    forge_open(forge, bundle, &zip);
    const size_t count = zip.count;
    for (size_t i = 0; i < count; i++) {
        forge_open(forge, bundle, &zip);
        struct forge_member *member = &zip.members[i];
        if (member->bytes.n == 0 || member->method == ZIP_STORED)
            continue;
        uint8_t *bytes = arena_alloc(forge->arena, member->bytes.n);
        memcpy(bytes, member->bytes.p, member->bytes.n);
        bytes[unit_random_below(member->bytes.n)] ^= (uint8_t)(1 << unit_random_below(7));
        member->bytes.p = bytes;
        const bool is_sums = slice_equal(member->path, SLICE(BUNDLE_SUMS_PATH));
        if (!is_sums)
            forge_declare(&zip);
        forge_verify(forge, forge_zip(&zip), &heard);
        ck_assert_msg(heard.result.verdict == VERIFY_FAILED || heard.result.verdict == VERIFY_COULD_NOT, "%.*s: %s",
                      SLICE_ARG(member->path), heard_text(&heard));
    }
}
END_TEST

int
main(void)
{
    return UNIT_MAIN("figures", each_change_of_a_figure_is_found, sums_are_made_again,
                     a_change_anywhere_in_a_figure_is_found);
}
