/* No leaf names a person: every payload at hand is read, sealed and written, and the record searched for what its
 * payload says of people: user ARNs, e-mail addresses, and every userName in it. */
#include "fixture.h"

#include "base/file.h"
#include "base/limits.h"
#include "format/json.h"
#include "format/json_stream.h"
#include "shape/seal.h"

#include <dirent.h>

static const char *const adapters[] = {"aws-cloudtrail", "aws-eventbridge", "aws-guardduty", "aws-securityhub",
                                       "cloudevents"};

static const struct salt salt = {{7}};

struct people {
    struct arena *arena;
};

static int
look_up(void *context, struct slice name, struct slice *out_ref, struct err *err)
{
    (void)err;
    struct people *people = context;
    char text[PERSON_REF_MAX];
    person_ref(text, &salt, name);
    *out_ref = arena_copy(people->arena, slice_of(text));
    return 0;
}

static bool
holds(struct slice text, struct slice part)
{
    return memmem(text.p, text.n, part.p, part.n) != NULL;
}

/* Every value of a member named userName or UserName, but the names of roles (sessionIssuer) and placeholders. */
static void
search_for_names(struct slice leaf, const struct json *value)
{
    for (const struct json *item = value->first; item != NULL; item = item->next) {
        const bool is_name = slice_equal(item->name, SLICE("userName")) || slice_equal(item->name, SLICE("UserName"));
        if (is_name && item->type == JSON_STRING && item->text.n > 3)
            ck_assert_msg(!holds(leaf, item->text), "'%.*s' is in %.*s", SLICE_ARG(item->text), SLICE_ARG(leaf));
        if (!slice_equal(item->name, SLICE("sessionIssuer")) && !slice_equal(item->name, SLICE("SessionIssuer")))
            search_for_names(leaf, item);
    }
}

static void
search_leaf(struct slice leaf, const struct json *payload)
{
    static const char *const marks[] = {":user/", ":assumed-role/", ":federated-user/", "@"};
    for (size_t i = 0; i < COUNT_OF(marks); i++)
        ck_assert_msg(!holds(leaf, slice_of(marks[i])), "'%s' is in %.*s", marks[i], SLICE_ARG(leaf));
    search_for_names(leaf, payload);
}

static void
check_event(const struct shaped *shaped, const struct shape_input *input, struct arena *arena)
{
    struct err err;
    struct record record;
    struct people people = {arena};
    const struct seal_context context = {.source = SLICE("source"),
                                         .received_ms = 0,
                                         .payload_type = SLICE("application/json"),
                                         .salt = &salt,
                                         .auth = SLICE("local"),
                                         .fallback_id = SLICE("hmac:0"),
                                         .person = look_up,
                                         .person_context = &people};
    AUTO(buf_release) struct buf leaf;
    buf_init(&leaf, LIMIT_RECORD_BYTES);
    ck_assert_int_eq(shaped_seal(shaped, &context, &record, &err), 0);
    ck_assert_msg(record_write(&record, &leaf, &err) == 0, "%s", err.text);
    search_leaf(buf_slice(&leaf), input->document);
}

static size_t
check_payload(const struct adapter_set *set, const struct adapter *adapter, struct slice payload)
{
    struct err err;
    struct shape_input input;
    struct shaping shaping;
    AUTO(arena_drop) struct arena *arena = arena_new();
    if (shape_open(payload, arena, &input, &err) < 0 ||
        shape_read(set, shape_choose(set, adapter, &input), &input, arena, &shaping, &err) < 0)
        return 0;
    for (size_t i = 0; i < shaping.count; i++)
        check_event(&shaping.events[i], &input, arena);
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
    ck_assert_msg(file_read(path, 1 << 24, arena, &file, &err) == 0, "%s", err.text);
    const struct json_stream_input input = {
        .read = read_slice, .context = &file, .piece_bytes_max = LIMIT_PAYLOAD_BYTES};
    AUTO(json_stream_drop) struct json_stream *stream = json_stream_new(&input);
    for (;;) {
        struct json_piece piece;
        ck_assert_int_eq(json_stream_next(stream, &piece, NULL), 0);
        if (slice_is_absent(piece.bytes))
            return events;
        events += check_payload(set, adapter, piece.bytes);
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
    for (size_t i = 0; i < COUNT_OF(adapters); i++) {
        const char *copies =
            unit_source_path((const char *)arena_format(arena, "tests/golden/sources/%s", adapters[i]).p);
        events += check_folder(set, adapters[i], copies);
        const char *shared = unit_shared();
        if (shared == NULL)
            continue;
        const char *corpus = (const char *)arena_format(arena, "%s/data/corpus/%s", shared, adapters[i]).p;
        events += check_folder(set, adapters[i], corpus);
    }
    ck_assert_uint_gt(events, 50);
}
END_TEST

/* The search itself must be able to find something. */
START_TEST(a_name_in_the_clear_would_be_found)
{
    AUTO(arena_drop) struct arena *arena = arena_new();
    struct json *payload = NULL;
    ck_assert_int_eq(json_read(SLICE("{\"a\":[{\"userName\":\"jane.doe\"}]}"), arena, &payload, NULL), 0);
    ck_assert(holds(SLICE("{\"x\":\"jane.doe\"}"), payload->first->first->first->text));
    ck_assert(!holds(SLICE("{\"x\":\"joe\"}"), payload->first->first->first->text));
}
END_TEST

int
main(void)
{
    return UNIT_MAIN("shape/privacy", no_leaf_names_a_person, a_name_in_the_clear_would_be_found);
}
