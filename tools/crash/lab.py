"""A ledger that is treated badly, what it has promised, and whether it keeps it."""

import collections
import json
import os
import pathlib
import shutil
import signal
import subprocess
import sys
import tempfile

# Far more than anything takes, also where others keep the machine busy.
PATIENCE = 600

STUDY = """
study: s{number}
objective: it goes on
seed: 1
stages:
  - name: make
    run: [sh, -c, 'echo {number} > out.txt; sleep 0.02']
    foreach: {{n: [1, 2]}}
    outputs: {{out.txt: blob}}
    retry: {{attempts: 9, for: [signal, timeout, transient]}}
  - name: read
    inputs: {{made: make/out.txt}}
    run: [sh, -c, 'cat "$0"/*/out.txt > copy.txt', '${{inputs.made}}']
    outputs: {{copy.txt: blob}}
"""


class Figures(collections.Counter):
    """How often what happened, and in what it was wrong."""

    def __init__(self, seed):
        super().__init__()
        self.seed = seed
        self.problems = []

    def total(self, kind):
        return sum(count for name, count in self.items() if name.startswith(kind + ":"))

    def wrong(self, kind, lab, text):
        self[kind] += 1
        self.problems.append(text)
        print(f"! {text}", file=sys.stderr, flush=True)
        if len(self.problems) <= 8:
            keep = pathlib.Path("/tmp") / f"soak-problem-{os.getpid()}-{len(self.problems)}"
            shutil.copytree(lab.top, keep, symlinks=True, ignore_dangling_symlinks=True)
            print(f"! kept in {keep}", file=sys.stderr, flush=True)


def state(pid):
    """What a process and its children are at, as far as the system says."""
    words = []
    for number in [pid, *children(pid)]:
        for name in ("cmdline", "wchan", "syscall"):
            try:
                text = pathlib.Path(f"/proc/{number}/{name}").read_text().replace("\0", " ").strip()
                words.append(f"{number} {name}: {text}")
            except OSError:
                pass
    return "; ".join(words)


def children(pid):
    found = []
    for path in pathlib.Path(f"/proc/{pid}/task").glob("*/children"):
        try:
            found += [int(word) for word in path.read_text().split()]
        except OSError:
            pass
    return found


class Lab:
    """A ledger with its own home, in a directory that is removed with it."""

    def __init__(self, program, figures, draw, within):
        self.program, self.figures, self.draw = program, figures, draw
        self.top = pathlib.Path(tempfile.mkdtemp(prefix="soak-", dir=within))
        self.root = self.top / "lab"
        self.root.mkdir()
        self.serial = 0
        self.study = 0
        self.purged = set()
        self.notes, self.studies = set(), set()
        self.isBackedUp = False
        assert self.run("init").returncode == 0
        self.next_study()

    def next_study(self):
        self.study += 1
        (self.root / f"s{self.study}.yaml").write_text(STUDY.format(number=self.study))

    def number(self):
        self.serial += 1
        return self.serial

    def environment(self, more=None):
        kept = {name: os.environ[name] for name in ("PATH", "LANG") if name in os.environ}
        home = {"HOME": str(self.top), "XDG_CONFIG_HOME": str(self.top / "config")}
        return kept | home | (more or {})

    def start(self, words, under=(), more=None, cwd=None, stdin="/dev/null"):
        with open(stdin) as lines:
            return subprocess.Popen(
                [*under, self.program, *words], cwd=cwd or self.root, env=self.environment(more),
                text=True, stdin=lines, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                errors="replace", start_new_session=True)

    def end(self, process, words, how=""):
        """Waits for a command; crashes and what does not end are counted."""
        try:
            out, err = process.communicate(timeout=PATIENCE)
        except subprocess.TimeoutExpired:
            self.figures.wrong("stuck", self, f"{words} {how} did not end: {state(process.pid)}")
            os.killpg(process.pid, signal.SIGKILL)
            out, err = process.communicate()
        code = process.returncode
        if code != -signal.SIGKILL and (code < 0 or code == 70):
            self.figures.wrong("crashes", self, f"{words} {how}: {code}: {err[-600:]}")
        return subprocess.CompletedProcess(words, code, out, err)

    def run(self, *words, under=(), more=None, cwd=None, how=""):
        return self.end(self.start(words, under, more, cwd), words, how)

    # What it must say.

    def demand(self, what, *words, codes=(0,)):
        """A command that has to succeed; whatever else it says is an accusation."""
        done = self.run(*words)
        if done.returncode not in codes:
            self.figures.wrong(
                "false accusations", self,
                f"{what}: {' '.join(words)}: {done.returncode}: {done.stdout[-900:]}{done.stderr[-600:]}")
        return done

    def goes_on(self, what):
        """The next command is accepted, and counts from then on."""
        text = f"n{self.number()}"
        done = self.run("note", "ledger", text)
        if done.returncode == 0:
            self.acknowledged_note(text)
        else:
            self.figures.wrong(
                "stuck", self, f"{what}: it does not go on: {done.returncode}: {done.stderr}")

    def acknowledged_note(self, text):
        self.notes.add(text)
        self.figures["acknowledged"] += 1

    def acknowledged_study(self, name):
        self.studies.add(name)
        self.figures["acknowledged"] += 1

    def verify(self, what):
        self.demand(what, "verify")
        self.figures["verifications"] += 1

    def promises(self, what):
        """What was acknowledged is there, and what was asked for twice is there once."""
        notes, closed = collections.Counter(), set()
        for line in self.run("log", "--json").stdout.splitlines():
            event = json.loads(line)
            if event["type"] == "note.added":
                notes[event["data"]["text"].split()[0]] += 1
            elif event["type"] == "study.closed":
                closed.add(event["stream"].removeprefix("study/"))
        for text in sorted(self.notes - set(notes)):
            self.figures.wrong("lost", self, f"{what}: '{text}' was acknowledged and is lost")
        for name in sorted(self.studies - closed):
            self.figures.wrong("lost", self, f"{what}: '{name}' was finished and is not")
        for text, count in notes.items():
            if count > 1:
                self.figures.wrong("twice", self, f"{what}: '{text}' is there {count} times")

    def close(self, isRoomy=True):
        """Whatever happened: the study completes, and all that can be checked holds."""
        for _ in range(3):
            done = self.run("run", f"s{self.study}.yaml")
            if done.returncode == 0:
                break
            self.run("retry", "--all", f"s{self.study}", "-m", "it is over")
        else:
            self.figures.wrong(
                "stuck", self, f"the study does not end: {done.returncode}: {done.stdout}{done.stderr}")
        self.promises("at the end")
        for words in (("verify", "--full"), ("replay",), ("export",), ("export", "--check"), ("doctor",)):
            # On a small disk there is something to be said.
            if isRoomy or words != ("doctor",):
                self.demand("at the end", *words)
        self.figures["ledgers"] += 1
        shutil.rmtree(self.top, ignore_errors=True)
