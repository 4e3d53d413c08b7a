#include "analytics/policy.h"

static struct policy_criterion *
criteria_of(const struct catalog *catalog, struct arena *arena)
{
    struct policy_criterion *criteria = arena_array(arena, catalog->count, sizeof(*criteria));
    for (size_t i = 0; i < catalog->count; i++)
        criteria[i] = (struct policy_criterion){catalog->criteria[i].id, catalog->criteria[i].in_scope};
    return criteria;
}

static struct policy_rule
rule_of(const struct rule *rule, const struct catalog *catalog, struct arena *arena)
{
    uint32_t *numbers = arena_array(arena, catalog->count, sizeof(*numbers));
    size_t count = 0;
    for (size_t i = 0; i < catalog->count; i++) {
        if (rule_maps_to(rule, catalog->criteria[i].id))
            numbers[count++] = (uint32_t)i;
    }
    return (struct policy_rule){
        .id = rule->id,
        .mapped = true,
        .severity = rule->severity_override,
        .ttl_ms = rule->has_ttl ? facts_duration_ms(rule->ttl_s) : 0,
        .criteria = numbers,
        .criteria_count = count,
    };
}

static struct policy_sla
sla_of(uint64_t from, const struct sla_table *table)
{
    struct policy_sla sla = {.from = from};
    for (size_t severity = 0; severity < severity_count; severity++) {
        if (table->has[severity])
            sla.sla_ms[severity] = facts_duration_ms(table->sla_s[severity]);
    }
    return sla;
}

static const struct policy_sla *
slas_of(const struct policy_sources *sources, size_t count, struct arena *arena)
{
    struct policy_sla *slas = arena_array(arena, count, sizeof(*slas));
    if (sources->table_count == 0)
        slas[0] = sla_of(0, &sources->controls->sla);
    for (size_t i = 0; i < sources->table_count; i++)
        slas[i] = sla_of(sources->tables[i].from, sources->tables[i].table);
    return slas;
}

static struct slice
unmapped_id(struct slice check, struct arena *arena)
{
    const struct slice prefix = SLICE("unmapped:");
    uint8_t *text = arena_alloc(arena, prefix.n + check.n);
    memcpy(text, prefix.p, prefix.n);
    memcpy(text + prefix.n, check.p, check.n);
    return (struct slice){text, prefix.n + check.n};
}

/* Give every check its rule, adding one for each that no rule names; returns the number of rules. */
static size_t
checks_resolve(const struct facts *facts, const struct controls *controls, struct arena *arena,
               struct policy_rule *rules, uint32_t *rule_of_check)
{
    size_t count = controls->rules.count;
    for (uint32_t check = 0; check < intern_count(facts->checks); check++) {
        const struct slice text = intern_text(facts->checks, check);
        const struct rule *rule = mapper_find(controls->mapper, text);
        if (rule != NULL) {
            rule_of_check[check] = (uint32_t)(rule - controls->rules.rules);
            continue;
        }
        rule_of_check[check] = (uint32_t)count;
        rules[count++] = (struct policy_rule){.id = unmapped_id(text, arena)};
    }
    return count;
}

int
policy_resolve(const struct facts *facts, const struct policy_sources *sources, struct arena *arena,
               struct policy *out_policy, struct err *err)
{
    const struct controls *controls = sources->controls;
    const size_t check_count = intern_count(facts->checks);
    if (controls->rules.count >= FACT_NONE - check_count)
        return err_set(err, ERR_LIMIT, "there are more than %u rules and checks", FACT_NONE);
    struct policy_rule *rules = arena_array(arena, controls->rules.count + check_count, sizeof(*rules));
    for (size_t i = 0; i < controls->rules.count; i++)
        rules[i] = rule_of(&controls->rules.rules[i], &controls->catalog, arena);
    struct policy_rule *class_rules = arena_array(arena, controls->class_rules.count, sizeof(*class_rules));
    for (size_t i = 0; i < controls->class_rules.count; i++)
        class_rules[i] = rule_of(&controls->class_rules.rules[i], &controls->catalog, arena);
    uint32_t *rule_of_check = arena_array(arena, check_count, sizeof(*rule_of_check));
    const size_t rule_count = checks_resolve(facts, controls, arena, rules, rule_of_check);
    const size_t sla_count = sources->table_count == 0 ? 1 : sources->table_count;
    *out_policy = (struct policy){
        .rules = rules,
        .rule_count = rule_count,
        .class_rules = class_rules,
        .class_rule_count = controls->class_rules.count,
        .criteria = criteria_of(&controls->catalog, arena),
        .criterion_count = controls->catalog.count,
        .slas = slas_of(sources, sla_count, arena),
        .sla_count = sla_count,
        .flap_ms = facts_duration_ms(controls->sla.flap_s),
        .rule_of_check = rule_of_check,
        .ruleset_digest = sources->ruleset_digest,
    };
    return 0;
}

enum severity
policy_severity(const struct policy *policy, const struct fact_event *event)
{
    const enum severity set =
        event->check == INTERN_NONE ? SEVERITY_NONE : policy->rules[policy->rule_of_check[event->check]].severity;
    return set == SEVERITY_NONE ? event->severity : set;
}

const struct policy_sla *
policy_sla_at(const struct policy *policy, uint64_t index)
{
    size_t low = 0;
    for (size_t high = policy->sla_count; low < high;) {
        const size_t middle = low + (high - low) / 2;
        if (policy->slas[middle].from <= index)
            low = middle + 1;
        else
            high = middle;
    }
    return low == 0 ? NULL : &policy->slas[low - 1];
}
