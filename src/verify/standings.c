#include "verify/standings.h"

#include "base/intern.h"

struct standing {
    uint64_t index;
    enum stage stage;
    enum outcome outcome;
};

struct standings {
    struct arena *arena;
    struct intern *findings; /* their digests: number n has last[n] */
    struct standing *last;
    size_t capacity;
};

struct standings *
standings_new(void)
{
    struct standings *standings = calloc(1, sizeof(*standings));
    if (standings == NULL)
        abort();
    standings->arena = arena_new();
    standings->findings = intern_new(standings->arena);
    return standings;
}

void
standings_free(struct standings *standings)
{
    if (standings == NULL)
        return;
    intern_free(standings->findings);
    arena_free(standings->arena);
    free(standings->last);
    free(standings);
}

void
standings_apply(struct standings *standings, const struct record *record, uint64_t index)
{
    if (!transition_is_version(record))
        return;
    const struct sha256_digest finding = transition_finding(record);
    const uint32_t number = intern_add(standings->findings, (struct slice){finding.b, sizeof(finding.b)});
    if (number >= standings->capacity) {
        standings->capacity = standings->capacity == 0 ? 64 : 2 * standings->capacity;
        standings->last = reallocarray(standings->last, standings->capacity, sizeof(*standings->last));
        if (standings->last == NULL)
            abort();
    }
    standings->last[number] = (struct standing){index, record->body.event.stage, record->body.event.outcome};
}

static const struct standing *
find(const struct standings *standings, const struct record *record)
{
    if (record->kind != RECORD_EVENT || record->body.event.finding.uid.n == 0)
        return NULL;
    const struct sha256_digest finding = transition_finding(record);
    const uint32_t number = intern_find(standings->findings, (struct slice){finding.b, sizeof(finding.b)});
    return number == INTERN_NONE ? NULL : &standings->last[number];
}

bool
standings_last(const struct standings *standings, const struct record *record, uint64_t *out_index)
{
    const struct standing *last = find(standings, record);
    if (last == NULL)
        return false;
    *out_index = last->index;
    return true;
}

void
standings_follow(const struct standings *standings, const struct transition *transition, struct record *event)
{
    const struct standing *last = transition == NULL ? NULL : find(standings, event);
    if (last == NULL)
        return;
    struct record version = {.kind = RECORD_EVENT};
    version.body.event.stage = last->stage;
    version.body.event.outcome = last->outcome;
    transition_apply(transition, &version, last->index, event);
}
