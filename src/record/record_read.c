#include "record/record.h"

#include "base/encoding.h"
#include "base/limits.h"
#include "base/utf8.h"
#include "record/canonical.h"
#include "record/fields.h"

#include <inttypes.h>

#define DIGEST_PREFIX "sha256:"

enum { QUOTED_NAME_MAX = 64 }; /* of a refused member in a message */

/* One pass over the bytes, in step with the table of the kind: whatever the table does not expect next is refused, so
 * order, spacing, escapes and doubled members need no check of their own. */
struct reader {
    struct slice bytes;
    size_t at;
    struct arena *arena;
    struct record *record;
    struct err *err;
};

static void *
member_of(const struct reader *reader, size_t offset)
{
    return (uint8_t *)reader->record + offset;
}

static bool
follows(const struct reader *reader, struct slice expected)
{
    return reader->bytes.n - reader->at >= expected.n &&
           memcmp(reader->bytes.p + reader->at, expected.p, expected.n) == 0;
}

static bool
take(struct reader *reader, struct slice expected)
{
    const bool is_there = follows(reader, expected);
    reader->at += is_there ? expected.n : 0;
    return is_there;
}

static int
text_read(struct reader *reader, const struct field *field, struct slice *out_text)
{
    struct slice text;
    TRY(canonical_text_read(reader->bytes, &reader->at, reader->arena, &text, reader->err));
    if (text.n == 0)
        return err_set(reader->err, ERR_FORMAT, "is an empty text, expected it to be absent");
    if (field->max > 0 && text.n > field->max)
        return err_set(reader->err, ERR_LIMIT, "has %zu bytes, at most %zu are allowed", text.n, field->max);
    if (field->plain && !record_is_plain(text))
        return err_set(reader->err, ERR_FORMAT, "holds a control character");
    *out_text = text;
    return 0;
}

/* How many entries of at least `least` bytes, their separators among them, the bytes left can hold. */
static size_t
room_for(const struct reader *reader, const struct field *field, size_t least)
{
    const size_t most = (reader->bytes.n - reader->at) / least + 1;
    return most < field->count_max ? most : field->count_max;
}

/* Past what stands before entry `count` of a list; *out_more is false past its end. */
static int
entry_begin(struct reader *reader, const struct field *field, size_t count, bool *out_more)
{
    *out_more = count == 0 || !take(reader, SLICE("]"));
    if (!*out_more)
        return 0;
    if (!take(reader, count == 0 ? SLICE("[") : SLICE(",")))
        return err_set(reader->err, ERR_FORMAT, "expected a list at byte %zu", reader->at);
    if (count == field->count_max)
        return err_set(reader->err, ERR_LIMIT, "has more than %zu entries", field->count_max);
    return 0;
}

static int
texts_read(struct reader *reader, const struct field *field, struct record_texts *out_texts)
{
    struct slice *items = arena_array(reader->arena, room_for(reader, field, 4), sizeof(*items));
    size_t count = 0;
    for (;; count++) {
        bool more;
        TRY(entry_begin(reader, field, count, &more));
        if (!more)
            break;
        TRY(text_read(reader, field, &items[count]));
    }
    *out_texts = (struct record_texts){items, count};
    return 0;
}

static int
refs_read(struct reader *reader, const struct field *field)
{
    struct record_texts texts;
    TRY(texts_read(reader, field, &texts));
    reader->record->body.event.refs = texts.items;
    reader->record->body.event.ref_count = texts.count;
    return 0;
}

static int
expect(struct reader *reader, struct slice expected)
{
    if (!take(reader, expected))
        return err_set(reader->err, ERR_FORMAT, "expected %.*s at byte %zu", SLICE_ARG(expected), reader->at);
    return 0;
}

static int
system_read(struct reader *reader, struct record_system *out_system)
{
    TRY(expect(reader, SLICE("{")));
    TRY(expect(reader, record_system_name.opening));
    TRY(text_read(reader, &record_system_name, &out_system->name));
    TRY(expect(reader, SLICE(",")));
    TRY(expect(reader, record_system_sources.opening));
    TRY(texts_read(reader, &record_system_sources, &out_system->sources));
    return expect(reader, SLICE("}"));
}

static int
systems_read(struct reader *reader, const struct field *field)
{
    const size_t least = sizeof("{\"name\":\"n\",\"sources\":[\"s\"]}");
    struct record_system *systems = arena_array(reader->arena, room_for(reader, field, least), sizeof(*systems));
    size_t count = 0;
    for (;; count++) {
        bool more;
        TRY(entry_begin(reader, field, count, &more));
        if (!more)
            break;
        TRY(system_read(reader, &systems[count]));
    }
    reader->record->body.scope.systems = systems;
    reader->record->body.scope.system_count = count;
    return 0;
}

