/* test_bundles.c - whole bundles of a real ledger, taken in by intake, good and broken, through verify_bundle(). */
#include "verify/verify.h"

#include "base/file.h"
#include "base/limits.h"
#include "collect/intake.h"
#include "collect/rule_files.h"
#include "ledger/append.h"
#include "ledger/read.h"
#include "report/report.h"
#include "shape/shape.h"
#include "unit.h"

#include <inttypes.h>
#include <sys/mman.h>
#include <unistd.h>

/* One bundle for all tests, made once. */
static struct arena *arena;
static struct slice bundle;
static struct given_key key;
static struct slice note;

#define EVENT(id, stage, resource)                                                                                     \
    "{\"specversion\":\"1.0\",\"id\":\"" id                                                                            \
    "\",\"source\":\"one\",\"type\":\"dev.daybook.finding\",\"receivedtime\":\"2026-01-02T00:00:00Z\",\"data\":{"      \
    "\"stage\":\"" stage "\",\"finding\":{\"check\":\"securityhub/S3.4\"},\"actor\":{\"kind\":\"human\",\"name\":"     \
    "\"ann@acme.example\"},\"resource\":{\"uid\":\"" resource "\"}}}\n"

struct text_stream {
    struct slice rest;
};

static int
read_text(void *context, uint8_t *out, size_t max, size_t *out_n, struct err *err)
{
    struct text_stream *stream = context;
    (void)err;
    const size_t n = stream->rest.n < max ? stream->rest.n : max;
    if (n > 0)
        memcpy(out, stream->rest.p, n);
    stream->rest = slice_sub(stream->rest, n, stream->rest.n);
    *out_n = n;
    return 0;
}

static int
ingest(struct ledger *ledger, struct slice text, struct err *err)
{
    const struct rule_folders none = {.controls = NULL};
    struct file_set files;
    struct adapter_set *adapters;
    struct intake_counts counts = {0};
    struct text_stream stream = {.rest = text};
    const struct intake_options options = {.enroll = true, .read = read_text, .read_context = &stream};
    TRY(rule_files_load(&none, arena, &files, err));
    TRY(adapter_set_load(&files, arena, &adapters, err));
    TRY(ledger_put_ruleset(ledger, &files, NULL, err));
    return intake_stream(ledger, adapters, &options, &counts, err);
}

static int
make_bundle(const char *folder, struct err *err)
{
    const char *path = file_join(arena, folder, "ledger");
    const struct ledger_options made = {.origin = SLICE("ledger.example/unit"), .simulated = true};
    AUTO(ledger_drop) struct ledger *ledger = NULL;
    TRY(crypto_init(err));
    TRY(ledger_create(path, &made, err));
    TRY(ledger_open(path, LEDGER_WRITE, &ledger, err));
    TRY(ingest(ledger,
               SLICE(EVENT("a", "detected", "r1") EVENT("b", "triaged", "r1") "{\"broken\":\n" EVENT(
                   "c", "verified", "r1") EVENT("d", "detected", "r2")),
               err));
    const struct report_options options = {.from_ms = INT64_C(1767225600000),
                                           .to_ms = INT64_C(1775001600000),
                                           .size = REPORT_SIZE_ALL,
                                           .path = file_join(arena, folder, "b.zip")};
    struct report_summary summary;
    TRY(report_write(ledger, &options, arena, &summary, err));
    TRY(file_read(options.path, 1 << 24, arena, &bundle, err));
    TRY(ledger_checkpoint(ledger, 3, arena, &note, err));
    return key_read(arena_copy(arena, ledger_info(ledger).vkey), &key, err);
}

/* What the first finding said. */
struct heard {
    uint64_t count;
    enum verify_step step;
    char text[ERR_TEXT_MAX];
};

static void
hear(void *context, const struct verify_finding *finding)
{
    struct heard *heard = context;
    if (heard->count++ > 0)
        return;
    heard->step = finding->step;
    snprintf(heard->text, sizeof(heard->text), "%s", finding->text);
}

