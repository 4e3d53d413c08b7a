#include "shape/reading.h"

/* Slots whose text may name a person. */
static const enum slot personal_slots[] = {SLOT_RESOURCE_UID, SLOT_OWNER, SLOT_ACTOR_NAME,
                                           SLOT_APPROVER,     SLOT_TITLE, SLOT_FINDING_UID};

static int
load_when(const struct loader *loader, const struct json *node, const char *key, const struct condition **out_condition,
          struct err *err)
{
    const struct json *when = json_get(node, key);
    return when == NULL ? 0 : condition_load(loader, when, out_condition, err);
}

static int
load_path(const struct loader *loader, const struct json *node, const struct path **out_path, struct err *err)
{
    TRY(load_type(loader, node, JSON_STRING, err));
    struct path *path = arena_alloc(loader->arena, sizeof(*path));
    const int code = path_read(node->text, loader->arena, path, err);
    if (code < 0)
        return load_fault_at(loader, node, code, err);
    *out_path = path;
    return 0;
}

static int
load_each(const struct loader *loader, const struct json *node, struct reading *reading, struct err *err)
{
    const struct json *each = json_get(node, "each");
    const struct json *where = json_get(node, "where");
    if (each == NULL)
        return where == NULL ? 0 : load_fault(loader, where, err, "'where' needs 'each'");
    TRY(load_path(loader, each, &reading->each, err));
    if (!reading->each->many)
        return load_fault(loader, each, err, "'each' must select many, with [*]");
    return load_when(loader, node, "where", &reading->where, err);
}

/* Every word that the file itself puts into a slot of words must be one of them. */
struct word_check {
    const struct loader *loader;
    const struct json *node;
    enum slot_type type;
};

static int
check_word(void *context, struct slice word, struct err *err)
{
    const struct word_check *check = context;
    unsigned value = 0;
    if (slot_word(check->type, word, &value, err) == 0)
        return 0;
    err_wrap(err, ERR_FORMAT, "'%.*s' is '%.*s'", SLICE_ARG(check->node->name), SLICE_ARG(word));
    return load_fault_at(check->loader, check->node, ERR_FORMAT, err);
}

static int
load_slot(const struct loader *loader, const struct json *node, struct reading *reading, struct err *err)
{
    enum slot slot = SLOT_ID;
    const int code = slot_find(reading->kind, node->name, &slot, err);
    if (code < 0)
        return load_fault_at(loader, node, code, err);
    const enum slot_type type = slot_type(slot);
    const struct expression **expression = &reading->slots[slot];
    if (type == SLOT_TYPE_REFS)
        return expression_load_list(loader, node, expression, err);
    TRY(expression_load(loader, node, expression, err));
    if ((type == SLOT_TYPE_SOURCE || type == SLOT_TYPE_MAY) && !expression_is_path(*expression))
        return load_fault(loader, node, err, "'%s' must be a path", slot_name(slot));
    struct word_check check = {loader, node, type};
    return slot_words(type) != NULL && type != SLOT_TYPE_MAY
               ? expression_visit_words(*expression, check_word, &check, err)
               : 0;
}

static void
drop_other_kinds(struct reading *reading, enum record_kind kind)
{
    for (size_t i = 0; i < SLOT_TOTAL; i++)
        if (slot_kind((enum slot)i) != kind && slot_kind((enum slot)i) != RECORD_NONE)
            reading->slots[i] = NULL;
    reading->kind = kind;
}

static int
load_slots(const struct loader *loader, const struct json *node, struct reading *reading, struct err *err)
{
    static const enum record_kind kinds[] = {RECORD_EVENT, RECORD_HEARTBEAT, RECORD_SOURCE, RECORD_RECONCILIATION};
    const struct json *earlier = NULL;
    for (size_t i = 0; i < COUNT_OF(kinds); i++) {
        const struct json *slots = json_get(node, record_kind_name(kinds[i]));
        if (slots == NULL)
            continue;
        if (earlier != NULL)
            return load_fault(loader, slots, err, "'%.*s' and '%.*s' exclude each other", SLICE_ARG(earlier->name),
                              SLICE_ARG(slots->name));
        earlier = slots;
        TRY(load_type(loader, slots, JSON_OBJECT, err));
        drop_other_kinds(reading, kinds[i]);
        for (const struct json *member = slots->first; member != NULL; member = member->next)
            TRY(load_slot(loader, member, reading, err));
    }
    return 0;
}

/* `true`, `{when: condition}` or tests of the text. */
static int
load_personal_rule(const struct loader *loader, const struct json *node, struct personal_rule *rule, struct err *err)
{
    if (node->type == JSON_BOOLEAN)
        return node->boolean ? 0 : load_fault(loader, node, err, "expected true, tests or 'when'");
    TRY(load_type(loader, node, JSON_OBJECT, err));
    const struct json *when = json_get(node, "when");
    if (when == NULL)
        return test_list_load(loader, node, &rule->tests, err);
    if (node->count > 1)
        return load_fault(loader, node, err, "'when' stands alone");
    return condition_load(loader, when, &rule->when, err);
}

