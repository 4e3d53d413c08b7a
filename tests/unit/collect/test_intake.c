#include "collect/intake.h"

#include "base/file.h"
#include "base/limits.h"
#include "collect/rule_files.h"
#include "ledger/append.h"
#include "ledger/read.h"
#include "shape/shape.h"
#include "unit.h"

#include <inttypes.h>
#include <unistd.h>

/* A ledger in a folder of its own, and the adapters that are compiled in. */
struct fixture {
    struct arena *arena;
    struct ledger *ledger;
    struct adapter_set *adapters;
    char folder[64];
};

static void
fixture_open(struct fixture *fixture)
{
    struct err err = {{0}};
    *fixture = (struct fixture){.arena = arena_new(), .folder = "/tmp/daybook-intake-XXXXXX"};
    ck_assert_ptr_nonnull(mkdtemp(fixture->folder));
    const char *folder = file_join(fixture->arena, fixture->folder, "ledger");
    const struct ledger_options options = {.origin = SLICE("ledger.example/unit"), .simulated = true};
    const struct rule_folders none = {.controls = NULL};
    struct file_set files;
    ck_assert_int_eq(crypto_init(&err), 0);
    ck_assert_msg(ledger_create(folder, &options, &err) == 0, "%s", err.text);
    ck_assert_msg(ledger_open(folder, LEDGER_WRITE, &fixture->ledger, &err) == 0, "%s", err.text);
    ck_assert_msg(rule_files_load(&none, fixture->arena, &files, &err) == 0, "%s", err.text);
    ck_assert_msg(adapter_set_load(&files, fixture->arena, &fixture->adapters, &err) == 0, "%s", err.text);
    ck_assert_msg(ledger_put_ruleset(fixture->ledger, &files, NULL, &err) == 0, "%s", err.text);
}

static void
fixture_close(struct fixture *fixture)
{
    ledger_close(fixture->ledger);
    arena_free(fixture->arena);
}

/* A text given out a few bytes at a time. */
struct text_stream {
    struct slice rest;
    size_t step;
};

static int
read_text(void *context, uint8_t *out, size_t max, size_t *out_n, struct err *err)
{
    struct text_stream *stream = context;
    (void)err;
    size_t n = stream->rest.n < stream->step ? stream->rest.n : stream->step;
    n = n < max ? n : max;
    if (n > 0)
        memcpy(out, stream->rest.p, n);
    stream->rest = slice_sub(stream->rest, n, stream->rest.n);
    *out_n = n;
    return 0;
}

static struct intake_counts
take(struct fixture *fixture, const struct intake_options *options, struct slice text)
{
    struct err err = {{0}};
    struct intake_counts counts = {0};
    struct text_stream stream = {.rest = text, .step = 7};
    struct intake_options reading = *options;
    reading.read = read_text;
    reading.read_context = &stream;
    const int code = intake_stream(fixture->ledger, fixture->adapters, &reading, &counts, &err);
    ck_assert_msg(code == 0, "%s", err.text);
    ck_assert_uint_eq(counts.read, counts.accepted + counts.duplicate + counts.rejected);
    return counts;
}

static struct record
entry_at(struct fixture *fixture, uint64_t index)
{
    struct err err = {{0}};
    struct store_entry entry;
    struct record record;
    ck_assert_msg(ledger_entry(fixture->ledger, index, fixture->arena, &entry, &err) == 0, "%s", err.text);
    ck_assert_msg(record_read(entry.record, fixture->arena, &record, &err) == 0, "%s", err.text);
    return record;
}

#define EVENT(id, source)                                                                                              \
    "{\"specversion\":\"1.0\",\"id\":\"" id "\",\"source\":\"" source                                                  \
    "\",\"type\":\"dev.daybook.finding\",\"time\":\"2026-01-02T00:00:00Z\",\"receivedtime\":\"2026-01-02T00:00:00Z\"," \
    "\"data\":{\"stage\":\"detected\",\"finding\":{\"check\":\"securityhub/S3.4\"},\"resource\":{\"uid\":\"r\"}}}\n"

START_TEST(enrols_reads_and_counts)
{
    struct fixture fixture;
    fixture_open(&fixture);
    const struct intake_options enroll = {.enroll = true};
    struct intake_counts counts = take(&fixture, &enroll, SLICE(EVENT("a", "one") EVENT("b", "two") EVENT("a", "one")));
    ck_assert_uint_eq(counts.accepted, 2);
    ck_assert_uint_eq(counts.duplicate, 1);
    ck_assert_uint_eq(ledger_source_count(fixture.ledger), 2);
    const struct ledger_source *source = ledger_source_find(fixture.ledger, SLICE("two"));
    ck_assert_slice_eq(source->settings.adapter, SLICE("cloudevents"));
    ck_assert_uint_eq(source->settings.interval_s, 3600);
    fixture_close(&fixture);
}
END_TEST

