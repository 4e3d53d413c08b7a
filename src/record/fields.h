/* fields.h - the one table of what stands in a record of each kind, walked by record_write() and record_read() alike,
 * so that they cannot disagree. Members are listed in the order of their names (all ASCII, so bytes order them like the
 * UTF-16 units of RFC 8785): what the reader accepts in table order is therefore in canonical order. */
#ifndef DAYBOOK_RECORD_FIELDS_H
#define DAYBOOK_RECORD_FIELDS_H

#include "record/record.h"

/* "v" of every record. */
#define RECORD_VERSION_TEXT "1"
enum { RECORD_VERSION = 1 };
/* Numbers are integers of 0 to 2^53, which every JSON reader holds exactly. */
#define RECORD_COUNT_MAX (UINT64_C(1) << 53)

enum field_type {
    FIELD_VERSION, /* always 1; no place in the struct */
    FIELD_WORD,    /* an enum of `words` */
    FIELD_TEXT,    /* struct slice, never empty: an empty text is absent */
    FIELD_TITLE,   /* the same, but cut instead of refused when it is too long */
    FIELD_REFS,    /* event: refs and ref_count */
    FIELD_TEXTS,   /* struct record_texts; an empty list is absent */
    FIELD_SYSTEMS, /* scope: systems and system_count, objects of record_system_name and record_system_sources */
    FIELD_MAY,     /* source: the set of permissions, an array in list order */
    FIELD_INSTANT, /* int64_t; INSTANT_NONE is absent */
    FIELD_DIGEST,  /* struct record_digest */
    FIELD_COUNT,   /* uint64_t */
    FIELD_TRUTH,   /* bool, always written */
    FIELD_OBJECT   /* `members`; absent when it would be empty */
};

struct field_list {
    const struct field *fields;
    size_t count;
};

struct field {
    const char *path;     /* as messages name it: "finding.check" */
    struct slice opening; /* as it stands before the value: "\"check\":" */
    enum field_type type;
    bool required;    /* of an object's member: whenever the object is there */
    bool has_flag;    /* the bool at `flag_at` says whether it is there */
    size_t at;        /* offset in struct record */
    size_t flag_at;   /* offset in struct record */
    size_t max;       /* bytes of a text; 0: only the record's own limit */
    size_t count_max; /* texts or systems of a list */
    bool plain;       /* a text without control characters: it is shown on a line with others */
    const struct word_list *words;
    struct field_list members;
};

/* The members of a system, both required. */
extern const struct field record_system_name;
extern const struct field record_system_sources;

/* Whether the text has no byte below U+0020 and no U+007F. */
bool record_is_plain(struct slice text);

/* The members of a kind (not RECORD_NONE). */
struct field_list record_fields(enum record_kind kind);

/* Rules between members: only the ledger speaks as "ledger". ERR_FORMAT. */
MUST_CHECK int record_check_source(const struct record *record, struct err *err);

#endif
