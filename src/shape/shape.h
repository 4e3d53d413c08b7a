/* shape.h - from the bytes that a source sent to the events they hold, by a declarative adapter (docs/adapters.md).
 * Pure and bounded: the same bytes and the same adapter files give the same events for ever, so that verify can read
 * every disclosed payload again. */
#ifndef DAYBOOK_SHAPE_SHAPE_H
#define DAYBOOK_SHAPE_SHAPE_H

#include "record/file_set.h"
#include "record/record.h"
#include "shape/form.h"

struct json;
struct adapter;     /* one compiled schema/sources/NAME.yaml */
struct transition;  /* what an event comes to after which version of its finding (shape/transition.h) */
struct adapter_set; /* all of them, so that one may hand a part of its payload to another */

/* Texts of a shaped record that name a person and must not stand in a leaf as they are. */
enum shaped_personal {
    PERSONAL_RESOURCE_UID = 1 << 0,
    PERSONAL_RESOURCE_OWNER = 1 << 1,
    PERSONAL_ACTOR_NAME = 1 << 2,
    PERSONAL_APPROVER = 1 << 3,
    PERSONAL_FINDING_UID = 1 << 4,
    PERSONAL_TITLE = 1 << 5
};

/* One event of a payload. Of `record` these are set: kind (event, heartbeat, reconciliation, source), the body, and
 * origin.id and origin.occurred_ms where the payload has them. The rest is filled by shaped_seal(). */
struct shaped {
    struct record record;
    unsigned personal;   /* bits of enum shaped_personal */
    struct slice before; /* exact bytes of the value in the payload, absent when there is none */
    struct slice after;
    const struct transition *transition; /* NULL: none; whoever knows the earlier entries applies it */
};

struct shaping {
    struct shaped *events;
    size_t count; /* at least 1 */
};

/* A payload parsed once. A CloudEvents 1.0 envelope (structured mode) is recognised whatever the adapter: it may carry
 * another source's shape in `data`. */
struct shape_input {
    struct slice bytes;
    const struct json *document;
    bool is_cloudevent;
    struct slice source;             /* of the envelope, else absent */
    struct slice id;                 /* of the envelope: the delivery id, else absent */
    struct slice type;               /* of the envelope, else absent */
    int64_t occurred_ms;             /* `time` of the envelope, else INSTANT_NONE */
    int64_t received_ms;             /* its extension attribute `receivedtime`, else INSTANT_NONE */
    const struct json *around;       /* of an HTTP message its head (shape/form_http.h), else NULL */
    const struct shape_input *batch; /* of a batch of CloudEvents each event; NULL when it is none */
    size_t batch_count;
    /* When the bytes are a DSSE envelope (shape/signed.h): what it carries, which is then the document, and by whom.
     * Else absent. */
    struct slice signed_type;
    struct slice signed_body;
    const struct slice *signatures;
    size_t signature_count;
};

/* Compile every "sources/NAME.yaml" of the set. ERR_FORMAT "sources/x.yaml:line:column: …" on the first fault. The
 * set borrows the bytes; everything lives in the arena. */
MUST_CHECK int
adapter_set_load(const struct file_set *files, struct arena *arena, struct adapter_set **out_set, struct err *err);
/* By name ("aws-eventbridge"), or NULL. */
const struct adapter *adapter_find(const struct adapter_set *set, struct slice name);
/* By the digest of its reading, or NULL. */
const struct adapter *adapter_find_digest(const struct adapter_set *set, const struct sha256_digest *digest);
size_t adapter_count(const struct adapter_set *set);
const struct adapter *adapter_at(const struct adapter_set *set, size_t at); /* in order of names */
struct slice adapter_name(const struct adapter *adapter);
struct slice adapter_title(const struct adapter *adapter);
/* The form in which it takes a stream that begins so; NULL takes JSON, as CloudEvents do. */
enum form adapter_form(const struct adapter *adapter, struct slice prefix);
/* Whether it takes payloads of this form. */
bool adapter_takes(const struct adapter *adapter, enum form form);
/* SHA-256 over the lines "<hex sha256>  <path>\n" of its file and of every file it may hand parts to, sorted. */
struct sha256_digest adapter_digest(const struct adapter *adapter);

/* Parse the bytes, whose form `type` names (a media type), take them out of a DSSE envelope, and see whether they are a
 * CloudEvent or a batch of them. ERR_FORMAT or ERR_LIMIT: not readable at all (a reject). An envelope whose
 * `receivedtime` or `time` is no RFC 3339 instant is ERR_FORMAT. */
MUST_CHECK int
shape_open(struct slice bytes, struct slice type, struct arena *arena, struct shape_input *out_input, struct err *err);

/* The adapter that reads this input for a source enrolled with `enrolled`: "cloudevents" for types "dev.daybook.*",
 * else `enrolled`. */
const struct adapter *
shape_choose(const struct adapter_set *set, const struct adapter *enrolled, const struct shape_input *input);

/* Read the events. When the input is a CloudEvents envelope and the adapter is another one, the adapter reads `data`,
 * and takes id and time from the envelope where it finds none itself. ERR_FORMAT or ERR_LIMIT with the reason: a
 * reject. A readable payload that holds no evidence is one event without stage. */
MUST_CHECK int shape_read(const struct adapter_set *set, const struct adapter *adapter, const struct shape_input *input,
                          struct arena *arena, struct shaping *out_shaping, struct err *err);

#endif
