#include "ledger/checker.h"

#include "ledger/registry.h"

#include <inttypes.h>

enum { PAYLOAD_PAGE = 64 };

static const char remedy_payload[] =
    "the leaf proves what was received; put the payload back from a backup, or treat it as lost";
static const char remedy_names[] = "put the name back from a backup; the leaf only holds its reference";

/* Fill the page when it is used up; afterwards `at` == `count` means that there are no more. */
static int
peek_payload(struct checker *checker, struct err *err)
{
    struct checker_payloads *payloads = &checker->payloads;
    if (payloads->at < payloads->page.count || payloads->next == STORE_INDEX_NONE)
        return 0;
    arena_free(payloads->arena);
    payloads->arena = arena_new();
    payloads->at = 0;
    payloads->page.count = 0;
    struct err cause;
    const int code = store_payloads(checker->store, (struct store_window){payloads->next, PAYLOAD_PAGE},
                                    payloads->arena, &payloads->page, &cause);
    payloads->next = STORE_INDEX_NONE;
    if (code < 0)
        return checker_excuse(checker, STORE_INDEX_NONE, "payloads", code, &cause, err);
    if (payloads->page.count == PAYLOAD_PAGE)
        payloads->next = payloads->page.payloads[PAYLOAD_PAGE - 1].index + 1;
    return 0;
}

/* Move past the payloads below `index`: no entry has them. */
static int
skip_payloads(struct checker *checker, uint64_t index, struct err *err)
{
    struct checker_payloads *payloads = &checker->payloads;
    TRY(peek_payload(checker, err));
    while (payloads->at < payloads->page.count && payloads->page.payloads[payloads->at].index < index) {
        checker_report(checker, payloads->page.payloads[payloads->at++].index, "payloads", remedy_payload,
                       "it belongs to no entry");
        checker->result->payloads++;
        TRY(peek_payload(checker, err));
    }
    return 0;
}

/* Past the end one page is looked at: what a writer at work adds meanwhile is the next check's. */
int
checker_payloads_end(struct checker *checker, struct err *err)
{
    struct checker_payloads *payloads = &checker->payloads;
    TRY(skip_payloads(checker, checker->end, err));
    for (; payloads->at < payloads->page.count; payloads->at++) {
        const uint64_t index = payloads->page.payloads[payloads->at].index;
        bool stray = false;
        TRY(checker_is_stray(checker, index, &stray, err));
        if (stray)
            checker_report(checker, index, "payloads", remedy_payload, "it belongs to no signed entry");
    }
    return 0;
}

/* The payload that begins at this entry becomes the current one. */
static int
turn_to_payload(struct checker *checker, uint64_t index, struct err *err)
{
    struct checker_payloads *payloads = &checker->payloads;
    TRY(skip_payloads(checker, index, err));
    payloads->has_current = payloads->at < payloads->page.count && payloads->page.payloads[payloads->at].index == index;
    if (!payloads->has_current)
        return 0;
    checker->result->payloads++;
    const struct store_payload *found = &payloads->page.payloads[payloads->at++];
    arena_free(payloads->kept);
    payloads->kept = arena_new();
    payloads->current = (struct store_payload){.index = index,
                                               .salt = found->salt,
                                               .type = arena_copy(payloads->kept, found->type),
                                               .bytes = arena_copy(payloads->kept, found->bytes)};
    return 0;
}

static void
compare_payload(struct checker *checker, const struct store_entry *entry, const struct record *record)
{
    const struct store_payload *payload = &checker->payloads.current;
    const struct sha256_digest digest = payload_digest(&payload->salt, payload->bytes);
    if (!sha256_equal(&digest, &record->origin.payload.sha256))
        checker_report(checker, entry->index, "payloads", remedy_payload, "payload is not the one that its leaf names");
    if (!slice_equal(payload->type, record->origin.payload_type))
        checker_report(checker, entry->index, "payloads", remedy_payload,
                       "media type is '%.*s', the record says '%.*s'", SLICE_ARG(payload->type),
                       SLICE_ARG(record->origin.payload_type));
}

static int
check_payload(struct checker *checker, const struct store_entry *entry, const struct record *record, struct err *err)
{
    struct checker_payloads *payloads = &checker->payloads;
    if (!record->origin.payload.present || entry->payload == STORE_INDEX_NONE) {
        payloads->has_current = false;
        if (record->origin.payload.present != (entry->payload != STORE_INDEX_NONE))
            checker_report(checker, entry->index, "entries", checker_restore,
                           "column payload does not agree with the record");
        return 0;
    }
    if (entry->payload == entry->index)
        TRY(turn_to_payload(checker, entry->index, err));
    else if (payloads->has_current && entry->payload == payloads->current.index &&
             record->origin.part <= payloads->last_part)
        checker_report(checker, entry->index, "entries", checker_restore, "parts of one payload are not in order");
    payloads->last_part = record->origin.part;
    if (payloads->has_current && payloads->current.index == entry->payload)
        compare_payload(checker, entry, record);
    else
        checker_report(checker, entry->index, "payloads", remedy_payload, "payload %" PRIu64 " is missing",
                       entry->payload);
    return 0;
}

