#include "record/record.h"

#include "base/encoding.h"
#include "base/file.h"
#include "base/limits.h"
#include "format/json.h"
#include "format/json_canonical.h"

#include "sample.h"

static int
read_text(struct slice bytes, struct err *err)
{
    AUTO(arena_drop) struct arena *arena = arena_new();
    struct record record;
    return record_read(bytes, arena, &record, err);
}

static void
check_round_trip(struct slice bytes)
{
    AUTO(arena_drop) struct arena *arena = arena_new();
    AUTO(buf_release) struct buf out;
    struct record record;
    struct err err;
    buf_init(&out, LIMIT_RECORD_BYTES);
    ck_assert_msg(record_read(bytes, arena, &record, &err) == 0, "%s", err.text);
    ck_assert_msg(record_write(&record, &out, &err) == 0, "%s", err.text);
    ck_assert_slice_eq(buf_slice(&out), bytes);
}

/* The vectors of docs/records.md: made with Python's json and hashlib, so also a check from outside. */
static size_t
check_vectors(struct slice page)
{
    size_t count = 0;
    char leaf_hex[2 * SHA256_BYTES + 1] = "";
    for (size_t at = 0; at < page.n;) {
        const struct slice rest = slice_sub(page, at, page.n);
        const struct slice line = slice_sub(rest, 0, slice_find(rest, '\n'));
        at += line.n + 1;
        if (slice_starts(line, SLICE("leaf ")))
            memcpy(leaf_hex, line.p + 5, sizeof(leaf_hex) - 1);
        if (!slice_starts(line, SLICE("{\"")))
            continue;
        struct sha256_stream stream;
        sha256_init(&stream);
        sha256_add(&stream, (struct slice){(const uint8_t *)"", 1});
        sha256_add(&stream, line);
        const struct sha256_digest digest = sha256_finish(&stream);
        char hex[2 * SHA256_BYTES + 1];
        hex_write(hex, digest.b, SHA256_BYTES);
        ck_assert_str_eq(hex, leaf_hex);
        check_round_trip(line);
        count++;
    }
    return count;
}

START_TEST(documented_vectors_hold)
{
    AUTO(arena_drop) struct arena *arena = arena_new();
    struct slice page;
    ck_assert_int_eq(file_read(unit_source_path("docs/records.md"), 1 << 20, arena, &page, NULL), 0);
    ck_assert_uint_eq(check_vectors(page), 10);
}
END_TEST

START_TEST(members_reach_their_places)
{
    AUTO(arena_drop) struct arena *arena = arena_new();
    AUTO(buf_release) struct buf out;
    buf_init(&out, LIMIT_RECORD_BYTES);
    struct record record = sample_minimal(RECORD_HEARTBEAT);
    record.origin.occurred_ms = 1;
    record.body.heartbeat = (struct record_heartbeat){.basis = HEARTBEAT_SENDER,
                                                      .has_counts = true,
                                                      .received = 10,
                                                      .accepted = 7,
                                                      .duplicate = 2,
                                                      .rejected = 1,
                                                      .cursor = SLICE("c")};
    ck_assert_int_eq(record_write(&record, &out, NULL), 0);
    struct record back;
    ck_assert_int_eq(record_read(buf_slice(&out), arena, &back, NULL), 0);
    ck_assert_int_eq(back.kind, RECORD_HEARTBEAT);
    ck_assert_int_eq(back.origin.occurred_ms, 1);
    ck_assert_int_eq(back.body.heartbeat.basis, HEARTBEAT_SENDER);
    ck_assert(back.body.heartbeat.has_counts);
    ck_assert_uint_eq(back.body.heartbeat.received, 10);
    ck_assert_uint_eq(back.body.heartbeat.accepted, 7);
    ck_assert_uint_eq(back.body.heartbeat.duplicate, 2);
    ck_assert_uint_eq(back.body.heartbeat.rejected, 1);
    ck_assert_slice_eq(back.body.heartbeat.cursor, SLICE("c"));
    ck_assert_slice_eq(back.origin.auth, SLICE("local"));
    ck_assert(back.origin.payload.present && back.origin.adapter.present);
}
END_TEST

