#include "forge.h"

#include "base/encoding.h"
#include "base/limits.h"
#include "bundle/builder.h"
#include "bundle/pack.h"
#include "crypto/sshsig.h"
#include "format/unzip.h"
#include "ledger/read.h"
#include "tlog/checkpoint.h"
#include "unit.h"

#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

static void
good(int code, const struct err *err)
{
    ck_assert_msg(code >= 0, "%s", err->text);
}

struct record
forge_record(struct forge *forge, size_t index)
{
    struct record record;
    struct err err;
    good(record_read(forge->entries[index], forge->arena, &record, &err), &err);
    return record;
}

void
forge_put(struct forge *forge, size_t index, const struct record *record)
{
    struct buf out AUTO(buf_release);
    struct err err;
    buf_init(&out, LIMIT_RECORD_BYTES);
    good(record_write(record, &out, &err), &err);
    forge->entries[index] = arena_copy(forge->arena, buf_slice(&out));
}

static void
add_payload(struct forge *forge, struct ledger *ledger, uint64_t index)
{
    struct store_payload payload;
    struct err err;
    good(ledger_payload(ledger, index, forge->arena, &payload, &err), &err);
    forge->payloads[forge->payload_count++] =
        (struct payload_line){.index = index, .salt = payload.salt, .type = payload.type, .bytes = payload.bytes};
}

static void
add_set(struct forge *forge, struct ledger *ledger, struct slice entry)
{
    struct record record;
    struct err err;
    good(record_read(entry, forge->arena, &record, &err), &err);
    if (record.kind != RECORD_RULESET)
        return;
    ck_assert_uint_lt(forge->set_count, FORGE_SETS_MAX);
    struct file_set *set = &forge->sets[forge->set_count++];
    good(ledger_file_set(ledger, &record.body.ruleset.digest.sha256, forge->arena, set, &err), &err);
    good(file_set_sort(set, &err), &err);
}

static int
compare_names(const void *a, const void *b)
{
    return slice_compare(((const struct bundle_name *)a)->ref, ((const struct bundle_name *)b)->ref);
}

static void
add_names(struct forge *forge, struct ledger *ledger)
{
    struct store_person_page page;
    struct err err;
    good(ledger_persons(ledger, forge->arena, &page, &err), &err);
    for (size_t i = 0; i < page.count; i++)
        forge->names[forge->name_count++] =
            (struct bundle_name){page.persons[i].ref, page.persons[i].salt, page.persons[i].name};
    qsort(forge->names, forge->name_count, sizeof(*forge->names), compare_names);
}

static void
load(struct forge *forge, struct ledger *ledger)
{
    const struct signing_key *key;
    uint8_t seed[ED25519_SEED_BYTES];
    struct err err;
    good(ledger_signing_key(ledger, &key, &err), &err);
    signing_key_seed(key, seed);
    forge->key = signing_key_from_seed(seed);
    forge->origin = arena_copy(forge->arena, ledger_info(ledger).origin);
    forge->count = (size_t)ledger_info(ledger).size;
    ck_assert_uint_le(forge->count, FORGE_ENTRIES_MAX);
    for (size_t i = 0; i < forge->count; i++) {
        struct store_entry entry;
        good(ledger_entry(ledger, i, forge->arena, &entry, &err), &err);
        forge->entries[i] = arena_copy(forge->arena, entry.record);
        if (entry.payload == i)
            add_payload(forge, ledger, i);
        add_set(forge, ledger, forge->entries[i]);
    }
    add_names(forge, ledger);
}

/* The sample is made once a process; each forge gets a copy of its lists. */
static const struct forge *
original(enum sample kind)
{
    static struct forge *made[3];
    if (made[kind] == NULL) {
        struct ledger *ledger AUTO(ledger_drop) = sample_ledger(kind);
        made[kind] = calloc(1, sizeof(*made[kind]));
        ck_assert_ptr_nonnull(made[kind]);
        made[kind]->arena = arena_new();
        made[kind]->from_ms = SAMPLE_FROM_MS;
        made[kind]->to_ms = SAMPLE_TO_MS;
        load(made[kind], ledger);
    }
    return made[kind];
}

struct forge *
forge_new(enum sample kind)
{
    struct forge *forge = malloc(sizeof(*forge));
    const struct forge *from = original(kind);
    uint8_t seed[ED25519_SEED_BYTES];
    ck_assert_ptr_nonnull(forge);
    *forge = *from;
    signing_key_seed(from->key, seed);
    forge->key = signing_key_from_seed(seed);
    forge->arena = arena_new();
    return forge;
}

