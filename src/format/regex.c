#include "format/regex.h"

#include "base/limits.h"
#include "base/utf8.h"

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

enum { GROUPS_MAX = 8 };

struct regex {
    struct slice pattern;
    pcre2_code *code;
};

struct regex_matcher {
    pcre2_match_data *data;
    pcre2_match_context *limits;
    size_t bytes_left; /* of subjects */
};

static void *
allocate_in_arena(size_t size, void *arena)
{
    return arena_alloc(arena, size);
}

static void
leave_to_arena(void *memory, void *arena)
{
    (void)memory;
    (void)arena;
}

int
regex_read(struct slice pattern, struct arena *arena, const struct regex **out_regex, struct err *err)
{
    if (pattern.n > LIMIT_REGEX_BYTES)
        return err_set(err, ERR_LIMIT, "a regular expression is longer than %d bytes", LIMIT_REGEX_BYTES);
    pcre2_general_context *general = pcre2_general_context_create(allocate_in_arena, leave_to_arena, arena);
    pcre2_compile_context *context = pcre2_compile_context_create(general);
    int code = 0;
    PCRE2_SIZE offset = 0;
    pcre2_code *compiled = pcre2_compile(
        pattern.p, pattern.n, PCRE2_UTF | PCRE2_NEVER_BACKSLASH_C | PCRE2_DOLLAR_ENDONLY, &code, &offset, context);
    if (compiled == NULL) {
        PCRE2_UCHAR why[128];
        pcre2_get_error_message(code, why, sizeof(why));
        return err_set(err, ERR_FORMAT, "regular expression '%.*s': %s at offset %zu", SLICE_ARG(pattern),
                       (const char *)why, (size_t)offset);
    }
    struct regex *regex = arena_alloc(arena, sizeof(*regex));
    *regex = (struct regex){pattern, compiled};
    *out_regex = regex;
    return 0;
}

struct regex_matcher *
regex_matcher_new(void)
{
    struct regex_matcher *matcher = calloc(1, sizeof(*matcher));
    if (matcher == NULL)
        abort();
    matcher->data = pcre2_match_data_create(GROUPS_MAX, NULL);
    matcher->limits = pcre2_match_context_create(NULL);
    if (matcher->data == NULL || matcher->limits == NULL)
        abort();
    pcre2_set_match_limit(matcher->limits, LIMIT_REGEX_STEPS);
    pcre2_set_depth_limit(matcher->limits, LIMIT_REGEX_STEPS);
    pcre2_set_heap_limit(matcher->limits, LIMIT_REGEX_HEAP_KIB);
    matcher->bytes_left = SIZE_MAX;
    return matcher;
}

/* PCRE2 counts its steps anew from each place where a match may start, hence the second bound. */
void
regex_matcher_budget(struct regex_matcher *matcher, uint32_t steps, size_t bytes)
{
    pcre2_set_match_limit(matcher->limits, steps);
    matcher->bytes_left = bytes;
}

void
regex_matcher_free(struct regex_matcher *matcher)
{
    if (matcher == NULL)
        return;
    pcre2_match_data_free(matcher->data);
    pcre2_match_context_free(matcher->limits);
    free(matcher);
}

void
regex_matcher_drop(struct regex_matcher **matcher)
{
    regex_matcher_free(*matcher);
}

/* `groups` as pcre2_match() returns it: one more than the highest group that took part, 0 when there are too many. */
static struct slice
group_of(const struct regex_matcher *matcher, const struct regex *regex, struct slice subject, int groups)
{
    uint32_t groups_of_pattern = 0;
    pcre2_pattern_info(regex->code, PCRE2_INFO_CAPTURECOUNT, &groups_of_pattern);
    const PCRE2_SIZE *bounds = pcre2_get_ovector_pointer(matcher->data);
    const size_t group = groups_of_pattern == 0 ? 0 : 1;
    if ((group == 1 && groups == 1) || bounds[2 * group] == PCRE2_UNSET)
        return (struct slice){NULL, 0};
    return slice_sub(subject, bounds[2 * group], bounds[2 * group + 1]);
}

static int
match(struct regex_matcher *matcher, const struct regex *regex, struct slice subject, uint32_t options,
      bool *out_matched, struct slice *out_group, struct err *err)
{
    if (subject.n > matcher->bytes_left)
        return err_set(err, ERR_LIMIT, "regular expression '%.*s' comes after too many others",
                       SLICE_ARG(regex->pattern));
    if (matcher->bytes_left != SIZE_MAX)
        matcher->bytes_left -= subject.n;
    const int groups =
        pcre2_match(regex->code, subject.p, subject.n, 0, PCRE2_NO_UTF_CHECK | options, matcher->data, matcher->limits);
    if (groups < 0 && groups != PCRE2_ERROR_NOMATCH)
        return err_set(err, ERR_LIMIT, "regular expression '%.*s' takes too long on '%.*s'", SLICE_ARG(regex->pattern),
                       SLICE_ARG(slice_sub(subject, 0, 64)));
    *out_matched = groups >= 0;
    *out_group = groups >= 0 ? group_of(matcher, regex, subject, groups) : (struct slice){NULL, 0};
    return 0;
}

int
regex_match(struct regex_matcher *matcher, const struct regex *regex, struct slice subject, bool *out_matched,
            struct slice *out_group, struct err *err)
{
    if (subject.n > LIMIT_REGEX_SUBJECT_BYTES)
        return err_set(err, ERR_LIMIT, "a text of %zu bytes is too long for a regular expression", subject.n);
    return match(matcher, regex, subject, 0, out_matched, out_group, err);
}

int
regex_match_start(struct regex_matcher *matcher, const struct regex *regex, struct slice subject, bool *out_matched,
                  struct slice *out_group, struct err *err)
{
    const struct slice start = utf8_cut(subject, LIMIT_REGEX_SUBJECT_BYTES);
    const uint32_t options = start.n < subject.n ? PCRE2_NOTEOL : 0;
    return match(matcher, regex, start, options, out_matched, out_group, err);
}
