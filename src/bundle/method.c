#include "bundle/method.h"

#include "format/json_number.h"

#include <inttypes.h>

static const char events_text[] =
    "## What counts, and when\n\n"
    "Instants are UTC milliseconds, intervals contain their beginning and not their end, durations are seconds with "
    "at\n"
    "most three decimal places, rates have six. A figure that does not exist is null or an empty cell, never zero.\n\n"
    "Every event has two times: when its sender says it occurred, and when the ledger received it. It counts at the\n"
    "earlier of the two, with two exceptions. A pass or a deletion that came later than its source's lag allows, and "
    "every\n"
    "waiver, counts when it was received (backdated.csv), so that nobody can close a finding in the past. An event "
    "that\n"
    "came after the books of a period were closed counts no earlier than the end of that period (late.csv). Only "
    "events\n"
    "that count before E are used. An event dated more than five minutes after its receipt is listed in future.csv.\n\n"
    "An event that its source was not permitted to send has no effect (not_permitted.csv). An evaluation without an\n"
    "outcome decides nothing (undecided.csv).\n\n";

static const char windows_text[] =
    "## Exposure windows\n\n"
    "A finding is a rule and a resource. A rule gathers the checks of all tools that say the same thing; a check that "
    "no\n"
    "rule names is a rule of its own, `unmapped:CHECK`. A window opens with the first failing check. It ends "
    "`verified`\n"
    "when every check that failed in it has passed, or `deleted` when the resource is gone. That a tool or a ticket "
    "says\n"
    "closed ends nothing. A pass from the source that made the repair, by the same actor or by nobody named, is a\n"
    "self-check and ends nothing either; both are in unverified.csv.\n\n"
    "A window starts when the violation was introduced, if an event says so and it is at most 30 days older than the\n"
    "detection; otherwise when it was detected. `earliest` is the last instant at which it was known good.\n\n"
    "Windows that overlap the period are in population/windows.csv, all of them. Gross exposure adds the lengths of\n"
    "their parts inside the period; union counts each resource's time once; any counts the time in which at least one\n"
    "resource was exposed. Net leaves out what an approved waiver with an expiry covers on that window.\n\n"
    "A window is `automated` when a remediation event is recorded on it, `manual` when a step of people is, else "
    "`none`.\n"
    "Its severity is the highest that its events state.\n\n";

static const char time_text[] =
    "## Time to remediate\n\n"
    "From detection to verification, estimated by Kaplan and Meier's method. Windows that were detected before the\n"
    "period enter at the age that they have when it begins; open and deleted ones are censored. A quantile is the "
    "first\n"
    "age at which the survival curve is at or below it, null when it does not get there. The band of the median is at\n"
    "95 % (z = 1.959964) on the log-log scale. The restricted mean covers 30 days. `min_at_risk` is the smallest "
    "number\n"
    "of windows under observation at any verification: below 5 the figures rest on very little. `closed_only_mean_s`\n"
    "leaves out everything still open and is therefore biased; it is given for comparison only.\n"
    "survival.csv has the curves, with the cumulative incidence of verification and of deletion (Aalen and Johansen).\n"
    "Automated beside manual is descriptive: which group a window belongs to is known only afterwards.\n\n"
    "## Where it stalls\n\n"
    "The dwell of a step is the time from the latest of the known steps before it to the step itself; one that came\n"
    "before an earlier step is counted as negative and not used. A window that is still open waits, since its latest\n"
    "step, at the last step that it is known to have reached. Steps nobody recorded are skipped, and the next known\n"
    "one carries their time: n_previous says how many dwells carry no other. The step with the most time in all is\n"
    "where it breaks. Times count in full, also before the period.\n\n"
    "## SLA\n\n"
    "Due is the earliest of detection plus the SLA of the first severity stated, and of each later statement's time "
    "plus\n"
    "its SLA, by the table that was in force when the window opened. Decided at the end of the window or at due,\n"
    "whichever comes first. The rate is met / (met + breached); it flatters while many are pending, so `overdue` and\n"
    "`beyond_sla`, the share still open at the age of the SLA, stand beside it. Net moves due by the waived time.\n\n";

static const char coverage_text[] =
    "## Coverage\n\n"
    "Four numbers, never averaged. Source time: how much of the time in which sources were enrolled is within two\n"
    "intervals after a sign of life of them; the rest is in gaps.csv. Asset time: how much of the life of the "
    "resources\n"
    "named by a rule's checks is within the rule's time to live after an evaluation. Criteria: `recorded`, at least "
    "one\n"
    "event in the period of a rule that maps to it; `no occurrence`, none, while every source that ever sent such a "
    "check\n"
    "was covered for all of the period; `unknown`, none, and such a source was not covered or never known; `not\n"
    "covered`, no rule maps to it. One event evidences nothing by itself. Population: what the ledger holds against "
    "what\n"
    "the sources counted; null where a source was not reconciled.\n\n"
    "## Status\n\n"
    "DRAFT until the books of this period are closed in the entries. Then COMPLETE when every condition holds, else\n"
    "PARTIAL; the conditions that do not hold are listed with it. The status speaks of the records, not of the "
    "controls.\n";

static void
write_period(const struct bundle_model *model, struct buf *out)
{
    const struct effective *effective = &model->analytics->effective;
    char from[INSTANT_TEXT_MAX];
    char to[INSTANT_TEXT_MAX];
    char as_of[INSTANT_TEXT_MAX];
    char end[INSTANT_TEXT_MAX];
    instant_write(from, model->from_ms);
    instant_write(to, model->to_ms);
    instant_write(as_of, effective->as_of_ms);
    instant_write(end, effective->end_ms);
    buf_format(out, "# How the figures are made\n\nVersion %" PRIu64 " of the statistics. Period P = [%s, %s).\n",
               model->statistics, from, to);
    buf_format(out, "As of A = %s, the receipt of the last entry. E = min(end of P, A) = %s.\n", as_of, end);
}

static void
write_rules(const struct bundle_model *model, struct buf *out)
{
    char flap[JSON_NUMBER_TEXT_MAX];
    json_seconds_write(flap, model->policy->flap_ms);
    buf_format(out, "Rules: %zu, of the rule set that entry %" PRIu64 " put in force; SLA version %.*s.\n",
               model->controls->rules.count, model->rulesets[0].index, SLICE_ARG(model->controls->sla.version));
    buf_format(
        out,
        "A window counts as reopened when it starts sooner than %s s, or the rule's time to live, after the same\n"
        "finding was verified.\n\n",
        flap);
}

int
bundle_render_method(const struct bundle_model *model, struct buf *out, struct err *err)
{
    write_period(model, out);
    write_rules(model, out);
    buf_text(out, events_text);
    buf_text(out, windows_text);
    buf_text(out, time_text);
    buf_text(out, coverage_text);
    return buf_finish(out, "method.md", err);
}
