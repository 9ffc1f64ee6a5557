"""The hook for Inspect AI: a line for every sample, in the order in which they land."""

import hashlib
import importlib.util
import json
import os
import subprocess
import sys
import tempfile
import unittest

PACKAGE = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
STUDY = os.path.join(
    os.path.dirname(os.path.dirname(PACKAGE)), "docs", "studies", "inspect-greetings")


@unittest.skipUnless(importlib.util.find_spec("inspect_ai"), "needs inspect-ai")
class InspectTest(unittest.TestCase):
    def lines(self, *arguments):
        with tempfile.TemporaryDirectory() as directory:
            events = os.path.join(directory, "events")
            with open(os.path.join(directory, "context"), "w", encoding="utf-8") as file:
                json.dump({"study": "s", "stage": "evaluate"}, file)
            environment = dict(
                os.environ, PYTHONPATH=PACKAGE, PYTHONDONTWRITEBYTECODE="1", RUNLEDGER_EVENTS=events,
                RUNLEDGER_CONTEXT=os.path.join(directory, "context"))
            done = subprocess.run(
                [sys.executable, "-m", "inspect_ai", "eval", "task.py", "--log-dir",
                 os.path.join(directory, "logs"), "--display", "none", "--max-connections", "1",
                 *arguments],
                env=environment, cwd=STUDY, capture_output=True, text=True, check=False)
            self.assertEqual(done.returncode, 0, done.stderr)
            with open(events, encoding="utf-8") as file:
                return [json.loads(line) for line in file]

    def test_every_sample_is_recorded_as_it_lands(self):
        lines = self.lines()
        samples = [line["metric"] for line in lines
                   if line.get("metric", {}).get("name") == "greetings/includes"]
        self.assertEqual([sample["value"] for sample in samples], [1, 0, 1])
        self.assertEqual([sample["step"] for sample in samples], [1, 2, 3])
        total = [line["metric"]["value"] for line in lines
                 if line.get("metric", {}).get("name") == "greetings/includes/accuracy"]
        self.assertAlmostEqual(total[0], 2 / 3)
        notes = [line["note"]["text"] for line in lines if "note" in line]
        self.assertIn("plan sha256:", notes[0])
        self.assertIn("success, log sha256:", notes[-1])
        self.assertFalse([line for line in lines if "violation" in line])
        self.assertEqual(sum(line["usage"]["value"] for line in lines if "usage" in line), 30)

    def test_without_a_runner_nothing_is_written(self):
        with tempfile.TemporaryDirectory() as directory:
            environment = {key: value for key, value in os.environ.items()
                           if not key.startswith("RUNLEDGER_")}
            done = subprocess.run(
                [sys.executable, "-m", "inspect_ai", "eval", "task.py", "--log-dir", directory,
                 "--display", "none"],
                env=dict(environment, PYTHONPATH=PACKAGE, PYTHONDONTWRITEBYTECODE="1"), cwd=STUDY, capture_output=True, text=True,
                check=False)
            self.assertEqual(done.returncode, 0, done.stderr)

    def test_a_finished_log_is_read_through_inspect(self):
        with tempfile.TemporaryDirectory() as directory:
            events = os.path.join(directory, "events")
            with open(os.path.join(directory, "context"), "w", encoding="utf-8") as file:
                json.dump({"study": "s", "stage": "import"}, file)
            environment = dict(
                os.environ, PYTHONPATH=PACKAGE, PYTHONDONTWRITEBYTECODE="1",
                PATH=os.path.dirname(sys.executable) + os.pathsep + os.environ["PATH"])
            logs = os.path.join(directory, "logs")
            subprocess.run(
                [sys.executable, "-m", "inspect_ai", "eval", "task.py", "--log-dir", logs,
                 "--display", "none", "--max-connections", "1"],
                env=environment, cwd=STUDY, capture_output=True, text=True, check=True)
            log = os.path.join(logs, os.listdir(logs)[0])
            done = subprocess.run(
                [sys.executable, "-m", "runledger.inspect_log", log],
                env=dict(environment, RUNLEDGER_EVENTS=events,
                         RUNLEDGER_CONTEXT=os.path.join(directory, "context")),
                cwd=directory, capture_output=True, text=True, check=False)
            self.assertEqual(done.returncode, 0, done.stderr)
            with open(log, "rb") as file:
                digest = hashlib.sha256(file.read()).hexdigest()
            self.assertIn(f"greetings: success, 3 samples, log sha256:{digest}", done.stdout)
            with open(events, encoding="utf-8") as file:
                lines = [json.loads(line) for line in file]
            samples = [line["metric"] for line in lines
                       if line.get("metric", {}).get("name") == "greetings/includes"]
            self.assertEqual([sample["value"] for sample in samples], [1, 0, 1])
            self.assertEqual([sample["step"] for sample in samples], [1, 2, 3])
            self.assertFalse([line for line in lines if "violation" in line])

    def test_what_was_changed_in_a_log_is_a_deviation(self):
        sys.path.insert(0, PACKAGE)
        from runledger import inspect_log

        said = []

        class Ledger:
            def note(self, text):
                pass

            def metric(self, *values):
                pass

            def violation(self, text, **options):
                said.append(text)

        inspect_log.record(
            {"status": "error", "error": {"message": "it broke"}, "invalidated": True,
             "config_updates": [{"max_connections": 4}], "eval": {"task": "lib/t"},
             "samples": [{"id": 1, "epoch": 1, "error": {"message": "no answer"}}]}, "0", Ledger())
        self.assertEqual(len(said), 4)
        self.assertIn("deviation from the plan of t: config update", said[1])

    def test_what_was_retuned_is_a_deviation(self):
        sys.path.insert(0, PACKAGE)
        from runledger import inspect as hook

        class Log:
            config_updates = [{"max_connections": 4}]
            log_updates, invalidated, plan = [], True, {"steps": []}

        said = []
        hooks = hook.RunledgerHooks()
        hooks._violation = lambda text, action="": said.append(text)
        hooks._plans["e"] = hook.plain({"steps": ["generate"]})
        hooks._deviations(Log, "e", "t")
        self.assertEqual(len(said), 3)
        self.assertIn("deviation from the plan of t: config update", said[0])


if __name__ == "__main__":
    unittest.main()
