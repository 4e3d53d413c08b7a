#include "bundle/html_name.h"

#include "base/utf8.h"
#include "bundle/names.h"
#include "format/html.h"

void
html_text(struct buf *out, struct slice text)
{
    if (slice_is_absent(text)) {
        buf_text(out, "–");
        return;
    }
    const struct slice shown = utf8_cut(text, HTML_NAME_BYTES_MAX);
    html_append(out, shown);
    if (shown.n < text.n)
        buf_text(out, "…");
}

void
html_code(struct buf *out, struct slice text)
{
    buf_text(out, "<code>");
    html_text(out, text);
    buf_text(out, "</code>");
}

struct slice
html_person(const struct bundle_model *model, struct slice text)
{
    const struct bundle_name_list names = {model->names, model->name_count};
    const struct bundle_name *name = person_is_ref(text) ? bundle_name_find(&names, text) : NULL;
    return name != NULL ? name->name : text;
}

/* Where the last part of an identifier begins, as in "arn:aws:s3:::bucket" or "acme/infra"; 0 when it is one part. */
static size_t
last_part(struct slice uid)
{
    for (size_t at = uid.n; at-- > 1;) {
        if (uid.p[at - 1] == ':' || uid.p[at - 1] == '/')
            return at;
    }
    return 0;
}

void
html_resource(struct buf *out, const struct bundle_model *model, uint32_t resource)
{
    const struct slice uid = html_person(model, intern_text(model->facts->resources, resource));
    const size_t at = last_part(uid);
    if (at == 0 || uid.n > HTML_NAME_BYTES_MAX) {
        html_code(out, uid);
        return;
    }
    buf_text(out, "<code><span class=\"path\">");
    html_text(out, slice_sub(uid, 0, at));
    buf_text(out, "</span><span class=\"tail\">");
    html_text(out, slice_sub(uid, at, uid.n));
    buf_text(out, "</span></code>");
}

void
html_rule(struct buf *out, const struct bundle_model *model, uint32_t rule)
{
    html_code(out, model->policy->rules[rule].id);
}

void
html_source(struct buf *out, const struct bundle_model *model, uint32_t source)
{
    html_code(out, intern_text(model->facts->sources, source));
}

const char *
html_severity_word(enum severity severity)
{
    return severity == SEVERITY_NONE ? "none" : severity_name(severity);
}

void
html_severity(struct buf *out, enum severity severity)
{
    const char *word = html_severity_word(severity);
    buf_format(out,
               "<span class=\"severity\"><svg class=\"swatch\" aria-hidden=\"true\"><rect class=\"bar %s\" x=\"1\" "
               "y=\"1\" width=\"12\" height=\"9\"/></svg>%s</span>",
               word, word);
}

void
html_path(struct buf *out, const char *path)
{
    buf_format(out, "<a class=\"file\" href=\"%s\">%s</a>", path, path);
}
