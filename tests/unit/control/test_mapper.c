#include "control/mapper.h"

#include "control/pattern.h"

#include "unit.h"

enum { RULES_MAX = 40, CHECKS_MAX = 6 };

static void
count_conflict(void *context, const struct mapper_conflict *conflict)
{
    ck_assert(slice_equal(conflict->first_check->id, conflict->second_check->id));
    *(size_t *)context += 1;
}

static void
no_conflict(void *context, const struct mapper_conflict *conflict)
{
    (void)context;
    ck_abort_msg("conflict over %.*s", SLICE_ARG(conflict->second_check->id));
}

/* The first rule in order that lists the check. */
static const struct rule *
linear_find(const struct rule_list *list, struct slice check)
{
    for (size_t i = 0; i < list->count; i++) {
        for (size_t at = 0; at < list->rules[i].check_count; at++) {
            if (slice_equal(list->rules[i].checks[at].id, check))
                return &list->rules[i];
        }
    }
    return NULL;
}

static struct rule_list
random_rules(struct arena *arena, unsigned ids)
{
    struct rule *rules = arena_array(arena, RULES_MAX, sizeof(*rules));
    const size_t count = unit_random_below(RULES_MAX + 1);
    for (size_t i = 0; i < count; i++) {
        struct rule_check *checks = arena_array(arena, CHECKS_MAX, sizeof(*checks));
        rules[i].id = arena_format(arena, "r%zu", i);
        rules[i].checks = checks;
        rules[i].check_count = unit_random_below(CHECKS_MAX + 1);
        for (size_t at = 0; at < rules[i].check_count; at++)
            checks[at].id = arena_format(arena, "t/%u", (unsigned)unit_random_below(ids));
    }
    return (struct rule_list){rules, count};
}

/* With few ids there are many conflicts, with many there are many that no rule claims. */
START_TEST(finds_what_a_linear_scan_finds)
{
    for (unsigned round = 0; round < 200; round++) {
        AUTO(arena_drop) struct arena *arena = arena_new();
        const unsigned ids = round % 2 == 0 ? 50 : 1000;
        const struct rule_list list = random_rules(arena, ids);
        size_t conflicts = 0;
        const struct mapper *mapper = mapper_new(&list, arena, count_conflict, &conflicts);
        size_t claims = 0;
        size_t claimed = 0;
        for (size_t i = 0; i < list.count; i++)
            claims += list.rules[i].check_count;
        for (unsigned id = 0; id < ids; id++) {
            const struct slice check = arena_format(arena, "t/%u", id);
            ck_assert_ptr_eq(mapper_find(mapper, check), linear_find(&list, check));
            claimed += mapper_find(mapper, check) == NULL ? 0 : 1;
        }
        ck_assert_uint_eq(conflicts, claims - claimed);
    }
}
END_TEST

START_TEST(checks_are_exact)
{
    AUTO(arena_drop) struct arena *arena = arena_new();
    const struct rule_check check = {.id = SLICE("securityhub/S3.4")};
    const struct rule rule = {.checks = &check, .check_count = 1};
    const struct rule_list list = {&rule, 1};
    const struct mapper *mapper = mapper_new(&list, arena, no_conflict, NULL);
    ck_assert_ptr_eq(mapper_find(mapper, SLICE("securityhub/S3.4")), &rule);
    ck_assert_ptr_null(mapper_find(mapper, SLICE("securityhub/S3.40")));
    ck_assert_ptr_null(mapper_find(mapper, SLICE("securityhub/s3.4")));
    ck_assert_ptr_null(mapper_find(mapper, SLICE("securityhub/S3.4 ")));
    ck_assert_ptr_null(mapper_find(mapper, SLICE("")));
    ck_assert_ptr_null(mapper_find(mapper, ((struct slice){NULL, 0})));
}
END_TEST

START_TEST(no_rules_map_nothing)
{
    AUTO(arena_drop) struct arena *arena = arena_new();
    const struct rule_list list = {NULL, 0};
    ck_assert_ptr_null(mapper_find(mapper_new(&list, arena, no_conflict, NULL), SLICE("a/b")));
}
END_TEST

