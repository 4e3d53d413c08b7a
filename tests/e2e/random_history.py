"""Random histories as canonical records, made so that every rule of docs/statistics.md is met often: late, backdated,
future and equal times, several checks on one key, self-checks, events that were not permitted, waivers good and bad,
deletions and what comes after, flapping, closed books, a period that is not over, sources that fall silent."""
from oracle import instant, ms

MINUTE, HOUR, DAY = 60000, 3600000, 86400000
CRITERIA = [("CC6.1", True), ("CC7.1", True), ("CC8.1", True), ("P1.1", False)]
SEVERITY = ["critical", "high", "medium", "low", "informational"]
STAGES = ["detected"] * 4 + ["verified"] * 4 + ["evaluated"] * 4 + ["remediated", "deployed", "introduced", "deleted",
          "deleted", "reopened", "closed", "waived", "waived", "failed", "notified", "triaged", "ticketed", "contextualized",
          "assigned", "reproduced", "developed", "reviewed", "suppressed", "unsuppressed", None]
SETS = [
    {"flap_s": 3600, "sla_s": {"critical": 3600, "high": 14400}, "rules": [
        {"id": "alpha", "checks": ["t/a1", "t/a2", "u/a"], "ttl_s": 7200, "criteria": {"soc2": ["CC6.1", "P1.1"]}},
        {"id": "beta", "checks": ["t/b"], "criteria": {"soc2": ["CC7.1", "CC6.1"]}}]},
    {"flap_s": 86400, "sla_s": {"critical": 60, "high": 7200, "medium": 14400, "low": 604800}, "rules": [
        {"id": "alpha", "checks": ["t/a1", "t/a2"], "ttl_s": 172800, "criteria": {"soc2": ["CC6.1"]}},
        {"id": "beta", "checks": ["t/b", "u/a"], "ttl_s": 600, "severity_override": "high",
         "criteria": {"soc2": ["CC7.1"]}}]}]
CALM = ["detected"] * 6 + ["verified"] * 6 + ["triaged", "deployed", "assigned", "remediated", "waived", "introduced"]
CHECKS = ["t/a1", "t/a1", "t/a1", "t/a2", "u/a", "t/b", "x/unmapped"]
COMMIT = "0123456789abcdef" * 2 + "01234567"
REFS = ["jira:SEC-1", "jira:sec-1", "jira:SEC-2", "jira:SEC-02", "github:a/b#1", "GitHub:A/B#1", "github:a/b#2", "github:a/b",
        "git:" + COMMIT, "git:" + COMMIT.upper(), "git:" + COMMIT[1:], "run:ci/7", "run:CI/7", "finding:f-1", "incident:I 1",
        "incident:I1", "slack:C1", "plain"]
DIGEST = "sha256:" + "a" * 64


def control_files(number):
    rules = SETS[number]
    yield "controls/soc2.yaml", "id: tiny\ncategories:\n  - {name: In, in_scope: true}\n  - {name: Out, in_scope: false}\n" \
        "criteria:\n" + "".join(f"  - {{id: {c}, category: {'In' if scope else 'Out'}, series: S, title: T}}\n"
                                for c, scope in CRITERIA)
    yield "controls/sla.yaml", f"version: \"{number}\"\nflap_s: {rules['flap_s']}\nsla_s: {{" + \
        ", ".join(f"{severity}: {limit}" for severity, limit in rules["sla_s"].items()) + "}\n"
    for rule in rules["rules"]:
        soc2 = rule["criteria"]["soc2"]
        yield f"controls/rules/{rule['id']}.yaml", \
            f"id: {rule['id']}\ntitle: T\nowner: o\nrationale: r\nseverity: high\n" + \
            (f"ttl_s: {rule['ttl_s']}\n" if "ttl_s" in rule else "") + \
            (f"severity_override: {rule['severity_override']}\n" if "severity_override" in rule else "") + f"checks: [{', '.join(rule['checks'])}]\n" + \
            "criteria:\n  soc2:\n" + "".join(f"    - {{id: {c}, basis: judgement, strength: supporting, rationale: r}}\n"
                                             for c in soc2) + \
            f"tests:\n  - {{check: {rule['checks'][0]}, rule: {rule['id']}, soc2: [{', '.join(soc2)}]}}\n"


