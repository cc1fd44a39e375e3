"""The module of the wheel, as a notebook calls it: `python python_module.py FOLDER`."""

import sys

import licscan

(folder,) = sys.argv[1:]
result = licscan.scan(folder)
assert result["schema"] == "licscan.scan/1", result["schema"]
assert result["summary"]["errors"] > 0 and result["units"], result["summary"]
one = licscan.check(f"{folder}/acme/acme-13b-chat", options=["--role", "internal"])
assert one["summary"]["units"] == 1, one["summary"]
try:
    licscan.scan(f"{folder}/gone")
    sys.exit("failed: a folder that is not there was scanned")
except licscan.LicscanError as error:
    assert error.exit_code == 2 and "gone" in str(error), error
print(f"python_module.py: {result['summary']['units']} units")
