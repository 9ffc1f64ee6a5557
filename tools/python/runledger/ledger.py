"""Reading a ledger's rows: SQLite, read-only, as `SCHEMA.md` describes them."""

import os
import shutil
import sqlite3
import subprocess


class LedgerError(Exception):
    """A ledger that is not there, or whose rows cannot be read."""


class Ledger:
    """The rows of the ledger at or above a directory.

        with runledger.Ledger() as ledger:
            for run in ledger.runs("my-study"):
                print(run["run"], run["params.lr"], run["metrics.auc"])

    Rows are a cache. Unless `refresh` is False the program `runledger` brings them up to date first;
    without the program they are as it left them.
    """

    def __init__(self, path: str = ".", refresh: bool = True, program: str = ""):
        self.root = _find(os.path.abspath(path))
        program = program or os.environ.get("RUNLEDGER", "") or shutil.which("runledger") or ""
        if refresh and program:
            done = subprocess.run([program, "sql", "SELECT 1"], cwd=self.root, capture_output=True, text=True)
            if done.returncode != 0:
                raise LedgerError(done.stderr.strip() or f"{program} sql failed")
        views = os.path.join(self.root, ".runledger", "views")
        files = sorted(
            (name for name in os.listdir(views) if name.startswith("ledger.") and name.endswith(".sqlite")),
            key=lambda name: int(name.split(".")[1]),
        ) if os.path.isdir(views) else []
        if not files:
            raise LedgerError(f"{self.root}: there are no rows yet; 'runledger runs' makes them")
        # A folder that nobody may write opens too, because nothing is written.
        self._rows = sqlite3.connect(f"file:{_quoted(os.path.join(views, files[-1]))}?mode=ro", uri=True)
        self._rows.row_factory = sqlite3.Row

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def close(self) -> None:
        """Closes the file."""
        self._rows.close()

    def sql(self, query: str, parameters=()) -> list:
        """The rows of a query as dictionaries."""
        return [dict(row) for row in self._rows.execute(query, parameters)]

    def runs(self, study: str = "") -> list:
        """Every run as one dictionary: its row, `params.NAME`, `metrics.NAME`, in order of planning.

        A metric of several stages or units is named by its stage as well: `metrics.STAGE.NAME`, and
        by its unit, `metrics.STAGE/UNIT.NAME`. Numbers are numbers; NaN and infinities are floats.
        """
        where, bound = ("WHERE study = ?", (study,)) if study else ("", ())
        runs = {}
        for row in self.sql(f"SELECT * FROM runs {where} ORDER BY study, position", bound):
            runs[row["study"], row["run"]] = row
        for row in self.sql(f"SELECT * FROM params {where} ORDER BY study, run, position", bound):
            value = row["value"] if row["number"] is None else row["number"]
            runs[row["study"], row["run"]][f"params.{row['name']}"] = value
        reported = self.sql(f"SELECT * FROM metrics {where} ORDER BY study, run, stage, unit, name", bound)
        times = {}
        for row in reported:
            key = row["study"], row["run"], row["name"]
            times[key] = times.get(key, 0) + 1
        for row in reported:
            key = row["study"], row["run"]
            value = row["value"] if row["special"] is None else float(row["special"])
            place = row["stage"] + (f"/{row['unit']}" if row["unit"] else "")
            alone = times[key + (row["name"],)] == 1
            runs[key][f"metrics.{row['name']}" if alone else f"metrics.{place}.{row['name']}"] = value
        return list(runs.values())

    def curve(self, run: str, metric: str, study: str = "") -> list:
        """A metric as it was reported while the run went on: dictionaries with step and value."""
        only = "AND study = ?" if study else ""
        return self.sql(
            f"SELECT stage, unit, attempt, step, value FROM metric_points WHERE run = ? AND name = ? {only} "
            "ORDER BY study, stage, unit, attempt, entry, ordinal, n",
            (run, metric) + ((study,) if study else ()),
        )

    def frame(self, study: str = ""):
        """`runs()` as a pandas DataFrame; needs pandas."""
        import pandas

        return pandas.DataFrame(self.runs(study))


def _find(start: str) -> str:
    named = os.environ.get("RUNLEDGER_DIR")
    if named:
        return os.path.dirname(os.path.abspath(named.rstrip("/")))
    place = start
    while not os.path.isdir(os.path.join(place, ".runledger")):
        above = os.path.dirname(place)
        if above == place:
            raise LedgerError(f"there is no ledger at or above {start}; 'runledger init' makes one")
        place = above
    return place


def _quoted(path: str) -> str:
    from urllib.parse import quote

    return quote(path)
