"""DVC: what it takes to say where a project of one stage stands."""

import os
import subprocess
import sys

from measure import answer, arguments, process

directory, _ = arguments()
command = os.path.join(os.path.dirname(sys.executable), "dvc")
environment = {
    **os.environ, "DVC_NO_ANALYTICS": "1", "HOME": directory, "XDG_CONFIG_HOME": directory,
    "DVC_SITE_CACHE_DIR": os.path.join(directory, "site")}


def dvc(*arguments):
    return subprocess.run(
        [command, *arguments], cwd=directory, env=environment, check=True, timeout=60,
        capture_output=True, text=True).stdout


dvc("init", "--no-scm")
dvc("stage", "add", "-n", "fit", "-o", "fit.txt", "echo 1 > fit.txt")
dvc("repro")
answer(
    dvc("--version").strip(), "written",
    status_ms=process([command, "status"], cwd=directory, env=environment),
    start_ms=process([command, "--version"], cwd=directory, env=environment))
