"""schema/sqlite/views.sql against the program: the same rows as the files of a bundle, over ledgers that are opened
read-only. Usage: test_views.py BIN_FOLDER FIGURES; DAYBOOK_HISTORIES says how many random histories, DAYBOOK_SEED the
first seed."""
import csv
import io
import json
import os
import pathlib
import random
import re
import shutil
import sqlite3
import subprocess
import tempfile

import program  # takes BIN_FOLDER from the arguments, test_figures the next
import test_figures
import test_story
from oracle import instant, ms
from program import LedgerCase, event, finding
from random_history import DAY, HOUR, MINUTE, History

SCHEMA = program.SOURCE / "schema/sqlite"
HISTORIES, FIRST = int(os.environ.get("DAYBOOK_HISTORIES", "150")), int(os.environ.get("DAYBOOK_SEED", "1"))
COLUMNS = {"source_time": ("source", "covered_s", "scope_s"), "asset_time": ("rule", "fresh_s", "lifetime_s"),
           "criteria": ("criterion", "state", "rules", "events"), "population": ("source", "ledger", "in_source")}
BEGIN = ms("2026-01-01T00:00:00.000Z")


class Views:
    """What an analyst does: open the ledger's database read-only, say which period and rules, read views.sql."""

    def __init__(self, database, start, end, files, size=None):
        self.connection = sqlite3.connect(f"file:{database}?mode=ro", uri=True)
        self.connection.execute("CREATE TEMP TABLE period (p0 TEXT, p1 TEXT, n INTEGER)")
        self.connection.execute("INSERT INTO period VALUES (?, ?, ?)", (start, end, size))
        for name in ("rules", "catalog", "controls"):
            self.connection.execute(f"CREATE TEMP TABLE {name}_json (text TEXT)")
            self.connection.execute(f"INSERT INTO {name}_json VALUES (?)", (files.get(f"controls/{name}.json"),))
        self.read()

    def read(self):
        self.connection.executescript((SCHEMA / "views.sql").read_text())

    def rows(self, query):
        """Each row by the names of its columns, as the bundle writes values."""
        cursor = self.connection.execute(query)
        names = [column[0] for column in cursor.description]
        return [dict(zip(names, map(shown, row))) for row in cursor]

    def close(self):
        self.connection.close()


def shown(value):
    if isinstance(value, float):
        return f"{value:.6f}".rstrip("0").rstrip(".")
    return "" if value is None else str(value)


def table(text):
    return list(csv.DictReader(io.StringIO(text, newline="")))


class Comparing:
    maxDiff = 4000

    def compare(self, views, files):
        self.assertEqual(views.rows("SELECT * FROM windows"), table(files["population/windows.csv"]))
        self.assertEqual(views.rows("SELECT * FROM steps"), table(files["stats/steps.csv"]))
        exposure, coverage = (json.loads(files[f"stats/{name}.json"], parse_int=str, parse_float=str)
                              for name in ("exposure", "coverage"))
        self.compare_exposure(views, exposure)
        self.compare_coverage(views, coverage)

    def compare_exposure(self, views, exposure):
        expected = {("total", "total"): exposure["total"]}
        for grouping in ("severity", "rule", "criterion"):
            expected |= {(grouping, name): group for name, group in exposure[f"by_{grouping}"].items()}
        ttr = {}
        for key, group in expected.items():
            ttr[key] = group.pop("ttr") | {"beyond_sla": group["sla"].pop("beyond_sla")}
            del ttr[key]["median_ci_s"]
            group |= group.pop("sla")
        for name, groups in (("exposure", expected), ("ttr", ttr)):
            got = views.rows(f"SELECT * FROM {name}")
            self.assertEqual({(row.pop("grouping"), row.pop("name")): row for row in got},
                             {key: {column: value or "" for column, value in group.items()} for key, group in groups.items()})

    def compare_coverage(self, views, coverage):
        time, assets, criteria, population = (coverage[name] for name in ("source_time", "asset_time", "criteria",
                                                                          "population"))
        both = ("covered_s", "scope_s"), ("fresh_s", "lifetime_s"), ("recorded", "in_scope"), ("ledger", "source")
        self.assertEqual([(row["numerator"], row["denominator"]) for row in views.rows("SELECT * FROM coverage")],
                         [(group[a], group[b]) for group, (a, b) in zip((time, assets, criteria, population), both)])
        groups = {"source_time": time["by_source"], "asset_time": assets["by_rule"], "criteria": criteria["by_criterion"],
                  "population": {name: {"ledger": counts and counts["ledger"], "in_source": counts and counts["source"]}
                                 for name, counts in population["by_source"].items()}}
        for name, expected in groups.items():
            rows = [list(row.values()) for row in views.rows(f"SELECT {', '.join(COLUMNS[name])} FROM {name}")]
            self.assertEqual(rows, [[key, *(group[column] or "" for column in COLUMNS[name][1:])]
                                    for key, group in sorted(expected.items())])


