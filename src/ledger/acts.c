#include "ledger/append.h"

#include "ledger/sequencer.h"

#include <inttypes.h>

/* The people of an act as references. */
static int
seal_act(struct ledger *ledger, const struct record_act *act, struct record_act *out_act, struct err *err)
{
    struct record_act sealed = act == NULL ? (struct record_act){0} : *act;
    if (sealed.by.n > 0)
        TRY(persons_ref(ledger->persons, sealed.by, &sealed.by, err));
    if (sealed.approver.n > 0)
        TRY(persons_ref(ledger->persons, sealed.approver, &sealed.approver, err));
    *out_act = sealed;
    return 0;
}

/* Add the ledger's own record of what somebody did, and commit it with all that waits. */
static int
put_act(struct ledger *ledger, struct record *record, const struct record_act *act, const struct file_set *files,
        struct err *err)
{
    uint64_t index;
    if (!batch_has_room(&ledger->batch, 1))
        TRY(ledger_commit(ledger, err));
    record->received_ms = sequencer_received(ledger);
    record->source = SLICE(RECORD_SOURCE_LEDGER);
    record->origin.occurred_ms = INSTANT_NONE;
    TRY(seal_act(ledger, act, &record->act, err));
    TRY(sequencer_add(ledger, record, STORE_INDEX_NONE, &index, err));
    return sequencer_commit(ledger, files, files == NULL ? 0 : 1, err);
}

int
ledger_put_source(struct ledger *ledger, const struct record_source *source, const struct record_act *act,
                  struct err *err)
{
    TRY(sequencer_prepare(ledger, err));
    TRY(registry_allows(ledger->registry, source, err));
    struct record record = {.kind = RECORD_SOURCE, .body.source_change = *source};
    return put_act(ledger, &record, act, NULL, err);
}

int
ledger_put_ruleset(struct ledger *ledger, const struct file_set *files, const struct record_act *act, struct err *err)
{
    TRY(sequencer_prepare(ledger, err));
    const struct record_digest in_force = registry_ruleset(ledger->registry);
    const struct record_digest digest = {true, file_set_digest(files)};
    const bool approves = act != NULL && act->approver.n > 0;
    if (in_force.present && sha256_equal(&in_force.sha256, &digest.sha256) && !approves)
        return 0;
    struct record record = {.kind = RECORD_RULESET, .body.ruleset = {digest, in_force}};
    return put_act(ledger, &record, act, files, err);
}

int
ledger_put_scope(struct ledger *ledger, const struct record_scope *scope, const struct record_act *act, struct err *err)
{
    TRY(sequencer_prepare(ledger, err));
    struct record_act sealed;
    TRY(seal_act(ledger, act, &sealed, err));
    if (registry_has_scope(ledger->registry, scope, &sealed))
        return 0;
    struct record_act claimed = *act;
    if (claimed.approver.n > 0)
        claimed.approval = SLICE("claimed");
    struct record record = {.kind = RECORD_SCOPE, .body.scope = *scope};
    return put_act(ledger, &record, &claimed, NULL, err);
}

int
ledger_put_close(struct ledger *ledger, const struct record_close *close, const struct record_act *act, struct err *err)
{
    TRY(sequencer_prepare(ledger, err));
    if (close->from_ms >= close->to_ms)
        return err_set(err, ERR_USAGE, "a period must end after it begins");
    if (close->cut > sequencer_next(ledger))
        return err_set(err, ERR_USAGE, "cut %" PRIu64 " is above the ledger's size %" PRIu64, close->cut,
                       sequencer_next(ledger));
    struct record record = {.kind = RECORD_CLOSE, .body.close = *close};
    return put_act(ledger, &record, act, NULL, err);
}
