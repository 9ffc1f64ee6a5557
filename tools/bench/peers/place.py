"""A throw-away place: packages unpacked and installed nowhere else, all of it removed at the end."""

import os
import shutil
import subprocess
import sys
import tempfile


class Missing(Exception):
    """Something that a peer needs cannot be had."""


class Place:
    """A directory with a Python environment and unpacked Debian packages."""

    def __init__(self, parent):
        os.makedirs(parent, exist_ok=True)
        self.path = tempfile.mkdtemp(prefix="peers-", dir=parent)
        # A database server that root may not run has to find its files.
        os.chmod(self.path, 0o755)
        self.root = self.directory("root")
        self.python = os.path.join(self.path, "venv", "bin", "python")

    def directory(self, name):
        path = os.path.join(self.path, name)
        os.makedirs(path)
        return path

    def remove(self):
        shutil.rmtree(self.path, ignore_errors=True)

    def need(self, debian, python):
        """Installs what is named, or raises Missing."""
        if not os.path.exists(self.python):
            self._run("a Python environment", [sys.executable, "-m", "venv", f"{self.path}/venv"])
        if python:
            self._run(
                " ".join(python), [self.python, "-m", "pip", "install", "--quiet", *python], 600)
        if debian:
            self._unpack(debian)

    def _unpack(self, packages):
        if not shutil.which("apt-get") or not shutil.which("dpkg"):
            raise Missing("this system has no Debian packages")
        # What would be installed: the packages, and of their dependencies what is missing.
        plan = self._run(
            " ".join(packages),
            ["apt-get", "-s", "--no-install-recommends", "install", *packages]).stdout
        names = [line.split()[1] for line in plan.splitlines() if line.startswith("Inst ")]
        folder = os.path.join(self.path, "debs")
        os.makedirs(folder, exist_ok=True)
        wanted = sorted({*names, *packages})
        self._run(" ".join(wanted), ["apt-get", "download", *wanted], 300, folder)
        for name in os.listdir(folder):
            self._run(name, ["dpkg", "-x", os.path.join(folder, name), self.root])

    def _run(self, what, command, seconds=120, folder=None):
        try:
            return subprocess.run(
                command, check=True, timeout=seconds, cwd=folder, capture_output=True, text=True)
        except (subprocess.SubprocessError, OSError) as error:
            detail = (getattr(error, "stderr", None) or str(error)).strip().splitlines()
            raise Missing(f"cannot install {what}: {detail[-1] if detail else 'no reason given'}")