START_TEST(what_is_absent_reads_as_absent)
{
    AUTO(arena_drop) struct arena *arena = arena_new();
    AUTO(buf_release) struct buf out;
    buf_init(&out, LIMIT_RECORD_BYTES);
    const struct record record = sample_minimal(RECORD_EVENT);
    ck_assert_int_eq(record_write(&record, &out, NULL), 0);
    struct record back;
    ck_assert_int_eq(record_read(buf_slice(&out), arena, &back, NULL), 0);
    ck_assert(back.origin.occurred_ms == INSTANT_NONE);
    ck_assert(back.body.event.expires_ms == INSTANT_NONE);
    ck_assert_int_eq(back.body.event.stage, STAGE_NONE);
    ck_assert(slice_is_absent(back.body.event.finding.title));
    ck_assert(!back.body.event.has_prior);
    ck_assert(!back.body.event.before.present);
    ck_assert_uint_eq(back.body.event.ref_count, 0);
}
END_TEST

START_TEST(every_kind_round_trips_at_its_smallest)
{
    for (unsigned kind = RECORD_LEDGER; kind < record_kind_count; kind++) {
        AUTO(buf_release) struct buf out;
        buf_init(&out, LIMIT_RECORD_BYTES);
        const struct record record = sample_minimal((enum record_kind)kind);
        struct err err;
        ck_assert_msg(record_write(&record, &out, &err) == 0, "%s", err.text);
        check_round_trip(buf_slice(&out));
    }
}
END_TEST

/* What the project's other JSON reader and its RFC 8785 writer make of the same bytes. */
static void
check_canonical(struct slice bytes, struct arena *arena)
{
    AUTO(buf_release) struct buf out;
    struct json *value;
    struct err err;
    buf_init(&out, LIMIT_RECORD_BYTES);
    ck_assert_msg(json_read(bytes, arena, &value, &err) == 0, "%s", err.text);
    ck_assert_int_eq(json_write_canonical(&out, value, NULL), 0);
    ck_assert_slice_eq(buf_slice(&out), bytes);
}

START_TEST(random_events_round_trip)
{
    for (unsigned round = 0; round < 3000; round++) {
        AUTO(arena_drop) struct arena *arena = arena_new();
        AUTO(buf_release) struct buf out;
        struct err err;
        buf_init(&out, LIMIT_RECORD_BYTES);
        const struct record record = sample_random_event(arena);
        ck_assert_msg(record_write(&record, &out, &err) == 0, "%s", err.text);
        check_round_trip(buf_slice(&out));
        check_canonical(buf_slice(&out), arena);
        struct record back;
        ck_assert_int_eq(record_read(buf_slice(&out), arena, &back, NULL), 0);
        ck_assert_slice_eq(back.body.event.finding.title, record.body.event.finding.title);
        ck_assert_slice_eq(back.body.event.resource.owner, record.body.event.resource.owner);
        ck_assert_int_eq(back.body.event.stage, record.body.event.stage);
        ck_assert(back.body.event.expires_ms == record.body.event.expires_ms);
        ck_assert_uint_eq(back.body.event.prior, record.body.event.prior);
    }
}
END_TEST

/* One byte changed anywhere, or one removed, is either refused or another record with its own one encoding. */
START_TEST(no_other_bytes_are_taken)
{
    for (unsigned round = 0; round < 300; round++) {
        AUTO(arena_drop) struct arena *arena = arena_new();
        AUTO(buf_release) struct buf out;
        buf_init(&out, LIMIT_RECORD_BYTES);
        const struct record record = sample_random_event(arena);
        ck_assert_int_eq(record_write(&record, &out, NULL), 0);
        for (unsigned change = 0; change < 60; change++) {
            const struct slice bytes = arena_copy(arena, buf_slice(&out));
            uint8_t *changed = (uint8_t *)bytes.p;
            const size_t at = unit_random_below(bytes.n);
            size_t n = bytes.n;
            if (unit_random_below(4) == 0)
                memmove(changed + at, changed + at + 1, --n - at);
            else
                changed[at] = (uint8_t)unit_random();
            const struct slice mutant = {changed, n};
            struct record back;
            if (record_read(mutant, arena, &back, NULL) == 0)
                check_round_trip(mutant);
        }
    }
}
END_TEST

