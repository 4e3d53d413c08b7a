#include "control/sla.h"

#include "shipped.h"

START_TEST(the_shipped_table_has_every_severity_but_one)
{
    AUTO(arena_drop) struct arena *arena = arena_new();
    const struct file_set files = shipped_controls(arena);
    struct sla_table table;
    struct err err;
    ck_assert_msg(sla_read(SLA_PATH, file_set_find(&files, SLICE(SLA_PATH))->bytes, arena, &table, &err) == 0, "%s",
                  err.text);
    ck_assert_slice_eq(table.version, SLICE("1"));
    ck_assert_uint_eq(table.flap_s, 86400);
    ck_assert(!table.has[SEVERITY_NONE] && !table.has[SEVERITY_INFORMATIONAL]);
    ck_assert(table.has[SEVERITY_CRITICAL] && table.sla_s[SEVERITY_CRITICAL] == 86400);
    ck_assert(table.has[SEVERITY_HIGH] && table.sla_s[SEVERITY_HIGH] == UINT64_C(7) * 86400);
    ck_assert(table.has[SEVERITY_MEDIUM] && table.sla_s[SEVERITY_MEDIUM] == UINT64_C(30) * 86400);
    ck_assert(table.has[SEVERITY_LOW] && table.sla_s[SEVERITY_LOW] == UINT64_C(90) * 86400);
}
END_TEST

START_TEST(severities_may_be_left_out)
{
    AUTO(arena_drop) struct arena *arena = arena_new();
    struct sla_table table;
    ck_assert_int_eq(sla_read("s.yaml", SLICE(SMALL_SLA), arena, &table, NULL), 0);
    ck_assert(table.has[SEVERITY_CRITICAL] && table.sla_s[SEVERITY_CRITICAL] == 10);
    ck_assert(!table.has[SEVERITY_HIGH] && !table.has[SEVERITY_MEDIUM]);
    ck_assert(table.has[SEVERITY_LOW] && table.sla_s[SEVERITY_LOW] == 40);
}
END_TEST

START_TEST(faults_are_located)
{
    static const struct {
        const char *text;
        int code;
        const char *error;
    } cases[] = {
        {"version: '1'\nflap_s: 1\nsla_s: {urgent: 1}\n", ERR_FORMAT, "s.yaml:3:9: severity 'urgent' is not known"},
        {"version: '1'\nflap_s: 1\nsla_s: {low: 0}\n", ERR_LIMIT,
         "s.yaml:3:9: 'low' is 0, expected seconds from 1 to 315576000"},
        {"version: 1\nflap_s: 1\nsla_s: {}\n", ERR_FORMAT, "s.yaml:1:1: 'version' is a number, expected a string"},
        {"version: '1'\nsla_s: {}\n", ERR_FORMAT, "s.yaml:1:1: 'flap_s' is missing"},
        {"version: '1'\nflap_s: 1\nsla_s: {}\nx: 1\n", ERR_FORMAT, "s.yaml:4:1: unknown member 'x'"},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        AUTO(arena_drop) struct arena *arena = arena_new();
        struct sla_table table;
        struct err err = {""};
        ck_assert_int_eq(sla_read("s.yaml", slice_of(cases[i].text), arena, &table, &err), cases[i].code);
        ck_assert_str_eq(err.text, cases[i].error);
    }
}
END_TEST

int
main(void)
{
    return UNIT_MAIN("sla", the_shipped_table_has_every_severity_but_one, severities_may_be_left_out,
                     faults_are_located);
}
