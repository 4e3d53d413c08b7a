#include "fixture.h"

#include "base/file.h"

#include <sys/wait.h>
#include <unistd.h>

static int64_t
now(void *context)
{
    return *(const int64_t *)context;
}

static struct file_set
read_rules(struct arena *arena)
{
    static const struct {
        const char *path;
        const char *file;
    } files[] = {{"controls/soc2.yaml", "controls/soc2.yaml"},
                 {"controls/sla.yaml", "controls/sla.yaml"},
                 {"controls/rules/s3.yaml", "controls/rules/aws.s3.unencrypted.yaml"},
                 {"sources/cloudevents.yaml", "schema/sources/cloudevents.yaml"}};
    struct file_set set = {.files = arena_array(arena, COUNT_OF(files), sizeof(*set.files)), .count = COUNT_OF(files)};
    for (size_t i = 0; i < COUNT_OF(files); i++) {
        set.files[i].path = slice_of(files[i].path);
        ck_assert_int_eq(file_read(unit_source_path(files[i].file), 1 << 20, arena, &set.files[i].bytes, NULL), 0);
    }
    ck_assert_int_eq(file_set_sort(&set, NULL), 0);
    return set;
}

static void
open_ledger(struct fixture *fixture)
{
    const struct ledger_options options = {.origin = SLICE("ledger.test/report"), .clock = {now, &fixture->now_ms}};
    const char *folder = fixture_path(fixture, "ledger");
    struct err err;
    int r = ledger_create(folder, &options, &err);
    if (r == 0)
        r = ledger_open(folder, LEDGER_WRITE, &fixture->ledger, &err);
    ck_assert_msg(r == 0, "%s", err.text);
    ledger_set_clock(fixture->ledger, options.clock);
}

static void
set_up_ledger(struct fixture *fixture)
{
    struct err err;
    const struct file_set rules = read_rules(fixture->arena);
    const struct record_act act = {.by = SLICE("Ada Lovelace"), .reason = SLICE("first rules")};
    const struct record_source source = {.action = SOURCE_ENROLLED,
                                         .name = SLICE("scanner"),
                                         .adapter = SLICE("cloudevents"),
                                         .source_auth = SLICE("local")};
    int r = adapter_set_load(&rules, fixture->arena, &fixture->adapters, &err);
    if (r == 0)
        r = ledger_put_ruleset(fixture->ledger, &rules, &act, &err);
    if (r == 0)
        r = ledger_put_source(fixture->ledger, &source, NULL, &err);
    ck_assert_msg(r == 0, "%s", err.text);
}

void
fixture_init(struct fixture *fixture)
{
    *fixture = (struct fixture){.arena = arena_new(), .now_ms = FIXTURE_FROM_MS};
    ck_assert_int_eq(crypto_init(NULL), 0);
    snprintf(fixture->folder, sizeof(fixture->folder), "/tmp/daybook-report-XXXXXX");
    ck_assert_ptr_nonnull(mkdtemp(fixture->folder));
    open_ledger(fixture);
    set_up_ledger(fixture);
    fixture_send(fixture, "detected", "fail", "arn:a");
    fixture_send(fixture, "detected", "fail", "arn:b");
    fixture_send(fixture, "verified", "pass", "arn:a");
}

void
fixture_release(struct fixture *fixture)
{
    ledger_close(fixture->ledger);
    char command[100];
    snprintf(command, sizeof(command), "rm -rf %s", fixture->folder);
    ck_assert_int_eq(fixture_run(fixture, command), 0);
    arena_free(fixture->arena);
}

void
fixture_send(struct fixture *fixture, const char *stage, const char *outcome, const char *resource)
{
    struct err err;
    struct shape_input input;
    struct shaping shaping;
    struct ledger_outcomes outcomes;
    fixture->now_ms += 3600000;
    char time[INSTANT_TEXT_MAX];
    instant_write(time, fixture->now_ms);
    const struct slice bytes =
        arena_format(fixture->arena,
                     "{\"specversion\":\"1.0\",\"id\":\"e-%u\",\"source\":\"scanner\",\"type\":\"dev.daybook.finding\","
                     "\"time\":\"%s\",\"data\":{\"stage\":\"%s\",\"outcome\":\"%s\",\"finding\":{\"check\":"
                     "\"securityhub/S3.4\",\"severity\":\"high\"},\"resource\":{\"uid\":\"%s\"}}}",
                     fixture->sent++, time, stage, outcome, resource);
    int r = shape_open(bytes, SLICE("application/json"), fixture->arena, &input, &err);
    const struct adapter *adapter = adapter_find(fixture->adapters, SLICE("cloudevents"));
    if (r == 0)
        r = shape_read(fixture->adapters, adapter, &input, fixture->arena, &shaping, &err);
    ck_assert_msg(r == 0, "%s", err.text);
    const struct ledger_delivery delivery = {.source = SLICE("scanner"),
                                             .auth = SLICE("local"),
                                             .bytes = bytes,
                                             .type = SLICE("application/json"),
                                             .id = input.id,
                                             .received_ms = INSTANT_NONE,
                                             .adapter = {true, adapter_digest(adapter)},
                                             .shaping = &shaping};
    r = ledger_add(fixture->ledger, &delivery, fixture->arena, &outcomes, &err);
    if (r == 0)
        r = ledger_commit(fixture->ledger, &err);
    ck_assert_msg(r == 0, "%s", err.text);
    ck_assert_uint_eq(outcomes.count, 1);
    ck_assert_int_eq(outcomes.items[0].verdict, LEDGER_ACCEPTED);
}

const char *
fixture_path(struct fixture *fixture, const char *name)
{
    return file_join(fixture->arena, fixture->folder, name);
}

struct slice
fixture_read(struct fixture *fixture, const char *name)
{
    struct slice bytes;
    struct err err;
    const int r = file_read(fixture_path(fixture, name), 1 << 24, fixture->arena, &bytes, &err);
    ck_assert_msg(r == 0, "%s", err.text);
    return bytes;
}

int
fixture_run(struct fixture *fixture, const char *command)
{
    const pid_t child = fork();
    ck_assert_int_ge(child, 0);
    if (child == 0) {
        if (chdir(fixture->folder) != 0 || freopen("/dev/null", "w", stdout) == NULL)
            _exit(126);
        execl("/bin/sh", "sh", "-c", command, (char *)NULL);
        _exit(127);
    }
    int status;
    ck_assert_int_eq(waitpid(child, &status, 0), child);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}
