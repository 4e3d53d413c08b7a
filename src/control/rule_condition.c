#include "control/rule_condition.h"

enum part { PART_AND, PART_OR, PART_NOT, PART_ANY, PART_ALL };

struct rule_condition {
    enum part part;
    const struct rule_condition *left; /* and, or, not */
    const struct rule_condition *right;
    uint64_t selections; /* any, all: bits 1 << number */
};

_Static_assert(MATCH_SELECTIONS_MAX < 64, "the selections of a rule fit the bits of a number");

struct parser {
    struct slice text;
    const struct match *match;
    struct arena *arena;
    struct err *err;
    struct slice token; /* the one under way; empty at the end */
    size_t at;          /* where it begins */
    size_t parts;
    unsigned depth;
};

static bool
is_word_byte(uint8_t byte)
{
    return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') || (byte >= '0' && byte <= '9') ||
           byte == '_' || byte == '*';
}

static bool
is_space(uint8_t byte)
{
    return byte == ' ' || byte == '\t' || byte == '\n';
}

static void
advance(struct parser *parser)
{
    const struct slice text = parser->text;
    parser->at += parser->token.n;
    while (parser->at < text.n && is_space(text.p[parser->at]))
        parser->at++;
    size_t end = parser->at;
    while (end < text.n && is_word_byte(text.p[end]))
        end++;
    if (end == parser->at && end < text.n)
        end++; /* "(", ")", or something that nothing expects */
    parser->token = slice_sub(text, parser->at, end);
}

static bool
take(struct parser *parser, const char *word)
{
    const bool is_it = slice_equal(parser->token, slice_of(word));
    if (is_it)
        advance(parser);
    return is_it;
}

static int
fail_found(struct parser *parser, const char *expected)
{
    if (parser->token.n == 0)
        return err_set(parser->err, ERR_FORMAT, "condition ends where %s was expected", expected);
    return err_set(parser->err, ERR_FORMAT, "condition has '%.*s' where %s was expected", SLICE_ARG(parser->token),
                   expected);
}

static int
add_part(struct parser *parser, struct rule_condition part, const struct rule_condition **out_condition)
{
    if (parser->parts++ == CONDITION_PARTS_MAX)
        return err_set(parser->err, ERR_LIMIT, "condition has more than %d parts", CONDITION_PARTS_MAX);
    struct rule_condition *condition = arena_alloc(parser->arena, sizeof(*condition));
    *condition = part;
    *out_condition = condition;
    return 0;
}

/* The selections whose names begin so; with none, the one that is named so. */
static uint64_t
selections_like(const struct match *match, struct slice name, bool is_prefix)
{
    uint64_t found = 0;
    for (size_t i = 0; i < match->count; i++) {
        const struct slice selection = match->selections[i].name;
        if (is_prefix ? slice_starts(selection, name) : slice_equal(selection, name))
            found |= UINT64_C(1) << i;
    }
    return found;
}

static int
them_read(struct parser *parser, uint64_t *out_selections)
{
    const struct slice token = parser->token;
    const size_t star = slice_find(token, '*');
    uint64_t found = 0;
    if (slice_equal(token, SLICE("them"))) {
        found = selections_like(parser->match, SLICE(""), true) & ~selections_like(parser->match, SLICE("_"), true);
        if (found == 0)
            return err_set(parser->err, ERR_FORMAT,
                           "'them' is no selection: those whose names begin with '_' are left out");
    } else if (star > 0 && star + 1 == token.n) {
        found = selections_like(parser->match, slice_sub(token, 0, star), true);
        if (found == 0)
            return err_set(parser->err, ERR_FORMAT, "no selection of 'match' begins with '%.*s'",
                           SLICE_ARG(slice_sub(token, 0, star)));
    } else {
        return fail_found(parser, "'them' or a prefix with '*'");
    }
    advance(parser);
    *out_selections = found;
    return 0;
}

static int
of_read(struct parser *parser, enum part part, const struct rule_condition **out_condition)
{
    uint64_t selections = 0; /* gcc does not see that fail_found() is a failure */
    if (!take(parser, "of"))
        return fail_found(parser, "'of'");
    TRY(them_read(parser, &selections));
    return add_part(parser, (struct rule_condition){.part = part, .selections = selections}, out_condition);
}

static bool
is_name(struct slice token)
{
    static const char *const words[] = {"and", "or", "of", "them"};
    bool is_word = false;
    for (size_t i = 0; i < COUNT_OF(words); i++)
        is_word = is_word || slice_equal(token, slice_of(words[i]));
    return !is_word && token.n > 0 && is_word_byte(token.p[0]) && (token.p[0] < '0' || token.p[0] > '9') &&
           slice_find(token, '*') == token.n;
}

static int
name_read(struct parser *parser, const struct rule_condition **out_condition)
{
    const struct slice token = parser->token;
    if (!is_name(token))
        return fail_found(parser, "a selection, 'not', '(', '1 of' or 'all of'");
    const uint64_t selections = selections_like(parser->match, token, false);
    if (selections == 0)
        return err_set(parser->err, ERR_FORMAT, "selection '%.*s' is not in 'match'", SLICE_ARG(token));
    advance(parser);
    return add_part(parser, (struct rule_condition){.part = PART_ANY, .selections = selections}, out_condition);
}

