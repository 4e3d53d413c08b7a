#include "control/controls.h"

#include "format/json.h"

#include "shipped.h"

enum { FILES_MAX = 8 };

static int
load(struct file_set_entry *entries, size_t count, struct arena *arena, struct controls *out_controls, struct err *err)
{
    struct file_set set = {entries, count};
    ck_assert_int_eq(file_set_sort(&set, NULL), 0);
    return controls_load(&set, arena, out_controls, err);
}

static void
check_fault(struct file_set_entry *entries, size_t count, int expected_code, const char *expected_text)
{
    AUTO(arena_drop) struct arena *arena = arena_new();
    struct controls controls;
    struct err err = {""};
    ck_assert_int_eq(load(entries, count, arena, &controls, &err), expected_code);
    ck_assert_str_eq(err.text, expected_text);
}

#define CATALOG_FILE                                                                                                   \
    {                                                                                                                  \
        SLICE_INIT(CATALOG_PATH), SLICE_INIT(SMALL_CATALOG)                                                            \
    }
#define SLA_FILE                                                                                                       \
    {                                                                                                                  \
        SLICE_INIT(SLA_PATH), SLICE_INIT(SMALL_SLA)                                                                    \
    }

START_TEST(a_small_set_loads_in_order_of_ids)
{
    AUTO(arena_drop) struct arena *arena = arena_new();
    struct file_set_entry entries[] = {
        CATALOG_FILE,
        SLA_FILE,
        {SLICE_INIT("controls/rules/1.yaml"), SLICE_INIT(SMALL_RULE("b", "t/b"))},
        {SLICE_INIT("controls/rules/2.yaml"), SLICE_INIT(SMALL_RULE("a", "t/a"))},
        {SLICE_INIT("sources/any.yaml"), SLICE_INIT("not looked at: [")},
    };
    struct controls controls;
    struct err err = {""};
    ck_assert_msg(load(entries, COUNT_OF(entries), arena, &controls, &err) == 0, "%s", err.text);
    ck_assert_uint_eq(controls.rules.count, 2);
    ck_assert_slice_eq(controls.rules.rules[0].id, SLICE("a"));
    ck_assert_ptr_eq(mapper_find(controls.mapper, SLICE("t/b")), &controls.rules.rules[1]);
    ck_assert_ptr_null(mapper_find(controls.mapper, SLICE("t/c")));
    ck_assert_uint_eq(controls.catalog.count, 2);
    ck_assert_uint_eq(controls.sla.flap_s, 60);
}
END_TEST

START_TEST(class_rules_stand_apart)
{
    AUTO(arena_drop) struct arena *arena = arena_new();
    struct file_set_entry entries[] = {
        CATALOG_FILE,
        SLA_FILE,
        {SLICE_INIT("controls/rules/1.yaml"), SLICE_INIT(SMALL_RULE("b", "t/b"))},
        {SLICE_INIT("controls/rules/2.yaml"),
         SLICE_INIT("id: a\ntitle: t\nowner: o\nrationale: r\nmatch: {s: {stage: deployed}}\ncondition: s\n"
                    "criteria: {soc2: [{id: CC6.1, basis: judgement, strength: direct, rationale: r}]}\n"
                    "tests: [{event: {stage: deployed}, matches: true}]\n")},
    };
    AUTO(regex_matcher_drop) struct regex_matcher *matcher = regex_matcher_new();
    const struct record record = {.kind = RECORD_EVENT, .body.event.stage = STAGE_DEPLOYED};
    struct class_finding finding;
    struct controls controls;
    ck_assert_int_eq(load(entries, COUNT_OF(entries), arena, &controls, NULL), 0);
    ck_assert_uint_eq(controls.rules.count, 1);
    ck_assert_slice_eq(controls.rules.rules[0].id, SLICE("b"));
    ck_assert_uint_eq(controls.class_rules.count, 1);
    ck_assert_slice_eq(controls.class_rules.rules[0].id, SLICE("a"));
    ck_assert_uint_eq(classes_find(controls.classes, matcher, &record, &finding), 1);
    ck_assert_uint_eq(finding.rule, 0);
}
END_TEST

