#include "ledger/dedupe.h"

#include "base/random.h"

enum { SHARD_BITS = 10, SHARD_COUNT = 1 << SHARD_BITS, SLOTS_FIRST = 16 };

struct slot {
    uint64_t tag;
    uint64_t index; /* STORE_INDEX_NONE: empty */
};

struct shard {
    struct slot *slots;
    size_t capacity; /* a power of two, or 0 */
    size_t count;
};

struct dedupe {
    uint64_t factor; /* odd: multiply-shift hashing is universal over the choice of it */
    struct shard shards[SHARD_COUNT];
};

struct dedupe *
dedupe_new(void)
{
    struct dedupe *dedupe = calloc(1, sizeof(*dedupe));
    if (dedupe == NULL)
        abort();
    random_fill(&dedupe->factor, sizeof(dedupe->factor));
    dedupe->factor |= 1;
    return dedupe;
}

void
dedupe_free(struct dedupe *dedupe)
{
    for (size_t i = 0; dedupe != NULL && i < SHARD_COUNT; i++)
        free(dedupe->shards[i].slots);
    free(dedupe);
}

void
dedupe_drop(struct dedupe **dedupe)
{
    dedupe_free(*dedupe);
}

struct store_key
dedupe_key(struct slice source, struct slice id)
{
    struct sha256_stream stream;
    sha256_init(&stream);
    sha256_add(&stream, source);
    sha256_add(&stream, SLICE("\0"));
    sha256_add(&stream, id);
    const struct sha256_digest digest = sha256_finish(&stream);
    struct store_key key;
    memcpy(key.b, digest.b, sizeof(key.b));
    return key;
}

static uint64_t
tag_of(const struct store_key *key)
{
    uint64_t tag;
    memcpy(&tag, key->b, sizeof(tag));
    return tag;
}

/* The top bits of the product choose the shard, those below them the slot. */
static size_t
shard_of(const struct dedupe *dedupe, uint64_t tag)
{
    return (size_t)((tag * dedupe->factor) >> (64 - SHARD_BITS));
}

static size_t
home_of(const struct dedupe *dedupe, uint64_t tag, size_t capacity)
{
    return (size_t)((tag * dedupe->factor) << SHARD_BITS >> 32) & (capacity - 1);
}

static void
shard_put(const struct dedupe *dedupe, struct shard *shard, struct slot added)
{
    size_t at = home_of(dedupe, added.tag, shard->capacity);
    while (shard->slots[at].index != STORE_INDEX_NONE)
        at = (at + 1) & (shard->capacity - 1);
    shard->slots[at] = added;
}

/* Entries of one tag keep their order: they are put again in the order in which a walk would meet them. */
static void
shard_grow(const struct dedupe *dedupe, struct shard *shard)
{
    const struct shard old = *shard;
    shard->capacity = old.capacity == 0 ? SLOTS_FIRST : 2 * old.capacity;
    shard->slots = malloc(shard->capacity * sizeof(*shard->slots));
    if (shard->slots == NULL)
        abort();
    for (size_t i = 0; i < shard->capacity; i++)
        shard->slots[i].index = STORE_INDEX_NONE;
    size_t start = 0;
    while (start < old.capacity && old.slots[start].index != STORE_INDEX_NONE)
        start++;
    for (size_t i = 0; i < old.capacity; i++) {
        const struct slot slot = old.slots[(start + i) & (old.capacity - 1)];
        if (slot.index != STORE_INDEX_NONE)
            shard_put(dedupe, shard, slot);
    }
    free(old.slots);
}

void
dedupe_add(struct dedupe *dedupe, const struct store_key *key, uint64_t index)
{
    static const struct store_key none = {{0}};
    if (memcmp(key, &none, sizeof(none)) == 0)
        return;
    const uint64_t tag = tag_of(key);
    struct shard *shard = &dedupe->shards[shard_of(dedupe, tag)];
    if (4 * (shard->count + 1) > 3 * shard->capacity)
        shard_grow(dedupe, shard);
    shard_put(dedupe, shard, (struct slot){tag, index});
    shard->count++;
}

struct dedupe_walk
dedupe_find(const struct dedupe *dedupe, const struct store_key *key)
{
    const uint64_t tag = tag_of(key);
    const size_t shard = shard_of(dedupe, tag);
    const size_t capacity = dedupe->shards[shard].capacity;
    return (struct dedupe_walk){dedupe, tag, shard, capacity == 0 ? 0 : home_of(dedupe, tag, capacity)};
}

uint64_t
dedupe_next(struct dedupe_walk *walk)
{
    const struct shard *shard = &walk->dedupe->shards[walk->shard];
    while (shard->capacity > 0 && shard->slots[walk->slot].index != STORE_INDEX_NONE) {
        const struct slot slot = shard->slots[walk->slot];
        walk->slot = (walk->slot + 1) & (shard->capacity - 1);
        if (slot.tag == walk->tag)
            return slot.index;
    }
    return STORE_INDEX_NONE;
}
