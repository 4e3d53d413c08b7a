#include "control/difference.h"

#include "base/encoding.h"
#include "crypto/sha256.h"

#include <inttypes.h>

/* One statement of a set of controls. A set is compared as the sorted list of all its statements. */
struct statement {
    struct slice subject;
    struct slice field;
    struct slice value;
};

struct statements {
    struct arena *arena;
    struct statement *items;
    size_t count;
    size_t capacity;
};

static void
state(struct statements *statements, struct slice subject, struct slice field, struct slice value)
{
    if (statements->count == statements->capacity) {
        const size_t capacity = statements->capacity == 0 ? 256 : statements->capacity * 2;
        struct statement *items = arena_array(statements->arena, capacity, sizeof(*items));
        if (statements->count > 0)
            memcpy(items, statements->items, statements->count * sizeof(*items));
        statements->items = items;
        statements->capacity = capacity;
    }
    statements->items[statements->count++] =
        (struct statement){subject, arena_copy(statements->arena, field), arena_copy(statements->arena, value)};
}

static struct slice
seconds_text(uint64_t seconds, struct arena *arena)
{
    return arena_format(arena, "%" PRIu64 " s", seconds);
}

static void
state_catalog(struct statements *statements, const struct catalog *catalog)
{
    state(statements, SLICE("catalog"), SLICE("id"), catalog->id);
    for (size_t i = 0; i < catalog->count; i++) {
        const struct criterion *criterion = &catalog->criteria[i];
        const struct slice subject = arena_format(statements->arena, "criterion %.*s", SLICE_ARG(criterion->id));
        state(statements, subject, SLICE("category"), criterion->category);
        state(statements, subject, SLICE("in_scope"), criterion->in_scope ? SLICE("true") : SLICE("false"));
        state(statements, subject, SLICE("title"), criterion->title);
    }
}

static void
state_sla(struct statements *statements, const struct sla_table *sla)
{
    state(statements, SLICE("sla"), SLICE("version"), sla->version);
    state(statements, SLICE("sla"), SLICE("flap_s"), seconds_text(sla->flap_s, statements->arena));
    for (enum severity severity = SEVERITY_NONE + 1; severity < severity_count; severity++) {
        if (sla->has[severity])
            state(statements, SLICE("sla"), slice_of(severity_name(severity)),
                  seconds_text(sla->sla_s[severity], statements->arena));
    }
}

static void
state_mappings(struct statements *statements, struct slice subject, const struct rule *rule)
{
    for (enum framework framework = FRAMEWORK_NONE + 1; framework < framework_count; framework++) {
        const struct mapping_list *list = &rule->mappings[framework];
        for (size_t i = 0; i < list->count; i++) {
            const struct mapping *mapping = &list->mappings[i];
            state(statements, subject,
                  arena_format(statements->arena, "%s %.*s", framework_name(framework), SLICE_ARG(mapping->id)),
                  arena_format(statements->arena, "%s, %s: %.*s", mapping_basis_name(mapping->basis),
                               mapping_strength_name(mapping->strength), SLICE_ARG(mapping->rationale)));
        }
    }
}

static void
state_checks(struct statements *statements, struct slice subject, const struct rule *rule)
{
    struct arena *arena = statements->arena;
    state(statements, subject, SLICE("severity"), slice_of(severity_name(rule->severity)));
    if (rule->severity_override != SEVERITY_NONE)
        state(statements, subject, SLICE("severity_override"), slice_of(severity_name(rule->severity_override)));
    if (rule->has_ttl)
        state(statements, subject, SLICE("ttl_s"), seconds_text(rule->ttl_s, arena));
    for (size_t i = 0; i < rule->check_count; i++)
        state(statements, subject, arena_format(arena, "check %.*s", SLICE_ARG(rule->checks[i].id)), SLICE("claimed"));
}

/* The values as the file has them, in quotes where there are several. */
static struct slice
values_text(const struct match_test *test, struct arena *arena)
{
    if (test->how == MATCH_EXISTS)
        return test->values[0].exists ? SLICE("true") : SLICE("false");
    if (test->value_count == 1)
        return test->values[0].text;
    struct slice text = arena_format(arena, "'%.*s'", SLICE_ARG(test->values[0].text));
    for (size_t i = 1; i < test->value_count; i++)
        text = arena_format(arena, "%.*s, '%.*s'", SLICE_ARG(text), SLICE_ARG(test->values[i].text));
    return text;
}

/* `number` of the mapping in its selection, from 1. */
static void
state_group(struct statements *statements, struct slice subject, const struct match_selection *selection, size_t number)
{
    const struct match_group *group = &selection->groups[number - 1];
    for (size_t i = 0; i < group->count; i++) {
        const struct match_test *test = &group->tests[i];
        const bool is_plain = test->how == MATCH_EQUALS;
        state(statements, subject,
              arena_format(statements->arena, "match %.*s %zu %s%s%s%s", SLICE_ARG(selection->name), number,
                           test->field->path, is_plain ? "" : "|", is_plain ? "" : match_operator_name(test->how),
                           test->needs_all ? "|all" : ""),
              values_text(test, statements->arena));
    }
}

static void
state_class(struct statements *statements, struct slice subject, const struct rule *rule)
{
    state(statements, subject, SLICE("condition"), rule->condition_text);
    for (size_t i = 0; i < rule->match.count; i++) {
        for (size_t number = 1; number <= rule->match.selections[i].count; number++)
            state_group(statements, subject, &rule->match.selections[i], number);
    }
}

