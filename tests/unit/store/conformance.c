#include "conformance.h"

#include "unit.h"

#include <inttypes.h>

static struct salt
salt_of(uint64_t number)
{
    struct salt salt;
    memset(salt.b, (int)(number % 251), sizeof(salt.b));
    return salt;
}

static struct slice
record_of(struct arena *arena, uint64_t index)
{
    return arena_format(arena, "{\"record\":%" PRIu64 "}", index);
}

static uint64_t
payload_of(uint64_t index)
{
    return index % 3 == 0 ? STORE_INDEX_NONE : index - index % 3 + 1;
}

static void
make_entry(struct arena *arena, uint64_t index, struct store_entry *entry, struct compact_range *range,
           struct sha256_digest *leaf)
{
    *entry = (struct store_entry){
        .index = index, .record = record_of(arena, index), .payload = payload_of(index), .act = index % 3 == 0};
    *leaf = merkle_leaf(entry->record);
    compact_range_append(range, leaf);
}

/* Every fifth entry is a version. */
static struct store_version *
make_versions(struct arena *arena, uint64_t first, size_t count, size_t *out_count)
{
    struct store_version *versions = arena_array(arena, count, sizeof(*versions));
    *out_count = 0;
    for (uint64_t index = first; index < first + count; index++) {
        if (index % 5 != 3)
            continue;
        struct store_version *version = &versions[(*out_count)++];
        version->index = index;
        memset(version->finding.b, (int)(index % 7), sizeof(version->finding.b));
    }
    return versions;
}

struct store_batch
conformance_batch(struct arena *arena, uint64_t first, size_t count, struct compact_range *range)
{
    struct store_entry *entries = arena_array(arena, count, sizeof(*entries));
    struct sha256_digest *leaves = arena_array(arena, count, sizeof(*leaves));
    struct store_key *keys = arena_array(arena, count, sizeof(*keys));
    struct store_payload *payloads = arena_array(arena, count, sizeof(*payloads));
    size_t payload_count = 0;
    for (size_t i = 0; i < count; i++) {
        const uint64_t index = first + i;
        make_entry(arena, index, &entries[i], range, &leaves[i]);
        memset(keys[i].b, (int)(index % 251), sizeof(keys[i].b));
        if (payload_of(index) == index)
            payloads[payload_count++] = (struct store_payload){index, salt_of(index), SLICE("text/plain"),
                                                               index == 1 ? SLICE("") : record_of(arena, 1000 + index)};
    }
    struct store_person *person = arena_alloc(arena, sizeof(*person));
    *person = (struct store_person){arena_format(arena, "ref:%" PRIu64, first), salt_of(first),
                                    arena_format(arena, "person\n%" PRIu64, first)};
    struct store_meta *meta = arena_alloc(arena, sizeof(*meta));
    *meta = (struct store_meta){arena_format(arena, "batch-%" PRIu64, first), SLICE("a\0b")};
    size_t version_count = 0;
    const struct store_version *versions = make_versions(arena, first, count, &version_count);
    return (struct store_batch){
        .first = first,
        .entries = entries,
        .leaves = leaves,
        .keys = keys,
        .count = count,
        .payloads = payloads,
        .payload_count = payload_count,
        .persons = person,
        .person_count = 1,
        .meta = meta,
        .meta_count = 1,
        .versions_first = first,
        .versions = versions,
        .version_count = version_count,
        .range = range,
        .note = arena_format(arena, "note %" PRIu64, range->size),
    };
}

static void
check_empty(struct store *store, struct arena *arena)
{
    struct err err;
    struct store_checkpoint checkpoint;
    ck_assert_int_eq(store_checkpoint(store, UINT64_MAX, arena, &checkpoint, &err), ERR_NOT_FOUND);
    ck_assert_str_eq(err.text, "there is no checkpoint of at most 18446744073709551615 entries");
    struct slice value;
    ck_assert_int_eq(store_meta(store, SLICE("origin"), arena, &value, &err), ERR_NOT_FOUND);
    ck_assert_str_eq(err.text, "the store has no 'origin'");
    struct store_leaves leaves;
    ck_assert_int_eq(store_leaves(store, 0, arena, &leaves, &err), ERR_NOT_FOUND);
    ck_assert_str_eq(err.text, "no batch holds entry 0");
    struct store_versions versions;
    ck_assert_int_eq(store_versions(store, 0, arena, &versions, &err), ERR_NOT_FOUND);
    ck_assert_str_eq(err.text, "no batch tells of versions at entry 0");
    struct store_entry_page page = {.count = 9};
    ck_assert_int_eq(store_entries(store, (struct store_window){0, 10}, arena, &page, &err), 0);
    ck_assert_uint_eq(page.count, 0);
}

