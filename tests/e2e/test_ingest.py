"""Bad input is the normal case: each gets one clear line, the right exit code, and loses nothing."""
import json
import os
import stat

from program import ORIGIN, LedgerCase, event, finding, lines, main, run

GOOD = event(1, "2026-01-01T00:00:00Z", finding("detected", "securityhub/S3.4", "arn:aws:s3:::b"))


class Ingest(LedgerCase):
    def rejects(self):
        return [entry["record"]["reason"] for entry in self.log("--kind", "reject")]

    def assert_rejected(self, data, text, rejected=1, accepted=0):
        counts = self.ingest(data, "--enroll")
        self.assertEqual((counts["rejected"], counts["accepted"]), (rejected, accepted), self.rejects())
        self.assertIn(text, self.rejects()[-1])
        again = self.ingest(data, "--enroll")
        self.assertEqual(again["rejected"] + again["accepted"], 0, "a second run adds nothing")
        self.assertEqual(self.ok("-C", self.ledger, "check").split(":")[0], "sound")

    def test_truncated(self):
        self.assert_rejected(lines([GOOD])[:-20] + b"\n", "expected")

    def test_a_broken_line_costs_only_itself(self):
        other = GOOD | {"id": "e-2"}
        self.assert_rejected(lines([GOOD]) + b'{"specversion":\n' + lines([other]), "", 1, 2)

    def test_deeply_nested(self):
        self.assert_rejected(b"[" * 3 + b"[" * 100000 + b"]" * 100003 + b"\n", "64 levels")

    def test_huge_payload_keeps_its_beginning(self):
        big = json.dumps(GOOD | {"data": {"stage": "x" * 3_000_000}}).encode()
        self.assert_rejected(big, f"{len(big)} bytes")
        record = self.log("--kind", "reject")[-1]["record"]
        self.assertEqual(record["truncated"]["size"], len(big))

    def test_duplicate_member(self):
        self.assert_rejected(b'{"specversion":"1.0","id":"a","id":"b","source":"s","type":"t"}\n', "duplicate member 'id'")

    def test_invalid_utf8(self):
        self.assert_rejected(b'{"specversion":"1.0","id":"\xff","source":"s","type":"t"}\n', "UTF-8")

    def test_numbers_past_2_53_are_no_fault(self):
        data = json.dumps(GOOD)[:-1].encode() + b',"ext":123456789012345678901234567890}\n'
        self.assertEqual(self.ingest(data, "--enroll")["accepted"], 1)

    def test_wrong_types(self):
        self.assert_rejected([GOOD | {"id": 7}], "id")
        self.assert_rejected([GOOD | {"data": {"stage": 7}}], "stage")
        self.assert_rejected([GOOD | {"data": {"stage": "fixed"}}], "data.stage: expected one of")
        self.assertNotIn("'fixed'", self.rejects()[-1], "a leaf does not repeat what the payload says")

    def test_empty(self):
        for data in (b"", b"\n\n", b"[]"):
            self.assertEqual(self.ingest(data)["read"], 0)

    def test_the_same_id_with_other_bytes(self):
        self.ingest([GOOD], "--enroll")
        self.assertEqual(self.ingest([GOOD])["duplicate"], 1)
        self.assert_rejected([GOOD | {"time": "2025-12-31T00:00:00Z"}], "other bytes")

    def test_unknown_source(self):
        self.assertEqual(self.ingest([GOOD])["rejected"], 1)
        self.assertIn("not enrolled", self.rejects()[0])

    def test_receipt_goes_back(self):
        self.ingest([GOOD], "--enroll")
        self.assert_rejected([GOOD | {"id": "e-3", "receivedtime": "2025-01-01T00:00:00Z"}], "receivedtime")

    def test_receipt_is_missing(self):
        without = {k: v for k, v in GOOD.items() if k != "receivedtime"} | {"id": "e-4"}
        self.assert_rejected([without], "receivedtime")

    def test_shapes_of_files_agree(self):
        events = [GOOD | {"id": f"s-{n}"} for n in range(5)]
        pretty = "\n".join(json.dumps(e, indent=2) for e in events).encode()
        for data in (lines(events), json.dumps(events).encode(), json.dumps(events, indent=1).encode()):
            counts = self.ingest(data, "--enroll")
            self.assertEqual(counts["read"], 5)
            self.assertEqual(counts["rejected"] + counts["accepted"] + counts["duplicate"], 5)
        self.assertEqual(self.ingest(pretty)["read"], 5)


class Refusals(LedgerCase):
    def test_key_that_others_may_read(self):
        key = next(self.ledger.glob("*.key"))
        self.assertEqual(stat.S_IMODE(key.stat().st_mode), 0o600)
        os.chmod(key, 0o644)
        code, _, err = run("-C", self.ledger, "ingest", "--enroll", "-", stdin=lines([GOOD]))
        self.assertEqual(code, 2)
        self.assertIn("chmod", err)

    def test_second_ledger_in_the_same_folder(self):
        code, _, err = run("init", self.ledger, "--origin", ORIGIN)
        self.assertEqual(code, 3)
        self.assertEqual(err.count("\n"), 1)

    def test_no_ledger(self):
        code, _, err = run("-C", self.path, "log")
        self.assertEqual(code, 3)
        self.assertIn("daybook init", err)

    def test_origin(self):
        for origin in ("Ledger.Example", "ledger example", "", "x/SIMULATED"):
            code, _, err = run("init", self.path / "other", "--origin", origin)
            self.assertIn(code, (2, 3), origin)
            self.assertFalse((self.path / "other").exists() and any((self.path / "other").iterdir()), err)

    def test_a_newer_schema(self):
        import sqlite3
        with sqlite3.connect(self.ledger / "ledger.sqlite") as database:
            database.execute("PRAGMA user_version = 99")
        code, _, err = run("-C", self.ledger, "log")
        self.assertEqual(code, 3)
        self.assertIn("newer", err)

    def test_real_ledgers_ignore_receivedtime(self):
        real = self.path / "real"
        self.ok("init", real, "--origin", ORIGIN)
        self.ok("-C", real, "ingest", "--enroll", "-", stdin=lines([GOOD]))
        last = json.loads(self.ok("-C", real, "log", "--json").splitlines()[-1])
        self.assertGreater(last["record"]["received"], "2026-01-01T00:00:00.001Z")


if __name__ == "__main__":
    main()