START_TEST(no_rules_are_fine)
{
    AUTO(arena_drop) struct arena *arena = arena_new();
    struct file_set_entry entries[] = {CATALOG_FILE, SLA_FILE};
    struct controls controls;
    ck_assert_int_eq(load(entries, COUNT_OF(entries), arena, &controls, NULL), 0);
    ck_assert_uint_eq(controls.rules.count, 0);
}
END_TEST

START_TEST(the_bytes_may_go)
{
    AUTO(arena_drop) struct arena *arena = arena_new();
    char rule[] = SMALL_RULE("a", "t/a");
    char path[] = "controls/rules/1.yaml";
    struct file_set_entry entries[] = {CATALOG_FILE, SLA_FILE, {slice_of(path), slice_of(rule)}};
    struct controls controls;
    ck_assert_int_eq(load(entries, COUNT_OF(entries), arena, &controls, NULL), 0);
    memset(rule, 'x', sizeof(rule));
    memset(path, 'x', sizeof(path));
    ck_assert_slice_eq(mapper_find(controls.mapper, SLICE("t/a"))->path, SLICE("controls/rules/1.yaml"));
}
END_TEST

START_TEST(a_declaration_decides_the_scope)
{
    static const struct {
        const char *text; /* NULL: there is none */
        bool privacy;
    } cases[] = {{NULL, false}, {"{}\n", false}, {"categories: []\n", false}, {"categories: [Privacy]\n", true}};
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        AUTO(arena_drop) struct arena *arena = arena_new();
        struct file_set_entry entries[] = {
            CATALOG_FILE, SLA_FILE, {SLICE_INIT("daybook.yaml"), slice_of(cases[i].text)}};
        struct controls controls;
        struct err err = {""};
        ck_assert_msg(load(entries, cases[i].text == NULL ? 2 : 3, arena, &controls, &err) == 0, "%s", err.text);
        ck_assert(controls.catalog.criteria[0].in_scope);
        ck_assert(controls.catalog.criteria[1].in_scope == cases[i].privacy);
        ck_assert(controls.declaration.has_categories == (i >= 2));
    }
}
END_TEST

START_TEST(a_declaration_can_narrow_a_wider_catalog)
{
    AUTO(arena_drop) struct arena *arena = arena_new();
    struct file_set_entry entries[] = {
        SLA_FILE,
        {SLICE_INIT(CATALOG_PATH),
         SLICE_INIT("id: c\n"
                    "categories: [{name: Security, in_scope: false}, {name: Privacy, in_scope: true},\n"
                    "             {name: Ours, in_scope: true}]\n"
                    "criteria:\n"
                    "  - {id: CC6.1, category: Security, series: s, title: t}\n"
                    "  - {id: P1.1, category: Privacy, series: s, title: t}\n"
                    "  - {id: X1, category: Ours, series: s, title: t}\n")},
        {SLICE_INIT("daybook.yaml"), SLICE_INIT("categories: [Security]\n")}};
    struct controls controls;
    ck_assert_int_eq(load(entries, 2, arena, &controls, NULL), 0);
    ck_assert(!controls.catalog.criteria[0].in_scope && controls.catalog.criteria[1].in_scope);
    struct file_set_entry all[] = {
        entries[2],
        {SLICE_INIT(CATALOG_PATH), file_set_find(&(struct file_set){entries, 2}, SLICE(CATALOG_PATH))->bytes},
        SLA_FILE};
    ck_assert_int_eq(load(all, COUNT_OF(all), arena, &controls, NULL), 0);
    ck_assert(controls.catalog.criteria[0].in_scope);
    ck_assert(!controls.catalog.criteria[1].in_scope && !controls.catalog.criteria[2].in_scope);
}
END_TEST

