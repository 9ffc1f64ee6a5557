"""What a stage in Python says reaches the ledger, and what it is told is what the study file says."""

import json
import logging
import math
import os
import subprocess
import tempfile
import unittest
from unittest import mock

import runledger

PACKAGE = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
PROGRAM = os.path.abspath(os.environ.get("RUNLEDGER", "runledger"))

STUDY = """\
study: py
objective: What does a stage say?
metric: accuracy
seeds: [11, 12]
params: {rate: 0.5, name: "ünï", layers: [3, 4], fast: true}
inputs: {table: table.csv}
code: [stage.py]
stages:
  - name: fit
    run: [/usr/bin/python3, -B, stage.py]
    params: [rate, name, layers, fast]
    inputs: {table: inputs.table}
    outputs: {model.txt: blob, "plots/*.txt": blob}
    gates:
      - name: accurate
        checks: [{metric: accuracy, pass: ">= 0.1"}]
"""

STAGE = """\
import sys
sys.path.insert(0, {package!r})
import runledger
ctx = runledger.context(params={{"rate": 99}})
assert ctx.tracked and ctx.params["rate"] == 0.5 and ctx.params["name"] == "ünï"
assert ctx.params["layers"] == [3, 4] and ctx.params["fast"] is True
assert open(ctx.inputs["table"]).read() == "a,b\\n"
try:
    ctx.params["rates"]
    sys.exit("a missing parameter passed")
except runledger.ContextError as error:
    assert "rate" in str(error)
try:
    ctx.artifact("lost.txt", data="x")
    sys.exit("an undeclared output passed")
except runledger.ContextError:
    pass
for step in range(3):
    ctx.log(step=step, loss=1 / (step + 1))
    ctx.progress(step + 1, 3)
ctx.metric("auc/test", float("nan"))
ctx.log(accuracy=ctx.seed / 100, high=float("inf"), whole=2**53)
ctx.note("a line\\nand another")
ctx.usage("tokens", 7, "tokens")
ctx.skipped("patient 17", "one class only")
ctx.violation("nothing much", severity="non_critical")
ctx.artifact("model.txt", data="m")
ctx.artifact("plots/a.txt", source=ctx.inputs["table"])
"""


class Tracked(unittest.TestCase):
    def setUp(self) -> None:
        self._place = tempfile.TemporaryDirectory()
        self.place = self._place.name
        self.environment = dict(os.environ, XDG_CONFIG_HOME=os.path.join(self.place, "config"))
        self.environment.pop("RUNLEDGER_DIR", None)
        for name, text in {
            "study.yaml": STUDY, "stage.py": STAGE.format(package=PACKAGE), "table.csv": "a,b\n",
        }.items():
            with open(os.path.join(self.place, name), "w", encoding="utf-8") as file:
                file.write(text)
        self.addCleanup(self._place.cleanup)
        self.call("init")

    def call(self, *words: str) -> str:
        done = subprocess.run(
            [PROGRAM, *words], cwd=self.place, env=self.environment, capture_output=True, text=True
        )
        self.assertEqual(done.returncode, 0, f"{words}: {done.stdout}\n{done.stderr}")
        return done.stdout

    def test_what_a_stage_says_is_in_the_ledger(self) -> None:
        self.call("run", "study.yaml")
        with mock.patch.dict(os.environ, self.environment):
            with runledger.Ledger(self.place, program=PROGRAM) as ledger:
                runs = ledger.runs("py")
                self.assertEqual([run["metrics.accuracy"] for run in runs], [0.11, 0.12])
                self.assertEqual(runs[0]["params.rate"], 0.5)
                self.assertEqual(runs[0]["params.name"], "ünï")
                self.assertTrue(math.isnan(runs[0]["metrics.auc/test"]))
                self.assertEqual(runs[0]["metrics.high"], math.inf)
                self.assertEqual(runs[0]["metrics.whole"], 2**53)
                curve = ledger.curve(runs[1]["run"], "loss")
                self.assertEqual([(point["step"], point["value"]) for point in curve],
                                 [(0, 1.0), (1, 0.5), (2, 1 / 3)])
                self.assertEqual(ledger.runs("none"), [])
            with self.assertRaises(runledger.LedgerError):
                runledger.Ledger("/")
        log = self.call("log", "--json")
        for text in ("patient 17", "nothing much", "tokens", "and another"):
            self.assertIn(text, log)
        self.call("verify")


class Untracked(unittest.TestCase):
    def setUp(self) -> None:
        patch = mock.patch.dict(os.environ)
        patch.start()
        self.addCleanup(patch.stop)
        for name in list(os.environ):
            if name.startswith("RUNLEDGER_"):
                del os.environ[name]

    def test_without_a_runner_it_is_plain_logging(self) -> None:
        ctx = runledger.context(params={"rate": 2}, seed=5)
        self.assertFalse(ctx.tracked)
        self.assertEqual((ctx.params["rate"], ctx.seed), (2, 5))
        with self.assertLogs("runledger", logging.INFO) as seen:
            ctx.log(step=1, loss=0.25)
        self.assertEqual(seen.output, ["INFO:runledger:metric name=loss value=0.25 step=1"])
        self.assertEqual(list(ctx.told()), [])

    def test_numbers_are_exact_or_refused(self) -> None:
        ctx = runledger.context()
        for value, error in (("0.5", TypeError), (None, TypeError), (2**53 + 1, ValueError),
                             (1j, TypeError), ([1], TypeError)):
            with self.assertRaises(error):
                ctx.log(loss=value)

    def test_a_broken_context_names_the_file(self) -> None:
        with tempfile.NamedTemporaryFile("w", suffix=".json") as file:
            file.write("{")
            file.flush()
            os.environ["RUNLEDGER_CONTEXT"] = file.name
            with self.assertRaisesRegex(runledger.ContextError, os.path.basename(file.name)):
                runledger.context()

    def test_told_words_are_answered(self) -> None:
        with tempfile.TemporaryDirectory() as place:
            context, control = os.path.join(place, "context"), os.path.join(place, "control")
            with open(context, "w") as file:
                file.write('{"study":"s"}')
            open(control, "w").close()
            os.environ.update(RUNLEDGER_CONTEXT=context, RUNLEDGER_CONTROL=control)
            ctx = runledger.context()
            with open(control, "a") as file:
                file.write('{"n":43,"text":"stop"}\n{"n":44,"te')
            for word in ctx.told():
                word.answer(f"heard {word.text}")
            with open(control + ".answers") as file:
                self.assertEqual(json.loads(file.read()), {"n": 43, "answer": "heard stop"})
            self.assertEqual(list(ctx.told()), [])


if __name__ == "__main__":
    unittest.main()
