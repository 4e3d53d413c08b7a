#include "shape/adapter.h"

#include "base/limits.h"
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

int
shape_open(struct slice bytes, struct arena *arena, struct shape_input *out_input, struct err *err)
{
    struct json *document = NULL;
    struct shape_input input = {.bytes = bytes, .occurred_ms = INSTANT_NONE, .received_ms = INSTANT_NONE};
    int code = json_read(bytes, arena, &document, err);
    if (code < 0)
        return err_wrap(err, code, "not JSON");
    if (signed_is_envelope(document)) {
        code = signed_open(document, arena, &input, err);
        if (code >= 0)
            code = json_read(input.signed_body, arena, &document, err);
        if (code < 0)
            return err_wrap(err, code, "DSSE envelope");
    }
    input.document = document;
    if (json_get(document, "specversion") != NULL)
        TRY(read_envelope(document, &input, err));
    *out_input = input;
    return 0;
}

const struct adapter *
shape_choose(const struct adapter_set *set, const struct adapter *enrolled, const struct shape_input *input)
{
    if (!input->is_cloudevent || !slice_starts(input->type, SLICE(OWN_TYPES)))
        return enrolled;
    const struct adapter *own = adapter_find(set, SLICE(ADAPTER_CLOUDEVENTS));
    return own == NULL ? enrolled : own;
}