class Ledgers(Comparing, LedgerCase):
    def report_files(self, start, end):
        folder = self.unzip(self.report(start, end, f"{start}.zip"), start)
        return {str(path.relative_to(folder)): path.read_bytes().decode() for path in folder.glob("[cmps]*/*.[cj]*")}

    def compare_report(self, start, end, files, size=None):
        database = self.ledger / "ledger.sqlite"
        before = database.read_bytes()
        views = Views(database, start, end, files, size)
        self.compare(views, files)
        views.read()
        self.compare(views, files)
        self.assertEqual(database.read_bytes(), before)
        with self.assertRaisesRegex(sqlite3.OperationalError, "readonly"):
            views.connection.execute("CREATE TABLE main.stray (x)")
        views.close()

    def test_story(self):
        events = [*test_story.sources(), *test_story.across_systems(), *test_story.manual(), *test_story.stalled(),
                  *test_story.automated(), event("after", "2024-06-01T00:00:00Z", {"basis": "sender"}, "scanner",
                                                 "dev.daybook.heartbeat")]
        events.sort(key=lambda e: e["receivedtime"])
        (self.ledger / "daybook.yaml").write_text("controls:\n" + "".join(
            f"  - {{id: {name}, statement: s, owner: o, frequency: f, criteria: [CC6.1], rules: [{rules}]}}\n"
            for name, rules in (("Z-1", "aws.ebs.unencrypted"), ("A-1", "aws.s3.public, aws.ebs.unencrypted"))))
        self.ok("-C", self.ledger, "controls", "apply")
        counts = self.ingest(events, "--enroll")
        self.assertEqual(counts["accepted"], counts["read"], self.log("--kind", "reject"))
        for start, end, windows in (("2024-05-01", "2024-06-01", 3), ("2024-05-09", "2024-05-11", 2)):
            files = self.report_files(start, end)
            self.assertEqual(len(table(files["population/windows.csv"])), windows)
            self.assertIn("Z-1 A-1", {row["controls"] for row in table(files["population/windows.csv"])})
            self.compare_report(start, end, files)
        # What comes later changes nothing for those who ask for the entries of the bundle.
        size = self.log()[-1]["index"] + 1
        self.ingest([event("later", "2024-06-02T00:00:00Z", finding("detected", test_story.SSH, "another"),
                           time="2024-05-10T13:00:00Z")])
        self.compare_report(start, end, files, size)
        with self.assertRaises(AssertionError):
            self.compare_report(start, end, files)

    def test_what_is_missing_stops_the_script(self):
        for period, missing in (((None, "2024-06-01"), "p0"), (("2024-05-01", None), "p1"),
                                (("2024-05-01", "2024-06-01"), "flap")):
            with self.assertRaisesRegex(sqlite3.IntegrityError, f"NOT NULL constraint failed: _param.{missing}"):
                Views(self.ledger / "ledger.sqlite", *period, {})

    def test_read_only_shell(self):
        """The words of docs/sql.md, in the shell of SQLite, over a ledger and over the entries of a bundle."""
        if shutil.which("sqlite3") is None:
            self.skipTest("no sqlite3 program")
        self.ledger = self.path / "demo"
        self.ok("init", self.ledger, "--origin", program.ORIGIN, "--demo")
        bundle = self.unzip(self.report("2026-01-01", "2026-04-01"))
        text = (program.SOURCE / "docs/sql.md").read_text()
        blocks = [block.split("\n", 1)[1] for block in re.findall(r"^```\n\$ sqlite3(.*?)^```$", text, re.M | re.S)]
        questions = re.findall(r"^```sql\n(.*?)^```$", text, re.M | re.S)
        self.assertEqual((len(blocks), len(questions)), (2, 3))
        open_ledger = blocks[0].replace("bundle/", f"{bundle}/").replace("views.sql", str(SCHEMA / "views.sql"))
        from_entries = blocks[1].replace("bundle/", f"{bundle}/")
        asked = ".mode list\n" + "".join(questions) + "SELECT sum(gross_s), sum(net_s) FROM windows;\n"
        answers = [subprocess.run(["sqlite3", "-bail", *database], input=script.encode(), capture_output=True, check=True)
                   for database, script in ((["-readonly", self.ledger / "ledger.sqlite"], open_ledger + asked),
                                            ([":memory:"], from_entries + open_ledger + asked))]
        self.assertEqual([answer.stderr for answer in answers], [b"", b""])
        self.assertEqual(answers[0].stdout, answers[1].stdout)
        lines = answers[0].stdout.decode().splitlines()
        months = [list(map(float, line.split("|")[1:])) for line in lines if line.startswith("2026-")]
        self.assertEqual(len(months), 3)
        self.assertEqual([sum(column) for column in zip(*months)], list(map(float, lines[-1].split("|"))))
        self.assertIn("aws.s3.public", answers[0].stdout.decode())

    def test_demo(self):
        self.ledger = self.path / "demo"
        self.ok("init", self.ledger, "--origin", program.ORIGIN, "--demo")
        files = self.report_files("2026-01-01", "2026-04-01")
        self.assertGreater(len(table(files["population/windows.csv"])), 50)
        self.compare_report("2026-01-01", "2026-04-01", files)
        self.compare_report("2026-02-01", "2026-03-01", self.report_files("2026-02-01", "2026-03-01"))


