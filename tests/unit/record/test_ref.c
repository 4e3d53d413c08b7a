#include "record/ref.h"

#include "unit.h"

#include <string.h>

static const struct {
    const char *text;
    const char *normal; /* NULL: no strong reference */
    enum ref_rank rank;
} cases[] = {
    {"jira:SEC-12", "jira:SEC-12", REF_TICKET},
    {"Jira:sec-12", "jira:SEC-12", REF_TICKET},
    {"jira:S3_X-1", "jira:S3_X-1", REF_TICKET},
    {"linear:eng-5", "linear:ENG-5", REF_TICKET},
    {"jira:SEC-012", NULL, 0},
    {"jira:SEC-", NULL, 0},
    {"jira:-12", NULL, 0},
    {"jira:3S-12", NULL, 0},
    {"jira:SEC 12", NULL, 0},
    {"jira:SEC-12-3", NULL, 0},
    {"jira:", NULL, 0},
    {"github:Acme/Infra#42", "github:acme/infra#42", REF_CHANGE},
    {"gitlab:acme/group/infra!7", "gitlab:acme/group/infra!7", REF_CHANGE},
    {"github:acme#42", NULL, 0},
    {"github:acme/#42", NULL, 0},
    {"github:/infra#42", NULL, 0},
    {"github:acme/infra", NULL, 0},
    {"github:acme/in fra#42", NULL, 0},
    {"github:acme/infra#0", NULL, 0},
    {"git:0123456789ABCDEF0123456789abcdef01234567", "git:0123456789abcdef0123456789abcdef01234567", REF_COMMIT},
    {"git:0123456789abcdef0123456789abcdef0123456", NULL, 0},
    {"git:0123456789abcdef0123456789abcdef0123456g", NULL, 0},
    {"PagerDuty:Q1aB", "pagerduty:Q1aB", REF_INCIDENT},
    {"run:github/acme/infra/77", "run:github/acme/infra/77", REF_RUN},
    {"finding:arn:aws:securityhub:…/1", "finding:arn:aws:securityhub:…/1", REF_FINDING},
    {"finding:a b", NULL, 0},
    {"finding:a\x7f", NULL, 0},
    {"slack:C1/p2", NULL, 0},
    {"j@ra:SEC-12", NULL, 0},
    {"SEC-12", NULL, 0},
    {"https://acme.example/1", NULL, 0},
    {":SEC-12", NULL, 0},
    {"", NULL, 0},
};

START_TEST(texts_have_one_normal_form)
{
    AUTO(arena_drop) struct arena *arena = arena_new();
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        enum ref_rank rank = 0;
        const struct slice normal = ref_normal(slice_of(cases[i].text), arena, &rank);
        ck_assert_msg(slice_is_absent(normal) == (cases[i].normal == NULL), "%s", cases[i].text);
        if (cases[i].normal == NULL)
            continue;
        ck_assert_slice_eq(normal, slice_of(cases[i].normal));
        ck_assert_int_eq(rank, cases[i].rank);
        /* A normal form is its own. */
        ck_assert_slice_eq(ref_normal(normal, arena, &rank), normal);
    }
}
END_TEST

START_TEST(a_finding_has_a_reference)
{
    AUTO(arena_drop) struct arena *arena = arena_new();
    ck_assert_slice_eq(ref_of_finding(SLICE("arn:X/1"), arena), SLICE("finding:arn:X/1"));
}
END_TEST

int
main(void)
{
    return UNIT_MAIN("ref", texts_have_one_normal_form, a_finding_has_a_reference);
}
