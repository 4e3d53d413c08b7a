#include "bundle/html_survival.h"

#include "bundle/html_figure.h"

void
html_quantile(struct buf *out, const struct survival *survival, int64_t quantile_ms)
{
    if (survival->n == 0)
        buf_text(out, "–");
    else if (quantile_ms == DURATION_NONE)
        buf_text(out, "not reached");
    else
        html_length(out, quantile_ms);
}

static void
append_end(struct buf *out, int64_t ms)
{
    if (ms == DURATION_NONE)
        buf_text(out, "not reached");
    else
        html_duration(out, ms);
}

void
html_band(struct buf *out, const struct survival *survival)
{
    if (survival->median_low_ms == DURATION_NONE && survival->median_high_ms == DURATION_NONE) {
        buf_text(out, "–");
        return;
    }
    append_end(out, survival->median_low_ms);
    buf_text(out, " to ");
    append_end(out, survival->median_high_ms);
}

static bool
is_thin(const struct survival *survival)
{
    return survival->min_at_risk > 0 && survival->min_at_risk < HTML_AT_RISK_MIN;
}

void
html_at_risk(struct buf *out, const struct survival *survival)
{
    if (survival->min_at_risk == 0)
        buf_text(out, "–");
    else
        html_count(out, survival->min_at_risk);
    if (is_thin(survival))
        buf_text(out, " <strong class=\"warning\">few</strong>");
}

void
html_observed(struct buf *out, const struct survival *survival)
{
    html_count(out, survival->events);
    buf_text(out, " verified of ");
    html_count(out, survival->n);
    buf_text(out, " observed");
    if (!is_thin(survival))
        return;
    buf_text(out, "; <strong class=\"warning\">fewest at risk: ");
    html_count(out, survival->min_at_risk);
    buf_text(out, "</strong>");
}
