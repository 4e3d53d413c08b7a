/* source.c - the commands about sources: add, retire, list. */
#include "base/buf.h"
#include "base/file.h"
#include "base/limits.h"
#include "cmd/commands.h"
#include "cmd/duration.h"
#include "cmd/print.h"
#include "cmd/rules.h"
#include "crypto/ssh_key.h"
#include "format/json_build.h"
#include "ledger/append.h"
#include "shape/shape.h"
#include "tlog/key_read.h"

#include <inttypes.h>

enum { INTERVAL_DEFAULT_S = 3600, LAG_DEFAULT_S = 86400 };

/* "detect,verify" as a set. */
static int
read_may(const char *text, unsigned *out_may, struct err *err)
{
    unsigned may = 0;
    struct slice rest = slice_of(text);
    while (rest.n > 0) {
        const size_t comma = slice_find(rest, ',');
        enum permission permission;
        const int code = permission_from_name(slice_sub(rest, 0, comma), &permission, err);
        if (code < 0)
            return err_wrap(err, ERR_USAGE, "--may");
        may |= 1U << permission;
        rest = slice_sub(rest, comma + 1, rest.n);
    }
    *out_may = may;
    return 0;
}

/* The key that the source signs with: its events are then authenticated by it. */
static int
read_key(const struct command_call *call, struct record_source *source, struct err *err)
{
    const char *path = call_option(call, "--key");
    struct slice text;
    struct given_key key;
    TRY(file_read(path, LIMIT_KEY_FILE_BYTES, call->arena, &text, err));
    const int code = key_read(text, &key, err);
    if (code < 0)
        return err_wrap(err, code, "--key '%s'", path);
    struct buf line;
    buf_init(&line, LIMIT_KEY_FILE_BYTES);
    ssh_key_append(&line, &key.key);
    source->source_key = arena_copy(call->arena, buf_slice(&line));
    source->source_auth = SLICE("ed25519");
    buf_release(&line);
    return 0;
}

static int
settings_of_call(const struct command_call *call, struct record_source *out_source, struct err *err)
{
    const char *adapter = call_option(call, "--adapter");
    if (adapter == NULL)
        return err_set(err, ERR_USAGE, "'source add' needs --adapter: 'daybook source adapters' lists them");
    const char *interval = call_option(call, "--interval");
    const char *lag = call_option(call, "--lag");
    const char *may = call_option(call, "--may");
    struct record_source source = {
        .action = SOURCE_ENROLLED,
        .name = slice_of(call->positional[0]),
        .adapter = slice_of(adapter),
        .has_interval = true,
        .interval_s = INTERVAL_DEFAULT_S,
        .has_lag = lag != NULL,
        .has_may = may != NULL,
        .source_auth = SLICE("local"),
    };
    if (interval != NULL)
        TRY(duration_read("--interval", interval, &source.interval_s, err));
    if (lag != NULL)
        TRY(duration_read("--lag", lag, &source.lag_s, err));
    if (may != NULL)
        TRY(read_may(may, &source.may, err));
    if (call_option(call, "--key") != NULL)
        TRY(read_key(call, &source, err));
    *out_source = source;
    return 0;
}

static struct record_act
act_of_call(const struct command_call *call)
{
    const char *by = call_option(call, "--by");
    return (struct record_act){.by = by == NULL ? person_of_call(call) : slice_of(by),
                               .approver = slice_of(call_option(call, "--approver")),
                               .reason = slice_of(call_option(call, "--reason"))};
}

#define ACT_OPTIONS                                                                                                    \
    {"--by", "NAME", "who does it; else the user that runs this"}, {"--approver", "NAME", "who approved it"},          \
    {                                                                                                                  \
        "--reason", "TEXT", "why"                                                                                      \
    }

static int
run_add(struct command_call *call, struct err *err)
{
    TRY(call_expect(call, 1, 1, err));
    struct record_source source;
    TRY(settings_of_call(call, &source, err));
    struct file_set files;
    struct adapter_set *adapters;
    TRY(rules_apply(call, &files, err));
    TRY(adapter_set_load(&files, call->arena, &adapters, err));
    if (adapter_find(adapters, source.adapter) == NULL)
        return err_set(err, ERR_USAGE, "there is no adapter '%.*s': 'daybook source adapters' lists them",
                       SLICE_ARG(source.adapter));
    const struct record_act act = act_of_call(call);
    TRY(ledger_put_source(call->ledger, &source, &act, err));
    printf("enrolled %s in entry %" PRIu64 "\n", call->positional[0], ledger_info(call->ledger).size - 1);
    return EXIT_FINE;
}

