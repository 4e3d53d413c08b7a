#include "analytics/assets.h"

#include "analytics/keys.h"
#include "analytics/stretch.h"

struct measuring {
    const struct facts *facts;
    const struct policy *policy;
    const struct effective *effective;
    struct stretch within;   /* [P0, E) */
    struct asset_rule *sums; /* by rule */
    /* Of the key in hand. */
    GROW_ARRAY(struct stretch, lives);
    GROW_ARRAY(struct stretch, fresh);
};

static void
measuring_release(struct measuring *measuring)
{
    free(measuring->lives);
    free(measuring->fresh);
}

static bool
is_evaluation(enum stage stage)
{
    return stage == STAGE_EVALUATED || stage == STAGE_VERIFIED || stage == STAGE_DETECTED || stage == STAGE_REOPENED;
}

/* The resource is there from `*from_ms` (INSTANT_NONE: is not there) until `to_ms`. */
static void
life_end(struct measuring *measuring, int64_t *from_ms, int64_t to_ms)
{
    if (*from_ms != INSTANT_NONE)
        GROW_ADD(measuring, lives, stretch_common((struct stretch){*from_ms, to_ms}, measuring->within));
    *from_ms = INSTANT_NONE;
}

static void
key_read(struct measuring *measuring, struct key *key, int64_t ttl_ms)
{
    uint32_t first;
    uint32_t last;
    int64_t alive_from_ms = INSTANT_NONE;
    for (size_t i = 0; i < key->count; i++) {
        const struct keyed *event = &key->events[i];
        if (key_deletions(key, event, &first, &last))
            life_end(measuring, &alive_from_ms, measuring->effective->times[first].t_ms);
        if (alive_from_ms == INSTANT_NONE)
            alive_from_ms = event->t_ms;
        if (is_evaluation(measuring->facts->events[event->event].stage))
            GROW_ADD(measuring, fresh, (struct stretch){event->t_ms, event->t_ms + ttl_ms});
    }
    if (key_deletions(key, NULL, &first, &last))
        life_end(measuring, &alive_from_ms, measuring->effective->times[first].t_ms);
    life_end(measuring, &alive_from_ms, measuring->within.to_ms);
}

static void
key_measure(struct measuring *measuring, struct key *key)
{
    const uint32_t rule = key->rule;
    if (measuring->policy->rules[rule].ttl_ms == 0)
        return;
    measuring->lives_count = 0;
    measuring->fresh_count = 0;
    key_read(measuring, key, measuring->policy->rules[rule].ttl_ms);
    const size_t lives = stretch_merge(measuring->lives, measuring->lives_count);
    const size_t fresh = stretch_merge(measuring->fresh, measuring->fresh_count);
    struct asset_rule *sum = &measuring->sums[rule];
    sum->resources += lives > 0;
    sum->lifetime_ms += stretch_within(measuring->lives, lives, measuring->within);
    sum->fresh_ms += stretch_overlap(measuring->lives, lives, measuring->fresh, fresh);
}

static int
rule_compare(const void *left, const void *right, void *context)
{
    const struct policy *policy = context;
    return slice_compare(policy->rules[((const struct asset_rule *)left)->rule].id,
                         policy->rules[((const struct asset_rule *)right)->rule].id);
}

/* No sum passes the number of keys times the longest life. */
static int
sums_check(const struct measuring *measuring, const struct keys *keys, struct err *err)
{
    int64_t sum_ms;
    const int64_t longest_ms = stretch_length(measuring->within);
    if (__builtin_mul_overflow(longest_ms, (int64_t)keys->events.count, &sum_ms))
        return err_set(err, ERR_LIMIT, "the lives that %zu events tell of are more than can be summed",
                       keys->events.count);
    return 0;
}

static struct assets
assets_of(const struct measuring *measuring, struct arena *arena)
{
    const struct policy *policy = measuring->policy;
    struct assets assets = {0};
    struct asset_rule *rules = arena_array(arena, policy->rule_count, sizeof(*rules));
    for (uint32_t rule = 0; rule < policy->rule_count; rule++) {
        if (measuring->sums[rule].resources == 0)
            continue;
        measuring->sums[rule].rule = rule;
        rules[assets.rule_count++] = measuring->sums[rule];
        assets.fresh_ms += measuring->sums[rule].fresh_ms;
        assets.lifetime_ms += measuring->sums[rule].lifetime_ms;
    }
    qsort_r(rules, assets.rule_count, sizeof(*rules), rule_compare, (void *)(uintptr_t)policy);
    assets.rules = rules;
    return assets;
}

int
assets_compute(const struct reading *reading, struct arena *arena, struct assets *out_assets, struct err *err)
{
    AUTO(keys_release) struct keys keys = keys_collect(reading);
    AUTO(measuring_release)
    struct measuring measuring = {
        .facts = reading->facts,
        .policy = reading->policy,
        .effective = reading->effective,
        .within = {reading->period.from_ms, reading->effective->end_ms},
        .sums = arena_array(arena, reading->policy->rule_count, sizeof(*measuring.sums)),
    };
    TRY(sums_check(&measuring, &keys, err));
    struct key_walk walk = {.keys = &keys};
    for (struct key key; keys_next(&walk, &key);)
        key_measure(&measuring, &key);
    *out_assets = assets_of(&measuring, arena);
    return 0;
}
