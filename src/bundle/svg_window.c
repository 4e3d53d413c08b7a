#include "bundle/svg_window.h"

#include "bundle/html_figure.h"
#include "bundle/html_name.h"
#include "bundle/svg_definitions.h"

#include <inttypes.h>

static void
append_instant(struct buf *out, const char *what, int64_t ms)
{
    char text[INSTANT_TEXT_MAX];
    if (ms == INSTANT_NONE)
        return;
    instant_write(text, ms);
    buf_format(out, ", %s %s", what, text);
}

/* In words what the drawing shows. */
static void
append_words(struct buf *out, const struct bundle_model *model, const struct window *window)
{
    const uint64_t id = window->id;
    const struct slice resource = html_person(model, intern_text(model->facts->resources, window->resource));
    buf_format(out, "<title id=\"w%" PRIu64 "-title\">%s: ", id, html_severity_word(window->severity));
    html_text(out, model->policy->rules[window->rule].id);
    buf_text(out, " on ");
    html_text(out, resource);
    buf_format(out, "</title><desc id=\"w%" PRIu64 "-desc\">exposed for ", id);
    html_seconds(out, window->gross_ms);
    buf_text(out, " in the period");
    if (window->start_basis == START_INTRODUCED)
        append_instant(out, "introduced", window->start_ms);
    append_instant(out, "detected", window->detected_ms);
    append_instant(out, "fixed", window->fixed_ms);
    append_instant(out, end_reason_name(window->reason), window->end_ms);
    buf_format(out, "%s</desc>", window->carry_out ? ", open at the end of it" : "");
}

static void
append_bar(struct buf *out, const char *classes, uint32_t from, uint32_t to)
{
    buf_format(out, "<rect class=\"%s\" y=\"%d\" height=\"%d\" x=\"", classes, SVG_BAR_TOP, SVG_BAR);
    svg_percent(out, from);
    buf_text(out, "\" width=\"");
    svg_percent(out, to - from);
    buf_text(out, "\"/>");
}

/* The needle's length is written towards the middle of the drawing. */
static void
draw_short(struct buf *out, const struct window *window, uint32_t place)
{
    const bool left = place > SVG_WIDTH / 2;
    buf_format(out, "<g class=\"%s\">", html_severity_word(window->severity));
    svg_mark(out, SVG_SHORT, place);
    buf_format(out, "</g><text class=\"length\" y=\"19\" dx=\"%d\" text-anchor=\"%s\" x=\"", left ? -9 : 9,
               left ? "end" : "start");
    svg_percent(out, place);
    buf_text(out, "\">");
    html_duration(out, window->gross_ms);
    buf_text(out, "</text>");
}

static void
draw_mark(struct buf *out, const struct svg_scale *scale, enum svg_mark mark, int64_t ms)
{
    if (ms != INSTANT_NONE && ms >= scale->from_ms && ms < scale->to_ms)
        svg_mark(out, mark, svg_scale_at(scale, ms));
}

static void
draw_waived(struct buf *out, const struct svg_scale *scale, const struct window *window)
{
    for (size_t i = 0; i < window->waived_count; i++) {
        const struct stretch stretch = stretch_common(window->waived[i], window->clipped);
        if (stretch_length(stretch) > 0)
            append_bar(out, "waived", svg_scale_at(scale, stretch.from_ms), svg_scale_at(scale, stretch.to_ms));
    }
}

static void
draw_bar(struct buf *out, const struct svg_scale *scale, const struct window *window)
{
    const uint32_t from = svg_scale_at(scale, window->clipped.from_ms);
    const uint32_t to = svg_scale_at(scale, window->clipped.to_ms);
    char classes[32];
    snprintf(classes, sizeof(classes), "bar %s", html_severity_word(window->severity));
    append_bar(out, classes, from, to);
    draw_waived(out, scale, window);
    if (window->start_basis == START_INTRODUCED)
        draw_mark(out, scale, SVG_INTRODUCED, window->start_ms);
    draw_mark(out, scale, SVG_DETECTED, window->detected_ms);
    draw_mark(out, scale, SVG_FIXED, window->fixed_ms);
    if (window->carry_in)
        svg_mark(out, SVG_CARRY_IN, 0);
    if (window->carry_out)
        svg_mark(out, SVG_CARRY_OUT, to);
    else
        draw_mark(out, scale, window->reason == END_DELETED ? SVG_DELETED : SVG_VERIFIED, window->end_ms);
}

void
svg_window(struct buf *out, const struct bundle_model *model, const struct svg_scale *scale,
           const struct window *window)
{
    const uint32_t from = svg_scale_at(scale, window->clipped.from_ms);
    const uint32_t to = svg_scale_at(scale, window->clipped.to_ms);
    buf_format(out, "<svg class=\"row\" role=\"img\" aria-labelledby=\"w%" PRIu64 "-title w%" PRIu64 "-desc\">",
               window->id, window->id);
    append_words(out, model, window);
    svg_grid(out);
    if (to - from < SVG_BAR_MIN && !window->carry_in && !window->carry_out)
        draw_short(out, window, from);
    else
        draw_bar(out, scale, window);
    buf_text(out, "</svg>");
}
