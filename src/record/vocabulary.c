#include "record/vocabulary.h"

#include "base/utf8.h"

enum { QUOTED_WORD_MAX = 64 }; /* of a refused word in a message */

int
word_list_find(const struct word_list *list, struct slice name, unsigned *out_value, struct err *err)
{
    for (unsigned value = 1; value < list->count; value++) {
        if (slice_equal(list->words[value], name)) {
            *out_value = value;
            return 0;
        }
    }
    const struct slice shown = utf8_cut(name, QUOTED_WORD_MAX);
    return err_set(err, list->unknown, "%s '%.*s%s' is not known", list->what, SLICE_ARG(shown),
                   shown.n < name.n ? "…" : "");
}

VOCABULARY_DEFINE(record_kind, "record kind", RECORD_KINDS, ERR_VERSION)
VOCABULARY_DEFINE(stage, "stage", STAGES, ERR_FORMAT)
VOCABULARY_DEFINE(outcome, "outcome", OUTCOMES, ERR_FORMAT)
VOCABULARY_DEFINE(severity, "severity", SEVERITIES, ERR_FORMAT)
VOCABULARY_DEFINE(actor_kind, "actor kind", ACTOR_KINDS, ERR_FORMAT)
VOCABULARY_DEFINE(source_action, "source action", SOURCE_ACTIONS, ERR_FORMAT)
VOCABULARY_DEFINE(heartbeat_basis, "heartbeat basis", HEARTBEAT_BASES, ERR_FORMAT)
VOCABULARY_DEFINE(permission, "permission", PERMISSIONS, ERR_FORMAT)
