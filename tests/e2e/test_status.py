"""What `status` says of real ledgers: the text of a small one to the letter, the demo's against the report of the same
period, and a ledger under the real clock."""
import calendar
import csv
import json
import time

from program import LedgerCase, event, finding, main, run

HEARTBEAT = "dev.daybook.heartbeat"
DAY = 86400
PERIOD = ["--from", "2026-01-01", "--to", "2026-02-01"]


def at(day, hour=0):
    return f"2026-01-{day:02d}T{hour:02d}:00:00.000Z"


def seconds(late, early):
    moments = [calendar.timegm(time.strptime(t[:19], "%Y-%m-%dT%H:%M:%S")) + int(t[20:23]) / 1000 for t in (late, early)]
    return round(moments[0] - moments[1], 3)


def source(number, day, name, **more):
    return event(number, at(day), {"action": "enrolled", "name": name, "adapter": "cloudevents"} | more, name, "dev.daybook.source")


def small():
    """A source that went silent and one that never sent; windows over, due, waived, closed by a tool, checked by the fixer."""
    crypt, high = "securityhub/S3.4", {"severity": "high"}
    yield source(1, 1, "scanner", interval_s=DAY)
    yield source(2, 1, "quiet", interval_s=3600)
    yield source(3, 1, "jira", interval_s=10 * DAY, may=["detect"])
    yield source(4, 2, "nothing", interval_s=10 * DAY)
    yield event(5, at(2), finding("detected", crypt, "over", finding=high), "scanner")
    yield event(6, at(2, 1), finding("detected", "tool/unknown", "r"), "quiet")
    yield event(7, at(10), finding("triaged", crypt, "over"), "jira")
    yield event(8, at(11), finding("remediated", crypt, "over"), "jira")
    yield event(9, at(18), finding("detected", crypt, "waived", finding=high), "scanner")
    yield event(10, at(19), finding("waived", crypt, "waived", approver="boss", expires=at(28)), "scanner")
    yield event(11, at(19), finding("waived", crypt, "over", approver="boss", expires=at(20)), "scanner")
    yield event(12, at(19), finding("waived", crypt, "nowhere", approver="boss", expires=at(28)), "scanner")
    yield event(13, at(20), finding("detected", crypt, "fixed", finding=high), "scanner")
    yield event(14, at(21), finding("remediated", crypt, "fixed"), "scanner")
    yield event(15, at(22), finding("verified", crypt, "fixed"), "scanner")
    yield event(16, at(24), finding("closed", crypt, "waived"), "scanner")
    yield event(17, at(24, 12), finding("verified", crypt, "clean"), "scanner", time=at(20))
    yield event(18, at(24, 12), {"stage": 7}, "scanner")
    yield event(19, at(24, 12), {"basis": "sender"}, "scanner", HEARTBEAT)
    yield event(20, at(24, 13), {"basis": "collector"}, "quiet", HEARTBEAT)


TEXT = """ledger.example/one/SIMULATED: 22 entries, period 2026-01-01T00:00:00.000Z .. 2026-02-01T00:00:00.000Z
as of the last entry 2026-01-24T13:00:00.000Z; now 2026-01-24T13:00:00.000Z, that of the last entry

open windows: 4; overdue 1 (waived 0), due within 24 h 1, within 7 d 2
TIME LEFT          SEVERITY  LAST STEP  FOR        OWNER           RULE                   RESOURCE
15 d 13 h over     high      triaged    14 d 13 h  cloud-platform  aws.s3.unencrypted     over
11 h left, waived  high      detected   6 d 13 h   cloud-platform  aws.s3.unencrypted     waived
2 d 11 h left      high      detected   4 d 13 h   cloud-platform  aws.s3.unencrypted     fixed
no due             none      detected   22 d 12 h                  unmapped:tool/unknown  r

sources: 4; silent 1, never sent 1, retired 0
SOURCE   ADAPTER      STATE       FOR        LAST SIGN                 INTERVAL  COVERED                 GAPS
quiet    cloudevents  silent      22 d 12 h  2026-01-02T01:00:00.000Z  1 h       2 h of 23 d 13 h        2
nothing  cloudevents  never sent  22 d 13 h                            10 d      0 s of 22 d 13 h        1
jira     cloudevents  alive                  2026-01-11T00:00:00.000Z  10 d      14 d 13 h of 23 d 13 h  1
scanner  cloudevents  alive                  2026-01-24T12:00:00.000Z  1 d       8 d 13 h of 23 d 13 h   2

gaps of sources in the period: 6
SOURCE   FROM                      TO                        LENGTH     EVENTS LATER
jira     2026-01-01T00:00:00.000Z  2026-01-10T00:00:00.000Z  9 d        0
nothing  2026-01-02T00:00:00.000Z  2026-01-24T13:00:00.000Z  22 d 13 h  0
quiet    2026-01-01T00:00:00.000Z  2026-01-02T01:00:00.000Z  1 d 1 h    0
quiet    2026-01-02T03:00:00.000Z  2026-01-24T13:00:00.000Z  22 d 10 h  0
scanner  2026-01-01T00:00:00.000Z  2026-01-02T00:00:00.000Z  1 d        0
scanner  2026-01-04T00:00:00.000Z  2026-01-18T00:00:00.000Z  14 d       0

checks that no rule names: 1; add each to a rule: controls/rules, then 'daybook controls lint'
CHECK         EVENTS  FIRST SEEN                LAST SEEN
tool/unknown  1       2026-01-02T01:00:00.000Z  2026-01-02T01:00:00.000Z

repairs without an independent check: 2
WHAT                         TIME LEFT  SINCE                     ENTRY  RULE                RESOURCE
self-check                   none       2026-01-22T00:00:00.000Z  16     aws.s3.unencrypted  fixed
closed without verification  11 h left  2026-01-24T00:00:00.000Z  17     aws.s3.unencrypted  waived

waivers of open windows that expired, or do within 14 d: 2
TIME LEFT             EXPIRES                   ENTRY  OWNER           RULE                RESOURCE
expired for 4 d 13 h  2026-01-20T00:00:00.000Z  12     cloud-platform  aws.s3.unencrypted  over
3 d 11 h left         2026-01-28T00:00:00.000Z  11     cloud-platform  aws.s3.unencrypted  waived

waivers that cover nothing: 1
WHY             COUNTS AT                 ENTRY  CHECK             RESOURCE
no window open  2026-01-19T00:00:00.000Z  13     securityhub/S3.4  nowhere

ENTRIES               IN THE PERIOD  IN ALL  LAST ENTRY  LISTED BY
rejects               1              1       19          daybook log --kind reject
events not permitted  1              1       9           daybook status --json: not_permitted
closings dated back   1              1       18          daybook status --json: backdated
"""


