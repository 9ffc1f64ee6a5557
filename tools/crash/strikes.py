"""Operations of one command that fail, or in which it is killed: the N-th of a kind.

Operations are struck by the program itself (`RUNLEDGER_FAULT`, debug builds), calls of the system
by strace.
"""

OPERATIONS = ("any", "open", "read", "write", "synchronize", "rename", "change")
SYSCALLS = (
    "pwrite64", "pwrite64", "fdatasync", "fsync", "renameat", "write", "openat", "unlinkat",
    "mkdirat", "ftruncate", "fallocate", "copy_file_range", "syncfs", "flock")
ERRORS = (
    (28, "lost"), (5, "lost"), (5, "kept"), (4, "lost"), (24, "lost"), (28, "short"), (12, "lost"))
SYSCALL_ERRORS = ("EIO", "ENOSPC", "EINTR", "EMFILE", "ENOMEM", "EAGAIN")

# The last occurrence of an operation that a command was seen to make.
reach = {}


def within(draw, key):
    """A number up to a little more than what was ever reached."""
    return draw.randint(1, int(reach.get(key, 12) * 1.1) + 1)


def reached(key, number, isMet):
    known = reach.get(key, 12)
    reach[key] = max(known, number) if isMet else max(1, known * 0.85)


def counts(fault):
    """Whether a fault that was met changed anything: who is interrupted, tries again."""
    operation, _, error, effect = fault.split(":")
    return error != "4" and (effect != "short" or operation == "write")


def struck(lab, what, plans, cwd=None):
    told = lab.top / "told"
    told.unlink(missing_ok=True)
    done = lab.run(
        *what.words, more={"RUNLEDGER_FAULT": plans, "RUNLEDGER_FAULT_TOLD": str(told)}, cwd=cwd,
        how=plans)
    return done, told.read_text().splitlines() if told.exists() else []


def traced(lab, what, call, injection):
    trace = lab.top / "trace"
    calls = "write,writev" if call == "write" else call
    done = lab.run(
        *what.words, how=f"{call} {injection}",
        under=("strace", "-f", "-qq", "-o", str(trace), "-e", f"trace={calls}",
               "-e", f"inject={call}:{injection}"))
    return done, trace.read_text(errors="replace")
