/* source_read.c - the commands about adapters: their names, and how a payload would read. They need no ledger. */
#include "base/file.h"
#include "base/limits.h"
#include "cmd/commands.h"
#include "cmd/intake_file.h"
#include "cmd/print.h"
#include "cmd/rules.h"
#include "format/json_build.h"
#include "shape/form_stream.h"
#include "shape/seal.h"

#include <inttypes.h>

static int
load_adapters(const struct command_call *call, struct adapter_set **out_set, struct err *err)
{
    struct file_set files;
    TRY(rules_of_call(call, &files, err));
    return adapter_set_load(&files, call->arena, out_set, err);
}

static int
run_adapters(struct command_call *call, struct err *err)
{
    TRY(call_expect(call, 0, 0, err));
    struct adapter_set *set;
    TRY(load_adapters(call, &set, err));
    struct table *table = table_new(call->arena, 2);
    struct json *list = json_new_array(call->arena);
    for (size_t i = 0; i < adapter_count(set); i++) {
        const struct adapter *adapter = adapter_at(set, i);
        table_add(table, adapter_name(adapter));
        table_add(table, adapter_title(adapter));
        struct json *item = json_push(list, json_new_object(call->arena));
        json_set(item, "name", json_new_slice(call->arena, adapter_name(adapter)));
        json_set(item, "title", json_new_slice(call->arena, adapter_title(adapter)));
    }
    if (call->json)
        return print_json(list, err);
    table_print(table);
    return EXIT_FINE;
}

const struct command command_source_adapters = {
    .name = "source adapters",
    .arguments = "",
    .summary = "show the adapters that events can be read by",
    .options = (const struct command_option[]){RULE_OPTIONS, {NULL, NULL, NULL}},
    .needs = NEEDS_NOTHING,
    .run = run_adapters,
};

struct reading {
    const struct command_call *call;
    const struct adapter_set *set;
    const struct adapter *adapter;
    enum form form;
    uint64_t payloads;
    uint64_t events;
    uint64_t rejected;
};

static int
print_reject(struct reading *reading, const struct json_piece *piece, struct slice reason, struct err *err)
{
    reading->rejected++;
    if (reading->call->json) {
        struct json *item = json_new_object(reading->call->arena);
        json_set(item, "line", json_new_int(reading->call->arena, (int64_t)piece->line));
        json_set(item, "reject", json_new_slice(reading->call->arena, reason));
        return print_json(item, err);
    }
    printf("line %" PRIu64 ": reject: ", piece->line);
    print_text(reason);
    printf("\n");
    return 0;
}

/* A name is shown, and marked as one that the ledger would replace by a reference. */
static int
mark_person(void *context, struct slice name, struct slice *out_ref, struct err *err)
{
    (void)err;
    *out_ref = arena_format(context, "person:%.*s", SLICE_ARG(name));
    return 0;
}

/* The record as it would stand in a ledger, but for what only a ledger has: salts, references, its clock. */
static int
print_event(const struct reading *reading, const struct shape_input *input, const struct adapter *adapter,
            const struct shaped *shaped, struct err *err)
{
    static const struct salt no_salt;
    const struct seal_context context = {
        .source = slice_is_absent(input->source) ? SLICE("test") : input->source,
        .received_ms = input->received_ms == INSTANT_NONE ? 0 : input->received_ms,
        .digest = payload_digest(&no_salt, input->bytes),
        .payload_type = form_type(reading->form),
        .salt = &no_salt,
        .adapter = adapter_digest(adapter),
        .auth = SLICE("local"),
        .fallback_id = slice_is_absent(input->id) ? SLICE("(of the payload's bytes)") : input->id,
        .person = mark_person,
        .person_context = reading->call->arena,
    };
    struct record record;
    TRY(shaped_seal(shaped, &context, &record, err));
    struct buf line;
    buf_init(&line, LIMIT_RECORD_BYTES + 1);
    const int code = record_write(&record, &line, err);
    if (code >= 0) {
        fwrite(line.p, 1, line.n, stdout);
        fputc('\n', stdout);
    }
    buf_release(&line);
    return code;
}

static int
read_piece(struct reading *reading, const struct json_piece *piece, struct err *err)
{
    struct arena *arena = reading->call->arena;
    struct shape_input input;
    struct shaping shaping;
    struct err reason = {{0}};
    reading->payloads++;
    if (piece->problem != NULL)
        return print_reject(reading, piece, slice_of(piece->problem), err);
    if (piece->truncated)
        return print_reject(reading, piece, arena_format(arena, "larger than %d bytes", LIMIT_PAYLOAD_BYTES), err);
    if (shape_open(piece->bytes, form_type(reading->form), arena, &input, &reason) < 0)
        return print_reject(reading, piece, slice_of(reason.text), err);
    const struct adapter *adapter = shape_choose(reading->set, reading->adapter, &input);
    if (shape_read(reading->set, adapter, &input, arena, &shaping, &reason) < 0)
        return print_reject(reading, piece, slice_of(reason.text), err);
    for (size_t i = 0; i < shaping.count; i++) {
        if (print_event(reading, &input, adapter, &shaping.events[i], &reason) < 0)
            TRY(print_reject(reading, piece, slice_of(reason.text), err));
        else
            reading->events++;
    }
    return 0;
}

static int
read_pieces(struct reading *reading, const char *path, struct err *err)
{
    struct intake_file file;
    TRY(intake_file_open(&file, path, err));
    const struct json_stream_input input = {
        .read = intake_file_read, .context = &file, .piece_bytes_max = LIMIT_PAYLOAD_BYTES};
    AUTO(piece_stream_drop) struct piece_stream *stream = piece_stream_new(&input);
    int code = form_stream_begin(stream, reading->adapter, &reading->form, err);
    while (code >= 0) {
        const struct arena_mark mark = arena_mark(reading->call->arena);
        struct json_piece piece;
        code = piece_stream_next(stream, &piece, err);
        if (code < 0 || slice_is_absent(piece.bytes))
            break;
        code = read_piece(reading, &piece, err);
        if (code < 0)
            break;
        arena_rewind(reading->call->arena, mark);
    }
    intake_file_close(&file);
    return code;
}

static int
run_test(struct command_call *call, struct err *err)
{
    TRY(call_expect(call, 2, 2, err));
    struct adapter_set *set;
    TRY(load_adapters(call, &set, err));
    struct reading reading = {.call = call, .set = set, .adapter = adapter_find(set, slice_of(call->positional[0]))};
    if (reading.adapter == NULL)
        return err_set(err, ERR_USAGE, "there is no adapter '%s': 'daybook source adapters' lists them",
                       call->positional[0]);
    TRY(read_pieces(&reading, call->positional[1], err));
    fprintf(stderr, "%" PRIu64 " payloads: %" PRIu64 " events, %" PRIu64 " rejected\n", reading.payloads,
            reading.events, reading.rejected);
    return reading.rejected == 0 ? EXIT_FINE : EXIT_ANSWER_NO;
}

const struct command command_source_test = {
    .name = "source test",
    .arguments = "ADAPTER FILE",
    .summary = "show how payloads would read; needs no ledger and writes nothing",
    .detail =
        "Prints one record an event, as it would stand in a ledger; names of people are marked 'person:', where a\n"
        "ledger puts a reference. Each event is shown as it is read: what it comes to after the last version of its\n"
        "finding ('after' in an adapter) only a ledger knows. Exit 0 when everything was read, 1 when something was\n"
        "rejected.",
    .options = (const struct command_option[]){RULE_OPTIONS, {NULL, NULL, NULL}},
    .needs = NEEDS_NOTHING,
    .run = run_test,
};
