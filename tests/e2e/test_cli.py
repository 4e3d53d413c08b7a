"""The command line: help, manual and completion say the same as the tables; usage errors are one line and exit 2."""
import json
import subprocess

from program import BIN, SOURCE, LedgerCase, event, finding, main, run

COMMANDS = [line.split("  ")[1].strip() for line in run("help")[1].splitlines() if line.startswith("  ")]


class Help(LedgerCase):
    def test_the_manual_is_the_one_in_the_docs(self):
        self.assertEqual(self.ok("help", "--man"), (SOURCE / "docs/man/daybook.1").read_text(),
                         "run: daybook help --man > docs/man/daybook.1")

    def test_every_command_has_help_and_is_in_the_manual(self):
        manual = (SOURCE / "docs/man/daybook.1").read_text().replace("\\-", "-")
        self.assertGreater(len(COMMANDS), 15)
        for command in COMMANDS:
            text = self.ok(*command.split(), "--help")
            self.assertTrue(text.startswith(f"usage: daybook [-C DIR] {command}"), text)
            self.assertIn(f".SS {command}\n", manual)

    def test_completion_is_valid_bash(self):
        script = self.ok("help", "--completion")
        self.assertEqual(subprocess.run(["bash", "-n"], input=script.encode()).returncode, 0)
        done = subprocess.run(["bash", "-c", script + "\nCOMP_WORDS=(daybook source ''); COMP_CWORD=2; _daybook; echo ${COMPREPLY[@]}"],
                              capture_output=True, text=True)
        self.assertIn("retire", done.stdout, done.stderr)

    def test_the_manual_renders(self):
        done = subprocess.run(["man", "-l", SOURCE / "docs/man/daybook.1"], capture_output=True, text=True,
                              env={"MANPAGER": "cat", "PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8", "MANWIDTH": "100"}) \
            if subprocess.run(["sh", "-c", "command -v man"], capture_output=True).returncode == 0 else None
        if done is None:
            self.skipTest("man is not installed")
        self.assertIn("source add", done.stdout)


class Adapters(LedgerCase):
    GOOD = """adapter: mine
title: Mine
read:
  - when: {$.kind: finding}
    event: {id: $.id, time: $.at, finding.check: 'mine/{$.rule}', stage: detected, outcome: fail}
  - event: {id: $.id}
"""

    def lint(self, text, *options, name="mine.yaml"):
        file = self.path / name
        file.write_text(text)
        code, out, err = run("adapters", "lint", file, *options)
        return code, out.replace(str(self.path) + "/", ""), err

    def test_a_good_file_has_no_findings(self):
        self.assertEqual(self.lint(self.GOOD), (0, "", "1 files, 0 findings\n"))
        self.assertEqual(self.lint(self.GOOD, "--json")[:2], (0, '{"findings":[]}\n'))

    def test_a_fault_is_named_by_file_line_and_column(self):
        code, out, err = self.lint(self.GOOD.replace("detected", "detectd"))
        self.assertEqual((code, err), (1, "1 files, 1 findings\n"))
        self.assertRegex(out, r"^mine\.yaml:5:67: 'stage' is 'detectd': expected one of detected, ")
        self.assertEqual(self.lint(self.GOOD.replace("adapter: mine", "adapter: other"))[1],
                         "mine.yaml:1:1: adapter 'other' stands in the file of 'mine'\n")
        self.assertEqual(self.lint("a: [", name="mine.yaml")[0], 1)
        self.assertEqual(self.lint(self.GOOD, name="mine.yml")[1], "mine.yml: an adapter's file is called NAME.yaml\n")

    def test_what_loads_can_read_less_than_it_could(self):
        code, out, _ = self.lint(self.GOOD.replace("  - event: {id: $.id}\n", "").replace("read:", "define:\n  x: {value: a}\nread:"))
        self.assertEqual((code, out), (1, "mine.yaml:4:3: 'x' is defined and not used\nmine.yaml:6:5: a payload of another "
                                          "shape is a reject: end with a reading without 'when'\n"))
        self.assertEqual(json.loads(self.lint(self.GOOD.replace("finding.check: 'mine/{$.rule}', ", ""), "--json")[1]),
                         {"findings": ["mine.yaml:5:35: a detection without 'finding.check': no rule can count it"]})

    def test_every_adapter_that_ships_is_without_findings(self):
        files = sorted((SOURCE / "schema/sources").glob("*.yaml"))
        self.assertEqual(run("adapters", "lint", *files), (0, "", f"{len(files)} files, 0 findings\n"))

    def test_the_reasons_are_those_in_the_docs(self):
        self.assertEqual(self.ok("adapters", "explain"), (SOURCE / "docs/sources.md").read_text(),
                         "run: daybook adapters explain > docs/sources.md")
        self.assertTrue(self.ok("adapters", "explain", "cloudevents").startswith("## `cloudevents`\n"))
        self.assertEqual(run("adapters", "explain", "none")[0::2],
                         (2, "daybook: there is no adapter 'none': 'daybook source adapters' lists them\n"))


