"""Take a bundle apart, change it, and put it together again: with the strict zip, a new manifest and, for whoever holds the
ledger's key, a new signature. It is the adversary of the tamper tests, and a second implementation of the format."""
import base64
import hashlib
import json
import pathlib
import struct
import subprocess
import tempfile
import zlib


def sha256(data):
    return hashlib.sha256(data).hexdigest()


def deflate(data):
    packer = zlib.compressobj(9, zlib.DEFLATED, -15, 8)
    return packer.compress(data) + packer.flush()


def canonical(value):
    """Good enough for manifests: ASCII names, integers and strings."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def signing_key(ledger, folder):
    """The ledger's key file as an OpenSSH private key."""
    text = next(pathlib.Path(ledger).glob("*.key")).read_text().strip()
    seed = base64.b64decode(text.split("+", 4)[4])[1:]  # PRIVATE+KEY+name+id+base64(type and seed)
    der = bytes.fromhex("302e020100300506032b657004220420") + seed
    pem = folder / "seed.pem"
    pem.write_text("-----BEGIN PRIVATE KEY-----\n" + base64.b64encode(der).decode() + "\n-----END PRIVATE KEY-----\n")
    raw = subprocess.run(["openssl", "pkey", "-in", pem, "-pubout", "-outform", "DER"], check=True, capture_output=True).stdout[-32:]

    def string(data):
        return struct.pack(">I", len(data)) + data

    public = string(b"ssh-ed25519") + string(raw)
    secret = b"\1\2\3\4" * 2 + public + string(seed + raw) + string(b"")
    secret += bytes(range(1, (-len(secret)) % 8 + 1))
    body = b"openssh-key-v1\0" + string(b"none") * 2 + string(b"") + struct.pack(">I", 1) + string(public) + string(secret)
    path = folder / "id"
    path.write_text("-----BEGIN OPENSSH PRIVATE KEY-----\n" + base64.encodebytes(body).decode() + "-----END OPENSSH PRIVATE KEY-----\n")
    path.chmod(0o600)
    return path


class Bundle:
    """Members in order, as [name, bytes]; the manifest as a value."""

    def __init__(self, path):
        import zipfile
        with zipfile.ZipFile(path) as file:
            self.members = [[info.filename, file.read(info)] for info in file.infolist()]
        self.manifest = json.loads(self["manifest.json"])

    def __getitem__(self, name):
        return next(data for member, data in self.members if member == name)

    def __setitem__(self, name, data):
        for member in self.members:
            if member[0] == name:
                member[1] = data
                return
        self.members.insert(len(self.members) - 2, [name, data])

    def __delitem__(self, name):
        self.members = [m for m in self.members if m[0] != name]

    def names(self):
        return [name for name, _ in self.members]

    def seal(self, key):
        """Sums, manifest and signature for the members as they are now."""
        checks = {f["path"]: f["check"] for f in self.manifest["files"]}
        inner = [m for m in self.members if m[0] not in ("manifest.json", "manifest.json.sig")]
        self["SHA256SUMS"] = "".join(f"{sha256(d)}  {n}\n" for n, d in inner if n != "SHA256SUMS").encode()
        self.manifest["files"] = [{"path": n, "size": len(d), "sha256": sha256(d), "packed_sha256": sha256(deflate(d)),
                                   "check": checks.get(n, "recomputed")} for n, d in self.members
                                  if n not in ("manifest.json", "manifest.json.sig")]
        self.sign(canonical(self.manifest) + b"\n", key)

    def sign(self, manifest, key):
        self["manifest.json"] = manifest
        with tempfile.TemporaryDirectory() as folder:
            path = pathlib.Path(folder) / "m"
            path.write_bytes(manifest)
            subprocess.run(["ssh-keygen", "-q", "-Y", "sign", "-f", key, "-n", "daybook-bundle", path], check=True,
                           capture_output=True)
            self["manifest.json.sig"] = (pathlib.Path(folder) / "m.sig").read_bytes()

    def zip(self, **changes):
        """The strict form; `changes` break it in one place."""
        out, directory = b"", b""
        for name, data in self.members:
            stored = name in ("manifest.json", "manifest.json.sig")
            packed = data if stored else deflate(data)
            head = struct.pack("<HHHHHIIIHH", 20, changes.get("flags", 0), 0 if stored else 8, 0, 0x21, zlib.crc32(data),
                               len(packed), len(data), len(name), 0)
            offset = len(out)
            out += b"PK\3\4" + head + name.encode() + packed
            directory += (b"PK\1\2" + struct.pack("<H", (3 << 8) | 20) + head + struct.pack("<HHHII", 0, 0, 0, 0o100644 << 16, offset)
                          + name.encode())
        end = b"PK\5\6" + struct.pack("<HHHHIIH", 0, 0, len(self.members), len(self.members), len(directory), len(out), 0)
        return out + directory + end
