#include "bundle/html_headline.h"

#include "bundle/html_figure.h"
#include "bundle/html_survival.h"

static void
write_term(struct buf *out, const char *class, const char *name, uint64_t count)
{
    buf_format(out, "<div class=\"%s\"><dt>%s</dt><dd><b>", class, name);
    html_count(out, count);
    buf_text(out, "</b>");
}

/* opening + new - closed = closing; the signs are drawn by the style sheet, and the words say it too. */
static void
write_equation(struct buf *out, const struct exposure_group *total)
{
    buf_text(out, "<dl class=\"equation\">\n");
    write_term(out, "opening", "open when the period began", total->opening);
    buf_text(out, "</dd></div>\n");
    write_term(out, "plus", "new in the period", total->new_windows);
    buf_text(out, "</dd></div>\n");
    write_term(out, "minus", "closed in the period", total->closed);
    buf_text(out, "</dd><dd class=\"note\">");
    html_count(out, total->closed_verified);
    buf_text(out, " verified, ");
    html_count(out, total->closed_deleted);
    buf_text(out, " deleted</dd></div>\n");
    write_term(out, "equals", "open at its end", total->closing);
    buf_text(out, "</dd></div>\n</dl>\n");
}

static void
open_figure(struct buf *out, const char *name)
{
    buf_format(out, "<div><dt>%s</dt><dd>", name);
}

static void
close_figure(struct buf *out)
{
    buf_text(out, "</dd></div>\n");
}

static void
write_ratio(struct buf *out, uint64_t part, uint64_t whole)
{
    buf_text(out, "<b>");
    html_count(out, part);
    buf_text(out, "</b> of ");
    html_count(out, whole);
}

static void
write_exposure(struct buf *out, const struct bundle_model *model)
{
    const struct exposure_group *total = &model->analytics->exposure.total;
    const struct {
        const char *name;
        int64_t ms;
        const char *note;
    } figures[] = {
        {"Gross exposure", total->gross_ms, "finding-seconds: every window's part in the period, added"},
        {"Union exposure", total->union_ms, "resource-seconds: each resource's time once"},
        {"At least one resource exposed", total->any_ms, "each second of the period once"},
    };
    for (size_t i = 0; i < COUNT_OF(figures); i++) {
        open_figure(out, figures[i].name);
        buf_text(out, "<b>");
        html_length(out, figures[i].ms);
        buf_format(out, "</b> <span class=\"note\">%s</span>", figures[i].note);
        close_figure(out);
    }
}

static void
write_median(struct buf *out, const char *name, const struct survival *survival)
{
    open_figure(out, name);
    buf_text(out, "<b>");
    html_quantile(out, survival, survival->median_ms);
    buf_text(out, "</b> <span class=\"note\">");
    html_observed(out, survival);
    buf_text(out, "</span>");
    close_figure(out);
}

static void
write_handling(struct buf *out, const struct exposure *exposure)
{
    const struct exposure_group *total = &exposure->total;
    open_figure(out, "Windows with an automated remediation");
    write_ratio(out, total->automated, total->windows);
    buf_text(out, " <span class=\"note\">beside ");
    html_count(out, total->manual);
    buf_text(out, " with steps of people only</span>");
    close_figure(out);
    write_median(out, "Median time to remediate, automated", &exposure->automated);
    write_median(out, "Median time to remediate, manual", &exposure->manual);
}

static void
write_sla(struct buf *out, const struct exposure_sla *sla)
{
    open_figure(out, "Within SLA, of those decided");
    write_ratio(out, sla->met, sla->met + sla->breached);
    buf_text(out, " <span class=\"note\">");
    html_count(out, sla->pending);
    buf_text(out, " pending, ");
    html_count(out, sla->overdue);
    buf_text(out, " open past due</span>");
    close_figure(out);
}

static uint64_t
count_reconciled(const struct population *population)
{
    uint64_t count = 0;
    for (size_t i = 0; i < population->source_count; i++)
        count += population->sources[i].reconciliations > 0 ? 1 : 0;
    return count;
}

static void
write_share(struct buf *out, const char *name, int64_t part_ms, int64_t whole_ms)
{
    open_figure(out, name);
    buf_text(out, "<b>");
    html_share(out, (uint64_t)part_ms, (uint64_t)whole_ms);
    buf_text(out, "</b> <span class=\"exact\">");
    html_seconds(out, part_ms);
    buf_text(out, " / ");
    html_seconds(out, whole_ms);
    buf_text(out, "</span>");
    close_figure(out);
}

/* Four numbers that are never averaged. */
static void
write_coverage(struct buf *out, const struct bundle_model *model)
{
    const struct analytics *analytics = model->analytics;
    write_share(out, "Source time covered", analytics->coverage.covered_ms, analytics->coverage.scope_ms);
    write_share(out, "Asset time freshly evaluated", analytics->assets.fresh_ms, analytics->assets.lifetime_ms);
    open_figure(out, "Criteria recorded, of those in scope");
    write_ratio(out, analytics->criteria.recorded, analytics->criteria.count);
    buf_text(out, " <span class=\"note\">one event evidences nothing by itself</span>");
    close_figure(out);
    open_figure(out, "Sources reconciled");
    write_ratio(out, count_reconciled(&analytics->population), analytics->population.source_count);
    buf_text(out, " <span class=\"note\">their counts compared with the source's own</span>");
    close_figure(out);
}

void
html_headline(struct buf *out, const struct bundle_model *model)
{
    const struct exposure *exposure = &model->analytics->exposure;
    write_equation(out, &exposure->total);
    buf_text(out, "<h3>Exposure</h3>\n<dl class=\"figures\">\n");
    write_exposure(out, model);
    buf_text(out, "</dl>\n<h3>Remediation</h3>\n<dl class=\"figures\">\n");
    write_handling(out, exposure);
    write_sla(out, &exposure->total.sla);
    buf_text(out, "</dl>\n<p class=\"note\">Automated beside manual is descriptive: groups are known only after the "
                  "fact. Medians count windows that are still open; see <a href=\"#windows\">time to "
                  "remediate</a>.</p>\n<h3>Coverage: four numbers, never averaged</h3>\n<dl class=\"figures\">\n");
    write_coverage(out, model);
    buf_text(out, "</dl>\n");
}
