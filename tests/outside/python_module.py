"""The module of the wheel, as a notebook and a callback call it: `python python_module.py PROJECT`.

The examples are those of `docs/publishing.md`, run as they stand there.
"""

import contextlib
import io
import os
import pathlib
import re
import shutil
import sys
import tempfile
import types
from typing import Any

import licscan

project = pathlib.Path(sys.argv[1]).resolve()
models = project / "fixtures" / "models"

result = licscan.scan(models)
assert result["schema"] == "licscan.scan/1", result["schema"]
assert result["summary"]["errors"] > 0 and result["units"], result["summary"]
one = licscan.check(models / "acme" / "acme-13b-chat", options=["--role", "internal"])
assert one["summary"]["units"] == 1, one["summary"]
two = licscan.scan(models / "acme", models / "duixcom")
assert len(two["roots"]) == 2, two["roots"]

try:
    licscan.scan(models / "gone")
    sys.exit("failed: a folder that is not there was scanned")
except licscan.LicscanError as error:
    assert error.exit_code == 2, error
    assert error.stderr.startswith("error: ") and "gone" in error.stderr, error.stderr
    assert "exit code 2" in str(error), error

page = (project / "docs" / "publishing.md").read_text(encoding="utf-8")
notebook, callback = re.findall(r"^```python\n(import licscan\n.*?)^```$", page, re.MULTILINE | re.DOTALL)


def run(example: str) -> tuple[dict[str, Any], str]:
    """The names that an example defines, and what it prints."""
    names: dict[str, Any] = {}
    with contextlib.redirect_stdout(io.StringIO()) as printed:
        exec(compile(example, "docs/publishing.md", "exec"), names)
    return names, printed.getvalue()


try:
    import transformers as _  # type: ignore[import-not-found,unused-ignore]  # noqa: F401
except ImportError:
    # A callback needs nothing of the library but the name of its class.
    stub = types.ModuleType("transformers")
    setattr(stub, "TrainerCallback", object)
    sys.modules["transformers"] = stub

with tempfile.TemporaryDirectory() as above:
    os.chdir(above)
    shutil.copytree(models, "models")
    _, printed = run(notebook)
    assert "'errors': " in printed.splitlines()[0], printed
    assert "models/acme/acme-13b-chat error missing-attribution" in printed, printed

    check = run(callback)[0]["LicenseCheck"]()
    arguments = types.SimpleNamespace(output_dir="models/acme/acme-13b-chat")
    try:
        check.on_train_end(arguments, None, None)
        sys.exit("failed: the callback accepts a model that breaks duties")
    except RuntimeError as error:
        assert "missing-attribution: " in str(error), error
    right = pathlib.Path("right")
    right.mkdir()
    (right / "config.json").write_text("{}", encoding="utf-8")
    (right / "README.md").write_text("---\nlicense: mit\n---\n# A model\n", encoding="utf-8")
    check.on_train_end(types.SimpleNamespace(output_dir="right"), None, None)
    os.chdir(project)

print(f"python_module.py: {result['summary']['units']} units, and the examples of the page run")
