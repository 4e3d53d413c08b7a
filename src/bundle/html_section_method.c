#include "bundle/html_sections.h"

#include "bundle/html_figure.h"
#include "bundle/html_name.h"
#include "format/html.h"

static const char definitions[] =
    "<dl class=\"terms\">\n"
    "<div><dt>Finding</dt><dd>A rule and a resource. A rule gathers the checks of all tools that say the same "
    "thing.</dd></div>\n"
    "<div><dt>Window</dt><dd>From when a resource broke a rule until every check that failed has passed again, by "
    "someone other than whoever made the repair (<em>verified</em>), or until the resource was gone "
    "(<em>deleted</em>). It starts when the change that made it was recorded, if at most 30 days before the detection, "
    "else at the detection. A tool or a ticket that says closed ends nothing.</dd></div>\n"
    "<div><dt>Carry-in, carry-out</dt><dd>A window that began before the period, or is open at its end. Bars and "
    "lengths are cut to the period.</dd></div>\n"
    "<div><dt>Gross</dt><dd>The lengths of all windows in the period, added: two findings on one resource for an hour "
    "are two hours.</dd></div>\n"
    "<div><dt>Union</dt><dd>Each resource’s exposed time once, added over resources: the same is one hour.</dd></div>\n"
    "<div><dt>Any</dt><dd>The time in which at least one resource was exposed.</dd></div>\n"
    "<div><dt>Net</dt><dd>What is left after the time that a waiver with an approver and an expiry covers.</dd></div>\n"
    "<div><dt>Automated, manual</dt><dd>With a remediation by automation on record; else with a step of people. "
    "Neither: no step was seen.</dd></div>\n"
    "<div><dt>Gap</dt><dd>Time in scope in which a source gave no sign of life for two of its intervals.</dd></div>\n"
    "</dl>\n";

static const char exclusions[] =
    "<h3>What it does not include</h3>\n<ul>\n"
    "<li>Management’s assertion, the description of the system, reviews of access to the host that keeps the "
    "ledger.</li>\n"
    "<li>Proof that a source sent every event. Gaps and reconciliations say what is known of that.</li>\n"
    "<li>Protection from whoever holds both the ledger’s host and its key, unless checkpoints were kept "
    "elsewhere.</li>\n"
    "<li>Any opinion. The status speaks of the records, not of the controls.</li>\n</ul>\n";

void
html_section_method(const struct bundle_model *model, struct buf *out, struct arena *scratch)
{
    (void)scratch;
    buf_text(out, "<p>Every figure is computed from the entries in this bundle and the rules beside them, and can be "
                  "computed again: <code>daybook verify</code> does, and compares this page byte for byte. The exact "
                  "definitions are in ");
    html_path(out, "stats/method.md");
    buf_text(out, ".</p>\n");
    buf_text(out, definitions);
    buf_format(out,
               "<p>Intervals contain their beginning and not their end. Durations are cut to two units, with the exact "
               "seconds beside them; shares are cut to one place. Names longer than %d bytes are cut here with “…”, "
               "and control characters are shown as <code>\\u{…}</code>; the files have them whole. Entries are "
               "numbered from 0; a window has the number of the entry that opened it.</p>\n",
               HTML_NAME_BYTES_MAX);
    buf_text(out, exclusions);
    buf_text(out, "<p class=\"note\">Written by daybook ");
    html_append(out, model->program);
    buf_text(out, ", format ");
    html_count(out, model->format);
    buf_text(out, ", statistics ");
    html_count(out, model->statistics);
    buf_text(out, ".</p>\n");
}
