#include "bundle/svg_definitions.h"

#include "markup.h"

static const struct svg_scale january = {INT64_C(1767225600000), INT64_C(1769904000000)};

START_TEST(defines_what_drawings_refer_to)
{
    struct buf out AUTO(buf_release);
    buf_init(&out, 1 << 16);
    svg_definitions(&out, &january, january.to_ms);
    static const char *const severities[] = {"critical", "high", "medium", "low", "informational", "none"};
    for (size_t i = 0; i < COUNT_OF(severities); i++) {
        char id[64];
        snprintf(id, sizeof(id), "<pattern id=\"fill-%s\"", severities[i]);
        ck_assert_has(buf_slice(&out), id);
    }
    for (enum svg_mark mark = 0; mark < SVG_MARK_COUNT; mark++) {
        char id[64];
        snprintf(id, sizeof(id), "<g id=\"mark-%s\"><", svg_mark_name(mark));
        ck_assert_has(buf_slice(&out), id);
        ck_assert_uint_gt(strlen(svg_mark_meaning(mark)), 10);
    }
    ck_assert_uint_eq(markup_count(buf_slice(&out), "<line class=\"major\""), 4);
    ck_assert_uint_eq(markup_count(buf_slice(&out), "<line class=\"minor\""), 27);
    ck_assert_has(buf_slice(&out), "x1=\"12.903%\" x2=\"12.903%\"");
    ck_assert_has_not(buf_slice(&out), "class=\"later\"");
}
END_TEST

START_TEST(greys_what_is_not_known_yet)
{
    struct buf out AUTO(buf_release);
    buf_init(&out, 1 << 16);
    svg_definitions(&out, &january, (january.from_ms + january.to_ms) / 2);
    ck_assert_has(buf_slice(&out),
                  "<rect class=\"later\" x=\"50.000%\" width=\"50.000%\" y=\"-14\" height=\"56\"/></g>");
}
END_TEST

START_TEST(draws_axis_marks_and_samples)
{
    struct buf out AUTO(buf_release);
    buf_init(&out, 1 << 16);
    svg_axis(&out, &january);
    ck_assert_slice_eq(buf_slice(&out), SLICE("<svg class=\"axis\" aria-hidden=\"true\">"
                                              "<text y=\"9\" x=\"12.903%\">5 Jan</text>"
                                              "<text y=\"9\" x=\"35.483%\">12 Jan</text>"
                                              "<text y=\"9\" x=\"58.064%\">19 Jan</text>"
                                              "<text y=\"9\" x=\"80.645%\">26 Jan</text></svg>"));
    ck_assert_writes(svg_mark(out, SVG_FIXED, 1500), "<use href=\"#mark-fixed\" x=\"1.500%\"/>");
    ck_assert_writes(svg_grid(out), "<use href=\"#grid\"/>");
    ck_assert_writes(svg_mark_sample(out, SVG_DELETED), "<svg class=\"sample\" viewBox=\"-2 6 18 18\" "
                                                        "aria-hidden=\"true\"><use href=\"#mark-deleted\"/></svg>");
    ck_assert_writes(svg_sample(out, "gap"), "<svg class=\"sample\" viewBox=\"0 0 18 18\" aria-hidden=\"true\"><rect "
                                             "class=\"gap\" x=\"1\" y=\"4\" width=\"16\" height=\"11\"/></svg>");
}
END_TEST

START_TEST(explains_the_grey_only_when_there_is_some)
{
    ck_assert_writes(svg_later_sample(out, &january, january.to_ms), "");
    struct buf out AUTO(buf_release);
    buf_init(&out, 4096);
    svg_later_sample(&out, &january, january.to_ms - 1);
    ck_assert_has(buf_slice(&out), "<rect class=\"later\"");
    ck_assert_has(buf_slice(&out), "</svg> not known yet: the period is not over</li>\n");
}
END_TEST

int
main(void)
{
    return UNIT_MAIN("svg_definitions", defines_what_drawings_refer_to, greys_what_is_not_known_yet,
                     draws_axis_marks_and_samples, explains_the_grey_only_when_there_is_some);
}