static void
check_entries(struct store *store, struct arena *arena, uint64_t size)
{
    struct store_entry_page page;
    for (uint64_t from = 0; from <= size; from += 4) {
        ck_assert_int_eq(store_entries(store, (struct store_window){from, 7}, arena, &page, NULL), 0);
        ck_assert_uint_eq(page.count, size - from < 7 ? size - from : 7);
        for (size_t i = 0; i < page.count; i++) {
            ck_assert_uint_eq(page.entries[i].index, from + i);
            ck_assert_slice_eq(page.entries[i].record, record_of(arena, from + i));
            ck_assert_uint_eq(page.entries[i].payload, payload_of(from + i));
            ck_assert_int_eq(page.entries[i].act, (from + i) % 3 == 0);
        }
    }
    ck_assert_int_eq(store_entries(store, (struct store_window){UINT64_MAX, 7}, arena, &page, NULL), 0);
    ck_assert_uint_eq(page.count, 0);
}

static void
check_acts(struct store *store, struct arena *arena, uint64_t size)
{
    struct store_entry_page page;
    ck_assert_int_eq(store_acts(store, (struct store_window){1, 1000}, arena, &page, NULL), 0);
    ck_assert_uint_eq(page.count, (size - 1) / 3);
    for (size_t i = 0; i < page.count; i++)
        ck_assert_uint_eq(page.entries[i].index, 3 * (i + 1));
    ck_assert_int_eq(store_acts(store, (struct store_window){0, 2}, arena, &page, NULL), 0);
    ck_assert_uint_eq(page.count, 2);
}

static void
check_payloads(struct store *store, struct arena *arena, uint64_t size)
{
    struct store_payload_page page;
    ck_assert_int_eq(store_payloads(store, (struct store_window){2, 1000}, arena, &page, NULL), 0);
    ck_assert_uint_eq(page.count, (size - 2) / 3);
    for (size_t i = 0; i < page.count; i++) {
        const uint64_t index = 3 * i + 4;
        const struct salt salt = salt_of(index);
        ck_assert_uint_eq(page.payloads[i].index, index);
        ck_assert_mem_eq(page.payloads[i].salt.b, salt.b, SALT_BYTES);
        ck_assert_slice_eq(page.payloads[i].type, SLICE("text/plain"));
        ck_assert_slice_eq(page.payloads[i].bytes, record_of(arena, 1000 + index));
    }
    ck_assert_int_eq(store_payloads(store, (struct store_window){1, 1}, arena, &page, NULL), 0);
    ck_assert_uint_eq(page.count, 1);
    ck_assert_slice_eq(page.payloads[0].bytes, SLICE(""));
}

