#include "fixture.h"

#include "base/file.h"
#include "base/limits.h"
#include "shape/form_stream.h"

#include <dirent.h>

enum { READING_BYTES_MAX = 64 << 20 };

static void
add_source(struct file_set *files, const char *name, struct arena *arena)
{
    struct err err;
    struct slice bytes;
    const struct slice path = arena_format(arena, "sources/%s", name);
    const char *file = unit_source_path((const char *)arena_format(arena, "schema/sources/%s", name).p);
    ck_assert_msg(file_read(file, 1 << 20, arena, &bytes, &err) == 0, "%s", err.text);
    files->files[files->count++] = (struct file_set_entry){path, bytes};
}

struct adapter_set *
fixture_sources(struct arena *unused)
{
    enum { FILES_MAX = 256 };
    struct err err;
    static struct adapter_set *set;
    (void)unused;
    if (set != NULL)
        return set;
    struct arena *arena = arena_new(); /* for as long as the program runs: there are a hundred of them */
    struct file_set files = {arena_array(arena, FILES_MAX, sizeof(struct file_set_entry)), 0};
    DIR *folder = opendir(unit_source_path("schema/sources"));
    ck_assert_ptr_nonnull(folder);
    for (const struct dirent *entry = readdir(folder); entry != NULL; entry = readdir(folder))
        if (slice_ends(slice_of(entry->d_name), SLICE(".yaml")))
            add_source(&files, entry->d_name, arena);
    closedir(folder);
    ck_assert_int_eq(file_set_sort(&files, &err), 0);
    ck_assert_msg(adapter_set_load(&files, arena, &set, &err) == 0, "%s", err.text);
    return set;
}

int
fixture_adapter(const char *define, const char *read, struct arena *arena, struct adapter_set **out_set,
                struct err *err)
{
    const struct slice text = arena_format(arena, "adapter: test\ntitle: A test\n%s%s", define == NULL ? "" : define,
                                           read == NULL ? "" : read);
    struct file_set_entry file = {SLICE("sources/test.yaml"), text};
    const struct file_set files = {&file, 1};
    return adapter_set_load(&files, arena, out_set, err);
}

static void
add_line(struct buf *out, const char *name, struct slice text, bool personal)
{
    if (!slice_is_absent(text))
        buf_format(out, "  %-9s %.*s%s\n", name, SLICE_ARG(text), personal ? "  (personal)" : "");
}

static void
add_instant(struct buf *out, const char *name, int64_t ms)
{
    char text[INSTANT_TEXT_MAX];
    if (ms == INSTANT_NONE)
        return;
    instant_write(text, ms);
    add_line(out, name, slice_of(text), false);
}

static void
add_event(struct buf *out, const struct shaped *shaped)
{
    const struct record_event *event = &shaped->record.body.event;
    add_line(out, "stage", slice_of(stage_name(event->stage)), false);
    add_line(out, "outcome", slice_of(outcome_name(event->outcome)), false);
    add_line(out, "check", event->finding.check, false);
    add_line(out, "severity", slice_of(severity_name(event->finding.severity)), false);
    add_line(out, "title", event->finding.title, shaped->personal & PERSONAL_TITLE);
    add_line(out, "finding", event->finding.uid, shaped->personal & PERSONAL_FINDING_UID);
    add_line(out, "resource", event->resource.uid, shaped->personal & PERSONAL_RESOURCE_UID);
    add_line(out, "type", event->resource.type, false);
    add_line(out, "account", event->resource.account, false);
    add_line(out, "region", event->resource.region, false);
    add_line(out, "owner", event->resource.owner, shaped->personal & PERSONAL_RESOURCE_OWNER);
    add_line(out, "actor", slice_of(actor_kind_name(event->actor.kind)), false);
    add_line(out, "name", event->actor.name, shaped->personal & PERSONAL_ACTOR_NAME);
    for (size_t i = 0; i < event->ref_count; i++)
        add_line(out, "ref", event->refs[i], false);
    add_line(out, "approver", event->approver, shaped->personal & PERSONAL_APPROVER);
    add_instant(out, "expires", event->expires_ms);
    add_line(out, "before", shaped->before, false);
    add_line(out, "after", shaped->after, false);
}

static void
add_heartbeat(struct buf *out, const struct record_heartbeat *heartbeat)
{
    add_line(out, "basis", slice_of(heartbeat_basis_name(heartbeat->basis)), false);
    if (heartbeat->has_counts)
        buf_format(out, "  counts    received %llu, accepted %llu, duplicate %llu, rejected %llu\n",
                   (unsigned long long)heartbeat->received, (unsigned long long)heartbeat->accepted,
                   (unsigned long long)heartbeat->duplicate, (unsigned long long)heartbeat->rejected);
    add_line(out, "cursor", heartbeat->cursor, false);
}

static void
add_source_change(struct buf *out, const struct record_source *source)
{
    add_line(out, "action", slice_of(source_action_name(source->action)), false);
    add_line(out, "name", source->name, false);
    add_line(out, "adapter", source->adapter, false);
    if (source->has_interval)
        buf_format(out, "  interval  %llu\n", (unsigned long long)source->interval_s);
    if (source->has_may)
        buf_format(out, "  may       %x\n", source->may);
    if (source->has_lag)
        buf_format(out, "  lag       %llu\n", (unsigned long long)source->lag_s);
}

