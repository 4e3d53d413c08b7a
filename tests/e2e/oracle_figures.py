"""The figures of groups of windows, by sections 4 to 8 of docs/statistics.md, over the windows of oracle.py: from the
definitions, quadratic, in exact fractions. Numbers are the texts that the bundle prints."""
import math
from fractions import Fraction

from oracle import SEVERITIES, STEPS, length, seconds

TAU, Z = 30 * 86400000, 1.959964


def half_up(value):
    return math.floor(value + Fraction(1, 2))


def rate(value):
    if value is None:
        return None
    millionths = half_up(value * 1000000)
    return f"{millionths // 1000000}.{millionths % 1000000:06d}".rstrip("0").rstrip(".")


def maybe_seconds(value):
    return None if value is None else seconds(half_up(Fraction(value)))


class Survival:
    """Section 5: observations are (entry, exit, reason)."""

    def __init__(self, oracle, windows):
        seen = [(max(0, oracle.p0 - w.detected), (oracle.e if w.end is None else w.end) - w.detected, w.reason)
                for w in windows]
        self.seen = [o for o in seen if o[0] < o[1] or (o[0] == o[1] == 0 and o[2] == "verified")]
        self.rows, self.ends = [], [o[1] for o in self.seen if o[2] == "verified"]
        s = both = Fraction(1)
        variance, incidence = 0.0, [Fraction(0), Fraction(0)]
        for t in sorted({o[1] for o in self.seen if o[2]}):
            risk = sum(o[0] == 0 if t == 0 else o[0] < t <= o[1] for o in self.seen)
            done = [sum(o[1] == t and o[2] == reason for o in self.seen) for reason in ("verified", "deleted")]
            incidence = [incidence[i] + both * done[i] / risk for i in range(2)]
            both *= 1 - Fraction(sum(done), risk)
            s *= 1 - Fraction(done[0], risk)
            if s:
                variance += done[0] / (risk * (risk - done[0]))
            band = (None, None)
            if 0 < s < 1:
                width = Z * math.sqrt(variance) / abs(math.log(s))
                band = tuple(float(s) ** math.exp(sign * width) if sign * width < 700 else 0.0 for sign in (1, -1))
            self.rows.append((t, risk, *done, s, *band, *incidence))

    def at(self, t):
        return ([Fraction(1)] + [row[4] for row in self.rows if row[0] <= t])[-1] if self.seen else None

    def first(self, condition):
        return next((row[0] for row in self.rows if row[2] and condition(row)), None)

    def area(self):
        last = max((o[1] for o in self.seen), default=None)
        if last is None or (self.at(last) > 0 and last < TAU):
            return None
        points = [0, *(row[0] for row in self.rows if row[0] < TAU), TAU]
        return sum((b - a) * self.at(a) for a, b in zip(points, points[1:]))

    def value(self):
        risks = [row[1] for row in self.rows if row[2]]
        return {
            "n": str(len(self.seen)), "events": str(len(self.ends)), "min_at_risk": str(min(risks)) if risks else None,
            "median_s": maybe_seconds(self.first(lambda row: row[4] <= Fraction(1, 2))),
            "median_ci_s": [maybe_seconds(self.first(lambda row: row[4] == 0 or (row[5] is not None and row[5] <= 0.5))),
                            maybe_seconds(self.first(lambda row: row[6] is not None and row[6] <= 0.5))],
            "p90_s": maybe_seconds(self.first(lambda row: row[4] <= Fraction(1, 10))), "rmst_s": maybe_seconds(self.area()),
            "closed_only_mean_s": maybe_seconds(Fraction(sum(self.ends), len(self.ends)) if self.ends else None)}

    def lines(self, group):
        return [[group, seconds(t), str(risk), str(done), str(gone), rate(s), low, high, rate(verified), rate(deleted)]
                for t, risk, done, gone, s, low, high, verified, deleted in self.rows]


def group_value(o, windows, severity=None):
    spans, nets = {}, {}
    for w in windows:
        spans.setdefault(w.resource, []).append(o.clipped(w))
        nets.setdefault(w.resource, []).extend(o.net(w))
    closed = [w for w in windows if w.end is not None]
    states = [(o.sla(w, o.due(w)), o.sla(w, o.net_due(w)), w) for w in windows]
    met, breached = (sum(state == name for state, _, _ in states) for name in ("met", "breached"))
    survival = Survival(o, windows)
    limit = o.sla_of(len(o.records) - 1).get(severity)
    counts = {
        "windows": len(windows), "opening": sum(w.start < o.p0 for w in windows), "new": sum(w.start >= o.p0 for w in windows),
        "closed": len(closed), "closed_verified": sum(w.reason == "verified" for w in closed),
        "closed_deleted": sum(w.reason == "deleted" for w in closed), "closing": len(windows) - len(closed),
        "reopened": sum(w.reopen_of is not None for w in windows),
        "automated": sum(o.handling(w) == "automated" for w in windows),
        "manual": sum(o.handling(w) == "manual" for w in windows)}
    lengths = {
        "gross_s": sum(max(0, b - a) for a, b in map(o.clipped, windows)),
        "net_s": sum(max(0, b - a) for w in windows for a, b in o.net(w)),
        "union_s": sum(map(length, spans.values())), "net_union_s": sum(map(length, nets.values())),
        "any_s": length(o.clipped(w) for w in windows)}
    sla = {
        "met": met, "met_deleted": sum(state == "met" and w.reason == "deleted" for state, _, w in states),
        "breached": breached, "pending": sum(state == "pending" for state, _, _ in states),
        "overdue": sum(w.end is None and o.due(w) is not None and o.due(w) < o.e for w in windows),
        "net_met": sum(net == "met" for _, net, _ in states), "net_breached": sum(net == "breached" for _, net, _ in states)}
    return {
        **{key: str(count) for key, count in counts.items()}, **{key: seconds(total) for key, total in lengths.items()},
        "ttr": survival.value(),
        "sla": {**{key: str(count) for key, count in sla.items()},
                "rate": rate(Fraction(met, met + breached)) if met + breached else None,
                "beyond_sla": rate(survival.at(limit * 1000)) if limit is not None else None}}


