"""The example that daybook exists for: a bucket that is public for seconds, the same by hand in fourteen days, and one
that stalls at triage, from the senders' payloads to the figures in a verified bundle."""
import csv
import datetime
import json

from program import ACCOUNT, REGION, LedgerCase, Signer, event, finding, main, run

BUCKET = "arn:aws:s3:::sensitive-data-leak"
VOLUME = f"arn:aws:ec2:{REGION}:{ACCOUNT}:volume/vol-1"
GROUP = f"arn:aws:ec2:{REGION}:{ACCOUNT}:security-group/sg-1"
EBS, SSH = "prowler/ec2_ebs_volume_encryption", "prowler/ec2_securitygroup_allow_ingress_from_internet_to_tcp_port_22"


def instant(day, clock="12:00:00"):
    return (datetime.datetime(2024, 5, 1) + datetime.timedelta(days=day - 1)).strftime("%Y-%m-%dT") + clock + "Z"


def create_bucket():
    """CloudTrail over EventBridge, without the fields that other calls have: no userIdentity, eventTime or eventID."""
    return {"version": "0", "id": "cdc12345-6789-abcd-efgh-1234567890ab", "detail-type": "AWS API Call via CloudTrail",
            "source": "aws.s3", "account": ACCOUNT, "time": instant(20), "region": REGION,
            "detail": {"eventSource": "s3.amazonaws.com", "eventName": "CreateBucket",
                       "requestParameters": {"bucketName": "sensitive-data-leak"}}}


def security_hub(passed, at):
    finding_id = f"arn:aws:securityhub:{REGION}:{ACCOUNT}:security-control/S3.8/finding/1"
    return {"version": "0", "id": f"eb-{passed}", "detail-type": "Security Hub Findings - Imported",
            "source": "aws.securityhub", "account": ACCOUNT, "time": at, "region": REGION, "resources": [finding_id],
            "detail": {"findings": [{
                "SchemaVersion": "2018-10-08", "Id": finding_id, "GeneratorId": "security-control/S3.8",
                "ProductArn": f"arn:aws:securityhub:{REGION}::product/aws/securityhub", "AwsAccountId": ACCOUNT,
                "CreatedAt": instant(20, "12:00:04"), "UpdatedAt": at, "Severity": {"Label": "HIGH"},
                "Title": "S3 general purpose buckets should block public access", "Description": "…",
                "Compliance": {"Status": "PASSED" if passed else "FAILED", "SecurityControlId": "S3.8"},
                "Resources": [{"Type": "AwsS3Bucket", "Id": BUCKET, "Partition": "aws", "Region": REGION}],
                "Workflow": {"Status": "RESOLVED" if passed else "NEW"}, "RecordState": "ACTIVE"}]}}


def sources():
    for n, (name, adapter) in enumerate((("aws-prod", "aws-eventbridge"), ("securityhub", "aws-securityhub"),
                                         ("scanner", "cloudevents"), ("slack", "cloudevents"),
                                         ("pagerduty", "cloudevents"), ("jira", "cloudevents"),
                                         ("github", "cloudevents"), ("deploy", "cloudevents"))):
        yield event(f"source-{n}", instant(1), {"action": "enrolled", "name": name, "adapter": adapter,
                                                "interval_s": 86400}, name, "dev.daybook.source")


def automated():
    actor = {"kind": "automation", "name": "s3-public-access-fixer"}
    change = {"before": {"BlockPublicAcls": False}, "after": {"BlockPublicAcls": True}}
    yield event("create", instant(20), create_bucket(), "aws-prod", "aws.cloudtrail", receivedtime=instant(20, "12:00:01"))
    yield event("found", instant(20, "12:00:04"), security_hub(False, instant(20, "12:00:04")), "securityhub", "aws.asff")
    yield event("fixed", instant(20, "12:00:07"),
                finding("remediated", "securityhub/S3.8", BUCKET, actor=actor, change=change), "fixer")
    yield event("self", instant(20, "12:00:08"),
                finding("evaluated", "securityhub/S3.8", BUCKET, actor=actor, outcome="pass"), "fixer")
    yield event("passed", instant(20, "12:00:19"), security_hub(True, instant(20, "12:00:19")), "securityhub", "aws.asff")


