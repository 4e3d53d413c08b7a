#include "record/vocabulary.h"

#include "base/utf8.h"

#include <assert.h>

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

#define WORD(constant, name) SLICE_INIT(name),
#define DEFINE_VOCABULARY(type, noun, list, unknown_code)                                                              \
    static const struct slice type##_words[] = {{NULL, 0}, list(WORD)};                                                \
    _Static_assert(COUNT_OF(type##_words) == type##_count, "one word for each value");                                 \
    _Static_assert(sizeof(enum type) == sizeof(unsigned), "the field table reads every enum as unsigned");             \
    const struct word_list type##_list = {noun, type##_words, type##_count, unknown_code};                             \
                                                                                                                       \
    const char *type##_name(enum type value)                                                                           \
    {                                                                                                                  \
        assert((unsigned)value < type##_count);                                                                        \
        return (const char *)type##_words[value].p;                                                                    \
    }                                                                                                                  \
                                                                                                                       \
    int type##_from_name(struct slice name, enum type *out_value, struct err *err)                                     \
    {                                                                                                                  \
        unsigned value;                                                                                                \
        TRY(word_list_find(&type##_list, name, &value, err));                                                          \
        *out_value = (enum type)value;                                                                                 \
        return 0;                                                                                                      \
    }

DEFINE_VOCABULARY(record_kind, "record kind", RECORD_KINDS, ERR_VERSION)
DEFINE_VOCABULARY(stage, "stage", STAGES, ERR_FORMAT)
DEFINE_VOCABULARY(outcome, "outcome", OUTCOMES, ERR_FORMAT)
DEFINE_VOCABULARY(severity, "severity", SEVERITIES, ERR_FORMAT)
DEFINE_VOCABULARY(actor_kind, "actor kind", ACTOR_KINDS, ERR_FORMAT)
DEFINE_VOCABULARY(source_action, "source action", SOURCE_ACTIONS, ERR_FORMAT)
DEFINE_VOCABULARY(heartbeat_basis, "heartbeat basis", HEARTBEAT_BASES, ERR_FORMAT)
DEFINE_VOCABULARY(permission, "permission", PERMISSIONS, ERR_FORMAT)
