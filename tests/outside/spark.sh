#!/usr/bin/env bash
# Scans 20,000 models by a real Spark and by one process, and compares byte by byte: `spark.sh LICSCAN PROJECT
# [COUNT]`. A second run has a worker and a licscan killed in between.
#
# Too long for `run`: it takes minutes, a Java and 400 MB of packages.
set -euo pipefail
licscan=$(realpath "$1")
project=$(realpath "$2")
count=${3:-20000}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

command -v java >/dev/null || { echo 'skipped: there is no java'; exit 0; }
python3 -m venv "$work/python"
"$work/python/bin/pip" install --quiet --no-cache-dir --disable-pip-version-check 'pyspark==4.3.0'
python="$work/python/bin/python"
export PYSPARK_PYTHON=$python SPARK_LOCAL_IP=127.0.0.1
java -version 2>&1 | head -n 1
"$python" --version
"$python" -c 'import pyspark; print("pyspark", pyspark.__version__)'
"$licscan" --version

"$python" "$project/tests/outside/spark_store.py" "$work/store" "$count" "$project/LICENSE"
roots="$work/store/roots.txt"
cd "$work"

ended_well() {
    # Findings are what is wanted here.
    [[ $1 == 0 || $1 == 1 ]] || { echo "failed: licscan ended with $1" >&2; exit 1; }
}

SECONDS=0
code=0
"$licscan" scan --roots-from "$roots" --format json >one.json || code=$?
ended_well "$code"
echo "one process: ${SECONDS} s, $(tail -n 1 one.json)"

# Four tasks at once, each tried up to four times.
spark() {
    "$work/python/bin/spark-submit" --master 'local[4,4]' --conf spark.ui.enabled=false \
        "$project/contrib/spark/licscan_spark.py" \
        --roots "$roots" --out "file://$work/$1" --partitions 16 --licscan "$licscan" >"$1.log" 2>&1
}

same() {
    local code=0
    "$licscan" merge --roots-from "$roots" "$1"/result/part-* >"$1.json" || code=$?
    ended_well "$code"
    cmp one.json "$1.json" || { echo "failed: $1 is another result" >&2; exit 1; }
    echo "$1: ${SECONDS} s, sha256 $(sha256sum <"$1.json" | cut -c 1-16), one process $(sha256sum <one.json | cut -c 1-16)"
}

SECONDS=0
spark undisturbed || { tail -n 40 undisturbed.log >&2; exit 1; }
same undisturbed

# The processes that descend from one.
descendants() {
    local child
    for child in $(ps -o pid= --ppid "$1"); do
        echo "$child"
        descendants "$child"
    done
}

# The first process of those that descend from one whose command has a word and which has a parent to lose it.
one_of() {
    local process
    for process in $(descendants "$1"); do
        if [[ $(ps -o args= -p "$process" 2>/dev/null) == *"$2"* ]]; then
            echo "$process"
        fi
    done | tail -n 1
}

SECONDS=0
spark disturbed &
driver=$!
killed=
for what in "$licscan scan" pyspark.daemon; do
    for _ in $(seq 600); do
        process=$(one_of "$driver" "$what")
        [[ -n $process ]] && kill -KILL "$process" 2>/dev/null && killed="$killed $what" && break
        sleep 0.2
    done
    sleep 1
done
wait "$driver" || { tail -n 40 disturbed.log >&2; exit 1; }
echo "killed:$killed; $(grep -c 'Lost task' disturbed.log) tasks were lost and tried again"
grep -q 'Lost task' disturbed.log
same disturbed
echo 'ok'
