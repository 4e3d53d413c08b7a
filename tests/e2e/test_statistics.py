"""Random histories through the real program, against the slow second reading of the definitions in oracle.py."""
import os
import random

from comparing import Comparing
from oracle import Oracle, instant, ms
from program import LedgerCase, event, main

CHECKS = ["securityhub/S3.4", "prowler/s3_bucket_default_encryption", "securityhub/S3.8", "tool/unmapped"]
STAGES = ["detected", "detected", "detected", "verified", "verified", "evaluated", "remediated", "deployed", "introduced",
          "deleted", "reopened", "closed", "waived", "failed", "triaged", "assigned", "suppressed"]
P0, P1 = ms("2026-01-10T00:00:00.000Z"), ms("2026-02-10T00:00:00.000Z")


def history(chance, size):
    """Events around a period, on few keys, so that every rule of the page is met often."""
    base, step = P0 - 12 * 86400000, chance.choice([1000, 60000, 3600000])
    received = base
    for n, name in enumerate(("one", "two", "three")):
        data = {"action": "enrolled", "name": name, "adapter": "cloudevents", "interval_s": chance.choice([3600, 86400])}
        if chance.random() < 0.4:
            data["may"] = chance.sample(["detect", "fix", "verify", "delete", "waive"], 3)
        if chance.random() < 0.5:
            data["lag_s"] = chance.choice([0, 60, 86400])
        yield event(f"s{n}", instant(received), data, name, "dev.daybook.source")
    for n in range(size):
        received += chance.choice([0, 0, step, 5 * step, chance.randrange(1, 2 * 86400000)])
        occurred = received - chance.choice([0, 0, 0, step, 3 * step, 2 * 86400000, -3 * step])
        stage = chance.choice(STAGES)
        data = {"stage": stage, "resource": {"uid": f"r{chance.randrange(3)}"}}
        if stage != "deleted" or chance.random() < 0.3:
            data["finding"] = {"check": chance.choice(CHECKS)}
            if chance.random() < 0.4:
                data["finding"]["severity"] = chance.choice(["critical", "high", "medium", "low", "informational"])
        if chance.random() < 0.3:
            data["outcome"] = chance.choice(["pass", "fail"])
        if chance.random() < 0.5:
            data["actor"] = {"kind": chance.choice(["automation", "human"]), "name": chance.choice(["x", "y"])}
        if stage == "waived" and chance.random() < 0.8:
            data["approver"], data["expires"] = "boss", instant(received + chance.randrange(1, 20 * 86400000))
        yield event(f"e{n}", instant(received), data, chance.choice(["one", "two", "three"]), time=instant(occurred))
    yield event("last", instant(max(received, P1) + 1), {"basis": "sender"}, "one", "dev.daybook.heartbeat")


class Statistics(Comparing, LedgerCase):
    def compare_bundle(self, seed, size):
        chance = random.Random(seed)
        counts = self.ingest(list(history(chance, size)))
        self.assertEqual(counts["accepted"], counts["read"], self.log("--kind", "reject")[:1])
        folder = self.unzip(self.report("2026-01-10", "2026-02-10"))
        files = {f"{name}/{path.name}": path.read_bytes().decode() for name in ("population", "stats", "exceptions")
                 for path in (folder / name).iterdir()}
        self.compare(Oracle.of_bundle(folder, P0, P1), files)

    def test_random_histories(self):
        first = int(os.environ.get("DAYBOOK_SEED", "1"))
        for seed in range(first, first + int(os.environ.get("DAYBOOK_HISTORIES", "12"))):
            with self.subTest(seed=seed):
                self.tearDown()
                self.setUp()
                self.compare_bundle(seed, 60 if seed % 3 else 400)


if __name__ == "__main__":
    main()
