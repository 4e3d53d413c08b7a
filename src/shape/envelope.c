#include "shape/adapter.h"

#include "base/limits.h"
#include "shape/form_http.h"
#include "shape/signed.h"

/* The types that daybook itself defines, whatever the source's adapter. */
#define OWN_TYPES "dev.daybook."

static int
read_attribute(const struct json *document, const char *name, struct slice *out_text, struct err *err)
{
    const struct json *value = json_get(document, name);
    if (value == NULL || value->type == JSON_NULL)
        return err_set(err, ERR_FORMAT, "%s is missing, a CloudEvent needs it", name);
    if (value->type != JSON_STRING)
        return err_set(err, ERR_FORMAT, "%s is %s, expected a string", name, json_type_phrase(value->type));
    if (value->text.n == 0)
        return err_set(err, ERR_FORMAT, "%s is empty", name);
    if (value->text.n > LIMIT_ID_BYTES)
        return err_set(err, ERR_LIMIT, "%s has %zu bytes, at most %d are allowed", name, value->text.n, LIMIT_ID_BYTES);
    *out_text = value->text;
    return 0;
}

static int
read_instant(const struct json *document, const char *name, int64_t *out_ms, struct err *err)
{
    const struct json *value = json_get(document, name);
    if (value == NULL || value->type == JSON_NULL)
        return 0;
    if (value->type != JSON_STRING)
        return err_set(err, ERR_FORMAT, "%s is %s, expected a string", name, json_type_phrase(value->type));
    if (instant_read(value->text, out_ms, NULL) < 0)
        return err_set(err, ERR_FORMAT, "%s: expected an RFC 3339 instant", name);
    return 0;
}

static int
read_envelope(const struct json *document, struct shape_input *input, struct err *err)
{
    struct slice version;
    TRY(read_attribute(document, "specversion", &version, err));
    if (!slice_equal(version, SLICE("1.0")))
        return err_set(err, ERR_FORMAT, "specversion: expected '1.0'");
    TRY(read_attribute(document, "id", &input->id, err));
    TRY(read_attribute(document, "source", &input->source, err));
    TRY(read_attribute(document, "type", &input->type, err));
    TRY(read_instant(document, "time", &input->occurred_ms, err));
    TRY(read_instant(document, "receivedtime", &input->received_ms, err));
    input->is_cloudevent = true;
    return 0;
}

static bool
is_own_type(const struct shape_input *input)
{
    return slice_starts(input->type, SLICE(OWN_TYPES));
}

/* What all events of a batch have in common is the batch's: who sent them, and whether they are in our own words. */
static int
read_batch(const struct json *document, struct arena *arena, struct shape_input *input, struct err *err)
{
    if (document->type != JSON_ARRAY)
        return err_set(err, ERR_FORMAT, "the batch is %s, expected an array", json_type_phrase(document->type));
    struct shape_input *events = arena_array(arena, document->count + 1, sizeof(*events));
    size_t count = 0;
    bool is_one_source = true;
    for (const struct json *item = document->first; item != NULL; item = item->next) {
        struct shape_input *event = &events[count++];
        *event = (struct shape_input){.document = item, .occurred_ms = INSTANT_NONE, .received_ms = INSTANT_NONE};
        const int code = read_envelope(item, event, err);
        if (code < 0)
            return err_wrap(err, code, "event %zu of the batch", count);
        if (is_own_type(event) != is_own_type(&events[0]))
            return err_set(err, ERR_FORMAT, "the batch mixes types " OWN_TYPES "* with others");
        is_one_source = is_one_source && slice_equal(event->source, events[0].source);
        event->around = input->around;
    }
    input->source = is_one_source ? events[0].source : (struct slice){NULL, 0};
    input->type = events[0].type;
    input->received_ms = count > 0 ? events[0].received_ms : INSTANT_NONE;
    input->batch = events;
    input->batch_count = count;
    return 0;
}

/* What a JSON document may be around the source's own: signed, and a CloudEvent. */
static int
open_document(struct json *document, struct arena *arena, struct shape_input *input, struct err *err)
{
    if (signed_is_envelope(document)) {
        int code = signed_open(document, arena, input, err);
        if (code >= 0)
            code = json_read(input->signed_body, arena, &document, err);
        if (code < 0)
            return err_wrap(err, code, "DSSE envelope");
    }
    input->document = document;
    return json_get(document, "specversion") != NULL ? read_envelope(document, input, err) : 0;
}

static int
open_message(struct slice bytes, struct arena *arena, struct shape_input *input, struct err *err)
{
    struct http_message message;
    TRY(form_http_open(bytes, arena, &message, err));
    input->around = message.around;
    input->document = message.document;
    return message.is_batch ? read_batch(message.document, arena, input, err)
                            : open_document(message.document, arena, input, err);
}

int
shape_open(struct slice bytes, struct slice type, struct arena *arena, struct shape_input *out_input, struct err *err)
{
    enum form form;
    struct json *document;
    struct shape_input input = {.bytes = bytes, .occurred_ms = INSTANT_NONE, .received_ms = INSTANT_NONE};
    TRY(form_from_type(type, &form, err));
    if (form == FORM_HTTP) {
        TRY(open_message(bytes, arena, &input, err));
    } else {
        TRY(form_decode(form, bytes, arena, &document, err));
        input.document = document;
    }
    if (form == FORM_JSON)
        TRY(open_document(document, arena, &input, err));
    *out_input = input;
    return 0;
}

const struct adapter *
shape_choose(const struct adapter_set *set, const struct adapter *enrolled, const struct shape_input *input)
{
    if (!is_own_type(input))
        return enrolled;
    const struct adapter *own = adapter_find(set, SLICE(ADAPTER_CLOUDEVENTS));
    return own == NULL ? enrolled : own;
}
