"""A bundle with stock tools only, and the same bytes each time."""
import csv
import json
import subprocess

from program import SOURCE, LedgerCase, event, finding, main, run

EVENTS = [event(n, f"2026-01-{n // 24 + 1:02d}T{n % 24:02d}:00:00Z",
                finding("detected" if n % 3 else "verified", "securityhub/S3.4", f"arn:aws:s3:::bucket-{n % 40}",
                        outcome="fail" if n % 3 else "pass"), f"scanner-{n % 3}") for n in range(600)]


class Bundle(LedgerCase):
    def setUp(self):
        super().setUp()
        self.ingest(EVENTS, "--enroll")
        self.bundle = self.report("2026-01-01", "2026-04-01")
        self.files = self.unzip(self.bundle)

    def test_two_runs_give_the_same_bytes(self):
        again = self.report("2026-01-01", "2026-04-01", "again.zip")
        self.assertEqual(self.bundle.read_bytes(), again.read_bytes())

    def test_a_size_gives_the_same_bytes_later(self):
        size = self.log()[-1]["index"] + 1
        more = [event(f"later-{n}", "2026-02-01T00:00:00Z", finding("detected", "securityhub/S3.4", "arn:aws:s3:::late"))
                for n in range(10)]
        self.ingest(more, "--enroll")
        again = self.report("2026-01-01", "2026-04-01", "again.zip", "--size", size)
        self.assertEqual(self.bundle.read_bytes(), again.read_bytes())

    def test_stock_tools(self):
        self.assertEqual(subprocess.run(["unzip", "-tqq", self.bundle]).returncode, 0)
        self.assertEqual(subprocess.run(["sha256sum", "--quiet", "-c", "SHA256SUMS"], cwd=self.files).returncode, 0)
        signers = self.path / "signers"
        signers.write_text(self.ok("-C", self.ledger, "key", "show", "--allowed-signers"))
        with open(self.files / "manifest.json", "rb") as manifest:
            done = subprocess.run(["ssh-keygen", "-Y", "verify", "-f", signers, "-I", self.origin, "-n", "daybook-bundle",
                                   "-s", self.files / "manifest.json.sig"], stdin=manifest, capture_output=True)
        self.assertEqual(done.returncode, 0, done.stderr)
        code, out, _ = run("verify", "--allowed-signers", signers, self.bundle)
        self.assertEqual(code, 0, out)

    def test_the_root_is_rebuilt_with_a_standard_hash(self):
        done = subprocess.run(["python3", SOURCE / "docs/rebuild-root.py", self.files], capture_output=True, text=True)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)

    def test_small_verifier_agrees(self):
        whole = run("verify", "--key", self.key, self.bundle)
        small = run("--key", self.key, self.bundle, program="daybook-verify")
        self.assertEqual(whole, small)
        self.assertEqual(whole[0], 0)

    def test_classes_are_counted_beside_the_criteria(self):
        with open(self.files / "controls/classes.csv", newline="", encoding="utf-8") as file:
            rows = {(row["rule"], row["criterion"]): row for row in csv.DictReader(file)}
        records = [json.loads(line) for line in (self.files / "ledger/entries/0000.ndjson").read_text().splitlines()]
        for rule, criterion, stage in (("class.detection", "CC7.1", "detected"), ("class.verification", "CC4.1", "verified"),
                                       ("class.verification", "CC7.4", "verified")):
            # The events of the last instant are not below E.
            found = [index for index, record in enumerate(records) if record.get("stage") == stage
                     and min(record["received"], record["occurred"]) < records[-1]["received"]]
            row = rows[rule, criterion]
            self.assertEqual((row["events"], row["first_index"], row["last_index"], row["undecided"]),
                             (str(len(found)), str(found[0]), str(found[-1]), "0"))
        self.assertEqual(rows["class.waiver", "CC3.2"]["events"], "0")
        self.assertEqual(rows["class.waiver", "CC3.2"]["first_index"], "")
        names = {rule["id"] for rule in json.loads((self.files / "controls/rules.json").read_text())["rules"]}
        self.assertFalse([name for name in names if name.startswith("class.")])
        states = json.loads((self.files / "stats/coverage.json").read_text())
        self.assertNotIn("class.", json.dumps(states))
        self.assertIn("Events of a class", (self.files / "report.html").read_text())

    def test_every_row_of_the_population(self):
        with open(self.files / "population/windows.csv", newline="", encoding="utf-8") as file:
            rows = list(csv.DictReader(file))
        self.assertEqual(len({row["resource"] for row in rows}), 40)
        self.assertEqual(rows, sorted(rows, key=lambda r: (r["start"], r["rule"], r["resource"], r["detected"], int(r["id"]))))


if __name__ == "__main__":
    main()
