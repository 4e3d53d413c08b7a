"""exceptions/unattached.csv of a real bundle: what references tie to no finding, beside what `log --thread` says of each,
the second reading of the definitions, and the verifier."""
import csv

from oracle import Oracle, ms
from program import LedgerCase, event, finding, main, run

CHECK, CAMPAIGN = "securityhub/S3.4", "jira:BIG-1"


def at(day):
    return f"2026-01-{day:02d}T00:00:00.000Z"


def step(number, day, stage, *refs, **more):
    return event(number, at(day), {"stage": stage, "refs": list(refs)} | more, "jira")


def events(findings):
    for n in range(findings):
        yield event(f"f{n}", at(2), finding("detected", CHECK, f"bucket-{n}", refs=[CAMPAIGN]), "scanner")
    yield event("own", at(2), finding("detected", CHECK, "own", refs=["jira:SEC-1"]), "scanner")
    yield step(1, 3, "ticketed", "JIRA:big-1", "github:acme/infra#1")
    yield step(2, 4, "developed", "github:Acme/Infra#1")
    yield step(3, 5, "triaged")
    yield step(4, 5, "triaged", "slack:C1")
    yield step(5, 6, "assigned", "jira:SEC-1", resource={"uid": "elsewhere"})
    yield step(6, 6, "assigned", "jira:SEC-1")
    yield step(7, 6, "assigned", "jira:SEC-2", "run:=1+1,\"x\"")
    yield step(8, 6, "verified", "jira:SEC-2")
    yield step(9, 20, "assigned", "jira:SEC-2")
    yield event("end", at(21), {"basis": "sender"}, "scanner", "dev.daybook.heartbeat")


class Unattached(LedgerCase):
    maxDiff = None

    def bundle_of(self, findings):
        self.ingest(list(events(findings)), "--enroll")
        self.first = next(e["index"] for e in self.log() if e["record"]["source"] == "jira" and e["record"]["kind"] == "event")
        self.bundle = self.report("2026-01-01", "2026-01-20")
        self.files = self.unzip(self.bundle)
        with open(self.files / "exceptions/unattached.csv", newline="", encoding="utf-8") as file:
            rows = list(csv.DictReader(file))
        oracle = Oracle.of_bundle(self.files, ms(at(1)), ms(at(20)))
        self.assertEqual(rows, oracle.unattached)
        return [(int(row["index"]) - self.first + 1, row["refs"], row["reason"]) for row in rows]

    def assert_sound(self, count):
        code, out, err = run("verify", "--key", self.key, self.bundle)
        self.assertEqual(code, 0, out + err)
        self.assertIn("VERIFIED", out)
        self.assertIn(f"<h3 id=\"unattached\">Steps on no finding: {count}</h3>", (self.files / "report.html").read_text())

    def test_a_campaign_is_broad(self):
        self.assertEqual(self.bundle_of(101), [
            (1, "jira:BIG-1 github:acme/infra#1", "broad reference"),
            (2, "github:acme/infra#1", "reference of no finding"),
            (3, "", "no strong reference"),
            (4, "", "no strong reference"),
            (5, "jira:SEC-1", "other check or resource"),
            (7, "jira:SEC-2 run:=1+1,\"x\"", "reference of no finding")])
        self.assert_sound(6)
        told = self.log("--thread", self.first)[0]
        self.assertEqual((told["threads"], told["broad"]), ([], ["jira:BIG-1"]))
        for number in (2, 3, 4, 5, 7):
            self.assertEqual(self.log("--thread", self.first + number - 1)[0]["threads"], [])

    def test_a_hundred_findings_are_not(self):
        self.assertEqual([number for number, _, _ in self.bundle_of(100)], [3, 4, 5, 7])
        self.assert_sound(4)
        self.assertEqual(len(self.log("--thread", self.first)[0]["threads"]), 100)


if __name__ == "__main__":
    main()
