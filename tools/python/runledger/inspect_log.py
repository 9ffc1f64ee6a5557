"""A finished log of Inspect AI, read through `inspect log dump` and recorded.

    runledger import --inspect logs/2026-11-30_greetings.eval

runs this module as a command on the record: the log is its input, so that its digest is pinned, and
what the log says is reported as `runledger.inspect` reports an evaluation that is under way.
Reading is Inspect's own business: the format of the file is not frozen.
"""

import hashlib
import json
import os
import subprocess
import sys

from runledger.stage import context

#: Inspect's letters for scores that are no numbers.
LETTERS = {"C": 1.0, "P": 0.5, "I": 0.0, "N": 0.0}


def number(value):
    """A score's value as a number, or None where it is none: letters as Inspect counts them."""
    if isinstance(value, str):
        return LETTERS.get(value)
    return value if isinstance(value, (int, float)) and not isinstance(value, bool) else None


def dump(path: str) -> dict:
    """What Inspect says of a log."""
    done = subprocess.run(
        ["inspect", "log", "dump", path], capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise SystemExit(f"inspect log dump ended with {done.returncode}: {done.stderr.strip()}")
    return json.loads(done.stdout)


def plain(value) -> str:
    return json.dumps(value, sort_keys=True, ensure_ascii=False, default=str)


def record(log: dict, digest: str, ledger) -> None:
    """Reports a log: where it comes from, every sample, the results, and every deviation."""
    spec = log.get("eval") or {}
    task = (spec.get("task") or "task").rsplit("/", 1)[-1]
    plan = plain(log.get("plan") or {})
    ledger.note(
        f"inspect: task {task} taken over, model {spec.get('model')}, created "
        f"{spec.get('created')}, plan sha256:{hashlib.sha256(plan.encode()).hexdigest()}, "
        f"config {plain(spec.get('config') or {})}")
    for step, sample in enumerate(log.get("samples") or [], 1):
        for name, score in sorted((sample.get("scores") or {}).items()):
            value = number(score.get("value"))
            if value is not None:
                ledger.metric(f"{task}/{name}", value, step)
        ledger.note(
            f"inspect: sample {sample.get('id')} epoch {sample.get('epoch')} of {task} is number "
            f"{step}")
        if sample.get("error"):
            violation(
                ledger, f"inspect: sample {sample.get('id')} of {task} ended with an error: "
                f"{sample['error'].get('message')}")
    results = log.get("results") or {}
    for score in results.get("scores") or []:
        for name, metric in sorted((score.get("metrics") or {}).items()):
            ledger.metric(f"{task}/{score['name']}/{name}", metric["value"])
    for model, usage in sorted(((log.get("stats") or {}).get("model_usage") or {}).items()):
        if usage.get("total_tokens"):
            ledger.usage(f"tokens/{model}", usage["total_tokens"], "tokens")
    for kind in ("config_updates", "log_updates"):
        for update in log.get(kind) or []:
            violation(
                ledger, f"inspect: deviation from the plan of {task}: "
                f"{kind[:-1].replace('_', ' ')} {plain(update)}")
    if log.get("invalidated"):
        violation(ledger, f"inspect: the log of {task} was invalidated")
    if log.get("status") != "success":
        reason = (log.get("error") or {}).get("message") or log.get("status")
        violation(ledger, f"inspect: task {task} ended as {log.get('status')}: {reason}")
    samples = len(log.get("samples") or [])
    ledger.note(f"inspect: task {task} {log.get('status')}, log sha256:{digest}")
    print(f"{task}: {log.get('status')}, {samples} samples, log sha256:{digest}")


def violation(ledger, text: str) -> None:
    ledger.violation(text, severity="non_critical", action="recorded; it is as Inspect's log says")


def main(words) -> int:
    if len(words) != 1 or not os.path.isfile(words[0]):
        print("usage: python3 -m runledger.inspect_log FILE.eval", file=sys.stderr)
        return 2
    with open(words[0], "rb") as file:
        digest = hashlib.sha256(file.read()).hexdigest()
    record(dump(words[0]), digest, context())
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