class Small(LedgerCase):
    maxDiff = None

    def setUp(self):
        super().setUp()
        self.ingest(list(small()))

    def status(self, *options):
        return json.loads(self.ok("-C", self.ledger, "status", "--json", *options))

    def test_the_text(self):
        self.assertEqual(self.ok("-C", self.ledger, "status", *PERIOD), TEXT)

    def test_json_has_the_same_and_more(self):
        status = self.status(*PERIOD)
        self.assertEqual((status["as_of"], status["now"]), (at(24, 13), at(24, 13)))
        self.assertEqual(status["counts"], {"open": 4, "overdue": 1, "overdue_waived": 0, "due_24h": 1, "due_7d": 2})
        self.assertEqual([(w["resource"], w["left_s"], w["step"], w["waiting_s"], w["waived_until"]) for w in status["open"]],
                         [("over", -15.5 * DAY - 3600, "triaged", 14.5 * DAY + 3600, at(20)),
                          ("waived", 11 * 3600, "detected", 6.5 * DAY + 3600, at(28)),
                          ("fixed", 2 * DAY + 11 * 3600, "detected", 4.5 * DAY + 3600, None),
                          ("r", None, "detected", 22.5 * DAY, None)])
        self.assertEqual([(s["name"], s["state"], s["silent_s"], s["last_sign"]) for s in status["sources"]],
                         [("quiet", "silent", 22.5 * DAY, at(2, 1)), ("nothing", "never sent", 22.5 * DAY + 3600, None),
                          ("jira", "alive", 0, at(11)), ("scanner", "alive", 0, at(24, 12))])
        self.assertEqual([(c["resource"], c["kind"], c["pending"], c["left_s"]) for c in status["unverified"]],
                         [("fixed", "self-check", False, None),
                          ("waived", "closed without verification", True, 11 * 3600)])
        self.assertEqual([(w["resource"], w["expired"], w["left_s"]) for w in status["waivers"]],
                         [("over", True, -4.5 * DAY - 3600), ("waived", False, 3.5 * DAY - 3600)])
        self.assertEqual([(w["reason"], w["resource"], w["window"]) for w in status["invalid_waivers"]],
                         [("no window open", "nowhere", None)])
        self.assertEqual([(c["check"], c["events"]) for c in status["unmapped"]], [("tool/unknown", 1)])
        kinds = {entry["index"]: entry["record"]["kind"] for entry in self.log()}
        self.assertEqual([kinds[i] for i in status["rejects"]["entries"]], ["reject"])
        self.assertEqual([len(status[name]["entries"]) for name in ("rejects", "not_permitted", "backdated")], [1, 1, 1])

    def test_a_look_back_measures_until_its_end(self):
        status = self.status("--to", "2026-01-08")
        self.assertEqual((status["as_of"], status["now"]), (at(24, 13), at(8)))
        self.assertEqual(status["period"], {"from": "2025-10-10T00:00:00.000Z", "to": at(8)})
        self.assertEqual([(w["resource"], w["left_s"], w["step"]) for w in status["open"]],
                         [("over", DAY, "detected"), ("r", None, "detected")])
        self.assertEqual([(s["name"], s["state"], s["silent_s"]) for s in status["sources"]],
                         [("scanner", "silent", 6 * DAY), ("quiet", "silent", 6 * DAY - 3600), ("jira", "never sent", 7 * DAY),
                          ("nothing", "never sent", 6 * DAY)])
        self.assertIn("now 2026-01-08T00:00:00.000Z, the end asked for\n", self.ok("-C", self.ledger, "status", "--to", "2026-01-08"))

    def test_within_says_how_soon_is_soon(self):
        self.assertEqual([w["resource"] for w in self.status("--within", "3d", *PERIOD)["waivers"]], ["over"])
        self.assertEqual([w["resource"] for w in self.status("--within", "84h", *PERIOD)["waivers"]], ["over", "waived"])
        for wrong in ("soon", "0d", "-1d", "1w"):
            code, out, err = run("-C", self.ledger, "status", "--within", wrong)
            self.assertEqual((code, out), (2, ""))
            self.assertEqual(err, f"daybook: --within '{wrong}' is not a duration such as 90s, 15m, 1h or 7d\n")

    def test_long_lists_are_cut_in_the_text_only(self):
        self.ingest([event(100 + n, at(25), finding("detected", f"tool/{n}", f"r{n:02}"), "scanner") for n in range(30)] +
                    [event(99, at(26), {"basis": "sender"}, "scanner", HEARTBEAT)])
        text, status = self.ok("-C", self.ledger, "status"), self.status()
        self.assertEqual((len(status["open"]), len(status["unmapped"])), (34, 31))
        self.assertEqual(text.count("and 14 more: --json lists them all\n"), 1)
        self.assertEqual(text.count("and 11 more: --json lists them all\n"), 1)
        self.assertEqual(sum(" no due " in f" {line} " for line in text.splitlines()), 17)