static int
may_read(struct reader *reader, unsigned *out_may)
{
    unsigned may = 0;
    unsigned last = 0;
    if (!take(reader, SLICE("[")))
        return err_set(reader->err, ERR_FORMAT, "expected a list at byte %zu", reader->at);
    while (!take(reader, SLICE("]"))) {
        struct slice name;
        unsigned value;
        if (last > 0 && !take(reader, SLICE(",")))
            return err_set(reader->err, ERR_FORMAT, "expected ',' or ']' at byte %zu", reader->at);
        TRY(canonical_text_read(reader->bytes, &reader->at, reader->arena, &name, reader->err));
        TRY(word_list_find(&permission_list, name, &value, reader->err));
        if (value <= last)
            return err_set(reader->err, ERR_FORMAT, "'%.*s' stands twice or out of order", SLICE_ARG(name));
        may |= 1u << value;
        last = value;
    }
    *out_may = may;
    return 0;
}

static int
word_read(struct reader *reader, const struct field *field, unsigned *out_value)
{
    struct slice name;
    TRY(canonical_text_read(reader->bytes, &reader->at, reader->arena, &name, reader->err));
    return word_list_find(field->words, name, out_value, reader->err);
}

static int
instant_member_read(struct reader *reader, int64_t *out_ms)
{
    struct slice text;
    TRY(canonical_text_read(reader->bytes, &reader->at, reader->arena, &text, reader->err));
    return instant_read_canonical(text, out_ms, reader->err);
}

static int
digest_read(struct reader *reader, struct record_digest *out_digest)
{
    struct slice text;
    TRY(canonical_text_read(reader->bytes, &reader->at, reader->arena, &text, reader->err));
    const struct slice prefix = SLICE(DIGEST_PREFIX);
    if (!slice_starts(text, prefix))
        return err_set(reader->err, ERR_FORMAT, "digest does not begin with '" DIGEST_PREFIX "'");
    TRY(hex_read(out_digest->sha256.b, SHA256_BYTES, slice_sub(text, prefix.n, text.n), reader->err));
    out_digest->present = true;
    return 0;
}

static int
truth_read(struct reader *reader, bool *out_truth)
{
    const bool is_true = take(reader, SLICE("true"));
    if (!is_true && !take(reader, SLICE("false")))
        return err_set(reader->err, ERR_FORMAT, "expected true or false at byte %zu", reader->at);
    *out_truth = is_true;
    return 0;
}

static int object_read(struct reader *reader, struct field_list list);

static int
value_read(struct reader *reader, const struct field *field)
{
    void *member = member_of(reader, field->at);
    switch (field->type) {
    case FIELD_VERSION:
        return take(reader, SLICE(RECORD_VERSION_TEXT))
                   ? 0
                   : err_set(reader->err, ERR_FORMAT, "expected " RECORD_VERSION_TEXT " at byte %zu", reader->at);
    case FIELD_WORD:
        return word_read(reader, field, member);
    case FIELD_TEXT:
    case FIELD_TITLE:
        return text_read(reader, field, member);
    case FIELD_REFS:
        return refs_read(reader, field);
    case FIELD_TEXTS:
        return texts_read(reader, field, member);
    case FIELD_SYSTEMS:
        return systems_read(reader, field);
    case FIELD_MAY:
        return may_read(reader, member);
    case FIELD_INSTANT:
        return instant_member_read(reader, member);
    case FIELD_DIGEST:
        return digest_read(reader, member);
    case FIELD_COUNT:
        return canonical_count_read(reader->bytes, &reader->at, RECORD_COUNT_MAX, member, reader->err);
    case FIELD_TRUTH:
        return truth_read(reader, member);
    case FIELD_OBJECT:
        return object_read(reader, field->members);
    }
    return 0;
}

static int
field_read(struct reader *reader, const struct field *field)
{
    const int code = value_read(reader, field);
    /* Members of an object have named themselves. */
    if (code < 0)
        return field->type == FIELD_OBJECT ? code : err_wrap(reader->err, code, "'%s'", field->path);
    if (field->has_flag)
        *(bool *)member_of(reader, field->flag_at) = true;
    return 0;
}

/* What stands where no further member of the table was found. */
static int
refuse_rest(const struct reader *reader, bool is_first)
{
    struct slice name;
    size_t at = reader->at + (is_first ? 0 : 1);
    if ((!is_first && !follows(reader, SLICE(","))) ||
        canonical_text_read(reader->bytes, &at, reader->arena, &name, NULL) < 0)
        return err_set(reader->err, ERR_FORMAT, "expected a member or '}' at byte %zu", reader->at);
    const struct slice shown = utf8_cut(name, QUOTED_NAME_MAX);
    return err_set(reader->err, ERR_FORMAT, "member '%.*s' is unknown, doubled or out of order", SLICE_ARG(shown));
}

