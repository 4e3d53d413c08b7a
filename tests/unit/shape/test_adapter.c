#include "shape/adapter.h"

#include "fixture.h"

#include "base/file.h"

#define EMPTY "read: [{event: {}}]\n"
#define USES(name) "read: [{use: " name "}]\n"

/* A set of adapters, each given as its name and what follows its title. */
static struct adapter_set *
load(const char *const (*adapters)[2], size_t count, struct arena *arena)
{
    struct err err;
    struct adapter_set *set = NULL;
    struct file_set files = {arena_array(arena, count, sizeof(struct file_set_entry)), count};
    for (size_t i = 0; i < count; i++)
        files.files[i] = (struct file_set_entry){
            arena_format(arena, "sources/%s.yaml", adapters[i][0]),
            arena_format(arena, "adapter: %s\ntitle: T of %s\n%s", adapters[i][0], adapters[i][0], adapters[i][1])};
    ck_assert_msg(adapter_set_load(&files, arena, &set, &err) == 0, "%s", err.text);
    return set;
}

START_TEST(adapters_are_found_by_name_and_digest)
{
    static const char *const adapters[][2] = {{"b", EMPTY}, {"a-b", EMPTY}, {"a", EMPTY}};
    AUTO(arena_drop) struct arena *arena = arena_new();
    const struct adapter_set *set = load(adapters, COUNT_OF(adapters), arena);
    ck_assert_uint_eq(adapter_count(set), 3);
    ck_assert_slice_eq(adapter_name(adapter_at(set, 0)), SLICE("a"));
    ck_assert_slice_eq(adapter_name(adapter_at(set, 1)), SLICE("a-b"));
    ck_assert_slice_eq(adapter_title(adapter_at(set, 2)), SLICE("T of b"));
    for (size_t i = 0; i < 3; i++) {
        const struct sha256_digest digest = adapter_digest(adapter_at(set, i));
        ck_assert_ptr_eq(adapter_find(set, adapter_name(adapter_at(set, i))), adapter_at(set, i));
        ck_assert_ptr_eq(adapter_find_digest(set, &digest), adapter_at(set, i));
    }
    const struct sha256_digest none = {{0}};
    ck_assert_ptr_null(adapter_find(set, SLICE("c")));
    ck_assert_ptr_null(adapter_find_digest(set, &none));
}
END_TEST

START_TEST(an_empty_set_finds_nothing)
{
    AUTO(arena_drop) struct arena *arena = arena_new();
    const struct adapter_set *set = load(NULL, 0, arena);
    ck_assert_uint_eq(adapter_count(set), 0);
    ck_assert_ptr_null(adapter_find(set, SLICE("a")));
}
END_TEST

static struct sha256_digest
digest_of(const struct adapter_set *set, const char *name)
{
    return adapter_digest(adapter_find(set, slice_of(name)));
}

START_TEST(the_digest_covers_what_may_read)
{
    static const char *const before[][2] = {{"a", USES("b")}, {"b", USES("c")}, {"c", EMPTY}, {"d", EMPTY}};
    static const char *const after[][2] = {{"a", USES("b")}, {"b", USES("c")}, {"c", EMPTY "# x\n"}, {"d", EMPTY}};
    AUTO(arena_drop) struct arena *arena = arena_new();
    const struct adapter_set *old = load(before, COUNT_OF(before), arena);
    const struct adapter_set *new = load(after, COUNT_OF(after), arena);
    for (int i = 0; i < 4; i++) {
        const char name[] = {(char)('a' + i), 0};
        const struct sha256_digest one = digest_of(old, name);
        const struct sha256_digest other = digest_of(new, name);
        ck_assert_int_eq(sha256_equal(&one, &other), i == 3);
    }
}
END_TEST

