#include "bundle/readme.h"

#include "fixture.h"

static const char *
readme_of(struct fixture *fixture)
{
    return (const char *)fixture_render(fixture, bundle_render_readme).p;
}

START_TEST(says_what_it_is_of_and_why_it_is_not_complete)
{
    struct fixture fixture;
    fixture_init(&fixture, FIXTURE_WITHHELD);
    const char *text = readme_of(&fixture);
    ck_assert_ptr_nonnull(strstr(text, "Evidence bundle of log.example/tiny\n"));
    ck_assert_ptr_nonnull(strstr(text, "Period    2026-01-01T00:00:00.000Z to 2026-02-01T00:00:00.000Z "));
    ck_assert_ptr_nonnull(strstr(text, "Entries   0 to 16 of the ledger\n"));
    ck_assert_ptr_nonnull(strstr(text, "Payloads  10 disclosed, 1 withheld\n"));
    ck_assert_ptr_nonnull(
        strstr(text, "Status    DRAFT (method of statistics §9; not an opinion)\n          - draft: "));
    for (size_t i = 0; i < fixture.model.reason_count; i++)
        ck_assert_ptr_nonnull(strstr(
            text,
            (const char *)arena_format(fixture.arena, "          - %.*s\n", SLICE_ARG(fixture.model.reasons[i])).p));
    fixture_release(&fixture);
}
END_TEST

START_TEST(says_how_to_check_it_with_stock_tools)
{
    struct fixture fixture;
    fixture_init(&fixture, 0);
    const char *text = readme_of(&fixture);
    static const char *const parts[] = {
        "daybook verify --key KEY-FILE BUNDLE.zip",
        "never from a bundle",
        "unzip -t BUNDLE.zip",
        "log.example/tiny namespaces=\"daybook-bundle\" ssh-ed25519 AAAA",
        ("ssh-keygen -Y verify -f allowed_signers -I log.example/tiny \\\n"
         "        -n daybook-bundle -s manifest.json.sig < manifest.json"),
        "sha256sum -c SHA256SUMS",
        "rebuild-root.py",
        "Management's assertion, the description of the system, and reviews of access",
        "no opinion and no conclusion",
    };
    for (size_t i = 0; i < COUNT_OF(parts); i++)
        ck_assert_msg(strstr(text, parts[i]) != NULL, "'%s' is missing", parts[i]);
    fixture_release(&fixture);
}
END_TEST

START_TEST(stamps_a_simulated_ledger_and_no_other)
{
    struct fixture real;
    struct fixture simulated;
    fixture_init(&real, 0);
    fixture_init(&simulated, FIXTURE_SIMULATED);
    ck_assert_ptr_null(strstr(readme_of(&real), "SIMULATED"));
    ck_assert_ptr_nonnull(
        strstr(readme_of(&simulated), "Evidence bundle of log.example/tiny/SIMULATED\n\nSIMULATED: "));
    fixture_release(&real);
    fixture_release(&simulated);
}
END_TEST

START_TEST(draws_no_conclusion)
{
    struct fixture fixture;
    fixture_init(&fixture, FIXTURE_CLOSED);
    ck_assert_ptr_null(strcasestr(readme_of(&fixture), "complian"));
    fixture_release(&fixture);
}
END_TEST

int
main(void)
{
    return UNIT_MAIN("bundle/readme", says_what_it_is_of_and_why_it_is_not_complete,
                     says_how_to_check_it_with_stock_tools, stamps_a_simulated_ledger_and_no_other,
                     draws_no_conclusion);
}
