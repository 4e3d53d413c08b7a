#include "control/mapper.h"

/* Open addressing. What is stored comes from the rules, which are ours; input is only looked up, so it cannot make
 * runs longer than the rules do, and the hash needs no secret. */
struct slot {
    const struct rule *rule; /* NULL: free */
    const struct rule_check *check;
};

struct mapper {
    struct slot *slots;
    size_t slot_count; /* a power of two, at least twice the checks */
};

/* FNV-1a, 64 bits. */
static uint64_t
hash_of(struct slice text)
{
    uint64_t hash = UINT64_C(0xcbf29ce484222325);
    for (size_t i = 0; i < text.n; i++)
        hash = (hash ^ text.p[i]) * UINT64_C(0x100000001b3);
    return hash ^ hash >> 32;
}

/* The slot that holds the check, or the free one where it belongs. */
static struct slot *
slot_of(const struct mapper *mapper, struct slice check)
{
    size_t at = hash_of(check) & (mapper->slot_count - 1);
    while (mapper->slots[at].rule != NULL && !slice_equal(mapper->slots[at].check->id, check))
        at = (at + 1) & (mapper->slot_count - 1);
    return &mapper->slots[at];
}

static size_t
count_checks(const struct rule_list *rules)
{
    size_t count = 0;
    for (size_t i = 0; i < rules->count; i++)
        count += rules->rules[i].check_count;
    return count;
}

static void
claim(struct mapper *mapper, struct slot claimed, mapper_report report, void *context)
{
    struct slot *slot = slot_of(mapper, claimed.check->id);
    if (slot->rule == NULL) {
        *slot = claimed;
        return;
    }
    const struct mapper_conflict conflict = {slot->rule, slot->check, claimed.rule, claimed.check};
    report(context, &conflict);
}

const struct mapper *
mapper_new(const struct rule_list *rules, struct arena *arena, mapper_report report, void *context)
{
    struct mapper *mapper = arena_alloc(arena, sizeof(*mapper));
    mapper->slot_count = 2;
    while (mapper->slot_count < 2 * count_checks(rules))
        mapper->slot_count *= 2;
    mapper->slots = arena_array(arena, mapper->slot_count, sizeof(*mapper->slots));
    for (size_t i = 0; i < rules->count; i++) {
        const struct rule *rule = &rules->rules[i];
        for (size_t at = 0; at < rule->check_count; at++)
            claim(mapper, (struct slot){rule, &rule->checks[at]}, report, context);
    }
    return mapper;
}

int
mapper_conflict_set(const struct mapper_conflict *conflict, struct err *err)
{
    return err_set(err, ERR_FORMAT, "%.*s:%u:%u: check '%.*s' is claimed at %.*s:%u:%u already",
                   SLICE_ARG(conflict->second->path), conflict->second_check->line, conflict->second_check->column,
                   SLICE_ARG(conflict->second_check->id), SLICE_ARG(conflict->first->path), conflict->first_check->line,
                   conflict->first_check->column);
}

const struct rule *
mapper_find(const struct mapper *mapper, struct slice check)
{
    return slot_of(mapper, check)->rule;
}