START_TEST(conflicts_name_both_places)
{
    const struct rule_check checks[] = {{SLICE("t/a"), 7, 5, false}, {SLICE("t/a"), 9, 3, false}};
    const struct rule rules[] = {{.path = SLICE("a.yaml")}, {.path = SLICE("b.yaml")}};
    const struct mapper_conflict conflict = {&rules[0], &checks[0], &rules[1], &checks[1]};
    struct err err;
    ck_assert_int_eq(mapper_conflict_set(&conflict, &err), ERR_FORMAT);
    ck_assert_str_eq(err.text, "b.yaml:9:3: check 't/a' is claimed at a.yaml:7:5 already");
}
END_TEST

START_TEST(exact_goes_before_a_pattern)
{
    AUTO(arena_drop) struct arena *arena = arena_new();
    const struct rule_check wide[] = {{.id = SLICE("t/s3_*"), .is_pattern = true},
                                      {.id = SLICE("t/*_public"), .is_pattern = true}};
    const struct rule_check narrow = {.id = SLICE("t/s3_bucket_public")};
    const struct rule rules[] = {{.checks = wide, .check_count = 2}, {.checks = &narrow, .check_count = 1}};
    const struct mapper *mapper = mapper_new(&(struct rule_list){rules, 2}, arena, no_conflict, NULL);
    ck_assert_ptr_eq(mapper_find(mapper, SLICE("t/s3_bucket_public")), &rules[1]);
    ck_assert_ptr_eq(mapper_find(mapper, SLICE("t/s3_bucket_acl")), &rules[0]);
    ck_assert_ptr_eq(mapper_find(mapper, SLICE("t/rds_public")), &rules[0]);
    ck_assert_ptr_eq(mapper_find(mapper, SLICE("t/s3_")), &rules[0]);
    ck_assert_ptr_eq(mapper_claim(mapper, SLICE("t/s3_bucket_public")).check, &narrow);
    ck_assert_ptr_eq(mapper_claim(mapper, SLICE("t/rds_public")).check, &wide[1]);
    ck_assert_ptr_null(mapper_claim(mapper, SLICE("u/s3_bucket_acl")).check);
    ck_assert_ptr_null(mapper_find(mapper, SLICE("u/s3_bucket_acl")));
    ck_assert_ptr_null(mapper_find(mapper, ((struct slice){NULL, 0})));
}
END_TEST

static void
write_conflict(void *context, const struct mapper_conflict *conflict)
{
    struct err *err = context;
    ck_assert_int_eq(mapper_conflict_set(conflict, err), ERR_FORMAT);
}

START_TEST(patterns_of_two_rules_must_not_meet)
{
    AUTO(arena_drop) struct arena *arena = arena_new();
    const struct rule_check first = {SLICE("t/s3_*"), 7, 5, true};
    const struct rule_check second = {SLICE("t/*_public"), 9, 3, true};
    const struct rule rules[] = {{.path = SLICE("a.yaml"), .checks = &first, .check_count = 1},
                                 {.path = SLICE("b.yaml"), .checks = &second, .check_count = 1}};
    struct err err = {""};
    mapper_new(&(struct rule_list){rules, 2}, arena, write_conflict, &err);
    ck_assert_str_eq(err.text, "b.yaml:9:3: pattern 't/*_public' and 't/s3_*' at a.yaml:7:5 match checks in common");
}
END_TEST

START_TEST(patterns_are_counted)
{
    AUTO(arena_drop) struct arena *arena = arena_new();
    struct rule_check *checks = arena_array(arena, PATTERN_COUNT_MAX + 1, sizeof(*checks));
    for (size_t i = 0; i <= PATTERN_COUNT_MAX; i++)
        checks[i] = (struct rule_check){arena_format(arena, "t/%zu*", i), (uint32_t)i + 1, 5, true};
    struct rule rule = {.path = SLICE("a.yaml"), .checks = checks, .check_count = PATTERN_COUNT_MAX};
    struct err err = {""};
    const struct rule_list list = {&rule, 1};
    ck_assert_int_eq(mapper_check_patterns(mapper_new(&list, arena, no_conflict, NULL), &err), 0);
    rule.check_count++;
    ck_assert_int_eq(mapper_check_patterns(mapper_new(&list, arena, no_conflict, NULL), &err), ERR_LIMIT);
    ck_assert_str_eq(err.text, "a.yaml:513:5: the rules have 513 patterns, at most 512 are allowed");
}
END_TEST

int
main(void)
{
    return UNIT_MAIN("mapper", finds_what_a_linear_scan_finds, checks_are_exact, no_rules_map_nothing,
                     conflicts_name_both_places, exact_goes_before_a_pattern, patterns_of_two_rules_must_not_meet,
                     patterns_are_counted);
}