START_TEST(the_digest_is_what_sha256sum_prints)
{
    static const char *const adapters[][2] = {{"a", USES("a-b")}, {"a-b", EMPTY}};
    AUTO(arena_drop) struct arena *arena = arena_new();
    const struct adapter_set *set = load(adapters, COUNT_OF(adapters), arena);
    struct file_set_entry entries[] = {adapter_at(set, 1)->file, adapter_at(set, 0)->file};
    const struct file_set files = {entries, 2}; /* "sources/a-b.yaml" sorts before "sources/a.yaml" */
    const struct sha256_digest want = file_set_digest(&files);
    const struct sha256_digest got = digest_of(set, "a");
    ck_assert(sha256_equal(&got, &want));
}
END_TEST

START_TEST(cycles_are_fine)
{
    static const char *const adapters[][2] = {{"a", USES("b")}, {"b", USES("a")}};
    AUTO(arena_drop) struct arena *arena = arena_new();
    const struct adapter_set *set = load(adapters, COUNT_OF(adapters), arena);
    const struct sha256_digest a = digest_of(set, "a");
    const struct sha256_digest b = digest_of(set, "b");
    ck_assert(sha256_equal(&a, &b));
}
END_TEST

START_TEST(other_files_are_not_looked_at)
{
    struct err err;
    struct adapter_set *set = NULL;
    AUTO(arena_drop) struct arena *arena = arena_new();
    struct file_set_entry entries[] = {{SLICE("controls/soc2.yaml"), SLICE("{")},
                                       {SLICE("sources/.yaml"), SLICE("{")},
                                       {SLICE("sources/README.md"), SLICE("{")}};
    const struct file_set files = {entries, COUNT_OF(entries)};
    ck_assert_int_eq(adapter_set_load(&files, arena, &set, &err), 0);
    ck_assert_uint_eq(adapter_count(set), 0);
}
END_TEST

static void
expect_fault(const char *path, const char *text, const char *want)
{
    struct err err = {""};
    struct adapter_set *set = NULL;
    AUTO(arena_drop) struct arena *arena = arena_new();
    struct file_set_entry entry = {slice_of(path), slice_of(text)};
    const struct file_set files = {&entry, 1};
    ck_assert_int_eq(adapter_set_load(&files, arena, &set, &err), ERR_FORMAT);
    ck_assert_str_eq(err.text, want);
}

START_TEST(faults)
{
    const char *const path = "sources/test.yaml";
    expect_fault(path, "adapter: test\ntitle: [\n", "sources/test.yaml:3:1: did not find expected node content");
    expect_fault(path, "- x\n", "sources/test.yaml:1:1: found an array, expected an object");
    expect_fault(path, "title: x\nread: []\n", "sources/test.yaml:1:1: 'adapter' is missing");
    expect_fault(path, "adapter: test\nread: []\n", "sources/test.yaml:1:1: 'title' is missing");
    expect_fault(path, "adapter: test\ntitle: x\n", "sources/test.yaml:1:1: 'read' is missing");
    expect_fault(path, "adapter: test\ntitle: x\nraed: []\n", "sources/test.yaml:3:1: unknown key 'raed'");
    expect_fault(path, "adapter: 5\ntitle: x\n" EMPTY,
                 "sources/test.yaml:1:1: 'adapter' is a number, expected a string");
    expect_fault(path, "adapter: test\ntitle: 5\n" EMPTY,
                 "sources/test.yaml:2:1: 'title' is a number, expected a string");
    expect_fault(path, "adapter: other\ntitle: x\n" EMPTY,
                 "sources/test.yaml:1:1: adapter 'other' stands in the file of 'test'");
    expect_fault(path, "adapter: test\ntitle: x\nstrict: 1\n" EMPTY,
                 "sources/test.yaml:3:1: 'strict' is a number, expected a boolean");
    expect_fault(path, "adapter: test\ntitle: x\ndefine: []\n" EMPTY,
                 "sources/test.yaml:3:1: 'define' is an array, expected an object");
    expect_fault(path, "adapter: test\ntitle: x\ndefine: {a: {vaule: x}}\n" EMPTY,
                 "sources/test.yaml:3:14: unknown key 'vaule'");
    expect_fault(path, "adapter: test\ntitle: x\ndefine: {a: {}}\n" EMPTY,
                 "sources/test.yaml:3:10: expected one of 'condition', 'value' and 'table'");
    expect_fault(path, "adapter: test\ntitle: x\ndefine: {a: {value: x, table: {}}}\n" EMPTY,
                 "sources/test.yaml:3:10: expected one of 'condition', 'value' and 'table'");
    expect_fault("sources/a/b.yaml", "x", "sources/a/b.yaml: an adapter stands in sources/ itself");
}
END_TEST