class Scripted(History):
    """Of one source and the first set of rules: steps (after the beginning, stage, members), received as they occur."""

    def __init__(self, start, end, steps):
        self.chance, self.records, self.tables = random.Random(1), [], [(0, 0)]
        self.now, self.start, self.end = BEGIN, BEGIN + start, BEGIN + end
        self.add("ruleset", digest="sha256:" + "00" * 32)
        self.add("source", action="enrolled", name="one", interval_s=3600)
        for at, stage, members in sorted(steps, key=lambda step: step[0]):
            self.now = BEGIN + at
            self.add("event" if stage else "reconciliation", **self.origin() | {"source": "one"}, stage=stage, **members)
        self.now = max(self.now, self.end)
        self.heartbeat()


def on(resource, check="t/a1", severity=None, **more):
    return {"finding": {"check": check} | ({"severity": severity} if severity else {}), "resource": {"uid": resource}} | more


def waiver(resource, expires):
    return on(resource, approver="ref:" + "c" * 64, expires=instant(BEGIN + expires))


def campaign():
    """Keys of one resource each, a ticket that 100 of them share and one that 101 do, and steps that follow both."""
    many, enough = "jira:MANY-1", "jira:ENOUGH-1"
    steps = [("detected", on(f"r{n}", severity="low", refs=[many, enough] if n < 100 else [many])) for n in range(101)]
    steps += [("triaged", {"refs": [many]}), ("assigned", {"refs": [enough, "github:a/b#1"]}),
              ("developed", {"refs": [many, "github:a/b#2"]}), ("reviewed", {"refs": ["GITHUB:A/B#1", "run:7"]}),
              ("deployed", {"refs": ["github:a/b#2", "run:8"]}), ("remediated", {"refs": ["run:7"]}),
              ("closed", {"refs": ["run:7"], "resource": {"uid": "r5"}})]
    steps += [("verified", on(f"r{n}")) for n in range(0, 101, 3)]
    return Scripted(50 * MINUTE, 150 * MINUTE, [(MINUTE * n, *step) for n, step in enumerate(steps)])


