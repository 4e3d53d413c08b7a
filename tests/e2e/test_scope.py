"""What the people of a ledger declare in daybook.yaml: categories, own controls, and a scope that decides a condition."""
import csv
import json

from program import LedgerCase, event, finding, main, run

PERIOD = ("2026-01-01", "2026-04-01")
SCOPE = "scope declared and covered"
DECLARED = """\
categories: [Availability]
manual:
  - {criterion: CC1.2, by: board minutes, owner: legal}
controls:
  - id: ENC-1
    statement: Storage is encrypted
    owner: data
    frequency: continuous
    criteria: [CC6.1, A1.2]
    rules: [aws.s3.unencrypted]
    complementary:
      - {kind: subservice, organisation: AWS, statement: disks are destroyed, criteria: [CC6.1]}
scope:
  systems:
    - {name: Shop, sources: [scanner]}
  accounts: [123456789012]
"""
APPROVED = "  approver: Grace Hopper\n  reason: kick-off\n"
WIDER = "    - {name: Books, sources: [scanner, ledgerd]}\n"


def day(n):
    """The n-th day from 2025-12-31."""
    lengths = [("2025-12", 31, 1), ("2026-01", 1, 31), ("2026-02", 1, 28), ("2026-03", 1, 31), ("2026-04", 1, 30)]
    for month, first, count in lengths:
        if n < count:
            return f"{month}-{first + n:02d}T00:00:00Z"
        n -= count
    raise ValueError(n)


def heartbeats(source, days):
    """One a day; the interval is a day, so that the source is covered."""
    return [event(f"{source}-{n}", day(n), {"basis": "sender"}, source, kind="dev.daybook.heartbeat") for n in days]


