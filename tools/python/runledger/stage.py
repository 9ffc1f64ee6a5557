"""What a stage is told by the runner, and what it says while it runs."""

import fnmatch
import json
import logging
import os
import shutil
from types import MappingProxyType

from runledger.events import EventFile, number

_log = logging.getLogger("runledger")


class ContextError(Exception):
    """A context that cannot be read, or a name that the stage does not declare."""


class _Declared(dict):
    """A mapping whose missing names say what there is."""

    def __init__(self, kind: str, values: dict):
        super().__init__(values)
        self._kind = kind

    def __missing__(self, name):
        known = ", ".join(sorted(self)) or "none"
        raise ContextError(f"no {self._kind} '{name}' is declared for this stage (there is: {known})")


class Told:
    """Words that somebody said to the running stage with `runledger tell`."""

    def __init__(self, n: int, text: str, answers: str):
        self.n, self.text, self._answers = n, text, answers

    def answer(self, text: str) -> None:
        """Answers; `runledger tell` prints and records it."""
        with open(self._answers, "a", encoding="utf-8") as file:
            file.write(json.dumps({"n": self.n, "answer": text}) + "\n")


class Context:
    """A stage's view of its run.

    Without a runner (`tracked` is False) parameters and inputs are those given to `context()`, and
    what would be recorded goes to the logger `runledger` instead, so that a program runs alike by
    hand.
    """

    def __init__(self, fields: dict, environment: dict):
        directory = os.getcwd()
        self.tracked = bool(environment.get("RUNLEDGER_CONTEXT"))
        #: Slug of the study, id of the run, level, stage and unit; empty where there is none.
        self.study = fields.get("study", "")
        self.run = fields.get("run", "")
        self.level = fields.get("level", "")
        self.stage = fields.get("stage", "")
        self.unit = fields.get("unit", "")
        #: The number of the attempt, from 1.
        self.attempt = fields.get("attempt", 1)
        #: The run's seed: the only source of randomness that can be reproduced.
        self.seed = fields.get("seed", 0)
        #: The parameters that the stage names, with their types.
        self.params = _Declared("parameter", fields.get("params", {}))
        #: Absolute paths of the inputs by name: a file, or the directory of a pattern's files.
        self.inputs = _Declared("input", {
            name: os.path.join(directory, path) for name, path in fields.get("inputs", {}).items()
        })
        #: Declared output paths and patterns, relative to the working directory.
        self.outputs = list(fields.get("outputs", []))
        #: Every member of the context as it was read.
        self.fields = MappingProxyType(fields)
        self._directory = directory
        path = environment.get("RUNLEDGER_EVENTS") if self.tracked else None
        self._events = EventFile(path) if path else None
        self._control = environment.get("RUNLEDGER_CONTROL") if self.tracked else None
        self._heard = 0

    def log(self, step=None, **metrics) -> None:
        """Reports metrics: `ctx.log(loss=0.4, step=3)`. NaN and infinities are recorded as such."""
        for name, value in metrics.items():
            self.metric(name, value, step)

    def metric(self, name: str, value, step=None) -> None:
        """Reports one metric whose name is no Python identifier: `ctx.metric("auc/test", 0.9)`."""
        members = {"name": str(name), "value": number(value, str(name))}
        if step is not None:
            members["step"] = number(step, "step")
        self._say("metric", members)

    def progress(self, done, of) -> None:
        """How far it is, for the display."""
        self._say("progress", {"done": number(done, "done"), "of": number(of, "of")})

    def note(self, text: str) -> None:
        """Something worth keeping."""
        self._say("note", {"text": str(text)})

    def usage(self, name: str, value, unit: str = "") -> None:
        """Something spent, as tokens or money."""
        self._say("usage", {"name": name, "value": number(value, name), "unit": unit})

    def skipped(self, what: str, reason: str) -> None:
        """Work left out on purpose; it is counted and shown."""
        self._say("skipped", {"what": str(what), "reason": str(reason)})

    def failure(self, kind: str, text: str) -> None:
        """Why the stage is about to fail: transient, io, env or failure. It does not end it."""
        self._say("failure", {"class": kind, "text": str(text)})

    def violation(self, text: str, severity: str = "critical", action: str = "") -> None:
        """Something that must not happen. A critical one halts the study until it is resolved."""
        members = {"severity": severity, "text": str(text)}
        if action:
            members["action"] = str(action)
        self._say("violation", members)

    def artifact(self, path: str, source=None, data=None) -> str:
        """The absolute path of an output, its directories made; raises if no `outputs:` covers it.

        With `source` that file is copied there, with `data` (text or bytes) these are written;
        without either the caller writes the file.
        """
        # Wider than the runner's patterns, where a star ends at a slash: what it refuses is surely lost.
        covered = any(fnmatch.fnmatchcase(path, pattern) or path == pattern for pattern in self.outputs)
        if self.tracked and not covered:
            known = ", ".join(self.outputs) or "none"
            raise ContextError(f"'{path}' is no declared output (there is: {known}); add it to 'outputs:'")
        whole = os.path.join(self._directory, path)
        os.makedirs(os.path.dirname(whole), exist_ok=True)
        if source is not None:
            shutil.copyfile(source, whole)
        elif data is not None:
            with open(whole, "wb") as file:
                file.write(data.encode("utf-8") if isinstance(data, str) else data)
        return whole

    def told(self):
        """What was said since the last call, oldest first: `for word in ctx.told(): word.answer("yes")`."""
        if not self._control:
            return
        with open(self._control, encoding="utf-8") as file:
            lines = file.read().split("\n")[:-1]
        while self._heard < len(lines):
            line = json.loads(lines[self._heard])
            self._heard += 1
            yield Told(line["n"], line["text"], self._control + ".answers")

    def _say(self, kind: str, members: dict) -> None:
        if self._events:
            self._events.append(kind, members)
        else:
            _log.info("%s %s", kind, " ".join(f"{key}={value}" for key, value in members.items()))


def context(params=None, inputs=None, seed: int = 0) -> Context:
    """The context of this process; the arguments stand in where no runner started it.

    A runner's values always win. Raises ContextError when `$RUNLEDGER_CONTEXT` cannot be read.
    """
    path = os.environ.get("RUNLEDGER_CONTEXT")
    if not path:
        fields = {"params": dict(params or {}), "inputs": dict(inputs or {}), "seed": seed}
        return Context(fields, dict(os.environ))
    try:
        with open(path, encoding="utf-8") as file:
            fields = json.load(file)
    except (OSError, ValueError) as error:
        raise ContextError(f"{path}: {error}") from error
    return Context(fields, dict(os.environ))
