#include "ledger/versions.h"

#include "ledger/dedupe.h"
#include "ledger/entry_record.h"
#include "shape/transition.h"

#include <inttypes.h>

enum { SCAN_PAGE = 256 };

/* Findings get numbers; the table of ids finds the numbers that a key may have. */
struct versions {
    struct dedupe *numbers;
    struct version_list last; /* by number */
};

void
version_list_add(struct version_list *list, const struct store_version *version)
{
    if (list->count == list->capacity) {
        list->capacity = list->capacity == 0 ? 64 : 2 * list->capacity;
        list->items = reallocarray(list->items, list->capacity, sizeof(*list->items));
        if (list->items == NULL)
            abort();
    }
    list->items[list->count++] = *version;
}

void
version_list_release(struct version_list *list)
{
    free(list->items);
    *list = (struct version_list){0};
}

struct versions *
versions_new(void)
{
    struct versions *versions = calloc(1, sizeof(*versions));
    if (versions == NULL)
        abort();
    versions->numbers = dedupe_new();
    return versions;
}

void
versions_free(struct versions *versions)
{
    if (versions == NULL)
        return;
    dedupe_free(versions->numbers);
    version_list_release(&versions->last);
    free(versions);
}

void
versions_drop(struct versions **versions)
{
    versions_free(*versions);
}

struct store_key
versions_key(const struct record *record)
{
    const struct sha256_digest digest = transition_finding(record);
    struct store_key key;
    memcpy(key.b, digest.b, sizeof(key.b));
    return key;
}

/* The last version of the finding, or NULL. */
static struct store_version *
find_last(const struct versions *versions, const struct store_key *finding)
{
    struct dedupe_walk walk = dedupe_find(versions->numbers, finding);
    for (uint64_t number = dedupe_next(&walk); number != STORE_INDEX_NONE; number = dedupe_next(&walk)) {
        struct store_version *last = &versions->last.items[number];
        if (memcmp(last->finding.b, finding->b, STORE_KEY_BYTES) == 0)
            return last;
    }
    return NULL;
}

void
versions_put(struct versions *versions, const struct store_version *version)
{
    struct store_version *last = find_last(versions, &version->finding);
    if (last != NULL) {
        last->index = version->index;
        return;
    }
    dedupe_add(versions->numbers, &version->finding, versions->last.count);
    version_list_add(&versions->last, version);
}

uint64_t
versions_last(const struct versions *versions, const struct store_key *finding)
{
    const struct store_version *last = find_last(versions, finding);
    return last == NULL ? STORE_INDEX_NONE : last->index;
}

static int
scan_entry(const struct store_entry *entry, uint64_t index, struct arena *arena, struct version_list *list,
           struct err *err)
{
    struct record record;
    if (entry->index != index)
        return err_set(err, ERR_FORMAT, "damaged: entry %" PRIu64 " is missing: run `daybook check`", index);
    TRY(entry_record(entry, arena, &record, err));
    if (transition_is_version(&record))
        version_list_add(list, &(struct store_version){index, versions_key(&record)});
    return 0;
}

int
versions_scan(struct store *store, uint64_t from, uint64_t to, struct version_list *out_list, struct err *err)
{
    AUTO(arena_drop) struct arena *arena = arena_new();
    const struct arena_mark empty = arena_mark(arena);
    for (uint64_t index = from; index < to;) {
        struct store_entry_page page;
        const size_t max = to - index < SCAN_PAGE ? (size_t)(to - index) : SCAN_PAGE;
        TRY(store_entries(store, (struct store_window){index, max}, arena, &page, err));
        if (page.count == 0)
            return err_set(err, ERR_FORMAT, "damaged: entry %" PRIu64 " is missing: run `daybook check`", index);
        for (size_t i = 0; i < page.count; i++)
            TRY(scan_entry(&page.entries[i], index++, arena, out_list, err));
        arena_rewind(arena, empty);
    }
    return 0;
}

/* A batch's versions, which must be among its entries, in their order. */
static int
read_versions(struct store *store, uint64_t index, uint64_t size, struct arena *arena, struct store_versions *out,
              struct err *err)
{
    struct store_versions found;
    TRY(store_versions(store, index, arena, &found, err));
    bool sound = found.size <= size;
    for (size_t i = 0; i < found.count && sound; i++)
        sound =
            found.versions[i].index < found.size && (i == 0 || found.versions[i].index > found.versions[i - 1].index);
    if (!sound)
        return err_set(err, ERR_FORMAT,
                       "damaged: the versions at entry %" PRIu64 " are not in order: run `daybook check`", index);
    *out = found;
    return 0;
}

int
versions_known(struct store *store, uint64_t size, uint64_t *out_known, struct err *err)
{
    AUTO(arena_drop) struct arena *arena = arena_new();
    const struct arena_mark empty = arena_mark(arena);
    struct store_versions found;
    struct err cause;
    uint64_t known;
    /* Of the last entry it tells, unless an older program wrote that: then look from the beginning. */
    int code = read_versions(store, size - 1, size, arena, &found, &cause);
    const bool look = code == ERR_NOT_FOUND;
    for (known = code == 0 ? size : 0; look && known < size; known = found.size) {
        arena_rewind(arena, empty);
        code = read_versions(store, known, size, arena, &found, &cause);
        if (code < 0)
            break;
    }
    if (code < 0 && code != ERR_NOT_FOUND)
        return err_set(err, (enum err_code)code, "%s", cause.text);
    *out_known = known;
    return 0;
}

int
versions_fill(struct versions *versions, struct store *store, uint64_t size, struct err *err)
{
    AUTO(arena_drop) struct arena *arena = arena_new();
    const struct arena_mark empty = arena_mark(arena);
    struct store_versions found;
    for (uint64_t index = 0; index < size; index = found.size) {
        TRY(read_versions(store, index, size, arena, &found, err));
        for (size_t i = 0; i < found.count; i++)
            versions_put(versions, &found.versions[i]);
        arena_rewind(arena, empty);
    }
    return 0;
}
