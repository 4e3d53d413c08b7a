#include "ledger/checker.h"

#include "shape/transition.h"

#include <inttypes.h>

static const char where[] = "finding_versions";

/* Turn to what the store tells of the versions at this entry. None at all from here to the end is as it should be: the
 * next batch brings them (an older program left them out). */
static int
turn_to_versions(struct checker *checker, uint64_t index, struct err *err)
{
    struct checker_versions *versions = &checker->versions;
    struct err cause;
    struct store_versions later;
    arena_free(versions->arena);
    versions->arena = arena_new();
    versions->at = 0;
    versions->row = (struct store_versions){.first = index, .size = index + 1};
    int code = store_versions(checker->store, index, versions->arena, &versions->row, &cause);
    versions->is_told = code == 0;
    if (code == ERR_NOT_FOUND) {
        code = store_versions(checker->store, checker->end - 1, versions->arena, &later, &cause);
        if (code == 0)
            checker_report(checker, index, where, checker_restore, "nothing tells whether it is a version");
        else if (code == ERR_NOT_FOUND)
            versions->row.size = UINT64_MAX;
        code = code == ERR_NOT_FOUND ? 0 : code;
    }
    return code < 0 ? checker_excuse(checker, index, where, code, &cause, err) : 0;
}

/* Whether the row has this entry as a version, and of which finding. What it has of entries before it is of none. */
static const struct store_version *
take_told(struct checker *checker, uint64_t index)
{
    struct checker_versions *versions = &checker->versions;
    const struct store_versions *row = &versions->row;
    while (versions->at < row->count && row->versions[versions->at].index < index)
        checker_report(checker, row->versions[versions->at++].index, where, checker_restore,
                       "it is kept out of order, or twice");
    const bool is_it = versions->at < row->count && row->versions[versions->at].index == index;
    const struct store_version *told = is_it ? &row->versions[versions->at++] : NULL;
    if (index + 1 == row->size && versions->at < row->count)
        checker_report(checker, row->versions[versions->at].index, where, checker_restore,
                       "it is kept with the versions of entries %" PRIu64 " to %" PRIu64, row->first, row->size - 1);
    return told;
}

static void
check_told(struct checker *checker, const struct store_version *told, const struct store_version *version,
           uint64_t index)
{
    if (told != NULL && version == NULL)
        checker_report(checker, index, where, checker_restore, "it is kept as a version, and is none");
    if (told == NULL && version != NULL)
        checker_report(checker, index, where, checker_restore, "it is a version, and not kept as one");
    if (told != NULL && version != NULL && memcmp(told->finding.b, version->finding.b, STORE_KEY_BYTES) != 0)
        checker_report(checker, index, where, checker_restore, "it is kept as a version of another finding");
}

/* `prior` names the last version of the same finding before it. */
static void
check_prior(struct checker *checker, uint64_t index, const struct record *record)
{
    const struct checker_versions *versions = &checker->versions;
    if (record->kind != RECORD_EVENT || !record->body.event.has_prior || versions->is_broken)
        return;
    const struct store_key finding = versions_key(record);
    const uint64_t last = versions_last(versions->last, &finding);
    const uint64_t prior = record->body.event.prior;
    if (last == STORE_INDEX_NONE)
        checker_report(checker, index, "entries", checker_restore,
                       "prior is %" PRIu64 ", but no entry before is a version of its finding", prior);
    else if (last != prior)
        checker_report(checker, index, "entries", checker_restore,
                       "prior is %" PRIu64 ", the last version of its finding is entry %" PRIu64, prior, last);
}

int
checker_version(struct checker *checker, uint64_t index, const struct record *record, struct err *err)
{
    struct checker_versions *versions = &checker->versions;
    if (versions->last == NULL)
        versions->last = versions_new();
    if (index >= versions->row.size)
        TRY(turn_to_versions(checker, index, err));
    versions->is_broken |= index != versions->next || record == NULL;
    versions->next = index + 1;
    const struct store_version *told = take_told(checker, index);
    if (record == NULL)
        return 0;
    check_prior(checker, index, record);
    const bool is_version = transition_is_version(record);
    struct store_version version = {.index = index};
    if (is_version)
        version.finding = versions_key(record);
    if (versions->is_told)
        check_told(checker, told, is_version ? &version : NULL, index);
    if (is_version)
        versions_put(versions->last, &version);
    return 0;
}
