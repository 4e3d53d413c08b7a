#include "bundle/html_ranking.h"

#include "unit.h"

struct ranked_model {
    struct arena *arena;
    struct window windows[300];
    struct analytics analytics;
    struct bundle_model model;
};

static void
add(struct ranked_model *ranked, enum severity severity, int64_t length_ms)
{
    ranked->windows[ranked->analytics.windows.count++] =
        (struct window){.severity = severity, .clipped = {1000, 1000 + length_ms}};
}

static void
ranked_init(struct ranked_model *ranked)
{
    *ranked = (struct ranked_model){.arena = arena_new()};
    ranked->analytics.windows.windows = ranked->windows;
    ranked->model.analytics = &ranked->analytics;
}

static void
check(struct html_ranking ranking, const uint32_t *want, size_t count)
{
    ck_assert_uint_eq(ranking.count, count);
    for (size_t i = 0; i < count; i++)
        ck_assert_uint_eq(ranking.windows[i], want[i]);
}

START_TEST(ranks_by_severity_then_length_then_place)
{
    struct ranked_model ranked;
    ranked_init(&ranked);
    add(&ranked, SEVERITY_LOW, 900);
    add(&ranked, SEVERITY_CRITICAL, 5);
    add(&ranked, SEVERITY_CRITICAL, 7);
    add(&ranked, SEVERITY_NONE, 1000);
    add(&ranked, SEVERITY_CRITICAL, 5);
    struct html_ranking ranking = html_ranking_by_severity(&ranked.model, 10, ranked.arena);
    check(ranking, (const uint32_t[]){2, 1, 4, 0, 3}, 5);
    html_ranking_in_time(&ranked.model, &ranking, ranked.arena);
    check(ranking, (const uint32_t[]){1, 2, 4, 0, 3}, 5);
    check(html_ranking_by_severity(&ranked.model, 2, ranked.arena), (const uint32_t[]){2, 1}, 2);
    check(html_ranking_by_length(&ranked.model, 3, ranked.arena), (const uint32_t[]){3, 0, 2}, 3);
    arena_free(ranked.arena);
}
END_TEST

START_TEST(ranks_nothing)
{
    struct ranked_model ranked;
    ranked_init(&ranked);
    struct html_ranking ranking = html_ranking_by_length(&ranked.model, 5, ranked.arena);
    ck_assert_uint_eq(ranking.count, 0);
    html_ranking_in_time(&ranked.model, &ranking, ranked.arena);
    ck_assert_uint_eq(ranking.count, 0);
    arena_free(ranked.arena);
}
END_TEST

/* No window left out outranks one that is in. */
START_TEST(leaves_out_only_what_ranks_below)
{
    struct ranked_model ranked;
    ranked_init(&ranked);
    for (int i = 0; i < 300; i++)
        add(&ranked, (enum severity)unit_random_below(severity_count), (int64_t)unit_random_below(50));
    const struct html_ranking ranking = html_ranking_by_severity(&ranked.model, 40, ranked.arena);
    bool in[300] = {false};
    for (size_t i = 0; i < ranking.count; i++) {
        ck_assert(!in[ranking.windows[i]]);
        in[ranking.windows[i]] = true;
    }
    const struct window *last = &ranked.windows[ranking.windows[39]];
    for (int i = 0; i < 300; i++) {
        const struct window *window = &ranked.windows[i];
        const bool above =
            window->severity > last->severity ||
            (window->severity == last->severity && stretch_length(window->clipped) > stretch_length(last->clipped));
        ck_assert(in[i] || !above);
    }
    arena_free(ranked.arena);
}
END_TEST

int
main(void)
{
    return UNIT_MAIN("html_ranking", ranks_by_severity_then_length_then_place, ranks_nothing,
                     leaves_out_only_what_ranks_below);
}
