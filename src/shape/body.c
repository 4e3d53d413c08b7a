#include "shape/body.h"

#include "base/encoding.h"
#include "base/limits.h"

struct filling {
    struct reader *reader;
    const struct scope *scope;
    const struct reading *reading;
    bool strict;
    struct shaped *shaped;
    bool present[SLOT_TOTAL];
    struct err *err;
};

/* Where a slot's value goes. */
static void *
place_of(struct shaped *shaped, enum slot slot)
{
    struct record *record = &shaped->record;
    struct record_event *event = &record->body.event;
    struct record_heartbeat *heartbeat = &record->body.heartbeat;
    struct record_source *source = &record->body.source_change;
    struct record_reconciliation *reconciliation = &record->body.reconciliation;
    void *const places[SLOT_TOTAL] = {
        [SLOT_ID] = &record->origin.id,
        [SLOT_TIME] = &record->origin.occurred_ms,
        [SLOT_STAGE] = &event->stage,
        [SLOT_OUTCOME] = &event->outcome,
        [SLOT_CHECK] = &event->finding.check,
        [SLOT_FINDING_UID] = &event->finding.uid,
        [SLOT_TITLE] = &event->finding.title,
        [SLOT_SEVERITY] = &event->finding.severity,
        [SLOT_RESOURCE_UID] = &event->resource.uid,
        [SLOT_RESOURCE_TYPE] = &event->resource.type,
        [SLOT_ACCOUNT] = &event->resource.account,
        [SLOT_REGION] = &event->resource.region,
        [SLOT_OWNER] = &event->resource.owner,
        [SLOT_ACTOR_KIND] = &event->actor.kind,
        [SLOT_ACTOR_NAME] = &event->actor.name,
        [SLOT_REFS] = &event->refs,
        [SLOT_APPROVER] = &event->approver,
        [SLOT_EXPIRES] = &event->expires_ms,
        [SLOT_BEFORE] = &shaped->before,
        [SLOT_AFTER] = &shaped->after,
        [SLOT_BASIS] = &heartbeat->basis,
        [SLOT_RECEIVED] = &heartbeat->received,
        [SLOT_ACCEPTED] = &heartbeat->accepted,
        [SLOT_DUPLICATE] = &heartbeat->duplicate,
        [SLOT_REJECTED] = &heartbeat->rejected,
        [SLOT_CURSOR] = &heartbeat->cursor,
        [SLOT_ACTION] = &source->action,
        [SLOT_NAME] = &source->name,
        [SLOT_ADAPTER] = &source->adapter,
        [SLOT_INTERVAL] = &source->interval_s,
        [SLOT_MAY] = &source->may,
        [SLOT_LAG] = &source->lag_s,
        [SLOT_FROM] = &reconciliation->from_ms,
        [SLOT_TO] = &reconciliation->to_ms,
        [SLOT_COUNT_OF] = &reconciliation->count,
        [SLOT_QUERY] = &reconciliation->query,
        [SLOT_RESULT] = &reconciliation->result_sha256,
    };
    return places[slot];
}

/* How messages name the value: its path, else the field. */
static struct slice
label_of(enum slot slot, const struct value *value)
{
    return slice_is_absent(value->label) ? slice_of(slot_name(slot)) : value->label;
}

static int
fill_text(struct filling *filling, enum slot slot, const struct value *value)
{
    const struct slice label = label_of(slot, value);
    if (filling->strict && value->type != JSON_STRING)
        return err_set(filling->err, ERR_FORMAT, "%.*s is %s, expected a string", SLICE_ARG(label),
                       json_type_phrase(value->type));
    if (value->text.n > slot_bytes_max(slot))
        return err_set(filling->err, ERR_LIMIT, "%.*s has %zu bytes, at most %zu are allowed", SLICE_ARG(label),
                       value->text.n, slot_bytes_max(slot));
    *(struct slice *)place_of(filling->shaped, slot) = value->text;
    return 0;
}

static int
fill_instant(struct filling *filling, enum slot slot, const struct value *value)
{
    if (instant_read(value->text, place_of(filling->shaped, slot), NULL) == 0)
        return 0;
    return err_set(filling->err, ERR_FORMAT, "%.*s: expected an RFC 3339 instant", SLICE_ARG(label_of(slot, value)));
}