void
forge_free(struct forge *forge)
{
    if (forge == NULL)
        return;
    signing_key_free(forge->key);
    arena_free(forge->arena);
    free(forge);
}

void
forge_drop(struct forge **forge)
{
    forge_free(*forge);
}

struct given_key
forge_given_key(const struct forge *forge)
{
    return (struct given_key){forge->origin, signing_key_public(forge->key)};
}

static int
find_files(void *context, const struct sha256_digest *digest, struct file_set *out_files, struct err *err)
{
    const struct forge *forge = context;
    for (size_t i = 0; i < forge->set_count; i++) {
        const struct sha256_digest of = file_set_digest(&forge->sets[i]);
        if (sha256_equal(&of, digest)) {
            *out_files = forge->sets[i];
            return 0;
        }
    }
    return err_set(err, ERR_NOT_FOUND, "no such rule set");
}

static int
find_person(void *context, struct slice ref, struct bundle_name *out_name, struct err *err)
{
    const struct forge *forge = context;
    for (size_t i = 0; i < forge->name_count; i++) {
        if (slice_equal(forge->names[i].ref, ref)) {
            *out_name = forge->names[i];
            return 0;
        }
    }
    return err_set(err, ERR_NOT_FOUND, "no such person");
}

struct slice
forge_note(const struct forge *forge, uint64_t size)
{
    struct compact_range range = {0};
    struct buf out AUTO(buf_release);
    struct err err;
    buf_init(&out, 4096);
    for (size_t i = 0; i < size; i++) {
        const struct sha256_digest leaf = merkle_leaf(forge->entries[i]);
        compact_range_append(&range, &leaf);
    }
    const struct checkpoint checkpoint = {.origin = forge->origin, .size = size, .root = compact_range_root(&range)};
    good(checkpoint_sign(&out, &checkpoint, forge->key, &err), &err);
    return arena_copy(forge->arena, buf_slice(&out));
}

/* What bundle_pack() asks for, in order. */
struct source {
    struct forge *forge;
    size_t entry;
    size_t payload;
};

static int
next_entry(void *context, struct slice *out_bytes, struct err *err)
{
    struct source *source = context;
    (void)err;
    *out_bytes = source->forge->entries[source->entry++];
    return 0;
}

static int
next_payload(void *context, struct payload_line *out_line, struct err *err)
{
    struct source *source = context;
    (void)err;
    *out_line = source->forge->payloads[source->payload++];
    return 0;
}

static int
sign(void *context, struct slice manifest, struct buf *out_armour, struct err *err)
{
    const struct source *source = context;
    sshsig_sign(out_armour, source->forge->key, SLICE(BUNDLE_NAMESPACE), manifest);
    return buf_finish(out_armour, "the signature", err);
}

static struct slice
read_file(int fd, struct arena *arena)
{
    struct stat status;
    ck_assert_int_eq(fstat(fd, &status), 0);
    uint8_t *bytes = arena_alloc(arena, (size_t)status.st_size + 1);
    ck_assert_int_eq(pread(fd, bytes, (size_t)status.st_size, 0), status.st_size);
    return (struct slice){bytes, (size_t)status.st_size};
}

struct slice
forge_pack(struct forge *forge)
{
    struct bundle_builder *builder AUTO(bundle_builder_drop) = bundle_builder_new(forge->arena);
    struct bundle_inputs inputs = {.from_ms = forge->from_ms,
                                   .to_ms = forge->to_ms,
                                   .program = SLICE(DAYBOOK_VERSION),
                                   .checkpoint = forge_note(forge, forge->count),
                                   .ruleset_files = find_files,
                                   .person = find_person,
                                   .context = forge};
    struct source source = {.forge = forge};
    const struct bundle_pack_source packing = {next_entry, next_payload, sign, &source};
    struct bundle_model model;
    struct err err;
    size_t payload = 0;
    for (size_t i = 0; i < forge->count; i++) {
        const bool disclosed = payload < forge->payload_count && forge->payloads[payload].index == i;
        payload += disclosed;
        good(bundle_builder_add(
                 builder, &(struct bundle_entry){.index = i, .bytes = forge->entries[i], .disclosed = disclosed}, &err),
             &err);
    }
    good(bundle_builder_finish(builder, &inputs, &model, &err), &err);
    const int fd = memfd_create("bundle", MFD_CLOEXEC);
    good(bundle_pack(&model, &packing, fd, &err), &err);
    const struct slice bytes = read_file(fd, forge->arena);
    close(fd);
    return bytes;
}

