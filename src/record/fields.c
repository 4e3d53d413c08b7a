#include "record/fields.h"

#include "base/limits.h"

#include <assert.h>
#include <stddef.h>

#define AT(member) .at = offsetof(struct record, member)
#define WHEN(member) .has_flag = true, .flag_at = offsetof(struct record, member)
#define REQUIRED .required = true
#define LIST(table)                                                                                                    \
    {                                                                                                                  \
        table, COUNT_OF(table)                                                                                         \
    }
/* `prefix` is the path of the object that it is a member of, with its point. */
#define MEMBER(prefix, key, field_type, ...)                                                                           \
    {                                                                                                                  \
        .path = prefix key, .opening = SLICE_INIT("\"" key "\":"), .type = field_type, __VA_ARGS__                     \
    }
#define TEXT(prefix, key, ...) MEMBER(prefix, key, FIELD_TEXT, __VA_ARGS__)
#define WORD(prefix, key, list, ...) MEMBER(prefix, key, FIELD_WORD, .words = &list, __VA_ARGS__)
#define INSTANT(prefix, key, ...) MEMBER(prefix, key, FIELD_INSTANT, __VA_ARGS__)
#define DIGEST(prefix, key, ...) MEMBER(prefix, key, FIELD_DIGEST, __VA_ARGS__)
#define COUNT(prefix, key, ...) MEMBER(prefix, key, FIELD_COUNT, __VA_ARGS__)
#define OBJECT(prefix, key, table, ...) MEMBER(prefix, key, FIELD_OBJECT, .members = LIST(table), __VA_ARGS__)

/* Members that several kinds have. */
#define KIND WORD("", "kind", record_kind_list, AT(kind), REQUIRED)
#define RECEIVED INSTANT("", "received", AT(received_ms), REQUIRED)
#define SOURCE TEXT("", "source", AT(source), REQUIRED, .max = LIMIT_ID_BYTES)
#define VERSION MEMBER("", "v", FIELD_VERSION, REQUIRED)
#define ADAPTER(prefix, ...) DIGEST(prefix, "adapter", AT(origin.adapter), __VA_ARGS__)
#define AUTH(prefix) TEXT(prefix, "auth", AT(origin.auth), REQUIRED)
#define ID(prefix) TEXT(prefix, "id", AT(origin.id), REQUIRED, .max = LIMIT_ID_BYTES)
#define OCCURRED(prefix) INSTANT(prefix, "occurred", AT(origin.occurred_ms))
#define PART(prefix) COUNT(prefix, "part", AT(origin.part), REQUIRED)
#define PAYLOAD(prefix) OBJECT(prefix, "payload", payload_fields, REQUIRED)
#define SIGNATURE(prefix) TEXT(prefix, "signature", AT(origin.signature))
#define APPROVAL TEXT("", "approval", AT(act.approval))
#define APPROVER TEXT("", "approver", AT(act.approver))
#define BY TEXT("", "by", AT(act.by))
#define REASON TEXT("", "reason", AT(act.reason))

static const struct field payload_fields[] = {
    DIGEST("payload.", "digest", AT(origin.payload), REQUIRED),
    TEXT("payload.", "type", AT(origin.payload_type), REQUIRED),
};

static const struct field ledger_fields[] = {
    COUNT("", "format", AT(body.ledger.format), REQUIRED),
    KIND,
    TEXT("", "origin", AT(body.ledger.origin), REQUIRED),
    RECEIVED,
    MEMBER("", "simulated", FIELD_TRUTH, AT(body.ledger.simulated), REQUIRED),
    SOURCE,
    COUNT("", "statistics", AT(body.ledger.statistics), REQUIRED),
    VERSION,
    TEXT("", "vkey", AT(body.ledger.vkey), REQUIRED),
};

static const struct field actor_fields[] = {
    WORD("actor.", "kind", actor_kind_list, AT(body.event.actor.kind)),
    TEXT("actor.", "name", AT(body.event.actor.name)),
};

static const struct field change_fields[] = {
    DIGEST("change.", "after", AT(body.event.after)),
    DIGEST("change.", "before", AT(body.event.before)),
};

static const struct field finding_fields[] = {
    TEXT("finding.", "check", AT(body.event.finding.check), .max = LIMIT_UID_BYTES),
    WORD("finding.", "severity", severity_list, AT(body.event.finding.severity)),
    MEMBER("finding.", "title", FIELD_TITLE, AT(body.event.finding.title), .max = LIMIT_TITLE_BYTES),
    TEXT("finding.", "uid", AT(body.event.finding.uid), .max = LIMIT_UID_BYTES),
};

