#include "bundle/svg_window.h"

#include "markup.h"

enum { FROM_MS = 0, TO_MS = 100000000 };

struct drawn {
    struct arena *arena;
    struct facts *facts;
    struct policy_rule rule;
    struct policy policy;
    struct bundle_model model;
    struct svg_scale scale;
    struct window window;
    struct buf out;
};

/* A window that lies inside the period, to be changed. */
static void
drawn_init(struct drawn *drawn)
{
    *drawn = (struct drawn){.arena = arena_new(), .scale = {FROM_MS, TO_MS}};
    drawn->facts = facts_new(drawn->arena);
    (void)intern_add(drawn->facts->resources, SLICE("r<1>"));
    drawn->rule.id = SLICE("rule&1");
    drawn->policy = (struct policy){.rules = &drawn->rule, .rule_count = 1};
    drawn->model = (struct bundle_model){.facts = drawn->facts, .policy = &drawn->policy};
    drawn->window = (struct window){.id = 7,
                                    .severity = SEVERITY_HIGH,
                                    .start_basis = START_DETECTED,
                                    .reason = END_VERIFIED,
                                    .start_ms = 10000000,
                                    .detected_ms = 10000000,
                                    .fixed_ms = INSTANT_NONE,
                                    .end_ms = 30000000,
                                    .clipped = {10000000, 30000000},
                                    .gross_ms = 20000000};
    buf_init(&drawn->out, 1 << 16);
}

static struct slice
draw(struct drawn *drawn)
{
    buf_clear(&drawn->out);
    svg_window(&drawn->out, &drawn->model, &drawn->scale, &drawn->window);
    return buf_slice(&drawn->out);
}

static void
drawn_release(struct drawn *drawn)
{
    buf_release(&drawn->out);
    facts_free(drawn->facts);
    arena_free(drawn->arena);
}

START_TEST(draws_a_bar_with_marks)
{
    struct drawn drawn;
    drawn_init(&drawn);
    drawn.window.fixed_ms = 20000000;
    const struct slice bar = draw(&drawn);
    ck_assert_has(bar, "<svg class=\"row\" role=\"img\" aria-labelledby=\"w7-title w7-desc\">"
                       "<title id=\"w7-title\">high: rule&amp;1 on r&lt;1&gt;</title>");
    ck_assert_has(bar, "exposed for 20,000\u00a0s in the period, detected 1970-01-01T02:46:40.000Z, fixed "
                       "1970-01-01T05:33:20.000Z, verified 1970-01-01T08:20:00.000Z</desc>");
    ck_assert_has(bar, "<rect class=\"bar high\" y=\"10\" height=\"11\" x=\"10.000%\" width=\"20.000%\"/>");
    ck_assert_has(bar, "<use href=\"#mark-detected\" x=\"10.000%\"/>");
    ck_assert_has(bar, "<use href=\"#mark-fixed\" x=\"20.000%\"/>");
    ck_assert_has(bar, "<use href=\"#mark-verified\" x=\"30.000%\"/>");
    ck_assert_has_not(bar, "mark-introduced");
    ck_assert_has_not(bar, "mark-carry");
    drawn_release(&drawn);
}
END_TEST

START_TEST(marks_introduction_and_deletion)
{
    struct drawn drawn;
    drawn_init(&drawn);
    drawn.window.start_basis = START_INTRODUCED;
    drawn.window.detected_ms = 15000000;
    drawn.window.reason = END_DELETED;
    const struct slice bar = draw(&drawn);
    ck_assert_has(bar,
                  "in the period, introduced 1970-01-01T02:46:40.000Z, detected 1970-01-01T04:10:00.000Z, deleted ");
    ck_assert_has(bar, "<use href=\"#mark-introduced\" x=\"10.000%\"/>");
    ck_assert_has(bar, "<use href=\"#mark-detected\" x=\"15.000%\"/>");
    ck_assert_has(bar, "<use href=\"#mark-deleted\" x=\"30.000%\"/>");
    drawn_release(&drawn);
}
END_TEST

START_TEST(points_where_it_goes_on)
{
    struct drawn drawn;
    drawn_init(&drawn);
    drawn.window.carry_in = drawn.window.carry_out = true;
    drawn.window.start_ms = drawn.window.detected_ms = -5;
    drawn.window.end_ms = INSTANT_NONE;
    drawn.window.reason = END_REASON_NONE;
    drawn.window.severity = SEVERITY_NONE;
    drawn.window.clipped = (struct stretch){FROM_MS, TO_MS / 2};
    const struct slice bar = draw(&drawn);
    ck_assert_has(bar, "<rect class=\"bar none\" y=\"10\" height=\"11\" x=\"0.000%\" width=\"50.000%\"/>");
    ck_assert_has(bar, "<use href=\"#mark-carry-in\" x=\"0.000%\"/>");
    ck_assert_has(bar, "<use href=\"#mark-carry-out\" x=\"50.000%\"/>");
    ck_assert_has(bar, ", open at the end of it</desc>");
    ck_assert_has_not(bar, "mark-detected");
    ck_assert_has_not(bar, "mark-verified");
    drawn_release(&drawn);
}
END_TEST

START_TEST(shows_what_lasted_a_second)
{
    struct drawn drawn;
    drawn_init(&drawn);
    drawn.window.end_ms = 10001000;
    drawn.window.clipped = (struct stretch){10000000, 10001000};
    drawn.window.gross_ms = 1000;
    ck_assert_has(draw(&drawn), "<g class=\"high\"><use href=\"#mark-short\" x=\"10.000%\"/></g><text class=\"length\" "
                                "y=\"19\" dx=\"9\" text-anchor=\"start\" x=\"10.000%\">1\u00a0s</text></svg>");
    drawn.window.clipped = (struct stretch){TO_MS - 1000, TO_MS};
    ck_assert_has(draw(&drawn), "dx=\"-9\" text-anchor=\"end\" x=\"99.999%\">1\u00a0s</text></svg>");
    drawn_release(&drawn);
}
END_TEST

START_TEST(overlays_waived_time_inside_the_period)
{
    struct drawn drawn;
    const struct stretch waived[] = {{-50, 100}, {20000000, 90000000}};
    drawn_init(&drawn);
    drawn.window.waived = waived;
    drawn.window.waived_count = COUNT_OF(waived);
    const struct slice bar = draw(&drawn);
    ck_assert_uint_eq(markup_count(bar, "class=\"waived\""), 1);
    ck_assert_has(bar, "<rect class=\"waived\" y=\"10\" height=\"11\" x=\"20.000%\" width=\"10.000%\"/>");
    drawn_release(&drawn);
}
END_TEST

int
main(void)
{
    return UNIT_MAIN("svg_window", draws_a_bar_with_marks, marks_introduction_and_deletion, points_where_it_goes_on,
                     shows_what_lasted_a_second, overlays_waived_time_inside_the_period);
}
