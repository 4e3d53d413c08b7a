#include "control/catalog.h"

#include "base/buf.h"
#include "format/json.h"

#include "shipped.h"

static int
read_catalog(const char *text, struct err *err)
{
    AUTO(arena_drop) struct arena *arena = arena_new();
    struct catalog catalog;
    return catalog_read("c.yaml", slice_of(text), arena, &catalog, err);
}

START_TEST(scope_is_that_of_the_category)
{
    AUTO(arena_drop) struct arena *arena = arena_new();
    struct catalog catalog;
    ck_assert_int_eq(catalog_read("c.yaml", SLICE(SMALL_CATALOG), arena, &catalog, NULL), 0);
    ck_assert_slice_eq(catalog.id, SLICE("c"));
    ck_assert_uint_eq(catalog.count, 2);
    ck_assert(catalog.criteria[0].in_scope);
    ck_assert(!catalog.criteria[1].in_scope);
    ck_assert_ptr_eq(catalog_find(&catalog, SLICE("P1.1")), &catalog.criteria[1]);
    ck_assert_ptr_null(catalog_find(&catalog, SLICE("P1")));
}
END_TEST

START_TEST(the_shipped_catalog_has_all_criteria)
{
    AUTO(arena_drop) struct arena *arena = arena_new();
    const struct file_set files = shipped_controls(arena);
    struct catalog catalog;
    struct err err;
    ck_assert_msg(
        catalog_read(CATALOG_PATH, file_set_find(&files, SLICE(CATALOG_PATH))->bytes, arena, &catalog, &err) == 0, "%s",
        err.text);
    ck_assert_slice_eq(catalog.id, SLICE("soc2-tsc-2017"));
    ck_assert_uint_eq(catalog.count, 61);
    /* How many criteria each series of the 2017 Trust Services Criteria has. */
    static const struct {
        const char *prefix;
        size_t count;
    } series[] = {{"CC1.", 5}, {"CC2.", 3}, {"CC3.", 4}, {"CC4.", 2}, {"CC5.", 3}, {"CC6.", 8}, {"CC7.", 5},
                  {"CC8.", 1}, {"CC9.", 2}, {"A1.", 3},  {"PI1.", 5}, {"C1.", 2},  {"P1.", 1},  {"P2.", 1},
                  {"P3.", 2},  {"P4.", 3},  {"P5.", 2},  {"P6.", 7},  {"P7.", 1},  {"P8.", 1}};
    for (size_t i = 0; i < COUNT_OF(series); i++) {
        size_t count = 0;
        for (size_t at = 0; at < catalog.count; at++)
            count += slice_starts(catalog.criteria[at].id, slice_of(series[i].prefix)) ? 1 : 0;
        ck_assert_msg(count == series[i].count, "%s has %zu criteria", series[i].prefix, count);
    }
    for (size_t at = 0; at < catalog.count; at++)
        ck_assert(catalog.criteria[at].in_scope == slice_starts(catalog.criteria[at].id, SLICE("CC")));
}
END_TEST

START_TEST(the_shipped_catalog_has_the_published_ids)
{
    const char *shared = unit_shared();
    if (shared == NULL)
        return;
    AUTO(arena_drop) struct arena *arena = arena_new();
    const struct file_set files = shipped_controls(arena);
    const char *path = arena_text(arena, arena_format(arena, "%s/data/tsc.json", shared));
    struct catalog catalog;
    struct slice bytes;
    struct json *list;
    struct err err = {""};
    ck_assert_int_eq(
        catalog_read(CATALOG_PATH, file_set_find(&files, SLICE(CATALOG_PATH))->bytes, arena, &catalog, NULL), 0);
    ck_assert_msg(file_read(path, LIMIT_YAML_BYTES, arena, &bytes, &err) == 0, "%s", err.text);
    ck_assert_msg(json_read(bytes, arena, &list, &err) == 0, "%s", err.text);
    ck_assert_uint_eq(list->count, catalog.count);
    for (const struct json *item = list->first; item != NULL; item = item->next)
        ck_assert_msg(catalog_find(&catalog, json_get(item, "id")->text) != NULL, "%.*s",
                      SLICE_ARG(json_get(item, "id")->text));
}
END_TEST

