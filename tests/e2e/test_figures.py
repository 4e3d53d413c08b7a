"""Every figure of stats/, and every row of population/ and exceptions/unattached.csv, of many small random histories: the program's, as `figures` writes
them, against the slow second reading of the definitions in oracle.py. Usage: test_figures.py FIGURES; DAYBOOK_HISTORIES
says how many, DAYBOOK_SEED the first seed."""
import io
import json
import os
import random
import subprocess
import sys
import unittest

from comparing import Comparing
from oracle import Oracle
from random_history import SETS, History, control_files

BATCH, FILES = 100, 7
HISTORIES, FIRST = int(os.environ.get("DAYBOOK_HISTORIES", "500")), int(os.environ.get("DAYBOOK_SEED", "1"))
FIGURES = sys.argv.pop(1)


def history(seed):
    chance = random.Random(seed)
    return History(chance, chance.choice([3, 10, 20, 40, 40, 80, 150]))


def encode(histories):
    out = io.BytesIO()
    for number in range(len(SETS)):
        for path, text in control_files(number):
            out.write(f"file {number} {path} {len(text)}\n{text}".encode())
    for one in histories:
        out.write(f"history {one.start} {one.end} {len(one.records)}\n".encode())
        for record in one.records:
            out.write(json.dumps(record, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode() + b"\n")
    return out.getvalue()


def decode(answer, count):
    stream = io.BytesIO(answer)
    for _ in range(count):
        files = {}
        for _ in range(FILES):
            path, size = stream.readline().decode().split()
            files[path] = stream.read(int(size)).decode()
        yield files


class Figures(Comparing, unittest.TestCase):
    def test_random_histories(self):
        print(f"histories {FIRST} to {FIRST + HISTORIES - 1}: DAYBOOK_SEED and DAYBOOK_HISTORIES choose others", flush=True)
        for first in range(FIRST, FIRST + HISTORIES, BATCH):
            seeds = range(first, min(first + BATCH, FIRST + HISTORIES))
            histories = [history(seed) for seed in seeds]
            done = subprocess.run([FIGURES], input=encode(histories), capture_output=True, check=False)
            self.assertEqual((done.returncode, done.stderr), (0, b""), f"histories from {first}")
            for seed, one, files in zip(seeds, histories, decode(done.stdout, len(histories))):
                with self.subTest(seed=seed):
                    self.compare(Oracle(one.records, *one.rules(), one.start, one.end), files)


if __name__ == "__main__":
    unittest.main()
