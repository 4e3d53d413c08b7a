#include "record/record.h"

#include "base/encoding.h"
#include "base/limits.h"
#include "base/utf8.h"
#include "record/canonical.h"
#include "record/fields.h"

#include <inttypes.h>

#define CUT_MARK "…"
#define DIGEST_OPENING "\"sha256:"

/* What is written, and where. */
struct writer {
    const struct record *record;
    struct buf *out;
    struct err *err;
};

static const void *
member_of(const struct writer *writer, size_t offset)
{
    return (const uint8_t *)writer->record + offset;
}

/* Enums are read as unsigned, which vocabulary.c asserts that they are. */
static unsigned
word_of(const struct writer *writer, const struct field *field)
{
    unsigned value;
    memcpy(&value, member_of(writer, field->at), sizeof(value));
    return value;
}

/* Whether the record has the member. An object without a flag shows only when its members are written. */
static bool
is_present(const struct writer *writer, const struct field *field)
{
    if (field->has_flag)
        return *(const bool *)member_of(writer, field->flag_at);
    switch (field->type) {
    case FIELD_WORD:
        return word_of(writer, field) != 0;
    case FIELD_TEXT:
    case FIELD_TITLE:
        return ((const struct slice *)member_of(writer, field->at))->n > 0;
    case FIELD_REFS:
        return writer->record->body.event.ref_count > 0;
    case FIELD_TEXTS:
        return ((const struct record_texts *)member_of(writer, field->at))->count > 0;
    case FIELD_SYSTEMS:
        return writer->record->body.scope.system_count > 0;
    case FIELD_INSTANT:
        return *(const int64_t *)member_of(writer, field->at) != INSTANT_NONE;
    case FIELD_DIGEST:
        return ((const struct record_digest *)member_of(writer, field->at))->present;
    case FIELD_VERSION:
    case FIELD_MAY:
    case FIELD_COUNT:
    case FIELD_TRUTH:
    case FIELD_OBJECT:
        break;
    }
    return true;
}

static int
text_write(const struct writer *writer, const struct field *field, struct slice text)
{
    if (field->max > 0 && text.n > field->max)
        return err_set(writer->err, ERR_LIMIT, "'%s' has %zu bytes, at most %zu are allowed", field->path, text.n,
                       field->max);
    if (field->plain && !record_is_plain(text))
        return err_set(writer->err, ERR_FORMAT, "'%s' holds a control character", field->path);
    const int code = canonical_text_append(writer->out, text, writer->err);
    return code < 0 ? err_wrap(writer->err, code, "'%s'", field->path) : 0;
}

static int
title_write(const struct writer *writer, const struct field *field)
{
    const struct slice title = *(const struct slice *)member_of(writer, field->at);
    if (title.n <= field->max)
        return text_write(writer, field, title);
    if (!utf8_is_valid(title))
        return err_set(writer->err, ERR_FORMAT, "'%s': is not UTF-8 at byte %zu", field->path,
                       utf8_valid_length(title));
    const struct slice mark = SLICE(CUT_MARK);
    const struct slice kept = utf8_cut(title, field->max - mark.n);
    uint8_t cut[LIMIT_TITLE_BYTES];
    memcpy(cut, kept.p, kept.n);
    memcpy(cut + kept.n, mark.p, mark.n);
    return text_write(writer, field, (struct slice){cut, kept.n + mark.n});
}

static int
count_check(const struct writer *writer, const struct field *field, size_t count)
{
    if (count > field->count_max)
        return err_set(writer->err, ERR_LIMIT, "'%s' has %zu entries, at most %zu are allowed", field->path, count,
                       field->count_max);
    return 0;
}

static int
texts_write(const struct writer *writer, const struct field *field, struct record_texts texts)
{
    TRY(count_check(writer, field, texts.count));
    for (size_t i = 0; i < texts.count; i++) {
        if (texts.items[i].n == 0)
            return err_set(writer->err, ERR_FORMAT, "'%s' has an empty entry", field->path);
        buf_byte(writer->out, i == 0 ? '[' : ',');
        TRY(text_write(writer, field, texts.items[i]));
    }
    buf_byte(writer->out, ']');
    return 0;
}

static int
system_write(const struct writer *writer, const struct record_system *system)
{
    const struct field *name = &record_system_name;
    const struct field *sources = &record_system_sources;
    if (system->name.n == 0 || system->sources.count == 0)
        return err_set(writer->err, ERR_FORMAT, "'%s' is required and absent",
                       system->name.n == 0 ? name->path : sources->path);
    buf_byte(writer->out, '{');
    buf_add(writer->out, name->opening);
    TRY(text_write(writer, name, system->name));
    buf_byte(writer->out, ',');
    buf_add(writer->out, sources->opening);
    TRY(texts_write(writer, sources, system->sources));
    buf_byte(writer->out, '}');
    return 0;
}

static int
systems_write(const struct writer *writer, const struct field *field)
{
    const struct record_scope *scope = &writer->record->body.scope;
    TRY(count_check(writer, field, scope->system_count));
    for (size_t i = 0; i < scope->system_count; i++) {
        buf_byte(writer->out, i == 0 ? '[' : ',');
        TRY(system_write(writer, &scope->systems[i]));
    }
    buf_byte(writer->out, ']');
    return 0;
}

static void
may_write(const struct writer *writer, unsigned may)
{
    bool is_first = true;
    buf_byte(writer->out, '[');
    for (unsigned value = 1; value < permission_list.count; value++) {
        if ((may & 1u << value) == 0)
            continue;
        buf_text(writer->out, is_first ? "\"" : ",\"");
        buf_add(writer->out, permission_list.words[value]);
        buf_byte(writer->out, '"');
        is_first = false;
    }
    buf_byte(writer->out, ']');
}