const struct command command_source_add = {
    .name = "source add",
    .arguments = "NAME",
    .summary = "enrol a source, or change what it is enrolled with",
    .options =
        (const struct command_option[]){
            {"--adapter", "A", "how its events are read"},
            {"--interval", "1h", "how often at least it gives a sign of life (default 1h)"},
            {"--key", "FILE", "take only DSSE envelopes signed with this Ed25519 public key (OpenSSH, PEM or vkey)"},
            {"--may", "LIST", "what its events may do: detect,fix,verify,delete,waive (default: all)"},
            {"--lag", "24h", "how late a pass may arrive before it counts at its receipt (default 24h)"},
            ACT_OPTIONS,
            RULE_OPTIONS,
            {NULL, NULL, NULL}},
    .needs = NEEDS_LEDGER_WRITE,
    .run = run_add,
};

static int
run_retire(struct command_call *call, struct err *err)
{
    TRY(call_expect(call, 1, 1, err));
    const struct record_source source = {.action = SOURCE_RETIRED, .name = slice_of(call->positional[0])};
    const struct record_act act = act_of_call(call);
    TRY(ledger_put_source(call->ledger, &source, &act, err));
    printf("retired %s in entry %" PRIu64 "\n", call->positional[0], ledger_info(call->ledger).size - 1);
    return EXIT_FINE;
}

const struct command command_source_retire = {
    .name = "source retire",
    .arguments = "NAME",
    .summary = "end a source's enrolment; its entries stay",
    .options = (const struct command_option[]){ACT_OPTIONS, {NULL, NULL, NULL}},
    .needs = NEEDS_LEDGER_WRITE,
    .run = run_retire,
};

static struct slice
may_text(const struct record_source *settings, struct arena *arena)
{
    if (!settings->has_may)
        return SLICE("all (unrestricted)");
    struct slice text = SLICE("");
    for (enum permission p = MAY_NONE + 1; p < permission_count; p++)
        if ((settings->may & 1U << p) != 0)
            text = arena_format(arena, "%.*s%s%s", SLICE_ARG(text), text.n == 0 ? "" : " ", permission_name(p));
    return text;
}

static uint64_t
lag_of(const struct record_source *settings)
{
    return settings->has_lag ? settings->lag_s : LAG_DEFAULT_S;
}

static int
print_sources_json(const struct command_call *call, struct err *err)
{
    struct json *list = json_new_array(call->arena);
    for (size_t i = 0; i < ledger_source_count(call->ledger); i++) {
        const struct ledger_source *source = ledger_source_at(call->ledger, i);
        const struct record_source *settings = &source->settings;
        struct json *item = json_push(list, json_new_object(call->arena));
        json_set(item, "name", json_new_slice(call->arena, settings->name));
        json_set(item, "adapter", json_new_slice(call->arena, settings->adapter));
        json_set(item, "interval_s", json_new_int(call->arena, (int64_t)settings->interval_s));
        json_set(item, "lag_s", json_new_int(call->arena, (int64_t)lag_of(settings)));
        json_set(item, "may", json_new_slice(call->arena, may_text(settings, call->arena)));
        json_set(item, "auth", json_new_slice(call->arena, settings->source_auth));
        json_set(item, "retired", json_new_bool(call->arena, source->retired));
        json_set(item, "index", json_new_int(call->arena, (int64_t)source->index));
    }
    return print_json(list, err);
}

static int
run_list(struct command_call *call, struct err *err)
{
    TRY(call_expect(call, 0, 0, err));
    if (call->json)
        return print_sources_json(call, err);
    struct table *table = table_new(call->arena, 6);
    static const char *const header[] = {"SOURCE", "ADAPTER", "INTERVAL", "MAY", "AUTH", "STATE"};
    for (size_t i = 0; i < COUNT_OF(header); i++)
        table_add(table, slice_of(header[i]));
    for (size_t i = 0; i < ledger_source_count(call->ledger); i++) {
        const struct ledger_source *source = ledger_source_at(call->ledger, i);
        table_add(table, source->settings.name);
        table_add(table, source->settings.adapter);
        table_format(table, "%" PRIu64 " s", source->settings.interval_s);
        table_add(table, may_text(&source->settings, call->arena));
        table_add(table, source->settings.source_auth);
        table_format(table, "%s by entry %" PRIu64, source->retired ? "retired" : "enrolled", source->index);
    }
    table_print(table);
    return EXIT_FINE;
}

const struct command command_source_list = {
    .name = "source list",
    .arguments = "",
    .summary = "show the sources and how each is enrolled",
    .needs = NEEDS_LEDGER_READ,
    .run = run_list,
};