class Demo(LedgerCase):
    def test_open_windows_are_those_of_the_report_by_the_time_left(self):
        folder = self.path / "demo"
        self.assertEqual(run("init", folder, "--origin", "ledger.example/demo", "--demo")[0], 0)
        for start, end in (("2026-01-01", "2026-04-01"), ("2026-01-01", "2026-02-10"), ("2026-02-01", "2026-04-02")):
            with self.subTest(start=start, end=end):
                self.compare(folder, start, end)

    def compare(self, folder, start, end):
        bundle = self.path / f"{end}.zip"
        self.assertEqual(run("-C", folder, "report", "--from", start, "--to", end, "-o", bundle)[0], 0)
        files = self.unzip(bundle, end)
        status = json.loads(self.ok("-C", folder, "status", "--json", "--from", start, "--to", end))
        with open(files / "population/windows.csv", newline="") as file:
            rows = [row for row in csv.DictReader(file) if row["carry_out"] == "true"]
        self.assertGreater(len(rows), 5)
        worst = ["critical", "high", "medium", "low", "informational", "none"]
        rows.sort(key=lambda row: (row["due"] or "9999", worst.index(row["severity"])))
        self.assertEqual([(str(w["id"]), w["rule"], w["resource"], w["due"] or "") for w in status["open"]],
                         [(row["id"], row["rule"], row["resource"], row["due"]) for row in rows])
        for window in status["open"]:
            if window["due"]:
                self.assertEqual(window["left_s"], seconds(window["due"], status["now"]))
        left = [w["left_s"] for w in status["open"] if w["left_s"] is not None]
        self.assertEqual(status["counts"], status["counts"] | {
            "open": len(rows), "overdue": sum(s < 0 for s in left), "due_24h": sum(0 <= s <= DAY for s in left),
            "due_7d": sum(0 <= s <= 7 * DAY for s in left)})
        with open(files / "completeness/gaps.csv", newline="") as file:
            gaps = [(row["source"], row["from"], row["to"]) for row in csv.DictReader(file)]
        self.assertEqual([(g["source"], g["from"], g["to"]) for g in status["gaps"]], gaps)


class Clock(LedgerCase):
    simulated = False

    def test_silence_is_measured_by_the_clock(self):
        self.ok("-C", self.ledger, "source", "add", "scanner", "--adapter", "cloudevents", "--interval", "1s")
        self.ok("-C", self.ledger, "source", "add", "slow", "--adapter", "cloudevents", "--interval", "1d")
        for name in ("scanner", "slow"):
            document = event(name, None, finding("detected", "securityhub/S3.4", "b", finding={"severity": "critical"}), name)
            del document["receivedtime"], document["time"]
            self.ingest([document])
        time.sleep(2.1)
        status = json.loads(self.ok("-C", self.ledger, "status", "--json"))
        self.assertGreater(status["now"], status["as_of"])
        scanner, slow = status["sources"]
        self.assertEqual((scanner["name"], scanner["state"], slow["state"]), ("scanner", "silent", "alive"))
        self.assertEqual(scanner["silent_s"], seconds(status["now"], scanner["last_sign"]))
        self.assertEqual(status["open"][0]["left_s"], seconds(status["open"][0]["due"], status["now"]))
        self.assertGreater(DAY, status["open"][0]["left_s"])
        self.assertRegex(self.ok("-C", self.ledger, "status"), r"as of the last entry [^;]*; now [0-9T:.-]*Z\n")


if __name__ == "__main__":
    main()