#define DIGEST_1 "\"sha256:0101010101010101010101010101010101010101010101010101010101010101\""
#define HEAD "{\"adapter\":" DIGEST_1 ",\"auth\":\"local\","
#define MIDDLE "\"id\":\"i\",\"kind\":\"event\","
#define PAYLOAD "\"part\":0,\"payload\":{\"digest\":" DIGEST_1 ",\"type\":\"t\"},"
#define RECEIVED "\"received\":\"1970-01-01T00:00:00.000Z\","
#define TAIL "\"source\":\"s\",\"v\":1}"

START_TEST(other_forms_are_refused)
{
    static const struct {
        const char *bytes;
        int code;
        const char *text;
    } cases[] = {
        {"", ERR_FORMAT, "'kind' is required and absent"},
        {"[]", ERR_FORMAT, "'kind' is required and absent"},
        {"{\"v\":1}", ERR_FORMAT, "'kind' is required and absent"},
        {"{\"v\":2,\"kind\":\"event\"}", ERR_VERSION, "record version 2 is not known, expected 1"},
        {"{\"x\":{\"v\":2},\"y\":\"\\\"v\\\":3\",\"kind\":\"event\",\"v\":4}", ERR_VERSION,
         "record version 4 is not known, expected 1"},
        {"{\"v\":2}", ERR_VERSION, "record version 2 is not known, expected 1"},
        {HEAD MIDDLE PAYLOAD RECEIVED "\"source\":\"s\",\"v\":\"1\"}", ERR_FORMAT, "'v': expected 1 at byte 294"},
        {"{\"kind\":\"waive\",\"v\":1}", ERR_VERSION, "record kind 'waive' is not known"},
        {"{\"kind\":7,\"v\":1}", ERR_FORMAT, "'kind': expected a text at byte 8"},
        {HEAD MIDDLE PAYLOAD RECEIVED TAIL " ", ERR_FORMAT, "bytes after the record at byte 296"},
        {HEAD MIDDLE PAYLOAD RECEIVED " " TAIL, ERR_FORMAT, "expected a member or '}' at byte 276"},
        {HEAD MIDDLE MIDDLE PAYLOAD RECEIVED TAIL, ERR_FORMAT, "member 'id' is unknown, doubled or out of order"},
        {HEAD MIDDLE RECEIVED PAYLOAD TAIL, ERR_FORMAT, "member 'part' is unknown, doubled or out of order"},
        {HEAD MIDDLE PAYLOAD RECEIVED "\"source\":\"s\",\"u\":1,\"v\":1}", ERR_FORMAT,
         "member 'u' is unknown, doubled or out of order"},
        {HEAD MIDDLE RECEIVED TAIL, ERR_FORMAT, "'part' is required and absent"},
        {HEAD "\"change\":{}," MIDDLE PAYLOAD RECEIVED TAIL, ERR_FORMAT, "empty object before byte 111"},
        {HEAD "\"change\":null," MIDDLE PAYLOAD RECEIVED TAIL, ERR_FORMAT, "expected an object at byte 109"},
        {HEAD "\"expires\":\"1970-01-01T00:00:00Z\"," MIDDLE PAYLOAD RECEIVED TAIL, ERR_FORMAT,
         "'expires': '1970-01-01T00:00:00Z' is not written as YYYY-MM-DDTHH:MM:SS.mmmZ"},
        {HEAD "\"finding\":{\"severity\":\"High\"}," MIDDLE PAYLOAD RECEIVED TAIL, ERR_FORMAT,
         "'finding.severity': severity 'High' is not known"},
        {HEAD "\"finding\":{\"title\":\"\"}," MIDDLE PAYLOAD RECEIVED TAIL, ERR_FORMAT,
         "'finding.title': is an empty text, expected it to be absent"},
        {HEAD "\"id\":\"i\",\"kind\":\"event\",\"part\":00,", ERR_FORMAT,
         "'part': expected a whole number at byte 131"},
        {HEAD MIDDLE "\"part\":9007199254740993,\"payload\":{}," RECEIVED TAIL, ERR_LIMIT,
         "'part': number at byte 131 is above 9007199254740992"},
        {HEAD MIDDLE "\"part\":1.0,\"payload\":{}," RECEIVED TAIL, ERR_FORMAT, "expected a member or '}' at byte 132"},
        {HEAD MIDDLE "\"part\":0,\"payload\":{\"digest\":\"sha1:00\"}," RECEIVED TAIL, ERR_FORMAT,
         "'payload.digest': digest does not begin with 'sha256:'"},
        {HEAD MIDDLE PAYLOAD RECEIVED "\"refs\":[]," TAIL, ERR_FORMAT, "'refs': expected a text at byte 285"},
        {HEAD MIDDLE PAYLOAD RECEIVED "\"refs\":{}," TAIL, ERR_FORMAT, "'refs': expected a list at byte 284"},
        {HEAD MIDDLE PAYLOAD RECEIVED "\"source\":\"ledger\",\"v\":1}", ERR_FORMAT,
         "'source' of event records cannot be 'ledger'"},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct err err = {""};
        ck_assert_int_eq(read_text(slice_of(cases[i].bytes), &err), cases[i].code);
        ck_assert_str_eq(err.text, cases[i].text);
    }
    ck_assert_int_eq(read_text(SLICE(HEAD MIDDLE PAYLOAD RECEIVED TAIL), NULL), 0);
}
END_TEST

