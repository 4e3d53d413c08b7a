#include "bundle/html_ranking.h"

struct ranked {
    uint32_t window;
    unsigned severity; /* 0 where it does not matter */
    int64_t length_ms; /* the same */
};

/* The order is total, since no two have the same number. */
static int
ranked_compare(const void *left, const void *right)
{
    const struct ranked *a = left;
    const struct ranked *b = right;
    if (a->severity != b->severity)
        return a->severity > b->severity ? -1 : 1;
    if (a->length_ms != b->length_ms)
        return a->length_ms > b->length_ms ? -1 : 1;
    return (a->window > b->window) - (a->window < b->window);
}

static struct html_ranking
ranked_take(struct ranked *ranked, size_t count, size_t max, struct arena *arena)
{
    const size_t taken = count < max ? count : max;
    uint32_t *windows = arena_array(arena, taken, sizeof(*windows));
    if (count > 0)
        qsort(ranked, count, sizeof(*ranked), ranked_compare);
    for (size_t i = 0; i < taken; i++)
        windows[i] = ranked[i].window;
    return (struct html_ranking){windows, taken};
}

static struct html_ranking
rank(const struct bundle_model *model, size_t max, bool by_severity, struct arena *arena)
{
    const struct windows *windows = &model->analytics->windows;
    struct ranked *ranked = arena_array(arena, windows->count, sizeof(*ranked));
    for (uint32_t i = 0; i < windows->count; i++)
        ranked[i] = (struct ranked){i, by_severity ? windows->windows[i].severity : 0,
                                    stretch_length(windows->windows[i].clipped)};
    return ranked_take(ranked, windows->count, max, arena);
}

struct html_ranking
html_ranking_by_severity(const struct bundle_model *model, size_t max, struct arena *arena)
{
    return rank(model, max, true, arena);
}

struct html_ranking
html_ranking_by_length(const struct bundle_model *model, size_t max, struct arena *arena)
{
    return rank(model, max, false, arena);
}

void
html_ranking_in_time(const struct bundle_model *model, struct html_ranking *ranking, struct arena *arena)
{
    struct ranked *ranked = arena_array(arena, ranking->count, sizeof(*ranked));
    for (size_t i = 0; i < ranking->count; i++)
        ranked[i] =
            (struct ranked){ranking->windows[i], model->analytics->windows.windows[ranking->windows[i]].severity, 0};
    *ranking = ranked_take(ranked, ranking->count, ranking->count, arena);
}
