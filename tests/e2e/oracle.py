"""A second reading of docs/statistics.md, sections 1 to 4 and 8.1, from the entries of an unpacked bundle: slow, plain, and
written without looking at the program. It knows nothing but the entries, controls/rules.json and controls/catalog.json."""
import collections
import datetime
import json

DAY, DEFAULT_LAG, INTRODUCED_MS, DEFAULT_INTERVAL = 86400000, 86400, 30 * 86400000, 3600
SEVERITIES = ["informational", "low", "medium", "high", "critical"]
STEPS = ["notified", "triaged", "ticketed", "contextualized", "assigned", "reproduced", "developed", "reviewed", "deployed"]
EPOCH = datetime.datetime(1970, 1, 1, tzinfo=datetime.timezone.utc)


def ms(text):
    if text is None:
        return None
    whole = datetime.datetime.strptime(text, "%Y-%m-%dT%H:%M:%S.%fZ").replace(tzinfo=datetime.timezone.utc) - EPOCH
    return whole.days * DAY + whole.seconds * 1000 + whole.microseconds // 1000


def instant(value):
    return "" if value is None else (EPOCH + datetime.timedelta(milliseconds=value)).strftime("%Y-%m-%dT%H:%M:%S.") + f"{value % 1000:03d}Z"


def seconds(value):
    text = f"{value // 1000}.{value % 1000:03d}".rstrip("0").rstrip(".")
    return text or "0"


def merged(pieces):
    result = []
    for start, end in sorted(p for p in pieces if p[0] < p[1]):
        if result and start <= result[-1][1]:
            result[-1][1] = max(result[-1][1], end)
        else:
            result.append([start, end])
    return result


def length(pieces):
    return sum(end - start for start, end in merged(pieces))


class Event:
    def __init__(self, index, record, settings):
        self.index, self.record, self.settings = index, record, settings
        self.stage, self.outcome = record.get("stage"), record.get("outcome")
        finding, resource = record.get("finding", {}), record.get("resource", {})
        self.check, self.severity, self.resource = finding.get("check"), finding.get("severity"), resource.get("uid")
        self.received, self.occurred = ms(record["received"]), ms(record.get("occurred"))
        self.actor, self.source = record.get("actor"), record["source"]
        occurred = self.received if self.occurred is None else self.occurred
        self.t = min(occurred, self.received)
        lag = settings.get("lag_s", DEFAULT_LAG) * 1000
        self.backdated = (self.passes() or self.stage == "deleted") and self.received - occurred > lag
        if self.backdated or self.stage == "waived":
            self.t = self.received

    def fails(self):
        if self.stage in ("detected", "reopened"):
            return self.outcome in (None, "fail")
        return self.stage in ("evaluated", "verified") and self.outcome == "fail"

    def passes(self):
        if self.stage == "verified":
            return self.outcome in (None, "pass")
        return self.stage in ("detected", "reopened", "evaluated") and self.outcome == "pass"

    def permitted(self):
        may = self.settings.get("may")
        need = ("detect" if self.fails() or self.stage == "introduced" else "verify" if self.passes() else
                "fix" if self.stage in ("remediated", "deployed", "failed") else
                "waive" if self.stage == "waived" else "delete" if self.stage == "deleted" else None)
        return may is None or need is None or need in may


class Window:
    def __init__(self, event, start, basis, earliest, introduced):
        self.first, self.start, self.basis, self.earliest = event, start, basis, earliest
        self.detected, self.end, self.reason = event.t, None, None
        self.failing, self.events, self.introduced, self.waived = {event.check}, [event], introduced, []
        self.reopen_of = None


