#include "record/record.h"

#include "base/limits.h"
#include "base/utf8.h"

#include "sample.h"

static struct slice
filler(struct arena *arena, size_t n)
{
    uint8_t *bytes = arena_alloc(arena, n);
    memset(bytes, 'x', n);
    return (struct slice){bytes, n};
}

static void
check_refused(const struct record *record, int expected_code, const char *expected_text)
{
    AUTO(buf_release) struct buf out;
    struct err err;
    buf_init(&out, 1 << 20);
    buf_text(&out, "before");
    ck_assert_int_eq(record_write(record, &out, &err), expected_code);
    ck_assert_str_eq(err.text, expected_text);
    ck_assert_slice_eq(buf_slice(&out), SLICE("before"));
    ck_assert(!out.overflow);
}

START_TEST(a_minimal_event_has_these_bytes)
{
    AUTO(buf_release) struct buf out;
    buf_init(&out, 1 << 12);
    const struct record record = sample_minimal(RECORD_EVENT);
    buf_text(&out, "> ");
    ck_assert_int_eq(record_write(&record, &out, NULL), 0);
    ck_assert_slice_eq(
        buf_slice(&out),
        SLICE("> {\"adapter\":\"sha256:0202020202020202020202020202020202020202020202020202020202020202\","
              "\"auth\":\"local\",\"id\":\"i\",\"kind\":\"event\",\"part\":0,\"payload\":{\"digest\":"
              "\"sha256:0101010101010101010101010101010101010101010101010101010101010101\",\"type\":\"t\"},"
              "\"received\":\"1970-01-01T00:00:00.000Z\",\"source\":\"s\",\"v\":1}"));
}
END_TEST

START_TEST(empty_is_absent)
{
    AUTO(buf_release) struct buf absent;
    AUTO(buf_release) struct buf empty;
    buf_init(&absent, 1 << 12);
    buf_init(&empty, 1 << 12);
    struct record record = sample_minimal(RECORD_EVENT);
    ck_assert_int_eq(record_write(&record, &absent, NULL), 0);
    record.body.event.finding.title = SLICE("");
    record.body.event.resource.owner = SLICE("");
    record.origin.signature = SLICE("");
    ck_assert_int_eq(record_write(&record, &empty, NULL), 0);
    ck_assert_slice_eq(buf_slice(&empty), buf_slice(&absent));
}
END_TEST

START_TEST(permissions_stand_in_list_order)
{
    AUTO(buf_release) struct buf out;
    buf_init(&out, 1 << 12);
    struct record record = sample_minimal(RECORD_SOURCE);
    record.origin = (struct record_origin){.occurred_ms = INSTANT_NONE};
    record.body.source_change.has_may = true;
    record.body.source_change.may = 1u << MAY_WAIVE | 1u << MAY_DETECT;
    ck_assert_int_eq(record_write(&record, &out, NULL), 0);
    ck_assert_slice_eq(buf_slice(&out),
                       SLICE("{\"action\":\"retired\",\"kind\":\"source\",\"may\":[\"detect\",\"waive\"],"
                             "\"name\":\"n\",\"received\":\"1970-01-01T00:00:00.000Z\","
                             "\"source\":\"s\",\"v\":1}"));
    buf_clear(&out);
    record.body.source_change.may = 0;
    ck_assert_int_eq(record_write(&record, &out, NULL), 0);
    ck_assert_slice_eq(slice_sub(buf_slice(&out), 36, 47), SLICE("\"may\":[],\"n"));
}
END_TEST

START_TEST(long_titles_are_cut_between_characters)
{
    AUTO(arena_drop) struct arena *arena = arena_new();
    AUTO(buf_release) struct buf out;
    buf_init(&out, 1 << 16);
    struct record record = sample_minimal(RECORD_EVENT);
    for (size_t before = 0; before < 4; before++) {
        /* Four-byte characters behind 0 to 3 bytes: the cut falls everywhere inside one. */
        struct buf title;
        buf_init(&title, 1 << 14);
        buf_add(&title, filler(arena, before));
        while (title.n <= LIMIT_TITLE_BYTES)
            buf_text(&title, "\xf0\x9f\x98\x82");
        record.body.event.finding.title = buf_slice(&title);
        buf_clear(&out);
        ck_assert_int_eq(record_write(&record, &out, NULL), 0);
        struct record back;
        ck_assert_int_eq(record_read(buf_slice(&out), arena, &back, NULL), 0);
        const struct slice cut = back.body.event.finding.title;
        ck_assert(cut.n <= LIMIT_TITLE_BYTES && cut.n > LIMIT_TITLE_BYTES - 4);
        ck_assert(slice_ends(cut, SLICE("…")));
        ck_assert(slice_starts(buf_slice(&title), slice_sub(cut, 0, cut.n - 3)));
        ck_assert(utf8_is_valid(cut));
        buf_release(&title);
    }
    record.body.event.finding.title = filler(arena, LIMIT_TITLE_BYTES);
    buf_clear(&out);
    ck_assert_int_eq(record_write(&record, &out, NULL), 0);
    struct record back;
    ck_assert_int_eq(record_read(buf_slice(&out), arena, &back, NULL), 0);
    ck_assert_slice_eq(back.body.event.finding.title, record.body.event.finding.title);
}
END_TEST

