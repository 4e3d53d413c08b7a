#include "verify/walk.h"

#include "shape/seal.h"
#include "verify/difference.h"

#include <inttypes.h>

int
walk_seal(struct walk *walk, const struct walk_payload *payload, const struct walk_entry *entry, uint64_t part,
          struct buf *out, struct err *err)
{
    const struct record *recorded = &entry->record;
    const struct slice id = walk_event_id(walk, payload, part);
    struct record sealed;
    const struct seal_context context = {
        .source = recorded->source,
        .received_ms = recorded->received_ms,
        .digest = recorded->origin.payload.sha256,
        .payload_type = payload->line.type,
        .salt = &payload->line.salt,
        .adapter = recorded->origin.adapter.sha256,
        .auth = recorded->origin.auth,
        .signature = recorded->origin.signature,
        .fallback_id = slice_is_absent(id) ? recorded->origin.id : id,
        .part = part,
        .person = people_lookup,
        .person_context = walk->people,
    };
    TRY(shaped_seal(&payload->shaping.events[part], &context, &sealed, err));
    people_learn(walk->people, &sealed, recorded);
    standings_follow(walk->standings, payload->shaping.events[part].transition, &sealed);
    return record_write(&sealed, out, err);
}

void
walk_compare(struct walk *walk, const struct walk_payload *payload, const struct walk_entry *entry, uint64_t part)
{
    struct buf again AUTO(buf_release);
    struct buf text AUTO(buf_release);
    struct err cause;
    buf_init(&again, LIMIT_RECORD_BYTES + 1);
    buf_init(&text, ERR_TEXT_MAX);
    if (walk_seal(walk, payload, entry, part, &again, &cause) < 0) {
        run_report(walk->run, VERIFY_CODE_EVENT, &VERIFY_AT(entry->index),
                   "its payload gives what no record can hold: %s", cause.text);
        return;
    }
    if (slice_equal(buf_slice(&again), entry->bytes))
        return;
    difference_describe(entry->bytes, buf_slice(&again), walk->arena, &text);
    run_report(walk->run, VERIFY_CODE_EVENT, &VERIFY_AT(entry->index), "%.*s", SLICE_ARG(buf_slice(&text)));
}