/* `firsts` are those of the batches, in order, and `count` how many; the last one ends at `size`. */
static void
check_batches(struct store *store, struct arena *arena, const uint64_t *firsts, size_t count, uint64_t size)
{
    struct store_checkpoint_page page;
    ck_assert_int_eq(store_checkpoints(store, (struct store_window){0, 100}, arena, &page, NULL), 0);
    ck_assert_uint_eq(page.count, count);
    struct compact_range range = {0};
    for (size_t i = 0; i < count; i++) {
        const uint64_t end = i + 1 < count ? firsts[i + 1] : size;
        ck_assert_uint_eq(page.checkpoints[i].first, firsts[i]);
        ck_assert_uint_eq(page.checkpoints[i].size, end);
        ck_assert_slice_eq(page.checkpoints[i].note, arena_format(arena, "note %" PRIu64, end));
        struct store_leaves leaves;
        struct store_keys keys;
        ck_assert_int_eq(store_leaves(store, end - 1, arena, &leaves, NULL), 0);
        ck_assert_int_eq(store_keys(store, firsts[i], arena, &keys, NULL), 0);
        ck_assert_uint_eq(leaves.first, firsts[i]);
        ck_assert_uint_eq(keys.first, firsts[i]);
        ck_assert_uint_eq(leaves.count, end - firsts[i]);
        ck_assert_uint_eq(keys.count, end - firsts[i]);
        for (size_t leaf = 0; leaf < leaves.count; leaf++) {
            ck_assert_int_eq(keys.keys[leaf].b[15], (int)((firsts[i] + leaf) % 251));
            compact_range_append(&range, &leaves.leaves[leaf]);
        }
        ck_assert_mem_eq(page.checkpoints[i].range.roots, range.roots,
                         compact_range_count(end) * sizeof(range.roots[0]));
        ck_assert_uint_eq(page.checkpoints[i].range.size, end);
    }
}

static void
check_versions(struct store *store, struct arena *arena, const uint64_t *firsts, size_t count, uint64_t size)
{
    for (uint64_t index = 0; index < size; index++) {
        size_t at = count - 1;
        while (firsts[at] > index)
            at--;
        const uint64_t end = at + 1 < count ? firsts[at + 1] : size;
        size_t want_count = 0;
        const struct store_version *want = make_versions(arena, firsts[at], (size_t)(end - firsts[at]), &want_count);
        struct store_versions got;
        ck_assert_int_eq(store_versions(store, index, arena, &got, NULL), 0);
        ck_assert_uint_eq(got.first, firsts[at]);
        ck_assert_uint_eq(got.size, end);
        ck_assert_uint_eq(got.count, want_count);
        for (size_t i = 0; i < want_count; i++) {
            ck_assert_uint_eq(got.versions[i].index, want[i].index);
            ck_assert_mem_eq(got.versions[i].finding.b, want[i].finding.b, STORE_KEY_BYTES);
        }
    }
}

static void
check_checkpoint(struct store *store, struct arena *arena)
{
    struct err err;
    struct store_checkpoint checkpoint;
    ck_assert_int_eq(store_checkpoint(store, UINT64_MAX, arena, &checkpoint, NULL), 0);
    ck_assert_uint_eq(checkpoint.size, 24);
    ck_assert_int_eq(store_checkpoint(store, 4, arena, &checkpoint, NULL), 0);
    ck_assert_uint_eq(checkpoint.size, 4);
    ck_assert_uint_eq(checkpoint.first, 1);
    ck_assert_int_eq(store_checkpoint(store, 3, arena, &checkpoint, NULL), 0);
    ck_assert_uint_eq(checkpoint.size, 1);
    checkpoint.size = 77;
    ck_assert_int_eq(store_checkpoint(store, 0, arena, &checkpoint, &err), ERR_NOT_FOUND);
    ck_assert_uint_eq(checkpoint.size, 77);
    struct store_checkpoint_page page;
    ck_assert_int_eq(store_checkpoints(store, (struct store_window){2, 1}, arena, &page, NULL), 0);
    ck_assert_uint_eq(page.count, 1);
    ck_assert_uint_eq(page.checkpoints[0].size, 4);
}

static void
check_persons_and_meta(struct store *store, struct arena *arena)
{
    struct store_person_page page;
    ck_assert_int_eq(store_persons(store, (struct store_window){1, 100}, arena, &page, NULL), 0);
    ck_assert_uint_eq(page.count, 2);
    ck_assert_slice_eq(page.persons[0].ref, SLICE("ref:1"));
    ck_assert_slice_eq(page.persons[1].name, SLICE("person\n4"));
    const struct salt salt = salt_of(4);
    ck_assert_mem_eq(page.persons[1].salt.b, salt.b, SALT_BYTES);
    struct slice value;
    ck_assert_int_eq(store_meta(store, SLICE("batch-1"), arena, &value, NULL), 0);
    ck_assert_slice_eq(value, SLICE("a\0b"));
}

