"""Payloads that are not JSON: in by their form, out in a bundle with their media type, and verified from there."""
import json
import os
import pathlib
import tempfile

from program import LedgerCase, main, run

ADAPTERS = {
    "lines": "formats: [text]\nread:\n  - event: {id: 'l/{$.text}', time: $.syslog.timestamp, finding.title: '{$.message}'}\n",
    "mails": "formats: [email]\nread:\n  - event: {id: $.message_id, time: $.date, finding.title: '{$.subject}: {$.text}'}\n",
    "reports": "formats: [xml]\nread:\n  - each: $.report[0].result[*]\n    event: {id: '{.@id}', finding.title: '{.#text}'}\n",
    "tables": "formats: [csv]\nread:\n  - each: '$.rows[*]'\n    event: {id: 'row {.Name}', finding.title: '{.Value?}'}\n",
    "hooks": "read:\n  - event: {id: '{^.headers.x-delivery}', finding.title: '{$.a}'}\n",
}
LINES = (b"<34>1 2026-01-02T00:00:00Z h app - - - first\r\n\n<34>1 2026-01-02T00:00:01Z h app - - - bad \xff\xfe bytes\n"
         b"<34>1 2026-01-02T00:00:02Z h app - - - " + b"x" * (1 << 20) + b"\n<34>1 2026-01-02T00:00:03Z h app - - - last\n")
MAIL = (b"From: a@x.example\nMessage-ID: <m1@x.example>\nDate: Fri, 2 Jan 2026 01:00:00 +0100\n"
        b"Subject: =?iso-8859-1?q?caf=E9?=\nContent-Type: text/plain; charset=iso-8859-1\n\nol\xe9\n")
XML = b"\xef\xbb\xbf<?xml version='1.0'?>\n<r:report xmlns:r='urn:r'><r:result id='1'>pass</r:result><r:result id='2'>fail</r:result></r:report>"
CSV = "Report\nName;Value\na;\"1\n2\"\nb;é\n".encode("latin-1")
HTTP = b"POST /hook HTTP/1.1\r\nX-Delivery: d-1\r\nContent-Type: application/json\r\n\r\n{\"a\": 1}"
CLOUDEVENT = (b"POST / HTTP/1.1\nce-specversion: 1.0\nce-id: c-1\nce-source: hooks\nce-type: t\nce-time: 2026-01-02T00:00:00Z\n"
              b"Content-Type: application/json\n\n{\"a\":2}")


class Forms(LedgerCase):
    simulated = False

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.adapters = pathlib.Path(folder.name)
        for name, text in ADAPTERS.items():
            (self.adapters / f"{name}.yaml").write_text(f"adapter: {name}\ntitle: {name}\n{text}")
        os.environ["DAYBOOK_ADAPTER_DIR"] = folder.name
        self.addCleanup(os.environ.pop, "DAYBOOK_ADAPTER_DIR")
        super().setUp()

    def take(self, name, data):
        return self.ingest(data, "--source", name, "--adapter", name, "--enroll")

    def events(self, name):
        return [entry["record"] for entry in self.log("--kind", "event") if entry["record"]["source"] == name]

    def take_all(self):
        counts = self.take("lines", LINES)
        self.assertEqual((counts["accepted"], counts["rejected"]), (3, 1))
        self.assertEqual(self.take("mails", MAIL)["accepted"], 1)
        self.assertEqual(self.take("reports", XML)["accepted"], 2)
        self.assertEqual(self.take("tables", CSV)["accepted"], 2)
        self.assertEqual(self.take("hooks", HTTP)["accepted"], 1)
        self.assertEqual(self.ingest(CLOUDEVENT)["accepted"], 1)

    def test_each_is_read_and_keeps_its_type(self):
        self.take_all()
        titles = {name: [(r["payload"]["type"], r["finding"]["title"]) for r in self.events(name)] for name in ADAPTERS}
        self.assertEqual(titles, {
            "lines": [("text/plain", "first"), ("text/plain", "bad \ufffd\ufffd bytes"), ("text/plain", "last")],
            "mails": [("message/rfc822", "café: olé\n")],
            "reports": [("application/xml", "pass"), ("application/xml", "fail")],
            "tables": [("text/csv", "1\n2"), ("text/csv", "\ufffd")],
            "hooks": [("message/http", "1"), ("message/http", "2")],
        })
        again = self.take("tables", CSV)
        self.assertEqual((again["duplicate"], again["accepted"]), (2, 0))

    def test_a_bundle_of_them_verifies(self):
        self.take_all()
        self.assertEqual(self.ok("-C", self.ledger, "check").split(":")[0], "sound")
        day = self.log("--kind", "event")[0]["record"]["received"][:10]
        bundle = self.report(day, "2099-01-01")
        out = self.ok(bundle, "--key", self.key, program="daybook-verify")
        self.assertIn("VERIFIED", out)
        folder = self.unzip(bundle)
        payloads = [json.loads(line) for file in sorted((folder / "payloads").iterdir())
                    for line in file.read_text().splitlines()]
        kinds = {p["type"]: ("base64" if "base64" in p else "text") for p in payloads}
        self.assertEqual(kinds["message/rfc822"], "base64")
        self.assertEqual(kinds["application/xml"], "text")
        self.assertEqual(sum(p["type"] == "text/plain" and "base64" in p for p in payloads), 1)

    def test_what_is_refused(self):
        for name, data, reason in (
                ("reports", b"<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>", "a document type declaration is not allowed"),
                ("tables", b"a,b\n1,\"2", "a quoted cell does not end"),
                ("hooks", b"POST / HTTP/1.1\nbroken\n\n{}", "expected 'name: value'")):
            self.assertEqual(self.take(name, data)["rejected"], 1)
            self.assertIn(reason, self.log("--kind", "reject")[-1]["record"]["reason"])

    def test_source_test_reads_the_same(self):
        file = self.path / "mail"
        file.write_bytes(MAIL)
        code, out, _ = run("source", "test", "--adapter-dir", self.adapters, "mails", file)
        self.assertEqual(code, 0)
        self.assertEqual(json.loads(out)["payload"]["type"], "message/rfc822")


if __name__ == "__main__":
    main()
