"""Rules that change inside a period: put in force with an approver, listed with what they altered, compared beforehand."""
import csv
import json
import subprocess

from program import BIN, SOURCE, LedgerCase, main, run

PERIOD = ("2026-01-01", "2026-04-01")
SIDES = ("rule", "criteria", "severity", "start", "end", "due")


def rows(path):
    with open(path, newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


class Changes(LedgerCase):
    """The demo quarter, at whose end the lead takes a check out of a rule, maps another one anew, and shortens an SLA."""

    def setUp(self):
        super().setUp()
        self.demo = self.path / "demo"
        self.ok("init", self.demo, "--origin", "ledger.example/demo", "--demo")
        self.ledger = self.demo
        self.key.write_text(self.ok("-C", self.demo, "key", "show", "--vkey"))
        self.changed = self.path / "changed"
        (self.changed / "rules").mkdir(parents=True)
        self.edit("sla.yaml", "high: 604800", "high: 86400")
        self.edit("rules/aws.s3.unencrypted.yaml", "  - securityhub/S3.4\n", "")
        self.edit("rules/aws.sg.ssh_world.yaml", "id: CC6.6", "id: CC7.1")

    def edit(self, name, old, new):
        text = (SOURCE / "controls" / name).read_text()
        self.assertIn(old, text)
        text = text.replace(old, new).split("\ntests:")[0] + "\ntests:\n  - {check: none/such, rule: null}\n" \
            if name.startswith("rules/") else text.replace(old, new)
        (self.changed / name).write_text(text)

    def apply(self, *options):
        return json.loads(self.ok("-C", self.demo, "controls", "apply", "--controls-dir", self.changed, "--json", *options))

    def bundle(self, name, *options):
        bundle = self.report(*PERIOD, f"{name}.zip", *options)
        self.ok("verify", bundle, "--key", self.key)
        self.ok(bundle, "--key", self.key, program="daybook-verify")
        return self.unzip(bundle, name)

    def test_a_report_lists_the_change_and_what_it_altered(self):
        applied = self.apply("--approver", "Ada Lovelace", "--reason", "tighter, as reviewed")
        self.assertTrue(applied["changed"])
        size = applied["size"]
        after = self.bundle("after")
        before = self.bundle("before", "--size", str(size - 1))
        self.assertEqual(rows(before / "controls/changes.csv"), [])
        self.assertEqual(rows(before / "controls/altered_windows.csv"), [])
        self.check_windows(before, after, size - 1)
        self.check_statements(after, size - 1)

    def check_windows(self, before, after, index):
        """What altered_windows.csv says is the difference of the two reports, one a single entry longer."""
        old = {row["id"]: row for row in rows(before / "population/windows.csv")}
        new = {row["id"]: row for row in rows(after / "population/windows.csv")}
        want = []
        for window in sorted(old.keys() | new.keys(), key=int):
            sides = [[row.get(window, {}).get(field, "") for field in SIDES] for row in (old, new)]
            sides = [[cell if cell != "none" else "" for cell in side] for side in sides]
            # A window that was opened before the change keeps its SLA table: its due stays.
            if sides[0] != sides[1]:
                effect = "changes" if window in old and window in new else "appears" if window in new else "disappears"
                want.append([str(index), effect, window, *[cell for pair in zip(*sides) for cell in pair]])
        got = [[row["index"], row["effect"], row["window"], *[row[f"{f}_{s}"] for f in SIDES for s in ("before", "after")]]
               for row in rows(after / "controls/altered_windows.csv")]
        self.assertGreater(len(got), 10)
        self.assertEqual(got, want)

    def check_statements(self, after, index):
        changes = rows(after / "controls/changes.csv")
        names = {row["ref"]: row["name"] for row in rows(after / "names.csv")}
        self.assertEqual({(row["index"], names[row["approver"]], row["reason"], row["approval"]) for row in changes},
                         {(str(index), "Ada Lovelace", "tighter, as reviewed", "claimed")})
        said = {(row["subject"], row["field"]): (row["before"], row["after"]) for row in changes}
        self.assertEqual(said["sla", "high"], ("604800 s", "86400 s"))
        self.assertEqual(said["rule aws.s3.unencrypted", "check securityhub/S3.4"], ("claimed", ""))
        self.assertEqual(said["rule aws.sg.ssh_world", "soc2 CC6.6"][1], "")
        self.assertEqual(said["rule aws.sg.ssh_world", "soc2 CC7.1"][0], "")
        self.assertEqual(sorted(subject for subject, field in said if field == "sha256"),
                         ["file controls/rules/aws.s3.unencrypted.yaml", "file controls/rules/aws.sg.ssh_world.yaml",
                          "file controls/sla.yaml"])
        page = (after / "report.html").read_text()
        self.assertIn("approved by Ada Lovelace, claimed", page)
        self.assertIn("tighter, as reviewed", page)

    def test_the_comparison_beforehand_says_the_same(self):
        """`controls diff` with the set as it would be; its windows are those of the report but for the due, which it
        takes from one table alone."""
        ask = ["-C", self.demo, "controls", "diff", "--json", "--from", PERIOD[0], "--to", PERIOD[1]]
        planned = json.loads(self.ok(*ask, "in-force", self.changed))
        by_option = json.loads(self.ok(*ask, "--controls-dir", self.changed))
        self.assertEqual(planned, by_option)
        size = self.apply()["size"]
        self.assertFalse(self.apply()["changed"])
        changes = rows(self.bundle("after") / "controls/changes.csv")
        said = [[row[key] for key in ("subject", "field", "before", "after")] for row in changes if row["subject"] != "windows"]
        self.assertEqual([[item["subject"], item["field"], item.get("before", ""), item.get("after", "")]
                          for item in planned["controls"] + planned["files"]], said)
        first = next(entry["index"] for entry in self.log("--kind", "ruleset"))
        done = json.loads(self.ok(*ask, str(first), str(size - 1)))
        self.assertEqual(done["controls"], planned["controls"])
        text = self.ok(*[word for word in ask if word != "--json"], str(first), str(size - 1))
        self.assertIn("sla\n  ~ high: 604800 s -> 86400 s\n", text)
        self.assertIn("rule aws.s3.unencrypted\n  - check securityhub/S3.4: claimed\n", text)
        self.assertRegex(text, r"windows 2026-01-01T00:00:00.000Z \.\. 2026-04-01T00:00:00.000Z: 0 appear, 0 disappear, [0-9]+ change\n")
        back = json.loads(self.ok(*ask, "in-force", "shipped"))
        self.assertEqual(len(back["windows"]), len(done["windows"]))

    def test_says_what_is_not_a_rule_set(self):
        for arguments, text in ((("0",), "entry 0 is a ledger record, expected a ruleset: 'daybook log --kind ruleset'"),
                                (("no/such/folder",), "read folder 'no/such/folder': No such file or directory"),
                                (("1", "2", "3"), "daybook controls diff")):
            code, out, err = run("-C", self.demo, "controls", "diff", *arguments)
            self.assertIn(code, (2, 3))
            self.assertEqual(out, "")
            self.assertIn(text, err)
        (self.changed / "sla.yaml").write_text("version: '1'\nflap_s: x\n")
        code, _, err = run("-C", self.demo, "controls", "apply", "--controls-dir", self.changed)
        self.assertEqual(code, 3)
        self.assertIn("controls/sla.yaml:2:", err)
        self.assertEqual(subprocess.run([BIN / "daybook", "-C", self.demo, "check"], capture_output=True).returncode, 0)


if __name__ == "__main__":
    main()
