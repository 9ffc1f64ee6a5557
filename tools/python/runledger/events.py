"""The lines of `$RUNLEDGER_EVENTS`: how a value becomes a line that the runner understands."""

import json
import math
import numbers
import operator
import os
import threading

#: Integers beyond this are not exact in JSON, and the runner does not accept them.
INTEGER_MAX = 2**53


def number(value, name: str):
    """The value as JSON carries it: an int, a finite float, or "NaN", "Infinity", "-Infinity".

    Takes whatever converts without loss: int, float, bool (as 0 and 1), numpy scalars, a tensor of
    one element. Raises TypeError for text and the like, ValueError for an integer beyond 2^53.
    """
    if isinstance(value, (str, bytes)) or value is None:
        raise TypeError(f"{name}: {value!r} is not a number")
    try:
        whole = operator.index(value)
    except TypeError:
        whole = None
    if whole is not None:
        if abs(whole) > INTEGER_MAX:
            raise ValueError(f"{name}: {whole} is beyond 2^53 and would not be recorded exactly")
        return whole
    if isinstance(value, numbers.Complex) and not isinstance(value, numbers.Real):
        raise TypeError(f"{name}: {value!r} is not a real number")
    try:
        real = float(value)
    except (TypeError, ValueError) as error:
        raise TypeError(f"{name}: {value!r} is not a number") from error
    if math.isnan(real):
        return "NaN"
    if math.isinf(real):
        return "Infinity" if real > 0 else "-Infinity"
    return real


class EventFile:
    """The file that a stage appends to, one line a call.

    Each line is written by one system call to a descriptor opened for appending, so that lines of
    several threads or forked processes do not mix, and none is lost when the process is killed.
    """

    def __init__(self, path: str):
        self._descriptor = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC, 0o644)
        self._lock = threading.Lock()

    def append(self, kind: str, members: dict) -> None:
        """Writes `{kind: members}`; raises OSError when the line could not be written whole."""
        text = json.dumps({kind: members}, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
        line = memoryview(text.encode("utf-8") + b"\n")
        with self._lock:
            while line:
                line = line[os.write(self._descriptor, line):]
