"""licscan from Python: the same program, its answer as data.

    import licscan
    result = licscan.scan("models")
    for unit in result["units"]:
        for finding in unit["findings"]:
            print(unit["path"], finding["rule"], finding["message"])

The answer is the contract `licscan.scan/1` that `licscan --format json` prints.
"""

from __future__ import annotations

import json
import os
import pathlib
import shutil
import subprocess
import sys
import sysconfig
from typing import Any, Sequence, Union

__all__ = ["LicscanError", "check", "scan"]

Path = Union[str, "os.PathLike[str]"]

#: Exit codes with which there is an answer: clean, findings, nothing scanned, incomplete.
_ANSWERED = (0, 1, 3, 4)


class LicscanError(RuntimeError):
    """licscan gave no answer: wrong usage, a path that does not exist, or a bug."""

    def __init__(self, exit_code: int, message: str) -> None:
        super().__init__(message)
        self.exit_code = exit_code


def scan(path: Path, *more: Path, options: Sequence[str] = ()) -> dict[str, Any]:
    """What `licscan scan` finds below these folders. `options` are those of the command line."""
    return _run("scan", (path, *more), options)


def check(path: Path, *, options: Sequence[str] = ()) -> dict[str, Any]:
    """What `licscan check` finds in a folder that is about to be published as a model."""
    return _run("check", (path,), options)


def _run(command: str, paths: Sequence[Path], options: Sequence[str]) -> dict[str, Any]:
    typed = [os.fspath(path) for path in paths]
    ran = subprocess.run(
        [_program(), command, "--format", "json", *options, "--", *typed],
        capture_output=True,
        encoding="utf-8",
        errors="replace",
        check=False,
    )
    if ran.returncode not in _ANSWERED:
        raise LicscanError(ran.returncode, ran.stderr.strip())
    answer: dict[str, Any] = json.loads(ran.stdout)
    return answer


def _program() -> str:
    """The program that came with this module, else the one on the path."""
    name = "licscan.exe" if sys.platform == "win32" else "licscan"
    for scheme in (None, f"{os.name}_user"):
        scripts = sysconfig.get_path("scripts") if scheme is None else sysconfig.get_path("scripts", scheme)
        program = pathlib.Path(scripts, name)
        if program.is_file():
            return str(program)
    found = shutil.which(name)
    if found is None:
        raise LicscanError(127, "the program licscan is not installed")
    return found
