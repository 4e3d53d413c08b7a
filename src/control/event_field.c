#include "control/event_field.h"

#include "base/buf.h"
#include "base/encoding.h"

#include <inttypes.h>
#include <stddef.h>

#define DIGEST_PREFIX "sha256:"

static const struct field *
find_in(struct field_list list, struct slice path)
{
    for (size_t i = 0; i < list.count; i++) {
        const struct field *field = &list.fields[i];
        const struct field *inner = field->type == FIELD_OBJECT ? find_in(field->members, path) : NULL;
        if (inner != NULL)
            return inner;
        if (field->type != FIELD_OBJECT && slice_equal(slice_of(field->path), path))
            return field;
    }
    return NULL;
}

const struct field *
event_field_find(struct slice path)
{
    const struct field *field = find_in(record_fields(RECORD_EVENT), path);
    const bool is_the_same = field != NULL && (field->type == FIELD_VERSION || field->words == &record_kind_list);
    return is_the_same ? NULL : field;
}

bool
event_field_is_text(const struct field *field)
{
    return field->type != FIELD_INSTANT && field->type != FIELD_COUNT;
}

bool
event_field_is_ordered(const struct field *field)
{
    return !event_field_is_text(field) || field->words == &severity_list;
}

bool
event_field_is_stage(const struct field *field)
{
    return field->words == &stage_list;
}

static const void *
member_of(const struct field *field, const struct record *record)
{
    return (const uint8_t *)record + field->at;
}

/* An absent text and an empty one say the same. */
static void
set_one(struct event_texts *texts, struct slice text)
{
    texts->one = text;
    texts->texts = &texts->one;
    texts->count = text.n > 0 ? 1 : 0;
}

static void
digest_text(const struct record_digest *digest, struct event_texts *out_texts)
{
    const size_t prefix = sizeof(DIGEST_PREFIX) - 1;
    if (!digest->present)
        return;
    memcpy(out_texts->digest, DIGEST_PREFIX, prefix);
    hex_write(out_texts->digest + prefix, digest->sha256.b, SHA256_BYTES);
    set_one(out_texts, slice_of(out_texts->digest));
}

void
event_field_texts(const struct field *field, const struct record *record, struct event_texts *out_texts)
{
    const void *member = member_of(field, record);
    out_texts->count = 0;
    if (field->type == FIELD_REFS) {
        out_texts->texts = record->body.event.refs;
        out_texts->count = record->body.event.ref_count;
    } else if (field->type == FIELD_DIGEST) {
        digest_text(member, out_texts);
    } else if (field->type == FIELD_WORD) {
        set_one(out_texts, field->words->words[*(const unsigned *)member]);
    } else {
        set_one(out_texts, *(const struct slice *)member);
    }
}

bool
event_field_number(const struct field *field, const struct record *record, int64_t *out_number)
{
    const void *member = member_of(field, record);
    if (field->type == FIELD_INSTANT) {
        *out_number = *(const int64_t *)member;
        return *out_number != INSTANT_NONE;
    }
    if (field->type == FIELD_COUNT) {
        *out_number = (int64_t) * (const uint64_t *)member;
        return !field->has_flag || *(const bool *)((const uint8_t *)record + field->flag_at);
    }
    *out_number = *(const unsigned *)member;
    return *out_number > 0;
}

static int
count_read(struct slice text, int64_t *out_number, struct err *err)
{
    int64_t number = 0;
    for (size_t i = 0; i < text.n; i++) {
        if (text.p[i] < '0' || text.p[i] > '9' || text.n > 16)
            return err_set(err, ERR_FORMAT, "'%.*s' is not a whole number", SLICE_ARG(text));
        number = number * 10 + (text.p[i] - '0');
    }
    *out_number = number;
    return 0;
}

int
event_field_number_read(const struct field *field, struct slice text, int64_t *out_number, struct err *err)
{
    unsigned value;
    if (field->type == FIELD_INSTANT)
        return instant_read_date(text, out_number, err);
    if (field->type == FIELD_COUNT)
        return count_read(text, out_number, err);
    TRY(word_list_find(field->words, text, &value, err));
    *out_number = value;
    return 0;
}

bool
event_field_exists(const struct field *field, const struct record *record)
{
    struct event_texts texts;
    int64_t number;
    if (!event_field_is_text(field))
        return event_field_number(field, record, &number);
    event_field_texts(field, record, &texts);
    return texts.count > 0;
}

static struct slice
print_texts(const struct field *field, const struct record *record, struct arena *arena)
{
    struct event_texts texts;
    event_field_texts(field, record, &texts);
    struct slice all = texts.count > 0 ? arena_copy(arena, texts.texts[0]) : (struct slice){0};
    for (size_t i = 1; i < texts.count; i++)
        all = arena_format(arena, "%.*s %.*s", SLICE_ARG(all), SLICE_ARG(texts.texts[i]));
    return all;
}

struct slice
event_field_print(const struct field *field, const struct record *record, struct arena *arena)
{
    int64_t number;
    if (event_field_is_text(field))
        return print_texts(field, record, arena);
    if (!event_field_number(field, record, &number))
        return (struct slice){0};
    if (field->type == FIELD_COUNT)
        return arena_format(arena, "%" PRId64, number);
    char text[INSTANT_TEXT_MAX];
    instant_write(text, number);
    return arena_copy(arena, slice_of(text));
}

static int
digest_set(struct slice text, struct record_digest *out_digest, struct err *err)
{
    const struct slice prefix = SLICE(DIGEST_PREFIX);
    struct record_digest digest = {.present = true};
    if (!slice_starts(text, prefix))
        return err_set(err, ERR_FORMAT, "digest does not begin with '" DIGEST_PREFIX "'");
    TRY(hex_read(digest.sha256.b, SHA256_BYTES, slice_sub(text, prefix.n, text.n), err));
    *out_digest = digest;
    return 0;
}

static int
number_set(const struct field *field, struct slice text, struct record *record, struct err *err)
{
    int64_t number;
    TRY(event_field_number_read(field, text, &number, err));
    if (field->type == FIELD_INSTANT) {
        memcpy((uint8_t *)record + field->at, &number, sizeof(number));
        return 0;
    }
    const uint64_t count = (uint64_t)number;
    memcpy((uint8_t *)record + field->at, &count, sizeof(count));
    if (field->has_flag)
        *(bool *)((uint8_t *)record + field->flag_at) = true;
    return 0;
}

static void
refs_set(struct slice text, struct record *record, struct arena *arena)
{
    struct slice *refs = arena_alloc(arena, sizeof(*refs));
    *refs = text;
    record->body.event.refs = refs;
    record->body.event.ref_count = 1;
}

int
event_field_set(const struct field *field, struct slice text, struct record *record, struct arena *arena,
                struct err *err)
{
    void *member = (uint8_t *)record + field->at;
    if (!event_field_is_text(field))
        return number_set(field, text, record, err);
    if (field->type == FIELD_WORD)
        return word_list_find(field->words, text, member, err);
    if (field->type == FIELD_DIGEST)
        return digest_set(text, member, err);
    if (field->type == FIELD_REFS)
        refs_set(text, record, arena);
    else
        *(struct slice *)member = text;
    return 0;
}