static const struct field resource_fields[] = {
    TEXT("resource.", "account", AT(body.event.resource.account)),
    TEXT("resource.", "owner", AT(body.event.resource.owner)),
    TEXT("resource.", "region", AT(body.event.resource.region)),
    TEXT("resource.", "type", AT(body.event.resource.type)),
    TEXT("resource.", "uid", AT(body.event.resource.uid), .max = LIMIT_UID_BYTES),
};

static const struct field event_fields[] = {
    OBJECT("", "actor", actor_fields, ),
    ADAPTER("", REQUIRED),
    TEXT("", "approver", AT(body.event.approver)),
    AUTH(""),
    OBJECT("", "change", change_fields, ),
    INSTANT("", "expires", AT(body.event.expires_ms)),
    OBJECT("", "finding", finding_fields, ),
    ID(""),
    KIND,
    OCCURRED(""),
    WORD("", "outcome", outcome_list, AT(body.event.outcome)),
    PART(""),
    PAYLOAD(""),
    COUNT("", "prior", AT(body.event.prior), WHEN(body.event.has_prior)),
    RECEIVED,
    MEMBER("", "refs", FIELD_REFS, .max = LIMIT_REF_BYTES, .count_max = LIMIT_REF_COUNT),
    OBJECT("", "resource", resource_fields, ),
    SIGNATURE(""),
    SOURCE,
    WORD("", "stage", stage_list, AT(body.event.stage)),
    VERSION,
};

static const struct field truncated_fields[] = {
    DIGEST("truncated.", "digest", AT(body.reject.all), REQUIRED),
    COUNT("truncated.", "size", AT(body.reject.size), REQUIRED),
};

static const struct field reject_fields[] = {
    ADAPTER("", ), AUTH(""),      ID(""),      KIND,
    OCCURRED(""),  PART(""),      PAYLOAD(""), TEXT("", "reason", AT(body.reject.reason), REQUIRED),
    RECEIVED,      SIGNATURE(""), SOURCE,      OBJECT("", "truncated", truncated_fields, WHEN(body.reject.truncated)),
    VERSION,
};

static const struct field counts_fields[] = {
    COUNT("counts.", "accepted", AT(body.heartbeat.accepted), REQUIRED),
    COUNT("counts.", "duplicate", AT(body.heartbeat.duplicate), REQUIRED),
    COUNT("counts.", "received", AT(body.heartbeat.received), REQUIRED),
    COUNT("counts.", "rejected", AT(body.heartbeat.rejected), REQUIRED),
};

static const struct field heartbeat_fields[] = {
    ADAPTER("", REQUIRED),
    AUTH(""),
    WORD("", "basis", heartbeat_basis_list, AT(body.heartbeat.basis), REQUIRED),
    OBJECT("", "counts", counts_fields, WHEN(body.heartbeat.has_counts)),
    TEXT("", "cursor", AT(body.heartbeat.cursor)),
    ID(""),
    KIND,
    OCCURRED(""),
    PART(""),
    PAYLOAD(""),
    RECEIVED,
    SIGNATURE(""),
    SOURCE,
    VERSION,
};

static const struct field reconciliation_fields[] = {
    ADAPTER("", REQUIRED),
    AUTH(""),
    COUNT("", "count", AT(body.reconciliation.count), REQUIRED),
    INSTANT("", "from", AT(body.reconciliation.from_ms), REQUIRED),
    ID(""),
    KIND,
    OCCURRED(""),
    PART(""),
    PAYLOAD(""),
    TEXT("", "query", AT(body.reconciliation.query)),
    RECEIVED,
    TEXT("", "result_sha256", AT(body.reconciliation.result_sha256)),
    SIGNATURE(""),
    SOURCE,
    INSTANT("", "to", AT(body.reconciliation.to_ms), REQUIRED),
    VERSION,
};

/* In a source record `auth` and `adapter` are those of its events to come, so the origin has an object of its own. */
static const struct field via_fields[] = {
    ADAPTER("via.", REQUIRED), AUTH("via."),      ID("via."), OCCURRED("via."), PART("via."),
    PAYLOAD("via."),           SIGNATURE("via."),
};

