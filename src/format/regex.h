/* regex.h - regular expressions with a bound: PCRE2 with limits on matching, on memory and on the subject's length.
 * Source: pcre2pattern(3); UTF-8, `$` only at the very end, no \C. Group 1, when there is one, is what is extracted. */
#ifndef DAYBOOK_FORMAT_REGEX_H
#define DAYBOOK_FORMAT_REGEX_H

#include "base/arena.h"
#include "base/err.h"

struct regex; /* lives in the arena that it was compiled in */
struct regex_matcher;

/* ERR_FORMAT "regular expression '…': why at offset N". */
MUST_CHECK int regex_read(struct slice pattern, struct arena *arena, const struct regex **out_regex, struct err *err);

/* What a match writes to: one per reading, not shared between threads. */
struct regex_matcher *regex_matcher_new(void);
void regex_matcher_free(struct regex_matcher *matcher);
void regex_matcher_drop(struct regex_matcher **matcher);

/* From here on a match takes at most `steps` from each place where it may start, and all subjects together have at most
 * `bytes`: whoever matches many expressions against one input bounds the whole with it, the same on every machine. */
void regex_matcher_budget(struct regex_matcher *matcher, uint32_t steps, size_t bytes);

/* Look for the pattern. *out_group is the text of group 1 (of the whole match when the pattern has no group; absent
 * when the group took no part). ERR_LIMIT when the subject is longer than LIMIT_REGEX_SUBJECT_BYTES, the match takes
 * too long, or the budget is used up. */
MUST_CHECK int regex_match(struct regex_matcher *matcher, const struct regex *regex, struct slice subject,
                           bool *out_matched, struct slice *out_group, struct err *err);
/* The same in the first LIMIT_REGEX_SUBJECT_BYTES of a subject of any length, cut between characters; `$` does not
 * hold at the cut. */
MUST_CHECK int regex_match_start(struct regex_matcher *matcher, const struct regex *regex, struct slice subject,
                                 bool *out_matched, struct slice *out_group, struct err *err);

#endif