def manual():
    people = {"triaged": "jon@acme.example", "assigned": "jon@acme.example", "developed": "maria@acme.example",
              "reviewed": "jon@acme.example"}
    steps = (("scanner", "detected", 2), ("slack", "notified", 2), ("pagerduty", "notified", 2), ("pagerduty", "triaged", 3),
             ("jira", "ticketed", 4), ("jira", "contextualized", 5), ("jira", "assigned", 6), ("jira", "reproduced", 9),
             ("github", "developed", 11), ("github", "reviewed", 13), ("deploy", "deployed", 15), ("scanner", "verified", 16))
    for n, (source, stage, day) in enumerate(steps):
        more = {"actor": {"kind": "human", "name": people[stage]}} if stage in people else {}
        if stage in ("detected", "verified"):
            more["outcome"] = "fail" if stage == "detected" else "pass"
            more["finding"] = {"severity": "medium"}
        yield event(f"manual-{n}", instant(day), finding(stage, EBS, VOLUME, refs=["jira:SEC-12"], **more), source)


def stalled():
    yield event("stalled-1", instant(10), finding("detected", SSH, GROUP, outcome="fail", finding={"severity": "critical"}),
                "scanner")
    yield event("stalled-2", instant(12), finding("triaged", SSH, GROUP), "pagerduty")


def across_systems():
    """One remediation over five systems, none of which but the scanner knows the check and the resource."""
    commit = "0123456789abcdef" * 2 + "01234567"
    yield event("x-1", instant(1), finding("detected", EBS, VOLUME, outcome="fail", finding={"uid": "f/77", "severity": "low"}),
                "scanner")
    yield event("x-2", instant(2), {"stage": "notified", "refs": ["finding:f/77", "pagerduty:Q7"]}, "pagerduty")
    yield event("x-3", instant(3), {"stage": "ticketed", "finding": {"severity": "high"}, "refs": ["pagerduty:Q7", "jira:SEC-77"]},
                "jira")
    yield event("x-4", instant(4), {"stage": "developed", "refs": ["jira:sec-77", "github:Acme/Infra#7"]}, "github")
    yield event("x-5", instant(5), {"stage": "reviewed", "refs": ["github:acme/infra#7", "git:" + commit]}, "github")
    yield event("x-6", instant(6), {"stage": "deployed", "refs": ["git:" + commit.upper(), "run:ci/9"]}, "deploy")
    yield event("x-7", instant(7), {"stage": "verified", "outcome": "pass", "refs": ["run:ci/9"]}, "deploy")
    yield event("x-8", instant(8), {"stage": "deployed"}, "deploy")
    yield event("x-9", instant(8, "13:00:00"), {"stage": "deployed", "resource": {"uid": VOLUME}}, "deploy")
    yield event("x-10", instant(9), finding("verified", EBS, VOLUME, outcome="pass"), "scanner")