static bool
has_text(struct slice bytes, const char *text)
{
    return memmem(bytes.p, bytes.n, text, strlen(text)) != NULL;
}

size_t
forge_find(const struct forge *forge, const char *text)
{
    for (size_t i = 0; i < forge->count; i++) {
        if (has_text(forge->entries[i], text))
            return i;
    }
    ck_abort_msg("no entry holds '%s'", text);
    return 0;
}

struct slice
forge_replaced(struct arena *arena, struct slice text, const char *from, const char *to)
{
    const uint8_t *at = memmem(text.p, text.n, from, strlen(from));
    ck_assert_msg(at != NULL, "'%s' is not in '%.*s'", from, (int)(text.n < 400 ? text.n : 400), (const char *)text.p);
    struct buf out AUTO(buf_release);
    buf_init(&out, SIZE_MAX);
    buf_add(&out, slice_sub(text, 0, (size_t)(at - text.p)));
    buf_text(&out, to);
    buf_add(&out, slice_sub(text, (size_t)(at - text.p) + strlen(from), text.n));
    return arena_copy(arena, buf_slice(&out));
}

void
forge_edit(struct forge *forge, size_t index, const char *from, const char *to)
{
    forge->entries[index] = forge_replaced(forge->arena, forge->entries[index], from, to);
}

void
forge_insert(struct forge *forge, size_t index, struct slice record)
{
    ck_assert_uint_lt(forge->count, FORGE_ENTRIES_MAX);
    memmove(&forge->entries[index + 1], &forge->entries[index], (forge->count - index) * sizeof(*forge->entries));
    forge->entries[index] = record;
    forge->count++;
    for (size_t i = 0; i < forge->payload_count; i++)
        forge->payloads[i].index += forge->payloads[i].index >= index;
}

static bool
share_payload(struct forge *forge, size_t a, size_t b)
{
    if (a >= forge->count || b >= forge->count)
        return false;
    const struct record_digest first = forge_record(forge, a).origin.payload;
    const struct record_digest second = forge_record(forge, b).origin.payload;
    return first.present && second.present && sha256_equal(&first.sha256, &second.sha256);
}

void
forge_remove(struct forge *forge, size_t index)
{
    const bool goes_on = share_payload(forge, index, index + 1);
    forge->count--;
    memmove(&forge->entries[index], &forge->entries[index + 1], (forge->count - index) * sizeof(*forge->entries));
    size_t kept = 0;
    for (size_t i = 0; i < forge->payload_count; i++) {
        struct payload_line line = forge->payloads[i];
        if (line.index == index && !goes_on)
            continue;
        line.index -= line.index > index;
        forge->payloads[kept++] = line;
    }
    forge->payload_count = kept;
}

struct payload_line *
forge_payload(struct forge *forge, size_t index)
{
    for (size_t i = 0; i < forge->payload_count; i++) {
        if (forge->payloads[i].index == index)
            return &forge->payloads[i];
    }
    ck_abort_msg("entry %zu begins no payload", index);
    return NULL;
}

void
forge_edit_payload(struct forge *forge, size_t index, const char *from, const char *to)
{
    struct payload_line *line = forge_payload(forge, index);
    char before[2 * SHA256_BYTES + 1];
    char after[2 * SHA256_BYTES + 1];
    const struct record_digest digest = forge_record(forge, index).origin.payload;
    hex_write(before, digest.sha256.b, SHA256_BYTES);
    line->bytes = forge_replaced(forge->arena, line->bytes, from, to);
    const struct sha256_digest made = payload_digest(&line->salt, line->bytes);
    hex_write(after, made.b, SHA256_BYTES);
    for (size_t i = index; i < forge->count && has_text(forge->entries[i], before); i++)
        forge_edit(forge, i, before, after);
}

void
forge_withhold(struct forge *forge, size_t index)
{
    struct payload_line *line = forge_payload(forge, index);
    const size_t at = (size_t)(line - forge->payloads);
    forge->payload_count--;
    memmove(line, line + 1, (forge->payload_count - at) * sizeof(*line));
}

