#include "analytics/sla.h"

int64_t
sla_due_after(const struct window *window, const struct policy_sla *sla, enum severity severity, int64_t t_ms)
{
    if (sla == NULL || sla->sla_ms[severity] == 0)
        return window->due_ms;
    const bool is_first = window->severity == SEVERITY_NONE;
    const int64_t due_ms = (is_first ? window->detected_ms : t_ms) + sla->sla_ms[severity];
    return window->due_ms == INSTANT_NONE || due_ms < window->due_ms ? due_ms : window->due_ms;
}

static enum sla_state
state_of(const struct window *window, int64_t due_ms, struct period period, int64_t end_ms)
{
    if (due_ms == INSTANT_NONE)
        return SLA_WITHOUT;
    const bool in_time = window->end_ms != INSTANT_NONE && window->end_ms <= due_ms;
    const int64_t decided_ms = in_time ? window->end_ms : due_ms;
    if (decided_ms < period.from_ms)
        return SLA_EARLIER;
    if (decided_ms >= end_ms)
        return SLA_PENDING;
    return in_time ? SLA_MET : SLA_BREACHED;
}

/* Move the due behind the waived time that lies before it. */
static int64_t
net_due(const struct window *window)
{
    int64_t due_ms = window->due_ms;
    if (due_ms == INSTANT_NONE)
        return due_ms;
    for (size_t i = 0; i < window->waived_count && window->waived[i].from_ms < due_ms; i++)
        due_ms += stretch_length(window->waived[i]);
    return due_ms;
}

void
sla_decide(struct window *window, struct period period, int64_t end_ms)
{
    window->net_due_ms = net_due(window);
    window->sla = state_of(window, window->due_ms, period, end_ms);
    window->net_sla = state_of(window, window->net_due_ms, period, end_ms);
}