static int
fill_count(struct filling *filling, enum slot slot, const struct value *value)
{
    const bool typed = !filling->strict || value->type == JSON_NUMBER;
    int64_t count = -1;
    if (!typed || value_read_int64(value->text, &count, NULL) < 0 || count < 0 || count > INT64_C(1) << 53)
        return err_set(filling->err, ERR_FORMAT, "%.*s: expected an integer of 0 to 2^53",
                       SLICE_ARG(label_of(slot, value)));
    *(uint64_t *)place_of(filling->shaped, slot) = (uint64_t)count;
    return 0;
}

static int
fill_word(struct filling *filling, enum slot slot, const struct value *value)
{
    unsigned word = 0;
    if (slot_word(slot_type(slot), value->text, &word, filling->err) < 0)
        return err_set(filling->err, ERR_FORMAT, "%.*s: %s", SLICE_ARG(label_of(slot, value)), filling->err->text);
    memcpy(place_of(filling->shaped, slot), &word, sizeof(word));
    return 0;
}

struct ref_list {
    struct filling *filling;
    struct slice *refs;
    size_t count;
};

static int
add_ref(void *context, const struct value *value, struct err *err)
{
    struct ref_list *list = context;
    const struct slice label = label_of(SLOT_REFS, value);
    if (list->filling->strict && value->type != JSON_STRING)
        return err_set(err, ERR_FORMAT, "%.*s holds %s, expected strings", SLICE_ARG(label),
                       json_type_phrase(value->type));
    if (list->count == LIMIT_REF_COUNT)
        return err_set(err, ERR_LIMIT, "%.*s holds more than %d texts", SLICE_ARG(label), LIMIT_REF_COUNT);
    if (value->text.n > LIMIT_REF_BYTES)
        return err_set(err, ERR_LIMIT, "%.*s holds a text of %zu bytes, at most %d are allowed", SLICE_ARG(label),
                       value->text.n, LIMIT_REF_BYTES);
    list->refs[list->count++] = value->text;
    return 0;
}

static int
fill_refs(struct filling *filling, const struct expression *expression)
{
    struct slice *refs = arena_array(filling->reader->arena, LIMIT_REF_COUNT, sizeof(*refs));
    struct ref_list list = {filling, refs, 0};
    TRY(expression_visit(filling->reader, filling->scope, expression, add_ref, &list, filling->err));
    filling->shaped->record.body.event.refs = list.count == 0 ? NULL : refs;
    filling->shaped->record.body.event.ref_count = list.count;
    return 0;
}

static int
fill_may(struct filling *filling, enum slot slot, const struct json *node, struct slice label)
{
    unsigned may = 0;
    if (node->type != JSON_ARRAY)
        return err_set(filling->err, ERR_FORMAT, "%.*s is %s, expected an array", SLICE_ARG(label),
                       json_type_phrase(node->type));
    for (const struct json *item = node->first; item != NULL; item = item->next) {
        unsigned permission = 0;
        if (item->type != JSON_STRING || slot_word(slot_type(slot), item->text, &permission, filling->err) < 0) {
            slot_expect_words(slot_type(slot), filling->err);
            return err_set(filling->err, ERR_FORMAT, "%.*s: %s", SLICE_ARG(label), filling->err->text);
        }
        may |= 1U << permission;
    }
    filling->shaped->record.body.source_change.may = may;
    return 0;
}

/* Slots that take a value of the payload as it stands. */
static int
fill_node(struct filling *filling, enum slot slot, const struct expression *expression)
{
    const struct json *node = NULL;
    TRY(expression_node(filling->reader, filling->scope, expression, &node, filling->err));
    filling->present[slot] = node != NULL;
    if (node == NULL)
        return 0;
    if (slot_type(slot) == SLOT_TYPE_MAY)
        return fill_may(filling, slot, node, expression_label(expression));
    *(struct slice *)place_of(filling->shaped, slot) = node->source;
    return 0;
}

