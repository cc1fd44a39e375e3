"""The SARIF of a scan against its schema, and what code scanning asks for beyond it.

    python sarif.py LICSCAN FOLDER SCHEMA
"""

import json
import subprocess
import sys

import jsonschema

licscan, folder, schema_file = sys.argv[1:]
with open(schema_file, encoding="utf-8") as file:
    schema = json.load(file)
validator = jsonschema.validators.validator_for(schema)(schema)


def check(folder: str) -> int:
    ran = subprocess.run([licscan, folder, "--format", "sarif"], capture_output=True, check=False)
    log = json.loads(ran.stdout)
    for error in validator.iter_errors(log):
        sys.exit(f"failed: {list(error.path)}: {error.message[:300]}")
    (run,) = log["runs"]
    rules = [rule["id"] for rule in run["tool"]["driver"]["rules"]]
    for result in run["results"]:
        (location,) = result["locations"]
        region = location["physicalLocation"]["region"]
        # The pages of code scanning call all four required.
        assert all(region[key] >= 1 for key in ("startLine", "startColumn", "endLine", "endColumn")), region
        assert rules[result["ruleIndex"]] == result["ruleId"], result
        assert result["message"]["text"] and result["partialFingerprints"], result
    levels = [["error", "warning", "note"].index(result["level"]) for result in run["results"]]
    assert levels == sorted(levels), "the most severe do not come first"
    return len(run["results"])


count = check(folder)
assert count > 20, count
print(f"sarif.py: {count} results are valid")
