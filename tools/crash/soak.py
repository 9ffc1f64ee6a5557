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

program = os.path.abspath(sys.argv[1])
deadline = time.monotonic() + float(sys.argv[2]) * 60
seed = int(sys.argv[3]) if len(sys.argv) > 3 else 1
draw = random.Random(seed)
figures = dict.fromkeys(
    ("kills", "faults", "full disks", "verifications beside writers", "acknowledged", "lost",
     "false accusations", "crashes", "stuck"), 0)
problems = []

STUDY = """
study: soak
objective: it goes on
stages:
  - name: make
    run: [sh, -c, 'echo one > out.txt; sleep 0.05']
    foreach: {n: [1, 2, 3, 4]}
    outputs: {out.txt: blob}
    retry: {attempts: 3, for: [signal, timeout, transient]}
  - name: read
    inputs: {made: make/out.txt}
    run: [sh, -c, 'cat "$0"/*/out.txt > copy.txt', '${inputs.made}']
    outputs: {copy.txt: blob}
"""


# Far more than anything takes, also where others keep the machine busy.
patience = 600


def state(pid):
    """What a process and its children are at, as far as the system says."""
    words = []
    children = subprocess.run(["pgrep", "-P", str(pid)], capture_output=True, text=True).stdout.split()
    for number in [str(pid), *children]:
        for name in ("cmdline", "wchan", "syscall"):
            try:
                text = pathlib.Path(f"/proc/{number}/{name}").read_text().replace("\0", " ").strip()
                words.append(f"{number} {name}: {text}")
            except OSError:
                pass
    return "; ".join(words)