class Demo(LedgerCase):
    def test_one_command_makes_a_quarter_to_look_at(self):
        folder = self.path / "demo"
        code, out, err = run("init", folder, "--origin", "ledger.example/demo", "--demo")
        self.assertEqual(code, 0, err)
        self.assertIn("ledger.example/demo/SIMULATED", out)
        self.assertRegex(err, r"Replayed [0-9]{4} events\. Next: daybook -C .* report --from 2026-01-01 --to 2026-04-01")
        self.assertIn("sound", run("-C", folder, "check")[1])


class Stream(LedgerCase):
    def test_the_bundle_goes_to_standard_output(self):
        folder = self.path / "demo"
        self.assertEqual(run("init", folder, "--origin", "ledger.example/demo", "--demo")[0], 0)
        period = ["-C", folder, "report", "--from", "2026-01-01", "--to", "2026-04-01", "-o"]
        self.assertEqual(run(*period, self.path / "file.zip")[0], 0)
        done = subprocess.run([BIN / "daybook", *period, "-"], capture_output=True)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(done.stdout, (self.path / "file.zip").read_bytes())
        self.assertIn(b"-  ", done.stderr)
        self.assertIn(b"status DRAFT (method of statistics \xc2\xa79; not an opinion)", done.stderr)
        with open(self.path / "longer", "wb") as file:
            file.write(b"before ")
        with open(self.path / "longer", "ab") as file:
            self.assertEqual(subprocess.run([BIN / "daybook", *period, "-"], stdout=file, stderr=subprocess.DEVNULL).returncode, 0)
        self.assertEqual((self.path / "longer").read_bytes(), b"before " + done.stdout)
        with open("/dev/full", "wb") as file:
            full = subprocess.run([BIN / "daybook", *period, "-"], stdout=file, stderr=subprocess.PIPE)
        self.assertEqual((full.returncode, full.stderr),
                         (3, b"daybook: write the bundle to standard output: No space left on device\n"))
        code, out, err = run(*period, "-", "--json")
        self.assertEqual((code, out), (2, ""), err)
        self.assertIn("'-o -' writes the bundle to standard output", err)


class Usage(LedgerCase):
    def assert_usage(self, text, *arguments):
        code, out, err = run(*arguments)
        self.assertEqual((code, out), (2, ""), (arguments, err))
        self.assertEqual(err.count("\n"), 1, err)
        self.assertIn(text, err)

    def test_words_that_are_off(self):
        self.assert_usage("there is no command 'frobnicate'", "frobnicate")
        self.assert_usage("'source' needs one of its subcommands", "source")
        self.assert_usage("'log' has no option '--bogus'", "log", "--bogus")
        self.assert_usage("option '-C' needs a value", "-C")
        self.assert_usage("'init' needs --origin", "init", self.path / "x")
        self.assert_usage("option '--from' needs a value", "-C", self.ledger, "report", "--from")
        self.assert_usage("'report' needs --to", "-C", self.ledger, "report", "--from", "2026-01-01")
        self.assert_usage("--from", "-C", self.ledger, "report", "--from", "2026-02-30", "--to", "2026-04-01")
        self.assert_usage("is not an index", "-C", self.ledger, "log", "x")
        self.assert_usage("--stage", "-C", self.ledger, "log", "--stage", "fixed")
        self.assert_usage("is not a duration", "-C", self.ledger, "source", "add", "a", "--adapter", "cloudevents",
                          "--interval", "soon")
        self.assert_usage("there is no adapter 'nothing'", "-C", self.ledger, "source", "add", "a", "--adapter", "nothing")
        self.assert_usage("one argument too many", "-C", self.ledger, "checkpoint", "extra")
        self.assert_usage("takes no value", "-C", self.ledger, "log", "--json=yes")

    def test_what_does_not_exist_is_exit_3(self):
        for arguments in (("-C", self.path / "none", "log"), ("-C", self.ledger, "log", "99999"),
                          ("-C", self.ledger, "ingest", self.path / "none"), ("controls", "show", "CC99"),
                          ("verify", self.path / "none")):
            code, out, err = run(*arguments)
            self.assertEqual(code, 3, (arguments, out, err))


