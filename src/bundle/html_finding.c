#include "bundle/html_finding.h"

#include "bundle/html_figure.h"
#include "bundle/html_name.h"

void
html_finding(struct buf *out, const struct bundle_model *model, const struct window *window)
{
    html_resource(out, model, window->resource);
    buf_text(out, " <span class=\"rule\">");
    html_rule(out, model, window->rule);
    if (window->handling != HANDLING_UNSEEN)
        buf_format(out, ", %s", handling_name(window->handling));
    buf_text(out, "</span>");
}

void
html_end(struct buf *out, const struct window *window)
{
    if (window->end_ms == INSTANT_NONE) {
        buf_text(out, "<strong>open</strong>");
        return;
    }
    html_instant(out, window->end_ms);
    buf_format(out, " <span class=\"rule\">%s</span>", end_reason_name(window->reason));
}
