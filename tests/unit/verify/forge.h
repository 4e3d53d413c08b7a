/* forge.h - what whoever holds the key of a ledger can do: change entries, payloads, names and files at will, and seal
 * it all again, so that every digest, root and signature is right. */
#ifndef DAYBOOK_TESTS_VERIFY_FORGE_H
#define DAYBOOK_TESTS_VERIFY_FORGE_H

#include "bundle/manifest.h"
#include "bundle/payload_line.h"
#include "format/zip.h"
#include "sample.h"
#include "verify/verify.h"

enum { FORGE_ENTRIES_MAX = 1024, FORGE_SETS_MAX = 4 };

/* A ledger taken apart. Lists may be changed; bytes live in the arena. */
struct forge {
    struct arena *arena;
    struct signing_key *key;
    struct slice origin;
    int64_t from_ms;
    int64_t to_ms;
    struct slice entries[FORGE_ENTRIES_MAX];
    size_t count;
    struct payload_line payloads[FORGE_ENTRIES_MAX];
    size_t payload_count;
    struct bundle_name names[FORGE_ENTRIES_MAX];
    size_t name_count;
    struct file_set sets[FORGE_SETS_MAX];
    size_t set_count;
};

/* A sample taken apart, made once a process; the copy is the caller's. */
struct forge *forge_new(enum sample kind);
void forge_free(struct forge *forge);
/* For AUTO(forge_drop). */
void forge_drop(struct forge **forge);
struct given_key forge_given_key(const struct forge *forge);

/* Build and pack the bundle of what is there now; in the forge's arena. What no bundle can be made of fails the test.
 */
struct slice forge_pack(struct forge *forge);
/* The signed checkpoint of the first `size` entries, by the forge's key. */
struct slice forge_note(const struct forge *forge, uint64_t size);

/* The index of the first entry that holds the text. */
size_t forge_find(const struct forge *forge, const char *text);
/* Put `to` in the place of the first `from` of an entry. */
void forge_edit(struct forge *forge, size_t index, const char *from, const char *to);
void forge_insert(struct forge *forge, size_t index, struct slice record);
void forge_remove(struct forge *forge, size_t index);
/* The record of an entry, and a record in its place. */
struct record forge_record(struct forge *forge, size_t index);
void forge_put(struct forge *forge, size_t index, const struct record *record);
/* The payload of an entry that begins it. */
struct payload_line *forge_payload(struct forge *forge, size_t index);
/* Put `to` in the place of the first `from` of that payload, and let its entries commit to what it is then. */
void forge_edit_payload(struct forge *forge, size_t index, const char *from, const char *to);
/* Leave the payload out. */
void forge_withhold(struct forge *forge, size_t index);
/* `text` with the first `from` replaced by `to`, which must be there. */
struct slice forge_replaced(struct arena *arena, struct slice text, const char *from, const char *to);

/* A bundle taken apart. */
struct forge_member {
    struct slice path;
    struct slice bytes;
    enum zip_method method;
    enum bundle_check check; /* of the manifest */
};

struct forge_zip {
    struct forge *forge;
    struct manifest manifest;
    struct forge_member members[512];
    size_t count; /* manifest.json and its signature are the last two */
};

void forge_open(struct forge *forge, struct slice bundle, struct forge_zip *out_zip);
struct forge_member *forge_member(struct forge_zip *zip, const char *path);
/* Put `to` in the place of the first `from` of a member. */
void forge_edit_member(struct forge_zip *zip, const char *path, const char *from, const char *to);
void forge_delete_member(struct forge_zip *zip, const char *path);
/* Before the member `before`, which is deflated and recomputed. */
void forge_add_member(struct forge_zip *zip, const char *before, const char *path, struct slice bytes);
/* Make root, subtrees, checkpoint and b anew from the entries in the members. */
void forge_reroot(struct forge_zip *zip);
/* Make SHA256SUMS, the manifest of the members and its signature anew. */
void forge_declare(struct forge_zip *zip);
/* Sign this text as the manifest. */
void forge_sign(struct forge_zip *zip, struct slice manifest);
/* The zip of the members as they are; in the forge's arena. */
struct slice forge_zip(const struct forge_zip *zip);

/* Verification with all its findings. */
struct heard {
    struct verify_result result;
    struct verify_finding findings[VERIFY_FINDINGS_MAX * 4];
    char texts[VERIFY_FINDINGS_MAX * 4][512];
    size_t count;
};

/* Verify with the forge's key. */
void forge_verify(struct forge *forge, struct slice bundle, struct heard *out_heard);
void forge_verify_with(struct forge *forge, struct slice bundle, const struct verify_options *options,
                       struct heard *out_heard);
/* Whether some finding of the step has the code and holds the text. */
bool heard_has(const struct heard *heard, enum verify_step step, enum verify_code code, const char *text);
/* Print all findings, for messages. */
const char *heard_text(const struct heard *heard);

#endif
