#include "bundle/html_head.h"

#include "base/encoding.h"
#include "bundle/html_figure.h"
#include "bundle/html_name.h"
#include "crypto/ssh_key.h"

#include <ctype.h>
#include <inttypes.h>

static void
write_title(struct buf *out, const struct bundle_model *model)
{
    if (model->simulated)
        buf_text(out, "<p class=\"stamp\"><strong>" HTML_SIMULATED "</strong> This ledger was made for demonstration, "
                      "training or tests. Nothing in it happened.</p>\n");
    buf_text(out, "<h1><span class=\"kind\">Evidence report</span> ");
    html_text(out, model->origin);
    buf_text(out, "</h1>\n<p class=\"period\">");
    html_date(out, model->from_ms);
    buf_text(out, " to ");
    html_date(out, model->to_ms);
    buf_text(out, " <span class=\"note\">UTC, ");
    html_duration(out, model->to_ms - model->from_ms);
    buf_text(out, "; the end is not in it</span></p>\n");
}

static void
write_status(struct buf *out, const struct bundle_model *model)
{
    buf_format(out, "<p class=\"status\"><strong class=\"word\">%s</strong> (method of statistics §9; not an opinion)",
               bundle_status_name(model->status));
    if (model->reason_count > 0) {
        buf_text(out, " <a href=\"#status\">for ");
        html_counted(out, model->reason_count, "reason");
        buf_text(out, "</a>");
    }
    buf_text(out, "</p>\n<p class=\"lead\">This page states what the ledger recorded and what it does not know. "
                  "It draws no conclusion on any control. Times are UTC.</p>\n");
}

static void
write_entries(struct buf *out, const struct bundle_model *model)
{
    buf_text(out, "<div><dt>Entries</dt><dd>");
    html_count(out, model->b - model->a);
    buf_text(out, " (");
    html_count(out, model->a);
    buf_text(out, " to ");
    html_count(out, model->b - 1);
    buf_text(out, "), the last received ");
    html_instant(out, model->analytics->effective.as_of_ms);
    buf_text(out, "</dd></div>\n<div><dt>Payloads</dt><dd>");
    html_count(out, model->payload_count);
    buf_text(out, " disclosed, ");
    html_count(out, model->withheld_count);
    buf_text(out, " withheld</dd></div>\n");
}

static void
write_rules(struct buf *out, const struct bundle_model *model)
{
    buf_text(out, "<div><dt>Rules</dt><dd>");
    html_counted(out, model->controls->rules.count, "rule");
    buf_text(out, " of the set that entry ");
    html_count(out, model->rulesets[0].index);
    buf_text(out, " put in force; catalog ");
    html_code(out, model->controls->catalog.id);
    buf_text(out, "; SLA version ");
    html_code(out, model->controls->sla.version);
    buf_text(out, "</dd></div>\n");
}

static void
write_proof(struct buf *out, const struct bundle_model *model)
{
    char fingerprint[SSH_FINGERPRINT_MAX];
    ssh_key_fingerprint(&model->key.key, fingerprint);
    buf_text(out, "<div class=\"wide\"><dt>Root of the entries</dt><dd><code>");
    hex_append(out, (struct slice){model->root.b, SHA256_BYTES});
    buf_format(out, "</code></dd></div>\n<div class=\"wide\"><dt>Signing key</dt><dd><code>%s</code></dd></div>\n",
               fingerprint);
    buf_text(out, "<div class=\"wide\"><dt>To check it</dt><dd><code>daybook verify --key KEY-FILE BUNDLE.zip</code>, "
                  "with the key that you received outside the bundle; without daybook: ");
    html_path(out, "README.txt");
    buf_text(out, "</dd></div>\n");
}

void
html_head(struct buf *out, const struct bundle_model *model)
{
    buf_text(out, "<header>\n");
    write_title(out, model);
    write_status(out, model);
    buf_text(out, "<dl class=\"facts\">\n");
    write_entries(out, model);
    write_rules(out, model);
    write_proof(out, model);
    buf_text(out, "</dl>\n</header>\n");
}

/* A CSS string may hold anything when all but the plainest characters are escaped by number (CSS Syntax §4.3.7). */
static void
append_css(struct buf *out, struct slice text)
{
    for (size_t i = 0; i < text.n; i++) {
        const uint8_t byte = text.p[i];
        if (isascii(byte) && (isalnum(byte) || byte == '/' || byte == '.' || byte == '-' || byte == ' '))
            buf_byte(out, byte);
        else
            buf_format(out, "\\%06x", byte);
    }
}

void
html_head_running(struct buf *out, const struct bundle_model *model)
{
    char from[INSTANT_TEXT_MAX];
    char to[INSTANT_TEXT_MAX];
    instant_write(from, model->from_ms);
    instant_write(to, model->to_ms);
    buf_text(out, "@page { @bottom-left { content: \"");
    append_css(out, model->origin);
    buf_format(out, ", %.10s to %.10s, %s\"; } @top-right { content: \"%s\"; } }\n", from, to,
               bundle_status_name(model->status), model->simulated ? HTML_SIMULATED : "");
}