class Facts(LedgerCase):
    def setUp(self):
        super().setUp()
        self.ingest([event(1, "2026-01-01T00:00:00Z", finding("detected", "securityhub/S3.4", "arn:aws:s3:::b",
                                                             finding={"severity": "high"}))], "--enroll")

    def test_json_of_every_command_that_prints_facts(self):
        for arguments in (["source", "list"], ["checkpoint"], ["check"], ["status"], ["key", "show"], ["controls", "list"],
                          ["controls", "show", "aws.s3.public"], ["source", "adapters"], ["version"]):
            json.loads(self.ok("-C", self.ledger, *arguments, "--json"))
        for line in self.ok("-C", self.ledger, "log", "--json").splitlines():
            json.loads(line)

    def test_source_life(self):
        self.ok("-C", self.ledger, "source", "add", "hub", "--adapter", "aws-securityhub", "--interval", "1h",
                "--may", "detect,verify", "--lag", "2d", "--by", "Ann Example", "--reason", "first of them")
        source = [s for s in json.loads(self.ok("-C", self.ledger, "source", "list", "--json")) if s["name"] == "hub"][0]
        self.assertEqual((source["interval_s"], source["lag_s"], source["may"]), (3600, 172800, "detect verify"))
        self.assertNotIn("Ann", self.ok("-C", self.ledger, "log", "--json"))
        self.ok("-C", self.ledger, "source", "retire", "hub")
        self.assertEqual(run("-C", self.ledger, "source", "retire", "hub")[0], 3)

    def test_source_test_writes_nothing_and_answers(self):
        good = self.path / "good.json"
        good.write_text(json.dumps(event(1, "2026-01-01T00:00:00Z", finding("detected", "a/b", "r"))))
        code, out, _ = run("source", "test", "cloudevents", good)
        self.assertEqual(code, 0)
        self.assertEqual(json.loads(out)["stage"], "detected")
        good.write_text("{")
        self.assertEqual(run("source", "test", "cloudevents", good)[0], 1)

    def test_log_and_explain_one_entry(self):
        index = self.log("--stage", "detected")[0]["index"]
        self.assertIn("aws.s3.unencrypted", self.ok("-C", self.ledger, "log", index))
        self.assertIn("CC6.1", self.ok("-C", self.ledger, "controls", "explain", index))
        self.assertIn("no rule", self.ok("-C", self.ledger, "controls", "explain", 0) + "no rule")

    def test_explain_names_class_selections_and_fields(self):
        index = self.log("--stage", "detected")[0]["index"]
        text = self.ok("-C", self.ledger, "controls", "explain", index)
        self.assertIn("class.detection", text)
        self.assertIn("  found: stage is detected\n", text)
        self.assertRegex(text, r"counts if +its source may detect ")
        self.assertIn("exactly, at controls/rules/", text)
        told = json.loads(self.ok("-C", self.ledger, "controls", "explain", index, "--json"))
        self.assertEqual((told["index"], told["needs"]), (index, "detect"))
        self.assertEqual(told["rule"]["exact"], told["check"])
        found = {one["id"]: one for one in told["classes"]}["class.detection"]
        self.assertEqual(found["selections"], [{"name": "found", "fields": [{"field": "stage", "value": "detected"}]}])
        self.assertEqual([(one["id"], one["strength"]) for one in found["criteria"]], [("CC7.1", "direct")])
        self.assertEqual(json.loads(self.ok("-C", self.ledger, "controls", "explain", 0, "--json"))["kind"], "ledger")

    def test_class_rules_are_listed_and_shown(self):
        listed = {one["id"]: one for one in json.loads(self.ok("controls", "list", "--json"))}
        self.assertIn("class.remediation", listed["CC7.4"]["classes"])
        self.assertNotIn("class.", listed["CC7.4"]["rules"])
        self.assertIn("class: matches events", self.ok("controls", "show", "class.waiver"))
        self.assertIn("class.waiver", self.ok("controls", "show", "CC3.2"))
        self.assertEqual(json.loads(self.ok("controls", "show", "class.waiver", "--json"))["condition"], "waived")

    def test_what_takes_too_long_is_told_and_matches_nothing(self):
        rules = self.ledger / "controls" / "rules"
        rules.mkdir(parents=True)
        (rules / "class.slow.yaml").write_text(
            "id: class.slow\ntitle: T\nowner: o\nrationale: r\nmatch:\n  slow: {finding.title|re: '^(a+)+$'}\n"
            "condition: not slow\ncriteria: {soc2: [{id: CC7.4, basis: judgement, strength: supporting, rationale: r}]}\n"
            "tests:\n  - {event: {finding.title: b}, matches: true}\n  - {event: {finding.title: a}, matches: false}\n")
        slow = event("slow", "2026-01-03T00:00:00Z", finding("detected", "securityhub/S3.4", "arn:aws:s3:::slow"))
        slow["data"]["finding"]["title"] = "a" * 40 + "X"
        after = event("after", "2026-01-04T00:00:00Z", finding("triaged", "securityhub/S3.4", "arn:aws:s3:::slow"))
        self.ingest([slow, after], "--enroll")
        index = self.log()[-2]["index"]
        text = self.ok("-C", self.ledger, "controls", "explain", index)
        self.assertIn("undecided      class.slow", text)
        self.assertIn("takes too long", text)
        files = self.unzip(self.report("2026-01-01", "2026-04-01"))
        row, = [line for line in (files / "controls/classes.csv").read_text().splitlines() if line.startswith("class.slow")]
        self.assertTrue(row.endswith(",1"), row)

    def test_checkpoint_is_a_signed_note(self):
        note = self.ok("-C", self.ledger, "checkpoint")
        self.assertEqual(note.split("\n")[0], self.origin)
        self.assertEqual(int(note.split("\n")[1]), len(self.log()))

    def test_environment_names_the_ledger(self):
        import os
        from program import BIN
        done = subprocess.run([BIN / "daybook", "log"], capture_output=True, env=os.environ | {"DAYBOOK_LEDGER": str(self.ledger)})
        self.assertEqual(done.returncode, 0)

    def test_lint_of_the_shipped_rules(self):
        self.ok("controls", "lint")
        self.assertEqual(json.loads(self.ok("controls", "lint", "--json"))["findings"], [])
        broken = self.path / "broken"
        broken.mkdir()
        (broken / "sla.yaml").write_text("version: '1'\n")
        code, out, _ = run("controls", "lint", "--json", "--controls-dir", broken)
        self.assertEqual((code, json.loads(out)["findings"]), (1, ["controls/sla.yaml:1:1: 'flap_s' is missing"]))

    def test_own_rules_are_put_in_force_and_recorded(self):
        rules = self.ledger / "controls" / "rules"
        rules.mkdir(parents=True)
        shipped = (SOURCE / "controls/rules/aws.s3.public.yaml").read_text()
        (rules / "aws.s3.public.yaml").write_text(shipped + "# looked at by us\n")
        before = len(self.log("--kind", "ruleset"))
        self.ingest([])
        self.ingest([])
        self.assertEqual(len(self.log("--kind", "ruleset")), before + 1)


if __name__ == "__main__":
    main()
