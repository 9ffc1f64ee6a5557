"""Treats ledgers badly for some minutes, and counts what they lost and whom they accused."""

import os
import pathlib
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time

import faults
import kills
import sessions
from commands import Command
from lab import Figures, Lab

program = os.path.abspath(sys.argv[1])
minutes = float(sys.argv[2])
seed = int(sys.argv[3]) if len(sys.argv) > 3 else 1
began = time.monotonic()
draw = random.Random(seed)
figures = Figures(seed)

# How many blows one ledger takes before all of it is checked.
BLOWS = 200

# Chosen by what they cost: a note that is killed takes a hundredth of a second, a restore half.
WAYS = {
    kills.kill_at_an_operation: 60, kills.kill_at_a_moment: 15, kills.kill_at_a_syscall: 4,
    kills.kill_the_keeper: 0.4, kills.crowd: 2, sessions.killed_session: 4,
    faults.failing_operations: 6, faults.failing_syscall: 4, sessions.failing_session: 4,
    faults.begin: 1.5, faults.put_back: 0.4}


def places():
    """Where ledgers lie: in memory for the most part, where nothing waits for a disk."""
    memory = pathlib.Path("/dev/shm")
    return [memory] * 9 + [None] if memory.is_dir() and os.access(memory, os.W_OK) else [None]


def treat(within):
    lab = Lab(program, figures, draw, within)
    for number in range(BLOWS):
        way = draw.choices(list(WAYS), WAYS.values())[0]
        way(lab)
        # The next blow goes on as well; that it can is asked for now and then alone.
        what = f"seed {seed}, ledger {figures['ledgers']}, blow {number}, {way.__name__}"
        if number % 20 == 19 or way in (faults.put_back, kills.crowd):
            lab.verify(what)
            lab.goes_on(what)
        if number % 50 == 49:
            lab.promises(what)
            lab.demand(what, "export", "--check")
            if lab.isBackedUp:
                lab.demand(what, "backup", "../backup", "--check")
        tell()
    lab.close()


def fill(path):
    with open(path, "wb", buffering=0) as file:
        try:
            while True:
                file.write(b"x" * 4096)
        except OSError:
            pass


def full():
    """A small disk that is filled and freed; only root can make one."""
    top = tempfile.mkdtemp(prefix="soak-")
    if os.geteuid() != 0 or subprocess.run(
            ["mount", "-t", "tmpfs", "-o", "size=16m", "tmpfs", top]).returncode:
        return
    try:
        lab = Lab(program, figures, draw, top)
        lab.goes_on("before")
        ballast = lab.top / "ballast"
        fill(ballast)
        for _ in range(2):
            for kind in ("note", "exec", "run", "export"):
                what = Command(lab, kind)
                what.isRepeated = False
                what.answer(lab.run(*what.words), f"full disk: {what.words}")
        lab.verify("full disk")
        ballast.unlink()
        lab.goes_on("full disk, freed")
        lab.verify("full disk, freed")
        figures["full disks"] += 1
        lab.close(isRoomy=False)
    finally:
        subprocess.run(["umount", "-l", top])
        os.rmdir(top)


def progress():
    wrong = len(figures.problems)
    return (f"{(time.monotonic() - began) / 60:.0f} min, seed {seed}: {figures.total('kills')} kills, "
            f"{figures.total('faults')} faults, {figures['acknowledged']} acknowledged, {wrong} problems")


told = [began]


def tell():
    if time.monotonic() > told[0] + 60:
        told[0] = time.monotonic()
        print(progress(), file=sys.stderr, flush=True)


# Ended early, it says how far it came.
signal.signal(signal.SIGTERM, signal.default_int_handler)
signal.signal(signal.SIGINT, signal.default_int_handler)
if shutil.which("strace") is None:
    for way in (kills.kill_at_a_syscall, faults.failing_syscall):
        WAYS.pop(way)
    print("without strace nothing is struck at a call of the system", file=sys.stderr)
within = places()
try:
    while True:
        treat(draw.choice(within))
        if figures["ledgers"] % 10 == 9:
            full()
        if time.monotonic() > began + minutes * 60:
            break
except KeyboardInterrupt:
    pass
for name in sorted(figures):
    print(f"{figures[name]:>8}  {name}")
for name in ("lost", "twice", "false accusations", "crashes", "stuck"):
    if name not in figures:
        print(f"{0:>8}  {name}")
print(progress())
sys.exit(1 if figures.problems else 0)