START_TEST(permissions_have_one_order)
{
    static const struct {
        const char *may;
        const char *text; /* NULL: taken */
    } cases[] = {
        {"[]", NULL},
        {"[\"detect\",\"verify\"]", NULL},
        {"[\"verify\",\"detect\"]", "'may': 'detect' stands twice or out of order"},
        {"[\"fix\",\"fix\"]", "'may': 'fix' stands twice or out of order"},
        {"[\"fix\",]", "'may': expected a text at byte 50"},
        {"[\"fix\" \"verify\"]", "'may': expected ',' or ']' at byte 49"},
        {"[\"sing\"]", "'may': permission 'sing' is not known"},
        {"\"fix\"", "'may': expected a list at byte 43"},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        AUTO(arena_drop) struct arena *arena = arena_new();
        struct err err = {""};
        const struct slice bytes =
            arena_format(arena,
                         "{\"action\":\"enrolled\",\"kind\":\"source\",\"may\":%s,\"name\":\"n\"," RECEIVED
                         "\"source\":\"ledger\",\"v\":1}",
                         cases[i].may);
        ck_assert_int_eq(read_text(bytes, &err), cases[i].text == NULL ? 0 : ERR_FORMAT);
        if (cases[i].text != NULL)
            ck_assert_str_eq(err.text, cases[i].text);
    }
}
END_TEST

START_TEST(a_scope_has_one_form)
{
    static const struct {
        const char *systems;
        const char *text; /* NULL: taken */
    } cases[] = {
        {"[{\"name\":\"a\",\"sources\":[\"x\",\"y\"]},{\"name\":\"b\",\"sources\":[\"x\"]}]", NULL},
        {"[]", "'systems': expected { at byte 83"},
        {"{}", "'systems': expected a list at byte 82"},
        {"[{\"name\":\"a\"}]", "'systems': expected , at byte 94"},
        {"[{\"sources\":[\"x\"]}]", "'systems': expected \"name\": at byte 84"},
        {"[{\"name\":\"a\",\"sources\":[]}]", "'systems': expected a text at byte 106"},
        {"[{\"name\":\"a\",\"sources\":[\"x\"],\"z\":1}]", "'systems': expected } at byte 110"},
        {"[{\"name\":\"a\",\"sources\":[\"x\"]}", "'systems': expected { at byte 112"},
        {"[{\"name\":\"\",\"sources\":[\"x\"]}]", "'systems': is an empty text, expected it to be absent"},
        {"[{\"name\":\"a\\n\",\"sources\":[\"x\"]}]", "'systems': holds a control character"},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        AUTO(arena_drop) struct arena *arena = arena_new();
        struct err err = {""};
        const struct slice bytes = arena_format(
            arena, "{\"kind\":\"scope\"," RECEIVED "\"source\":\"ledger\",\"systems\":%s,\"v\":1}", cases[i].systems);
        ck_assert_int_eq(read_text(bytes, &err), cases[i].text == NULL ? 0 : ERR_FORMAT);
        if (cases[i].text != NULL)
            ck_assert_str_eq(err.text, cases[i].text);
    }
}
END_TEST

