"""Whether the files of a bundle say what the oracle says, field by field; for a unittest.TestCase."""
import csv
import io
import json

import oracle_figures
from oracle import instant


def rows(text):
    return list(csv.reader(io.StringIO(text, newline="")))[1:]


def near(text, value):
    return (text == "") == (value is None) and (value is None or abs(float(text) - value) < 1.1e-6)


class Comparing:
    maxDiff = 4000

    def compare(self, o, files):
        """`files` maps a path to the text of that member."""
        self.assertEqual(list(csv.DictReader(io.StringIO(files["population/windows.csv"], newline=""))), o.population())
        self.assertEqual(rows(files["population/rollforward.csv"]), oracle_figures.roll_forward(o))
        exposure, coverage = (json.loads(files[f"stats/{name}.json"], parse_int=str, parse_float=str)
                              for name in ("exposure", "coverage"))
        self.assertEqual(exposure.pop("as_of"), instant(o.as_of))
        self.assertEqual(exposure.pop("period"), {"from": instant(o.p0), "to": instant(o.p1)})
        self.assertEqual(exposure, oracle_figures.exposure(o))
        self.assertEqual(coverage, oracle_figures.coverage(o))
        self.assertEqual(rows(files["stats/steps.csv"]), oracle_figures.steps(o))
        self.assertEqual(list(csv.DictReader(io.StringIO(files["exceptions/unattached.csv"], newline=""))), o.unattached)
        self.compare_curves(rows(files["stats/survival.csv"]), oracle_figures.survival(o))

    def compare_curves(self, got, expected):
        """Bands go through logarithms, so that their last digit may differ."""
        self.assertEqual([row[:6] + row[8:] for row in got], [row[:6] + row[8:] for row in expected])
        for row, line in zip(got, expected):
            self.assertTrue(near(row[6], line[6]) and near(row[7], line[7]), (row, line))