START_TEST(faults_between_files_are_named)
{
    check_fault((struct file_set_entry[]){SLA_FILE}, 1, ERR_NOT_FOUND,
                "controls/soc2.yaml: file is missing: every set of rules has one, take that of daybook's own rules to "
                "begin with");
    check_fault((struct file_set_entry[]){CATALOG_FILE}, 1, ERR_NOT_FOUND,
                "controls/sla.yaml: file is missing: every set of rules has one, take that of daybook's own rules to "
                "begin with");
    check_fault((struct file_set_entry[]){CATALOG_FILE, SLA_FILE, {SLICE_INIT("controls/rules/a.yml"), SLICE("")}}, 3,
                ERR_FORMAT,
                "controls/rules/a.yml: file is neither a catalog (controls/soc2.yaml or another framework's) "
                "nor controls/sla.yaml nor controls/rules/NAME.yaml: move it out of controls/");
    check_fault((struct file_set_entry[]){CATALOG_FILE, SLA_FILE, {SLICE_INIT("controls/rules/b/a.yaml"), SLICE("")}},
                3, ERR_FORMAT,
                "controls/rules/b/a.yaml: file is neither a catalog (controls/soc2.yaml or another framework's) "
                "nor controls/sla.yaml nor controls/rules/NAME.yaml: move it out of controls/");
    check_fault((struct file_set_entry[]){CATALOG_FILE,
                                          SLA_FILE,
                                          {SLICE_INIT("controls/rules/1.yaml"), SLICE_INIT(SMALL_RULE("a", "t/a"))},
                                          {SLICE_INIT("controls/rules/2.yaml"), SLICE_INIT(SMALL_RULE("a", "t/b"))}},
                4, ERR_FORMAT, "controls/rules/2.yaml:1:1: rule id 'a' is that of controls/rules/1.yaml:1:1 too");
    check_fault((struct file_set_entry[]){CATALOG_FILE,
                                          SLA_FILE,
                                          {SLICE_INIT("controls/rules/1.yaml"), SLICE_INIT(SMALL_RULE("a", "t/a"))},
                                          {SLICE_INIT("daybook.yaml"),
                                           SLICE_INIT("controls:\n  - {id: A, statement: s, owner: o, frequency: f,\n"
                                                      "     criteria: [CC6.1], rules: [a, b]}\n")}},
                4, ERR_FORMAT, "daybook.yaml:3:36: there is no rule 'b' that has checks");
    check_fault((struct file_set_entry[]){CATALOG_FILE,
                                          SLA_FILE,
                                          {SLICE_INIT("controls/rules/1.yaml"), SLICE_INIT(SMALL_RULE("a", "t/a"))},
                                          {SLICE_INIT("controls/rules/2.yaml"), SLICE_INIT(SMALL_RULE("b", "t/a"))}},
                4, ERR_FORMAT,
                "controls/rules/2.yaml:6:10: check 't/a' is claimed at controls/rules/1.yaml:6:10 already");
    check_fault(
        (struct file_set_entry[]){
            CATALOG_FILE,
            SLA_FILE,
            {SLICE_INIT("controls/rules/1.yaml"),
             SLICE_INIT("id: a\ntitle: t\nowner: o\nseverity: low\nrationale: r\nchecks: [t/a, t/b, t/a]\n"
                        "criteria: {soc2: [{id: P1.1, basis: published, strength: direct, rationale: r}]}\n"
                        "tests: [{check: t/c, rule: null}]\n")}},
        3, ERR_FORMAT, "controls/rules/1.yaml:6:20: check 't/a' is claimed at controls/rules/1.yaml:6:10 already");
}
END_TEST

#define ISO_FILE                                                                                                       \
    {                                                                                                                  \
        SLICE_INIT("controls/iso27001.yaml"), SLICE_INIT("id: iso\ncriteria: [{id: A.1, title: One}]\n")               \
    }

