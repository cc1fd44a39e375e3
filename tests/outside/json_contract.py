"""Reads licscan's JSON with a reader of its own and holds it against the contract that programs rely on.

The reader is Python's, made strict: no key twice, no NaN. What is checked is what a program would trip
over: keys and their order, sums that agree, one statement in two formats, fingerprints that are unique.
"""

import json
import re
import subprocess
import sys

SCAN = ["schema", "tool", "roots", "units", "complete", "summary"]
TOOL = ["name", "version", "index"]
SUMMARY = ["units", "documents", "bytes_read", "errors", "warnings", "notes", "waived"]
LEVELS = {"error": "errors", "warning": "warnings", "note": "notes"}
KINDS = {"model", "documents", "dataset", "space"}
RELATIONS = {
    "original", "mirror", "quantized", "finetune", "adapter", "merge", "distilled", "unknown",
}
VERDICTS = {
    "exact", "equivalent", "altered", "partial", "family", "unknown-license", "reference",
    "not-a-license", "unreadable",
}
OF_UNIT = {"path", "name", "owner", "kind", "layout", "relation", "documents", "declared", "lineage", "findings"}
OF_FINDING = {"rule", "level", "license", "clause", "message", "path", "line", "fingerprint", "fixable"}


def unique(pairs):
    keys = [key for key, _ in pairs]
    assert len(keys) == len(set(keys)), f"a key stands twice: {keys}"
    return dict(pairs)


def no_constant(name):
    raise AssertionError(f"{name} is no JSON")


def strict(text):
    return json.loads(text, object_pairs_hook=unique, parse_constant=no_constant)


def run(*arguments):
    done = subprocess.run([sys.argv[1], *arguments], capture_output=True, check=False)
    return done.returncode, done.stdout.decode("utf-8")


def check_finding(finding, unit):
    assert OF_FINDING <= finding.keys(), (finding, unit)
    assert finding["level"] in LEVELS, finding
    assert re.fullmatch("[0-9a-f]{16}", finding["fingerprint"]), finding
    assert re.fullmatch("[a-z]+(-[a-z]+)*", finding["rule"]), finding
    assert isinstance(finding["fixable"], bool), finding
    assert (finding["path"] is None) == (finding["line"] is None), finding
    assert finding["line"] is None or finding["line"] >= 1, finding


def check_unit(unit, root):
    assert OF_UNIT <= unit.keys(), unit["path"]
    assert unit["path"] == root or unit["path"].startswith(root + "/"), unit["path"]
    assert unit["kind"] in KINDS and unit["relation"] in RELATIONS, unit["path"]
    paths = [document["path"] for document in unit["documents"]]
    assert len(paths) == len(set(paths)), paths
    for document in unit["documents"]:
        assert "verdict" not in document or document["verdict"] in VERDICTS, document
        for found in document["licenses"]:
            assert found["verdict"] in VERDICTS, document
    for base in unit["lineage"]:
        assert base["evidence"], base
    for finding in unit["findings"]:
        check_finding(finding, unit["path"])


def main():
    root = sys.argv[2]
    code, text = run("--format", "json", root)
    assert code == 1, f"exit code {code}"
    scan = strict(text)
    assert list(scan) == SCAN, list(scan)
    assert list(scan["tool"]) == TOOL and list(scan["summary"]) == SUMMARY, scan["summary"]
    assert scan["schema"] == "licscan.scan/1" and scan["roots"] == [root]
    assert re.fullmatch("sha256:[0-9a-f]{64}", scan["tool"]["index"]), scan["tool"]

    for unit in scan["units"]:
        check_unit(unit, root)
    paths = [unit["path"] for unit in scan["units"]]
    assert paths == sorted(paths) and len(paths) == len(set(paths)), paths

    findings = [finding for unit in scan["units"] for finding in unit["findings"]]
    for level, sum_of in LEVELS.items():
        counted = sum(finding["level"] == level for finding in findings)
        assert counted == scan["summary"][sum_of], (level, counted, scan["summary"])
    assert scan["summary"]["units"] == len(scan["units"])
    assert scan["summary"]["bytes_read"] > 0

    lines = [strict(line) for line in run("--format", "jsonl", root)[1].splitlines()]
    assert lines[:-1] == scan["units"], "a unit's line is not what the object says"
    assert run("--format", "json", "--threads", "1", root)[1] == text, "one thread says something else"

    here = [sys.argv[0], sys.argv[2] + "/no-such-file"]
    code, text = run("identify", "--format", "jsonl", *here)
    lines = [strict(line) for line in text.splitlines()]
    assert code == 4 and [line["path"] for line in lines] == here, (code, lines)
    assert [line["verdict"] for line in lines] == ["not-a-license", "unreadable"], lines
    print(f"JSON: {len(scan['units'])} units and {len(findings)} findings are as the contract says")


main()