/* What stands in the number-th block of a language on the page. */
static struct slice
block_of(struct slice page, const char *fence, unsigned number)
{
    const char *begin = (const char *)page.p;
    for (unsigned i = 0; i <= number; i++) {
        begin = strstr(begin, fence);
        ck_assert_ptr_nonnull(begin);
        begin += strlen(fence);
    }
    return (struct slice){(const uint8_t *)begin, (size_t)(strstr(begin, "```\n") - begin)};
}

/* The new source in twenty lines that docs/adapters.md ends with. */
START_TEST(the_worked_example_reads_its_payload)
{
    struct err err;
    struct slice page;
    struct adapter_set *set = NULL;
    AUTO(arena_drop) struct arena *arena = arena_new();
    ck_assert_msg(file_read(unit_source_path("docs/adapters.md"), 1 << 20, arena, &page, &err) == 0, "%s", err.text);
    struct file_set_entry entry = {SLICE("sources/acme-scanner.yaml"), block_of(page, "```yaml\n", 0)};
    const struct file_set files = {&entry, 1};
    ck_assert_msg(adapter_set_load(&files, arena, &set, &err) == 0, "%s", err.text);
    ck_assert_slice_eq(fixture_reading(set, "acme-scanner", block_of(page, "```json\n", 0), arena),
                       SLICE("event\n  id        f-17/1767225600123\n  occurred  2026-01-01T00:00:00.123Z\n"
                             "  stage     detected\n  outcome   fail\n  check     acme/tls-1.0\n  severity  high\n"
                             "  finding   f-17\n  resource  acme:shop-lb\n  owner     jo@acme.example  (personal)\n"
                             "  ref       jira:SEC-12\n"));
}
END_TEST

/* The adapter that docs/adapters.md shows is one. */
START_TEST(the_example_of_the_page_loads_and_reads)
{
    struct err err;
    struct slice page;
    struct adapter_set *set = NULL;
    AUTO(arena_drop) struct arena *arena = arena_new();
    ck_assert_msg(file_read(unit_source_path("docs/adapters.md"), 1 << 20, arena, &page, &err) == 0, "%s", err.text);
    struct file_set_entry entry = {SLICE("sources/acme-scanner.yaml"), block_of(page, "```yaml\n", 1)};
    const struct file_set files = {&entry, 1};
    ck_assert_msg(adapter_set_load(&files, arena, &set, &err) == 0, "%s", err.text);
    ck_assert_slice_eq(fixture_reading(set, "acme-scanner",
                                       SLICE("{\"kind\":\"finding\",\"id\":\"1\",\"rule\":\"r\",\"priority\":\"P1\","
                                             "\"asset\":{\"name\":\"b\"},\"contact\":\"a@b\",\"state\":\"open\"}"),
                                       arena),
                       SLICE("event\n  id        1\n  stage     detected\n  outcome   fail\n  check     acme/r\n"
                             "  severity  critical\n  resource  arn:aws:s3:::b\n  owner     a@b  (personal)\n"));
    ck_assert_slice_eq(fixture_reading(set, "acme-scanner", SLICE("{\"kind\":\"x\"}"), arena),
                       SLICE("reject: kind x is not known\n"));
}
END_TEST

int
main(void)
{
    return UNIT_MAIN("shape/adapter", adapters_are_found_by_name_and_digest, an_empty_set_finds_nothing,
                     the_digest_covers_what_may_read, the_digest_is_what_sha256sum_prints, cycles_are_fine,
                     other_files_are_not_looked_at, faults, the_worked_example_reads_its_payload,
                     the_example_of_the_page_loads_and_reads);
}
