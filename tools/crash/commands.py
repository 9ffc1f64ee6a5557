"""Commands that are treated badly, and what follows from their answers."""


class Command:
    """One command, and what follows from its answer."""

    def __init__(self, lab, kind):
        self.lab, self.kind = lab, kind
        getattr(self, "make_" + kind)()

    def make_note(self):
        text = f"n{self.lab.number()}"
        # One in six is so long that it lies in a file of its own.
        more = f" {'x' * 6000}" if self.lab.draw.random() < 1 / 6 else ""
        self.words = ("note", "ledger", text + more, "--cmd-id", f"c-{text}")
        self.accepted = lambda: self.lab.acknowledged_note(text)
        self.isRepeated = True

    def make_exec(self):
        name = f"e{self.lab.number()}"
        # Large enough to be a file of its own, and one in four also in the log.
        lines = self.lab.draw.choice((1, 1, 400, 4000))
        self.words = (
            "exec", "--name", name, "-o", "out.txt", "--", "sh", "-c",
            f"yes {name} | head -n {lines} | tee out.txt; rm -f nothing")
        self.accepted = lambda: self.lab.acknowledged_study(name)
        self.isRepeated = False

    def make_run(self):
        number = self.lab.study
        self.words = ("run", f"s{number}.yaml")
        self.isRepeated = False

        def accepted():
            self.lab.acknowledged_study(f"s{number}")
            if self.lab.study == number:
                self.lab.next_study()

        self.accepted = accepted

    def make_export(self):
        self.words = ("export",)
        self.accepted = lambda: self.lab.demand("after an export", "export", "--check")
        self.isRepeated = False

    def make_rebuild(self):
        self.words = ("rebuild",)
        self.accepted = lambda: None
        self.isRepeated = True

    def make_backup(self):
        self.words = ("backup", "../backup")
        lab = self.lab

        def accepted():
            lab.isBackedUp = True
            lab.demand("after a backup", "backup", "../backup", "--check")

        self.accepted = accepted
        self.isRepeated = False

    def make_bundle(self):
        names = sorted(name for name in self.lab.studies if name[0] == "e")
        name = self.lab.draw.choice(names) if names else "none"
        self.words = ("bundle", "make", name, "-o", f"bundle-{self.lab.number()}")
        self.accepted = lambda: None
        self.isRepeated = False

    def make_purge(self):
        lab = self.lab
        names = sorted(name for name in lab.studies - lab.purged if name[0] == "e")
        if not names:
            self.make_note()
            return
        name = lab.draw.choice(names)
        self.words = ("purge", f"{name}/s1/out.txt", "-m", "it was personal")
        self.accepted = lambda: lab.purged.add(name)
        self.isRepeated = False

    def answer(self, done, what):
        """Takes an answer in; asks again where nothing was answered, now and then."""
        lab = self.lab
        if done.returncode == 0:
            self.accepted()
        elif done.returncode == 3:
            lab.figures.wrong(
                "false accusations", lab, f"{what}: {done.stdout[-600:]}{done.stderr[-600:]}")
        elif self.isRepeated and lab.draw.random() < 0.5:
            again = lab.run(*self.words)
            if again.returncode == 0:
                self.accepted()
            else:
                lab.figures.wrong(
                    "stuck", lab, f"{what}, again: {again.returncode}: {again.stderr[-600:]}")


# Notes are cheap: most of what is killed at a moment or an operation is one of them.
WEIGHTS = {
    "note": 40, "exec": 1.5, "run": 1.5, "export": 0.4, "rebuild": 0.4, "backup": 0.4,
    "bundle": 0.3, "purge": 0.4}


def command(lab):
    return Command(lab, lab.draw.choices(list(WEIGHTS), WEIGHTS.values())[0])
