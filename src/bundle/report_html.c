#include "bundle/report_html.h"

#include "base/resource.h"
#include "bundle/html_figure.h"
#include "bundle/html_head.h"
#include "bundle/html_name.h"
#include "bundle/html_sections.h"
#include "bundle/svg_definitions.h"

#include <assert.h>

#define STYLE_PATH "reports/report.css"

static const struct html_section {
    const char *id;
    const char *heading;
    void (*section)(const struct bundle_model *model, struct buf *out, struct arena *scratch);
} sections[] = {
#define X(id, heading, section) {id, heading, section},
    HTML_SECTIONS(X)
#undef X
};

/* The policy forbids whatever the page does not need, so that nothing in it can run or be fetched. */
static void
write_meta(struct buf *out, const struct bundle_model *model)
{
    const struct resource *style = resource_find(STYLE_PATH);
    assert(style != NULL);
    buf_text(out,
             "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\"/>\n"
             "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src "
             "'unsafe-inline'; base-uri 'none'; form-action 'none'\"/>\n"
             "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"/>\n<title>Evidence report: ");
    html_text(out, model->origin);
    buf_text(out, "</title>\n<style>\n");
    buf_add(out, (struct slice){style->bytes, style->len});
    html_head_running(out, model);
    buf_text(out, "</style>\n</head>\n");
}

static void
write_contents(struct buf *out)
{
    buf_text(out, "<nav aria-label=\"Contents\"><ol>\n");
    for (size_t i = 0; i < COUNT_OF(sections); i++)
        buf_format(out, "<li><a href=\"#%s\">%s</a></li>\n", sections[i].id, sections[i].heading);
    buf_text(out, "</ol></nav>\n");
}

static void
write_section(struct buf *out, const struct bundle_model *model, const struct html_section *section,
              struct arena *scratch)
{
    const struct arena_mark mark = arena_mark(scratch);
    buf_format(out, "<section id=\"%s\" aria-labelledby=\"%s-heading\">\n<h2 id=\"%s-heading\">%s</h2>\n", section->id,
               section->id, section->id, section->heading);
    section->section(model, out, scratch);
    buf_text(out, "</section>\n");
    arena_rewind(scratch, mark);
}

int
bundle_render_report_html(const struct bundle_model *model, struct buf *out, struct err *err)
{
    struct arena *scratch AUTO(arena_drop) = arena_new();
    const struct svg_scale scale = {model->from_ms, model->to_ms};
    write_meta(out, model);
    buf_text(out, "<body>\n");
    if (model->simulated)
        buf_text(out, "<p class=\"watermark\" aria-hidden=\"true\">" HTML_SIMULATED "</p>\n");
    svg_definitions(out, &scale, model->analytics->effective.end_ms);
    html_head(out, model);
    write_contents(out);
    buf_text(out, "<main>\n");
    for (size_t i = 0; i < COUNT_OF(sections); i++)
        write_section(out, model, &sections[i], scratch);
    buf_text(out, "</main>\n</body>\n</html>\n");
    return buf_finish(out, "report.html", err);
}
