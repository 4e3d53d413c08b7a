"""Sources that only tell how things are: what an event comes to after the last version of its finding, in a real ledger and
in a bundle of it, and that nobody can change it afterwards."""
import datetime
import json

from bundle_maker import Bundle, signing_key
from program import LedgerCase, main, run

# Findings in ASFF, as far as this test needs them.
ADAPTER = """adapter: states
title: A scanner that tells states
read:
  - when: {$.Compliance.Status: {exists: true}}
    event:
      id: '{$.Id}|{$.UpdatedAt}'
      time: $.UpdatedAt
      finding.check: 'securityhub/{$.Compliance.SecurityControlId}'
      finding.uid: $.Id
      finding.title: $.Title
      finding.severity: high
      resource.uid: '$.Resources[0].Id'
    personal: {resource.uid: {contains: '@'}}
    cases:
      - when: {$.RecordState: ARCHIVED}
        event: {stage: deleted}
      - when: {$.Compliance.Status: FAILED}
        event: {stage: detected, outcome: fail}
        after: [{stage: [closed, verified, deleted], gives: {stage: reopened, outcome: fail}}]
      - when: {$.Compliance.Status: PASSED}
        event: {stage: evaluated, outcome: pass}
        after: [{outcome: fail, gives: {stage: verified, outcome: pass}}]
  - event: {}
"""


def asff(minute, status, name="one", resource="arn:aws:s3:::logs", state="ACTIVE"):
    when = datetime.datetime.now(datetime.timezone.utc).replace(microsecond=0) - datetime.timedelta(minutes=60 - minute)
    return {"Id": f"arn:aws:securityhub:us-east-1:123456789012:finding/{name}", "UpdatedAt": f"{when:%Y-%m-%dT%H:%M}:00.000Z",
            "Title": "S3 buckets should block public access", "Compliance": {"Status": status, "SecurityControlId": "S3.8"},
            "Resources": [{"Id": resource}], "RecordState": state}


class Transitions(LedgerCase):
    simulated = False
    maxDiff = None

    def setUp(self):
        super().setUp()
        (self.ledger / "adapters").mkdir()
        (self.ledger / "adapters/states.yaml").write_text(ADAPTER)
        self.ok("-C", self.ledger, "source", "add", "hub", "--adapter", "states", "--interval", "1h")

    def send(self, *findings):
        return self.ingest(list(findings), "--source", "hub")

    def told(self):
        """(stage, outcome, how many entries of findings before is the prior) of each event of a finding."""
        entries = [e for e in self.log() if e["record"]["kind"] == "event"]
        places = {e["index"]: n for n, e in enumerate(entries)}
        return [(r.get("stage"), r.get("outcome"), places[r["prior"]] if "prior" in r else None)
                for r in (e["record"] for e in entries)]

    def verify(self, bundle):
        code, out, err = run("--key", self.key, bundle, program="daybook-verify")
        self.assertIn(code, (0, 1), out + err)
        return code == 0, out

    def report_now(self):
        today = datetime.datetime.now(datetime.timezone.utc).date()
        return self.report(today - datetime.timedelta(days=7), today)

    def test_failed_passed_failed(self):
        states = [asff(1, "FAILED"), asff(2, "PASSED"), asff(3, "FAILED")]
        for state in states:
            self.send(state)
        want = [("detected", "fail", None), ("verified", "pass", 0), ("reopened", "fail", 1)]
        self.assertEqual(self.told(), want)
        # Again: nothing is new, whatever it came to the first time and would come to now.
        self.assertEqual(self.send(*states)["duplicate"], 3)
        self.assertEqual(self.told(), want)
        self.ok("-C", self.ledger, "check")
        self.assertEqual(self.verify(self.report_now())[0], True)

    def test_one_file_is_like_many(self):
        """Findings and resources stay apart; the first PASSED is no fix; what is gone and comes back is reopened."""
        self.send(asff(1, "PASSED", "a"), asff(1, "FAILED", "b"), asff(2, "PASSED", "b", "other"), asff(3, "FAILED", "a"),
                  asff(4, "PASSED", "b", "ann@acme.example"), asff(4, "PASSED", "a"), asff(5, "PASSED", "a", state="ARCHIVED"),
                  asff(6, "FAILED", "a"), asff(7, "FAILED", "b", "ann@acme.example"), asff(8, "PASSED", "b", "ann@acme.example"))
        self.assertEqual(self.told(), [
            ("evaluated", "pass", None), ("detected", "fail", None), ("evaluated", "pass", None), ("detected", "fail", None),
            ("evaluated", "pass", None), ("verified", "pass", 3), ("deleted", None, None),
            ("reopened", "fail", 6), ("detected", "fail", None), ("verified", "pass", 8)])
        self.ok("-C", self.ledger, "check")
        self.assertEqual(self.verify(self.report_now())[0], True)

    def test_the_order_of_the_ledger_counts(self):
        self.send(asff(2, "PASSED"), asff(1, "FAILED"))
        self.assertEqual(self.told(), [("evaluated", "pass", None), ("detected", "fail", None)])

    def test_source_test_shows_the_reading(self):
        file = self.path / "states.json"
        file.write_text(json.dumps([asff(1, "FAILED"), asff(2, "PASSED")]))
        shown = self.ok("source", "test", "--adapter-dir", self.ledger / "adapters", "states", file)
        self.assertEqual([json.loads(line).get("stage") for line in shown.splitlines()], ["detected", "evaluated"])

    def test_nobody_changes_it_afterwards(self):
        """Also not whoever holds the key: the manifest is signed again."""
        self.send(asff(1, "FAILED"), asff(2, "PASSED"), asff(3, "FAILED"))
        bundle, key = self.report_now(), signing_key(self.ledger, self.path)
        first = next(e["index"] for e in self.log() if e["record"]["kind"] == "event")
        for old, new, text in ((f'"prior":{first + 1}', f'"prior":{first}', f"'prior' is {first}, its payload reads as {first + 1}"),
                               ('"stage":"verified"', '"stage":"evaluated"', '\'stage\' is "evaluated", its payload reads as "verified"'),
                               (f'"prior":{first},', '', "'prior' is absent")):
            changed = Bundle(bundle)
            entries = changed["ledger/entries/0000.ndjson"]
            self.assertEqual(entries.count(old.encode()), 1, old)
            changed["ledger/entries/0000.ndjson"] = entries.replace(old.encode(), new.encode())
            changed.seal(key)
            forged = self.path / "forged.zip"
            forged.write_bytes(changed.zip())
            sound, out = self.verify(forged)
            self.assertFalse(sound, old)
            self.assertIn(text, out)


if __name__ == "__main__":
    main()
