#include "shape/adapter.h"
#include "shape/body.h"

#include "base/limits.h"
#include "shape/memo.h"

struct memo_block {
    struct memo *memos;
    size_t room;
};

struct run {
    struct reader reader;
    struct memo_block memos[LIMIT_SHAPE_DEPTH];
    struct shaped *events;
    size_t count;
    size_t capacity;
};

/* A place in an adapter while it reads. */
struct place {
    struct run *run;
    const struct adapter *adapter;
    struct scope scope;
};

static int read_adapter(struct run *run, const struct adapter *adapter, const struct json *document,
                        const struct json *around, struct err *err);
static int read_list(const struct place *place, const struct reading *readings, size_t count, bool all,
                     bool *out_applied, struct err *err);

static int
add_event(struct run *run, struct shaped **out_event, struct err *err)
{
    if (run->count == LIMIT_PAYLOAD_EVENTS)
        return err_set(err, ERR_LIMIT, "the payload gives more than %d events", LIMIT_PAYLOAD_EVENTS);
    if (run->count == run->capacity) {
        run->capacity = run->capacity == 0 ? 4 : 2 * run->capacity;
        struct shaped *events = arena_array(run->reader.arena, run->capacity, sizeof(*events));
        if (run->count > 0)
            memcpy(events, run->events, run->count * sizeof(*events));
        run->events = events;
    }
    *out_event = &run->events[run->count++];
    return 0;
}

static int
read_event(const struct place *place, const struct reading *reading, struct err *err)
{
    struct shaped *event = NULL;
    TRY(add_event(place->run, &event, err));
    return body_read(&place->run->reader, &place->scope, reading, place->adapter->strict, event, err);
}

static int
refuse(const struct place *place, const struct reading *reading, struct err *err)
{
    struct value reason;
    TRY(expression_value(&place->run->reader, &place->scope, reading->refusal, &reason, err));
    if (value_is_absent(&reason))
        return err_set(err, ERR_FORMAT, "refused by adapter '%.*s'", SLICE_ARG(place->adapter->name));
    return err_set(err, ERR_FORMAT, "%.*s", SLICE_ARG(reason.text));
}

/* What a text unfolds to; NULL when it does not, and the adapter is not strict: sources do send texts that only look as
 * if they held a document. */
static int
decode_part(const struct place *place, const struct reading *reading, const struct json *part,
            const struct json **out_document, struct err *err)
{
    struct json *document = NULL;
    const struct slice label = reading->of == NULL ? SLICE("the item") : path_label(reading->of);
    int code = ERR_FORMAT;
    if (part->type == JSON_STRING)
        code = decode_text(&place->run->reader, reading->decode, part->text, &document, err);
    else
        err_set(err, code, "it is %s, expected a string to decode", json_type_phrase(part->type));
    *out_document = code < 0 ? NULL : document;
    if (code >= 0 || (code == ERR_FORMAT && !place->adapter->strict))
        return 0;
    return err_wrap(err, code, "%.*s", SLICE_ARG(label));
}

static int
hand_over(const struct place *place, const struct reading *reading, struct err *err)
{
    const struct scope *scope = &place->scope;
    const struct json *part = scope->item != NULL ? scope->item : scope->document;
    if (reading->of != NULL)
        TRY(path_find(&place->run->reader, scope, reading->of, &part, err));
    if (part == NULL)
        return err_set(err, ERR_FORMAT, "%.*s is missing", SLICE_ARG(path_label(reading->of)));
    if (reading->decode != NULL)
        TRY(decode_part(place, reading, part, &part, err));
    if (part == NULL)
        return read_event(place, reading, err);
    /* The document itself, handed on whole, keeps what is around it. */
    const struct json *around = part == scope->document ? scope->around : scope->document;
    return read_adapter(place->run, reading->use, part, around, err);
}

static int
read_end(const struct place *place, const struct reading *reading, struct err *err)
{
    if (reading->refusal != NULL)
        return refuse(place, reading, err);
    if (reading->use != NULL)
        return hand_over(place, reading, err);
    bool applied = false;
    TRY(read_list(place, reading->readings, reading->reading_count, reading->all, &applied, err));
    return applied ? 0 : read_event(place, reading, err);
}

struct each {
    struct place place;
    const struct reading *reading;
};

static int
read_item(void *context, const struct json *item, struct err *err)
{
    struct each *each = context;
    struct scope *scope = &each->place.scope;
    scope->item = item;
    scope->number++;
    bool wanted = true;
    if (each->reading->where != NULL)
        TRY(condition_holds(&each->place.run->reader, scope, each->reading->where, &wanted, err));
    if (!wanted)
        return 0;
    const int code = read_end(&each->place, each->reading, err);
    return code < 0 ? err_wrap(err, code, "item %zu of %.*s", scope->number, SLICE_ARG(path_label(each->reading->each)))
                    : 0;
}

static int
read_one(const struct place *place, const struct reading *reading, struct err *err)
{
    if (reading->each == NULL)
        return read_end(place, reading, err);
    struct each each = {*place, reading};
    each.place.scope.number = 0;
    return path_visit_list(&place->run->reader, &place->scope, reading->each, read_item, &each, err);
}