class Lab:
    def __init__(self, top=None):
        self.top = pathlib.Path(top or tempfile.mkdtemp(prefix="soak-"))
        self.root = self.top / "lab"
        self.root.mkdir(parents=True, exist_ok=True)
        self.notes = []
        (self.root / "soak.yaml").write_text(STUDY)
        done = self.run("init")
        assert done.returncode == 0, done.stderr

    def environment(self, **more):
        kept = {name: os.environ[name] for name in ("PATH", "LANG") if name in os.environ}
        return kept | {"HOME": str(self.top), "XDG_CONFIG_HOME": str(self.top / "config")} | more

    def run(self, *words, **more):
        process = subprocess.Popen(
            [program, *words], cwd=self.root, env=self.environment(**more), text=True,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        try:
            out, err = process.communicate(timeout=patience)
        except subprocess.TimeoutExpired:
            figures["stuck"] += 1
            note_problem(self, f"{words} under {more} did not end: {state(process.pid)}")
            process.kill()
            out, err = process.communicate()
        done = subprocess.CompletedProcess(words, process.returncode, out, err)
        if process.returncode == -signal.SIGKILL:
            return done
        if done.returncode < 0 or done.returncode in (70, 132, 133, 134, 136, 139):
            figures["crashes"] += 1
            note_problem(self, f"{words} under {more}: {done.returncode}: {done.stderr[-400:]}")
        return done

    def start(self, *words):
        return subprocess.Popen(
            [program, *words], cwd=self.root, env=self.environment(), text=True,
            stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, start_new_session=True)

    def note(self, text, **more):
        done = self.run("note", "ledger", text, **more)
        if done.returncode == 0:
            self.notes.append(text)
            figures["acknowledged"] += 1
        return done

    def check(self, what):
        verified = self.run("verify")
        if verified.returncode != 0:
            figures["false accusations"] += 1
            note_problem(self, f"{what}: verify: {verified.returncode}: {verified.stdout}{verified.stderr}")
        log = self.run("log", "--type", "note.added", "--json").stdout
        for text in self.notes:
            if f'"{text}"' not in log:
                figures["lost"] += 1
                note_problem(self, f"{what}: '{text}' was acknowledged and is lost")

    def close(self):
        shutil.rmtree(self.top, ignore_errors=True)


def note_problem(lab, text):
    problems.append(text)
    print(f"! {text}", file=sys.stderr, flush=True)
    if len(problems) <= 5:
        keep = pathlib.Path(tempfile.gettempdir()) / f"soak-problem-{os.getpid()}-{len(problems)}"
        shutil.copytree(lab.top, keep, symlinks=True, ignore_dangling_symlinks=True)


def kills():
    lab = Lab()
    for number in range(12):
        process = lab.start("run", "soak.yaml") if number % 3 == 2 else lab.start(
            "note", "ledger", f"killed {number}")
        time.sleep(draw.uniform(0, 0.15))
        alive = process.poll() is None
        # What has ended by itself, and was waited for, leaves no group to be killed.
        if alive:
            os.killpg(process.pid, signal.SIGKILL)
        output, _ = process.communicate()
        figures["kills"] += alive
        if process.returncode == 0 and number % 3 != 2:
            lab.notes.append(f"killed {number}")
            figures["acknowledged"] += 1
        lab.note(f"after {number}")
    lab.check("kills")
    ended = lab.run("run", "soak.yaml")
    if ended.returncode != 0:
        figures["stuck"] += 1
        note_problem(lab, f"kills: the study does not end: {ended.returncode}: {ended.stdout}{ended.stderr}")
    lab.check("kills, at the end")
    if lab.run("replay").returncode != 0:
        figures["false accusations"] += 1
        note_problem(lab, "kills: replay differs")
    lab.close()


def faults():
    lab = Lab()
    for number in range(12):
        place = draw.randint(1, 160)
        lasting = "+" if draw.random() < 0.2 else ""
        error, effect = draw.choice(
            [(28, "lost"), (5, "lost"), (5, "kept"), (4, "lost"), (24, "lost"), (28, "short")])
        fault = f"any:{place}{lasting}:{error}:{effect}"
        if number % 3 == 2:
            lab.run("run", "soak.yaml", RUNLEDGER_FAULT=fault)
        else:
            lab.note(f"fault {number}", RUNLEDGER_FAULT=fault)
        figures["faults"] += 1
        lab.note(f"calm {number}")
    lab.check("faults")
    lab.close()


def full():
    top = tempfile.mkdtemp(prefix="soak-")
    if os.geteuid() != 0 or subprocess.run(
            ["mount", "-t", "tmpfs", "-o", "size=16m", "tmpfs", top]).returncode:
        return
    try:
        lab = Lab(top)
        lab.note("before")
        ballast = lab.top / "ballast"
        with open(ballast, "wb", buffering=0) as file:
            try:
                while True:
                    file.write(b"x" * 4096)
            except OSError:
                pass
        for number in range(4):
            lab.note(f"full {number}")
            lab.run("run", "soak.yaml")
        figures["full disks"] += 1
        lab.check("full disk")
        ballast.unlink()
        if lab.note("after").returncode != 0:
            figures["stuck"] += 1
            note_problem(lab, "full disk: it does not go on")
        lab.check("full disk, freed")
    finally:
        subprocess.run(["umount", "-l", top])
        os.rmdir(top)


def crowd():
    lab = Lab()
    writers = [
        subprocess.Popen(
            ["sh", "-c", f'n=0; while :; do "$0" note ledger "w{w} $n" >/dev/null 2>&1 || exit 1; '
             f"n=$((n+1)); done", program],
            cwd=lab.root, env=lab.environment(), start_new_session=True)
        for w in range(4)
    ]
    for _ in range(8):
        verified = lab.run("verify")
        figures["verifications beside writers"] += 1
        if verified.returncode != 0:
            figures["false accusations"] += 1
            note_problem(lab, f"beside writers: {verified.returncode}: {verified.stdout}{verified.stderr}")
    for writer in writers:
        if writer.poll() is not None:
            figures["stuck"] += 1
            note_problem(lab, "a writer gave up beside others")
        else:
            os.killpg(writer.pid, signal.SIGKILL)
            figures["kills"] += 1
        writer.wait()
    lab.check("crowd")
    lab.close()


ways = [kills, faults, full, crowd]
count = 0
while time.monotonic() < deadline or count < len(ways):
    ways[count % len(ways)]()
    count += 1
for name, figure in figures.items():
    print(f"{figure:>8}  {name}")
print(f"seed {seed}, {count} rounds: " + ("nothing is wrong" if not problems else f"{len(problems)} problems"))
sys.exit(1 if problems else 0)
