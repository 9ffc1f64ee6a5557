"""What a disk may hold after a power cut, and whether the ledger on it keeps its promises.

Commands are run under strace, which records every change of a file in order. The record is cut at
every point, and what had not been synced by then is taken away, kept, torn or mixed. On each image
`verify` must find nothing, what was acknowledged must be there, the last backup must verify, and
the next commands must work.
"""

import argparse
import collections
import os
import pathlib
import random
import re
import shutil
import subprocess
import sys
import tempfile
import uuid

CALLS = (
    "openat,openat2,open,creat,close,write,pwrite64,writev,pwritev,ftruncate,fallocate,fsync,"
    "fdatasync,syncfs,rename,renameat,renameat2,unlink,unlinkat,rmdir,mkdir,mkdirat,fchmodat,"
    "copy_file_range,lseek"
)
LINE = re.compile(r"^(\d+) +(?:[\d.]+ )?(\w+)\((.*)\) += (-?\d+)")
TEXT = re.compile(r'"((?:\\x[0-9a-f]{2})*)"')
PLACE = re.compile(r"<((?:\\x[0-9a-f]{2})+|[^<>]*)>")


def text(part):
    return bytes.fromhex(part.replace("\\x", ""))


def place(part):
    return os.fsdecode(text(part)) if part.startswith("\\x") else part


NAMES = ("create", "rename", "remove", "mkdir")


class Operation:
    """One change of a file: what it does, to which path, and the data."""

    def __init__(self, kind, path, data=b"", offset=None, target=None, synced=False):
        self.kind, self.path, self.data = kind, path, data
        self.offset, self.target, self.synced = offset, target, synced


def parse(trace, roots):
    """The operations of a trace below some directories, and after which of them a line was printed."""
    operations, printed = [], []
    synced, offsets, pending = set(), {}, {}
    for line in trace.read_text(errors="replace").splitlines():
        process = line.split(" ", 1)[0]
        if line.endswith("<unfinished ...>"):
            pending[process] = line[: -len("<unfinished ...>")].rstrip()
            continue
        resumed = re.match(r"^(\d+) +(?:[\d.]+ )?<\.\.\. \w+ resumed>(.*)$", line)
        if resumed and process in pending:
            line = pending.pop(process) + resumed.group(2)
        match = LINE.match(line)
        if not match or int(match.group(4)) < 0:
            continue
        call, arguments, result = match.group(2), match.group(3), int(match.group(4))
        texts = [text(part) for part in TEXT.findall(arguments)]
        places = [place(part) for part in PLACE.findall(arguments)]
        key = (process, arguments.split("<", 1)[0].split(",", 1)[0])
        if call in ("openat", "openat2", "open", "creat"):
            opened = [place(part) for part in PLACE.findall(line.rsplit(" = ", 1)[1])]
            path = opened[0] if opened else ""
            descriptor = (process, str(result))
            offsets[descriptor] = 0
            if "O_DSYNC" in arguments or "O_SYNC" in arguments:
                synced.add(descriptor)
            else:
                synced.discard(descriptor)
            if path.startswith(roots):
                if "O_CREAT" in arguments:
                    operations.append(Operation("create", path))
                if "O_TRUNC" in arguments:
                    operations.append(Operation("truncate", path, offset=0))
                if "O_APPEND" in arguments:
                    offsets[descriptor] = None
            continue
        path = places[0] if places else ""
        if call == "lseek":
            offsets[key] = result
            continue
        if call in ("write", "writev") and key[1] == "1" and not path.startswith(roots):
            printed.append((len(operations), b"".join(texts).decode(errors="replace")))
            continue
        if call in ("write", "writev", "pwrite64", "pwritev"):
            if not path.startswith(roots):
                continue
            data = b"".join(texts)[:result]
            if call in ("pwrite64", "pwritev"):
                offset = int(arguments.rsplit(",", 1)[1])
            else:
                offset = offsets.get(key, 0)
                if offset is not None:
                    offsets[key] = offset + result
            operations.append(
                Operation("write", path, data, offset, synced=key in synced))
        elif call == "copy_file_range" and len(places) > 1 and places[1].startswith(roots):
            if result:
                target = arguments.split(",")[2].strip().split("<")[0]
                at = offsets.get((process, target), 0) or 0
                operations.append(Operation("copy", places[1], offset=at, target=(path, at, result)))
                offsets[(process, target)] = at + result
        elif call == "ftruncate" and path.startswith(roots):
            operations.append(Operation("truncate", path, offset=int(arguments.rsplit(",", 1)[1])))
        elif call == "fallocate" and path.startswith(roots):
            parts = arguments.split(",")
            operations.append(
                Operation("extend", path, offset=int(parts[-2]) + int(parts[-1])))
        elif call in ("fsync", "fdatasync") and path.startswith(roots):
            operations.append(Operation("sync", path))
        elif call == "syncfs":
            operations.append(Operation("syncall", ""))
        elif call in ("rename", "renameat", "renameat2"):
            names = absolute(texts, places)
            if len(names) == 2 and names[1].startswith(roots):
                operations.append(Operation("rename", names[0], target=names[1]))
        elif call in ("unlink", "unlinkat", "rmdir"):
            names = absolute(texts, places)
            if names and names[0].startswith(roots):
                operations.append(Operation("remove", names[0]))
        elif call in ("mkdir", "mkdirat"):
            names = absolute(texts, places)
            if names and names[0].startswith(roots):
                operations.append(Operation("mkdir", names[0]))
    return operations, printed