START_TEST(a_framework_has_ids_and_titles)
{
    AUTO(arena_drop) struct arena *arena = arena_new();
    struct catalog catalog;
    struct err err = {""};
    const struct slice text = SLICE("id: f\ncriteria:\n  - {id: A.1, title: One}\n  - {id: A.2, title: Two}\n");
    ck_assert_msg(catalog_read_framework("f.yaml", text, arena, &catalog, &err) == 0, "%s", err.text);
    ck_assert_slice_eq(catalog.id, SLICE("f"));
    ck_assert_uint_eq(catalog.count, 2);
    ck_assert_slice_eq(catalog_find(&catalog, SLICE("A.2"))->title, SLICE("Two"));
    ck_assert(!catalog.criteria[0].in_scope && slice_is_absent(catalog.criteria[0].category));
    static const struct {
        const char *text;
        const char *error;
    } cases[] = {
        {"id: f\ncriteria: []\n", "f.yaml:2:1: there is no criterion"},
        {"id: f\ncategories: []\ncriteria: []\n", "f.yaml:2:1: unknown member 'categories'"},
        {"id: f\ncriteria: [{id: a, title: t, category: c}]\n", "f.yaml:2:30: unknown member 'category'"},
        {"id: f\ncriteria: [{id: a, title: t}, {id: a, title: u}]\n", "f.yaml:2:31: criterion 'a' stands twice"},
        {"id: f\ncriteria: [{id: a}]\n", "f.yaml:2:12: 'title' is missing"},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        ck_assert_int_eq(catalog_read_framework("f.yaml", slice_of(cases[i].text), arena, &catalog, &err), ERR_FORMAT);
        ck_assert_str_eq(err.text, cases[i].error);
    }
}
END_TEST

START_TEST(the_shipped_frameworks_are_whole)
{
    AUTO(arena_drop) struct arena *arena = arena_new();
    const struct file_set files = shipped_controls(arena);
    static const struct {
        const char *path;
        size_t count;
        size_t enhancements;
    } cases[] = {
        {"controls/iso27001.yaml", 93, 0}, {"controls/nist80053.yaml", 308, 10}, {"controls/nist_csf2.yaml", 106, 0}};
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct catalog catalog;
        struct err err = {""};
        const struct slice bytes = file_set_find(&files, slice_of(cases[i].path))->bytes;
        ck_assert_msg(catalog_read_framework(cases[i].path, bytes, arena, &catalog, &err) == 0, "%s", err.text);
        ck_assert_uint_eq(catalog.count, cases[i].count);
        size_t enhancements = 0;
        for (size_t at = 0; at < catalog.count; at++)
            enhancements += slice_ends(catalog.criteria[at].id, SLICE(")")) ? 1 : 0;
        ck_assert_uint_eq(enhancements, cases[i].enhancements);
    }
}
END_TEST

START_TEST(the_number_of_criteria_is_limited)
{
    AUTO(arena_drop) struct arena *arena = arena_new();
    AUTO(buf_release) struct buf text;
    buf_init(&text, LIMIT_YAML_BYTES);
    buf_text(&text, "id: f\ncriteria:\n");
    for (size_t i = 0; i < 4097; i++)
        buf_format(&text, "  - {id: A%zu, title: t}\n", i);
    struct catalog catalog;
    struct err err = {""};
    ck_assert_int_eq(catalog_read_framework("f.yaml", buf_slice(&text), arena, &catalog, &err), ERR_LIMIT);
    ck_assert_str_eq(err.text, "f.yaml:2:1: there are 4097 criteria, at most 4096 are allowed");
}
END_TEST

START_TEST(faults_are_located)
{
    static const struct {
        const char *text;
        const char *error;
    } cases[] = {
        {"id: c\ncategories: []\ncriteria: []\n", "c.yaml:3:1: there is no criterion"},
        {"id: c\ncriteria: []\n", "c.yaml:1:1: 'categories' is missing"},
        {"id: c\nname: d\n", "c.yaml:2:1: unknown member 'name'"},
        {"id: c\ncategories: [{name: S}]\ncriteria: []\n", "c.yaml:2:14: 'in_scope' is missing"},
        {"id: c\ncategories: [{name: S, in_scope: yes}]\n", "c.yaml:2:24: 'in_scope' is a string, expected a boolean"},
        {"id: c\ncategories: [{name: S, in_scope: true}]\ncriteria:\n"
         "  - {id: a, category: T, series: s, title: t}\n",
         "c.yaml:4:13: category 'T' is not among the categories"},
        {"id: c\ncategories: [{name: S, in_scope: true}]\ncriteria:\n"
         "  - {id: a, category: S, series: s, title: t}\n  - {id: a, category: S, series: s, title: u}\n",
         "c.yaml:5:5: criterion 'a' stands twice"},
        {"id: c\ncategories: [{name: S, in_scope: true}]\ncriteria:\n  - {id: a, category: S, series: s}\n",
         "c.yaml:4:5: 'title' is missing"},
        {"id: c\ncategories: [{name: S, in_scope: true}]\ncriteria: [a]\n", "c.yaml:3:12: expected a mapping"},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct err err = {""};
        ck_assert_int_eq(read_catalog(cases[i].text, &err), ERR_FORMAT);
        ck_assert_str_eq(err.text, cases[i].error);
    }
}
END_TEST

int
main(void)
{
    return UNIT_MAIN("catalog", scope_is_that_of_the_category, the_shipped_catalog_has_all_criteria,
                     the_shipped_catalog_has_the_published_ids, a_framework_has_ids_and_titles,
                     the_shipped_frameworks_are_whole, the_number_of_criteria_is_limited, faults_are_located);
}
