/* No leaf names a person: every payload at hand is read, sealed and written, and the record searched for what its
 * payload says of people (people.c). */
#include "fixture.h"
#include "people.h"

#include "base/file.h"
#include "base/limits.h"
#include "format/json.h"
#include "shape/form_stream.h"
#include "shape/seal.h"

#include <dirent.h>

static const struct salt salt = {{7}};

/* Found so far: all are shown before the test fails. */
static size_t named_count;
static const char *file_at_hand;

static int
look_up(void *context, struct slice name, struct slice *out_ref, struct err *err)
{
    (void)err;
    char text[PERSON_REF_MAX];
    person_ref(text, &salt, name);
    *out_ref = arena_copy(context, slice_of(text));
    return 0;
}

static void
search_leaf(const struct people *people, struct slice leaf)
{
    const struct slice *name = people_named(people, leaf);
    if (name == NULL)
        return;
    named_count++;
    fprintf(stderr, "%s: '%.*s' is in %.*s\n", file_at_hand, SLICE_ARG(*name), SLICE_ARG(leaf));
}

static void
check_event(const struct shaped *shaped, const struct people *people, struct arena *arena)
{
    struct err err;
    struct record record;
    const struct seal_context context = {.source = SLICE("source"),
                                         .received_ms = 0,
                                         .payload_type = SLICE("application/json"),
                                         .salt = &salt,
                                         .auth = SLICE("local"),
                                         .fallback_id = SLICE("hmac:0"),
                                         .person = look_up,
                                         .person_context = arena};
    AUTO(buf_release) struct buf leaf;
    buf_init(&leaf, LIMIT_RECORD_BYTES);
    ck_assert_int_eq(shaped_seal(shaped, &context, &record, &err), 0);
    ck_assert_msg(record_write(&record, &leaf, &err) == 0, "%s", err.text);
    search_leaf(people, buf_slice(&leaf));
}

static size_t
check_payload(const struct adapter_set *set, const struct adapter *adapter, enum form form, struct slice payload)
{
    struct err err;
    struct shape_input input;
    struct shaping shaping;
    AUTO(arena_drop) struct arena *arena = arena_new();
    if (shape_open(payload, form_type(form), arena, &input, &err) < 0 ||
        shape_read(set, shape_choose(set, adapter, &input), &input, arena, &shaping, &err) < 0)
        return 0;
    struct people people = {.arena = arena};
    people_collect(&people, input.document);
    people_forget_namespaces(&people, input.document);
    for (size_t i = 0; i < shaping.count; i++)
        check_event(&shaping.events[i], &people, arena);
    return shaping.count;
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

static size_t
check_file(const struct adapter_set *set, const struct adapter *adapter, const char *path)
{
    struct err err;
    struct slice file;
    size_t events = 0;
    AUTO(arena_drop) struct arena *arena = arena_new();
    file_at_hand = path;
    ck_assert_msg(file_read(path, 1 << 24, arena, &file, &err) == 0, "%s", err.text);
    const struct json_stream_input input = {
        .read = read_slice, .context = &file, .piece_bytes_max = LIMIT_PAYLOAD_BYTES};
    enum form form;
    AUTO(piece_stream_drop) struct piece_stream *stream = piece_stream_new(&input);
    ck_assert_int_eq(form_stream_begin(stream, adapter, &form, NULL), 0);
    for (;;) {
        struct json_piece piece;
        ck_assert_int_eq(piece_stream_next(stream, &piece, NULL), 0);
        if (slice_is_absent(piece.bytes))
            return events;
        events += check_payload(set, adapter, form, piece.bytes);
    }
}

static size_t
check_folder(const struct adapter_set *set, const char *name, const char *folder)
{
    size_t events = 0;
    DIR *stream = opendir(folder);
    if (stream == NULL)
        return 0;
    AUTO(arena_drop) struct arena *arena = arena_new();
    for (const struct dirent *entry = readdir(stream); entry != NULL; entry = readdir(stream))
        if (entry->d_name[0] != '.' && !slice_ends(slice_of(entry->d_name), SLICE(".reading")))
            events += check_file(set, adapter_find(set, slice_of(name)), file_join(arena, folder, entry->d_name));
    closedir(stream);
    return events;
}

START_TEST(no_leaf_names_a_person)
{
    AUTO(arena_drop) struct arena *arena = arena_new();
    const struct adapter_set *set = fixture_sources(arena);
    size_t events = 0;
    for (size_t i = 0; i < adapter_count(set); i++) {
        const char *name = arena_text(arena, adapter_name(adapter_at(set, i)));
        const char *relative = (const char *)arena_format(arena, "tests/golden/sources/%s", name).p;
        events += check_folder(set, name, unit_source_path(relative));
        if (unit_shared() != NULL)
            events +=
                check_folder(set, name, (const char *)arena_format(arena, "%s/data/corpus/%s", unit_shared(), name).p);
    }
    ck_assert_msg(named_count == 0, "%zu leaves name a person", named_count);
    ck_assert_uint_gt(events, 50);
}
END_TEST

/* The search itself must be able to find something. */
START_TEST(a_name_in_the_clear_would_be_found)
{
    static const struct {
        const char *payload;
        const char *leaf;
        bool found;
    } cases[] = {
        {"{\"a\":[{\"userName\":\"jane.doe\"}]}", "{\"x\":\"jane.doe\"}", true},
        {"{\"a\":[{\"userName\":\"jane.doe\"}]}", "{\"x\":\"joe\"}", false},
        {"{\"t\":\"by Jo <jo.x@acme.example>.\"}", "{\"title\":\"mail of jo.x@acme.example\"}", true},
        {"{\"t\":\"x@y-1.iam.gserviceaccount.com\"}", "{\"name\":\"x@y-1.iam.gserviceaccount.com\"}", false},
        {"{\"login\":\"octo\",\"type\":\"User\"}", "{\"uid\":\"github:octo/app\"}", false},
        {"{\"login\":\"octo\",\"type\":\"User\"}", "{\"title\":\"octo did it\"}", true},
        {"{\"login\":\"octo\",\"type\":\"Bot\"}", "{\"title\":\"octo did it\"}", false},
        {"{\"x\":\"arn:aws:iam::1:user/jo\"}", "{\"uid\":\"arn:aws:iam::1:user/jo\"}", true},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        AUTO(arena_drop) struct arena *arena = arena_new();
        struct json *payload = NULL;
        struct people people = {.arena = arena};
        ck_assert_int_eq(json_read(slice_of(cases[i].payload), arena, &payload, NULL), 0);
        people_collect(&people, payload);
        ck_assert_msg((people_named(&people, slice_of(cases[i].leaf)) != NULL) == cases[i].found, "case %zu", i);
    }
}
END_TEST

int
main(void)
{
    return UNIT_MAIN("shape/privacy", no_leaf_names_a_person, a_name_in_the_clear_would_be_found);
}