static void
state_rule(struct statements *statements, const struct rule *rule)
{
    const struct slice subject = arena_format(statements->arena, "rule %.*s", SLICE_ARG(rule->id));
    state(statements, subject, SLICE("title"), rule->title);
    state(statements, subject, SLICE("owner"), rule->owner);
    state(statements, subject, SLICE("rationale"), rule->rationale);
    if (rule->kind == RULE_CLASS)
        state_class(statements, subject, rule);
    else
        state_checks(statements, subject, rule);
    state_mappings(statements, subject, rule);
}

static int
statement_compare(const void *left, const void *right)
{
    const struct statement *a = left;
    const struct statement *b = right;
    const int subjects = slice_compare(a->subject, b->subject);
    return subjects != 0 ? subjects : slice_compare(a->field, b->field);
}

static struct statements
statements_sorted(struct statements statements)
{
    if (statements.count > 0)
        qsort(statements.items, statements.count, sizeof(*statements.items), statement_compare);
    return statements;
}

static void
state_texts(struct statements *statements, struct slice subject, const char *word, struct record_texts texts)
{
    for (size_t i = 0; i < texts.count; i++)
        state(statements, subject, arena_format(statements->arena, "%s %.*s", word, SLICE_ARG(texts.items[i])),
              SLICE("named"));
}

static void
state_own(struct statements *statements, const struct own_control *control)
{
    struct arena *arena = statements->arena;
    const struct slice subject = arena_format(arena, "control %.*s", SLICE_ARG(control->id));
    state(statements, subject, SLICE("statement"), control->statement);
    state(statements, subject, SLICE("owner"), control->owner);
    state(statements, subject, SLICE("frequency"), control->frequency);
    state_texts(statements, subject, "criterion", control->criteria);
    state_texts(statements, subject, "rule", control->rules);
    for (size_t i = 0; i < control->complementary_count; i++) {
        const struct complementary_control *other = &control->complementary[i];
        const struct slice named = arena_format(arena, "%s %.*s: %.*s", complementary_kind_name(other->kind),
                                                SLICE_ARG(other->organisation), SLICE_ARG(other->statement));
        state_texts(statements, subject, (const char *)arena_format(arena, "%.*s,", SLICE_ARG(named)).p,
                    other->criteria);
    }
}

static void
state_declaration(struct statements *statements, const struct declaration *declaration)
{
    struct arena *arena = statements->arena;
    for (size_t i = 0; i < declaration->manual_count; i++) {
        const struct manual_answer *manual = &declaration->manual[i];
        state(statements, arena_format(arena, "criterion %.*s", SLICE_ARG(manual->criterion)),
              arena_format(arena, "manual %.*s", SLICE_ARG(manual->by)), manual->owner);
    }
    for (size_t i = 0; i < declaration->own.count; i++)
        state_own(statements, &declaration->own.controls[i]);
}

static struct statements
statements_of(const struct controls *controls, struct arena *arena)
{
    struct statements statements = {.arena = arena};
    state_catalog(&statements, &controls->catalog);
    state_sla(&statements, &controls->sla);
    state_declaration(&statements, &controls->declaration);
    for (size_t i = 0; i < controls->rules.count; i++)
        state_rule(&statements, &controls->rules.rules[i]);
    for (size_t i = 0; i < controls->class_rules.count; i++)
        state_rule(&statements, &controls->class_rules.rules[i]);
    return statements_sorted(statements);
}

static struct statements
statements_of_files(const struct file_set *files, struct arena *arena)
{
    struct statements statements = {.arena = arena};
    for (size_t i = 0; i < files->count; i++) {
        const struct file_set_entry *file = &files->files[i];
        const struct sha256_digest digest = sha256(file->bytes);
        char hex[2 * SHA256_BYTES + 1];
        hex_write(hex, digest.b, SHA256_BYTES);
        state(&statements, arena_format(arena, "file %.*s", SLICE_ARG(file->path)), SLICE("sha256"), slice_of(hex));
    }
    return statements_sorted(statements);
}

/* Both lists are sorted, so one walk over the two finds what stands in one only, or with another value. */
static struct control_differences
compare(const struct statements *before, const struct statements *after, struct arena *arena)
{
    struct control_difference *found = arena_array(arena, before->count + after->count, sizeof(*found));
    size_t count = 0;
    for (size_t i = 0, j = 0; i < before->count || j < after->count;) {
        const struct statement *old = i < before->count ? &before->items[i] : NULL;
        const struct statement *new = j < after->count ? &after->items[j] : NULL;
        const int order = old == NULL ? 1 : new == NULL ? -1 : statement_compare(old, new);
        const bool same = order == 0 && slice_equal(old->value, new->value);
        i += order <= 0;
        j += order >= 0;
        if (same)
            continue;
        const struct statement *either = order <= 0 ? old : new;
        found[count++] = (struct control_difference){.subject = either->subject,
                                                     .field = either->field,
                                                     .before = order <= 0 ? old->value : (struct slice){NULL, 0},
                                                     .after = order >= 0 ? new->value : (struct slice){NULL, 0}};
    }
    return (struct control_differences){found, count};
}

struct control_differences
controls_diff(const struct controls *before, const struct controls *after, struct arena *arena)
{
    const struct statements old = statements_of(before, arena);
    const struct statements new = statements_of(after, arena);
    return compare(&old, &new, arena);
}

struct control_differences
controls_diff_files(const struct file_set *before, const struct file_set *after, struct arena *arena)
{
    const struct statements old = statements_of_files(before, arena);
    const struct statements new = statements_of_files(after, arena);
    return compare(&old, &new, arena);
}
