#include "verify/identities.h"

#include "base/intern.h"
#include "base/random.h"
#include "crypto/sha256.h"

#include <stdlib.h>
#include <string.h>

enum { PREFIX_BYTES = 32, CAPACITY_FIRST = 1024 };

struct slot {
    struct identity_bytes key;
    bool used;
    bool has_bytes;
    struct identity_bytes bytes;
    uint64_t index;
};

struct identities {
    uint8_t prefix[PREFIX_BYTES];
    struct slot *slots; /* open addressing; keys are hashes already */
    size_t capacity;    /* a power of two */
    size_t count;
    struct arena *arena;
    struct intern *payloads; /* equal numbers in these two belong together */
    struct intern *hmacs;
};

struct identities *
identities_new(void)
{
    struct identities *identities = calloc(1, sizeof(*identities));
    struct slot *slots = calloc(CAPACITY_FIRST, sizeof(*slots));
    if (identities == NULL || slots == NULL)
        abort();
    random_fill(identities->prefix, PREFIX_BYTES);
    identities->slots = slots;
    identities->capacity = CAPACITY_FIRST;
    identities->arena = arena_new();
    identities->payloads = intern_new(identities->arena);
    identities->hmacs = intern_new(identities->arena);
    return identities;
}

void
identities_free(struct identities *identities)
{
    if (identities == NULL)
        return;
    intern_free(identities->payloads);
    intern_free(identities->hmacs);
    arena_free(identities->arena);
    free(identities->slots);
    free(identities);
}

void
identities_drop(struct identities **identities)
{
    identities_free(*identities);
}

static struct identity_bytes
key_of(const struct identities *identities, struct slice first, struct slice second)
{
    struct sha256_stream stream;
    struct identity_bytes key;
    sha256_init(&stream);
    sha256_add(&stream, (struct slice){identities->prefix, PREFIX_BYTES});
    sha256_add(&stream, (struct slice){(const uint8_t *)&first.n, sizeof(first.n)});
    sha256_add(&stream, first);
    sha256_add(&stream, second);
    const struct sha256_digest digest = sha256_finish(&stream);
    memcpy(key.b, digest.b, sizeof(key.b));
    return key;
}

struct identity_bytes
identities_bytes(const struct identities *identities, struct slice payload)
{
    return key_of(identities, payload, SLICE(""));
}

bool
identity_bytes_equal(const struct identity_bytes *a, const struct identity_bytes *b)
{
    return memcmp(a->b, b->b, sizeof(a->b)) == 0;
}

/* Where the key stands, or the free place for it. */
static struct slot *
slot_of(struct slot *slots, size_t capacity, const struct identity_bytes *key)
{
    uint64_t start;
    memcpy(&start, key->b, sizeof(start));
    size_t at = (size_t)start & (capacity - 1);
    while (slots[at].used && !identity_bytes_equal(&slots[at].key, key))
        at = (at + 1) & (capacity - 1);
    return &slots[at];
}

static void
grow(struct identities *identities)
{
    const size_t capacity = identities->capacity * 2;
    struct slot *slots = calloc(capacity, sizeof(*slots));
    if (slots == NULL)
        abort();
    for (size_t i = 0; i < identities->capacity; i++) {
        if (identities->slots[i].used)
            *slot_of(slots, capacity, &identities->slots[i].key) = identities->slots[i];
    }
    free(identities->slots);
    identities->slots = slots;
    identities->capacity = capacity;
}

bool
identities_find(const struct identities *identities, struct slice source, struct slice id,
                struct identity *out_identity)
{
    const struct identity_bytes key = key_of(identities, source, id);
    const struct slot *slot = slot_of(identities->slots, identities->capacity, &key);
    if (slot->used)
        *out_identity = (struct identity){slot->index, slot->has_bytes, slot->bytes};
    return slot->used;
}

void
identities_add(struct identities *identities, struct slice source, struct slice id, const struct identity *identity)
{
    if (identities->count >= identities->capacity / 4 * 3)
        grow(identities);
    const struct identity_bytes key = key_of(identities, source, id);
    struct slot *slot = slot_of(identities->slots, identities->capacity, &key);
    if (slot->used)
        return;
    *slot = (struct slot){key, true, identity->has_bytes, identity->bytes, identity->index};
    identities->count++;
}

bool
identities_bind(struct identities *identities, const struct identity_bytes *bytes, struct slice hmac)
{
    const struct slice payload = {bytes->b, sizeof(bytes->b)};
    const uint32_t known_payload = intern_find(identities->payloads, payload);
    const uint32_t known_hmac = intern_find(identities->hmacs, hmac);
    if (known_payload != known_hmac)
        return false;
    if (known_payload == INTERN_NONE) {
        (void)intern_add(identities->payloads, payload);
        (void)intern_add(identities->hmacs, hmac);
    }
    return true;
}

struct slice
identities_hmac(const struct identities *identities, const struct identity_bytes *bytes)
{
    const uint32_t number = intern_find(identities->payloads, (struct slice){bytes->b, sizeof(bytes->b)});
    return number == INTERN_NONE ? (struct slice){NULL, 0} : intern_text(identities->hmacs, number);
}
