"""Reads a history with PyArrow and DuckDB and compares it with its JSON Lines: `parquet.py JSONL PARQUET`."""

import json
import sys

import duckdb
import pyarrow
import pyarrow.parquet


def without_nulls(value):
    """A line may leave out what a row has as NULL."""
    if isinstance(value, dict):
        return {name: without_nulls(it) for name, it in value.items() if it is not None}
    if isinstance(value, list):
        return [without_nulls(it) for it in value]
    return value


def main():
    with open(sys.argv[1], encoding="utf-8") as file:
        schema, *lines = [without_nulls(json.loads(line)) for line in file]
    table = pyarrow.parquet.ParquetFile(sys.argv[2])
    assert table.schema_arrow.metadata[b"licscan.schema"].decode() == schema["schema"]
    rows = [without_nulls(row) for row in table.read().to_pylist()]
    assert rows == lines, "PyArrow reads other rows"
    print(f"pyarrow {pyarrow.__version__}: {len(rows)} rows, {len(table.schema_arrow)} columns, as in JSON Lines")

    found = duckdb.sql(f"SELECT * FROM '{sys.argv[2]}'")
    names = found.columns
    rows = [without_nulls(dict(zip(names, row))) for row in found.fetchall()]
    assert rows == lines, "DuckDB reads other rows"
    counted = duckdb.sql(
        f"SELECT finding.rule, count(*) FROM '{sys.argv[2]}' WHERE type = 'finding' GROUP BY ALL ORDER BY ALL"
    ).fetchall()
    wanted = {}
    for line in lines:
        if line["type"] == "finding":
            wanted[line["finding"]["rule"]] = wanted.get(line["finding"]["rule"], 0) + 1
    assert counted == sorted(wanted.items()), counted
    print(f"duckdb {duckdb.__version__}: the same rows, findings of {len(counted)} rules by one query")


main()
