"""Change a bundle in every way that we could think of, also as the one who holds the key: none verifies."""
import json
import os
import pathlib
import random
import struct
import tempfile

from bundle_maker import Bundle, canonical, signing_key
from program import LedgerCase, event, finding, main, run

BYTES = int(os.environ.get("DAYBOOK_BYTES", "1000"))
EVENTS = [event(n, f"2026-01-{n + 1:02d}T00:00:00Z",
                finding(stage, "securityhub/S3.4", f"arn:aws:s3:::bucket-{n % 3}", finding={"severity": "high"},
                        actor={"kind": "human", "name": f"person{n}@acme.example"}))
          for n, stage in enumerate(["detected", "triaged", "detected", "verified", "detected", "evaluated", "remediated"])]
HALF = ("manifest.json", "manifest.json.sig")


class Tamper(LedgerCase):
    def setUp(self):
        super().setUp()
        self.ingest([*EVENTS, event("last", "2026-04-01T00:00:00Z", {"stage": "closed"})], "--enroll")
        self.ingest(b'{"hello":\n', "--enroll")
        self.bundle = self.report("2026-01-01", "2026-04-01")
        self.secret = signing_key(self.ledger, self.path)
        self.good = self.bundle.read_bytes()

    def verdict(self, data):
        with tempfile.NamedTemporaryFile(suffix=".zip") as file:
            file.write(data)
            file.flush()
            code, out, err = run("--key", self.key, file.name, program="daybook-verify")
        self.assertIn(code, (0, 1, 3), out + err)
        self.assertEqual(code == 0, out.startswith("VERIFIED"), out)
        return code, out

    def assert_fails(self, name, data, step=None):
        code, out = self.verdict(data)
        self.assertNotEqual(code, 0, f"{name}: verifies")
        if step is not None:
            self.assertEqual(code, 1, f"{name}: {out}")
            self.assertIn(f"✗ {step}", out, name)

    def resealed(self, change):
        bundle = Bundle(self.bundle)
        change(bundle)
        bundle.seal(self.secret)
        return bundle.zip()

    def test_the_maker_makes_what_daybook_makes(self):
        self.assertEqual(Bundle(self.bundle).zip(), self.good)
        bundle = Bundle(self.bundle)
        bundle.seal(self.secret)
        self.assertEqual(bundle.zip(), self.good, "sealed again with the same key")
        self.assertEqual(self.verdict(self.good)[0], 0)

    def test_random_bytes(self):
        chance = random.Random(os.environ.get("DAYBOOK_SEED", "1"))
        for _ in range(BYTES):
            at, change = chance.randrange(len(self.good)), chance.randrange(1, 256)
            data = bytearray(self.good)
            data[at] ^= change
            self.assert_fails(f"byte {at} ^ {change}", bytes(data))

    def test_structure_of_the_zip(self):
        end = self.good.rindex(b"PK\5\6")
        count, size, offset = struct.unpack("<HxxII", self.good[end + 8:end + 20][:2] + b"\0\0" + self.good[end + 12:end + 20])
        cases = {"prepended": b"x" + self.good, "appended": self.good + b"x", "comment": self.good[:-2] + b"\1\0x",
                 "second end record": self.good + self.good[end:], "hidden member": self.hidden(end, offset),
                 "descriptor flag": Bundle(self.bundle).zip(flags=8), "encryption flag": Bundle(self.bundle).zip(flags=1),
                 "utf-8 flag": Bundle(self.bundle).zip(flags=0x800), "no end": self.good[:end], "empty": b"",
                 "half": self.good[:len(self.good) // 2]}
        self.assertGreater(count, 30)
        for name, data in cases.items():
            self.assert_fails(name, data, "signature")
        for cut in range(1, 60):
            self.assert_fails(f"cut by {cut}", self.good[:-cut], "signature")

    def hidden(self, end, offset):
        """Bytes between the last member and the directory, with the end record moved along."""
        moved = self.good[end:end + 16] + struct.pack("<I", offset + 7) + self.good[end + 20:]
        return self.good[:offset] + b"PK\3\4abc" + self.good[offset:end] + moved

    def test_members_without_the_key(self):
        for name in Bundle(self.bundle).names():
            bundle = Bundle(self.bundle)
            del bundle[name]
            self.assert_fails(f"without {name}", bundle.zip(), "signature")
            bundle = Bundle(self.bundle)
            bundle[name] = bundle[name] + b"\n"
            self.assert_fails(f"longer {name}", bundle.zip(), "signature")
        for name in ("extra.txt", "../up", "/abs", "a/../b", "README.TXT", "readme.txt", "a//b", "dir/", "sp ace"):
            bundle = Bundle(self.bundle)
            bundle[name] = b"x"
            self.assert_fails(f"with {name}", bundle.zip(), "signature")
        bundle = Bundle(self.bundle)
        bundle.members[0], bundle.members[1] = bundle.members[1], bundle.members[0]
        self.assert_fails("swapped", bundle.zip(), "signature")
        bundle = Bundle(self.bundle)
        bundle.members.insert(0, list(bundle.members[0]))
        self.assert_fails("doubled", bundle.zip(), "signature")

    def test_derived_files_with_the_key(self):
        for name in Bundle(self.bundle).names():
            if name in HALF or name == "SHA256SUMS":
                continue
            if name == "names.csv":  # a name may be withheld, and verify says that it could not check it
                code, out = self.verdict(self.resealed(lambda b: self.drop_line(b, name)))
                self.assertIn("withheld", out.split("names")[-1] if "names" in out else out)
                for column, step in (("salt", "entries"), ("name", "figures"), ("name_base64", "entries")):
                    self.assert_fails(f"{column} changed in names.csv",
                                      self.resealed(lambda b, column=column: self.change_name(b, column)), step)
                continue
            step = "figures" if not name.startswith(("ledger/", "payloads/", "controls/source/", "names")) else None
            self.assert_fails(f"line less in {name}", self.resealed(lambda b: self.drop_line(b, name)), step)
            self.assert_fails(f"byte changed in {name}", self.resealed(lambda b: self.change_byte(b, name)), step)

            def remove(bundle):
                del bundle[name]
            self.assert_fails(f"{name} removed", self.resealed(remove))

    @staticmethod
    def drop_line(bundle, name):
        lines = bundle[name].splitlines(keepends=True)
        bundle[name] = b"".join(lines[:-1]) if lines else b"x\n"

    @staticmethod
    def change_byte(bundle, name):
        data = bytearray(bundle[name] or b"x")
        data[len(data) // 2] ^= 1
        bundle[name] = bytes(data)

    @staticmethod
    def change_name(bundle, column):
        header, *rows = bundle["names.csv"].decode().splitlines()
        cells = rows[-1].split(",")
        at = header.split(",").index(column)
        cells[at] = ("b" if cells[at][0] == "a" else "a") + cells[at][1:]
        bundle["names.csv"] = "\r\n".join([header, *rows[:-1], ",".join(cells), ""]).encode()

    def edit_payload(self, change):
        def edit(bundle):
            lines = [json.loads(line) for line in bundle["payloads/0000.ndjson"].splitlines()]
            change(lines)
            bundle["payloads/0000.ndjson"] = b"".join(canonical(line) + b"\n" for line in lines)
        return self.resealed(edit)

    def edit_manifest(self, **changes):
        bundle = Bundle(self.bundle)
        bundle.manifest |= changes
        bundle.sign(canonical(bundle.manifest) + b"\n", self.secret)
        return bundle.zip()

    def test_payloads_with_the_key(self):
        def other_text(lines):
            lines[2]["text"] = lines[2]["text"].replace("detected", "verified")
        cases = {"other text": other_text, "left out": lambda lines: lines.pop(2), "doubled": lambda lines: lines.append(lines[-1]),
                 "swapped salts": lambda lines: lines[0].update(salt=lines[1]["salt"]),
                 "swapped": lambda lines: lines.reverse(), "other type": lambda lines: lines[0].update(type="text/plain"),
                 "other index": lambda lines: lines[0].update(index=lines[0]["index"] + 1)}
        for name, change in cases.items():
            self.assert_fails(f"payload {name}", self.edit_payload(change))

    def test_claims_with_the_key(self):
        manifest = Bundle(self.bundle).manifest
        files = manifest["files"]
        claims = [{"status": "COMPLETE", "reasons": []}, {"status": "PARTIAL"}, {"reasons": []}, {"b": manifest["b"] - 1},
                  {"a": 1}, {"root": "00" * 32}, {"origin": "ledger.example/two/SIMULATED"}, {"simulated": False},
                  {"period": {"from": "2026-01-02T00:00:00.000Z", "to": manifest["period"]["to"]}}, {"format": 2},
                  {"statistics": 2}, {"daybook": "9.9.9"}, {"extra": 1}, {"files": files[:-1]}, {"files": files[::-1]},
                  {"files": [f | {"check": "hash-only"} for f in files]}, {"files": [f | {"size": f["size"] + 1} for f in files]}]
        for claim in claims:
            self.assert_fails(str(claim)[:60], self.edit_manifest(**claim))
        bundle = Bundle(self.bundle)
        bundle.sign(json.dumps(bundle.manifest, indent=1).encode(), self.secret)
        self.assert_fails("manifest not canonical", bundle.zip())

    def test_another_key(self):
        other = self.path / "other"
        self.ok("init", other, "--origin", "ledger.example/one", "--simulated")
        bundle = Bundle(self.bundle)
        folder = pathlib.Path(self.path / "keys")
        folder.mkdir()
        bundle.seal(signing_key(other, folder))
        self.assert_fails("sealed with another key", bundle.zip(), "signature")

    def test_armour(self):
        signature = Bundle(self.bundle)["manifest.json.sig"]
        for name, text in {"trailing": signature + b"\n", "leading": b"\n" + signature, "one line": signature.replace(b"\n", b""),
                           "crlf": signature.replace(b"\n", b"\r\n"), "none": b"", "other word": signature.replace(b"SSH", b"ssh")}.items():
            bundle = Bundle(self.bundle)
            bundle["manifest.json.sig"] = text
            self.assert_fails(f"armour {name}", bundle.zip(), "signature")


if __name__ == "__main__":
    main()