static void
check_file_sets(struct store *store, struct arena *arena, const struct sha256_digest digests[static 2])
{
    struct file_set set;
    struct err err;
    ck_assert_int_eq(store_file_set(store, &digests[0], arena, &set, NULL), 0);
    ck_assert_uint_eq(set.count, 1);
    ck_assert_slice_eq(set.files[0].path, SLICE("a.yaml"));
    ck_assert_slice_eq(set.files[0].bytes, SLICE("same"));
    ck_assert_int_eq(store_file_set(store, &digests[1], arena, &set, NULL), 0);
    ck_assert_uint_eq(set.count, 2);
    ck_assert_slice_eq(set.files[1].path, SLICE("b.yaml"));
    ck_assert_slice_eq(set.files[1].bytes, SLICE("same"));
    const struct sha256_digest unknown = {{1}};
    ck_assert_int_eq(store_file_set(store, &unknown, arena, &set, &err), ERR_NOT_FOUND);
    ck_assert_str_eq(err.text, "no file set has this digest");
}

static void
check_refusals(struct store *store, struct arena *arena)
{
    struct err err;
    struct compact_range range = {0};
    const struct store_batch again = conformance_batch(arena, 0, 2, &range);
    ck_assert_int_eq(store_append(store, &again, &err), ERR_CONFLICT);
    ck_assert_str_eq(err.text, "append a batch: the store has 24 entries, not 0");
    range.size = 24;
    struct store_batch unknown = conformance_batch(arena, 24, 2, &range);
    unknown.versions_first = 23;
    ck_assert_int_eq(store_append(store, &unknown, &err), ERR_CONFLICT);
    ck_assert_str_eq(err.text, "append a batch: the store has the versions of 24 entries, not 23");
    struct store_versions versions;
    ck_assert_int_eq(store_versions(store, 24, arena, &versions, &err), ERR_NOT_FOUND);
    ck_assert_str_eq(err.text, "no batch tells of versions at entry 24");
    struct store_keys keys;
    ck_assert_int_eq(store_keys(store, 24, arena, &keys, &err), ERR_NOT_FOUND);
    ck_assert_str_eq(err.text, "no batch holds entry 24");
}

static void
no_finding(void *context, struct slice text)
{
    (void)context;
    ck_abort_msg("finding: %.*s", SLICE_ARG(text));
}

void
conformance_run(struct conformance *conformance)
{
    AUTO(arena_drop) struct arena *arena = arena_new();
    struct err err;
    check_empty(conformance->store, arena);
    struct file_set_entry files[] = {{SLICE_INIT("a.yaml"), SLICE_INIT("same")},
                                     {SLICE_INIT("b.yaml"), SLICE_INIT("same")}};
    const struct file_set sets[] = {{files, 1}, {files, 2}, {files, 1}};
    const struct sha256_digest digests[] = {file_set_digest(&sets[0]), file_set_digest(&sets[1])};
    const uint64_t firsts[] = {0, 1, 4};
    const size_t counts[] = {1, 3, 20};
    struct compact_range range = {0};
    for (size_t i = 0; i < COUNT_OF(firsts); i++) {
        struct store_batch batch = conformance_batch(arena, firsts[i], counts[i], &range);
        batch.file_sets = &sets[i];
        batch.file_set_count = 1;
        ck_assert_msg(store_append(conformance->store, &batch, &err) == 0, "%s", err.text);
        check_entries(conformance->store, arena, firsts[i] + counts[i]);
    }
    for (int round = 0; round < 2; round++) {
        struct store *store = conformance->store;
        check_entries(store, arena, 24);
        check_acts(store, arena, 24);
        check_payloads(store, arena, 24);
        check_batches(store, arena, firsts, COUNT_OF(firsts), 24);
        check_versions(store, arena, firsts, COUNT_OF(firsts), 24);
        check_checkpoint(store, arena);
        check_persons_and_meta(store, arena);
        check_file_sets(store, arena, digests);
        check_refusals(store, arena);
        ck_assert_int_eq(store_check(store, no_finding, NULL, &err), 0);
        conformance->open_again(conformance);
    }
}