static int
count_write(const struct writer *writer, const struct field *field)
{
    const uint64_t count = *(const uint64_t *)member_of(writer, field->at);
    if (count > RECORD_COUNT_MAX)
        return err_set(writer->err, ERR_LIMIT, "'%s' is %" PRIu64 ", at most 2^53 is allowed", field->path, count);
    canonical_count_append(writer->out, count);
    return 0;
}

static int
instant_member_write(const struct writer *writer, const struct field *field)
{
    const int64_t ms = *(const int64_t *)member_of(writer, field->at);
    if (ms < INSTANT_FIRST || ms > INSTANT_LAST)
        return err_set(writer->err, ERR_FORMAT, "'%s' is outside the years 0000 to 9999", field->path);
    char text[INSTANT_TEXT_MAX + 1] = {'"'};
    instant_write(text + 1, ms);
    text[INSTANT_TEXT_MAX] = '"';
    buf_add(writer->out, (struct slice){(const uint8_t *)text, sizeof(text)});
    return 0;
}

static void
digest_write(const struct writer *writer, const struct field *field)
{
    const struct record_digest *digest = member_of(writer, field->at);
    char text[sizeof(DIGEST_OPENING) + (size_t)2 * SHA256_BYTES] = DIGEST_OPENING;
    hex_write(text + sizeof(DIGEST_OPENING) - 1, digest->sha256.b, SHA256_BYTES);
    text[sizeof(text) - 1] = '"';
    buf_add(writer->out, (struct slice){(const uint8_t *)text, sizeof(text)});
}

static void
word_write(const struct writer *writer, const struct field *field)
{
    buf_byte(writer->out, '"');
    buf_add(writer->out, field->words->words[word_of(writer, field)]);
    buf_byte(writer->out, '"');
}

static int object_write(const struct writer *writer, struct field_list list, bool *out_is_empty);

static int
value_write(const struct writer *writer, const struct field *field, bool *out_is_empty)
{
    *out_is_empty = false;
    switch (field->type) {
    case FIELD_VERSION:
        buf_text(writer->out, RECORD_VERSION_TEXT);
        return 0;
    case FIELD_WORD:
        word_write(writer, field);
        return 0;
    case FIELD_TEXT:
        return text_write(writer, field, *(const struct slice *)member_of(writer, field->at));
    case FIELD_TITLE:
        return title_write(writer, field);
    case FIELD_REFS:
        return texts_write(
            writer, field,
            (struct record_texts){writer->record->body.event.refs, writer->record->body.event.ref_count});
    case FIELD_TEXTS:
        return texts_write(writer, field, *(const struct record_texts *)member_of(writer, field->at));
    case FIELD_SYSTEMS:
        return systems_write(writer, field);
    case FIELD_MAY:
        may_write(writer, word_of(writer, field));
        return 0;
    case FIELD_INSTANT:
        return instant_member_write(writer, field);
    case FIELD_DIGEST:
        digest_write(writer, field);
        return 0;
    case FIELD_COUNT:
        return count_write(writer, field);
    case FIELD_TRUTH:
        buf_text(writer->out, *(const bool *)member_of(writer, field->at) ? "true" : "false");
        return 0;
    case FIELD_OBJECT:
        return object_write(writer, field->members, out_is_empty);
    }
    return 0;
}

/* Write `field` with what separates it from the member before; *out_is_empty when it turned out to hold nothing. */
static int
field_write(const struct writer *writer, const struct field *field, bool is_first, bool *out_is_empty)
{
    *out_is_empty = !is_present(writer, field);
    if (*out_is_empty)
        return 0;
    const size_t start = writer->out->n;
    if (!is_first)
        buf_byte(writer->out, ',');
    buf_add(writer->out, field->opening);
    TRY(value_write(writer, field, out_is_empty));
    if (*out_is_empty)
        writer->out->n = start;
    return 0;
}

/* Nested at most twice, as the tables are. An object without members is for its caller to take back. */
static int
object_write(const struct writer *writer, struct field_list list, bool *out_is_empty)
{
    const struct field *missing = NULL;
    bool has_any = false;
    buf_byte(writer->out, '{');
    for (size_t i = 0; i < list.count; i++) {
        bool is_empty;
        TRY(field_write(writer, &list.fields[i], !has_any, &is_empty));
        has_any |= !is_empty;
        if (is_empty && list.fields[i].required && missing == NULL)
            missing = &list.fields[i];
    }
    if (has_any && missing != NULL)
        return err_set(writer->err, ERR_FORMAT, "'%s' is required and absent", missing->path);
    buf_byte(writer->out, '}');
    *out_is_empty = !has_any;
    return 0;
}

static int
record_write_members(const struct record *record, struct buf *out, struct err *err)
{
    const struct writer writer = {record, out, err};
    const size_t start = out->n;
    bool is_empty;
    TRY(object_write(&writer, record_fields(record->kind), &is_empty));
    TRY(record_check_source(record, err));
    if (out->n - start > LIMIT_RECORD_BYTES)
        return err_set(err, ERR_LIMIT, "record has %zu bytes, at most %d are allowed", out->n - start,
                       LIMIT_RECORD_BYTES);
    return buf_finish(out, "record", err);
}

int
record_write(const struct record *record, struct buf *out, struct err *err)
{
    const size_t start = out->n;
    const bool overflowed = out->overflow;
    const int code = record_write_members(record, out, err);
    if (code < 0) {
        out->n = start;
        out->overflow = overflowed;
    }
    return code;
}