/* The first reading that applies, or all of them. */
static int
read_list(const struct place *place, const struct reading *readings, size_t count, bool all, bool *out_applied,
          struct err *err)
{
    *out_applied = false;
    for (size_t i = 0; i < count && (all || !*out_applied); i++) {
        bool applies = true;
        if (readings[i].when != NULL)
            TRY(condition_holds(&place->run->reader, &place->scope, readings[i].when, &applies, err));
        if (!applies)
            continue;
        *out_applied = true;
        TRY(read_one(place, &readings[i], err));
    }
    return 0;
}

/* Memos for one document, empty. Documents at the same depth follow one another and use the same. */
static struct memo *
fresh_memos(struct run *run, size_t count)
{
    struct memo_block *block = &run->memos[run->reader.depth - 1];
    if (block->room < count)
        *block = (struct memo_block){arena_array(run->reader.arena, count, sizeof(struct memo)), count};
    else if (count > 0)
        memset(block->memos, 0, count * sizeof(struct memo));
    return block->memos;
}

static int
read_document(struct run *run, const struct adapter *adapter, const struct json *document, const struct json *around,
              struct err *err)
{
    const struct place place = {run, adapter, {.document = document, .around = around}};
    struct memo *const memos = run->reader.memos;
    bool applied = false;
    run->reader.memos = fresh_memos(run, adapter->definition_count);
    TRY(read_list(&place, adapter->readings, adapter->reading_count, false, &applied, err));
    run->reader.memos = memos;
    return applied ? 0
                   : err_set(err, ERR_FORMAT, "the payload has no shape that adapter '%.*s' knows",
                             SLICE_ARG(adapter->name));
}

/* An array where one document is expected is read as its items. */
static int
read_adapter(struct run *run, const struct adapter *adapter, const struct json *document, const struct json *around,
             struct err *err)
{
    if (run->reader.depth == LIMIT_SHAPE_DEPTH)
        return err_set(err, ERR_LIMIT, "the payload holds more than %d parts inside each other", LIMIT_SHAPE_DEPTH);
    run->reader.depth++;
    const bool strict = run->reader.strict;
    run->reader.strict = adapter->strict;
    const struct json *item = document->type == JSON_ARRAY ? document->first : document;
    for (; item != NULL; item = document->type == JSON_ARRAY ? item->next : NULL)
        TRY(read_document(run, adapter, item, around, err));
    run->reader.strict = strict;
    run->reader.depth--;
    return 0;
}

/* The value that the adapter reads: of an envelope that carries another source's event, its data. */
static int
read_input(struct run *run, const struct adapter *adapter, const struct shape_input *input, struct err *err)
{
    const bool unwrap = input->is_cloudevent && !slice_equal(adapter->name, SLICE(ADAPTER_CLOUDEVENTS));
    if (!unwrap)
        return read_adapter(run, adapter, input->document, input->around, err);
    const struct json *data = json_get(input->document, "data");
    if (data == NULL || data->type == JSON_NULL)
        return err_set(err, ERR_FORMAT, "the CloudEvent has no 'data' for adapter '%.*s' to read",
                       SLICE_ARG(adapter->name));
    return read_adapter(run, adapter, data, input->document, err);
}

/* What the envelope knows, where the events from `first` on say nothing themselves. Its id names one event, not
 * several. */
static void
fill_from_envelope(struct run *run, size_t first, const struct shape_input *input)
{
    for (size_t i = first; i < run->count; i++) {
        struct record_origin *origin = &run->events[i].record.origin;
        if (origin->occurred_ms == INSTANT_NONE)
            origin->occurred_ms = input->occurred_ms;
        if (slice_is_absent(origin->id) && run->count == first + 1)
            origin->id = input->id;
    }
}

static int
read_batch(struct run *run, const struct adapter *adapter, const struct shape_input *input, struct err *err)
{
    for (size_t i = 0; i < input->batch_count; i++) {
        const size_t first = run->count;
        const int code = read_input(run, adapter, &input->batch[i], err);
        if (code < 0)
            return err_wrap(err, code, "event %zu of the batch", i + 1);
        fill_from_envelope(run, first, &input->batch[i]);
    }
    return 0;
}

int
shape_read(const struct adapter_set *set, const struct adapter *adapter, const struct shape_input *input,
           struct arena *arena, struct shaping *out_shaping, struct err *err)
{
    (void)set;
    AUTO(regex_matcher_drop) struct regex_matcher *matcher = regex_matcher_new();
    struct run run = {.reader = {.arena = arena, .steps_left = LIMIT_SHAPE_STEPS, .matcher = matcher}};
    TRY(input->batch != NULL ? read_batch(&run, adapter, input, err) : read_input(&run, adapter, input, err));
    if (run.count == 0) {
        struct shaped *event = NULL;
        TRY(add_event(&run, &event, err));
        body_clear(event, RECORD_EVENT);
    }
    if (input->is_cloudevent)
        fill_from_envelope(&run, 0, input);
    *out_shaping = (struct shaping){run.events, run.count};
    return 0;
}
