#include "bundle/svg_strip.h"

#include "markup.h"

enum { FROM_MS = 0, TO_MS = 100000000 };

struct strip_model {
    struct arena *arena;
    struct facts *facts;
    struct analytics analytics;
    struct bundle_model model;
    struct coverage_gap gaps[300];
    struct buf out;
};

static void
strip_init(struct strip_model *strip)
{
    *strip = (struct strip_model){.arena = arena_new()};
    strip->facts = facts_new(strip->arena);
    (void)intern_add(strip->facts->sources, SLICE("a\"b"));
    strip->analytics.effective.end_ms = TO_MS / 2;
    strip->analytics.coverage.gaps = strip->gaps;
    strip->model = (struct bundle_model){
        .facts = strip->facts, .analytics = &strip->analytics, .from_ms = FROM_MS, .to_ms = TO_MS};
    buf_init(&strip->out, 1 << 16);
}

static void
add_setting(struct strip_model *strip, enum source_action action, int64_t received_ms)
{
    GROW_ADD(strip->facts, settings, (struct fact_setting){.action = action, .received_ms = received_ms});
}

static void
add_gap(struct strip_model *strip, int64_t from_ms, int64_t to_ms)
{
    strip->gaps[strip->analytics.coverage.gap_count++] = (struct coverage_gap){.stretch = {from_ms, to_ms}};
}

static struct slice
draw(struct strip_model *strip)
{
    const struct svg_scale scale = {FROM_MS, TO_MS};
    const struct coverage_source line = {.covered_ms = 1000, .scope_ms = 2000, .gap_count = 1};
    buf_clear(&strip->out);
    svg_strip(&strip->out, &strip->model, &scale, &line);
    return buf_slice(&strip->out);
}

static void
strip_release(struct strip_model *strip)
{
    buf_release(&strip->out);
    facts_free(strip->facts);
    arena_free(strip->arena);
}

START_TEST(draws_scope_up_to_what_is_known)
{
    struct strip_model strip;
    strip_init(&strip);
    add_setting(&strip, SOURCE_ENROLLED, 10000000);
    add_setting(&strip, SOURCE_ENROLLED, 20000000);
    ck_assert_slice_eq(
        draw(&strip),
        SLICE("<svg class=\"row\" role=\"img\" aria-labelledby=\"s0-title s0-desc\"><title id=\"s0-title\">source "
              "a&quot;b</title><desc id=\"s0-desc\">covered 1\u00a0s of 2\u00a0s in scope, 1\u00a0gap</desc>"
              "<use href=\"#grid\"/><rect class=\"covered\" y=\"8\" height=\"11\" x=\"10.000%\" width=\"40.000%\"/>"
              "</svg>"));
    strip_release(&strip);
}
END_TEST

START_TEST(leaves_retired_time_blank)
{
    struct strip_model strip;
    strip_init(&strip);
    add_setting(&strip, SOURCE_ENROLLED, -10);
    add_setting(&strip, SOURCE_RETIRED, 10000000);
    add_setting(&strip, SOURCE_RETIRED, 20000000);
    add_setting(&strip, SOURCE_ENROLLED, 30000000);
    add_setting(&strip, SOURCE_RETIRED, 40000000);
    const struct slice drawn = draw(&strip);
    ck_assert_uint_eq(markup_count(drawn, "class=\"covered\""), 2);
    ck_assert_has(drawn, "x=\"0.000%\" width=\"10.000%\"/>");
    ck_assert_has(drawn, "x=\"30.000%\" width=\"10.000%\"/>");
    strip_release(&strip);
}
END_TEST

START_TEST(draws_every_gap_however_short)
{
    struct strip_model strip;
    strip_init(&strip);
    add_gap(&strip, 10000000, 20000000);
    add_gap(&strip, 30000000, 30000001);
    strip.gaps[2].source = 1;
    strip.analytics.coverage.gap_count++;
    const struct slice drawn = draw(&strip);
    ck_assert_uint_eq(markup_count(drawn, "class=\"gap\""), 2);
    ck_assert_has(drawn, "x=\"10.000%\" width=\"10.000%\"/>");
    ck_assert_has(drawn, "x=\"30.000%\" width=\"0.001%\"/>");
    strip_release(&strip);
}
END_TEST

START_TEST(draws_no_more_than_a_page_can_bear)
{
    struct strip_model strip;
    strip_init(&strip);
    for (int i = 0; i < 300; i++)
        add_gap(&strip, i * 1000, i * 1000 + 500);
    ck_assert_uint_eq(markup_count(draw(&strip), "class=\"gap\""), SVG_STRIP_PIECES_MAX);
    strip_release(&strip);
}
END_TEST

int
main(void)
{
    return UNIT_MAIN("svg_strip", draws_scope_up_to_what_is_known, leaves_retired_time_blank,
                     draws_every_gap_however_short, draws_no_more_than_a_page_can_bear);
}