void
forge_open(struct forge *forge, struct slice bundle, struct forge_zip *out_zip)
{
    const struct unzip_limits limits = {UINT64_C(1) << 30, UINT64_C(1) << 30};
    const int fd = memfd_create("bundle", MFD_CLOEXEC);
    struct unzip zip;
    struct err err;
    ck_assert_int_eq(pwrite(fd, bundle.p, bundle.n, 0), (ssize_t)bundle.n);
    good(unzip_open(fd, &limits, forge->arena, &zip, &err), &err);
    *out_zip = (struct forge_zip){.forge = forge, .count = zip.count};
    ck_assert_uint_le(zip.count, COUNT_OF(out_zip->members));
    for (size_t i = 0; i < zip.count; i++) {
        struct forge_member *member = &out_zip->members[i];
        member->path = zip.members[i].name;
        member->method = zip.members[i].method;
        good(unzip_read_all(&zip, &zip.members[i], forge->arena, &member->bytes, &err), &err);
    }
    good(manifest_read(forge_member(out_zip, BUNDLE_MANIFEST_PATH)->bytes, forge->arena, &out_zip->manifest, &err),
         &err);
    for (size_t i = 0; i < out_zip->manifest.file_count; i++)
        out_zip->members[i].check = out_zip->manifest.files[i].check;
    close(fd);
}

struct forge_member *
forge_member(struct forge_zip *zip, const char *path)
{
    for (size_t i = 0; i < zip->count; i++) {
        if (slice_equal(zip->members[i].path, slice_of(path)))
            return &zip->members[i];
    }
    ck_abort_msg("no member '%s'", path);
    return NULL;
}

void
forge_edit_member(struct forge_zip *zip, const char *path, const char *from, const char *to)
{
    struct forge_member *member = forge_member(zip, path);
    member->bytes = forge_replaced(zip->forge->arena, member->bytes, from, to);
}

void
forge_delete_member(struct forge_zip *zip, const char *path)
{
    struct forge_member *member = forge_member(zip, path);
    zip->count--;
    memmove(member, member + 1, (size_t)(zip->members + zip->count - member) * sizeof(*member));
}

void
forge_add_member(struct forge_zip *zip, const char *before, const char *path, struct slice bytes)
{
    struct forge_member *member = forge_member(zip, before);
    ck_assert_uint_lt(zip->count, COUNT_OF(zip->members));
    memmove(member + 1, member, (size_t)(zip->members + zip->count - member) * sizeof(*member));
    zip->count++;
    *member = (struct forge_member){slice_of(path), bytes, ZIP_DEFLATED, BUNDLE_RECOMPUTED};
}

void
forge_reroot(struct forge_zip *zip)
{
    struct forge *forge = zip->forge;
    struct slice rest = forge_member(zip, "ledger/entries/0000.ndjson")->bytes;
    struct compact_range block = {0};
    struct compact_range range = {0};
    struct buf subtrees AUTO(buf_release);
    buf_init(&subtrees, SIZE_MAX);
    forge->count = 0;
    while (rest.n > 0) {
        const size_t end = slice_find(rest, '\n');
        forge->entries[forge->count++] = slice_sub(rest, 0, end);
        const struct sha256_digest leaf = merkle_leaf(slice_sub(rest, 0, end));
        compact_range_append(&block, &leaf);
        compact_range_append(&range, &leaf);
        rest = slice_sub(rest, end + 1, rest.n);
        if (block.size < BUNDLE_SUBTREE_LEAVES)
            continue;
        const struct sha256_digest root = compact_range_root(&block);
        buf_add(&subtrees, (struct slice){root.b, SHA256_BYTES});
        block = (struct compact_range){0};
    }
    forge_member(zip, "ledger/subtrees.bin")->bytes = arena_copy(forge->arena, buf_slice(&subtrees));
    forge_member(zip, BUNDLE_CHECKPOINT_PATH)->bytes = forge_note(forge, forge->count);
    zip->manifest.b = forge->count;
    zip->manifest.root = compact_range_root(&range);
}

/* Digest of the packed bytes, as the writer makes them. */
static void
see_packed(void *context, struct slice bytes)
{
    sha256_add(context, bytes);
}

static struct sha256_digest
packed_digest(const struct forge_member *member)
{
    struct sha256_stream stream;
    struct err err;
    sha256_init(&stream);
    const int fd = memfd_create("member", MFD_CLOEXEC);
    struct zip *zip AUTO(zip_drop) = zip_new(fd, &(struct zip_options){see_packed, &stream});
    good(zip_add(zip, SLICE("x"), member->method, member->bytes, &err), &err);
    close(fd);
    return sha256_finish(&stream);
}

static bool
is_seal(struct slice path)
{
    return slice_equal(path, SLICE(BUNDLE_MANIFEST_PATH)) || slice_equal(path, SLICE(BUNDLE_SIGNATURE_PATH));
}

