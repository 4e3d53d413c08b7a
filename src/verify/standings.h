/* standings.h - how each finding stood last, as the entries so far tell: what an event of it comes to by a transition
 * (docs/adapters.md, "Transitions"). A bundle has every entry from 0 on, so nothing about it has to be believed. */
#ifndef DAYBOOK_VERIFY_STANDINGS_H
#define DAYBOOK_VERIFY_STANDINGS_H

#include "shape/transition.h"

struct standings;

struct standings *standings_new(void);
void standings_free(struct standings *standings);

/* Entry `index` was looked at: it may be a version. Indexes ascend. */
void standings_apply(struct standings *standings, const struct record *record, uint64_t index);
/* The index of the last version of the record's finding; false when there is none. */
bool standings_last(const struct standings *standings, const struct record *record, uint64_t *out_index);
/* Give a sealed event what it comes to, as the ledger did; `transition` may be NULL. */
void standings_follow(const struct standings *standings, const struct transition *transition, struct record *event);

#endif