/* Nested at most twice, as the tables are. */
static int
object_read(struct reader *reader, struct field_list list)
{
    const struct field *missing = NULL;
    bool has_any = false;
    if (!take(reader, SLICE("{")))
        return err_set(reader->err, ERR_FORMAT, "expected an object at byte %zu", reader->at);
    for (size_t i = 0; i < list.count; i++) {
        const struct field *field = &list.fields[i];
        const size_t before = reader->at;
        if ((!has_any || take(reader, SLICE(","))) && take(reader, field->opening)) {
            TRY(field_read(reader, field));
            has_any = true;
            continue;
        }
        reader->at = before;
        if (field->required && missing == NULL)
            missing = field;
    }
    if (!take(reader, SLICE("}")))
        return refuse_rest(reader, !has_any);
    if (missing != NULL)
        return err_set(reader->err, ERR_FORMAT, "'%s' is required and absent", missing->path);
    if (!has_any)
        return err_set(reader->err, ERR_FORMAT, "empty object before byte %zu", reader->at);
    return 0;
}

/* Past the text whose first byte is at `at`, or bytes.n. */
static size_t
skip_text(struct slice bytes, size_t at)
{
    while (at < bytes.n) {
        const size_t quote = at + slice_find(slice_sub(bytes, at, bytes.n), '"');
        size_t backslashes = 0;
        while (quote - backslashes > at && bytes.p[quote - backslashes - 1] == '\\')
            backslashes++;
        at = quote + 1;
        if (backslashes % 2 == 0)
            break;
    }
    return at < bytes.n ? at : bytes.n;
}

/* Offset of the value of the outermost object's member whose opening (`"kind":`) is given, or bytes.n. It finds its
 * way through any JSON, also that of a version to come. */
static size_t
find_member(struct slice bytes, struct slice opening)
{
    size_t depth = 0;
    for (size_t at = 0; at < bytes.n;) {
        const uint8_t byte = bytes.p[at++];
        if (byte == '{' || byte == '[')
            depth++;
        else if (byte == '}' || byte == ']')
            depth--;
        else if (byte == '"' && depth == 1 && slice_starts(slice_sub(bytes, at - 1, bytes.n), opening))
            return at - 1 + opening.n;
        else if (byte == '"')
            at = skip_text(bytes, at);
    }
    return bytes.n;
}

/* The kind comes first, although it stands late in the bytes: it says which table the rest follows. */
static int
kind_read(struct slice bytes, struct arena *arena, enum record_kind *out_kind, struct err *err)
{
    size_t at = find_member(bytes, SLICE("\"kind\":"));
    if (at == bytes.n)
        return err_set(err, ERR_FORMAT, "'kind' is required and absent");
    struct slice name;
    const int code = canonical_text_read(bytes, &at, arena, &name, err);
    return code < 0 ? err_wrap(err, code, "'kind'") : record_kind_from_name(name, out_kind, err);
}

static int
known_version_read(struct slice bytes, struct arena *arena, struct record *out_record, struct err *err)
{
    struct record record = {.received_ms = INSTANT_NONE, .origin.occurred_ms = INSTANT_NONE};
    TRY(kind_read(bytes, arena, &record.kind, err));
    if (record.kind == RECORD_EVENT)
        record.body.event.expires_ms = INSTANT_NONE;
    struct reader reader = {bytes, 0, arena, &record, err};
    TRY(object_read(&reader, record_fields(record.kind)));
    if (reader.at != bytes.n)
        return err_set(err, ERR_FORMAT, "bytes after the record at byte %zu", reader.at);
    TRY(record_check_source(&record, err));
    *out_record = record;
    return 0;
}

/* What could not be read, for the reason `code`, may be of a version to come: then nothing is known to be wrong. */
static int
judge_version(struct slice bytes, int code, struct err *err)
{
    size_t at = find_member(bytes, SLICE("\"v\":"));
    uint64_t version;
    if (canonical_count_read(bytes, &at, UINT64_MAX, &version, NULL) < 0 || version == RECORD_VERSION)
        return code;
    return err_set(err, ERR_VERSION, "record version %" PRIu64 " is not known, expected %d", version, RECORD_VERSION);
}

int
record_read(struct slice bytes, struct arena *arena, struct record *out_record, struct err *err)
{
    if (bytes.n > LIMIT_RECORD_BYTES)
        return err_set(err, ERR_LIMIT, "record has %zu bytes, at most %d are allowed", bytes.n, LIMIT_RECORD_BYTES);
    const int code = known_version_read(bytes, arena, out_record, err);
    return code < 0 ? judge_version(bytes, code, err) : 0;
}