START_TEST(an_unknown_source_is_kept_under_the_ledger)
{
    struct fixture fixture;
    fixture_open(&fixture);
    const struct intake_options plain = {0};
    ck_assert_uint_eq(take(&fixture, &plain, SLICE(EVENT("a", "stranger"))).rejected, 1);
    const struct record record = entry_at(&fixture, ledger_info(fixture.ledger).size - 1);
    ck_assert_int_eq(record.kind, RECORD_REJECT);
    ck_assert_slice_eq(record.source, SLICE("ledger"));
    ck_assert_slice_eq(record.body.reject.reason,
                       SLICE("source 'stranger' is not enrolled: run 'daybook source add' or ingest --enroll"));
    fixture_close(&fixture);
}
END_TEST

START_TEST(what_names_no_source_is_kept_too)
{
    struct fixture fixture;
    fixture_open(&fixture);
    const struct intake_options plain = {0};
    ck_assert_uint_eq(take(&fixture, &plain, SLICE("{\"hello\":1}\nnot json\n")).rejected, 2);
    const struct record first = entry_at(&fixture, ledger_info(fixture.ledger).size - 2);
    ck_assert_slice_eq(first.body.reject.reason, SLICE("no source: it is no CloudEvent, and --source was not given"));
    fixture_close(&fixture);
}
END_TEST

START_TEST(an_oversize_payload_is_measured_and_its_beginning_kept)
{
    struct fixture fixture;
    fixture_open(&fixture);
    const size_t size = LIMIT_PAYLOAD_BYTES + 100;
    uint8_t *bytes = arena_alloc(fixture.arena, size);
    memset(bytes, 'x', size);
    bytes[0] = '"';
    bytes[size - 1] = '"';
    const struct intake_options plain = {0};
    ck_assert_uint_eq(take(&fixture, &plain, (struct slice){bytes, size}).rejected, 1);
    const struct record record = entry_at(&fixture, ledger_info(fixture.ledger).size - 1);
    ck_assert(record.body.reject.truncated);
    ck_assert_uint_eq(record.body.reject.size, size);
    ck_assert_slice_eq(record.body.reject.reason, SLICE("a payload of 1048676 bytes is larger than 1048576"));
    fixture_close(&fixture);
}
END_TEST

static int
fail_to_read(void *context, uint8_t *out, size_t max, size_t *out_n, struct err *err)
{
    (void)context;
    (void)out;
    (void)max;
    (void)out_n;
    return err_set(err, ERR_IO, "read 'x': it broke");
}

START_TEST(refusals_come_before_the_first_byte)
{
    struct fixture fixture;
    fixture_open(&fixture);
    struct err err = {{0}};
    struct intake_counts counts = {0};
    const struct intake_options stranger = {.source = SLICE_INIT("stranger"), .read = fail_to_read};
    ck_assert_int_eq(intake_stream(fixture.ledger, fixture.adapters, &stranger, &counts, &err), ERR_NOT_FOUND);
    ck_assert_str_eq(err.text, "source 'stranger' is not enrolled: run 'daybook source add', or give --enroll");
    const struct intake_options unread = {.adapter = SLICE_INIT("nothing"), .read = fail_to_read};
    ck_assert_int_eq(intake_stream(fixture.ledger, fixture.adapters, &unread, &counts, &err), ERR_NOT_FOUND);
    ck_assert_str_eq(err.text, "there is no adapter 'nothing': 'daybook source adapters' lists them");
    const struct intake_options plain = {.read = fail_to_read};
    ck_assert_int_eq(intake_stream(fixture.ledger, fixture.adapters, &plain, &counts, &err), ERR_IO);
    ck_assert_str_eq(err.text, "read 'x': it broke");
    fixture_close(&fixture);
}
END_TEST

int
main(void)
{
    return UNIT_MAIN("intake", enrols_reads_and_counts, an_unknown_source_is_kept_under_the_ledger,
                     what_names_no_source_is_kept_too, an_oversize_payload_is_measured_and_its_beginning_kept,
                     refusals_come_before_the_first_byte);
}
