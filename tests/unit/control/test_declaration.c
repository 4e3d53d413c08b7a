#include "control/declaration.h"

#include "shipped.h"

static int
declare(struct slice text, struct arena *arena, struct declaration *out_declaration, struct err *err)
{
    static const struct rule rules[] = {{.id = SLICE_INIT("a")}};
    static const struct rule_list list = {rules, COUNT_OF(rules)};
    struct catalog catalog;
    TRY(catalog_read("c.yaml", SLICE(SMALL_CATALOG), arena, &catalog, err));
    const struct declaration_terms terms = {&catalog, &list};
    return declaration_read(text, &terms, arena, out_declaration, err);
}

static void
check_fault(struct slice text, int expected_code, const char *expected)
{
    AUTO(arena_drop) struct arena *arena = arena_new();
    struct declaration declaration;
    struct err err = {""};
    ck_assert_int_eq(declare(text, arena, &declaration, &err), expected_code);
    ck_assert_str_eq(err.text, expected);
}

START_TEST(everything_may_be_declared)
{
    AUTO(arena_drop) struct arena *arena = arena_new();
    struct declaration declaration;
    struct err err = {""};
    const struct slice text = SLICE("categories: [Privacy]\n"
                                    "manual:\n"
                                    "  - {criterion: CC6.1, by: board minutes, owner: legal}\n"
                                    "  - {criterion: CC6.1, by: access review, owner: it}\n"
                                    "controls:\n"
                                    "  - {id: A, statement: s, owner: o, frequency: f, criteria: [CC6.1], rules: [a]}\n"
                                    "scope:\n"
                                    "  systems:\n"
                                    "    - {name: Shop, sources: [aws, github]}\n"
                                    "    - {name: Books, sources: [aws]}\n"
                                    "  accounts: [123456789012, '000000000001', 012345678901]\n"
                                    "  repositories: [acme/shop]\n"
                                    "  approver: Bob\n"
                                    "  reason: kick-off 2026\n");
    ck_assert_msg(declare(text, arena, &declaration, &err) == 0, "%s", err.text);
    ck_assert(declaration.has_categories);
    ck_assert(declaration.in_scope[CATEGORY_SECURITY] && declaration.in_scope[CATEGORY_PRIVACY]);
    ck_assert(!declaration.in_scope[CATEGORY_AVAILABILITY]);
    ck_assert_uint_eq(declaration.manual_count, 2);
    ck_assert_slice_eq(declaration.manual[1].by, SLICE("access review"));
    ck_assert_slice_eq(declaration.manual[1].owner, SLICE("it"));
    ck_assert_uint_eq(declaration.own.count, 1);
    ck_assert(declaration.has_scope);
    ck_assert_uint_eq(declaration.scope.system_count, 2);
    ck_assert_slice_eq(declaration.scope.systems[0].name, SLICE("Shop"));
    ck_assert_slice_eq(declaration.scope.systems[0].sources.items[1], SLICE("github"));
    ck_assert_slice_eq(declaration.scope.accounts.items[0], SLICE("123456789012"));
    ck_assert_slice_eq(declaration.scope.accounts.items[1], SLICE("000000000001"));
    ck_assert_slice_eq(declaration.scope.accounts.items[2], SLICE("012345678901"));
    ck_assert_slice_eq(declaration.scope.repositories.items[0], SLICE("acme/shop"));
    ck_assert_slice_eq(declaration.approver, SLICE("Bob"));
    ck_assert_slice_eq(declaration.reason, SLICE("kick-off 2026"));
}
END_TEST

