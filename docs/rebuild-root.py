#!/usr/bin/env python3
"""rebuild-root.py FOLDER: rebuild the root of an unpacked bundle from its entries (RFC 6962 section 2.1)."""
import base64, glob, hashlib, sys

folder = sys.argv[1]
trees = []  # the perfect trees of the leaves so far, left to right: (leaves, hash)
for path in sorted(glob.glob(folder + "/ledger/entries/*.ndjson"), key=lambda path: (len(path), path)):
    for line in open(path, "rb"):
        trees.append((1, hashlib.sha256(b"\x00" + line[:-1]).digest()))
        while len(trees) > 1 and trees[-1][0] == trees[-2][0]:
            (size, right), (_, left) = trees.pop(), trees.pop()
            trees.append((2 * size, hashlib.sha256(b"\x01" + left + right).digest()))
count = sum(size for size, _ in trees)
root = trees.pop()[1] if trees else hashlib.sha256(b"").digest()
while trees:
    root = hashlib.sha256(b"\x01" + trees.pop()[1] + root).digest()
_, size, signed = open(folder + "/ledger/end.checkpoint", encoding="utf-8").read().split("\n")[:3]
same = count == int(size) and root == base64.b64decode(signed)
print(f"{count} entries, root {root.hex()}:", "equal to the checkpoint" if same else "NOT the checkpoint's")
sys.exit(0 if same else 1)