START_TEST(a_scope_is_whole_or_refused)
{
    AUTO(arena_drop) struct arena *arena = arena_new();
    struct record record = sample_minimal(RECORD_SCOPE);
    struct slice *names = arena_array(arena, LIMIT_SCOPE_NAMES + 1, sizeof(*names));
    struct record_system *systems = arena_array(arena, LIMIT_SCOPE_SYSTEMS + 1, sizeof(*systems));
    for (size_t i = 0; i < LIMIT_SCOPE_NAMES + 1; i++)
        names[i] = SLICE("x");
    for (size_t i = 0; i < LIMIT_SCOPE_SYSTEMS + 1; i++)
        systems[i] = record.body.scope.systems[0];
    struct record_scope *scope = &record.body.scope;
    *scope = (struct record_scope){.systems = systems, .system_count = LIMIT_SCOPE_SYSTEMS + 1};
    check_refused(&record, ERR_LIMIT, "'systems' has 257 entries, at most 256 are allowed");
    scope->system_count = 0;
    check_refused(&record, ERR_FORMAT, "'systems' is required and absent");
    scope->system_count = 1;
    scope->accounts = (struct record_texts){names, LIMIT_SCOPE_NAMES + 1};
    check_refused(&record, ERR_LIMIT, "'accounts' has 4097 entries, at most 4096 are allowed");
    scope->accounts = (struct record_texts){NULL, 0};
    systems[0] = (struct record_system){SLICE("n"), {names, LIMIT_SYSTEM_SOURCES + 1}};
    check_refused(&record, ERR_LIMIT, "'systems.sources' has 65 entries, at most 64 are allowed");
    systems[0] = (struct record_system){SLICE("n"), {NULL, 0}};
    check_refused(&record, ERR_FORMAT, "'systems.sources' is required and absent");
    systems[0] = (struct record_system){SLICE(""), {names, 1}};
    check_refused(&record, ERR_FORMAT, "'systems.name' is required and absent");
    systems[0] = (struct record_system){SLICE("a\x7f"), {names, 1}};
    check_refused(&record, ERR_FORMAT, "'systems.name' holds a control character");
    names[0] = filler(arena, LIMIT_ID_BYTES + 1);
    systems[0] = (struct record_system){SLICE("n"), {names, 1}};
    check_refused(&record, ERR_LIMIT, "'systems.sources' has 513 bytes, at most 512 are allowed");
    for (size_t i = 0; i < LIMIT_SCOPE_NAMES; i++)
        names[i] = filler(arena, LIMIT_ID_BYTES);
    scope->repositories = (struct record_texts){names, 130};
    check_refused(&record, ERR_LIMIT, "record has 67597 bytes, at most 65535 are allowed");
}
END_TEST

START_TEST(limits_name_the_member)
{
    AUTO(arena_drop) struct arena *arena = arena_new();
    struct record record = sample_minimal(RECORD_EVENT);
    record.origin.id = filler(arena, LIMIT_ID_BYTES + 1);
    check_refused(&record, ERR_LIMIT, "'id' has 513 bytes, at most 512 are allowed");
    record = sample_minimal(RECORD_EVENT);
    record.source = filler(arena, LIMIT_ID_BYTES + 1);
    check_refused(&record, ERR_LIMIT, "'source' has 513 bytes, at most 512 are allowed");
    record = sample_minimal(RECORD_EVENT);
    record.body.event.finding.check = filler(arena, LIMIT_UID_BYTES + 1);
    check_refused(&record, ERR_LIMIT, "'finding.check' has 1025 bytes, at most 1024 are allowed");
    record = sample_minimal(RECORD_EVENT);
    record.body.event.resource.uid = filler(arena, LIMIT_UID_BYTES + 1);
    check_refused(&record, ERR_LIMIT, "'resource.uid' has 1025 bytes, at most 1024 are allowed");
    record = sample_minimal(RECORD_EVENT);
    record.body.event.has_prior = true;
    record.body.event.prior = (UINT64_C(1) << 53) + 1;
    check_refused(&record, ERR_LIMIT, "'prior' is 9007199254740993, at most 2^53 is allowed");
    record = sample_minimal(RECORD_EVENT);
    record.body.event.resource.type = filler(arena, LIMIT_RECORD_BYTES);
    check_refused(&record, ERR_LIMIT, "record has 65854 bytes, at most 65535 are allowed");
}
END_TEST

