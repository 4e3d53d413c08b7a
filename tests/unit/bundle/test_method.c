#include "bundle/method.h"

#include "fixture.h"

START_TEST(states_the_values_that_the_figures_were_made_with)
{
    struct fixture fixture;
    fixture_init(&fixture, 0);
    const struct slice text = fixture_render(&fixture, bundle_render_method);
    ck_assert(slice_starts(
        text, SLICE("# How the figures are made\n\n"
                    "Version 1 of the statistics. Period P = [2026-01-01T00:00:00.000Z, 2026-02-01T00:00:00.000Z).\n"
                    "As of A = 2026-01-13T00:00:00.000Z, the receipt of the last entry. E = min(end of P, A) = "
                    "2026-01-13T00:00:00.000Z.\n"
                    "Rules: 1, of the rule set that entry 6 put in force; SLA version 2026.\n"
                    "A window counts as reopened when it starts sooner than 3600 s, or the rule's time to live, "
                    "after the same\nfinding was verified.\n\n## What counts, and when\n\n")));
    fixture_release(&fixture);
}
END_TEST

START_TEST(has_a_chapter_for_each_kind_of_figure)
{
    static const char *const chapters[] = {"\n## What counts, and when\n",
                                           "\n## Exposure windows\n",
                                           "\n## Time to remediate\n",
                                           "\n## SLA\n",
                                           "\n## Coverage\n",
                                           "\n## Status\n"};
    struct fixture fixture;
    fixture_init(&fixture, FIXTURE_CLOSED);
    const char *text = (const char *)fixture_render(&fixture, bundle_render_method).p;
    ck_assert_ptr_nonnull(strstr(text, "E = min(end of P, A) = 2026-02-01T00:00:00.000Z.\n"));
    for (size_t i = 0; i < COUNT_OF(chapters); i++)
        ck_assert_ptr_nonnull(strstr(text, chapters[i]));
    ck_assert_ptr_null(strcasestr(text, "complian"));
    fixture_release(&fixture);
}
END_TEST

int
main(void)
{
    return UNIT_MAIN("bundle/method", states_the_values_that_the_figures_were_made_with,
                     has_a_chapter_for_each_kind_of_figure);
}
