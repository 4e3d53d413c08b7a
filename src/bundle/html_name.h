/* html_name.h - what the ledger calls things, as inline markup: resources, rules, sources, severities, and the files of
 * the bundle. Text from the ledger is always escaped, and cut with "…" above HTML_NAME_BYTES_MAX bytes, so that no name
 * can make the page large; the CSV files have it whole. */
#ifndef DAYBOOK_BUNDLE_HTML_NAME_H
#define DAYBOOK_BUNDLE_HTML_NAME_H

#include "bundle/model.h"

enum { HTML_NAME_BYTES_MAX = 160 };

/* Text, escaped and cut; "–" when absent. */
void html_text(struct buf *out, struct slice text);
/* The same as an identifier (<code>). */
void html_code(struct buf *out, struct slice text);
/* Whose name stands behind a "ref:…" of the model, or `text` itself when it is none or not disclosed. */
struct slice html_person(const struct bundle_model *model, struct slice text);
/* A resource by its number: its uid, the last part of it set off; the disclosed name where the uid is a reference. */
void html_resource(struct buf *out, const struct bundle_model *model, uint32_t resource);
/* A rule by its number in the policy. */
void html_rule(struct buf *out, const struct bundle_model *model, uint32_t rule);
void html_source(struct buf *out, const struct bundle_model *model, uint32_t source);
/* "critical" … "none". */
const char *html_severity_word(enum severity severity);
/* The word with its colour and pattern. */
void html_severity(struct buf *out, enum severity severity);
/* A link to a file of the bundle, for whoever unpacked it; `path` is ours, with [a-z0-9._/-] only. */
void html_path(struct buf *out, const char *path);

#endif