class Scope(LedgerCase):
    def setUp(self):
        super().setUp()
        self.declaration = self.ledger / "daybook.yaml"
        self.declaration.write_text(DECLARED + APPROVED)
        self.ok("-C", self.ledger, "source", "add", "scanner", "--adapter", "cloudevents", "--interval", "1d")

    def feed(self):
        """A quarter of the scanner, with one finding open at its end, and a day of April."""
        events = heartbeats("scanner", range(92))
        events += [event("f-1", "2026-04-01T00:00:00Z",
                         finding("detected", "securityhub/S3.4", "arn:aws:s3:::b", outcome="fail"), "scanner",
                         time="2026-03-01T00:00:00Z"),
                   event("f-2", "2026-04-02T00:00:00Z", finding("evaluated", "securityhub/S3.4", "arn:aws:s3:::c", outcome="pass"),
                         "scanner")]
        self.assertEqual(self.ingest(events)["accepted"], 94)

    def bundle(self, name, *options):
        bundle = self.report(*PERIOD, f"{name}.zip", *options)
        self.ok("verify", bundle, "--key", self.key)
        self.ok(bundle, "--key", self.key, program="daybook-verify")
        return self.unzip(bundle, name)

    def reason(self, files):
        """What the report says of the scope; nothing when the condition is held."""
        reasons = json.loads((files / "manifest.json").read_text())["reasons"]
        return [r for r in reasons if r.startswith(SCOPE)]

    def rows(self, path):
        with open(path, newline="", encoding="utf-8") as file:
            return list(csv.DictReader(file))

    def scopes(self):
        return [entry["record"] for entry in self.log("--kind", "scope")]

    def test_a_declared_ledger_says_so_in_its_bundle(self):
        self.feed()
        files = self.bundle("one")
        self.assertEqual(self.reason(files), [])
        controls = json.loads((files / "controls/controls.json").read_text())["controls"]
        self.assertEqual([c["id"] for c in controls], ["ENC-1"])
        self.assertEqual(controls[0]["complementary"][0]["kind"], "subservice")
        windows = self.rows(files / "population/windows.csv")
        self.assertEqual({(w["rule"], w["controls"]) for w in windows},
                         {(w["rule"], "ENC-1" if w["rule"] in controls[0]["rules"] else "") for w in windows})
        self.assertIn("ENC-1", {w["controls"] for w in windows})
        catalog = json.loads((files / "controls/catalog.json").read_text())["criteria"]
        self.assertEqual({c["category"] for c in catalog if c["in_scope"]}, {"Security", "Availability"})
        coverage = json.loads((files / "stats/coverage.json").read_text())["criteria"]
        self.assertEqual(int(coverage["in_scope"]), 36)
        self.assertIn("A1.2", coverage["by_criterion"])
        manual = {row["criterion"]: row["manual"] for row in self.rows(files / "controls/criteria.csv")}
        self.assertEqual({k: v for k, v in manual.items() if v}, {"CC1.2": "board minutes (legal)"})
        self.assertEqual((files / "controls/source/daybook.yaml").read_text(), DECLARED + APPROVED)
        page = (files / "report.html").read_text()
        for text in ("ENC-1", "Storage is encrypted", "disks are destroyed", "board minutes (legal)"):
            self.assertIn(text, page)
        titles = {row["title"] for row in self.rows(files / "controls/crosswalk.csv")}
        self.assertNotIn("", titles)

    def test_the_act_is_listed_with_people_as_references(self):
        self.feed()
        files = self.bundle("one")
        [act] = [row for row in self.rows(files / "completeness/admin.csv") if row["kind"] == "scope"]
        self.assertEqual((act["subject"], act["detail"]), ("Shop", "Shop: sources=scanner; accounts=123456789012"))
        self.assertEqual((act["reason"], act["approval"]), ("kick-off", "claimed"))
        names = {row["ref"]: row["name"] for row in self.rows(files / "names.csv")}
        self.assertEqual(names[act["approver"]], "Grace Hopper")
        self.assertNotIn(b"Grace", (files / "ledger/entries/0000.ndjson").read_bytes())

    def test_a_scope_is_recorded_once_and_again_when_it_changes(self):
        self.assertEqual(len(self.scopes()), 1)
        self.feed()
        self.assertEqual(len(self.scopes()), 1)
        size = self.log()[-1]["index"] + 1
        first = self.bundle("first")
        self.declaration.write_text(DECLARED.replace("  accounts", WIDER + "  accounts") + APPROVED)
        self.ingest([event("later", "2026-04-03T00:00:00Z", {"basis": "sender"}, "scanner", kind="dev.daybook.heartbeat")])
        self.assertEqual([[s["name"] for s in r["systems"]] for r in self.scopes()], [["Shop"], ["Shop", "Books"]])
        # The second one was received after the period: the first is the one in force for it.
        self.assertEqual(self.reason(self.bundle("second")), [])
        again = self.report(*PERIOD, "again.zip", "--size", size)
        self.assertEqual(again.read_bytes(), (self.path / "first.zip").read_bytes())
        self.assertTrue(first.exists())
        self.assertIn("sound", self.ok("-C", self.ledger, "check"))

    def test_a_system_with_a_silent_source_is_named(self):
        self.declaration.write_text(DECLARED.replace("  accounts", WIDER + "  accounts") + APPROVED)
        self.feed()
        self.assertEqual(self.reason(self.bundle("one")),
                         [f"{SCOPE}: not held: 1 of the 2 systems of entry {self.log('--kind', 'scope')[-1]['index']} "
                          "not covered by each of their sources: Books (ledgerd)"])

    def test_a_scope_without_approver_is_recorded_and_is_none(self):
        self.declaration.write_text(DECLARED)
        self.feed()
        index = self.log("--kind", "scope")[-1]["index"]
        self.assertNotIn("approval", self.scopes()[-1])
        self.assertEqual(self.reason(self.bundle("one")), [f"{SCOPE}: not held: the scope of entry {index} names no approver"])

    def test_taking_the_file_away_declares_nothing_and_leaves_the_scope(self):
        self.feed()
        self.declaration.unlink()
        self.ingest([event("later", "2026-04-03T00:00:00Z", {"basis": "sender"}, "scanner", kind="dev.daybook.heartbeat")])
        files = self.bundle("one")
        self.assertEqual(self.reason(files), [])
        self.assertEqual((files / "controls/controls.json").read_text(), '{"controls":[]}\n')
        self.assertFalse((files / "controls/source/daybook.yaml").exists())

    def test_what_is_wrong_is_named_and_nothing_is_added(self):
        size = len(self.log())
        systems = "scope: {systems: [{name: a, sources: [b]}]"
        accounts = ", ".join(f"'{n:012d}'" for n in range(10000))
        cases = [("categories: [Safety]\n", "daybook.yaml:1:14: category 'Safety' is not known"),
                 ("categories: &a [Privacy]\n", "daybook.yaml:1:13: anchors are not allowed"),
                 ("scope: {systems: [{name: a, sources: []}]}\n", "daybook.yaml:1:29: system 'a' has no source"),
                 (f"{systems}, accounts: [{accounts}]}}\n",
                  "daybook.yaml:1:45: 'accounts' has 10000 entries, at most 4096 are allowed"),
                 (f"{systems}, from: 2026-01-01}}\n", "daybook.yaml:1:45: unknown member 'from'"),
                 ("manual: [{criterion: CC99, by: x, owner: y}]\n",
                  "daybook.yaml:1:11: criterion 'CC99' is not in the catalog 'soc2-tsc-2017'"),
                 (DECLARED.replace("aws.s3.unencrypted", "aws.s3.unencripted"),
                  "daybook.yaml:10:13: there is no rule 'aws.s3.unencripted' that has checks"),
                 (DECLARED + "controls: []\n", "daybook.yaml:17:1: duplicate key 'controls'")]
        for text, message in cases:
            self.declaration.write_text(text)
            code, _, err = run("-C", self.ledger, "ingest", "-", stdin=b"")
            self.assertEqual((code, err), (3, f"daybook: {message}\n"))
            code, out, _ = run("-C", self.ledger, "controls", "lint")
            self.assertEqual((code, out), (1, message + "\n"))
        self.assertEqual(len(self.log()), size)

    def test_a_prepared_folder_becomes_a_ledger_with_its_scope(self):
        folder = self.path / "prepared"
        folder.mkdir()
        (folder / "daybook.yaml").write_text(DECLARED + APPROVED)
        self.ok("-C", folder, "controls", "lint")
        self.ok("init", folder, "--origin", "ledger.example/two", "--simulated")
        self.assertEqual(len(self.ok("-C", folder, "log", "--kind", "scope").splitlines()), 1)
        self.assertEqual(json.loads(self.ok("-C", folder, "controls", "list", "--own", "--json"))[0]["id"], "ENC-1")
        listed = json.loads(self.ok("-C", folder, "controls", "list", "--json"))
        self.assertTrue(all(c["in_scope"] == (c["category"] in ("Security", "Availability")) for c in listed))


class Frameworks(LedgerCase):
    def test_they_are_listed_and_shown(self):
        for framework, count, one in (("iso27001", 93, "A.8.24"), ("nist80053", 308, "SC-28(1)"), ("nist_csf2", 106, "PR.DS-01")):
            listed = json.loads(self.ok("controls", "list", "--framework", framework, "--json"))
            self.assertEqual(len(listed), count)
            rules = {c["id"]: c["rules"].split() for c in listed}
            self.assertIn("aws.s3.unencrypted", rules[one])
            shown = json.loads(self.ok("controls", "show", one, "--json"))
            self.assertEqual((shown["framework"], shown["rules"].split()), (framework, rules[one]))
            self.assertIn(shown["title"], self.ok("controls", "show", one))
        self.assertEqual(run("controls", "list", "--framework", "pci")[0], 2)
        self.assertEqual(run("controls", "list", "--framework", "soc2", "--own")[0], 2)


if __name__ == "__main__":
    main()
