/* test_report_html.c - the whole page, over ledgers made by hand; check_page.py is the judge of its markup.
 * Covers: html_section_brief.c, html_section_timeline.c, html_section_windows.c, html_section_criteria.c
 * Covers: html_section_steps.c, html_section_changes.c, html_section_own.c
 * Covers: html_section_sources.c, html_section_deviations.c, html_section_status.c, html_section_method.c
 * Covers: html_headline.c, html_finding.c, html_event.c
 */
#include "bundle/report_html.h"

#include "bundle/files.h"
#include "bundle/html_figure.h"
#include "fixture.h"
#include "format/html.h"
#include "markup.h"

#include <sys/wait.h>
#include <unistd.h>

#define NBSP "\u00a0"

static void
write_file(const char *folder, const char *name, struct slice bytes)
{
    char path[4200];
    snprintf(path, sizeof(path), "%s/%s", folder, name);
    FILE *file = fopen(path, "wb");
    ck_assert_ptr_nonnull(file);
    ck_assert_uint_eq(fwrite(bytes.p, 1, bytes.n, file), bytes.n);
    ck_assert_int_eq(fclose(file), 0);
}

/* Its answer comes out with the test's own. */
static int
run_check(const char *folder)
{
    fflush(stdout);
    const pid_t child = fork();
    ck_assert_int_ge(child, 0);
    if (child == 0) {
        if (chdir(folder) != 0)
            _exit(126);
        execlp("python3", "python3", unit_source_path("tests/unit/bundle/check_page.py"), "page.html", "members",
               (char *)NULL);
        _exit(127);
    }
    int status;
    ck_assert_int_eq(waitpid(child, &status, 0), child);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static void
check_page(struct fixture *fixture, struct slice page)
{
    const struct bundle_plan plan = bundle_plan_make(&fixture->model, fixture->arena);
    struct buf members AUTO(buf_release);
    buf_init(&members, 1 << 20);
    for (size_t i = 0; i < plan.count; i++) {
        buf_add(&members, plan.members[i].path);
        buf_byte(&members, '\n');
    }
    const char *folder = unit_new_folder();
    write_file(folder, "members", buf_slice(&members));
    write_file(folder, "page.html", page);
    ck_assert_int_eq(run_check(folder), 0);
}

static struct slice
page_of(struct fixture *fixture)
{
    const struct slice page = fixture_render(fixture, bundle_render_report_html);
    check_page(fixture, page);
    return page;
}

/* A ledger of the first `count` entries of the fixture, and whatever is added before paper_page(). */
static void
paper_init(struct fixture *fixture, unsigned flags, size_t count)
{
    fixture_make(fixture, flags);
    fixture->count = count < fixture->count ? count : fixture->count;
    fixture_feed(fixture);
}

/* An event like the fixture's first one, with another id, time, check and resource. */
static void
paper_add(struct fixture *fixture, struct slice check, struct slice resource, enum severity severity, int64_t after_ms)
{
    struct arena *scratch AUTO(arena_drop) = arena_new();
    struct record record;
    struct buf bytes AUTO(buf_release);
    struct err err;
    const uint64_t index = bundle_builder_tree(fixture->builder)->size;
    ck_assert_int_eq(record_read(fixture->records[4], scratch, &record, &err), 0);
    record.origin.id = arena_format(scratch, "added-%d", (int)index);
    record.origin.occurred_ms += after_ms;
    record.received_ms += INT64_C(30) * 86400000 + (int64_t)index;
    record.body.event.finding.check = check;
    record.body.event.finding.severity = severity;
    record.body.event.resource.uid = resource;
    buf_init(&bytes, 1 << 16);
    int r = record_write(&record, &bytes, &err);
    ck_assert_msg(r == 0, "%s", err.text);
    const struct bundle_entry entry = {.index = index, .bytes = buf_slice(&bytes)};
    r = bundle_builder_add(fixture->builder, &entry, &err);
    ck_assert_msg(r == 0, "%s", err.text);
}

static struct slice
paper_page(struct fixture *fixture)
{
    struct err err;
    const struct bundle_inputs inputs = fixture_inputs(fixture);
    const int r = bundle_builder_finish(fixture->builder, &inputs, &fixture->model, &err);
    ck_assert_msg(r == 0, "%s", err.text);
    return page_of(fixture);
}

static void
holds(struct slice page, const char *text)
{
    ck_assert_msg(strstr((const char *)page.p, text) != NULL, "%s", text);
}

START_TEST(shows_what_is_declared)
{
    struct fixture fixture;
    fixture_init(&fixture, 0);
    const struct slice nothing = page_of(&fixture);
    holds(nothing, "<p>The rule set in force declares no controls of the organisation's own.</p>");
    ck_assert_ptr_null(strstr((const char *)nothing.p, "Manual evidence"));
    fixture_release(&fixture);
    fixture_init(&fixture, FIXTURE_DECLARED);
    const struct slice page = page_of(&fixture);
    holds(page, "Manual evidence");
    holds(page, "=board minutes (legal); access review (team-data)");
    holds(page, "<code>OC-2</code> <span class=\"rule\">What is open, is found</span>");
    holds(page, "Notice is &lt;given&gt;");
    holds(page, "Cloud &lt;Inc&gt;");
    holds(page, "user-entity");
    holds(page, "Complementary controls of others");
    fixture_release(&fixture);
}
END_TEST

START_TEST(writes_one_page_that_needs_nothing_else)
{
    struct fixture fixture;
    fixture_init(&fixture, 0);
    const struct slice page = page_of(&fixture);
    ck_assert(slice_starts(page, SLICE("<!DOCTYPE html>\n<html lang=\"en\">\n")));
    ck_assert(slice_ends(page, SLICE("</html>\n")));
    ck_assert_has(page, "default-src 'none'; style-src 'unsafe-inline'");
    ck_assert_has_not(page, "<p class=\"watermark\"");
    ck_assert_has_not(page, "://");
    static const char *const headings[] = {
        "In brief",         "Exposure timeline", "Windows by severity, rule and criterion", "Where it stalls",
        "Criteria",         "Sources and gaps",  "Deviations and open questions",           "Status and its reasons",
        "How this was made"};
    for (size_t i = 0; i < COUNT_OF(headings); i++) {
        const struct slice text = arena_format(fixture.arena, "-heading\">%s</h2>", headings[i]);
        ck_assert_uint_eq(markup_count(page, (const char *)text.p), 1);
    }
    fixture_release(&fixture);
}
END_TEST

START_TEST(prints_the_figures_of_the_statistics)
{
    struct fixture fixture;
    fixture_init(&fixture, 0);
    const struct slice page = page_of(&fixture);
    const struct analytics *analytics = fixture.model.analytics;
    ck_assert_uint_eq(analytics->windows.count, 2);
    ck_assert_has(page, "Exposure windows in it: 2,");
    ck_assert_has(page, "<dt>open when the period began</dt><dd><b>0</b>");
    ck_assert_has(page, "<dt>new in the period</dt><dd><b>2</b>");
    ck_assert_has(page, "<dt>closed in the period</dt><dd><b>1</b></dd><dd class=\"note\">1 verified, 0 deleted</dd>");
    ck_assert_has(page, "<dt>open at its end</dt><dd><b>1</b>");
    ck_assert_has(page, "Roll-forward of windows by severity (it balances)");
    ck_assert_has(page, "<tr><th scope=\"row\" class=\"n\">all</th><td class=\"f\">0</td><td class=\"f\">2</td>"
                        "<td class=\"f\">1</td><td class=\"f\">0</td><td class=\"f\">1</td></tr>");
    struct buf figure AUTO(buf_release);
    buf_init(&figure, 4096);
    buf_text(&figure, "<dt>Gross exposure</dt><dd><b>");
    html_length(&figure, analytics->exposure.total.gross_ms);
    buf_byte(&figure, '\0');
    ck_assert_has(page, (const char *)figure.p);
    ck_assert_has(page, "<dt>Windows with an automated remediation</dt><dd><b>1</b> of 2 ");
    ck_assert_has(page, "<dt>Median time to remediate, automated</dt><dd><b>2" NBSP "h" NBSP "1" NBSP "min <span");
    ck_assert_has(page, "1 verified of 1 observed; <strong class=\"warning\">fewest at risk: 1</strong>");
    ck_assert_has(page, "<dt>Median time to remediate, manual</dt><dd><b>–</b>");
    ck_assert_has(page, "<dt>Criteria recorded, of those in scope</dt><dd><b>2</b> of 2 ");
    ck_assert_has(page, "<dt>Sources reconciled</dt><dd><b>1</b> of 2 ");
    fixture_release(&fixture);
}
END_TEST

START_TEST(lists_what_is_open_with_its_files)
{
    struct fixture fixture;
    fixture_init(&fixture, FIXTURE_CLOSED | FIXTURE_WITHHELD | FIXTURE_SIMULATED);
    const struct slice page = page_of(&fixture);
    ck_assert_has(page, "<p class=\"watermark\" aria-hidden=\"true\">SIMULATED</p>");
    static const char *const lists[] = {
        "<h3 id=\"sla-breaches\">SLA breached or overdue: 1</h3>",
        "<h3 id=\"unverified\">Repairs without an independent check: 1</h3>",
        "<h3 id=\"waivers\">Waivers: 1</h3>",
        "<h3 id=\"unmapped\">Checks that no rule names: 1</h3>",
        "<h3 id=\"not-permitted\">Events their source was not permitted to send: 1</h3>",
        "<h3 id=\"undecided\">Evaluations without an outcome: 1</h3>",
        "<h3 id=\"unattached\">Steps on no finding: 0</h3>",
        "<h3 id=\"rejects\">Deliveries that could not be read: 1</h3>",
        "<h3 id=\"late\">Late events: 1</h3>",
        "<h3 id=\"backdated\">Backdated closings: 1</h3>",
        "<h3 id=\"future\">Events from the future: 1</h3>",
        "<h3 id=\"withheld\">Payloads withheld: 1</h3>"};
    for (size_t i = 0; i < COUNT_OF(lists); i++)
        ck_assert_has(page, lists[i]);
    const struct slice waiver = arena_format(fixture.arena, "<td class=\"t\">valid</td><td class=\"t\">%.*s</td>",
                                             SLICE_ARG(fixture.names[1].name));
    ck_assert_has(page, (const char *)waiver.p);
    ck_assert_has(page, "<td class=\"t\">closed without verification</td>");
    ck_assert_has(page, "<th scope=\"row\" class=\"n\">not JSON</th>");
    ck_assert_has(page, "href=\"redactions.csv\"");
    ck_assert_has(page, "<code>unmapped:scan/b</code>");
    ck_assert_has(page, "a check that no rule names");
    fixture_release(&fixture);
}
END_TEST

START_TEST(says_why_it_is_not_complete)
{
    struct fixture fixture;
    fixture_init(&fixture, 0);
    const struct slice page = page_of(&fixture);
    ck_assert_has(page, "<p>DRAFT (method of statistics §9; not an opinion), and not COMPLETE, because:</p>");
    ck_assert_uint_gt(fixture.model.reason_count, 2);
    for (size_t i = 0; i < fixture.model.reason_count; i++) {
        struct buf reason AUTO(buf_release);
        buf_init(&reason, 4096);
        buf_text(&reason, "<li>");
        html_append(&reason, fixture.model.reasons[i]);
        buf_add(&reason, SLICE("</li>\0"));
        ck_assert_has(page, (const char *)reason.p);
    }
    ck_assert_has(page, "<span aria-hidden=\"true\">●</span> held</span>");
    ck_assert_has(page, "</span> not held</span>");
    fixture.model.status = BUNDLE_COMPLETE;
    fixture.model.reason_count = 0;
    ck_assert_has(page_of(&fixture), "<p>COMPLETE (method of statistics §9; not an opinion): every condition below is "
                                     "held, and the books of the period are closed.</p>");
    fixture_release(&fixture);
}
END_TEST

START_TEST(writes_the_same_bytes_again)
{
    struct fixture first;
    struct fixture second;
    fixture_init(&first, FIXTURE_CLOSED);
    fixture_init(&second, FIXTURE_CLOSED);
    ck_assert_slice_eq(page_of(&first), page_of(&second));
    fixture_release(&second);
    fixture_release(&first);
}
END_TEST

START_TEST(survives_an_empty_ledger)
{
    struct fixture fixture;
    paper_init(&fixture, 0, 2);
    const struct slice page = paper_page(&fixture);
    ck_assert_has(page, "The ledger knows no source, so nothing shows that anything was watched.");
    ck_assert_has(page, "<p>No exposure window overlaps the period.</p>");
    ck_assert_has(page, "<dt>Source time covered</dt><dd><b>–</b>");
    ck_assert_has(page, "<rect class=\"later\"");
    ck_assert_has_not(page, "<table id=\"longest\"");
    fixture_release(&fixture);
}
END_TEST

START_TEST(shows_a_single_open_window)
{
    struct fixture fixture;
    paper_init(&fixture, 0, 5);
    paper_add(&fixture, SLICE("scan/a"), SLICE("arn:r1"), SEVERITY_HIGH, 0);
    const struct slice page = paper_page(&fixture);
    ck_assert_uint_eq(fixture.model.analytics->windows.count, 1);
    ck_assert_uint_eq(markup_count(page, "<title id=\"w"), 1);
    ck_assert_has(page, "1 of 1" NBSP "window</span>");
    ck_assert_has(page, "<strong>open</strong>");
    fixture_release(&fixture);
}
END_TEST

START_TEST(keeps_hostile_texts_inert)
{
    static const struct slice texts[] = {
        SLICE_INIT("<script>alert(1)</script>"),
        SLICE_INIT("\"><svg onload=alert(1)>"),
        SLICE_INIT("' onmouseover='x"),
        SLICE_INIT("]]>--><!--"),
        SLICE_INIT("&amp;&lt;&#0;&bogus;"),
        SLICE_INIT("a\xe2\x80\xae"
                   "b\xe2\x81\xa6"
                   "c"),
        SLICE_INIT("nul\0tab\tline\nescape\x1b[31m"),
        SLICE_INIT("noncharacters \xef\xbf\xbe \xef\xbf\xbf \xf0\x9f\xbf\xbe"),
        SLICE_INIT("javascript:alert(1)"),
        SLICE_INIT("://///::::"),
        SLICE_INIT(" "),
    };
    struct fixture fixture;
    paper_init(&fixture, 0, SIZE_MAX);
    for (size_t i = 0; i < COUNT_OF(texts); i++) {
        paper_add(&fixture, texts[i], SLICE("r"), SEVERITY_LOW, 1);
        paper_add(&fixture, SLICE("scan/a"), texts[i], SEVERITY_CRITICAL, 2);
    }
    const struct slice page = paper_page(&fixture);
    ck_assert_has(page, "&lt;script&gt;alert(1)&lt;/script&gt;");
    ck_assert_has(page, "a\\u{202e}b\\u{2066}c");
    ck_assert_has_not(page, "<script");
    ck_assert_has_not(page, "onload=alert(1)>");
    fixture_release(&fixture);
}
END_TEST

START_TEST(cuts_names_of_a_thousand_characters)
{
    char name[1001];
    memset(name, 'n', sizeof(name) - 1);
    name[sizeof(name) - 1] = '\0';
    struct fixture fixture;
    paper_init(&fixture, 0, SIZE_MAX);
    paper_add(&fixture, slice_of(name), slice_of(name), SEVERITY_HIGH, 1);
    const struct slice page = paper_page(&fixture);
    ck_assert_has(page, "nnnn…</code>");
    name[201] = '\0';
    ck_assert_has_not(page, name);
    fixture_release(&fixture);
}
END_TEST

/* Twice as many windows, rules and events must not make the page larger by more than their digits. */
START_TEST(stays_small_however_much_there_is)
{
    size_t sizes[2];
    for (size_t round = 0; round < COUNT_OF(sizes); round++) {
        struct fixture fixture;
        paper_init(&fixture, 0, SIZE_MAX);
        for (int i = 0; i < (round == 0 ? 5000 : 10000); i++) {
            char check[32];
            char resource[32];
            snprintf(check, sizeof(check), "scan/c%05d", i);
            snprintf(resource, sizeof(resource), "arn:x:%05d", i);
            paper_add(&fixture, slice_of(check), slice_of(resource), (enum severity)(i % severity_count), i);
        }
        const struct slice page = paper_page(&fixture);
        ck_assert_uint_ge(fixture.model.analytics->windows.count, round == 0 ? 5000 : 10000);
        ck_assert_has(page, " more: <a class=\"file\" href=\"population/windows.csv\">");
        ck_assert_has(page, "the first 50 of ");
        sizes[round] = page.n;
        fixture_release(&fixture);
    }
    ck_assert_uint_lt(sizes[1], 300000);
    ck_assert_uint_lt(sizes[1], sizes[0] + 4000);
}
END_TEST

START_TEST(says_when_it_does_not_fit)
{
    struct fixture fixture;
    fixture_init(&fixture, 0);
    struct buf out AUTO(buf_release);
    struct err err;
    buf_init(&out, 5000);
    ck_assert_int_eq(bundle_render_report_html(&fixture.model, &out, &err), ERR_LIMIT);
    ck_assert_str_eq(err.text, "report.html is longer than 5000 bytes");
    fixture_release(&fixture);
}
END_TEST

START_TEST(draws_where_it_stalls)
{
    struct fixture fixture;
    fixture_init(&fixture, 0);
    const struct slice page = page_of(&fixture);
    ck_assert_has(page, "Most time goes to <strong>step 1, detected</strong>.");
    ck_assert_has(page, "step 1, detected, of all</title>");
    ck_assert_has(page, "waiting here</desc><rect class=\"waiting\" y=\"8\" height=\"11\" x=\"0.000%\" "
                        "width=\"100.000%\"/>");
    /* All eleven of all windows, but of a group only those with anything in them. */
    ck_assert_has(page, "step-all-developed-desc");
    ck_assert_has(page, "step-automated-verified-desc");
    ck_assert_has_not(page, "step-automated-developed-desc");
    ck_assert_has_not(page, "step-manual-detected-desc");
    fixture_release(&fixture);
}
END_TEST

int
main(void)
{
    return UNIT_MAIN("report_html", writes_one_page_that_needs_nothing_else, shows_what_is_declared,
                     draws_where_it_stalls, prints_the_figures_of_the_statistics, lists_what_is_open_with_its_files,
                     says_why_it_is_not_complete, writes_the_same_bytes_again, survives_an_empty_ledger,
                     shows_a_single_open_window, keeps_hostile_texts_inert, cuts_names_of_a_thousand_characters,
                     stays_small_however_much_there_is, says_when_it_does_not_fit);
}