static int or_read(struct parser *parser, const struct rule_condition **out_condition);
static int deeper_read(struct parser *parser, const struct rule_condition **out_condition);

static int
inner_read(struct parser *parser, const struct rule_condition **out_condition)
{
    const struct rule_condition *inner;
    if (take(parser, "(")) {
        TRY(or_read(parser, out_condition));
        return take(parser, ")") ? 0 : fail_found(parser, "')'");
    }
    if (take(parser, "1"))
        return of_read(parser, PART_ANY, out_condition);
    if (take(parser, "all"))
        return of_read(parser, PART_ALL, out_condition);
    if (!take(parser, "not"))
        return name_read(parser, out_condition);
    TRY(deeper_read(parser, &inner));
    return add_part(parser, (struct rule_condition){.part = PART_NOT, .left = inner}, out_condition);
}

static int
deeper_read(struct parser *parser, const struct rule_condition **out_condition)
{
    if (parser->depth == CONDITION_DEPTH_MAX)
        return err_set(parser->err, ERR_LIMIT, "condition is more than %d levels deep", CONDITION_DEPTH_MAX);
    parser->depth++;
    TRY(inner_read(parser, out_condition));
    parser->depth--;
    return 0;
}

static int
and_read(struct parser *parser, const struct rule_condition **out_condition)
{
    const struct rule_condition *left;
    TRY(deeper_read(parser, &left));
    while (take(parser, "and")) {
        const struct rule_condition *right;
        TRY(deeper_read(parser, &right));
        TRY(add_part(parser, (struct rule_condition){.part = PART_AND, .left = left, .right = right}, &left));
    }
    *out_condition = left;
    return 0;
}

static int
or_read(struct parser *parser, const struct rule_condition **out_condition)
{
    const struct rule_condition *left;
    TRY(and_read(parser, &left));
    while (take(parser, "or")) {
        const struct rule_condition *right;
        TRY(and_read(parser, &right));
        TRY(add_part(parser, (struct rule_condition){.part = PART_OR, .left = left, .right = right}, &left));
    }
    *out_condition = left;
    return 0;
}

int
rule_condition_read(struct slice text, const struct match *match, struct arena *arena,
                    const struct rule_condition **out_condition, size_t *out_at, struct err *err)
{
    struct parser parser = {.text = text, .match = match, .arena = arena, .err = err};
    const struct rule_condition *condition = NULL;
    int code = 0;
    if (text.n > CONDITION_BYTES_MAX) {
        *out_at = 0;
        return err_set(err, ERR_LIMIT, "condition has %zu bytes, at most %d are allowed", text.n, CONDITION_BYTES_MAX);
    }
    advance(&parser);
    code = or_read(&parser, &condition);
    if (code == 0 && parser.token.n > 0)
        code = fail_found(&parser, "'and', 'or' or the end");
    *out_at = parser.at;
    if (code == 0)
        *out_condition = condition;
    return code;
}

uint64_t
rule_condition_uses(const struct rule_condition *condition)
{
    uint64_t uses = condition->selections;
    if (condition->left != NULL)
        uses |= rule_condition_uses(condition->left);
    if (condition->right != NULL)
        uses |= rule_condition_uses(condition->right);
    return uses;
}

bool
rule_condition_equal(const struct rule_condition *a, const struct rule_condition *b)
{
    if (a == NULL || b == NULL)
        return a == b;
    return a->part == b->part && a->selections == b->selections && rule_condition_equal(a->left, b->left) &&
           rule_condition_equal(a->right, b->right);
}

static enum truth
selections_hold(const struct rule_condition *condition, rule_condition_ask ask, void *context)
{
    const bool needs_all = condition->part == PART_ALL;
    const enum truth settled = needs_all ? TRUTH_NO : TRUTH_YES;
    enum truth holds = needs_all ? TRUTH_YES : TRUTH_NO;
    for (size_t i = 0; i < MATCH_SELECTIONS_MAX && holds != settled; i++) {
        if ((condition->selections >> i & 1) == 0)
            continue;
        const enum truth one = ask(context, i);
        holds = needs_all ? truth_and(holds, one) : truth_or(holds, one);
    }
    return holds;
}

enum truth
rule_condition_holds(const struct rule_condition *condition, rule_condition_ask ask, void *context)
{
    enum truth left;
    switch (condition->part) {
    case PART_AND:
        left = rule_condition_holds(condition->left, ask, context);
        return left == TRUTH_NO ? TRUTH_NO : truth_and(left, rule_condition_holds(condition->right, ask, context));
    case PART_OR:
        left = rule_condition_holds(condition->left, ask, context);
        return left == TRUTH_YES ? TRUTH_YES : truth_or(left, rule_condition_holds(condition->right, ask, context));
    case PART_NOT:
        return truth_not(rule_condition_holds(condition->left, ask, context));
    case PART_ANY:
    case PART_ALL:
        break;
    }
    return selections_hold(condition, ask, context);
}
