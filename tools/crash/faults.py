"""What is done to a ledger: operations that fail, of which each counts if it was met."""

import shutil
import signal

from commands import Command, command
from strikes import (
    ERRORS, OPERATIONS, SYSCALL_ERRORS, SYSCALLS, counts, reached, struck, traced, within)


def failing_operations(lab):
    what = command(lab)
    plans = []
    for _ in range(lab.draw.choice((1, 1, 2, 3, 4))):
        operation = lab.draw.choice(OPERATIONS)
        lasting = "+" if lab.draw.random() < 0.1 else ""
        error, effect = lab.draw.choice(ERRORS)
        plans.append(f"{operation}:{within(lab.draw, (what.kind, operation))}{lasting}:{error}:{effect}")
    done, met = struck(lab, what, ",".join(plans))
    for plan in plans:
        operation, number = plan.split(":")[:2]
        if plan in met:
            reached((what.kind, operation), int(number.rstrip("+")), True)
        elif len(plans) == 1:
            reached((what.kind, operation), int(number.rstrip("+")), False)
    lab.figures[f"faults: operation, {what.kind}"] += len(set(filter(counts, met)))
    what.answer(done, f"{','.join(plans)}: {what.words}")


def failing_syscall(lab):
    what = command(lab)
    call = lab.draw.choice(SYSCALLS)
    number = within(lab.draw, (what.kind, call))
    error = lab.draw.choice(SYSCALL_ERRORS)
    # Whoever is interrupted without end tries without end.
    # Who is told for ever to try again, or that there is no room yet, tries for ever.
    step = "" if error in ("EINTR", "EAGAIN") else lab.draw.choice(("", "", "", "+"))
    done, trace = traced(lab, what, call, f"error={error}:when={number}{step}")
    count = trace.count("(INJECTED)")
    reached((what.kind, call), number, count > 0)
    lab.figures[f"faults: syscall, {what.kind}"] += min(count, 1)
    what.answer(done, f"{call} {number}{step} {error}: {what.words}")


# A ledger that is begun, and one that is put back.


def plan(lab, key, number):
    """A kill or a fault at an operation of a kind of command."""
    operation = key[1]
    if lab.draw.random() < 0.5:
        return f"{operation}:{number}:-9:{lab.draw.choice(('lost', 'kept', 'short'))}"
    error, effect = lab.draw.choice(ERRORS)
    return f"{operation}:{number}:{error}:{effect}"


def count(lab, done, met, kind):
    if met and ":-9:" in met[0]:
        lab.figures[f"kills: at an operation, {kind}"] += done.returncode == -signal.SIGKILL
    else:
        lab.figures[f"faults: operation, {kind}"] += len(list(filter(counts, met)))


def begin(lab):
    """A ledger whose beginning is cut short can be begun again."""
    place = lab.top / "fresh"
    shutil.rmtree(place, ignore_errors=True)
    place.mkdir()
    key = ("init", lab.draw.choice(("any", "write", "synchronize", "rename", "change", "open")))
    number = within(lab.draw, key)
    fault = plan(lab, key, number)
    what = Command.__new__(Command)
    what.words = ("init",)
    done, met = struck(lab, what, fault, cwd=place)
    reached(key, number, bool(met))
    count(lab, done, met, "init")
    again = lab.run("init", cwd=place)
    # Killed at its very end, it has made it.
    isMade = "there is a ledger in" in again.stderr
    if done.returncode and again.returncode and not isMade:
        lab.figures.wrong(
            "stuck", lab, f"{fault}: init, again: {again.returncode}: {again.stderr}")
    verified = lab.run("verify", cwd=place)
    if verified.returncode:
        lab.figures.wrong(
            "false accusations", lab, f"{fault}: init, again, verify: {verified.stdout}{verified.stderr}")


def put_back(lab):
    """A log that is gone is restored, and the restoring is cut short."""
    if lab.run("backup", "../backup").returncode:
        return
    lab.isBackedUp = True
    (lab.root / ".runledger/log/data.mdb").unlink()
    key = ("restore", lab.draw.choice(OPERATIONS[1:]))
    number = within(lab.draw, key)
    fault = plan(lab, key, number)
    what = Command.__new__(Command)
    what.words = ("restore", "../backup", "-m", "the disk died")
    done, met = struck(lab, what, fault)
    reached(key, number, bool(met))
    count(lab, done, met, "restore")
    if done.returncode:
        again = lab.run(*what.words)
        if again.returncode and lab.run("verify").returncode:
            lab.figures.wrong(
                "stuck", lab, f"{fault}: restore, again: {again.returncode}: {again.stderr}")
    for path in lab.root.glob(".runledger*"):
        if path.name != ".runledger":
            shutil.rmtree(path)
