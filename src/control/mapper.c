#include "control/mapper.h"

#include "control/pattern.h"

/* Open addressing. What is stored comes from the rules, which are ours; input is only looked up, so it cannot make
 * runs longer than the rules do, and the hash needs no secret. */
struct slot {
    const struct rule *rule; /* NULL: free */
    const struct rule_check *check;
};

struct mapper {
    struct slot *slots;
    size_t slot_count;     /* a power of two, at least twice the checks */
    struct slot *patterns; /* in the order of the rules */
    size_t pattern_count;
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

/* Patterns of one rule may meet: the answer is the same. */
static void
compare_patterns(const struct mapper *mapper, mapper_report report, void *context)
{
    const size_t count = mapper->pattern_count < PATTERN_COUNT_MAX ? mapper->pattern_count : PATTERN_COUNT_MAX;
    for (size_t i = 1; i < count; i++) {
        const struct slot *second = &mapper->patterns[i];
        for (size_t j = 0; j < i; j++) {
            const struct slot *first = &mapper->patterns[j];
            const struct mapper_conflict conflict = {first->rule, first->check, second->rule, second->check};
            if (first->rule != second->rule && pattern_overlaps(first->check->id, second->check->id))
                report(context, &conflict);
        }
    }
}

const struct mapper *
mapper_new(const struct rule_list *rules, struct arena *arena, mapper_report report, void *context)
{
    struct mapper *mapper = arena_alloc(arena, sizeof(*mapper));
    mapper->slot_count = 2;
    while (mapper->slot_count < 2 * count_checks(rules))
        mapper->slot_count *= 2;
    mapper->slots = arena_array(arena, mapper->slot_count, sizeof(*mapper->slots));
    mapper->patterns = arena_array(arena, count_checks(rules), sizeof(*mapper->patterns));
    mapper->pattern_count = 0;
    for (size_t i = 0; i < rules->count; i++) {
        const struct rule *rule = &rules->rules[i];
        for (size_t at = 0; at < rule->check_count; at++) {
            const struct slot claimed = {rule, &rule->checks[at]};
            if (claimed.check->is_pattern)
                mapper->patterns[mapper->pattern_count++] = claimed;
            else
                claim(mapper, claimed, report, context);
        }
    }
    compare_patterns(mapper, report, context);
    return mapper;
}

int
mapper_check_patterns(const struct mapper *mapper, struct err *err)
{
    if (mapper->pattern_count <= PATTERN_COUNT_MAX)
        return 0;
    const struct slot *first = &mapper->patterns[PATTERN_COUNT_MAX];
    return err_set(err, ERR_LIMIT, "%.*s:%u:%u: the rules have %zu patterns, at most %d are allowed",
                   SLICE_ARG(first->rule->path), first->check->line, first->check->column, mapper->pattern_count,
                   PATTERN_COUNT_MAX);
}

int
mapper_conflict_set(const struct mapper_conflict *conflict, struct err *err)
{
    if (conflict->second_check->is_pattern)
        return err_set(err, ERR_FORMAT, "%.*s:%u:%u: pattern '%.*s' and '%.*s' at %.*s:%u:%u match checks in common",
                       SLICE_ARG(conflict->second->path), conflict->second_check->line, conflict->second_check->column,
                       SLICE_ARG(conflict->second_check->id), SLICE_ARG(conflict->first_check->id),
                       SLICE_ARG(conflict->first->path), conflict->first_check->line, conflict->first_check->column);
    return err_set(err, ERR_FORMAT, "%.*s:%u:%u: check '%.*s' is claimed at %.*s:%u:%u already",
                   SLICE_ARG(conflict->second->path), conflict->second_check->line, conflict->second_check->column,
                   SLICE_ARG(conflict->second_check->id), SLICE_ARG(conflict->first->path), conflict->first_check->line,
                   conflict->first_check->column);
}

struct mapper_claim
mapper_claim(const struct mapper *mapper, struct slice check)
{
    const struct slot *claim = slot_of(mapper, check);
    for (size_t i = 0; claim->rule == NULL && i < mapper->pattern_count; i++) {
        if (pattern_matches(mapper->patterns[i].check->id, check))
            claim = &mapper->patterns[i];
    }
    return (struct mapper_claim){claim->rule, claim->check};
}

const struct rule *
mapper_find(const struct mapper *mapper, struct slice check)
{
    return mapper_claim(mapper, check).rule;
}