START_TEST(nothing_need_be_declared)
{
    AUTO(arena_drop) struct arena *arena = arena_new();
    struct declaration declaration;
    ck_assert_int_eq(declare(SLICE("{}\n"), arena, &declaration, NULL), 0);
    ck_assert(!declaration.has_categories && !declaration.has_scope);
    ck_assert_uint_eq(declaration.manual_count + declaration.own.count, 0);
    ck_assert_int_eq(declare(SLICE("categories: []\n"), arena, &declaration, NULL), 0);
    ck_assert(declaration.has_categories && declaration.in_scope[CATEGORY_SECURITY]);
    ck_assert(!declaration.in_scope[CATEGORY_PRIVACY]);
    ck_assert_int_eq(declare(SLICE("categories: [Security, Privacy]\n"), arena, &declaration, NULL), 0);
    /* A scope without an approver can be recorded; it is no approved one. */
    ck_assert_int_eq(declare(SLICE("scope: {systems: [{name: a, sources: [b]}]}\n"), arena, &declaration, NULL), 0);
    ck_assert(declaration.has_scope && slice_is_absent(declaration.approver));
}
END_TEST

START_TEST(faults_are_located)
{
    static const struct {
        const char *text;
        int code;
        const char *error;
    } cases[] = {
        {"- a\n", ERR_FORMAT, "daybook.yaml:1:1: expected a mapping"},
        {"listen: x\n", ERR_FORMAT, "daybook.yaml:1:1: unknown member 'listen'"},
        {"categories: Privacy\n", ERR_FORMAT, "daybook.yaml:1:1: 'categories' is a string, expected an array"},
        {"categories: [Privacy, Safety]\n", ERR_FORMAT, "daybook.yaml:1:23: category 'Safety' is not known"},
        {"categories: [privacy]\n", ERR_FORMAT, "daybook.yaml:1:14: category 'privacy' is not known"},
        {"categories: [Privacy, Privacy]\n", ERR_FORMAT, "daybook.yaml:1:23: category 'Privacy' stands twice"},
        {"categories: [Availability]\n", ERR_FORMAT,
         "daybook.yaml:1:14: category 'Availability' has no criterion in the catalog 'c'"},
        {"categories: &a [Privacy]\nmanual: *a\n", ERR_FORMAT, "daybook.yaml:1:13: anchors are not allowed"},
        {"manual: [{criterion: CC6.2, by: b, owner: o}]\n", ERR_FORMAT,
         "daybook.yaml:1:11: criterion 'CC6.2' is not in the catalog 'c'"},
        {"manual: [{criterion: CC6.1, by: b, owner: o}, {criterion: CC6.1, by: b, owner: p}]\n", ERR_FORMAT,
         "daybook.yaml:1:47: 'b' answers criterion 'CC6.1' twice"},
        {"manual: [{criterion: CC6.1, owner: o}]\n", ERR_FORMAT, "daybook.yaml:1:10: 'by' is missing"},
        {"manual: [{criterion: CC6.1, by: '', owner: o}]\n", ERR_FORMAT, "daybook.yaml:1:29: text is empty"},
        {"controls: [{id: A}]\n", ERR_FORMAT, "daybook.yaml:1:12: 'statement' is missing"},
        {"scope: {accounts: ['1']}\n", ERR_FORMAT, "daybook.yaml:1:1: 'systems' is missing"},
        {"scope: {systems: []}\n", ERR_FORMAT, "daybook.yaml:1:9: there is no system"},
        {"scope: {systems: [{name: a, sources: []}]}\n", ERR_FORMAT, "daybook.yaml:1:29: system 'a' has no source"},
        {"scope: {systems: [{name: a}]}\n", ERR_FORMAT, "daybook.yaml:1:19: 'sources' is missing"},
        {"scope: {systems: [{name: a, sources: [b, b]}]}\n", ERR_FORMAT, "daybook.yaml:1:42: 'b' stands twice"},
        {"scope: {systems: [{name: a, sources: [b]}, {name: a, sources: [c]}]}\n", ERR_FORMAT,
         "daybook.yaml:1:44: system 'a' stands twice"},
        {"scope: {systems: [{name: \"a\\nb\", sources: [b]}]}\n", ERR_FORMAT,
         "daybook.yaml:1:20: text holds a control character"},
        {"scope: {systems: [{name: a, sources: [b]}], accounts: [1.5]}\n", ERR_FORMAT,
         "daybook.yaml:1:56: expected a text"},
        {"scope: {systems: [{name: a, sources: [b]}], accounts: [-1]}\n", ERR_FORMAT,
         "daybook.yaml:1:56: expected a text"},
        {"scope: {systems: [{name: a, sources: [b]}], accounts: [1, '1']}\n", ERR_FORMAT,
         "daybook.yaml:1:59: '1' stands twice"},
        {"scope: {systems: [{name: a, sources: [b]}], approver: null}\n", ERR_FORMAT,
         "daybook.yaml:1:45: 'approver' is null, expected a string"},
        {"scope: {systems: [{name: a, sources: [b]}], from: 2026-01-01}\n", ERR_FORMAT,
         "daybook.yaml:1:45: unknown member 'from'"},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++)
        check_fault(slice_of(cases[i].text), cases[i].code, cases[i].error);
}
END_TEST