START_TEST(mappings_are_looked_up_in_the_catalog_of_their_framework)
{
    AUTO(arena_drop) struct arena *arena = arena_new();
    struct file_set_entry entries[] = {
        ISO_FILE,
        CATALOG_FILE,
        SLA_FILE,
        {SLICE_INIT("controls/rules/1.yaml"), SLICE_INIT(MAPPED_RULE("a", "t/a", "A.1"))}};
    struct controls controls;
    struct err err = {""};
    ck_assert_msg(load(entries, COUNT_OF(entries), arena, &controls, &err) == 0, "%s", err.text);
    ck_assert_slice_eq(catalog_find(&controls.frameworks[FRAMEWORK_ISO27001], SLICE("A.1"))->title, SLICE("One"));
    ck_assert_uint_eq(controls.frameworks[FRAMEWORK_NIST80053].count, 0);
    /* Sets of earlier versions had no such file: whatever they map to stands. */
    struct file_set_entry older[] = {
        CATALOG_FILE, SLA_FILE, {SLICE_INIT("controls/rules/1.yaml"), SLICE_INIT(MAPPED_RULE("a", "t/a", "A.2"))}};
    ck_assert_int_eq(load(older, COUNT_OF(older), arena, &controls, NULL), 0);
    check_fault(
        (struct file_set_entry[]){ISO_FILE,
                                  CATALOG_FILE,
                                  SLA_FILE,
                                  {SLICE_INIT("controls/rules/1.yaml"), SLICE_INIT(MAPPED_RULE("a", "t/a", "A.2"))}},
        4, ERR_FORMAT, "controls/rules/1.yaml:10:7: criterion 'A.2' is not in the catalog 'iso'");
}
END_TEST

static void
check_known(const struct controls *controls, enum framework framework, const struct json *ids)
{
    const struct catalog *catalog = framework == FRAMEWORK_SOC2 ? &controls->catalog : &controls->frameworks[framework];
    ck_assert_ptr_nonnull(ids);
    for (const struct json *item = ids->first; item != NULL; item = item->next)
        ck_assert_msg(catalog_find(catalog, item->text) != NULL, "%.*s", SLICE_ARG(item->text));
}

START_TEST(the_shipped_catalogs_have_every_id_of_the_mapping)
{
    const char *shared = unit_shared();
    if (shared == NULL)
        return;
    AUTO(arena_drop) struct arena *arena = arena_new();
    const struct file_set files = shipped_controls(arena);
    struct controls controls;
    struct slice bytes;
    struct json *mapping;
    struct err err = {""};
    const char *path = arena_text(arena, arena_format(arena, "%s/data/mapping.json", shared));
    ck_assert_msg(controls_load(&files, arena, &controls, &err) == 0, "%s", err.text);
    ck_assert_msg(file_read(path, LIMIT_YAML_BYTES, arena, &bytes, &err) == 0, "%s", err.text);
    ck_assert_msg(json_read(bytes, arena, &mapping, &err) == 0, "%s", err.text);
    ck_assert_uint_gt(mapping->count, 0);
    for (const struct json *finding = mapping->first; finding != NULL; finding = finding->next) {
        for (enum framework framework = FRAMEWORK_NONE + 1; framework < framework_count; framework++)
            check_known(&controls, framework, json_get(finding, framework_name(framework)));
    }
}
END_TEST

START_TEST(the_shipped_controls_map_the_first_families)
{
    AUTO(arena_drop) struct arena *arena = arena_new();
    const struct file_set files = shipped_controls(arena);
    struct controls controls;
    struct err err = {""};
    ck_assert_msg(controls_load(&files, arena, &controls, &err) == 0, "%s", err.text);
    static const struct {
        const char *check;
        const char *rule;
    } cases[] = {
        {"securityhub/S3.4", "aws.s3.unencrypted"},
        {"prowler/s3_bucket_default_encryption", "aws.s3.unencrypted"},
        {"cloudtrail/s3:CreateBucket", "aws.s3.public"},
        {"cloudtrail/rds:CreateDBInstance", "aws.rds.public"},
        {"securityhub/RDS.3", "aws.rds.unencrypted"},
        {"config/ENCRYPTED_VOLUMES", "aws.ebs.unencrypted"},
        {"cloudtrail/iam:DeactivateMFADevice", "aws.iam.user_no_mfa"},
        {"config/INCOMING_SSH_DISABLED", "aws.sg.ssh_world"},
        {"cloudtrail/rds:CreateDBInstance.storageEncrypted", "aws.rds.unencrypted"},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        const struct rule *rule = mapper_find(controls.mapper, slice_of(cases[i].check));
        ck_assert_msg(rule != NULL, "%s", cases[i].check);
        ck_assert_slice_eq(rule->id, slice_of(cases[i].rule));
        ck_assert(rule_maps_to(rule, SLICE("CC6.1")));
        ck_assert(rule->has_ttl);
    }
}
END_TEST