class Thread(LedgerCase):
    def setUp(self):
        super().setUp()
        after = event("after", "2024-06-01T00:00:00Z", {"basis": "sender"}, "scanner", "dev.daybook.heartbeat")
        counts = self.ingest([*sources(), *across_systems(), after], "--enroll")
        self.assertEqual(counts["accepted"], counts["read"], self.log("--kind", "reject"))
        self.first = self.log("--kind", "event")[0]["index"]

    def test_steps_of_other_systems_count(self):
        bundle = self.report("2024-05-01", "2024-06-01")
        code, out, err = run("verify", "--key", self.key, bundle)
        self.assertEqual(code, 0, out + err)
        with open(self.unzip(bundle) / "population/windows.csv", newline="", encoding="utf-8") as file:
            row, = csv.DictReader(file)
        self.assertEqual((row["automated"], row["severity"], row["fixed"]), ("manual", "high", instant(6)[:-1] + ".000Z"))
        self.assertEqual((row["reason"], row["gross_s"]), ("verified", str(8 * 86400)))
        with open(self.path / "bundle/stats/steps.csv", newline="", encoding="utf-8") as file:
            reached = {line["step"]: line["reached"] for line in csv.DictReader(file) if line["group"] == "all"}
        self.assertEqual([step for step in reached if reached[step] == "1"],
                         ["1", "2", "4", "8", "9", "10", "11"])

    def test_log_explains_each_link(self):
        for at in (0, 2, 5, 9):
            thread, = self.log("--thread", self.first + at)[0]["threads"]
            self.assertEqual((thread["rule"], thread["resource"]), ("aws.ebs.unencrypted", VOLUME))
            got = [(e["index"] - self.first, e["stage"], e["counts"], e.get("ref"), e["with"] - self.first if "with" in e else None)
                   for e in thread["events"]]
            commit = "git:" + "0123456789abcdef" * 2 + "01234567"
            self.assertEqual(got, [
                (0, "detected", True, None, None), (1, "notified", True, "finding:f/77", 0),
                (2, "ticketed", True, "pagerduty:Q7", 1), (3, "developed", True, "jira:SEC-77", 2),
                (4, "reviewed", True, "github:acme/infra#7", 3), (5, "deployed", True, commit, 4),
                (6, "verified", False, "run:ci/9", 5), (9, "verified", True, None, None)])
            self.assertEqual([(e["index"] - self.first, e["with"] - self.first) for e in thread["weak"]], [(8, 9)])
        text = self.ok("-C", self.ledger, "log", "--thread", self.first)
        self.assertIn("jira:SEC-77, as entry %d" % (self.first + 2), text)
        self.assertIn("weak       on the same resource within 24 h; counted nowhere", text)

    def test_log_says_why_there_is_no_thread(self):
        self.assertIn("thread     none: it names no check and resource, and holds no strong reference",
                      self.ok("-C", self.ledger, "log", "--thread", self.first + 7))
        code, _, err = run("-C", self.ledger, "log", "--thread", 0)
        self.assertEqual((code, err), (2, "daybook: entry 0 is no event: only events are in threads\n"))
        code, _, err = run("-C", self.ledger, "log", "--thread")
        self.assertEqual((code, err), (2, "daybook: --thread needs the index of an entry: daybook log --thread INDEX\n"))
        code, _, err = run("-C", self.ledger, "log", "--thread", 99999)
        self.assertEqual(code, 3)
        self.assertIn("there is no entry 99999", err)


