#include "bundle/html_head.h"

#include "fixture.h"
#include "markup.h"

static struct slice
head_of(struct fixture *fixture, void (*write)(struct buf *out, const struct bundle_model *model))
{
    struct buf out AUTO(buf_release);
    buf_init(&out, 1 << 16);
    write(&out, &fixture->model);
    return arena_copy(fixture->arena, buf_slice(&out));
}

START_TEST(says_of_what_it_is_and_how_to_check_it)
{
    struct fixture fixture;
    fixture_init(&fixture, 0);
    const struct slice head = head_of(&fixture, html_head);
    ck_assert_has(head, "<h1><span class=\"kind\">Evidence report</span> " FIXTURE_ORIGIN "</h1>");
    ck_assert_has(head, ">2026-01-01</time> to <time datetime=\"2026-02-01T00:00:00.000Z\">2026-02-01</time> "
                        "<span class=\"note\">UTC, 31\u00a0d; the end is not in it</span>");
    ck_assert_has(head, "<strong class=\"word\">DRAFT</strong> (method of statistics §9; not an opinion)");
    ck_assert_has(head, "<dt>Entries</dt><dd>17 (0 to 16), the last received ");
    ck_assert_has(head, "11 disclosed, 0 withheld");
    ck_assert_has(head, "of the set that entry 6 put in force; catalog <code>tiny-criteria</code>; SLA version "
                        "<code>2026</code>");
    char root[2 * SHA256_BYTES + 1];
    for (int i = 0; i < SHA256_BYTES; i++)
        snprintf(root + 2 * i, 3, "%02x", fixture.model.root.b[i]);
    ck_assert_has(head, root);
    ck_assert_has(head, "<dt>Signing key</dt><dd><code>SHA256:");
    ck_assert_has(head, "<code>daybook verify --key KEY-FILE BUNDLE.zip</code>");
    ck_assert_has_not(head, "SIMULATED");
    fixture_release(&fixture);
}
END_TEST

START_TEST(stamps_a_simulated_ledger)
{
    struct fixture fixture;
    fixture_init(&fixture, FIXTURE_SIMULATED | FIXTURE_WITHHELD);
    const struct slice head = head_of(&fixture, html_head);
    ck_assert_has(head, "<p class=\"stamp\"><strong>SIMULATED</strong> ");
    ck_assert_has(head, " disclosed, 1 withheld");
    ck_assert_has(head_of(&fixture, html_head_running), "@top-right { content: \"SIMULATED\"; }");
    fixture_release(&fixture);
}
END_TEST

START_TEST(repeats_origin_period_and_status_on_paper)
{
    struct fixture fixture;
    fixture_init(&fixture, 0);
    ck_assert_slice_eq(head_of(&fixture, html_head_running),
                       SLICE("@page { @bottom-left { content: \"log.example/tiny, 2026-01-01 to 2026-02-01, DRAFT\"; } "
                             "@top-right { content: \"\"; } }\n"));
    fixture.model.origin = SLICE("a\"}</style>\\é");
    ck_assert_slice_eq(
        head_of(&fixture, html_head_running),
        SLICE("@page { @bottom-left { content: \"a\\000022\\00007d\\00003c/style\\00003e\\00005c\\0000c3\\0000a9, "
              "2026-01-01 to 2026-02-01, DRAFT\"; } @top-right { content: \"\"; } }\n"));
    ck_assert_has(head_of(&fixture, html_head), "a&quot;}&lt;/style&gt;");
    fixture_release(&fixture);
}
END_TEST

START_TEST(says_nothing_of_reasons_when_there_are_none)
{
    struct fixture fixture;
    fixture_init(&fixture, 0);
    fixture.model.status = BUNDLE_COMPLETE;
    fixture.model.reason_count = 0;
    const struct slice head = head_of(&fixture, html_head);
    ck_assert_has(head, "COMPLETE</strong> (method of statistics §9; not an opinion)</p>");
    fixture_release(&fixture);
}
END_TEST

int
main(void)
{
    return UNIT_MAIN("html_head", says_of_what_it_is_and_how_to_check_it, stamps_a_simulated_ledger,
                     repeats_origin_period_and_status_on_paper, says_nothing_of_reasons_when_there_are_none);
}