START_TEST(every_shipped_rule_shows_what_it_takes_and_what_it_leaves)
{
    AUTO(arena_drop) struct arena *arena = arena_new();
    const struct file_set files = shipped_controls(arena);
    struct controls controls;
    struct err err = {""};
    ck_assert_msg(controls_load(&files, arena, &controls, &err) == 0, "%s", err.text);
    ck_assert_uint_eq(controls.rules.count, 69);
    for (size_t i = 0; i < controls.rules.count; i++) {
        const struct rule *rule = &controls.rules.rules[i];
        size_t taken = 0;
        for (size_t at = 0; at < rule->test_count; at++)
            taken += rule->tests[at].expects_rule && slice_equal(rule->tests[at].rule, rule->id) ? 1 : 0;
        ck_assert_msg(taken > 0 && taken < rule->test_count, "%.*s", SLICE_ARG(rule->id));
        for (enum framework framework = FRAMEWORK_NONE + 1; framework < framework_count; framework++)
            ck_assert_msg(rule->mappings[framework].count > 0, "%.*s", SLICE_ARG(rule->id));
    }
}
END_TEST

/* The tools under whose names the checks of a published mapping stand here. */
static const char *
tool_of(struct slice name)
{
    if (slice_starts(name, SLICE("prowler_")))
        return "prowler";
    if (slice_equal(name, SLICE("securityhub")))
        return "securityhub";
    if (slice_equal(name, SLICE("aws_config")))
        return "config";
    return slice_equal(name, SLICE("steampipe")) ? "powerpipe" : NULL;
}

/* Every check of the finding must be claimed by the rule of that name; returns how many there are. */
static size_t
check_finding(const struct controls *controls, const struct json *finding, struct arena *arena)
{
    const struct slice id = json_get(finding, "id")->text;
    size_t count = 0;
    ck_assert_msg(rule_find(&controls->rules, id) != NULL, "%.*s", SLICE_ARG(id));
    for (const struct json *list = json_get(finding, "match")->first; list != NULL; list = list->next) {
        const char *tool = tool_of(list->name);
        for (const struct json *item = list->first; tool != NULL && item != NULL; item = item->next, count++) {
            const struct slice check = arena_format(arena, "%s/%.*s", tool, SLICE_ARG(item->text));
            const struct rule *rule = mapper_find(controls->mapper, check);
            ck_assert_msg(rule != NULL, "%.*s", SLICE_ARG(check));
            ck_assert_slice_eq(rule->id, id);
        }
    }
    return count;
}

START_TEST(the_shipped_controls_claim_every_check_of_the_mapping)
{
    const char *shared = unit_shared();
    if (shared == NULL)
        return;
    AUTO(arena_drop) struct arena *arena = arena_new();
    const struct file_set files = shipped_controls(arena);
    struct controls controls;
    struct err err = {""};
    ck_assert_msg(controls_load(&files, arena, &controls, &err) == 0, "%s", err.text);
    const char *path = arena_text(arena, arena_format(arena, "%s/data/mapping.json", shared));
    struct slice bytes;
    struct json *mapping;
    ck_assert_msg(file_read(path, LIMIT_YAML_BYTES, arena, &bytes, &err) == 0, "%s", err.text);
    ck_assert_msg(json_read(bytes, arena, &mapping, &err) == 0, "%s", err.text);
    ck_assert_uint_eq(mapping->count, 69);
    size_t checks = 0;
    for (const struct json *finding = mapping->first; finding != NULL; finding = finding->next)
        checks += check_finding(&controls, finding, arena);
    ck_assert_uint_ge(checks, 250);
}
END_TEST

int
main(void)
{
    return UNIT_MAIN("controls", a_small_set_loads_in_order_of_ids, class_rules_stand_apart, no_rules_are_fine,
                     the_bytes_may_go, a_declaration_decides_the_scope, a_declaration_can_narrow_a_wider_catalog,
                     faults_between_files_are_named, mappings_are_looked_up_in_the_catalog_of_their_framework,
                     the_shipped_catalogs_have_every_id_of_the_mapping, the_shipped_controls_map_the_first_families,
                     every_shipped_rule_shows_what_it_takes_and_what_it_leaves,
                     the_shipped_controls_claim_every_check_of_the_mapping);
}
