"""A hook for Inspect AI: every sample of an evaluation is recorded as it lands.

Import it in the file of the task, and run the evaluation as a stage or under `runledger exec`:

    import runledger.inspect  # noqa: F401

    runledger exec -o logs -- inspect eval task.py --model mockllm/model

Where no runner started the process, nothing is written. What is recorded:

* at the start of a task, a note with its model, its plan and the digest of both;
* of every sample, each score as the metric `TASK/SCORER` with the sample's number as its step, and a
  note with its id, epoch and attempt; a sample that ended with an error is a violation;
* a sample or a call of the model that is tried again, a note;
* what was retuned while it ran (`inspect ctl config`), edited or invalidated afterwards: a violation
  each, since it is a deviation from the plan;
* tokens, as usage; at the end the status, the results as metrics `TASK/SCORER/METRIC`, and the log's
  digest where it is a file.
"""

import hashlib
import json
import os
from urllib.parse import unquote, urlparse

from inspect_ai.hooks import Hooks, hooks

from runledger.stage import context

#: Inspect's letters for scores that are no numbers.
LETTERS = {"C": 1.0, "P": 0.5, "I": 0.0, "N": 0.0}


def value_of(score):
    """A score's value as a number, or None where it is none: letters as Inspect counts them."""
    value = getattr(score, "value", score)
    if isinstance(value, str):
        return LETTERS.get(value)
    return value if isinstance(value, (int, float)) else None


def plain(value):
    """A value of Inspect as JSON, with its keys in order, so that equal plans have equal digests."""
    if hasattr(value, "model_dump"):
        value = value.model_dump(mode="json", exclude_none=True)
    return json.dumps(value, sort_keys=True, ensure_ascii=False, default=str)


def place_of(location: str) -> str:
    """The path of a log's location, which may be written as an address of this machine."""
    return unquote(urlparse(location).path) if location.startswith("file:") else location


@hooks(name="runledger", description="Records every sample of an evaluation in a ledger")
class RunledgerHooks(Hooks):
    """Writes a line to `$RUNLEDGER_EVENTS` for whatever happens."""

    def __init__(self):
        self._ledger = context()
        self._tasks = {}
        self._landed = {}
        self._plans = {}

    def enabled(self) -> bool:
        return self._ledger.tracked

    def _violation(self, text: str, action: str = "recorded") -> None:
        self._ledger.violation(text, severity="non_critical", action=action)

    def _task(self, eval_id: str) -> str:
        return self._tasks.get(eval_id, "task")

    async def on_task_start(self, data) -> None:
        self._tasks[data.eval_id] = data.spec.task.rsplit("/", 1)[-1]
        self._landed[data.eval_id] = 0
        plan = plain(data.plan)
        self._plans[data.eval_id] = plan
        digest = hashlib.sha256(plan.encode()).hexdigest()
        samples = getattr(data.spec.dataset, "samples", None)
        self._ledger.note(
            f"inspect: task {self._task(data.eval_id)} starts, model {data.spec.model}, "
            f"{samples} samples, plan sha256:{digest}, "
            f"config {plain(data.spec.config)}")

    async def on_sample_end(self, data) -> None:
        sample = data.sample
        task = self._task(data.eval_id)
        number = self._landed[data.eval_id] = self._landed.get(data.eval_id, 0) + 1
        for name, score in sorted((sample.scores or {}).items()):
            value = value_of(score)
            if value is not None:
                self._ledger.metric(f"{task}/{name}", value, number)
        self._ledger.note(
            f"inspect: sample {sample.id} epoch {sample.epoch} of {task} landed as number {number}")
        if sample.error is not None:
            self._violation(
                f"inspect: sample {sample.id} of {task} ended with an error: {sample.error.message}",
                action="counted as it is in Inspect's log")

    async def on_sample_attempt_end(self, data) -> None:
        if data.will_retry:
            self._ledger.note(
                f"inspect: sample {data.summary.id} of {self._task(data.eval_id)} is tried again "
                f"after attempt {data.attempt}")

    async def on_model_retry(self, data) -> None:
        self._ledger.note(
            f"inspect: a call of {data.model_name} is tried again, attempt {data.attempt}")

    async def on_model_usage(self, data) -> None:
        tokens = getattr(data.usage, "total_tokens", 0)
        if tokens:
            self._ledger.usage(f"tokens/{data.model_name}", tokens, "tokens")

    async def on_task_end(self, data) -> None:
        log = data.log
        task = self._task(data.eval_id)
        self._deviations(log, data.eval_id, task)
        for score in (log.results.scores if log.results else []):
            for name, metric in sorted(score.metrics.items()):
                self._ledger.metric(f"{task}/{score.name}/{name}", metric.value)
        place = place_of(log.location or "")
        if os.path.isfile(place):
            with open(place, "rb") as file:
                digest = hashlib.sha256(file.read()).hexdigest()
            self._ledger.note(f"inspect: task {task} {log.status}, log sha256:{digest}")
        else:
            self._ledger.note(f"inspect: task {task} {log.status}")
        if log.status != "success":
            reason = log.error.message if log.error else log.status
            self._violation(f"inspect: task {task} ended as {log.status}: {reason}")

    def _deviations(self, log, eval_id: str, task: str) -> None:
        """What was changed after the start: of the plan, the configuration or the log itself."""
        for kind in ("config_updates", "log_updates"):
            for update in getattr(log, kind, None) or []:
                self._violation(
                    f"inspect: deviation from the plan of {task}: {kind[:-1].replace('_', ' ')} "
                    f"{plain(update)}", action="recorded; the run counts as retuned")
        if getattr(log, "invalidated", False):
            self._violation(f"inspect: the log of {task} was invalidated")
        plan = plain(log.plan)
        if self._plans.get(eval_id) not in (None, plan):
            self._violation(f"inspect: the plan of {task} is not the one it started with")