static struct verify_result
check(struct slice bytes, const struct verify_options *options, struct heard *heard, struct arena *of_result)
{
    struct err err = {{0}};
    struct verify_result result;
    *heard = (struct heard){0};
    const struct verify_observer observer = {.finding = hear, .context = heard};
    const int fd = memfd_create("bundle", MFD_CLOEXEC);
    ck_assert_int_eq(write(fd, bytes.p, bytes.n), (ssize_t)bytes.n);
    ck_assert_msg(verify_bundle(fd, options, &observer, of_result, &result, &err) == 0, "%s", err.text);
    close(fd);
    return result;
}

static enum verify_verdict
verdict(struct slice bytes, struct heard *heard)
{
    AUTO(arena_drop) struct arena *of_result = arena_new();
    const struct verify_options options = {.trust = {.keys = &key, .key_count = 1}};
    return check(bytes, &options, heard, of_result).verdict;
}

START_TEST(a_good_bundle_is_verified)
{
    AUTO(arena_drop) struct arena *of_result = arena_new();
    struct heard heard;
    const struct verify_kept kept = {.name = SLICE("kept.note"), .note = note};
    const struct verify_options options = {.trust = {.keys = &key, .key_count = 1}, .kept = &kept, .kept_count = 1};
    const struct verify_result result = check(bundle, &options, &heard, of_result);
    ck_assert_msg(result.verdict == VERIFY_VERIFIED, "%s", heard.text);
    ck_assert_uint_eq(heard.count, 0);
    ck_assert_uint_eq(result.payloads, 5);
    ck_assert_uint_eq(result.withheld, 0);
    ck_assert_uint_eq(result.kept, 1);
    for (size_t step = 0; step < verify_step_count; step++)
        ck_assert_int_eq(result.steps[step], VERIFY_PASSED);
}
END_TEST

START_TEST(without_a_key_it_is_only_self_consistent)
{
    AUTO(arena_drop) struct arena *of_result = arena_new();
    struct heard heard;
    const struct verify_options nobody = {0};
    ck_assert_int_eq(check(bundle, &nobody, &heard, of_result).verdict, VERIFY_SELF_CONSISTENT);
    const struct given_key stranger = {.key = {{1}}};
    const struct verify_options wrong = {.trust = {.keys = &stranger, .key_count = 1}};
    ck_assert_int_eq(check(bundle, &wrong, &heard, of_result).verdict, VERIFY_FAILED);
    ck_assert_int_eq(heard.step, VERIFY_SIGNATURE);
}
END_TEST

START_TEST(no_changed_byte_verifies)
{
    uint8_t *bytes = arena_alloc(arena, bundle.n);
    memcpy(bytes, bundle.p, bundle.n);
    for (int i = 0; i < 200; i++) {
        struct heard heard;
        const size_t at = (size_t)unit_random_below(bundle.n);
        const uint8_t change = (uint8_t)(1 + unit_random_below(255));
        bytes[at] ^= change;
        ck_assert_msg(verdict((struct slice){bytes, bundle.n}, &heard) != VERIFY_VERIFIED, "byte %zu ^ %u", at, change);
        ck_assert_uint_gt(heard.count, 0);
        bytes[at] ^= change;
    }
}
END_TEST

START_TEST(no_beginning_verifies)
{
    for (int i = 0; i < 50; i++) {
        struct heard heard;
        const struct slice part = slice_sub(bundle, 0, (size_t)unit_random_below(bundle.n));
        ck_assert_int_ne(verdict(part, &heard), VERIFY_VERIFIED);
    }
}
END_TEST

static char folder[] = "/tmp/daybook-verify-XXXXXX";

int
main(void)
{
    struct err err = {{0}};
    arena = arena_new();
    if (mkdtemp(folder) == NULL || make_bundle(folder, &err) < 0) {
        fprintf(stderr, "%s\n", err.text);
        return EXIT_FAILURE;
    }
    const int code = UNIT_MAIN("bundles", a_good_bundle_is_verified, without_a_key_it_is_only_self_consistent,
                               no_changed_byte_verifies, no_beginning_verifies);
    arena_free(arena);
    return code;
}
