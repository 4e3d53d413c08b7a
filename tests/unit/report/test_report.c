#include "report/report.h"

#include "fixture.h"

#include <unistd.h>

static struct report_options
options_of(struct fixture *fixture, uint64_t size, const char *name)
{
    return (struct report_options){
        .from_ms = FIXTURE_FROM_MS, .to_ms = FIXTURE_TO_MS, .size = size, .path = fixture_path(fixture, name)};
}

static struct report_summary
write_report(struct fixture *fixture, uint64_t size, const char *name)
{
    const struct report_options options = options_of(fixture, size, name);
    struct report_summary summary;
    struct err err;
    const int r = report_write(fixture->ledger, &options, fixture->arena, &summary, &err);
    ck_assert_msg(r == 0, "%s", err.text);
    return summary;
}

START_TEST(writes_a_bundle_that_stock_tools_accept)
{
    struct fixture fixture;
    char command[4096];
    fixture_init(&fixture);
    const struct report_summary summary = write_report(&fixture, REPORT_SIZE_ALL, "b.zip");
    ck_assert_int_eq(summary.status, BUNDLE_DRAFT);
    ck_assert_uint_gt(summary.reason_count, 0);
    ck_assert(slice_starts(summary.reasons[0], SLICE("draft: ")));
    ck_assert_uint_eq(summary.entries, 6);
    ck_assert_uint_eq(summary.payloads, 3);
    ck_assert_uint_eq(summary.bytes, fixture_read(&fixture, "b.zip").n);
    ck_assert_int_eq(fixture_run(&fixture, "unzip -t b.zip && unzip -q b.zip -d b"), 0);
    ck_assert_int_eq(fixture_run(&fixture, "cd b && sha256sum --strict -c SHA256SUMS"), 0);
    ck_assert_int_eq(fixture_run(&fixture,
                                 "sed -n 's/^    \\(ledger.test.report namespaces.*\\)/\\1/p' b/README.txt > s"
                                 " && ssh-keygen -Y verify -f s -I ledger.test/report -n daybook-bundle"
                                 " -s b/manifest.json.sig < b/manifest.json"),
                     0);
    snprintf(command, sizeof(command), "python3 %s b", unit_source_path("docs/rebuild-root.py"));
    ck_assert_int_eq(fixture_run(&fixture, command), 0);
    ck_assert_int_eq(fixture_run(&fixture, "test $(stat -c %a b.zip) = 600"), 0);
    fixture_release(&fixture);
}
END_TEST

START_TEST(writes_the_same_bytes_whatever_came_after)
{
    struct fixture fixture;
    fixture_init(&fixture);
    write_report(&fixture, 5, "first.zip");
    write_report(&fixture, 5, "again.zip");
    ck_assert(slice_equal(fixture_read(&fixture, "first.zip"), fixture_read(&fixture, "again.zip")));
    const struct record_act act = {.by = SLICE("Grace Hopper"), .reason = SLICE("enough of it")};
    const struct record_source source = {.action = SOURCE_RETIRED, .name = SLICE("scanner")};
    ck_assert_int_eq(ledger_put_source(fixture.ledger, &source, &act, NULL), 0);
    write_report(&fixture, 5, "later.zip");
    ck_assert(slice_equal(fixture_read(&fixture, "first.zip"), fixture_read(&fixture, "later.zip")));
    write_report(&fixture, REPORT_SIZE_ALL, "whole.zip");
    ck_assert(!slice_equal(fixture_read(&fixture, "first.zip"), fixture_read(&fixture, "whole.zip")));
    fixture_release(&fixture);
}
END_TEST

static void
assert_fails(struct fixture *fixture, const struct report_options *options, int code, const char *error)
{
    struct report_summary summary = {.entries = 99};
    struct err err = {""};
    ck_assert_int_eq(report_write(fixture->ledger, options, fixture->arena, &summary, &err), code);
    ck_assert_str_eq(err.text, error);
    ck_assert_uint_eq(summary.entries, 99);
}

START_TEST(refuses_sizes_and_periods_that_make_no_sense)
{
    struct fixture fixture;
    fixture_init(&fixture);
    struct report_options options = options_of(&fixture, 7, "b.zip");
    assert_fails(&fixture, &options, ERR_USAGE, "size 7 is not in 1..6, the size of the ledger");
    options.size = 0;
    assert_fails(&fixture, &options, ERR_USAGE, "size 0 is not in 1..6, the size of the ledger");
    options.size = 1;
    assert_fails(&fixture, &options, ERR_FORMAT, "no rule set was in force in the first 1 entries");
    options = options_of(&fixture, REPORT_SIZE_ALL, "b.zip");
    options.to_ms = options.from_ms;
    assert_fails(&fixture, &options, ERR_USAGE, "the period must end after it begins");
    fixture_release(&fixture);
}
END_TEST

START_TEST(leaves_what_was_there_when_it_fails)
{
    struct fixture fixture;
    struct err err;
    struct report_summary summary;
    fixture_init(&fixture);
    ck_assert_int_eq(fixture_run(&fixture, "mkdir -p there/b.zip && touch there/b.zip/x"), 0);
    struct report_options options = options_of(&fixture, REPORT_SIZE_ALL, "there/b.zip");
    ck_assert_int_eq(report_write(fixture.ledger, &options, fixture.arena, &summary, &err), ERR_IO);
    ck_assert_ptr_nonnull(strstr(err.text, "rename '"));
    ck_assert_int_eq(fixture_run(&fixture, "test \"$(ls there)\" = b.zip"), 0);
    options.path = fixture_path(&fixture, "nowhere/b.zip");
    ck_assert_int_eq(report_write(fixture.ledger, &options, fixture.arena, &summary, &err), ERR_IO);
    ck_assert_ptr_nonnull(strstr(err.text, "create a file beside '"));
    fixture_release(&fixture);
}
END_TEST

START_TEST(replaces_an_older_bundle)
{
    struct fixture fixture;
    fixture_init(&fixture);
    ck_assert_int_eq(fixture_run(&fixture, "echo old > b.zip"), 0);
    const struct report_summary summary = write_report(&fixture, REPORT_SIZE_ALL, "b.zip");
    ck_assert_uint_eq(fixture_read(&fixture, "b.zip").n, summary.bytes);
    ck_assert_int_eq(fixture_run(&fixture, "test \"$(ls)\" = \"$(printf 'b.zip\\nledger')\""), 0);
    fixture_release(&fixture);
}
END_TEST

START_TEST(writes_beside_a_path_without_a_folder)
{
    struct fixture fixture;
    char before[4096];
    fixture_init(&fixture);
    ck_assert_ptr_nonnull(getcwd(before, sizeof(before)));
    ck_assert_int_eq(chdir(fixture.folder), 0);
    struct report_options options = options_of(&fixture, REPORT_SIZE_ALL, "x");
    options.path = "bare.zip";
    struct report_summary summary;
    struct err err;
    const int r = report_write(fixture.ledger, &options, fixture.arena, &summary, &err);
    ck_assert_int_eq(chdir(before), 0);
    ck_assert_msg(r == 0, "%s", err.text);
    ck_assert_uint_eq(fixture_read(&fixture, "bare.zip").n, summary.bytes);
    fixture_release(&fixture);
}
END_TEST

int
main(void)
{
    return UNIT_MAIN("report/report", writes_a_bundle_that_stock_tools_accept,
                     writes_the_same_bytes_whatever_came_after, refuses_sizes_and_periods_that_make_no_sense,
                     leaves_what_was_there_when_it_fails, replaces_an_older_bundle,
                     writes_beside_a_path_without_a_folder);
}