static int
missing(const struct filling *filling, enum slot slot, const struct expression *expression)
{
    struct slice label = expression == NULL ? (struct slice){NULL, 0} : expression_label(expression);
    if (slice_is_absent(label))
        label = slice_of(slot_name(slot));
    const struct word_list *words = slot_words(slot_type(slot));
    if (words == NULL)
        return err_set(filling->err, ERR_FORMAT, "%.*s is missing", SLICE_ARG(label));
    slot_expect_words(slot_type(slot), filling->err);
    return err_set(filling->err, ERR_FORMAT, "%.*s is missing, %s", SLICE_ARG(label), filling->err->text);
}

static int
fill_value(struct filling *filling, enum slot slot, const struct expression *expression)
{
    struct value value;
    TRY(expression_value(filling->reader, filling->scope, expression, &value, filling->err));
    filling->present[slot] = !value_is_absent(&value);
    if (!filling->present[slot])
        return expression_is_required(expression) ? missing(filling, slot, expression) : 0;
    switch (slot_type(slot)) {
    case SLOT_TYPE_TEXT:
        return fill_text(filling, slot, &value);
    case SLOT_TYPE_INSTANT:
        return fill_instant(filling, slot, &value);
    case SLOT_TYPE_COUNT:
        return fill_count(filling, slot, &value);
    case SLOT_TYPE_STAGE:
    case SLOT_TYPE_OUTCOME:
    case SLOT_TYPE_SEVERITY:
    case SLOT_TYPE_ACTOR_KIND:
    case SLOT_TYPE_BASIS:
    case SLOT_TYPE_ACTION:
        return fill_word(filling, slot, &value);
    case SLOT_TYPE_REFS:
    case SLOT_TYPE_MAY:
    case SLOT_TYPE_SOURCE:
        break;
    }
    return 0;
}

static int
fill_slot(struct filling *filling, enum slot slot)
{
    const struct expression *expression = filling->reading->slots[slot];
    if (expression == NULL)
        return 0;
    const enum slot_type type = slot_type(slot);
    if (type == SLOT_TYPE_REFS)
        return fill_refs(filling, expression);
    if (type == SLOT_TYPE_MAY || type == SLOT_TYPE_SOURCE)
        return fill_node(filling, slot, expression);
    return fill_value(filling, slot, expression);
}

/* Rules between slots, by kind. */
static int
require(const struct filling *filling, const enum slot *slots, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (!filling->present[slots[i]])
            return missing(filling, slots[i], filling->reading->slots[slots[i]]);
    return 0;
}

static int
check_heartbeat(const struct filling *filling)
{
    static const enum slot basis[] = {SLOT_BASIS};
    static const enum slot counts[] = {SLOT_RECEIVED, SLOT_ACCEPTED, SLOT_DUPLICATE, SLOT_REJECTED};
    struct record_heartbeat *heartbeat = &filling->shaped->record.body.heartbeat;
    TRY(require(filling, basis, COUNT_OF(basis)));
    for (size_t i = 0; i < COUNT_OF(counts); i++)
        heartbeat->has_counts |= filling->present[counts[i]];
    return heartbeat->has_counts ? require(filling, counts, COUNT_OF(counts)) : 0;
}

static int
check_source(const struct filling *filling)
{
    static const enum slot always[] = {SLOT_ACTION, SLOT_NAME};
    static const enum slot enrolled[] = {SLOT_ADAPTER, SLOT_INTERVAL};
    struct record_source *source = &filling->shaped->record.body.source_change;
    TRY(require(filling, always, COUNT_OF(always)));
    if (slice_equal(source->name, SLICE(RECORD_SOURCE_LEDGER)))
        return err_set(filling->err, ERR_FORMAT, "a source cannot have the name '" RECORD_SOURCE_LEDGER "'");
    source->has_interval = filling->present[SLOT_INTERVAL];
    source->has_may = filling->present[SLOT_MAY];
    source->has_lag = filling->present[SLOT_LAG];
    return source->action == SOURCE_ENROLLED ? require(filling, enrolled, COUNT_OF(enrolled)) : 0;
}

static int
check_reconciliation(const struct filling *filling)
{
    static const enum slot always[] = {SLOT_FROM, SLOT_TO, SLOT_COUNT_OF, SLOT_QUERY, SLOT_RESULT};
    const struct record_reconciliation *reconciliation = &filling->shaped->record.body.reconciliation;
    TRY(require(filling, always, COUNT_OF(always)));
    if (reconciliation->from_ms >= reconciliation->to_ms)
        return err_set(filling->err, ERR_FORMAT, "the reconciliation's 'from' is not before its 'to'");
    uint8_t digest[SHA256_BYTES];
    const struct slice result = reconciliation->result_sha256;
    if (hex_read(digest, sizeof(digest), result, NULL) == 0)
        return 0;
    return err_set(filling->err, ERR_FORMAT, "result_sha256: expected 64 lower-case hexadecimal digits");
}

