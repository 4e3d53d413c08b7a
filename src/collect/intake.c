#include "collect/intake.h"

#include "base/limits.h"
#include "crypto/ssh_key.h"
#include "ledger/append.h"
#include "ledger/oversize.h"
#include "shape/form_stream.h"
#include "shape/signed.h"

#include <inttypes.h>

#define INTAKE_AUTH "local"
#define INTAKE_AUTH_SIGNED "ed25519"
enum { INTAKE_INTERVAL_S = 3600, INTAKE_PROGRESS_EVENTS = 1000 };

/* One stream being taken in. */
struct intake {
    struct ledger *ledger;
    const struct adapter_set *adapters;
    const struct intake_options *options;
    struct intake_counts *counts;
    struct arena *arena; /* of one payload */
    struct slice type;   /* of the stream's payloads */
    struct ledger_oversize oversize;
    bool has_oversize;
    struct slice signature; /* the sender's over the payload at hand, checked; absent when its source has no key */
    int64_t received_ms;    /* `receivedtime` of the payload at hand, as far as it could be read */
    uint64_t reported;      /* events read at the last progress */
};

static int
read_stream(void *context, uint8_t *out, size_t max, size_t *out_n, struct err *err)
{
    const struct intake *intake = context;
    return intake->options->read(intake->options->read_context, out, max, out_n, err);
}

static void
take_oversize(void *context, struct slice bytes)
{
    struct intake *intake = context;
    if (!intake->has_oversize)
        ledger_oversize_init(&intake->oversize);
    intake->has_oversize = true;
    ledger_oversize_add(&intake->oversize, bytes);
}

static void
count_outcomes(struct intake *intake, const struct ledger_outcomes *outcomes, uint64_t line)
{
    struct intake_counts *counts = intake->counts;
    for (size_t i = 0; i < outcomes->count; i++) {
        const struct ledger_outcome *outcome = &outcomes->items[i];
        counts->read++;
        counts->accepted += outcome->verdict == LEDGER_ACCEPTED;
        counts->duplicate += outcome->verdict == LEDGER_DUPLICATE;
        counts->rejected += outcome->verdict == LEDGER_REJECTED;
        if (outcome->verdict == LEDGER_REJECTED && intake->options->reject != NULL)
            intake->options->reject(intake->options->context, line, outcome->reason);
    }
    if (intake->options->progress != NULL && counts->read - intake->reported >= INTAKE_PROGRESS_EVENTS) {
        intake->reported = counts->read;
        intake->options->progress(intake->options->context, counts);
    }
}

static int
deliver(struct intake *intake, const struct ledger_delivery *delivery, uint64_t line, struct err *err)
{
    struct ledger_outcomes outcomes;
    TRY(ledger_add(intake->ledger, delivery, intake->arena, &outcomes, err));
    count_outcomes(intake, &outcomes, line);
    return 0;
}

/* Who a reject stands under: a source that is not enrolled, or that signs and did not sign this, has not spoken. */
static struct slice
reject_source(const struct intake *intake, struct slice source)
{
    const struct ledger_source *enrolled = slice_is_absent(source) ? NULL : ledger_source_find(intake->ledger, source);
    const bool spoke = enrolled != NULL && slice_equal(enrolled->settings.source_auth, SLICE(INTAKE_AUTH));
    return spoke ? source : SLICE(RECORD_SOURCE_LEDGER);
}

/* Keep the bytes and the reason. `source` absent: it belongs to no enrolled source, and the ledger keeps it. */
static int
deliver_reject(struct intake *intake, struct slice source, const struct json_piece *piece, struct slice reason,
               struct err *err)
{
    struct ledger_delivery delivery = {
        .source = reject_source(intake, source),
        .auth = SLICE(INTAKE_AUTH),
        .bytes = piece->bytes,
        .type = intake->type,
        .received_ms = intake->received_ms,
        .reason = reason,
    };
    if (piece->truncated) {
        ledger_oversize_finish(&intake->oversize);
        intake->has_oversize = false;
        delivery.oversize = &intake->oversize;
    }
    return deliver(intake, &delivery, piece->line, err);
}

