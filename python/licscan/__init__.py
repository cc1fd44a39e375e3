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

__all__ = ["LicscanError", "check", "program", "scan"]

Path = Union[str, "os.PathLike[str]"]

#: Exit codes with which there is an answer: clean, findings, nothing scanned, incomplete.
_ANSWERED = (0, 1, 3, 4)

#: The exit code of a shell for a program that is not there.
_NOT_FOUND = 127


class LicscanError(RuntimeError):
    """licscan gave no answer: wrong usage, a path that does not exist, a bug, or no program.

    `exit_code` is that of the program (127 where there is none), `stderr` what it said.
    """

    def __init__(self, exit_code: int, stderr: str) -> None:
        super().__init__(f"licscan ended with exit code {exit_code}: {stderr.strip()}")
        self.exit_code = exit_code
        self.stderr = stderr


def scan(path: Path, *more: Path, options: Sequence[str] = ()) -> dict[str, Any]:
    """What `licscan scan` finds below these folders. `options` are those of the command line.

    Findings are no exception: `result["summary"]["errors"]` counts them, and `result["complete"]` is
    false where something could not be looked at. Raises `LicscanError` where there is no answer.
    """
    return _run("scan", (path, *more), options)


def check(path: Path, *, options: Sequence[str] = ()) -> dict[str, Any]:
    """What `licscan check` finds in a folder that is about to be published as a model."""
    return _run("check", (path,), options)


def program() -> str:
    """The program that came with this module, else the one on the path."""
    name = "licscan.exe" if sys.platform == "win32" else "licscan"
    folders = [
        sysconfig.get_path("scripts"),
        sysconfig.get_path("scripts", f"{os.name}_user"),
        # `pip install --target` puts programs beside the modules.
        os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "bin"),
    ]
    for folder in folders:
        file = pathlib.Path(folder, name)
        if file.is_file():
            return str(file)
    found = shutil.which(name)
    if found is None:
        raise LicscanError(_NOT_FOUND, "the program licscan is not installed")
    return found


def _run(command: str, paths: Sequence[Path], options: Sequence[str]) -> dict[str, Any]:
    typed = [os.fspath(path) for path in paths]
    ran = subprocess.run(
        [program(), command, "--format", "json", *options, "--", *typed],
        capture_output=True,
        encoding="utf-8",
        errors="replace",
        check=False,
    )
    if ran.returncode not in _ANSWERED:
        raise LicscanError(ran.returncode, ran.stderr)
    answer: dict[str, Any] = json.loads(ran.stdout)
    return answer
