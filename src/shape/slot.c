#include "shape/slot.h"

static const struct {
    const char *name;
    enum record_kind kind;
    enum slot_type type;
    size_t bytes_max;
} slots[] = {
#define X(slot, name, kind, type, most) {name, kind, type, most},
    SLOTS(X)
#undef X
};

const char *
slot_name(enum slot slot)
{
    return slots[slot].name;
}

enum record_kind
slot_kind(enum slot slot)
{
    return slots[slot].kind;
}

enum slot_type
slot_type(enum slot slot)
{
    return slots[slot].type;
}

size_t
slot_bytes_max(enum slot slot)
{
    return slots[slot].bytes_max == 0 ? SIZE_MAX : slots[slot].bytes_max;
}

int
slot_find(enum record_kind kind, struct slice name, enum slot *out_slot, struct err *err)
{
    for (size_t i = 0; i < COUNT_OF(slots); i++) {
        const bool belongs = slots[i].kind == kind || slots[i].kind == RECORD_NONE;
        if (belongs && slice_equal(name, slice_of(slots[i].name))) {
            *out_slot = (enum slot)i;
            return 0;
        }
    }
    return err_set(err, ERR_FORMAT, "unknown field '%.*s' of kind %s", SLICE_ARG(name), record_kind_name(kind));
}

const struct word_list *
slot_words(enum slot_type type)
{
    switch (type) {
    case SLOT_TYPE_STAGE:
        return &stage_list;
    case SLOT_TYPE_OUTCOME:
        return &outcome_list;
    case SLOT_TYPE_SEVERITY:
        return &severity_list;
    case SLOT_TYPE_ACTOR_KIND:
        return &actor_kind_list;
    case SLOT_TYPE_BASIS:
        return &heartbeat_basis_list;
    case SLOT_TYPE_ACTION:
        return &source_action_list;
    case SLOT_TYPE_MAY:
        return &permission_list;
    case SLOT_TYPE_TEXT:
    case SLOT_TYPE_INSTANT:
    case SLOT_TYPE_COUNT:
    case SLOT_TYPE_REFS:
    case SLOT_TYPE_SOURCE:
        break;
    }
    return NULL;
}

int
slot_expect_words(enum slot_type type, struct err *err)
{
    const struct word_list *list = slot_words(type);
    char text[ERR_TEXT_MAX] = "";
    size_t n = 0;
    for (unsigned value = 1; value < list->count && n < sizeof(text); value++)
        n += (size_t)snprintf(text + n, sizeof(text) - n, "%s%.*s", value == 1 ? "" : ", ",
                              SLICE_ARG(list->words[value]));
    return err_set(err, ERR_FORMAT, "expected one of %s", text);
}

int
slot_word(enum slot_type type, struct slice word, unsigned *out_value, struct err *err)
{
    return word_list_find(slot_words(type), word, out_value, NULL) == 0 ? 0 : slot_expect_words(type, err);
}
