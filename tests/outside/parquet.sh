#!/usr/bin/env bash
# Lets DuckDB and PyArrow read the history that `audit export --format parquet` writes, and compares what they
# read with the JSON Lines: `parquet.sh [LICSCAN]`, where LICSCAN was built with `--features parquet`.
#
# Not part of `run`: without LICSCAN it builds one, which takes minutes.
set -euo pipefail
project=$(realpath "$(dirname "${BASH_SOURCE[0]}")/../..")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

if [[ $# -gt 0 ]]; then
    licscan=$(realpath "$1")
else
    (cd "$project" && cargo build --quiet --locked --features parquet)
    licscan="${CARGO_TARGET_DIR:-$project/target}/debug/licscan"
fi

python3 -m venv "$work/python"
"$work/python/bin/pip" install --quiet --disable-pip-version-check 'duckdb==2.0.1' 'pyarrow==26.0.1'

# Three nights: a license comes, another text takes its place, and a model goes.
cp -r "$project/fixtures/models" "$work/store"
cd "$work"
night() {
    local code=0
    SOURCE_DATE_EPOCH=$((1790000000 + 86400 * $1)) "$licscan" audit store --db audit.db >/dev/null || code=$?
    [[ $code == 0 || $code == 1 ]] || { echo "failed: the night ended with $code" >&2; exit 1; }
}
night 1
first=$(dirname "$(find store -name README.md | sort | head -n 1)")
printf 'Copyright 2026 Acme\n' >"$first/NOTICE"
night 2
rm -r "$(dirname "$(find store -name README.md | sort | tail -n 1)")"
night 3
"$licscan" audit export --db audit.db >audit.jsonl
"$licscan" audit export --db audit.db --format parquet >audit.parquet
"$work/python/bin/python" "$project/tests/outside/parquet.py" audit.jsonl audit.parquet
