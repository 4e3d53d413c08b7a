#include "shape/transition.h"

#include "shape/load.h"
#include "shape/slot.h"

#define BIT(stage) (1U << (unsigned)(stage))

/* Stages that say how a finding stands; the others are steps of the work on it. */
static const unsigned version_stages =
    BIT(STAGE_DETECTED) | BIT(STAGE_EVALUATED) | BIT(STAGE_REOPENED) | BIT(STAGE_REMEDIATED) | BIT(STAGE_VERIFIED) |
    BIT(STAGE_CLOSED) | BIT(STAGE_SUPPRESSED) | BIT(STAGE_UNSUPPRESSED) | BIT(STAGE_WAIVED) | BIT(STAGE_DELETED);
_Static_assert((unsigned)stage_count <= 32, "every stage has its bit");

static int
load_word_of(const struct loader *loader, const struct json *node, enum slot_type type, unsigned *out_word,
             struct err *err)
{
    TRY(load_type(loader, node, JSON_STRING, err));
    if (slot_word(type, node->text, out_word, err) == 0)
        return 0;
    err_wrap(err, ERR_FORMAT, "'%.*s'", SLICE_ARG(node->text));
    return load_fault_at(loader, node, ERR_FORMAT, err);
}

static int
load_stage(const struct loader *loader, const struct json *node, struct transition_row *row, struct err *err)
{
    unsigned stage = STAGE_NONE;
    TRY(load_word_of(loader, node, SLOT_TYPE_STAGE, &stage, err));
    if ((version_stages & BIT(stage)) == 0)
        return load_fault(loader, node, err, "stage '%.*s' makes no version of a finding", SLICE_ARG(node->text));
    row->stages |= BIT(stage);
    return 0;
}

/* One word or several. */
static int
load_stages(const struct loader *loader, const struct json *node, struct transition_row *row, struct err *err)
{
    if (node->type != JSON_ARRAY)
        return load_stage(loader, node, row, err);
    if (node->count == 0)
        return load_fault(loader, node, err, "the list is empty");
    for (const struct json *item = node->first; item != NULL; item = item->next)
        TRY(load_stage(loader, item, row, err));
    return 0;
}

static int
load_gives(const struct loader *loader, const struct json *node, struct transition_row *row, struct err *err)
{
    static const char *const keys[] = {"stage", "outcome"};
    TRY(load_only(loader, node, keys, COUNT_OF(keys), err));
    const struct json *stage = json_get(node, "stage");
    const struct json *outcome = json_get(node, "outcome");
    unsigned word = 0;
    if (stage == NULL)
        return load_fault(loader, node, err, "'gives' needs a stage");
    TRY(load_word_of(loader, stage, SLOT_TYPE_STAGE, &word, err));
    row->gives_stage = (enum stage)word;
    if (outcome == NULL)
        return 0;
    TRY(load_word_of(loader, outcome, SLOT_TYPE_OUTCOME, &word, err));
    row->gives_outcome = (enum outcome)word;
    return 0;
}

static int
load_row(const struct loader *loader, const struct json *node, struct transition_row *row, struct err *err)
{
    static const char *const keys[] = {"stage", "outcome", "gives"};
    TRY(load_only(loader, node, keys, COUNT_OF(keys), err));
    const struct json *stage = json_get(node, "stage");
    const struct json *outcome = json_get(node, "outcome");
    const struct json *gives = json_get(node, "gives");
    if (stage == NULL && outcome == NULL)
        return load_fault(loader, node, err, "a row of 'after' needs 'stage' or 'outcome'");
    if (gives == NULL)
        return load_fault(loader, node, err, "a row of 'after' needs 'gives'");
    unsigned word = OUTCOME_NONE;
    if (stage != NULL)
        TRY(load_stages(loader, stage, row, err));
    if (outcome != NULL)
        TRY(load_word_of(loader, outcome, SLOT_TYPE_OUTCOME, &word, err));
    row->outcome = (enum outcome)word;
    return load_gives(loader, gives, row, err);
}

int
transition_load(const struct loader *loader, const struct json *node, const struct transition **out_transition,
                struct err *err)
{
    *out_transition = NULL;
    if (node->type == JSON_NULL)
        return 0;
    TRY(load_type(loader, node, JSON_ARRAY, err));
    if (node->count == 0)
        return 0;
    struct transition_row *rows = arena_array(loader->arena, node->count, sizeof(*rows));
    size_t count = 0;
    for (const struct json *item = node->first; item != NULL; item = item->next)
        TRY(load_row(loader, item, &rows[count++], err));
    struct transition *transition = arena_alloc(loader->arena, sizeof(*transition));
    *transition = (struct transition){rows, count};
    *out_transition = transition;
    return 0;
}

bool
transition_is_version(const struct record *record)
{
    return record->kind == RECORD_EVENT && record->body.event.finding.uid.n > 0 &&
           (version_stages & BIT(record->body.event.stage)) != 0;
}

/* The length in front keeps ("a", "bc") from being ("ab", "c"). */
static void
add_text(struct sha256_stream *stream, struct slice text)
{
    uint8_t length[8];
    for (unsigned i = 0; i < sizeof(length); i++)
        length[i] = (uint8_t)((uint64_t)text.n >> (8 * i));
    sha256_add(stream, (struct slice){length, sizeof(length)});
    sha256_add(stream, text);
}

struct sha256_digest
transition_finding(const struct record *record)
{
    struct sha256_stream stream;
    sha256_init(&stream);
    add_text(&stream, record->source);
    add_text(&stream, record->body.event.finding.uid);
    add_text(&stream, record->body.event.resource.uid);
    return sha256_finish(&stream);
}

bool
transition_is_same_finding(const struct record *a, const struct record *b)
{
    return slice_equal(a->source, b->source) && slice_equal(a->body.event.finding.uid, b->body.event.finding.uid) &&
           slice_equal(a->body.event.resource.uid, b->body.event.resource.uid);
}

bool
transition_apply(const struct transition *transition, const struct record *version, uint64_t index,
                 struct record *event)
{
    const struct record_event *before = &version->body.event;
    for (size_t i = 0; i < transition->count; i++) {
        const struct transition_row *row = &transition->rows[i];
        if ((row->stages != 0 && (row->stages & BIT(before->stage)) == 0) ||
            (row->outcome != OUTCOME_NONE && row->outcome != before->outcome))
            continue;
        event->body.event.stage = row->gives_stage;
        event->body.event.outcome = row->gives_outcome;
        event->body.event.has_prior = true;
        event->body.event.prior = index;
        return true;
    }
    return false;
}
