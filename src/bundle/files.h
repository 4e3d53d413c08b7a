/* files.h - the members of a bundle: which there are, in what order, and how each is written from the model.
 * One table serves both sides: `report` packs what it says, `verify` compares with it. */
#ifndef DAYBOOK_BUNDLE_FILES_H
#define DAYBOOK_BUNDLE_FILES_H

#include "base/buf.h"
#include "bundle/model.h"

/* What verify does with a member besides checking its digest. */
#define BUNDLE_CHECKS(X)                                                                                               \
    X(BUNDLE_RECOMPUTED, "recomputed") /* made again from the entries and the rules, or bound by them */               \
    X(BUNDLE_RENDERED, "rendered")     /* made again from the model, for people */                                     \
    X(BUNDLE_HASH_ONLY, "hash-only")

enum bundle_check {
#define X(check, name) check,
    BUNDLE_CHECKS(X)
#undef X
};
const char *bundle_check_name(enum bundle_check check);
MUST_CHECK int bundle_check_from_name(struct slice name, enum bundle_check *out_check, struct err *err);

#define BUNDLE_MANIFEST_PATH "manifest.json"
#define BUNDLE_SIGNATURE_PATH "manifest.json.sig"
#define BUNDLE_SUMS_PATH "SHA256SUMS"
#define BUNDLE_CHECKPOINT_PATH "ledger/end.checkpoint"
#define BUNDLE_SOURCE_FOLDER "controls/source/"
#define BUNDLE_PREVIOUS_FOLDER "controls/previous/" /* + hex digest of the rule set + "/" + path */
#define BUNDLE_ENTRIES_FOLDER "ledger/entries/"     /* + number of at least four digits + ".ndjson" */
#define BUNDLE_PAYLOADS_FOLDER "payloads/"
#define BUNDLE_NAMES_PATH "names.csv"
/* The namespace of the signature over manifest.json. */
#define BUNDLE_NAMESPACE "daybook-bundle"

/* Append the whole content of one file. Fails only with what buf_finish() or a writer reports. */
typedef int (*bundle_render)(const struct bundle_model *model, struct buf *out, struct err *err);

enum bundle_content {
    BUNDLE_CONTENT_RENDER,   /* render(model) */
    BUNDLE_CONTENT_BYTES,    /* `bytes`: rule files, the checkpoint */
    BUNDLE_CONTENT_ENTRIES,  /* lines [first, first + count) of the entries */
    BUNDLE_CONTENT_PAYLOADS, /* the same of the disclosed payloads: the first-th of them, by index, and so on */
    BUNDLE_CONTENT_SUMS      /* bundle_sums_line() of every member before it */
};

struct bundle_member {
    struct slice path;
    enum bundle_check check;
    enum bundle_content content;
    bundle_render render;
    struct slice bytes;
    uint64_t first;
    uint64_t count;
};

struct bundle_plan {
    const struct bundle_member *members;
    size_t count;
};

/* Every member of the model's bundle in the order of the zip, but for manifest.json and manifest.json.sig, which are
 * last and not in the manifest. SHA256SUMS is the last of the plan. In the arena; texts are borrowed from the model. */
struct bundle_plan bundle_plan_make(const struct bundle_model *model, struct arena *arena);

/* Append "<hex sha256>  <path>\n". */
void bundle_sums_line(struct buf *out, const struct sha256_digest *sha256, struct slice path);

#endif
