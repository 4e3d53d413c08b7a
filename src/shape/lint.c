#include "shape/lint.h"

#include "base/limits.h"

#include <stdio.h>

struct linting {
    adapter_lint_visitor visitor;
    void *context;
    size_t findings;
};

/* What the readings around one have set. */
struct set_above {
    bool check, uid;
};

static void
find(struct linting *linting, const struct json *node, const char *text)
{
    linting->findings++;
    linting->visitor(linting->context, node, text);
}

static bool
is_name_byte(uint8_t byte)
{
    return byte == '-' || byte == '_' || (byte >= '0' && byte <= '9') || ((byte | 0x20) >= 'a' && (byte | 0x20) <= 'z');
}

/* Does a text refer to the name: as a word of its own, in braces or alone? */
static bool
text_uses(struct slice text, struct slice name)
{
    for (size_t at = 0; at + name.n <= text.n; at++) {
        const bool starts = at == 0 || !is_name_byte(text.p[at - 1]);
        const bool ends = at + name.n == text.n || !is_name_byte(text.p[at + name.n]);
        if (starts && ends && slice_equal(slice_sub(text, at, at + name.n), name))
            return true;
    }
    return false;
}

/* Bounded by the depth that yaml_read() allows. */
static bool
tree_uses(const struct json *node, struct slice name)
{
    if (node->type == JSON_STRING && text_uses(node->text, name))
        return true;
    for (const struct json *item = node->first; item != NULL; item = item->next) {
        const bool named =
            node->type == JSON_OBJECT && slice_starts(item->name, SLICE("{")) && text_uses(item->name, name);
        if (named || tree_uses(item, name))
            return true;
    }
    return false;
}

static bool
is_used(const struct json *document, const struct json *definition)
{
    if (tree_uses(json_get(document, "read"), definition->name))
        return true;
    for (const struct json *other = definition->next; other != NULL; other = other->next)
        if (tree_uses(other, definition->name))
            return true;
    return false;
}

static void
lint_definitions(struct linting *linting, const struct json *document)
{
    const struct json *define = json_get(document, "define");
    char text[LIMIT_ID_BYTES];
    for (const struct json *item = define == NULL ? NULL : define->first; item != NULL; item = item->next) {
        if (is_used(document, item))
            continue;
        snprintf(text, sizeof(text), "'%.*s' is defined and not used", SLICE_ARG(item->name));
        find(linting, item, text);
    }
}

static struct set_above
set_by(const struct json *event, struct set_above above)
{
    above.check |= json_get(event, "finding.check") != NULL;
    above.uid |= json_get(event, "finding.uid") != NULL;
    return above;
}

static void
lint_event(struct linting *linting, const struct json *reading, const struct set_above *set)
{
    const struct json *event = json_get(reading, "event");
    const struct json *stage = json_get(event, "stage");
    const bool detects = stage != NULL && stage->type == JSON_STRING && slice_equal(stage->text, SLICE("detected"));
    if (detects && !set->check)
        find(linting, stage, "a detection without 'finding.check': no rule can count it");
    const struct json *after = json_get(reading, "after");
    if (after != NULL && after->count > 0 && !set->uid)
        find(linting, after, "'after' without 'finding.uid': versions of a finding are found by it");
}

static void lint_list(struct linting *linting, const struct json *list, struct set_above above);

static void
lint_reading(struct linting *linting, const struct json *reading, struct set_above above)
{
    const struct set_above set = set_by(json_get(reading, "event"), above);
    lint_event(linting, reading, &set);
    static const char *const inside[] = {"cases", "every"};
    for (size_t i = 0; i < COUNT_OF(inside); i++)
        if (json_get(reading, inside[i]) != NULL)
            lint_list(linting, json_get(reading, inside[i]), set);
}

static void
lint_list(struct linting *linting, const struct json *list, struct set_above above)
{
    const bool takes_first = !slice_equal(list->name, SLICE("every"));
    for (const struct json *reading = list->first; reading != NULL; reading = reading->next) {
        lint_reading(linting, reading, above);
        if (takes_first && reading->next != NULL && json_get(reading, "when") == NULL) {
            find(linting, reading->next, "never read: the one before it has no 'when' and always is");
            return;
        }
    }
}

size_t
adapter_lint(const struct json *document, adapter_lint_visitor visitor, void *context)
{
    struct linting linting = {visitor, context, 0};
    const struct json *read = json_get(document, "read");
    const struct json *strict = json_get(document, "strict");
    lint_definitions(&linting, document);
    lint_list(&linting, read, (struct set_above){false, false});
    if ((strict == NULL || !strict->boolean) && json_get(read->last, "when") != NULL)
        find(&linting, read->last, "a payload of another shape is a reject: end with a reading without 'when'");
    return linting.findings;
}
