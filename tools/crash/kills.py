"""What is done to a ledger: kills, at moments that a seed chooses."""

import os
import pathlib
import signal
import time

from commands import Command, command
from lab import children
from strikes import SYSCALLS, reached, struck, traced, within


def holds_log(pid):
    try:
        return "data.mdb" in pathlib.Path(f"/proc/{pid}/maps").read_text()
    except OSError:
        return False


def wait_for_work(process):
    """True as soon as the process has the log open, false if it ends before."""
    limit = time.monotonic() + 60
    while time.monotonic() < limit:
        if holds_log(process.pid):
            return True
        if process.poll() is not None:
            return False
        time.sleep(0.0005)
    return False


def kill(lab, process, isGroup=False):
    """Kills a process; true if that is what ended it."""
    try:
        (os.killpg if isGroup else os.kill)(process.pid, signal.SIGKILL)
    except ProcessLookupError:
        pass
    return process.wait() == -signal.SIGKILL


spans = {}


def kill_at_a_moment(lab):
    what = command(lab)
    process = lab.start(what.words)
    if wait_for_work(process):
        span = spans.get(what.kind, 0.05)
        time.sleep(lab.draw.uniform(0, span))
        isKilled = kill(lab, process, isGroup=lab.draw.random() < 0.5)
        # Drawn from about as long as such a command takes here and now.
        spans[what.kind] = span * (1.04 if isKilled else 0.9)
        lab.figures[f"kills: at a moment, {what.kind}"] += isKilled
    done = lab.end(process, what.words)
    what.answer(done, f"killed at a moment: {what.words}")


def kill_at_an_operation(lab):
    what = command(lab)
    operation = lab.draw.choice(("write", "synchronize", "rename", "change", "open"))
    number = within(lab.draw, (what.kind, operation))
    effect = lab.draw.choice(("lost", "kept", "short"))
    fault = f"{operation}:{number}:-9:{effect}"
    done, met = struck(lab, what, fault)
    reached((what.kind, operation), number, bool(met))
    lab.figures[f"kills: at an operation, {what.kind}"] += done.returncode == -signal.SIGKILL
    what.answer(done, f"{fault}: {what.words}")


def kill_at_a_syscall(lab):
    what = command(lab)
    call = lab.draw.choice(SYSCALLS)
    number = within(lab.draw, (what.kind, call))
    done, trace = traced(lab, what, call, f"signal=SIGKILL:when={number}")
    isMet = "+++ killed by SIGKILL" in trace
    reached((what.kind, call), number, isMet)
    lab.figures[f"kills: at a syscall, {what.kind}"] += isMet
    what.answer(done, f"killed at {call} {number}: {what.words}")


def kill_the_keeper(lab):
    """The process between the runner and its stage is killed."""
    name = f"e{lab.number()}"
    words = ("exec", "--name", name, "--", "sleep", "0.2")
    process = lab.start(words)
    limit = time.monotonic() + 30
    victim = None
    while victim is None and process.poll() is None and time.monotonic() < limit:
        victim = next((child for child in children(process.pid) if children(child)), None)
        time.sleep(0.002)
    if victim:
        time.sleep(lab.draw.uniform(0, 0.1))
        try:
            isAtWork = bool(children(victim))
            os.kill(victim, signal.SIGKILL)
            lab.figures["kills: keeper of a stage"] += isAtWork
        except ProcessLookupError:
            pass
    done = lab.end(process, words)
    if done.returncode == 0:
        lab.acknowledged_study(name)


def crowd(lab):
    """Four writers at once, of which some are killed, and a reader beside them."""
    running = []
    for step in range(14):
        while len(running) < 4:
            what = Command(lab, "note")
            running.append((what, lab.start(what.words)))
        if step == 7:
            lab.demand("beside writers", "verify")
            lab.figures["verifications beside writers"] += 1
        time.sleep(lab.draw.uniform(0, 0.02))
        at_work = [pair for pair in running if holds_log(pair[1].pid)]
        if at_work and step % 2:
            pair = lab.draw.choice(at_work)
            lab.figures["kills: writer in a crowd"] += kill(lab, pair[1])
        ended = [pair for pair in running if pair[1].poll() is not None]
        running = [pair for pair in running if pair not in ended]
        for what, process in ended:
            what.answer(lab.end(process, what.words), f"in a crowd: {what.words}")
    for what, process in running:
        what.answer(lab.end(process, what.words), f"in a crowd: {what.words}")