def exposure(o):
    inside = o.inside()
    present = [s for s in [*reversed(SEVERITIES), "none"] if any(o.severity(w) == s for w in inside)]
    return {
        "total": group_value(o, inside),
        "by_severity": {s: group_value(o, [w for w in inside if o.severity(w) == s], s) for s in present},
        "by_rule": {r: group_value(o, [w for w in inside if w.rule == r]) for r in {w.rule for w in inside}},
        "by_criterion": {c: group_value(o, [w for w in inside if c in o.criteria_of(w.rule)]) for c in o.scope
                         if any(c in o.criteria_of(w.rule) for w in inside)}}


def survival(o):
    inside = o.inside()
    lines = Survival(o, inside).lines("all")
    for severity in [*reversed(SEVERITIES), "none"]:
        lines += Survival(o, [w for w in inside if o.severity(w) == severity]).lines(severity)
    for handling in ("automated", "manual"):
        lines += Survival(o, [w for w in inside if o.handling(w) == handling]).lines(handling)
    return lines


def step_times(w):
    times = {1: w.detected}
    for number, stage in enumerate(STEPS, 2):
        at = [e.t for e in w.events if e.stage == stage]
        if at:
            times[number] = min(at)
    if w.reason == "verified":
        times[11] = w.end
    return times


def steps(o):
    lines = []
    for group in ("all", "automated", "manual"):
        windows = [w for w in o.inside() if group in ("all", o.handling(w))]
        times, rows = [(w, step_times(w)) for w in windows], []
        for s, name in enumerate(["detected", *STEPS, "verified"], 1):
            known = [t for _, t in times if s in t]
            dwells = [(t[s] - max(t[i] for i in t if i < s), s - 1 in t) for t in known if s > 1]
            used = sorted(d for d, _ in dwells if d >= 0)
            waits = [o.e - max(t.values()) for w, t in times if w.end is None and max(t) == s]
            share = [next((v for v in used if sum(x <= v for x in used) * 10 >= q * len(used)), None) for q in (5, 9)]
            rows.append((sum(used) + sum(waits), [
                group, str(s), name, str(len(used)), str(sum(before for d, before in dwells if d >= 0)), str(len(known)),
                str(len(windows)), *("" if v is None else seconds(v) for v in share), seconds(sum(used)), str(len(waits)),
                seconds(sum(waits)), str(len(dwells) - len(used))]))
        most = max(total for total, _ in rows)
        first = next((i for i, (total, _) in enumerate(rows) if total == most and most > 0), None)
        lines += [row + [str(i == first).lower()] for i, (_, row) in enumerate(rows)] if windows else []
    return lines


def roll_forward(o):
    closed, lines = any(to == o.p0 for _, to in o.closes), []
    for line in ("all", *reversed(SEVERITIES), "none"):
        of = [w for w in o.inside() if line in ("all", o.severity(w))]
        carried = [w for w in o.inside() if w.start < o.p0]
        known = [w for w in carried if w.detected < o.p0]
        moved = [w for w in known if o.severity(w) != o.severity(w, o.p0)]
        row = [sum(w.start < o.p0 for w in of), sum(w.start >= o.p0 for w in of), sum(w.end is not None for w in of),
               sum(w.reason == "verified" for w in of), sum(w.reason == "deleted" for w in of), sum(w.end is None for w in of)]
        prior = [sum(line in ("all", o.severity(w, o.p0)) for w in known), sum(w in of and w.detected >= o.p0 for w in carried),
                 sum(line in ("all", o.severity(w)) for w in moved), sum(line in ("all", o.severity(w, o.p0)) for w in moved)]
        lines.append([line, *map(str, row), *(map(str, prior) if closed else [""] * 4)])
    return lines


def coverage(o):
    time, assets, criteria, counts = o.source_time(), o.asset_time(), o.criteria(), o.reconciled()
    both = [c for c in counts.values() if c is not None]
    return {
        "source_time": {"covered_s": seconds(sum(t[0] for t in time.values())), "scope_s": seconds(sum(t[1] for t in time.values())),
                        "by_source": {s: {"covered_s": seconds(t[0]), "scope_s": seconds(t[1])} for s, t in time.items()}},
        "asset_time": {"fresh_s": seconds(sum(t[0] for t in assets.values())),
                       "lifetime_s": seconds(sum(t[1] for t in assets.values())),
                       "by_rule": {r: {"fresh_s": seconds(t[0]), "lifetime_s": seconds(t[1])} for r, t in assets.items()}},
        "criteria": {"recorded": str(sum(c["state"] == "recorded" for c in criteria.values())), "in_scope": str(len(o.scope)),
                     "by_criterion": criteria},
        "population": {"ledger": str(sum(c[0] for c in both)), "source": str(sum(c[1] for c in both)),
                       "by_source": {s: None if c is None else {"ledger": str(c[0]), "source": str(c[1])}
                                     for s, c in counts.items()}}}
