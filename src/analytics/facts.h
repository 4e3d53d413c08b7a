/* facts.h - what statistics need of a ledger's entries, in as little memory as will do.
 * Entries are added once, in the order of their index; texts that repeat are numbers in the intern tables. All arrays
 * are in index order. Others read the fields and change nothing.
 * Source: docs/statistics.md, "What is read". */
#ifndef DAYBOOK_ANALYTICS_FACTS_H
#define DAYBOOK_ANALYTICS_FACTS_H

#include "analytics/grow.h"
#include "base/intern.h"
#include "base/limits.h"
#include "record/record.h"

/* "None", for numbers of events, settings, waivers, closes. */
#define FACT_NONE UINT32_MAX

/* What a source record leaves out (statistics §3 and §8). */
#define FACT_INTERVAL_DEFAULT_MS INT64_C(3600000)
#define FACT_LAG_DEFAULT_MS INT64_C(86400000)

/* An entry of kind event. Its number is its place in the array; the order of numbers is the order of indexes. */
struct fact_event {
    uint64_t index;
    int64_t received_ms;
    int64_t occurred_ms; /* INSTANT_NONE when the sender did not say */
    uint32_t source;     /* number in facts->sources */
    uint32_t check;      /* number in facts->checks, or INTERN_NONE; an empty text is none too */
    uint32_t resource;   /* number in facts->resources, or INTERN_NONE */
    uint32_t author;     /* number of the pair (source, actor): equal when both are */
    uint32_t auth;       /* number in facts->words, or INTERN_NONE */
    uint32_t setting;    /* number of its source's last source record before it, or FACT_NONE */
    uint32_t waiver;     /* number in facts->waivers when the stage is waived, else FACT_NONE */
    uint32_t refs_first; /* place in facts->refs of the first of its strong references */
    uint8_t stage;       /* enum stage */
    uint8_t outcome;     /* enum outcome */
    uint8_t severity;    /* enum severity */
    uint8_t ref_count;   /* each once, that of its own finding uid among them */
    bool has_actor;
    uint16_t classes; /* number in facts->class_sets */
};
_Static_assert(LIMIT_REF_COUNT < UINT8_MAX, "the references of an event and its finding fit a byte");
_Static_assert(sizeof(struct fact_event) <= 64, "an event takes a cache line at most");

/* What only waived events carry. */
struct fact_waiver {
    uint32_t event;    /* number */
    uint32_t approver; /* number in facts->words, or INTERN_NONE */
    int64_t expires_ms;
};

/* A source record: what holds for the source from here on. What it omits has its default filled in. */
struct fact_setting {
    uint64_t index;
    int64_t received_ms;
    uint32_t source;
    enum source_action action;
    unsigned may; /* bits 1 << enum permission */
    bool has_may; /* false: unrestricted */
    int64_t interval_ms;
    int64_t lag_ms;
    uint32_t adapter; /* numbers in facts->words, or INTERN_NONE */
    uint32_t auth;    /* how its events are authenticated */
};

struct fact_heartbeat {
    uint64_t index;
    int64_t received_ms;
    uint32_t source;
    uint32_t setting; /* as in fact_event */
    enum heartbeat_basis basis;
    bool has_counts;
    uint64_t received, accepted, duplicate, rejected;
};

struct fact_reconciliation {
    uint64_t index;
    int64_t received_ms;
    uint32_t source;
    int64_t from_ms;
    int64_t to_ms;
    uint64_t count;
};

struct fact_reject {
    uint64_t index;
    int64_t received_ms;
    uint32_t source;
    uint32_t reason; /* number in facts->words */
    uint32_t id;     /* number in facts->words, or INTERN_NONE */
};

struct fact_close {
    uint64_t index;
    int64_t received_ms;
    int64_t from_ms;
    int64_t to_ms;
    uint64_t cut;
    struct record_digest state;
};

struct fact_scope {
    uint64_t index;
    int64_t received_ms;
    bool approved;             /* it names an approver */
    struct record_scope scope; /* in the arena */
};

struct fact_ruleset {
    uint64_t index;
    int64_t received_ms;
    struct record_digest digest;
};

/* An act of people: a source, scope, ruleset or close record. */
struct fact_act {
    uint64_t index;
    int64_t received_ms;
    enum record_kind kind;
    uint32_t by; /* numbers in facts->words, or INTERN_NONE */
    uint32_t approver;
    uint32_t reason;
    uint32_t approval;
    uint32_t detail; /* place in the array of its kind: settings, scopes, rulesets or closes */
};

struct facts {
    struct arena *arena;
    struct arena *scratch; /* of one reference */
    struct arena_mark scratch_empty;
    struct intern *sources;
    struct intern *checks;
    struct intern *resources;
    struct intern *authors;         /* of pairs, not for printing */
    struct intern *words;           /* everything else */
    struct intern *ref_names;       /* strong references in their normal form (record/ref.h) */
    GROW_ARRAY(uint8_t, ref_ranks); /* enum ref_rank, by number of reference */
    GROW_ARRAY(uint32_t, refs);     /* numbers of references, event by event */
    struct intern *class_sets;      /* the codes of facts_set_classes(), as they lie in memory; 0 is the empty set */
    GROW_ARRAY(struct fact_event, events);
    GROW_ARRAY(struct fact_waiver, waivers);
    GROW_ARRAY(struct fact_setting, settings);
    GROW_ARRAY(struct fact_heartbeat, heartbeats);
    GROW_ARRAY(struct fact_reconciliation, reconciliations);
    GROW_ARRAY(struct fact_reject, rejects);
    GROW_ARRAY(struct fact_close, closes);
    GROW_ARRAY(struct fact_scope, scopes);
    GROW_ARRAY(struct fact_ruleset, rulesets);
    GROW_ARRAY(struct fact_act, acts);
    GROW_ARRAY(uint32_t, setting_of_source); /* the last one so far, by source */
    struct slice origin;                     /* of the ledger record, absent when it is not among the entries */
    bool simulated;
    uint64_t first_index; /* of the entries added */
    uint64_t entry_count;
    int64_t last_received_ms; /* A, the as-of; INSTANT_NONE without entries */
};

/* Texts are copied into `arena`, which must outlive the facts; the rest is given back by facts_free(). */
struct facts *facts_new(struct arena *arena);
void facts_free(struct facts *facts);
void facts_drop(struct facts **facts);

/* Add the entry `index`. The first may have any index, each later one must follow its predecessor and not be received
 * before it: else ERR_FORMAT. ERR_LIMIT after 2^32 - 1 entries. A kind that no figure needs only counts. */
MUST_CHECK int facts_add(struct facts *facts, uint64_t index, const struct record *record, struct err *err);

/* A class rule that matched an event, or that could not be decided for it. */
static inline uint32_t
fact_class(uint32_t rule, bool is_undecided)
{
    return rule << 1 | (is_undecided ? 1 : 0);
}

/* Say of the last event added which class rules matched it: their fact_class(), in ascending order. ERR_LIMIT when the
 * events have more than 65,535 different sets of them. */
MUST_CHECK int facts_set_classes(struct facts *facts, const uint32_t *classes, size_t count, struct err *err);

/* Seconds as ms; more than instants can span is cut, which is as good as for ever. */
int64_t facts_duration_ms(uint64_t seconds);

/* The setting in force for an event or heartbeat: its own, or the defaults (everything permitted). */
struct fact_setting facts_setting(const struct facts *facts, uint32_t setting);

#endif