static int
check_kind(const struct filling *filling)
{
    switch (filling->reading->kind) {
    case RECORD_HEARTBEAT:
        return check_heartbeat(filling);
    case RECORD_SOURCE:
        return check_source(filling);
    case RECORD_RECONCILIATION:
        return check_reconciliation(filling);
    case RECORD_EVENT:
    case RECORD_NONE:
    case RECORD_LEDGER:
    case RECORD_REJECT:
    case RECORD_SCOPE:
    case RECORD_RULESET:
    case RECORD_CLOSE:
    case record_kind_count:
        break;
    }
    return 0;
}

static int
rule_holds(const struct filling *filling, const struct personal_rule *rule, struct slice text, bool *out_holds)
{
    *out_holds = true;
    if (rule->when != NULL)
        return condition_holds(filling->reader, filling->scope, rule->when, out_holds, filling->err);
    if (rule->tests.count == 0)
        return 0;
    const struct value value = value_of_text(text);
    return test_list_holds(filling->reader, &rule->tests, &value, out_holds, filling->err);
}

/* Whatever an adapter says: an approver is a person, and so is an actor that is not known to be none. */
static bool
is_always_personal(const struct filling *filling, enum slot slot)
{
    const enum actor_kind kind = filling->shaped->record.body.event.actor.kind;
    return slot == SLOT_APPROVER || (slot == SLOT_ACTOR_NAME && kind != ACTOR_AUTOMATION && kind != ACTOR_SYSTEM);
}

static int
mark_personal(struct filling *filling)
{
    static const struct {
        enum slot slot;
        enum shaped_personal bit;
    } marks[] = {{SLOT_RESOURCE_UID, PERSONAL_RESOURCE_UID}, {SLOT_OWNER, PERSONAL_RESOURCE_OWNER},
                 {SLOT_ACTOR_NAME, PERSONAL_ACTOR_NAME},     {SLOT_APPROVER, PERSONAL_APPROVER},
                 {SLOT_FINDING_UID, PERSONAL_FINDING_UID},   {SLOT_TITLE, PERSONAL_TITLE}};
    for (size_t i = 0; i < COUNT_OF(marks); i++) {
        const struct personal_rules *rules = &filling->reading->personal[marks[i].slot];
        const struct slice text = *(const struct slice *)place_of(filling->shaped, marks[i].slot);
        if (slice_is_absent(text))
            continue;
        bool personal = is_always_personal(filling, marks[i].slot);
        for (size_t at = 0; at < rules->count && !personal; at++)
            TRY(rule_holds(filling, &rules->rules[at], text, &personal));
        filling->shaped->personal |= personal ? marks[i].bit : 0U;
    }
    return 0;
}

void
body_clear(struct shaped *shaped, enum record_kind kind)
{
    *shaped = (struct shaped){.record = {.kind = kind}};
    shaped->record.origin.occurred_ms = INSTANT_NONE;
    if (kind == RECORD_EVENT)
        shaped->record.body.event.expires_ms = INSTANT_NONE;
}

int
body_read(struct reader *reader, const struct scope *scope, const struct reading *reading, bool strict,
          struct shaped *out_shaped, struct err *err)
{
    struct err unwanted;
    struct shaped shaped;
    struct filling filling = {.reader = reader,
                              .scope = scope,
                              .reading = reading,
                              .strict = strict,
                              .shaped = &shaped,
                              .err = err == NULL ? &unwanted : err};
    body_clear(&shaped, reading->kind);
    for (size_t slot = 0; slot < SLOT_TOTAL; slot++)
        TRY(fill_slot(&filling, (enum slot)slot));
    TRY(check_kind(&filling));
    if (reading->kind == RECORD_EVENT) {
        TRY(mark_personal(&filling));
        shaped.transition = reading->after;
    }
    *out_shaped = shaped;
    return 0;
}
