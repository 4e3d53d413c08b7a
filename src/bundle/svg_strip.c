#include "bundle/svg_strip.h"

#include "bundle/html_figure.h"
#include "bundle/html_name.h"
#include "bundle/svg_definitions.h"

#include <inttypes.h>

struct strip {
    struct buf *out;
    const struct svg_scale *scale;
    const char *class;
    int pieces; /* drawn so far */
};

/* However short it is, it has some width, and its outline shows it. */
static void
draw_piece(struct strip *strip, struct stretch stretch)
{
    if (stretch_length(stretch) == 0 || strip->pieces == SVG_STRIP_PIECES_MAX)
        return;
    const uint32_t from = svg_scale_at(strip->scale, stretch.from_ms);
    const uint32_t to = svg_scale_at(strip->scale, stretch.to_ms);
    buf_format(strip->out, "<rect class=\"%s\" y=\"%d\" height=\"%d\" x=\"", strip->class, SVG_BAR_TOP - 2, SVG_BAR);
    svg_percent(strip->out, from);
    buf_text(strip->out, "\" width=\"");
    svg_percent(strip->out, to > from ? to - from : 1);
    buf_text(strip->out, "\"/>");
    strip->pieces++;
}

/* A spell in scope begins with a record that enrols and ends with one that retires, or at E. */
static void
draw_scope(struct strip *strip, const struct bundle_model *model, uint32_t source)
{
    const struct facts *facts = model->facts;
    const struct stretch within = {model->from_ms, model->analytics->effective.end_ms};
    struct stretch spell = {INSTANT_NONE, within.to_ms};
    for (size_t i = 0; i < facts->settings_count; i++) {
        const struct fact_setting *setting = &facts->settings[i];
        if (setting->source != source)
            continue;
        if (setting->action == SOURCE_ENROLLED && spell.from_ms == INSTANT_NONE)
            spell.from_ms = setting->received_ms;
        if (setting->action == SOURCE_RETIRED && spell.from_ms != INSTANT_NONE) {
            draw_piece(strip, stretch_common((struct stretch){spell.from_ms, setting->received_ms}, within));
            spell.from_ms = INSTANT_NONE;
        }
    }
    if (spell.from_ms != INSTANT_NONE)
        draw_piece(strip, stretch_common(spell, within));
}

static void
draw_gaps(struct strip *strip, const struct bundle_model *model, uint32_t source)
{
    const struct coverage *coverage = &model->analytics->coverage;
    for (size_t i = 0; i < coverage->gap_count; i++) {
        if (coverage->gaps[i].source == source)
            draw_piece(strip, coverage->gaps[i].stretch);
    }
}

void
svg_strip(struct buf *out, const struct bundle_model *model, const struct svg_scale *scale,
          const struct coverage_source *line)
{
    buf_format(out,
               "<svg class=\"row\" role=\"img\" aria-labelledby=\"s%" PRIu32 "-title s%" PRIu32 "-desc\">"
               "<title id=\"s%" PRIu32 "-title\">source ",
               line->source, line->source, line->source);
    html_text(out, intern_text(model->facts->sources, line->source));
    buf_format(out, "</title><desc id=\"s%" PRIu32 "-desc\">covered ", line->source);
    html_seconds(out, line->covered_ms);
    buf_text(out, " of ");
    html_seconds(out, line->scope_ms);
    buf_text(out, " in scope, ");
    html_counted(out, line->gap_count, "gap");
    buf_text(out, "</desc>");
    svg_grid(out);
    draw_scope(&(struct strip){out, scale, "covered", 0}, model, line->source);
    draw_gaps(&(struct strip){out, scale, "gap", 0}, model, line->source);
    buf_text(out, "</svg>");
}