def boundaries():
    """Introductions of 30 days and a millisecond more, ends at their due, waivers that overlap or come at the due, what is
    watched for exactly 30 days, and what comes in the instant in which the period ends."""
    day = 50 * DAY
    steps = [(0, "introduced", on("i1")), (30 * DAY, "introduced", on("i1")), (30 * DAY, "detected", on("i1")),
             (75 * DAY, "verified", on("i1")), (0, "introduced", on("i2")), (30 * DAY + 1, "introduced", on("i2")),
             (31 * DAY, "detected", on("i2")), (0, "introduced", on("i3")), (30 * DAY + 1, "detected", on("i3")),
             (41 * DAY, "detected", on("i4")), (42 * DAY, "verified", on("i4")), (41 * DAY, "detected", on("i5")),
             (day, "detected", on("l1", severity="low")), (day, "detected", on("l2", severity="low")),
             (day + HOUR, "verified", on("l2")), (80 * DAY, "detected", on("e1", occurred=instant(BEGIN + 80 * DAY)))]
    steps += [(day + from_h * HOUR, "waived", waiver(name, day + to_h * HOUR)) for name, from_h, to_h in (
        ("s3", 1, 2), ("s4", 4, 6), ("s5", 1, 3), ("s5", 2, 5), ("s6", 1, 3), ("s6", 2, 5))]
    steps += [(at, None, {"count": 1, "from": instant(BEGIN + 75 * DAY), "to": instant(BEGIN + 90 * DAY)})
              for at in (80 * DAY - 1, 80 * DAY)]
    for name, after in (("s1", 4 * HOUR), ("s2", 4 * HOUR + 1), ("s3", 5 * HOUR), ("s4", 5 * HOUR), ("s5", 8 * HOUR),
                        ("s6", 8 * HOUR + 1)):
        steps += [(day, "detected", on(name, severity="high")), (day + after, "verified", on(name))]
    for name, after in (("c1", HOUR), ("c2", 2 * HOUR)):
        steps += [(day, "detected", on(name, "t/b", "critical")), (day + after, "verified", on(name, "t/b"))]
    steps += [(day, "notified", on("s1")), (day, "triaged", on("s1"))]  # dwells of no time at all
    return Scripted(40 * DAY, 80 * DAY, steps)


class Histories(Comparing, program.unittest.TestCase):
    """Random histories as a ledger holds them, against the program's figures of them."""

    def views(self, folder, history):
        database = pathlib.Path(folder) / "ledger.sqlite"
        database.unlink(missing_ok=True)
        writer = sqlite3.connect(database)
        writer.executescript("PRAGMA synchronous = OFF; BEGIN; " + (SCHEMA / "0001_init.sql").read_text())
        lines = [json.dumps(record, sort_keys=True, separators=(",", ":"), ensure_ascii=False) for record in history.records]
        writer.executemany("INSERT INTO entries (idx, act, record) VALUES (?, 0, ?)",
                           [(index, line.encode()) for index, line in enumerate(lines)])
        writer.commit()
        writer.close()
        rules, catalog = history.rules()
        order = [criterion["id"] for criterion in catalog["criteria"]]
        rules["rules"] = [rule | {"criteria": {"soc2": sorted(rule["criteria"]["soc2"], key=order.index)}}
                          for rule in rules["rules"]]
        return Views(database, instant(history.start), instant(history.end),
                     {"controls/rules.json": json.dumps(rules), "controls/catalog.json": json.dumps(catalog)})

    def compare_all(self, histories):
        """`histories` maps a name to each."""
        done = subprocess.run([test_figures.FIGURES], input=test_figures.encode(histories.values()), capture_output=True,
                              check=True)
        with tempfile.TemporaryDirectory() as folder:
            for (name, history), files in zip(histories.items(), test_figures.decode(done.stdout, len(histories))):
                with self.subTest(history=name):
                    views = self.views(folder, history)
                    self.compare(views, files)
                    views.close()
        return files

    def test_random_histories(self):
        print(f"histories {FIRST} to {FIRST + HISTORIES - 1}: DAYBOOK_SEED and DAYBOOK_HISTORIES choose others", flush=True)
        self.compare_all({seed: test_figures.history(seed) for seed in range(FIRST, FIRST + HISTORIES)})

    def test_broad_references(self):
        files = self.compare_all({"campaign": campaign()})
        reached = {row["name"]: row["reached"] for row in table(files["stats/steps.csv"]) if row["group"] == "all"}
        self.assertEqual([reached[name] for name in ("triaged", "assigned", "developed", "reviewed", "deployed")],
                         ["0", "100", "0", "100", "0"])

    def test_boundaries(self):
        files = self.compare_all({"boundaries": boundaries()})
        windows = {row["resource"]: row for row in table(files["population/windows.csv"])}
        self.assertEqual([windows[f"i{n}"]["start_basis"] for n in range(1, 5)],
                         ["introduced", "introduced", "detected", "detected"])
        self.assertEqual([windows[f"s{n}"]["sla"] for n in range(1, 7)], ["met"] + ["breached"] * 5)
        self.assertEqual(json.loads(files["stats/exposure.json"])["by_severity"]["high"]["sla"]["net_met"], 3)


if __name__ == "__main__":
    program.main()
