#include "base/intern.h"

#include "base/random.h"

#include <assert.h>
#include <endian.h>

enum { SLOTS_FIRST = 64 };

struct entry {
    uint64_t hash;
    struct slice text;
};

struct intern {
    struct arena *arena;
    uint64_t seed[2];
    struct entry *entries; /* by number */
    uint32_t count;
    uint32_t last; /* what intern_add() gave last; texts often come in rows of the same */
    uint32_t entries_capacity;
    uint32_t *slots;   /* numbers, or INTERN_NONE; at most half of them are taken */
    size_t slot_count; /* a power of two */
};

static uint64_t
rotate_left(uint64_t word, unsigned bits)
{
    return word << bits | word >> (64 - bits);
}

static void
sip_round(uint64_t v[static 4])
{
    v[0] += v[1];
    v[2] += v[3];
    v[1] = rotate_left(v[1], 13) ^ v[0];
    v[3] = rotate_left(v[3], 16) ^ v[2];
    v[0] = rotate_left(v[0], 32);
    v[2] += v[1];
    v[0] += v[3];
    v[1] = rotate_left(v[1], 17) ^ v[2];
    v[3] = rotate_left(v[3], 21) ^ v[0];
    v[2] = rotate_left(v[2], 32);
}

static void
sip_compress(uint64_t v[static 4], uint64_t word)
{
    v[3] ^= word;
    sip_round(v);
    sip_round(v);
    v[0] ^= word;
}

/* Up to eight bytes, little-endian. */
static uint64_t
word_of(const uint8_t *bytes, size_t n)
{
    uint64_t word = 0;
    memcpy(&word, bytes, n);
    return le64toh(word);
}

/* SipHash-2-4. Source: Aumasson and Bernstein, "SipHash: a fast short-input PRF" (2012), section 2. */
static uint64_t
sip_hash(const uint64_t key[static 2], struct slice text)
{
    uint64_t v[4] = {
        key[0] ^ UINT64_C(0x736f6d6570736575),
        key[1] ^ UINT64_C(0x646f72616e646f6d),
        key[0] ^ UINT64_C(0x6c7967656e657261),
        key[1] ^ UINT64_C(0x7465646279746573),
    };
    const size_t whole = text.n - text.n % 8;
    for (size_t at = 0; at < whole; at += 8)
        sip_compress(v, word_of(text.p + at, 8));
    sip_compress(v, (uint64_t)text.n << 56 | (text.n > whole ? word_of(text.p + whole, text.n - whole) : 0));
    v[2] ^= 0xff;
    for (int i = 0; i < 4; i++)
        sip_round(v);
    return v[0] ^ v[1] ^ v[2] ^ v[3];
}

/* realloc() that never gives NULL. */
static void *
grown(void *memory, size_t count, size_t size)
{
    void *larger = reallocarray(memory, count, size);
    if (larger == NULL)
        abort();
    return larger;
}

/* The slot that holds the text, or the free one where it belongs. */
static size_t
slot_of(const struct intern *table, uint64_t hash, struct slice text)
{
    size_t slot = hash & (table->slot_count - 1);
    while (table->slots[slot] != INTERN_NONE) {
        const struct entry *entry = &table->entries[table->slots[slot]];
        if (entry->hash == hash && slice_equal(entry->text, text))
            break;
        slot = (slot + 1) & (table->slot_count - 1);
    }
    return slot;
}

/* Give the table `slot_count` slots and put every entry in its place. */
static void
intern_rehash(struct intern *table, size_t slot_count)
{
    table->slots = grown(table->slots, slot_count, sizeof(*table->slots));
    table->slot_count = slot_count;
    for (size_t i = 0; i < slot_count; i++)
        table->slots[i] = INTERN_NONE;
    for (uint32_t id = 0; id < table->count; id++)
        table->slots[slot_of(table, table->entries[id].hash, table->entries[id].text)] = id;
}

struct intern *
intern_new(struct arena *arena)
{
    struct intern *table = grown(NULL, 1, sizeof(*table));
    *table = (struct intern){.arena = arena, .last = INTERN_NONE};
    random_fill(table->seed, sizeof(table->seed));
    intern_rehash(table, SLOTS_FIRST);
    return table;
}

void
intern_free(struct intern *table)
{
    if (table == NULL)
        return;
    free(table->entries);
    free(table->slots);
    free(table);
}

void
intern_drop(struct intern **table)
{
    intern_free(*table);
    *table = NULL;
}

static void
entries_push(struct intern *table, struct entry entry)
{
    if (table->count == table->entries_capacity) {
        if (table->entries_capacity > UINT32_MAX / 2)
            abort();
        table->entries_capacity = table->entries_capacity == 0 ? SLOTS_FIRST / 2 : table->entries_capacity * 2;
        table->entries = grown(table->entries, table->entries_capacity, sizeof(*table->entries));
    }
    table->entries[table->count++] = entry;
}

uint32_t
intern_add(struct intern *table, struct slice text)
{
    if (slice_is_absent(text))
        return INTERN_NONE;
    if (table->last != INTERN_NONE && slice_equal(table->entries[table->last].text, text))
        return table->last;
    const uint64_t hash = sip_hash(table->seed, text);
    const size_t slot = slot_of(table, hash, text);
    if (table->slots[slot] != INTERN_NONE)
        return table->last = table->slots[slot];
    const uint32_t id = table->last = table->count;
    entries_push(table, (struct entry){hash, arena_copy(table->arena, text)});
    table->slots[slot] = id;
    if (table->count > table->slot_count / 2)
        intern_rehash(table, table->slot_count * 2);
    return id;
}

uint32_t
intern_find(const struct intern *table, struct slice text)
{
    if (slice_is_absent(text))
        return INTERN_NONE;
    return table->slots[slot_of(table, sip_hash(table->seed, text), text)];
}

struct slice
intern_text(const struct intern *table, uint32_t id)
{
    if (id == INTERN_NONE)
        return (struct slice){NULL, 0};
    assert(id < table->count);
    return table->entries[id].text;
}

uint32_t
intern_count(const struct intern *table)
{
    return table->count;
}