class History:
    def __init__(self, chance, size):
        self.chance, self.records = chance, []
        # Calm ones have many windows with an end, so that curves have many steps.
        self.calm = chance.random() < 0.4
        self.threads = chance.random() < 0.5
        self.resources = [f"r{i}" for i in range(12 if self.calm else chance.choice([1, 2, 4]))]
        self.step = chance.choice([1, 1000, MINUTE, HOUR, HOUR, 6 * HOUR])
        self.now = chance.choice([ms("2026-01-01T00:00:00.000Z")] * 6 + [ms("1969-12-31T22:00:00.000Z"), ms("2101-02-28T20:00:00.000Z"),
                                  ms("2016-12-31T23:00:00.000Z")])
        self.start = self.now + self.step * chance.randrange(0, size)
        self.end = self.start + self.step * chance.randrange(1, 3 * size)
        self.tables = []
        self.ruleset()
        for name in ("one", "two"):
            self.enrol(name)
        campaign = chance.randrange(size) if self.threads and chance.random() < 0.2 else None
        for n in range(size):
            if n == campaign:
                self.campaign()
            self.now += chance.choice([0, 0, self.step, self.step, 2 * self.step, chance.randrange(1, 8) * self.step])
            chance.choice([self.event] * 30 + [self.event_like_another] * 4 + [self.heartbeat] * 3 + [
                self.reconciliation, self.close, self.enrol, self.ruleset])()
        self.now += chance.choice([0, self.step, 9 * self.step])
        self.heartbeat()

    def add(self, kind, **members):
        record = {"v": 1, "kind": kind, "received": instant(self.now), "source": "ledger", **members}
        self.records.append({key: value for key, value in record.items() if value is not None})

    def origin(self):
        return {"id": f"i{len(self.records)}", "payload": {"digest": DIGEST, "type": "application/json"}, "part": 0,
                "adapter": DIGEST, "auth": self.chance.choice(["local", "token"]),
                "source": self.chance.choice(["one", "two", "three"])}

    def ruleset(self):
        number = self.chance.randrange(2)
        if len(self.tables) < 8:
            self.tables.append((len(self.records), number))
            self.add("ruleset", digest="sha256:" + f"{number}{number}" * 32)

    def enrol(self, name=None):
        chance = self.chance
        may = [p for p in ("detect", "fix", "verify", "delete", "waive") if chance.random() < 0.8]
        members = {"interval_s": chance.choice([60, 3600, 86400]), "lag_s": chance.choice([0, 60, 7200, 86400]),
                   "may": may if chance.random() < 0.3 and not self.calm else None}
        self.add("source", action="enrolled" if name or chance.random() < 0.6 else "retired",
                 name=name or chance.choice(["one", "two", "three"]),
                 **{key: value for key, value in members.items() if chance.random() < 0.7})

    def event(self):
        chance = self.chance
        stage = chance.choice(CALM if self.calm else STAGES)
        finding = {"check": chance.choice(CHECKS[:3] if self.calm else CHECKS) if chance.random() < (0.3 if stage == "deleted" else 0.97) else None,
                   "severity": chance.choice(SEVERITY) if chance.random() < 0.4 else None}
        finding = {key: value for key, value in finding.items() if value}
        if self.threads and stage not in ("detected", "verified", "evaluated") and chance.random() < 0.6:
            finding.pop("check", None)
        if self.threads and chance.random() < 0.2:
            finding["uid"] = chance.choice(["f-1", "f-2"])
        refs = [chance.choice(REFS) for _ in range(chance.choice([0, 1, 1, 2, 2, 3, 5]))] if self.threads else []
        occurred = self.now - self.step * chance.choice([0, 0, 0, 0, 1, -1] if self.calm else [0, 0, 0, 0, 1, 2, 5, 40, -1, -600])
        actor = {"kind": chance.choice(["human", "automation"]), "name": chance.choice(["ref:" + "b" * 64, "x"])}
        self.add("event", **{**self.origin(), "stage": stage, "finding": finding or None, "refs": refs or None,
                             "resource": {"uid": chance.choice(self.resources)}
                             if chance.random() < (0.97 if "check" in finding or not self.threads else 0.5) else None,
                             "occurred": instant(occurred) if chance.random() < 0.9 else None,
                             "outcome": chance.choice(["pass", "fail"]) if chance.random() < (0.8 if stage == "evaluated" else 0.2) else None,
                             "actor": actor if chance.random() < 0.5 else None,
                             "approver": "ref:" + "c" * 64 if stage == "waived" and chance.random() < 0.8 else None,
                             "expires": instant(self.now + self.step * chance.randrange(-2, 30))
                             if stage == "waived" and chance.random() < 0.85 else None})

    def event_like_another(self):
        """The same again: equal times by the sender's clock."""
        events = [record for record in self.records if record["kind"] == "event"]
        self.event()
        if events and "occurred" in (other := self.chance.choice(events)):
            self.records[-1]["occurred"] = other["occurred"]

    def campaign(self):
        """One reference on about as many findings as it takes to be broad."""
        ref = self.chance.choice(REFS[:5])
        for n in range(self.chance.choice([95, 98, 99, 100, 101, 102])):
            self.add("event", **self.origin(), stage="detected", finding={"check": "t/a1"}, refs=[ref], resource={"uid": f"c{n}"})

    def heartbeat(self):
        self.add("heartbeat", **self.origin(), basis=self.chance.choice(["polled", "sender", "canary", "collector"]))

    def reconciliation(self):
        end = self.now - self.step * self.chance.randrange(0, 9)
        self.add("reconciliation", **self.origin(), count=self.chance.randrange(5), to=instant(end),
                 **{"from": instant(end - self.step * self.chance.randrange(1, 40))})

    def close(self):
        end = self.start if self.chance.random() < 0.6 else self.now - self.step * self.chance.randrange(0, 30)
        if end > self.now:
            return
        cut = next((i for i, record in enumerate(self.records) if ms(record["received"]) >= end), len(self.records))
        self.add("close", to=instant(end), cut=cut, state=DIGEST, **{"from": instant(end - 10 * self.step)})

    def rules(self):
        """What controls/rules.json and controls/catalog.json would say."""
        used = SETS[self.tables[-1][1]]
        return ({"flap_s": used["flap_s"], "rules": used["rules"],
                 "sla": [{"from": index, "sla_s": SETS[number]["sla_s"]} for index, number in self.tables]},
                {"criteria": [{"id": criterion, "in_scope": scope} for criterion, scope in CRITERIA]})