class Oracle:
    def __init__(self, folder, start, end):
        self.p0, self.p1 = start, end
        rules = json.loads((folder / "controls/rules.json").read_text())
        self.rules = {rule["id"]: rule for rule in rules["rules"]}
        self.rule_of = {check: rule["id"] for rule in rules["rules"] for check in rule["checks"]}
        self.flap = rules["flap_s"] * 1000
        lines = b"".join(p.read_bytes() for p in sorted((folder / "ledger/entries").iterdir())).splitlines()
        self.records = [json.loads(line) for line in lines]
        self.as_of = ms(self.records[-1]["received"])
        self.e = min(end, self.as_of)
        self.read()
        self.keys()

    def read(self):
        settings, self.events, self.signs, self.spells = {}, [], collections.defaultdict(list), collections.defaultdict(list)
        for index, record in enumerate(self.records):
            received, kind = ms(record["received"]), record["kind"]
            if kind == "source":
                self.enrol(settings, record, received)
                continue
            source = record["source"]
            interval = settings.get(source, {}).get("interval_s", DEFAULT_INTERVAL) * 1000
            if kind == "event":
                self.events.append(Event(index, record, settings.get(source, {})))
            if kind == "event" or (kind == "heartbeat" and record["basis"] != "collector"):
                self.signs[source].append((received, received + 2 * interval))

    def enrol(self, settings, record, received):
        spells = self.spells[record["name"]]
        if record["action"] == "enrolled":
            settings[record["name"]] = record
            if not spells or spells[-1][1] is not None:
                spells.append([received, None])
        elif spells and spells[-1][1] is None:
            spells[-1][1] = received

    def keys(self):
        counted = sorted((e for e in self.events if e.t < self.e and e.permitted()), key=lambda e: (e.t, e.index))
        by_key = collections.defaultdict(list)
        for event in counted:
            if event.check and event.resource and event.stage != "deleted":
                rule = self.rule_of.get(event.check, "unmapped:" + event.check)
                by_key[rule, event.resource].append(event)
        for event in counted:
            if event.stage == "deleted" and event.resource:
                for key in [k for k in by_key if k[1] == event.resource]:
                    by_key[key].append(event)
        self.windows = []
        for (rule, resource), events in by_key.items():
            self.track(rule, resource, sorted(events, key=lambda e: (e.t, e.index)))

    def track(self, rule, resource, events):
        window = intro = good = previous = None
        for event in events:
            if window is None:
                if event.stage == "introduced":
                    if intro is None or event.t - intro.t > INTRODUCED_MS:
                        intro = event
                elif event.fails():
                    used = intro if intro is not None and event.t - intro.t <= INTRODUCED_MS else None
                    window = Window(event, used.t if used else event.t, "introduced" if used else "detected", good, used)
                    window.rule, window.resource, intro = rule, resource, None
                    ttl = self.rules.get(rule, {}).get("ttl_s", 0) * 1000
                    if previous and previous.reason == "verified" and window.start - previous.end < max(self.flap, ttl):
                        window.reopen_of = previous.end
                    self.windows.append(window)
                elif event.passes() or event.stage == "deleted":
                    good, intro = event.t, None
                continue
            window.events.append(event)
            if event.fails():
                window.failing.add(event.check)
            elif event.passes() and not self.is_self_check(window, event):
                window.failing.discard(event.check)
                if not window.failing:
                    window.end, window.reason = event.t, "verified"
            elif event.stage == "deleted":
                window.end, window.reason = event.t, "deleted"
            elif event.stage == "waived" and event.record.get("approver") and event.record.get("expires"):
                window.waived.append((event.t, ms(event.record["expires"])))
            if window.end is not None:
                good, previous, window = window.end, window, None

    @staticmethod
    def is_self_check(window, event):
        fixes = [e for e in window.events if e.stage == "remediated" and e.source == event.source]
        return any(event.actor is None or event.actor == fix.actor for fix in fixes)

    def row(self, w):
        until = self.e if w.end is None else w.end
        clipped = (max(w.start, self.p0), until)
        waived = [(max(a, clipped[0]), min(b, clipped[1])) for a, b in w.waived]
        gross = max(0, clipped[1] - clipped[0])
        stages = {e.stage for e in w.events}
        fixes = [e.t for e in w.events if e.stage in ("remediated", "deployed")]
        severities = [SEVERITIES.index(e.severity) for e in w.events if e.severity and e.stage != "introduced"]
        indexes = [e.index for e in w.events] + ([w.introduced.index] if w.introduced else [])
        return {
            "id": str(w.first.index), "rule": w.rule, "resource": w.resource, "start": instant(w.start), "start_basis": w.basis,
            "earliest": instant(w.earliest), "detected": instant(w.detected), "fixed": instant(max(fixes, default=None)),
            "end": instant(w.end), "reason": w.reason or "", "severity": SEVERITIES[max(severities)] if severities else "none",
            "automated": "automated" if "remediated" in stages else
                         "manual" if stages & {*STEPS, "failed"} else "none",
            "reopen_of": instant(w.reopen_of), "carry_in": str(w.start < self.p0).lower(),
            "carry_out": str(w.end is None).lower(), "gross_s": seconds(gross), "net_s": seconds(gross - length(waived)),
            "first_index": str(min(indexes)), "last_index": str(max(indexes))}

    def inside(self):
        return [w for w in self.windows if w.start < self.e and (w.end is None or w.end >= self.p0)]

    def clipped(self, w):
        return max(w.start, self.p0), self.e if w.end is None else w.end

    def net(self, w):
        """What of the clipped window no valid waiver covers."""
        pieces, (start, end) = [], self.clipped(w)
        for a, b in merged((max(a, start), min(b, end)) for a, b in w.waived):
            pieces.append((start, a))
            start = b
        return pieces + [(start, end)]

    def total(self):
        """The group "total" of stats/exposure.json, without ttr and sla."""
        inside, by_resource, net_by_resource = self.inside(), collections.defaultdict(list), collections.defaultdict(list)
        for w in inside:
            by_resource[w.resource].append(self.clipped(w))
            net_by_resource[w.resource].extend(self.net(w))
        closed = [w for w in inside if w.end is not None and w.end >= self.p0]
        rows = [self.row(w) for w in inside]
        return {
            "windows": str(len(inside)), "opening": str(sum(w.start < self.p0 for w in inside)),
            "new": str(sum(w.start >= self.p0 for w in inside)), "closed": str(len(closed)),
            "closed_verified": str(sum(w.reason == "verified" for w in closed)),
            "closed_deleted": str(sum(w.reason == "deleted" for w in closed)),
            "closing": str(sum(w.end is None for w in inside)), "reopened": str(sum(w.reopen_of is not None for w in inside)),
            "automated": str(sum(r["automated"] == "automated" for r in rows)),
            "manual": str(sum(r["automated"] == "manual" for r in rows)),
            "gross_s": seconds(sum(max(0, b - a) for a, b in map(self.clipped, inside))),
            "net_s": seconds(sum(max(0, b - a) for w in inside for a, b in self.net(w))),
            "union_s": seconds(sum(length(pieces) for pieces in by_resource.values())),
            "net_union_s": seconds(sum(length(pieces) for pieces in net_by_resource.values())),
            "any_s": seconds(length(self.clipped(w) for w in inside))}

    def population(self):
        rows = [self.row(w) for w in self.inside()]
        return sorted(rows, key=lambda r: (r["start"], r["rule"].encode(), r["resource"].encode(), r["detected"], int(r["id"])))

    def source_time(self):
        """By source: covered and in scope, in ms, and the gaps."""
        result = {}
        for source, spells in self.spells.items():
            scope = merged((max(a, self.p0), min(self.e if b is None else b, self.e)) for a, b in spells)
            signs = merged(self.signs[source])
            covered = [(max(a, c), min(b, d)) for a, b in scope for c, d in signs if max(a, c) < min(b, d)]
            result[source] = (length(covered), length(scope))
        return result