static void
make_sums(struct forge_zip *zip)
{
    struct buf sums AUTO(buf_release);
    buf_init(&sums, SIZE_MAX);
    for (size_t i = 0; i < zip->count; i++) {
        const struct forge_member *member = &zip->members[i];
        const struct sha256_digest digest = sha256(member->bytes);
        if (!is_seal(member->path) && !slice_equal(member->path, SLICE(BUNDLE_SUMS_PATH)))
            bundle_sums_line(&sums, &digest, member->path);
    }
    for (size_t i = 0; i < zip->count; i++) {
        if (slice_equal(zip->members[i].path, SLICE(BUNDLE_SUMS_PATH)))
            zip->members[i].bytes = arena_copy(zip->forge->arena, buf_slice(&sums));
    }
}

void
forge_sign(struct forge_zip *zip, struct slice manifest)
{
    struct buf armour AUTO(buf_release);
    buf_init(&armour, SIZE_MAX);
    sshsig_sign(&armour, zip->forge->key, SLICE(BUNDLE_NAMESPACE), manifest);
    forge_member(zip, BUNDLE_MANIFEST_PATH)->bytes = manifest;
    forge_member(zip, BUNDLE_SIGNATURE_PATH)->bytes = arena_copy(zip->forge->arena, buf_slice(&armour));
}

void
forge_declare(struct forge_zip *zip)
{
    struct arena *arena = zip->forge->arena;
    struct manifest_file *files = arena_array(arena, zip->count, sizeof(*files));
    struct buf text AUTO(buf_release);
    struct err err;
    buf_init(&text, SIZE_MAX);
    make_sums(zip);
    zip->manifest.files = files;
    zip->manifest.file_count = 0;
    for (size_t i = 0; i < zip->count; i++) {
        const struct forge_member *member = &zip->members[i];
        if (!is_seal(member->path))
            files[zip->manifest.file_count++] = (struct manifest_file){
                member->path, member->bytes.n, sha256(member->bytes), packed_digest(member), member->check};
    }
    good(manifest_write(&zip->manifest, arena, &text, &err), &err);
    forge_sign(zip, arena_copy(arena, buf_slice(&text)));
}

struct slice
forge_zip(const struct forge_zip *zip)
{
    struct err err;
    const int fd = memfd_create("bundle", MFD_CLOEXEC);
    struct zip *out AUTO(zip_drop) = zip_new(fd, NULL);
    for (size_t i = 0; i < zip->count; i++)
        good(zip_add(out, zip->members[i].path, zip->members[i].method, zip->members[i].bytes, &err), &err);
    good(zip_finish(out, &err), &err);
    const struct slice bytes = read_file(fd, zip->forge->arena);
    close(fd);
    return bytes;
}

static void
hear(void *context, const struct verify_finding *finding)
{
    struct heard *heard = context;
    ck_assert_uint_lt(heard->count, COUNT_OF(heard->findings));
    heard->findings[heard->count] = *finding;
    snprintf(heard->texts[heard->count], sizeof(heard->texts[0]), "%s", finding->text);
    heard->count++;
}

void
forge_verify_with(struct forge *forge, struct slice bundle, const struct verify_options *options,
                  struct heard *out_heard)
{
    const struct verify_observer observer = {.finding = hear, .context = out_heard};
    const int fd = memfd_create("bundle", MFD_CLOEXEC);
    struct err err;
    out_heard->count = 0;
    ck_assert_int_eq(pwrite(fd, bundle.p, bundle.n, 0), (ssize_t)bundle.n);
    good(verify_bundle(fd, options, &observer, forge->arena, &out_heard->result, &err), &err);
    close(fd);
}

void
forge_verify(struct forge *forge, struct slice bundle, struct heard *out_heard)
{
    const struct given_key key = forge_given_key(forge);
    const struct verify_options options = {.trust = {.keys = &key, .key_count = 1}};
    forge_verify_with(forge, bundle, &options, out_heard);
}

bool
heard_has(const struct heard *heard, enum verify_step step, enum verify_code code, const char *text)
{
    for (size_t i = 0; i < heard->count; i++) {
        if (heard->findings[i].step == step && heard->findings[i].code == code && strstr(heard->texts[i], text) != NULL)
            return true;
    }
    return false;
}

const char *
heard_text(const struct heard *heard)
{
    static char text[8192];
    size_t n = (size_t)snprintf(text, sizeof(text), "%s", verify_verdict_name(heard->result.verdict));
    for (size_t i = 0; i < heard->count && n < sizeof(text) - 600; i++)
        n += (size_t)snprintf(text + n, sizeof(text) - n, "\n  %s %s: %s", verify_step_name(heard->findings[i].step),
                              verify_code_name(heard->findings[i].code), heard->texts[i]);
    return text;
}
