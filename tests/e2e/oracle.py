"""A second reading of docs/statistics.md, sections 1 to 8, from the entries of a bundle: slow, plain, and sharing no code
with the program. It knows nothing but the entries, controls/rules.json and controls/catalog.json. The figures of groups
(sections 5 to 7) are in oracle_figures.py, the threads of section 3 in oracle_threads.py."""
import collections
import datetime
import json

import oracle_threads

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
        self.own = self.t

    def closed(self, closes):
        self.t = max([self.own, *(to for cut, to in closes if cut <= self.index)])

    def order(self):
        return self.t, self.own, self.index

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
    def __init__(self, records, rules, catalog, start, end):
        self.p0, self.p1 = start, end
        self.rules = {rule["id"]: rule for rule in rules["rules"]}
        self.rule_of = {check: rule["id"] for rule in rules["rules"] for check in rule["checks"]}
        self.overrides = {check: rule["severity_override"] for rule in rules["rules"] if "severity_override" in rule
                          for check in rule["checks"]}
        self.flap, self.sla_tables = rules["flap_s"] * 1000, rules["sla"]
        self.scope = [c["id"] for c in catalog["criteria"] if c["in_scope"]]
        self.catalog = [c["id"] for c in catalog["criteria"]]
        self.records = records
        self.as_of = ms(self.records[-1]["received"])
        self.e = min(end, self.as_of)
        self.closes = [(r["cut"], ms(r["to"])) for r in records if r["kind"] == "close"]
        self.read()
        self.keys()

    @classmethod
    def of_bundle(cls, folder, start, end):
        lines = b"".join(p.read_bytes() for p in sorted((folder / "ledger/entries").iterdir())).splitlines()
        rules, catalog = (json.loads((folder / "controls" / name).read_text()) for name in ("rules.json", "catalog.json"))
        return cls([json.loads(line) for line in lines], rules, catalog, start, end)

    def read(self):
        settings, self.events, self.signs, self.spells = {}, [], collections.defaultdict(list), {}
        self.reconciliations, self.sources = [], set()
        for index, record in enumerate(self.records):
            received, kind, source = ms(record["received"]), record["kind"], record["source"]
            if kind == "source":
                self.enrol(settings, record, received)
            if kind == "source" or source != "ledger":
                self.sources.add(record["name"] if kind == "source" else source)
            interval = settings.get(source, {}).get("interval_s", DEFAULT_INTERVAL) * 1000
            if kind == "event":
                self.events.append(Event(index, record, settings.get(source, {})))
                self.events[-1].severity = self.overrides.get(self.events[-1].check, self.events[-1].severity)
                self.events[-1].closed(self.closes)
            if kind == "event" or (kind == "heartbeat" and record["basis"] != "collector"):
                self.signs[source].append((received, received + 2 * interval))
            if kind == "reconciliation":
                self.reconciliations.append(record)

    def enrol(self, settings, record, received):
        spells = self.spells.setdefault(record["name"], [])
        settings[record["name"]] = record
        if record["action"] == "enrolled":
            if not spells or spells[-1][1] is not None:
                spells.append([received, None])
        elif spells and spells[-1][1] is None:
            spells[-1][1] = received

    def rule(self, event):
        return self.rule_of.get(event.check, "unmapped:" + event.check)

    def keys(self):
        counted = sorted((e for e in self.events if e.t < self.e and e.permitted()), key=Event.order)
        by_key = collections.defaultdict(list)
        for event in counted:
            if event.check and event.resource and event.stage != "deleted":
                by_key[self.rule(event), event.resource].append(event)
        for event in counted:
            if event.stage == "deleted" and event.resource:
                for key in [k for k in by_key if k[1] == event.resource]:
                    by_key[key].append(event)
        self.windows, self.by_key = [], {key: sorted(events, key=Event.order) for key, events in by_key.items()}
        threads, reasons = oracle_threads.threads(counted, self.rule)
        steps = [e for e in counted if e.stage in oracle_threads.COUNTING]
        for (rule, resource), events in self.by_key.items():
            attached = [e for e in steps if (rule, resource) in threads.get(e.index, ())]
            self.track(rule, resource, sorted(events + attached, key=Event.order))
        self.unattached = [self.unattached_row(e, reasons[e.index]) for e in sorted(steps, key=lambda e: e.index)
                           if e.index in reasons and e.t >= self.p0]

    @staticmethod
    def unattached_row(e, reason):
        return {"index": str(e.index), "received": instant(e.received), "occurred": instant(e.occurred), "source": e.source,
                "check": e.check or "", "resource": e.resource or "", "stage": e.stage, "outcome": e.outcome or "",
                "t": instant(e.t), "refs": " ".join(ref for _, ref in oracle_threads.refs(e.record)), "reason": reason}

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
        fixes = [e.t for e in w.events if e.stage in ("remediated", "deployed")]
        indexes = [e.index for e in w.events] + ([w.introduced.index] if w.introduced else [])
        return {
            "id": str(w.first.index), "rule": w.rule, "resource": w.resource, "start": instant(w.start), "start_basis": w.basis,
            "earliest": instant(w.earliest), "detected": instant(w.detected), "fixed": instant(max(fixes, default=None)),
            "end": instant(w.end), "reason": w.reason or "", "severity": self.severity(w),
            "automated": self.handling(w),
            "reopen_of": instant(w.reopen_of), "carry_in": str(w.start < self.p0).lower(),
            "carry_out": str(w.end is None).lower(), "gross_s": seconds(gross), "net_s": seconds(gross - length(waived)),
            "ttr_s": seconds(w.end - w.detected) if w.reason == "verified" else "", "due": instant(self.due(w)),
            "sla": self.sla(w, self.due(w)), "criteria": " ".join(self.criteria_of(w.rule)), "controls": "",
            "auth": self.auth(w), "first_index": str(min(indexes)), "last_index": str(max(indexes))}

    @staticmethod
    def auth(w):
        first, last = w.first.record["auth"], w.events[-1].record["auth"]
        return first if w.end is None or first == last else f"{first} {last}"

    @staticmethod
    def handling(w):
        stages = {e.stage for e in w.events}
        return "automated" if "remediated" in stages else "manual" if stages & {*STEPS, "failed"} else "none"

    @staticmethod
    def severity(w, before=None):
        stated = [SEVERITIES.index(e.severity) for e in w.events
                  if e.severity and e.stage != "introduced" and (before is None or e.t < before)]
        return SEVERITIES[max(stated)] if stated else "none"

    def criteria_of(self, rule):
        mapped = self.rules.get(rule, {}).get("criteria", {}).get("soc2", [])
        return [c for c in self.catalog if c in mapped]

    def sla_of(self, index):
        tables = [table["sla_s"] for table in self.sla_tables if table["from"] <= index]
        return tables[-1] if tables else {}

    def due(self, w):
        table, terms, stated = self.sla_of(w.first.index), [], False
        for event in w.events:
            if event.severity and event.stage != "introduced":
                if event.severity in table:
                    terms.append((event.t if stated else w.detected) + table[event.severity] * 1000)
                stated = True
        return min(terms, default=None)

    def net_due(self, w):
        """The first instant at which the time that was not waived is used up."""
        due = self.due(w)
        if due is None:
            return None
        until, left, at = self.e if w.end is None else w.end, due - w.detected, w.detected
        for start, end in merged((a, min(b, until)) for a, b in w.waived):
            if start - at >= left:
                break
            left, at = left - (start - at), end
        return at + left

    def sla(self, w, due):
        if due is None:
            return "none"
        in_time = w.end is not None and w.end <= due
        decided = w.end if in_time else due
        return "earlier" if decided < self.p0 else "pending" if decided >= self.e else "met" if in_time else "breached"

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

    def population(self):
        rows = [self.row(w) for w in self.inside()]
        return sorted(rows, key=lambda r: (r["start"], r["rule"].encode(), r["resource"].encode(), r["detected"], int(r["id"])))

    def source_time(self):
        """By source: covered and in scope, in ms, and whether all of the period was covered."""
        result = {}
        for source in self.sources:
            scope = merged((max(a, self.p0), min(self.e if b is None else b, self.e)) for a, b in self.spells.get(source, []))
            signs = merged(self.signs[source])
            covered = [(max(a, c), min(b, d)) for a, b in scope for c, d in signs if max(a, c) < min(b, d)]
            result[source] = (length(covered), length(scope), merged(covered) == [[self.p0, self.p1]])
        return result

    def asset_time(self):
        """By rule with a ttl: fresh and lifetime, in ms, of the resources that lived in the period."""
        result = {}
        for (rule, _), events in self.by_key.items():
            ttl, born, lives = self.rules.get(rule, {}).get("ttl_s", 0) * 1000, None, []
            for event in events:
                if event.stage != "deleted" and born is None:
                    born = event.t
                elif event.stage == "deleted" and born is not None:
                    lives.append((born, event.t))
                    born = None
            if born is not None:
                lives.append((born, self.e))
            lives = merged((max(a, self.p0), min(b, self.e)) for a, b in lives)
            fresh = [(e.t, e.t + ttl) for e in events if e.stage in ("evaluated", "verified", "detected", "reopened")]
            if ttl and lives:
                common = [(max(a, c), min(b, d)) for a, b in lives for c, d in merged(fresh)]
                before = result.get(rule, (0, 0))
                result[rule] = before[0] + length(common), before[1] + length(lives)
        return result

    def criteria(self):
        whole = {source: time[2] for source, time in self.source_time().items()}
        result = {}
        for criterion in self.scope:
            rules = [rule for rule in self.rules if criterion in self.criteria_of(rule)]
            named = [e for e in self.events if e.t < self.e and e.check and self.rule(e) in rules]
            events = sum(e.permitted() and e.t >= self.p0 for e in named)
            blind = not named or any(not whole[e.source] for e in named)
            state = "not covered" if not rules else "recorded" if events else "unknown" if blind else "no occurrence"
            result[criterion] = {"state": state, "rules": str(len(rules)), "events": str(events)}
        return result

    def reconciled(self):
        result = dict.fromkeys(self.sources)
        for record in self.reconciliations:
            if self.p0 <= ms(record["received"]) < self.p1:
                start, end, source = ms(record["from"]), ms(record["to"]), record["source"]
                held = sum(e.source == source and e.t < self.e and e.occurred is not None and start <= e.occurred < end
                           for e in self.events)
                before = result[source] or (0, 0)
                result[source] = before[0] + held, before[1] + record["count"]
        return result
