#include "bundle/files.h"

#include "base/file.h"
#include "fixture.h"

#include <sys/stat.h>

START_TEST(names_every_check)
{
    for (int i = BUNDLE_RECOMPUTED; i <= BUNDLE_HASH_ONLY; i++) {
        enum bundle_check check;
        ck_assert_int_eq(bundle_check_from_name(slice_of(bundle_check_name((enum bundle_check)i)), &check, NULL), 0);
        ck_assert_int_eq(check, i);
    }
    enum bundle_check check;
    struct err err;
    ck_assert_int_eq(bundle_check_from_name(SLICE("trusted"), &check, &err), ERR_FORMAT);
    ck_assert_str_eq(err.text, "check 'trusted' is not recomputed, rendered or hash-only");
}
END_TEST

static const struct bundle_member *
find_member(const struct bundle_plan *plan, const char *path)
{
    for (size_t i = 0; i < plan->count; i++) {
        if (slice_equal(plan->members[i].path, slice_of(path)))
            return &plan->members[i];
    }
    return NULL;
}

START_TEST(plans_what_applies_and_nothing_else)
{
    struct fixture fixture;
    fixture_init(&fixture, 0);
    const struct bundle_plan plan = bundle_plan_make(&fixture.model, fixture.arena);
    ck_assert_slice_eq(plan.members[0].path, SLICE("README.txt"));
    ck_assert_slice_eq(plan.members[plan.count - 1].path, SLICE(BUNDLE_SUMS_PATH));
    ck_assert_ptr_null(find_member(&plan, "redactions.csv"));
    ck_assert_ptr_nonnull(find_member(&plan, "completeness/reconciliation.csv"));
    ck_assert_ptr_nonnull(find_member(&plan, "controls/crosswalk.csv"));
    ck_assert_ptr_null(find_member(&plan, BUNDLE_MANIFEST_PATH));
    const struct bundle_member *source = find_member(&plan, "controls/source/sources/tiny.yaml");
    ck_assert_ptr_nonnull(source);
    ck_assert_slice_eq(source->bytes, fixture.in_force.files[3].bytes);
    const struct bundle_member *entries = find_member(&plan, "ledger/entries/0000.ndjson");
    ck_assert_uint_eq(entries->count, 17);
    const struct sha256_digest earlier = file_set_digest(&fixture.earlier);
    char path[200] = "controls/previous/";
    for (size_t i = 0; i < SHA256_BYTES; i++)
        snprintf(path + strlen(path), 3, "%02x", earlier.b[i]);
    snprintf(path + strlen(path), 40, "/controls/sla.yaml");
    ck_assert_ptr_nonnull(find_member(&plan, path));
    fixture_release(&fixture);
}
END_TEST

START_TEST(plans_redactions_when_something_is_withheld)
{
    struct fixture fixture;
    fixture_init(&fixture, FIXTURE_WITHHELD);
    const struct bundle_plan plan = bundle_plan_make(&fixture.model, fixture.arena);
    const struct bundle_member *redactions = find_member(&plan, "redactions.csv");
    ck_assert_ptr_nonnull(redactions);
    ck_assert_int_eq(redactions->check, BUNDLE_RENDERED);
    fixture_release(&fixture);
}
END_TEST

START_TEST(cuts_lines_into_files_of_65536)
{
    static const struct {
        uint64_t entries;
        uint64_t payloads;
        const char *last_entries;
        uint64_t last_entries_count;
        const char *last_payloads;
    } cases[] = {
        {1, 0, "ledger/entries/0000.ndjson", 1, NULL},
        {65536, 65536, "ledger/entries/0000.ndjson", 65536, "payloads/0000.ndjson"},
        {65537, 65537, "ledger/entries/0001.ndjson", 1, "payloads/0001.ndjson"},
        {65536 * UINT64_C(10001) + 5, 7, "ledger/entries/10001.ndjson", 5, "payloads/0000.ndjson"},
    };
    struct fixture fixture;
    fixture_init(&fixture, 0);
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct arena *arena AUTO(arena_drop) = arena_new();
        struct bundle_model model = fixture.model;
        model.b = cases[i].entries;
        model.payload_count = cases[i].payloads;
        const struct bundle_plan plan = bundle_plan_make(&model, arena);
        const struct bundle_member *last = find_member(&plan, cases[i].last_entries);
        ck_assert_ptr_nonnull(last);
        ck_assert_uint_eq(last->count, cases[i].last_entries_count);
        ck_assert_uint_eq(last->first + last->count, cases[i].entries);
        ck_assert_slice_eq(last[1].path, SLICE("ledger/subtrees.bin"));
        ck_assert(cases[i].last_payloads == NULL || find_member(&plan, cases[i].last_payloads) != NULL);
        ck_assert((cases[i].last_payloads == NULL) == (find_member(&plan, "payloads/0000.ndjson") == NULL));
    }
    fixture_release(&fixture);
}
END_TEST