static const struct field source_fields[] = {
    WORD("", "action", source_action_list, AT(body.source_change.action), REQUIRED),
    TEXT("", "adapter", AT(body.source_change.adapter)),
    APPROVAL,
    APPROVER,
    TEXT("", "auth", AT(body.source_change.source_auth)),
    BY,
    COUNT("", "interval_s", AT(body.source_change.interval_s), WHEN(body.source_change.has_interval)),
    TEXT("", "key", AT(body.source_change.source_key)),
    KIND,
    COUNT("", "lag_s", AT(body.source_change.lag_s), WHEN(body.source_change.has_lag)),
    MEMBER("", "may", FIELD_MAY, AT(body.source_change.may), WHEN(body.source_change.has_may)),
    TEXT("", "name", AT(body.source_change.name), REQUIRED, .max = LIMIT_ID_BYTES),
    REASON,
    RECEIVED,
    SOURCE,
    VERSION,
    OBJECT("", "via", via_fields, WHEN(origin.payload.present)),
};

#define PLAIN_NAME .max = LIMIT_ID_BYTES, .plain = true
#define NAMES(key, member) MEMBER("", key, FIELD_TEXTS, AT(member), PLAIN_NAME, .count_max = LIMIT_SCOPE_NAMES)

const struct field record_system_name = TEXT("systems.", "name", PLAIN_NAME);
const struct field record_system_sources =
    MEMBER("systems.", "sources", FIELD_TEXTS, PLAIN_NAME, .count_max = LIMIT_SYSTEM_SOURCES);

static const struct field scope_fields[] = {
    NAMES("accounts", body.scope.accounts),
    APPROVAL,
    APPROVER,
    BY,
    KIND,
    REASON,
    RECEIVED,
    NAMES("repositories", body.scope.repositories),
    SOURCE,
    MEMBER("", "systems", FIELD_SYSTEMS, REQUIRED, .count_max = LIMIT_SCOPE_SYSTEMS),
    VERSION,
};

static const struct field ruleset_fields[] = {
    APPROVAL, APPROVER,
    BY,       DIGEST("", "digest", AT(body.ruleset.digest), REQUIRED),
    KIND,     DIGEST("", "previous", AT(body.ruleset.previous)),
    REASON,   RECEIVED,
    SOURCE,   VERSION,
};

static const struct field close_fields[] = {
    APPROVAL,
    APPROVER,
    BY,
    COUNT("", "cut", AT(body.close.cut), REQUIRED),
    INSTANT("", "from", AT(body.close.from_ms), REQUIRED),
    KIND,
    REASON,
    RECEIVED,
    SOURCE,
    DIGEST("", "state", AT(body.close.state), REQUIRED),
    INSTANT("", "to", AT(body.close.to_ms), REQUIRED),
    VERSION,
};

struct field_list
record_fields(enum record_kind kind)
{
    static const struct field_list lists[] = {
        [RECORD_LEDGER] = LIST(ledger_fields),
        [RECORD_EVENT] = LIST(event_fields),
        [RECORD_REJECT] = LIST(reject_fields),
        [RECORD_HEARTBEAT] = LIST(heartbeat_fields),
        [RECORD_RECONCILIATION] = LIST(reconciliation_fields),
        [RECORD_SOURCE] = LIST(source_fields),
        [RECORD_SCOPE] = LIST(scope_fields),
        [RECORD_RULESET] = LIST(ruleset_fields),
        [RECORD_CLOSE] = LIST(close_fields),
    };
    _Static_assert(COUNT_OF(lists) == record_kind_count, "every kind has its members");
    assert(kind != RECORD_NONE && (unsigned)kind < record_kind_count);
    return lists[kind];
}

bool
record_is_plain(struct slice text)
{
    for (size_t i = 0; i < text.n; i++) {
        if (text.p[i] < 0x20 || text.p[i] == 0x7f)
            return false;
    }
    return true;
}

int
record_check_source(const struct record *record, struct err *err)
{
    static const bool own[record_kind_count] = {
        [RECORD_LEDGER] = true,
        [RECORD_SCOPE] = true,
        [RECORD_RULESET] = true,
        [RECORD_CLOSE] = true,
    };
    static const bool foreign[record_kind_count] = {
        [RECORD_EVENT] = true,
        [RECORD_HEARTBEAT] = true,
        [RECORD_RECONCILIATION] = true,
    };
    const bool is_ledger = slice_equal(record->source, SLICE(RECORD_SOURCE_LEDGER));
    const char *kind = record_kind_name(record->kind);
    if (own[record->kind] && !is_ledger)
        return err_set(err, ERR_FORMAT, "'source' of %s records must be '" RECORD_SOURCE_LEDGER "'", kind);
    if (foreign[record->kind] && is_ledger)
        return err_set(err, ERR_FORMAT, "'source' of %s records cannot be '" RECORD_SOURCE_LEDGER "'", kind);
    return 0;
}
