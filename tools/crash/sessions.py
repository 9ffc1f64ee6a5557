"""Many commands of one process, a console, whose operations fail again and again, or that is killed."""

import json
import signal
import time

from lab import PATIENCE
from strikes import counts

LENGTH = 24

# Far enough apart that something succeeds, near enough that a session meets many.
PERIODS = (19, 23, 31, 47, 67, 97, 149)
ERRORS = ((28, "lost"), (5, "lost"), (5, "kept"), (24, "lost"), (12, "lost"))
OPERATIONS = ("any", "any", "read", "open", "write", "synchronize", "rename", "change")


class Session:
    """Lines for a console, and what its answers promise."""

    def __init__(self, lab):
        self.lab = lab
        self.texts = [f"n{lab.number()}" for _ in range(LENGTH)]
        self.place = lab.top / "lines"
        self.place.write_text("".join(f"{line}\n" for line in map(self.line, self.texts)))

    def line(self, text):
        # One in eight is so long that it lies in a file of its own.
        note = text if int(text[1:]) % 8 else f"{text} {'x' * 6000}"
        return f"note ledger '{note}' --cmd-id c-{text}"

    def start(self, more=None):
        return self.lab.start(("console",), more=more, stdin=self.place)

    def take(self, output, how):
        """Counts what was answered; a line that was cut off is no answer."""
        lab = self.lab
        answered = 0
        for line in output.splitlines(keepends=True):
            if not line.endswith("\n"):
                continue
            answer = json.loads(line)
            if answer["status"] == "ok":
                event = answer["result"]["events"][0]["data"]["text"]
                lab.acknowledged_note(event.split()[0])
                answered += 1
            elif answer["error"].get("details", {}).get("exit") in (3, 70):
                lab.figures.wrong("false accusations", lab, f"console, {how}: {line[:900]}")
        return answered

    def again(self):
        """Some of the lines once more: each of them takes effect, and all of them once."""
        for text in self.lab.draw.sample(self.texts, 2):
            words = ("note", "ledger", text if int(text[1:]) % 8 else f"{text} {'x' * 6000}",
                     "--cmd-id", f"c-{text}")
            done = self.lab.run(*words)
            if done.returncode == 0:
                self.lab.acknowledged_note(text)
            else:
                self.lab.figures.wrong(
                    "stuck", self.lab, f"console, again: {done.returncode}: {done.stderr[-600:]}")


def failing_session(lab):
    session = Session(lab)
    told = lab.top / "told"
    told.unlink(missing_ok=True)
    plans = [f"write:/{lab.draw.choice(PERIODS)}:0:short"]
    for _ in range(4):
        error, effect = lab.draw.choice(ERRORS)
        period = lab.draw.choice(PERIODS)
        plans.append(f"{lab.draw.choice(OPERATIONS)}:/{period}:{error}:{effect}")
    how = ",".join(plans)
    process = session.start({"RUNLEDGER_FAULT": how, "RUNLEDGER_FAULT_TOLD": str(told)})
    done = lab.end(process, ("console",), how)
    session.take(done.stdout, how)
    met = told.read_text().splitlines() if told.exists() else []
    for line in filter(counts, met):
        error, effect = line.split(":")[2:]
        lab.figures[f"faults: in a console, {error} {effect}"] += 1
    session.again()


def killed_session(lab):
    session = Session(lab)
    process = session.start()
    output = ""
    for _ in range(lab.draw.randint(1, 6)):
        output += process.stdout.readline()
    time.sleep(lab.draw.uniform(0, 0.004))
    process.kill()
    # What was read ahead of the lines above lies in this very stream.
    rest = process.stdout.read()
    process.wait(PATIENCE)
    lab.figures["kills: a console"] += process.returncode == -signal.SIGKILL
    session.take(output + rest, "killed")
    if lab.draw.random() < 0.3:
        session.again()
