"""What the end-to-end tests share: the real programs, ledgers in temporary folders, CloudEvents.

Each test_*.py is a program of its own: `python3 test_x.py BIN_FOLDER` where BIN_FOLDER holds daybook and daybook-verify."""
import base64
import json
import pathlib
import subprocess
import sys
import tempfile
import unittest

SOURCE = pathlib.Path(__file__).resolve().parents[2]
BIN = pathlib.Path(sys.argv.pop(1)) if len(sys.argv) > 1 and not sys.argv[1].startswith("-") else SOURCE / "build/debug/bin"
ORIGIN = "ledger.example/one"
ACCOUNT, REGION = "123456789012", "us-east-1"


def run(*arguments, stdin=None, program="daybook", timeout=300):
    """Run a program; gives (exit code, standard output, standard error) as text."""
    done = subprocess.run([str(BIN / program), *map(str, arguments)], input=stdin, capture_output=True, timeout=timeout)
    return done.returncode, done.stdout.decode(), done.stderr.decode()


def event(number, received, data, source="scanner", kind="dev.daybook.finding", **more):
    """A CloudEvent with `receivedtime`, as a simulated ledger takes it."""
    return {"specversion": "1.0", "id": f"e-{number}", "source": source, "type": kind, "time": received,
            "receivedtime": received, "data": data} | more


def finding(stage, check, resource, **more):
    return {"stage": stage, "finding": {"check": check} | more.pop("finding", {}), "resource": {"uid": resource}} | more


def lines(events):
    return "".join(json.dumps(e) + "\n" for e in events).encode()


class Signer:
    """An Ed25519 key of openssl's, and DSSE envelopes signed with it."""

    def __init__(self, folder, name):
        self.private, self.public = folder / f"{name}.pem", folder / f"{name}.pub"
        subprocess.run(["openssl", "genpkey", "-algorithm", "ed25519", "-out", self.private], check=True)
        subprocess.run(["openssl", "pkey", "-in", self.private, "-pubout", "-out", self.public], check=True)

    def envelope(self, document, kind="application/cloudevents+json"):
        body = json.dumps(document).encode()
        with tempfile.NamedTemporaryFile() as file:
            file.write(b"DSSEv1 %d %s %d %s" % (len(kind), kind.encode(), len(body), body))
            file.flush()
            signature = subprocess.run(["openssl", "pkeyutl", "-sign", "-rawin", "-inkey", self.private, "-in", file.name],
                                       check=True, capture_output=True).stdout
        return {"payload": base64.b64encode(body).decode(), "payloadType": kind,
                "signatures": [{"keyid": self.public.name, "sig": base64.b64encode(signature).decode()}]}


class LedgerCase(unittest.TestCase):
    """A test with a folder and, in it, a simulated ledger."""
    simulated = True

    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.path = pathlib.Path(self.folder.name)
        self.ledger = self.path / "ledger"
        self.ok("init", self.ledger, "--origin", ORIGIN, *(["--simulated"] if self.simulated else []))
        self.key = self.path / "key"
        self.key.write_text(self.ok("-C", self.ledger, "key", "show", "--vkey"))
        self.origin = ORIGIN + ("/SIMULATED" if self.simulated else "")

    def tearDown(self):
        self.folder.cleanup()

    def ok(self, *arguments, stdin=None, program="daybook"):
        code, out, err = run(*arguments, stdin=stdin, program=program)
        self.assertEqual(code, 0, f"{arguments}: exit {code}\n{out}\n{err}")
        return out

    def ingest(self, events, *options):
        """Ingest events (or bytes) and give the counts."""
        data = events if isinstance(events, bytes) else lines(events)
        counts = json.loads(self.ok("-C", self.ledger, "ingest", "--json", *options, "-", stdin=data))
        self.assertEqual(counts["read"], counts["accepted"] + counts["duplicate"] + counts["rejected"])
        return counts

    def log(self, *options):
        return [json.loads(line) for line in self.ok("-C", self.ledger, "log", "--json", *options).splitlines()]

    def report(self, start, end, name="bundle.zip", *options):
        bundle = self.path / name
        self.ok("-C", self.ledger, "report", "--from", start, "--to", end, "-o", bundle, *options)
        return bundle

    def unzip(self, bundle, name="bundle"):
        folder = self.path / name
        subprocess.run(["unzip", "-q", bundle, "-d", folder], check=True)
        return folder


def main():
    unittest.main(verbosity=1)