START_TEST(refs_are_limited)
{
    AUTO(arena_drop) struct arena *arena = arena_new();
    struct record record = sample_minimal(RECORD_EVENT);
    struct slice refs[LIMIT_REF_COUNT + 1];
    for (size_t i = 0; i < COUNT_OF(refs); i++)
        refs[i] = filler(arena, LIMIT_REF_BYTES);
    record.body.event.refs = refs;
    record.body.event.ref_count = COUNT_OF(refs);
    check_refused(&record, ERR_LIMIT, "'refs' has 65 entries, at most 64 are allowed");
    record.body.event.ref_count = LIMIT_REF_COUNT;
    AUTO(buf_release) struct buf out;
    buf_init(&out, 1 << 20);
    ck_assert_int_eq(record_write(&record, &out, NULL), 0);
    refs[1] = filler(arena, LIMIT_REF_BYTES + 1);
    check_refused(&record, ERR_LIMIT, "'refs' has 513 bytes, at most 512 are allowed");
    refs[1] = SLICE("");
    check_refused(&record, ERR_FORMAT, "'refs' has an empty entry");
}
END_TEST

START_TEST(the_largest_record_fits)
{
    AUTO(arena_drop) struct arena *arena = arena_new();
    AUTO(buf_release) struct buf out;
    buf_init(&out, 1 << 20);
    struct record record = sample_minimal(RECORD_EVENT);
    record.body.event.resource.type = SLICE("x");
    ck_assert_int_eq(record_write(&record, &out, NULL), 0);
    record.body.event.resource.type = filler(arena, LIMIT_RECORD_BYTES - out.n + 1);
    buf_clear(&out);
    ck_assert_int_eq(record_write(&record, &out, NULL), 0);
    ck_assert_uint_eq(out.n, LIMIT_RECORD_BYTES);
    record.body.event.resource.type.n--;
    record.body.event.resource.owner = SLICE("x");
    check_refused(&record, ERR_LIMIT, "record has 65546 bytes, at most 65535 are allowed");
}
END_TEST

START_TEST(faulty_records_are_refused)
{
    struct record record = sample_minimal(RECORD_EVENT);
    record.origin.id = (struct slice){NULL, 0};
    check_refused(&record, ERR_FORMAT, "'id' is required and absent");
    record = sample_minimal(RECORD_EVENT);
    record.origin.payload.present = false;
    check_refused(&record, ERR_FORMAT, "'payload.digest' is required and absent");
    record.origin.payload_type = (struct slice){NULL, 0};
    check_refused(&record, ERR_FORMAT, "'payload' is required and absent");
    record = sample_minimal(RECORD_EVENT);
    record.received_ms = INSTANT_NONE;
    check_refused(&record, ERR_FORMAT, "'received' is required and absent");
    record.received_ms = INSTANT_LAST + 1;
    check_refused(&record, ERR_FORMAT, "'received' is outside the years 0000 to 9999");
    record = sample_minimal(RECORD_EVENT);
    record.source = SLICE("ledger");
    check_refused(&record, ERR_FORMAT, "'source' of event records cannot be 'ledger'");
    record = sample_minimal(RECORD_SOURCE);
    record.origin.auth = (struct slice){NULL, 0};
    check_refused(&record, ERR_FORMAT, "'via.auth' is required and absent");
    record = sample_minimal(RECORD_REJECT);
    record.body.reject.truncated = true;
    check_refused(&record, ERR_FORMAT, "'truncated.digest' is required and absent");
}
END_TEST

START_TEST(texts_must_be_utf8)
{
    struct record record = sample_minimal(RECORD_EVENT);
    record.body.event.finding.uid = SLICE("ab\xc3");
    check_refused(&record, ERR_FORMAT, "'finding.uid': is not UTF-8 at byte 2");
    uint8_t title[LIMIT_TITLE_BYTES + 1];
    memset(title, 'x', sizeof(title));
    title[LIMIT_TITLE_BYTES] = 0xff;
    record = sample_minimal(RECORD_EVENT);
    record.body.event.finding.title = (struct slice){title, sizeof(title)};
    check_refused(&record, ERR_FORMAT, "'finding.title': is not UTF-8 at byte 2048");
}
END_TEST

START_TEST(a_full_buffer_is_refused)
{
    AUTO(buf_release) struct buf out;
    struct err err;
    buf_init(&out, 100);
    const struct record record = sample_minimal(RECORD_EVENT);
    ck_assert_int_eq(record_write(&record, &out, &err), ERR_LIMIT);
    ck_assert_str_eq(err.text, "record is longer than 100 bytes");
    ck_assert_uint_eq(out.n, 0);
}
END_TEST

int
main(void)
{
    return UNIT_MAIN("record_write", a_minimal_event_has_these_bytes, empty_is_absent, permissions_stand_in_list_order,
                     long_titles_are_cut_between_characters, a_scope_is_whole_or_refused, limits_name_the_member,
                     refs_are_limited, the_largest_record_fits, faulty_records_are_refused, texts_must_be_utf8,
                     a_full_buffer_is_refused);
}
