#include "analytics/roll.h"

#include "report.h"

static const struct period period = {100 * HOUR, 200 * HOUR};

#define ON(hours, resource_, stage_, ...)                                                                              \
    EVENT(&history, .received_ms = (hours)*HOUR, .stage = (stage_), .check = "a/1", .resource = (resource_),           \
          __VA_ARGS__)

static void
tell(struct history *told)
{
    struct history history = *told;
    ON(10, "high", STAGE_DETECTED, .severity = SEVERITY_HIGH);
    ON(10, "raised", STAGE_DETECTED, .severity = SEVERITY_LOW);
    ON(90, "found", STAGE_INTRODUCED);
    ON(110, "found", STAGE_DETECTED, .severity = SEVERITY_HIGH);
    ON(110, "raised", STAGE_TRIAGED, .severity = SEVERITY_HIGH);
    ON(120, "high", STAGE_VERIFIED);
    ON(130, "new", STAGE_DETECTED);
    ON(140, "new", STAGE_DELETED);
    ON(150, "stays", STAGE_DETECTED, .severity = SEVERITY_HIGH);
    *told = history;
}

static void
line_is(const struct exposure_roll *line, const char *severity, const uint64_t want[static 9])
{
    ck_assert_slice_eq(line->severity, slice_of(severity));
    const uint64_t got[] = {line->opening,        line->new_windows,     line->closed_verified,
                            line->closed_deleted, line->closing,         line->prior_closing,
                            line->restated,       line->reclassified_in, line->reclassified_out};
    for (size_t i = 0; i < COUNT_OF(got); i++)
        ck_assert_msg(got[i] == want[i], "%s: column %zu is %ju, want %ju", severity, i, (uintmax_t)got[i],
                      (uintmax_t)want[i]);
}

START_TEST(rolls_forward)
{
    AUTO(history_release) struct history history = history_new();
    tell(&history);
    history_until(&history, 210 * HOUR);
    const struct exposure exposure = report_of(&history, period).exposure;
    ck_assert(!exposure.has_prior_close);
    ck_assert(exposure.balances);
    ck_assert_uint_eq(exposure.roll_count, severity_count + 1);
    line_is(&exposure.roll[0], "all", (uint64_t[]){3, 2, 1, 1, 3, 0, 0, 0, 0});
    line_is(&exposure.roll[1], "critical", (uint64_t[9]){0});
    line_is(&exposure.roll[2], "high", (uint64_t[]){3, 1, 1, 0, 3, 0, 0, 0, 0});
    line_is(&exposure.roll[6], "none", (uint64_t[]){0, 1, 0, 1, 0, 0, 0, 0, 0});
}
END_TEST

/* docs/statistics.md: the same after a close at the start of the period. */
START_TEST(follows_from_the_prior_close)
{
    AUTO(history_release) struct history history = history_new();
    tell(&history);
    history_close(&history, 210 * HOUR, 0, 100 * HOUR, 3);
    const struct exposure exposure = report_of(&history, period).exposure;
    ck_assert(exposure.has_prior_close);
    ck_assert(exposure.balances);
    line_is(&exposure.roll[0], "all", (uint64_t[]){3, 2, 1, 1, 3, 2, 1, 1, 1});
    line_is(&exposure.roll[2], "high", (uint64_t[]){3, 1, 1, 0, 3, 1, 1, 1, 0});
    line_is(&exposure.roll[4], "low", (uint64_t[]){0, 0, 0, 0, 0, 1, 0, 0, 1});
}
END_TEST

START_TEST(notices_what_does_not_balance)
{
    AUTO(history_release) struct history history = history_new();
    history_until(&history, 210 * HOUR);
    /* A window that ended and is carried out all the same. */
    const struct window wrong = {.reason = END_VERIFIED, .carry_out = true};
    const struct windows windows = {.windows = &wrong, .count = 1};
    ck_assert(!roll_forward(history.facts, &windows, period).balances);
}
END_TEST

int
main(void)
{
    return UNIT_MAIN("roll", rolls_forward, follows_from_the_prior_close, notices_what_does_not_balance);
}
