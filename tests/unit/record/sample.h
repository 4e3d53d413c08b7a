/* sample.h - records for the tests of this folder: one of each kind with everything set, and random ones. */
#ifndef DAYBOOK_TESTS_RECORD_SAMPLE_H
#define DAYBOOK_TESTS_RECORD_SAMPLE_H

#include "record/record.h"

#include "unit.h"

static inline struct record_digest
sample_digest(uint8_t byte)
{
    struct record_digest digest = {.present = true};
    memset(digest.sha256.b, byte, sizeof(digest.sha256.b));
    return digest;
}

/* A sendable record of the kind with its required members only. */
static inline struct record
sample_minimal(enum record_kind kind)
{
    struct record record = {.kind = kind, .received_ms = 0, .source = SLICE("s")};
    record.origin = (struct record_origin){.id = SLICE("i"),
                                           .occurred_ms = INSTANT_NONE,
                                           .payload = sample_digest(1),
                                           .payload_type = SLICE("t"),
                                           .adapter = sample_digest(2),
                                           .auth = SLICE("local")};
    if (kind == RECORD_LEDGER || kind == RECORD_SCOPE || kind == RECORD_RULESET || kind == RECORD_CLOSE)
        record.source = SLICE("ledger");
    if (kind == RECORD_LEDGER)
        record.body.ledger = (struct record_ledger){.origin = SLICE("o"), .vkey = SLICE("k")};
    if (kind == RECORD_EVENT)
        record.body.event.expires_ms = INSTANT_NONE;
    if (kind == RECORD_REJECT)
        record.body.reject.reason = SLICE("r");
    if (kind == RECORD_HEARTBEAT)
        record.body.heartbeat.basis = HEARTBEAT_CANARY;
    if (kind == RECORD_SOURCE)
        record.body.source_change = (struct record_source){.action = SOURCE_RETIRED, .name = SLICE("n")};
    if (kind == RECORD_SCOPE) {
        static const struct slice sources[] = {SLICE_INIT("s")};
        static const struct record_system systems[] = {{SLICE_INIT("n"), {sources, 1}}};
        record.body.scope = (struct record_scope){.systems = systems, .system_count = 1};
    }
    if (kind == RECORD_RULESET)
        record.body.ruleset.digest = sample_digest(3);
    if (kind == RECORD_CLOSE)
        record.body.close.state = sample_digest(4);
    return record;
}

/* Absent, or up to 40 bytes of printable, control and non-ASCII characters. */
static inline struct slice
sample_text(struct arena *arena)
{
    static const char *const pieces[] = {"a", "\"", "\\", "\n", "\x01", "\xc3\xa9", "\xf0\x9f\x98\x82", "/", " ", "z9"};
    struct slice text = {NULL, 0};
    for (uint64_t left = unit_random_below(10); left > 0; left--)
        text = arena_format(arena, "%.*s%s", SLICE_ARG(text), pieces[unit_random_below(COUNT_OF(pieces))]);
    return text;
}

static inline struct record_digest
sample_maybe_digest(void)
{
    return unit_random_below(2) == 0 ? (struct record_digest){0} : sample_digest((uint8_t)unit_random());
}

static inline int64_t
sample_maybe_instant(void)
{
    return unit_random_below(2) == 0 ? INSTANT_NONE : (int64_t)unit_random_below(UINT64_C(253402300800000));
}

static inline uint64_t
sample_count(void)
{
    return unit_random() >> (11 + unit_random_below(53));
}

/* Required members of the minimal record, with everything optional there or not by chance. */
static inline struct record
sample_random_event(struct arena *arena)
{
    struct record record = sample_minimal(RECORD_EVENT);
    struct record_event *event = &record.body.event;
    record.received_ms = (int64_t)unit_random_below(UINT64_C(4102444800000));
    record.origin.occurred_ms = sample_maybe_instant();
    record.origin.signature = sample_text(arena);
    record.origin.part = sample_count();
    event->stage = (enum stage)unit_random_below(stage_count);
    event->outcome = (enum outcome)unit_random_below(outcome_count);
    event->finding.check = sample_text(arena);
    event->finding.uid = sample_text(arena);
    event->finding.title = sample_text(arena);
    event->finding.severity = (enum severity)unit_random_below(severity_count);
    event->resource.uid = sample_text(arena);
    event->resource.type = sample_text(arena);
    event->resource.account = sample_text(arena);
    event->resource.region = sample_text(arena);
    event->resource.owner = sample_text(arena);
    event->actor.kind = (enum actor_kind)unit_random_below(actor_kind_count);
    event->actor.name = sample_text(arena);
    event->approver = sample_text(arena);
    event->expires_ms = sample_maybe_instant();
    event->before = sample_maybe_digest();
    event->after = sample_maybe_digest();
    event->has_prior = unit_random_below(2) == 0;
    event->prior = event->has_prior ? sample_count() : 0;
    event->ref_count = unit_random_below(5);
    struct slice *refs = arena_array(arena, event->ref_count, sizeof(*refs));
    for (size_t i = 0; i < event->ref_count; i++) {
        const struct slice tail = sample_text(arena);
        refs[i] = arena_format(arena, "ref%.*s", SLICE_ARG(tail));
    }
    event->refs = refs;
    return record;
}

#endif