/* A declaration of `accounts` accounts and `repositories` repositories of 14 bytes. */
static void
write_scope(struct buf *text, size_t accounts, size_t repositories)
{
    buf_init(text, LIMIT_YAML_BYTES);
    buf_text(text, "scope:\n  systems: [{name: a, sources: [b]}]\n  accounts:\n");
    for (size_t i = 0; i < accounts; i++)
        buf_format(text, "    - %012zu\n", i);
    buf_text(text, "  repositories:\n");
    for (size_t i = 0; i < repositories; i++)
        buf_format(text, "    - acme/repo-%04zu\n", i);
}

START_TEST(what_no_record_can_hold_is_refused)
{
    static const struct {
        size_t accounts, repositories;
        const char *error; /* NULL: taken */
    } cases[] = {
        {4000, 1, NULL},
        {1, 3800, NULL},
        {10000, 1, "daybook.yaml:3:3: 'accounts' has 10000 entries, at most 4096 are allowed"},
        {4096, 4096, "daybook.yaml:1:1: record has 131400 bytes, at most 65535 are allowed"},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        AUTO(arena_drop) struct arena *arena = arena_new();
        AUTO(buf_release) struct buf text;
        struct declaration declaration;
        struct err err = {""};
        write_scope(&text, cases[i].accounts, cases[i].repositories);
        ck_assert_int_eq(declare(buf_slice(&text), arena, &declaration, &err), cases[i].error == NULL ? 0 : ERR_LIMIT);
        ck_assert_str_eq(err.text, cases[i].error == NULL ? "" : cases[i].error);
    }
    char name[LIMIT_UID_BYTES + 2];
    memset(name, 'x', sizeof(name));
    name[sizeof(name) - 1] = '\0';
    AUTO(arena_drop) struct arena *arena = arena_new();
    check_fault(arena_format(arena, "scope: {systems: [{name: a, sources: [b]}], approver: %s}\n", name), ERR_LIMIT,
                "daybook.yaml:1:45: a person's name has 1025 bytes, at most 1024 are allowed");
    name[LIMIT_ID_BYTES + 1] = '\0';
    check_fault(arena_format(arena, "scope: {systems: [{name: a, sources: [%s]}]}\n", name), ERR_LIMIT,
                "daybook.yaml:1:39: name has 513 bytes, at most 512 are allowed");
}
END_TEST

START_TEST(a_file_without_a_word_declares_nothing)
{
    static const char *const texts[] = {"", "\n", "# to be filled\n\n  # in\n", "   "};
    for (size_t i = 0; i < COUNT_OF(texts); i++) {
        AUTO(arena_drop) struct arena *arena = arena_new();
        const struct declaration_terms terms = {0};
        struct declaration declaration = {.has_scope = true};
        struct err err = {""};
        ck_assert_msg(declaration_read(slice_of(texts[i]), &terms, arena, &declaration, &err) == 0, "%s", err.text);
        ck_assert(!declaration.has_scope && !declaration.has_categories);
        ck_assert_uint_eq(declaration.own.count + declaration.manual_count, 0);
    }
}
END_TEST

int
main(void)
{
    return UNIT_MAIN("declaration", a_file_without_a_word_declares_nothing, everything_may_be_declared,
                     nothing_need_be_declared, faults_are_located, what_no_record_can_hold_is_refused);
}
