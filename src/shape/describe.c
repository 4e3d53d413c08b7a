#include "shape/describe.h"

/* A reading that sets a stage, and what is around it. */
struct place {
    const struct place *around;
    const struct json *reading;
};

/* In a table's cell, within a code span: one line, no bar, no backtick. */
static void
add_code(struct buf *out, struct slice text)
{
    for (size_t i = 0; i < text.n; i++) {
        if (text.p[i] == '|')
            buf_text(out, "\\|");
        else
            buf_byte(out, text.p[i] == '`' ? '\'' : text.p[i] < ' ' ? ' ' : text.p[i]);
    }
}

static bool
needs_quotes(struct slice text)
{
    static const struct slice special = SLICE_INIT(":,{}[]#'\"");
    for (size_t i = 0; i < text.n; i++)
        if (slice_find(special, text.p[i]) < special.n && !(text.p[i] == ':' && i + 1 < text.n && text.p[i + 1] != ' '))
            return true;
    return text.n == 0;
}

static void
add_scalar(struct buf *out, struct slice text, bool quote)
{
    if (quote)
        buf_byte(out, '\'');
    add_code(out, text);
    if (quote)
        buf_byte(out, '\'');
}

static void
add_value(struct buf *out, const struct json *node)
{
    const bool is_object = node->type == JSON_OBJECT;
    switch (node->type) {
    case JSON_NULL:
        buf_text(out, "null");
        return;
    case JSON_BOOLEAN:
        buf_text(out, node->boolean ? "true" : "false");
        return;
    case JSON_NUMBER:
    case JSON_STRING:
        add_scalar(out, node->text, node->type == JSON_STRING && needs_quotes(node->text));
        return;
    case JSON_ARRAY:
    case JSON_OBJECT:
        break;
    }
    buf_byte(out, is_object ? '{' : '[');
    for (const struct json *item = node->first; item != NULL; item = item->next) {
        if (item != node->first)
            buf_text(out, ", ");
        if (is_object) {
            add_scalar(out, item->name, needs_quotes(item->name) && !slice_starts(item->name, SLICE("$")));
            buf_text(out, ": ");
        }
        add_value(out, item);
    }
    buf_byte(out, is_object ? '}' : ']');
}

/* The nearest text under a key, from the inside out. */
static const struct json *
nearest(const struct place *place, const char *key)
{
    for (; place != NULL; place = place->around)
        if (json_get(place->reading, key) != NULL)
            return json_get(place->reading, key);
    return NULL;
}

static void
add_conditions(struct buf *out, const struct place *place)
{
    static const char *const keys[] = {"when", "where"};
    if (place == NULL)
        return;
    add_conditions(out, place->around);
    for (size_t i = 0; i < COUNT_OF(keys); i++) {
        const struct json *condition = json_get(place->reading, keys[i]);
        if (condition == NULL)
            continue;
        buf_text(out, "`");
        add_value(out, condition);
        buf_text(out, "` ");
    }
}

static void
add_row(struct buf *out, const struct place *place)
{
    const struct json *event = json_get(place->reading, "event");
    const struct json *outcome = json_get(event, "outcome");
    const struct json *after = nearest(place, "after");
    const struct json *because = nearest(place, "because");
    buf_text(out, "| `");
    add_value(out, json_get(event, "stage"));
    buf_text(out, "`");
    if (outcome != NULL && outcome->type != JSON_NULL) {
        buf_text(out, " `");
        add_value(out, outcome);
        buf_text(out, "`");
    }
    buf_text(out, " | ");
    add_conditions(out, place);
    if (after != NULL && after->count > 0) {
        buf_text(out, "after `");
        add_value(out, after);
        buf_text(out, "` ");
    }
    buf_text(out, "| ");
    if (because != NULL)
        add_code(out, because->text);
    buf_text(out, " |\n");
}

/* Bounded by the depth that yaml_read() allows. */
static size_t
add_rows(struct buf *out, const struct json *list, const struct place *around)
{
    static const char *const inside[] = {"cases", "every"};
    size_t count = 0;
    for (const struct json *reading = list->first; reading != NULL; reading = reading->next) {
        const struct place place = {around, reading};
        const struct json *stage = json_get(json_get(reading, "event"), "stage");
        if (stage != NULL && stage->type != JSON_NULL) {
            add_row(out, &place);
            count++;
        }
        for (size_t i = 0; i < COUNT_OF(inside); i++)
            if (json_get(reading, inside[i]) != NULL)
                count += add_rows(out, json_get(reading, inside[i]), &place);
    }
    return count;
}

/* Names of the fields that some reading marks as personal, in the order of the file. */
static void
add_personal(struct buf *seen, const struct json *list)
{
    for (const struct json *reading = list->first; reading != NULL; reading = reading->next) {
        const struct json *personal = json_get(reading, "personal");
        for (const struct json *field = personal == NULL ? NULL : personal->first; field != NULL; field = field->next) {
            const struct slice so_far = buf_slice(seen);
            if (memmem(so_far.p, so_far.n, field->name.p, field->name.n) != NULL)
                continue;
            buf_format(seen, "%s`%.*s`", so_far.n == 0 ? "" : ", ", SLICE_ARG(field->name));
        }
        static const char *const inside[] = {"cases", "every"};
        for (size_t i = 0; i < COUNT_OF(inside); i++)
            if (json_get(reading, inside[i]) != NULL)
                add_personal(seen, json_get(reading, inside[i]));
    }
}

/* With one full stop at its end, whether the file has it or not. */
static void
add_sentence(struct buf *out, const char *begin, struct slice text)
{
    buf_format(out, "%s%.*s%s", begin, SLICE_ARG(text), slice_ends(text, SLICE(".")) ? "" : ".");
}

void
adapter_describe(const struct json *document, struct buf *out)
{
    AUTO(buf_release) struct buf rows;
    AUTO(buf_release) struct buf personal;
    const struct json *reference = json_get(document, "reference");
    const struct json *read = json_get(document, "read");
    buf_init(&rows, out->max);
    buf_init(&personal, out->max);
    buf_format(out, "## `%.*s`\n\n", SLICE_ARG(json_get(document, "adapter")->text));
    add_sentence(out, "", json_get(document, "title")->text);
    if (reference != NULL)
        add_sentence(out, " Written from: ", slice_trim(reference->text));
    add_personal(&personal, read);
    if (buf_slice(&personal).n > 0)
        buf_format(out, "\n\nMay name people: %.*s, and every actor that is not automation.",
                   SLICE_ARG(buf_slice(&personal)));
    if (add_rows(&rows, read, NULL) == 0) {
        buf_text(out, "\n\nNo stage of its own: events are kept as they are, or handed to another adapter.\n");
        return;
    }
    buf_text(out, "\n\n| stage | when | why |\n|---|---|---|\n");
    buf_add(out, buf_slice(&rows));
}
