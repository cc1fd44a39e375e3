"""Reads the front matter of every card of a store with PyYAML and holds it against what licscan declares.

licscan reads YAML by the events of another parser and keeps raw scalars; both must come to the same
license and the same base models, at the line where they stand.
"""

import json
import pathlib
import subprocess
import sys

import yaml


class Raw(yaml.BaseLoader):
    """Every scalar stays text, as it stands in the file."""


def front_matter(text):
    """The YAML between the first two lines of three dashes, by the Hub's rule; None without any."""
    if not text.startswith("---\n"):
        return None
    block, separator, _ = text[4:].partition("\n---\n")
    return block if separator else None


def as_list(value):
    return value if isinstance(value, list) else [value]


def line_of(block, key):
    """The line of the file on which the value of a key begins, from 1."""
    for name, value in yaml.compose(block, Loader=Raw).value:
        if name.value == key:
            return value.start_mark.line + 2
    return None


def main():
    licscan, root = sys.argv[1:]
    command = [licscan, "--format", "json", "--fail-on", "never", root]
    scan = json.loads(subprocess.run(command, capture_output=True, check=True).stdout)
    licenses = bases = 0
    for unit in scan["units"]:
        card = pathlib.Path(unit["path"]) / "README.md"
        block = front_matter(card.read_text(encoding="utf-8")) if card.is_file() else None
        if block is None:
            continue
        try:
            values = yaml.load(block, Loader=Raw)
        except yaml.YAMLError:
            assert any(finding["rule"] == "invalid-card" for finding in unit["findings"]), card
            continue
        if isinstance(values.get("license"), str) and values["license"] != "other":
            there = (values["license"], line_of(block, "license"))
            said = [(one["raw"], one["line"]) for one in unit["declared"] if one["path"] == "README.md"]
            assert there in said, (str(card), there, said)
            licenses += 1
        if unit["kind"] == "model" and "base_model" in values and unit["relation"] != "original":
            named = {base.lower() for base in as_list(values["base_model"])}
            traced = {base["base"].lower() for base in unit["lineage"]}
            assert named <= traced, (str(card), named, traced)
            bases += len(named)
    assert licenses > 0 and bases > 0, "no card was compared"
    print(f"YAML: {licenses} licenses and {bases} base models are read as PyYAML reads them")


main()
