/* names.h - names.csv: whose names stand behind the references in the entries.
 * Columns ref, salt, name, name_base64: the name as a spreadsheet may show it, and its exact bytes, over which with the
 * salt the reference is made (record/payload.h). */
#ifndef DAYBOOK_BUNDLE_NAMES_H
#define DAYBOOK_BUNDLE_NAMES_H

#include "base/arena.h"
#include "bundle/model.h"

struct bundle_name_list {
    const struct bundle_name *names; /* in the order of the file */
    size_t count;
};

/* Append the file. */
MUST_CHECK int bundle_render_names(const struct bundle_model *model, struct buf *out, struct err *err);

/* Read it, for verify, which gives the names back to the builder. ERR_FORMAT "names.csv line N: …" when it is not a
 * table of these columns, the references do not ascend, or a name with its salt is not that of its reference. */
MUST_CHECK int
bundle_names_read(struct slice bytes, struct arena *arena, struct bundle_name_list *out_names, struct err *err);
/* By its reference, or NULL. */
const struct bundle_name *bundle_name_find(const struct bundle_name_list *names, struct slice ref);

#endif