static int
load_personal_rules(const struct loader *loader, const struct json *node, struct personal_rules *out_rules,
                    struct err *err)
{
    const bool is_list = node->type == JSON_ARRAY;
    struct personal_rule *rules = arena_array(loader->arena, is_list ? node->count + 1 : 1, sizeof(*rules));
    size_t count = 0;
    for (const struct json *item = is_list ? node->first : node; item != NULL; item = is_list ? item->next : NULL)
        TRY(load_personal_rule(loader, item, &rules[count++], err));
    *out_rules = (struct personal_rules){rules, count};
    return 0;
}

static int
load_personal(const struct loader *loader, const struct json *node, struct reading *reading, struct err *err)
{
    const struct json *personal = json_get(node, "personal");
    if (personal == NULL)
        return 0;
    TRY(load_type(loader, personal, JSON_OBJECT, err));
    for (const struct json *member = personal->first; member != NULL; member = member->next) {
        size_t at = 0;
        while (at < COUNT_OF(personal_slots) && !slice_equal(member->name, slice_of(slot_name(personal_slots[at]))))
            at++;
        if (at == COUNT_OF(personal_slots))
            return load_fault(loader, member, err, "field '%.*s' cannot be personal", SLICE_ARG(member->name));
        TRY(load_personal_rules(loader, member, &reading->personal[personal_slots[at]], err));
    }
    return 0;
}

static int
load_after(const struct loader *loader, const struct json *node, struct reading *reading, struct err *err)
{
    const struct json *after = json_get(node, "after");
    return after == NULL ? 0 : transition_load(loader, after, &reading->after, err);
}

static int
load_use(const struct loader *loader, const struct json *node, struct reading *reading, struct err *err)
{
    const struct json *use = json_get(node, "use");
    const struct json *of = json_get(node, "of");
    const struct json *decode = json_get(node, "decode");
    if (use == NULL && decode != NULL)
        return load_fault(loader, decode, err, "'decode' needs 'use'");
    if (use == NULL)
        return of == NULL ? 0 : load_fault(loader, of, err, "'of' needs 'use'");
    if (decode != NULL)
        TRY(decode_load(loader, decode, &reading->decode, err));
    TRY(load_type(loader, use, JSON_STRING, err));
    reading->use_name = use->text;
    reading->use_node = use;
    if (of == NULL)
        return 0;
    TRY(load_path(loader, of, &reading->of, err));
    return reading->of->many
               ? load_fault(loader, of, err, "path '%.*s' selects many, expected one", SLICE_ARG(of->text))
               : 0;
}

/* What the reading comes to: readings inside it, a hand-over, a refusal, or an event of its own. */
static int
load_end(const struct loader *loader, const struct json *node, struct reading *reading, struct err *err)
{
    const struct json *cases = json_get(node, "cases");
    const struct json *every = json_get(node, "every");
    const struct json *reject = json_get(node, "reject");
    if ((cases != NULL) + (every != NULL) + (reject != NULL) + (json_get(node, "use") != NULL) > 1)
        return load_fault(loader, node, err, "'cases', 'every', 'use' and 'reject' exclude each other");
    TRY(load_use(loader, node, reading, err));
    if (reject != NULL)
        return expression_load(loader, reject, &reading->refusal, err);
    const struct json *inside = cases != NULL ? cases : every;
    if (inside == NULL)
        return 0;
    reading->all = every != NULL;
    return reading_load_list(loader, inside, reading, &reading->readings, &reading->reading_count, err);
}

static int
load_reading(const struct loader *loader, const struct json *node, struct reading *reading, struct err *err)
{
    static const char *const keys[] = {"when",           "each",     "where",   "event", "heartbeat", "source",
                                       "reconciliation", "personal", "use",     "of",    "decode",    "cases",
                                       "every",          "reject",   "because", "after"};
    TRY(load_only(loader, node, keys, COUNT_OF(keys), err));
    const struct json *because = json_get(node, "because");
    if (because != NULL)
        TRY(load_type(loader, because, JSON_STRING, err));
    TRY(load_when(loader, node, "when", &reading->when, err));
    TRY(load_each(loader, node, reading, err));
    TRY(load_slots(loader, node, reading, err));
    TRY(load_personal(loader, node, reading, err));
    TRY(load_after(loader, node, reading, err));
    return load_end(loader, node, reading, err);
}

/* Bounded by the depth that yaml_read() allows. */
int
reading_load_list(const struct loader *loader, const struct json *node, const struct reading *around,
                  struct reading **out_readings, size_t *out_count, struct err *err)
{
    TRY(load_type(loader, node, JSON_ARRAY, err));
    if (node->count == 0)
        return load_fault(loader, node, err, "the list is empty");
    struct reading *readings = arena_array(loader->arena, node->count, sizeof(*readings));
    size_t count = 0;
    for (const struct json *item = node->first; item != NULL; item = item->next) {
        struct reading *reading = &readings[count++];
        reading->kind = around == NULL ? RECORD_EVENT : around->kind;
        if (around != NULL) {
            memcpy(reading->slots, around->slots, sizeof(reading->slots));
            memcpy(reading->personal, around->personal, sizeof(reading->personal));
            reading->after = around->after;
        }
        TRY(load_reading(loader, item, reading, err));
    }
    *out_readings = readings;
    *out_count = count;
    return 0;
}