/* Why the piece cannot be a payload at all, or absent. */
static struct slice
piece_problem(const struct json_piece *piece, struct arena *arena)
{
    if (piece->problem != NULL)
        return slice_of(piece->problem);
    if (piece->truncated)
        return arena_format(arena, "a payload of %" PRIu64 " bytes is larger than %d", piece->size,
                            LIMIT_PAYLOAD_BYTES);
    return (struct slice){NULL, 0};
}

static bool
is_source_event(const struct shape_input *input)
{
    return input->is_cloudevent && slice_equal(input->type, SLICE("dev.daybook.source"));
}

static int
enroll(struct intake *intake, struct slice name, struct err *err)
{
    const struct record_source source = {
        .action = SOURCE_ENROLLED,
        .name = name,
        .adapter = slice_is_absent(intake->options->adapter) ? SLICE("cloudevents") : intake->options->adapter,
        .has_interval = true,
        .interval_s = INTAKE_INTERVAL_S,
        .source_auth = SLICE(INTAKE_AUTH),
    };
    const struct record_act act = {.by = intake->options->by, .reason = SLICE("first seen by ingest --enroll")};
    return ledger_put_source(intake->ledger, &source, &act, err);
}

/* The source's adapter, or the one that was asked for. NULL when the rule set in force has it no more. */
static const struct adapter *
adapter_of(const struct intake *intake, const struct ledger_source *source)
{
    const struct slice asked = intake->options->adapter;
    return adapter_find(intake->adapters, slice_is_absent(asked) ? source->settings.adapter : asked);
}

static int
read_and_deliver(struct intake *intake, struct slice source, const struct adapter *enrolled,
                 const struct shape_input *input, const struct json_piece *piece, struct err *err)
{
    const struct adapter *adapter = enrolled == NULL ? NULL : shape_choose(intake->adapters, enrolled, input);
    if (adapter == NULL)
        return err_set(err, ERR_NOT_FOUND,
                       "source '%.*s' needs an adapter that is not in the rule set in force: see 'daybook source list'",
                       SLICE_ARG(source));
    struct shaping shaping;
    struct ledger_delivery delivery = {
        .source = source,
        .auth = slice_is_absent(intake->signature) ? SLICE(INTAKE_AUTH) : SLICE(INTAKE_AUTH_SIGNED),
        .signature = intake->signature,
        .bytes = piece->bytes,
        .type = intake->type,
        .id = input->id,
        .received_ms = intake->received_ms,
        .adapter = {.present = true, .sha256 = adapter_digest(adapter)},
    };
    struct err reason = {{0}};
    if (shape_read(intake->adapters, adapter, input, intake->arena, &shaping, &reason) < 0)
        delivery.reason = slice_of(reason.text);
    else
        delivery.shaping = &shaping;
    return deliver(intake, &delivery, piece->line, err);
}

/* A source that is enrolled with a key takes only what that key signed. */
static int
check_signature(struct intake *intake, const struct ledger_source *source, const struct shape_input *input,
                struct err *err)
{
    intake->signature = (struct slice){NULL, 0};
    if (!slice_equal(source->settings.source_auth, SLICE(INTAKE_AUTH_SIGNED)))
        return 0;
    struct ed25519_public key;
    TRY(ssh_key_read(source->settings.source_key, &key, err));
    return signed_check(input, &key, intake->arena, &intake->signature, err);
}

/* A payload that could be parsed: find its source, enrol it when asked to, read it. */
static int
take_input(struct intake *intake, const struct shape_input *input, const struct json_piece *piece, struct err *err)
{
    const struct slice given = intake->options->source;
    const struct slice name = slice_is_absent(given) ? input->source : given;
    if (slice_is_absent(name))
        return deliver_reject(intake, name, piece, SLICE("no source: it is no CloudEvent, and --source was not given"),
                              err);
    if (is_source_event(input))
        return read_and_deliver(intake, name, adapter_find(intake->adapters, SLICE("cloudevents")), input, piece, err);
    const struct ledger_source *source = ledger_source_find(intake->ledger, name);
    if (source == NULL && intake->options->enroll && !slice_equal(name, SLICE(RECORD_SOURCE_LEDGER)) &&
        name.n <= LIMIT_ID_BYTES && name.n > 0) {
        TRY(enroll(intake, name, err));
        source = ledger_source_find(intake->ledger, name);
    }
    if (source == NULL) {
        const struct slice reason =
            arena_format(intake->arena, "source '%.*s' is not enrolled: run 'daybook source add' or ingest --enroll",
                         SLICE_ARG(slice_sub(name, 0, LIMIT_ID_BYTES)));
        return deliver_reject(intake, (struct slice){NULL, 0}, piece, reason, err);
    }
    struct err reason = {{0}};
    if (check_signature(intake, source, input, &reason) < 0) {
        err_wrap(&reason, ERR_SIGNATURE, "source '%.*s' is enrolled with a key", SLICE_ARG(name));
        return deliver_reject(intake, (struct slice){NULL, 0}, piece, slice_of(reason.text), err);
    }
    return read_and_deliver(intake, name, adapter_of(intake, source), input, piece, err);
}