def absolute(texts, places):
    names = []
    for index, raw in enumerate(texts):
        name = os.fsdecode(raw)
        base = places[index] if index < len(places) else (places[0] if places else "")
        names.append(name if name.startswith("/") else os.path.join(base, name))
    return names


def unsynced(operations):
    """Which operations a power cut may still take away."""
    loose = set()
    for index, operation in enumerate(operations):
        if operation.kind == "syncall":
            loose.clear()
        elif operation.kind == "sync":
            loose = {
                other for other in loose
                if operations[other].path != operation.path
                and os.path.dirname(operations[other].target or operations[other].path
                                    if isinstance(operations[other].target, (str, type(None)))
                                    else operations[other].path) != operation.path
            }
        elif not operation.synced:
            loose.add(index)
    return loose


def apply(operation, root, mapped, torn=False):
    path = mapped(operation.path)
    try:
        if operation.kind == "create":
            os.makedirs(os.path.dirname(path), exist_ok=True)
            open(path, "ab").close()
        elif operation.kind == "mkdir":
            os.makedirs(path, exist_ok=True)
        elif operation.kind in ("write", "copy"):
            data = operation.data
            if operation.kind == "copy":
                source, start, count = operation.target
                with open(mapped(source), "rb") as file:
                    file.seek(start)
                    data = file.read(count)
            if torn:
                data = data[: len(data) // 2 // 512 * 512]
            with open(path, "r+b") as file:
                file.seek(0, 2) if operation.offset is None else file.seek(operation.offset)
                file.write(data)
        elif operation.kind == "truncate":
            os.truncate(path, operation.offset)
        elif operation.kind == "extend":
            if os.path.getsize(path) < operation.offset:
                os.truncate(path, operation.offset)
        elif operation.kind == "rename":
            os.replace(path, mapped(operation.target))
        elif operation.kind == "remove":
            os.rmdir(path) if os.path.isdir(path) else os.unlink(path)
    except (FileNotFoundError, NotADirectoryError, OSError):
        # What it would have changed was itself taken away.
        pass


def memory():
    """Images are told to be unsynced, and need no disk of their own."""
    return "/dev/shm" if os.access("/dev/shm", os.W_OK) else None


class Laboratory:
    """A ledger with its keys, and copies of both as they were at some moment."""

    def __init__(self, program):
        self.program = program
        self.top = pathlib.Path(tempfile.mkdtemp(prefix="images-", dir=memory()))
        self.home = self.top / "now"
        (self.home / "lab").mkdir(parents=True)
        # What was written before a power cut is looked at after another boot, and the program knows
        # boots apart.
        boot = self.top / "boot"
        boot.write_text(f"{uuid.uuid4()}\n")
        self.afterwards = (
            "unshare", "-m" if os.geteuid() == 0 else "-rm", "sh", "-c",
            'mount --bind "$0" /proc/sys/kernel/random/boot_id && exec "$@"', str(boot))

    def environment(self, home):
        kept = {name: os.environ[name] for name in ("PATH", "LANG") if name in os.environ}
        return kept | {"HOME": str(home), "XDG_CONFIG_HOME": str(home / "config")}

    def run(self, home, *words, under=()):
        return subprocess.run(
            [*under, self.program, *words], cwd=home / "lab", env=self.environment(home),
            capture_output=True, text=True, timeout=600)


class Step:
    """A command that is recorded: its words, and what has to be in the log once it was answered."""

    def __init__(self, *words, promise=None, isBackup=False):
        self.words, self.promise, self.isBackup = words, promise, isBackup

    @property
    def isRestore(self):
        return self.words[0] == "restore"


LONG = "long " + "x" * 9000

STEPS = (
    Step("note", "ledger", "note 1", promise='"note 1"'),
    Step("note", "ledger", LONG, promise='"long x'),
    Step("exec", "--name", "made", "-o", "out.txt", "--", "sh", "-c", "yes | head -c 9000 > out.txt",
         promise='"stream":"study/made","type":"study.closed"'),
    Step("export"),
    Step("backup", "../backup", isBackup=True),
    Step("purge", "made/s1/out.txt", "-m", "it was personal", promise='"type":"blob.purged"'),
    Step("note", "ledger", "note 2", promise='"note 2"'),
    Step("backup", "../backup", isBackup=True),
    # The log is gone when this one begins.
    Step("restore", "../backup", "-m", "the disk died"),
    Step("note", "ledger", "note 3", promise='"note 3"'),
)


def check(lab, home, answered, current, isThorough):
    """What is wrong with an image, in a sentence; None for nothing."""
    def demand(what, *words):
        done = lab.run(home, *words, under=lab.afterwards)
        if done.returncode == 0:
            return None
        return f"{what}: {done.returncode}: {done.stdout[-1200:]}{done.stderr}"

    if current and current.isRestore:
        # Cut short it is begun again; where it came to its end, it says so.
        lab.run(home, *current.words, under=lab.afterwards)
    problem = demand("verify", "verify")
    if problem:
        return problem
    log = lab.run(home, "log", "--json", under=lab.afterwards).stdout
    for step in answered:
        if step.promise and step.promise not in log:
            return f"'{' '.join(step.words)[:60]}' was acknowledged, and is lost"
    if any(step.isBackup for step in answered):
        problem = demand("the backup", "backup", "../backup", "--check")
    return (
        problem or demand("exported files", "export", "--check")
        or demand("the next command", "note", "ledger", "afterwards")
        or isThorough and (
            demand("the next export", "export") or demand("exported files then", "export", "--check"))
        or (demand("the next backup", "backup", "../backup") if current and current.isBackup else None)
        or demand("verify afterwards", "verify"))


def record(lab, roots):
    """What all steps changed, in order, and how much of it each step made."""
    operations, ends = [], []
    for number, step in enumerate(STEPS):
        if step.isRestore:
            data = lab.home / "lab/.runledger/log/data.mdb"
            data.unlink()
            operations += [Operation("remove", str(data)), Operation("syncall", "")]
        trace = lab.top / f"trace-{number}"
        strace = ("strace", "-f", "-y", "-xx", "-s", "2000000", "-e", f"trace={CALLS}", "-o", str(trace))
        done = lab.run(lab.home, *step.words, under=strace)
        if done.returncode:
            sys.exit(f"{step.words}: {done.stderr}")
        operations += parse(trace, roots)[0]
        ends.append(len(operations))
    return operations, ends


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("program", type=os.path.abspath)
    parser.add_argument("--images", type=int, default=200, help="at most so many images")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    draw = random.Random(options.seed)
    lab = Laboratory(options.program)
    if lab.run(lab.home, "init").returncode:
        sys.exit("init failed")
    base = lab.top / "base"
    shutil.copytree(lab.home, base, symlinks=True)
    operations, ends = record(lab, (str(lab.home) + "/",))
    ways = ("all", "none", "data", "torn", "names", "mixed", "mixed")
    cuts = [(cut, way) for cut in range(1, len(operations) + 1) for way in ways]
    if len(cuts) > options.images:
        cuts = sorted(draw.sample(cuts, options.images))
    wrong, tried = 0, collections.Counter()
    for count, (cut, way) in enumerate(cuts):
        image = lab.top / "image"
        shutil.rmtree(image, ignore_errors=True)
        shutil.copytree(base, image, symlinks=True)
        mapped = lambda path: str(image) + path[len(str(lab.home)):]
        loose = unsynced(operations[:cut])
        # Names come and go in order, as a journal has them; data need not.
        names = [index for index in sorted(loose) if operations[index].kind in NAMES]
        kept = draw.randint(0, len(names)) if way in ("mixed", "names") else len(names)
        gone = set(names[kept:])
        for index, operation in enumerate(operations[:cut]):
            isLoose = index in loose
            isData = operation.kind in ("write", "copy")
            if isLoose and (
                way == "none" or index in gone or way == "data" and isData
                or way == "mixed" and isData and draw.random() < 0.5
            ):
                continue
            # A file in place is torn between sectors; a new one is there, or it is not.
            torn = (way == "torn" and isLoose and operation.kind == "write"
                    and operation.path.endswith(".mdb") and draw.random() < 0.5)
            apply(operation, image, mapped, torn)
        answered = [step for step, end in zip(STEPS, ends) if end <= cut]
        current = next((step for step, end in zip(STEPS, ends) if end > cut), None)
        if count % 100 == 99:
            print(f"{count + 1} of {len(cuts)} images: {wrong} wrong", flush=True)
        tried[(current or STEPS[-1]).words[0]] += 1
        problem = check(lab, image, answered, current, count % 4 == 0)
        if problem:
            wrong += 1
            at = " ".join(current.words)[:40] if current else "the end"
            print(f"cut {cut} of {len(operations)} in {at}, {way}: {problem}", flush=True)
            shutil.copytree(image, lab.top / f"wrong-{wrong}", symlinks=True)
    print(f"{len(cuts)} images of {len(operations)} operations, seed {options.seed}: {wrong} wrong; cut in "
          + ", ".join(f"{word} {count}" for word, count in sorted(tried.items())))
    if wrong:
        print(f"kept in {lab.top}")
        sys.exit(1)
    shutil.rmtree(lab.top)


main()