START_TEST(plans_unique_paths)
{
    struct fixture fixture;
    fixture_init(&fixture, FIXTURE_WITHHELD);
    const struct bundle_plan plan = bundle_plan_make(&fixture.model, fixture.arena);
    for (size_t i = 0; i < plan.count; i++) {
        for (size_t j = 0; j < i; j++)
            ck_assert(!slice_equal(plan.members[i].path, plan.members[j].path));
    }
    fixture_release(&fixture);
}
END_TEST

static void
make_folders(char *path)
{
    for (char *slash = strchr(path + 1, '/'); slash != NULL; slash = strchr(slash + 1, '/')) {
        *slash = '\0';
        (void)mkdir(path, 0777);
        *slash = '/';
    }
}

/* tests/golden/bundle/tiny/ holds every rendered member of the fixture. DAYBOOK_ACCEPT=1 writes it anew. */
START_TEST(renders_the_golden_bundle)
{
    struct fixture fixture;
    fixture_init(&fixture, FIXTURE_CLOSED | FIXTURE_WITHHELD);
    const struct bundle_plan plan = bundle_plan_make(&fixture.model, fixture.arena);
    for (size_t i = 0; i < plan.count; i++) {
        if (plan.members[i].content != BUNDLE_CONTENT_RENDER || slice_equal(plan.members[i].path, SLICE("report.html")))
            continue;
        const struct slice got = fixture_render(&fixture, plan.members[i].render);
        char relative[300];
        snprintf(relative, sizeof(relative), "tests/golden/bundle/tiny/%.*s", SLICE_ARG(plan.members[i].path));
        char *path = arena_text(fixture.arena, slice_of(unit_source_path(relative)));
        if (getenv("DAYBOOK_ACCEPT") != NULL) {
            make_folders(path);
            ck_assert_int_eq(file_replace(path, got, 0644, NULL), 0);
        }
        struct slice want;
        struct err err;
        const int r = file_read(path, 1 << 20, fixture.arena, &want, &err);
        ck_assert_msg(r == 0, "%s", err.text);
        ck_assert_msg(slice_equal(got, want), "%s differs from what is rendered:\n%.*s", relative, SLICE_ARG(got));
    }
    fixture_release(&fixture);
}
END_TEST

START_TEST(renders_within_a_limit)
{
    struct fixture fixture;
    fixture_init(&fixture, FIXTURE_CLOSED | FIXTURE_WITHHELD);
    const struct bundle_plan plan = bundle_plan_make(&fixture.model, fixture.arena);
    for (size_t i = 0; i < plan.count; i++) {
        if (plan.members[i].content != BUNDLE_CONTENT_RENDER ||
            slice_equal(plan.members[i].path, SLICE("ledger/subtrees.bin")))
            continue;
        struct buf out AUTO(buf_release);
        buf_init(&out, 8);
        ck_assert_int_eq(plan.members[i].render(&fixture.model, &out, NULL), ERR_LIMIT);
    }
    fixture_release(&fixture);
}
END_TEST

START_TEST(writes_lines_for_sha256sum)
{
    const struct sha256_digest digest = sha256(SLICE("abc"));
    struct buf out AUTO(buf_release);
    buf_init(&out, 200);
    bundle_sums_line(&out, &digest, SLICE("a/b.csv"));
    ck_assert_slice_eq(buf_slice(&out),
                       SLICE("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad  a/b.csv\n"));
}
END_TEST

int
main(void)
{
    return UNIT_MAIN("bundle/files", names_every_check, plans_what_applies_and_nothing_else,
                     plans_redactions_when_something_is_withheld, cuts_lines_into_files_of_65536, plans_unique_paths,
                     renders_the_golden_bundle, renders_within_a_limit, writes_lines_for_sha256sum);
}