static int
take_piece(struct intake *intake, const struct json_piece *piece, struct err *err)
{
    const struct slice given = intake->options->source;
    struct slice reason = piece_problem(piece, intake->arena);
    struct shape_input input;
    struct err text = {{0}};
    intake->received_ms = INSTANT_NONE;
    intake->signature = (struct slice){NULL, 0};
    if (slice_is_absent(reason) && shape_open(piece->bytes, intake->type, intake->arena, &input, &text) < 0)
        reason = slice_of(text.text);
    if (slice_is_absent(reason)) {
        intake->received_ms = input.received_ms;
        return take_input(intake, &input, piece, err);
    }
    return deliver_reject(intake, given, piece, reason, err);
}

/* With --source: it must exist, or be enrolled now, before the first byte is read. */
static int
prepare_source(struct intake *intake, struct err *err)
{
    const struct slice given = intake->options->source;
    if (!slice_is_absent(intake->options->adapter) && adapter_find(intake->adapters, intake->options->adapter) == NULL)
        return err_set(err, ERR_NOT_FOUND, "there is no adapter '%.*s': 'daybook source adapters' lists them",
                       SLICE_ARG(intake->options->adapter));
    if (slice_is_absent(given) || ledger_source_find(intake->ledger, given) != NULL)
        return 0;
    if (!intake->options->enroll)
        return err_set(err, ERR_NOT_FOUND, "source '%.*s' is not enrolled: run 'daybook source add', or give --enroll",
                       SLICE_ARG(given));
    return enroll(intake, given, err);
}

/* Find out what the payloads are. Without a source they must name theirs, as CloudEvents do. */
static int
begin_stream(struct intake *intake, struct piece_stream *stream, struct err *err)
{
    const struct slice given = intake->options->source;
    const struct ledger_source *source = slice_is_absent(given) ? NULL : ledger_source_find(intake->ledger, given);
    enum form form;
    TRY(form_stream_begin(stream, source == NULL ? NULL : adapter_of(intake, source), &form, err));
    intake->type = form_type(form);
    return 0;
}

static int
take_pieces(struct intake *intake, struct piece_stream *stream, struct err *err)
{
    for (;;) {
        const struct arena_mark mark = arena_mark(intake->arena);
        struct json_piece piece;
        TRY(piece_stream_next(stream, &piece, err));
        if (slice_is_absent(piece.bytes))
            return ledger_commit(intake->ledger, err);
        TRY(take_piece(intake, &piece, err));
        arena_rewind(intake->arena, mark);
    }
}

int
intake_stream(struct ledger *ledger, const struct adapter_set *adapters, const struct intake_options *options,
              struct intake_counts *counts, struct err *err)
{
    AUTO(arena_drop) struct arena *arena = arena_new();
    struct intake intake = {
        .ledger = ledger,
        .adapters = adapters,
        .options = options,
        .counts = counts,
        .arena = arena,
        .reported = counts->read,
    };
    TRY(prepare_source(&intake, err));
    const struct json_stream_input input = {
        .read = read_stream, .oversize = take_oversize, .context = &intake, .piece_bytes_max = LIMIT_PAYLOAD_BYTES};
    AUTO(piece_stream_drop) struct piece_stream *stream = piece_stream_new(&input);
    TRY(begin_stream(&intake, stream, err));
    return take_pieces(&intake, stream, err);
}