static void
check_ref(struct checker *checker, uint64_t index, const char *field, struct slice text)
{
    if (person_is_ref(text) && intern_find(checker->refs, text) == INTERN_NONE)
        checker_report(checker, index, "persons", remedy_names, "%s is '%.*s', which no name stands behind", field,
                       SLICE_ARG(text));
}

static void
check_refs(struct checker *checker, uint64_t index, const struct record *record)
{
    check_ref(checker, index, "by", record->act.by);
    check_ref(checker, index, "approver", record->act.approver);
    if (record->kind != RECORD_EVENT)
        return;
    const struct record_event *event = &record->body.event;
    check_ref(checker, index, "actor.name", event->actor.name);
    check_ref(checker, index, "approver", event->approver);
    check_ref(checker, index, "finding.uid", event->finding.uid);
    check_ref(checker, index, "finding.title", event->finding.title);
    check_ref(checker, index, "resource.uid", event->resource.uid);
    check_ref(checker, index, "resource.owner", event->resource.owner);
}

static int
check_ruleset(struct checker *checker, uint64_t index, const struct record *record, struct err *err)
{
    static const char remedy[] = "put the files back from a backup; reports need exactly these";
    const struct sha256_digest *want = &record->body.ruleset.digest.sha256;
    struct file_set files;
    struct err cause;
    const int code = store_file_set(checker->store, want, checker->arena, &files, &cause);
    if (code == ERR_NOT_FOUND) {
        checker_report(checker, index, "file_sets", remedy, "the files of this ruleset are missing");
        return 0;
    }
    if (code < 0)
        return checker_excuse(checker, index, "file_sets", code, &cause, err);
    const struct sha256_digest got = file_set_digest(&files);
    if (!sha256_equal(&got, want))
        checker_report(checker, index, "file_sets", remedy, "the files are not those that the record names");
    return 0;
}

/* Another entry has the same key: report it when it has the same source and id too. */
static int
compare_ids(struct checker *checker, uint64_t index, uint64_t other, const struct record *record, struct err *err)
{
    AUTO(arena_drop) struct arena *arena = arena_new();
    struct store_entry_page page;
    struct record before;
    TRY(store_entries(checker->store, (struct store_window){other, 1}, arena, &page, err));
    if (page.count == 0 || record_read(page.entries[0].record, arena, &before, NULL) < 0)
        return 0; /* reported where it stands */
    if (slice_equal(before.source, record->source) && slice_equal(before.origin.id, record->origin.id))
        checker_report(checker, index, "entries", checker_restore, "source and id are those of entry %" PRIu64 " too",
                       other);
    return 0;
}

static int
check_id(struct checker *checker, uint64_t index, const struct record *record, struct err *err)
{
    if (record->origin.id.n == 0)
        return 0;
    checker->key = dedupe_key(record->source, record->origin.id);
    struct dedupe_walk walk = dedupe_find(checker->dedupe, &checker->key);
    for (uint64_t other = dedupe_next(&walk); other != STORE_INDEX_NONE; other = dedupe_next(&walk))
        TRY(compare_ids(checker, index, other, record, err));
    dedupe_add(checker->dedupe, &checker->key, index);
    return 0;
}

static void
check_place(struct checker *checker, const struct store_entry *entry, const struct record *record)
{
    if (record->received_ms < checker->received_ms)
        checker_report(checker, entry->index, "entries", checker_restore,
                       "received is before that of the entry before");
    if ((record->kind == RECORD_LEDGER) != (entry->index == 0))
        checker_report(checker, entry->index, "entries", checker_restore,
                       entry->index == 0 ? "entry 0 is not of kind 'ledger'" : "only entry 0 is of kind 'ledger'");
    if (entry->act != registry_is_act(record->kind))
        checker_report(checker, entry->index, "entries", checker_restore, "column act does not agree with the record");
    checker->received_ms = record->received_ms;
}

int
checker_entry(struct checker *checker, const struct store_entry *entry, struct err *err)
{
    struct err cause;
    struct record record;
    checker->key = (struct store_key){{0}};
    checker->key_is_known = record_read(entry->record, checker->arena, &record, &cause) == 0;
    if (!checker->key_is_known) {
        checker_report(checker, entry->index, "entries", checker_restore, "%s", cause.text);
        TRY(checker_version(checker, entry->index, NULL, err));
        return entry->payload == entry->index ? turn_to_payload(checker, entry->index, err) : 0;
    }
    check_place(checker, entry, &record);
    check_refs(checker, entry->index, &record);
    if (record.kind == RECORD_RULESET)
        TRY(check_ruleset(checker, entry->index, &record, err));
    TRY(check_payload(checker, entry, &record, err));
    TRY(checker_version(checker, entry->index, &record, err));
    return check_id(checker, entry->index, &record, err);
}
