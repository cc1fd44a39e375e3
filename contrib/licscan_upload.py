"""Upload a folder to a hub only where licscan has nothing against it.

    from licscan_upload import upload_folder
    upload_folder(repo_id="acme/llama-acme-8b", folder_path="out")

It takes what `huggingface_hub.HfApi.upload_folder` takes. The folder is checked before any request is
sent; a folder that is refused raises `Refused` with the findings. From a shell the same is

    licscan check out && hf upload acme/llama-acme-8b out
"""

from __future__ import annotations

import os
import subprocess
from typing import Any

__all__ = ["Refused", "check", "upload_folder"]


class Refused(RuntimeError):
    """licscan has something against the folder, or could not look at it."""

    def __init__(self, exit_code: int, report: str) -> None:
        super().__init__(f"licscan refuses the folder (exit code {exit_code})\n{report}")
        self.exit_code = exit_code
        self.report = report


def check(folder_path: str | os.PathLike[str], *, fail_on: str = "error") -> str:
    """Checks a folder that is about to be published and returns the report; raises `Refused`."""
    command = [os.environ.get("LICSCAN", "licscan"), "check", "--fail-on", fail_on, "--"]
    ran = subprocess.run(
        [*command, os.fspath(folder_path)],
        capture_output=True,
        encoding="utf-8",
        errors="replace",
        check=False,
    )
    report = ran.stdout + ran.stderr
    if ran.returncode != 0:
        raise Refused(ran.returncode, report)
    return report


def upload_folder(
    *, repo_id: str, folder_path: str | os.PathLike[str], fail_on: str = "error", api: Any = None, **more: Any
) -> Any:
    """`HfApi.upload_folder`, once the folder is found right. `api` is an `HfApi` of your own."""
    check(folder_path, fail_on=fail_on)
    if api is None:
        from huggingface_hub import HfApi

        api = HfApi()
    return api.upload_folder(repo_id=repo_id, folder_path=folder_path, **more)
