#include "bundle/policy_build.h"

enum { MS = 1000 };

static void
build_criteria(const struct catalog *catalog, struct arena *arena, struct policy *policy)
{
    struct policy_criterion *criteria = arena_array(arena, catalog->count, sizeof(*criteria));
    for (size_t i = 0; i < catalog->count; i++)
        criteria[i] = (struct policy_criterion){catalog->criteria[i].id, catalog->criteria[i].in_scope};
    policy->criteria = criteria;
    policy->criterion_count = catalog->count;
}

/* Numbers in the catalog, so ascending in its order whatever the order in the rule's file. */
static void
build_rule(const struct rule *rule, const struct catalog *catalog, struct arena *arena, struct policy_rule *out_rule)
{
    uint32_t *criteria = arena_array(arena, catalog->count, sizeof(*criteria));
    size_t count = 0;
    for (size_t i = 0; i < catalog->count; i++) {
        if (rule_maps_to(rule, catalog->criteria[i].id))
            criteria[count++] = (uint32_t)i;
    }
    *out_rule = (struct policy_rule){.id = rule->id,
                                     .mapped = true,
                                     .ttl_ms = rule->has_ttl ? (int64_t)(rule->ttl_s * MS) : 0,
                                     .criteria = criteria,
                                     .criteria_count = count};
}

static void
build_rules(const struct controls *controls, const struct facts *facts, struct arena *arena, struct policy *policy)
{
    const uint32_t check_count = intern_count(facts->checks);
    struct policy_rule *rules = arena_array(arena, controls->rules.count + check_count, sizeof(*rules));
    uint32_t *rule_of_check = arena_array(arena, check_count, sizeof(*rule_of_check));
    size_t count = 0;
    for (size_t i = 0; i < controls->rules.count; i++)
        build_rule(&controls->rules.rules[i], &controls->catalog, arena, &rules[count++]);
    for (uint32_t check = 0; check < check_count; check++) {
        const struct slice text = intern_text(facts->checks, check);
        const struct rule *rule = mapper_find(controls->mapper, text);
        rule_of_check[check] = (uint32_t)(rule != NULL ? (size_t)(rule - controls->rules.rules) : count);
        if (rule == NULL)
            rules[count++] = (struct policy_rule){.id = arena_format(arena, "unmapped:%.*s", SLICE_ARG(text))};
    }
    policy->rules = rules;
    policy->rule_count = count;
    policy->rule_of_check = rule_of_check;
}

static void
build_slas(const struct policy_source *source, struct arena *arena, struct policy *policy)
{
    struct policy_sla *slas = arena_array(arena, source->sla_count, sizeof(*slas));
    size_t count = 0;
    for (size_t i = 0; i < source->sla_count; i++) {
        struct policy_sla *sla = &slas[count];
        *sla = (struct policy_sla){.from = source->slas[i].from};
        for (size_t severity = 0; severity < severity_count; severity++) {
            if (source->slas[i].table->has[severity])
                sla->sla_ms[severity] = (int64_t)(source->slas[i].table->sla_s[severity] * MS);
        }
        if (count == 0 || memcmp(sla->sla_ms, sla[-1].sla_ms, sizeof(sla->sla_ms)) != 0)
            count++;
    }
    policy->slas = slas;
    policy->sla_count = count;
}

void
policy_build(const struct policy_source *source, const struct facts *facts, struct arena *arena,
             struct policy *out_policy)
{
    struct policy policy = {.flap_ms = (int64_t)(source->controls->sla.flap_s * MS),
                            .ruleset_digest = {.present = true, .sha256 = source->ruleset}};
    build_criteria(&source->controls->catalog, arena, &policy);
    build_rules(source->controls, facts, arena, &policy);
    build_slas(source, arena, &policy);
    *out_policy = policy;
}
