/* slot.h - the places of a record that an adapter fills, by the names that adapter files use.
 * Each belongs to one kind of record (RECORD_NONE: to all four that a payload can give). */
#ifndef DAYBOOK_SHAPE_SLOT_H
#define DAYBOOK_SHAPE_SLOT_H

#include "base/limits.h"
#include "record/record.h"

enum slot_type {
    SLOT_TYPE_TEXT,
    SLOT_TYPE_INSTANT, /* RFC 3339 */
    SLOT_TYPE_COUNT,   /* an integer of 0 to 2^53 */
    SLOT_TYPE_STAGE,   /* words of record/vocabulary.h */
    SLOT_TYPE_OUTCOME,
    SLOT_TYPE_SEVERITY,
    SLOT_TYPE_ACTOR_KIND,
    SLOT_TYPE_BASIS,
    SLOT_TYPE_ACTION,
    SLOT_TYPE_REFS,   /* several texts */
    SLOT_TYPE_MAY,    /* the path of an array of permissions */
    SLOT_TYPE_SOURCE, /* the path of a value that is kept as its bytes */
};

/* constant, name, kind, type, most bytes of a text (0: as many as the record takes) */
#define SLOTS(X)                                                                                                       \
    X(SLOT_ID, "id", RECORD_NONE, SLOT_TYPE_TEXT, LIMIT_ID_BYTES)                                                      \
    X(SLOT_TIME, "time", RECORD_NONE, SLOT_TYPE_INSTANT, 0)                                                            \
    X(SLOT_STAGE, "stage", RECORD_EVENT, SLOT_TYPE_STAGE, 0)                                                           \
    X(SLOT_OUTCOME, "outcome", RECORD_EVENT, SLOT_TYPE_OUTCOME, 0)                                                     \
    X(SLOT_CHECK, "finding.check", RECORD_EVENT, SLOT_TYPE_TEXT, LIMIT_UID_BYTES)                                      \
    X(SLOT_FINDING_UID, "finding.uid", RECORD_EVENT, SLOT_TYPE_TEXT, LIMIT_UID_BYTES)                                  \
    X(SLOT_TITLE, "finding.title", RECORD_EVENT, SLOT_TYPE_TEXT, 0)                                                    \
    X(SLOT_SEVERITY, "finding.severity", RECORD_EVENT, SLOT_TYPE_SEVERITY, 0)                                          \
    X(SLOT_RESOURCE_UID, "resource.uid", RECORD_EVENT, SLOT_TYPE_TEXT, LIMIT_UID_BYTES)                                \
    X(SLOT_RESOURCE_TYPE, "resource.type", RECORD_EVENT, SLOT_TYPE_TEXT, 0)                                            \
    X(SLOT_ACCOUNT, "resource.account", RECORD_EVENT, SLOT_TYPE_TEXT, 0)                                               \
    X(SLOT_REGION, "resource.region", RECORD_EVENT, SLOT_TYPE_TEXT, 0)                                                 \
    X(SLOT_OWNER, "resource.owner", RECORD_EVENT, SLOT_TYPE_TEXT, 0)                                                   \
    X(SLOT_ACTOR_KIND, "actor.kind", RECORD_EVENT, SLOT_TYPE_ACTOR_KIND, 0)                                            \
    X(SLOT_ACTOR_NAME, "actor.name", RECORD_EVENT, SLOT_TYPE_TEXT, 0)                                                  \
    X(SLOT_REFS, "refs", RECORD_EVENT, SLOT_TYPE_REFS, LIMIT_REF_BYTES)                                                \
    X(SLOT_APPROVER, "approver", RECORD_EVENT, SLOT_TYPE_TEXT, 0)                                                      \
    X(SLOT_EXPIRES, "expires", RECORD_EVENT, SLOT_TYPE_INSTANT, 0)                                                     \
    X(SLOT_BEFORE, "change.before", RECORD_EVENT, SLOT_TYPE_SOURCE, 0)                                                 \
    X(SLOT_AFTER, "change.after", RECORD_EVENT, SLOT_TYPE_SOURCE, 0)                                                   \
    X(SLOT_BASIS, "basis", RECORD_HEARTBEAT, SLOT_TYPE_BASIS, 0)                                                       \
    X(SLOT_RECEIVED, "received", RECORD_HEARTBEAT, SLOT_TYPE_COUNT, 0)                                                 \
    X(SLOT_ACCEPTED, "accepted", RECORD_HEARTBEAT, SLOT_TYPE_COUNT, 0)                                                 \
    X(SLOT_DUPLICATE, "duplicate", RECORD_HEARTBEAT, SLOT_TYPE_COUNT, 0)                                               \
    X(SLOT_REJECTED, "rejected", RECORD_HEARTBEAT, SLOT_TYPE_COUNT, 0)                                                 \
    X(SLOT_CURSOR, "cursor", RECORD_HEARTBEAT, SLOT_TYPE_TEXT, 0)                                                      \
    X(SLOT_ACTION, "action", RECORD_SOURCE, SLOT_TYPE_ACTION, 0)                                                       \
    X(SLOT_NAME, "name", RECORD_SOURCE, SLOT_TYPE_TEXT, LIMIT_ID_BYTES)                                                \
    X(SLOT_ADAPTER, "adapter", RECORD_SOURCE, SLOT_TYPE_TEXT, LIMIT_ID_BYTES)                                          \
    X(SLOT_INTERVAL, "interval_s", RECORD_SOURCE, SLOT_TYPE_COUNT, 0)                                                  \
    X(SLOT_MAY, "may", RECORD_SOURCE, SLOT_TYPE_MAY, 0)                                                                \
    X(SLOT_LAG, "lag_s", RECORD_SOURCE, SLOT_TYPE_COUNT, 0)                                                            \
    X(SLOT_FROM, "from", RECORD_RECONCILIATION, SLOT_TYPE_INSTANT, 0)                                                  \
    X(SLOT_TO, "to", RECORD_RECONCILIATION, SLOT_TYPE_INSTANT, 0)                                                      \
    X(SLOT_COUNT_OF, "count", RECORD_RECONCILIATION, SLOT_TYPE_COUNT, 0)                                               \
    X(SLOT_QUERY, "query", RECORD_RECONCILIATION, SLOT_TYPE_TEXT, 0)                                                   \
    X(SLOT_RESULT, "result_sha256", RECORD_RECONCILIATION, SLOT_TYPE_TEXT, 0)

enum slot {
#define X(slot, name, kind, type, most) slot,
    SLOTS(X)
#undef X
        SLOT_TOTAL
};

const char *slot_name(enum slot slot);
enum record_kind slot_kind(enum slot slot);
enum slot_type slot_type(enum slot slot);
/* Most bytes of its text, or SIZE_MAX. */
size_t slot_bytes_max(enum slot slot);
/* The slot of a kind by its name; ERR_FORMAT "unknown field 'x' of an event". */
MUST_CHECK int slot_find(enum record_kind kind, struct slice name, enum slot *out_slot, struct err *err);

/* The words of a slot's type, or NULL when it is none of words. */
const struct word_list *slot_words(enum slot_type type);
/* Its number in that list; ERR_FORMAT "expected one of a, b, c". */
MUST_CHECK int slot_word(enum slot_type type, struct slice word, unsigned *out_value, struct err *err);
/* "expected one of a, b, c" in `err`: for a word that is missing. */
int slot_expect_words(enum slot_type type, struct err *err);

#endif