/* A text of `count` times `piece`, with commas between. */
static struct slice
repeated(struct arena *arena, size_t count, const char *piece)
{
    struct buf out;
    buf_init(&out, 1 << 20);
    for (size_t i = 0; i < count; i++)
        buf_format(&out, "%s%s", i == 0 ? "" : ",", piece);
    const struct slice text = arena_copy(arena, buf_slice(&out));
    buf_release(&out);
    return text;
}

START_TEST(the_lists_of_a_scope_are_bounded)
{
    static const struct {
        size_t systems, sources, accounts;
        const char *text; /* NULL: taken */
    } cases[] = {
        {LIMIT_SCOPE_SYSTEMS, 1, LIMIT_SCOPE_NAMES, NULL},
        {1, LIMIT_SYSTEM_SOURCES, 1, NULL},
        {LIMIT_SCOPE_SYSTEMS + 1, 1, 1, "'systems': has more than 256 entries"},
        {1, LIMIT_SYSTEM_SOURCES + 1, 1, "'systems': has more than 64 entries"},
        {1, 1, LIMIT_SCOPE_NAMES + 1, "'accounts': has more than 4096 entries"},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        AUTO(arena_drop) struct arena *arena = arena_new();
        const struct slice sources = repeated(arena, cases[i].sources, "\"x\"");
        const struct slice system = arena_format(arena, "{\"name\":\"a\",\"sources\":[%.*s]}", SLICE_ARG(sources));
        const struct slice systems = repeated(arena, cases[i].systems, (const char *)system.p);
        const struct slice accounts = repeated(arena, cases[i].accounts, "\"1\"");
        struct err err = {""};
        const struct slice bytes = arena_format(arena,
                                                "{\"accounts\":[%.*s],\"kind\":\"scope\"," RECEIVED
                                                "\"source\":\"ledger\",\"systems\":[%.*s],\"v\":1}",
                                                SLICE_ARG(accounts), SLICE_ARG(systems));
        ck_assert_int_eq(read_text(bytes, &err), cases[i].text == NULL ? 0 : ERR_LIMIT);
        ck_assert_str_eq(err.text, cases[i].text == NULL ? "" : cases[i].text);
    }
}
END_TEST

START_TEST(limits_hold_on_reading)
{
    AUTO(arena_drop) struct arena *arena = arena_new();
    struct err err;
    ck_assert_int_eq(read_text((struct slice){arena_alloc(arena, 65536), 65536}, &err), ERR_LIMIT);
    ck_assert_str_eq(err.text, "record has 65536 bytes, at most 65535 are allowed");
    char id[LIMIT_ID_BYTES + 2];
    memset(id, 'x', sizeof(id));
    id[LIMIT_ID_BYTES + 1] = '\0';
    const struct slice bytes = arena_format(arena, HEAD "\"id\":\"%s\",\"kind\":\"event\"," PAYLOAD RECEIVED TAIL, id);
    ck_assert_int_eq(read_text(bytes, &err), ERR_LIMIT);
    ck_assert_str_eq(err.text, "'id': has 513 bytes, at most 512 are allowed");
}
END_TEST

int
main(void)
{
    return UNIT_MAIN("record_read", documented_vectors_hold, members_reach_their_places, what_is_absent_reads_as_absent,
                     every_kind_round_trips_at_its_smallest, random_events_round_trip, no_other_bytes_are_taken,
                     a_scope_has_one_form, the_lists_of_a_scope_are_bounded, other_forms_are_refused,
                     permissions_have_one_order, limits_hold_on_reading);
}