class Story(LedgerCase):
    def setUp(self):
        super().setUp()
        self.signer = Signer(self.path, "fixer")
        self.ok("-C", self.ledger, "source", "add", "fixer", "--adapter", "cloudevents", "--interval", "1d",
                "--key", self.signer.public)
        events = sorted([*automated(), *manual(), *stalled()], key=lambda e: e["receivedtime"])
        after = event("after", "2024-06-01T00:00:00Z", {"basis": "sender"}, "scanner", "dev.daybook.heartbeat")
        events = [self.signer.envelope(e) if e["source"] == "fixer" else e for e in events]
        counts = self.ingest([*sources(), *events, after])
        self.assertEqual(counts["rejected"], 0, self.log("--kind", "reject"))
        self.assertEqual(counts["accepted"], counts["read"])
        self.bundle = self.report("2024-05-01", "2024-06-01")
        self.files = self.unzip(self.bundle)

    def windows(self):
        with open(self.files / "population/windows.csv", newline="", encoding="utf-8") as file:
            return {row["resource"]: row for row in csv.DictReader(file)}

    def test_bundle_verifies(self):
        code, out, err = run("verify", "--key", self.key, self.bundle)
        self.assertEqual(code, 0, out + err)
        self.assertTrue(out.startswith("VERIFIED"), out)
        code, out, _ = run("verify", self.bundle)
        self.assertEqual(code, 3)
        self.assertIn("SELF-CONSISTENT ONLY", out)

    def test_exposure_of_seconds(self):
        row = self.windows()[BUCKET]
        self.assertEqual(row["rule"], "aws.s3.public")
        self.assertEqual((row["start"], row["start_basis"]), ("2024-05-20T12:00:00.000Z", "introduced"))
        self.assertEqual(row["detected"], "2024-05-20T12:00:04.000Z")
        self.assertEqual(row["fixed"], "2024-05-20T12:00:07.000Z")
        self.assertEqual((row["end"], row["reason"]), ("2024-05-20T12:00:19.000Z", "verified"))
        self.assertEqual((row["gross_s"], row["automated"], row["severity"]), ("19", "automated", "high"))
        self.assertEqual(row["criteria"], "CC6.1 CC6.6")

    def test_manual_takes_fourteen_days(self):
        row = self.windows()[VOLUME]
        self.assertEqual((row["rule"], row["automated"]), ("aws.ebs.unencrypted", "manual"))
        self.assertEqual(row["gross_s"], str(14 * 86400))
        self.assertEqual(row["fixed"], instant(15)[:-1] + ".000Z")
        self.assertEqual(row["reason"], "verified")

    def test_stalled_is_open_at_the_end(self):
        row = self.windows()[GROUP]
        self.assertEqual((row["end"], row["reason"], row["carry_out"]), ("", "", "true"))
        self.assertEqual(row["gross_s"], str(int((31 - 9.5) * 86400)))
        roll = json.loads((self.files / "stats/exposure.json").read_text())["total"]
        self.assertEqual((roll["opening"], roll["new"], roll["closed"], roll["closing"]), (0, 3, 2, 1))

    def test_self_check_closes_nothing_and_is_listed(self):
        with open(self.files / "exceptions/unverified.csv", newline="", encoding="utf-8") as file:
            self.assertIn(BUCKET, [row["resource"] for row in csv.DictReader(file)])

    def test_what_the_fixer_signed_is_recorded_as_such(self):
        entry = self.log("--stage", "remediated")[0]
        self.assertEqual(entry["record"]["auth"], "ed25519")
        self.assertTrue(entry["record"]["signature"].startswith("ed25519:"))
        self.assertEqual(set(entry["record"]["change"]), {"before", "after"})
        self.assertEqual(self.windows()[BUCKET]["auth"], "local")

    def test_what_the_fixer_did_not_sign_is_not_its_event(self):
        forged = event("forged", "2024-06-02T00:00:00Z", finding("remediated", "securityhub/S3.8", BUCKET), "fixer")
        stranger = Signer(self.path, "stranger")
        changed = self.signer.envelope(forged)
        changed["payloadType"] = "application/json"
        for document in (forged, stranger.envelope(forged), changed):
            self.assertEqual(self.ingest([document])["rejected"], 1)
            self.assertEqual(self.log("--kind", "reject")[-1]["record"]["source"], "ledger")
        self.assertEqual(self.ingest([self.signer.envelope(forged)])["accepted"], 1)
        code, out, _ = run("verify", "--key", self.key, self.report("2024-05-01", "2024-06-01", "after.zip"))
        self.assertEqual(code, 0, out)

    def test_names_of_people_stand_in_no_leaf(self):
        leaves = (self.files / "ledger/entries/0000.ndjson").read_text()
        self.assertNotIn("@acme.example", leaves)
        self.assertIn("jon@acme.example", (self.files / "names.csv").read_text())

    def test_a_simulated_ledger_says_so(self):
        for name in ("README.txt", "report.html"):
            self.assertIn("SIMULATED", (self.files / name).read_text(), name)


if __name__ == "__main__":
    main()
