/* limits.h - every limit on input sizes, in one place. Bytes, unless the name says otherwise. */
#ifndef DAYBOOK_BASE_LIMITS_H
#define DAYBOOK_BASE_LIMITS_H

enum {
    LIMIT_RECORD_BYTES = 65535, /* tlog-tiles: an entry's length is a uint16 */
    LIMIT_ID_BYTES = 512,       /* id and source of an event */
    LIMIT_ORIGIN_BYTES = 245,   /* name of a ledger, without the suffix of a simulated one */
    LIMIT_UID_BYTES = 1024,     /* resource uid, finding uid, check */
    LIMIT_TITLE_BYTES = 2048,   /* longer titles are cut with a mark */
    LIMIT_REF_COUNT = 64,
    LIMIT_REF_BYTES = 512,
    LIMIT_SCOPE_SYSTEMS = 256,           /* of a scope record */
    LIMIT_SYSTEM_SOURCES = 64,           /* of each */
    LIMIT_SCOPE_NAMES = 4096,            /* accounts, and repositories */
    LIMIT_PAYLOAD_BYTES = 1 << 20,       /* a larger payload is a reject */
    LIMIT_REJECT_PREFIX_BYTES = 1 << 16, /* of which this much is kept */
    LIMIT_PAYLOAD_EVENTS = 10000,        /* events that one payload may give */
    LIMIT_ENVELOPE_SIGNATURES = 16,      /* of one DSSE envelope */
    LIMIT_JSON_DEPTH = 64,
    LIMIT_JSON_NODES = 1 << 20, /* values in one document */
    LIMIT_MIME_DEPTH = 8,       /* multiparts inside each other */
    LIMIT_MIME_PARTS = 256,
    LIMIT_YAML_BYTES = 1 << 20,
    LIMIT_YAML_DEPTH = 32,
    LIMIT_RULE_FILES = 4096,
    LIMIT_DECLARED = 1000,            /* own controls, and manual answers, of a ledger */
    LIMIT_DURATION_S = 315576000,     /* ten years: SLAs, time to live and other durations that people write */
    LIMIT_SHAPE_STEPS = 1 << 27,      /* looks at a value while an adapter reads one payload */
    LIMIT_SHAPE_DEPTH = 16,           /* hand-overs of a part of a payload to an adapter, one inside the other */
    LIMIT_SHAPE_TEXT_BYTES = 1 << 16, /* a text that an adapter composes */
    LIMIT_REGEX_BYTES = 1024,
    LIMIT_REGEX_SUBJECT_BYTES = 8192,
    LIMIT_REGEX_STEPS = 50000, /* of PCRE2, in one match */
    LIMIT_REGEX_HEAP_KIB = 8192,
    LIMIT_NOTE_BYTES = 1 << 20,
    LIMIT_NOTE_SIGNATURES = 100,
    LIMIT_KEY_FILE_BYTES = 1 << 14,
    LIMIT_ZIP_FILES = 65535,
    LIMIT_ZIP_NAME_BYTES = 255,
    LIMIT_BUNDLE_FILE_BYTES = 1 << 30,  /* of one member of a bundle that is made or read as a whole */
    LIMIT_PAYLOAD_LINE_BYTES = 7 << 20, /* a payload as a JSON string: at most 6 bytes for 1, and its other members */
    LIMIT_BATCH_ENTRIES = 10000,        /* entries of one transaction */
    LIMIT_BATCH_BYTES = 64 << 20        /* records and payloads of one transaction */
};

#endif