static void
add_reconciliation(struct buf *out, const struct record_reconciliation *reconciliation)
{
    add_instant(out, "from", reconciliation->from_ms);
    add_instant(out, "to", reconciliation->to_ms);
    buf_format(out, "  count     %llu\n", (unsigned long long)reconciliation->count);
    add_line(out, "query", reconciliation->query, false);
    add_line(out, "result", reconciliation->result_sha256, false);
}

static void
add_shaped(struct buf *out, const struct shaped *shaped)
{
    const struct record *record = &shaped->record;
    buf_format(out, "%s\n", record_kind_name(record->kind));
    add_line(out, "id", record->origin.id, false);
    add_instant(out, "occurred", record->origin.occurred_ms);
    if (record->kind == RECORD_EVENT)
        add_event(out, shaped);
    if (record->kind == RECORD_HEARTBEAT)
        add_heartbeat(out, &record->body.heartbeat);
    if (record->kind == RECORD_SOURCE)
        add_source_change(out, &record->body.source_change);
    if (record->kind == RECORD_RECONCILIATION)
        add_reconciliation(out, &record->body.reconciliation);
}

struct shown {
    const struct adapter_set *set;
    const struct adapter *adapter;
    enum form form;
};

static void
add_reading(struct buf *out, const struct shown *shown, struct slice payload, struct arena *arena)
{
    struct err err;
    struct shape_input input;
    struct shaping shaping;
    if (shape_open(payload, form_type(shown->form), arena, &input, &err) < 0 ||
        shape_read(shown->set, shape_choose(shown->set, shown->adapter, &input), &input, arena, &shaping, &err) < 0) {
        buf_format(out, "reject: %s\n", err.text);
        return;
    }
    ck_assert_uint_ge(shaping.count, 1);
    for (size_t i = 0; i < shaping.count; i++)
        add_shaped(out, &shaping.events[i]);
}

struct slice
fixture_reading(const struct adapter_set *set, const char *adapter, struct slice payload, struct arena *arena)
{
    AUTO(buf_release) struct buf out;
    buf_init(&out, READING_BYTES_MAX);
    struct shown shown = {.set = set, .adapter = adapter_find(set, slice_of(adapter))};
    ck_assert_ptr_nonnull(shown.adapter);
    shown.form = adapter_form(shown.adapter, payload);
    add_reading(&out, &shown, payload, arena);
    return arena_copy(arena, buf_slice(&out));
}

static int
read_slice(void *context, uint8_t *out, size_t max, size_t *out_n, struct err *err)
{
    (void)err;
    struct slice *rest = context;
    *out_n = rest->n < max ? rest->n : max;
    if (*out_n > 0)
        memcpy(out, rest->p, *out_n);
    *rest = slice_sub(*rest, *out_n, rest->n);
    return 0;
}

struct slice
fixture_readings(const struct adapter_set *set, const char *adapter, struct slice file, struct arena *arena)
{
    AUTO(buf_release) struct buf out;
    buf_init(&out, READING_BYTES_MAX);
    const struct json_stream_input input = {
        .read = read_slice, .context = &file, .piece_bytes_max = LIMIT_PAYLOAD_BYTES};
    struct shown shown = {.set = set, .adapter = adapter_find(set, slice_of(adapter))};
    ck_assert_ptr_nonnull(shown.adapter);
    AUTO(piece_stream_drop) struct piece_stream *stream = piece_stream_new(&input);
    ck_assert_int_eq(form_stream_begin(stream, shown.adapter, &shown.form, NULL), 0);
    for (size_t number = 1;; number++) {
        struct json_piece piece;
        ck_assert_int_eq(piece_stream_next(stream, &piece, NULL), 0);
        if (slice_is_absent(piece.bytes))
            break;
        buf_format(&out, "payload %zu\n", number);
        add_reading(&out, &shown, arena_copy(arena, piece.bytes), arena);
    }
    return arena_copy(arena, buf_slice(&out));
}

void
fixture_expect(const char *define, const char *read, const char *payload, const char *want)
{
    struct err err;
    struct adapter_set *set = NULL;
    AUTO(arena_drop) struct arena *arena = arena_new();
    ck_assert_msg(fixture_adapter(define, read, arena, &set, &err) == 0, "%s", err.text);
    ck_assert_slice_eq(fixture_reading(set, "test", slice_of(payload), arena), slice_of(want));
}

void
fixture_expect_parts(const char *adapter, const char *payload, const char *const *wants, size_t count)
{
    AUTO(arena_drop) struct arena *arena = arena_new();
    const struct adapter_set *set = fixture_sources(arena);
    const struct slice got = fixture_reading(set, adapter, slice_of(payload), arena);
    for (size_t i = 0; i < count; i++)
        ck_assert_msg(strstr((const char *)got.p, wants[i]) != NULL, "'%s' is not in\n%.*s", wants[i], SLICE_ARG(got));
}

void
fixture_expect_whole(const char *adapter, const char *payload, const char *want)
{
    AUTO(arena_drop) struct arena *arena = arena_new();
    const struct adapter_set *set = fixture_sources(arena);
    ck_assert_slice_eq(fixture_reading(set, adapter, slice_of(payload), arena), slice_of(want));
}

void
fixture_expect_fault(const char *define, const char *read, const char *want)
{
    struct err err = {""};
    struct adapter_set *set = NULL;
    AUTO(arena_drop) struct arena *arena = arena_new();
    ck_assert_int_lt(fixture_adapter(define, read, arena, &set, &err), 0);
    ck_assert_str_eq(err.text, want);
}
