"""licscan on Spark: a list of model folders, scanned by many machines as by one.

    spark-submit licscan_spark.py --roots roots.txt --out /shared/scan --partitions 200
    licscan merge --roots-from roots.txt /shared/scan/result/part-* > scan.json

Each task pipes its part of the list through `licscan scan --roots-from -`. Every machine needs licscan in
the same version, and the folders under the same paths. Two passes are made: the first writes what other
parts need to know of the models of a part, the second knows all of it, so that a base model which lies in
another part is judged by its own files. `--one-pass` leaves the first out, where no model has its base in
the list, or where that may be overlooked.

A task fails, and Spark tries it again, where licscan fails: wrong usage, a bug, a signal, or a result that
does not end with its summary. Findings and files that cannot be read are results and no failures.
"""

from __future__ import annotations

import argparse
import json
import os
import pathlib
import subprocess
import tempfile
from collections.abc import Iterable, Iterator

# Clean, findings, nothing scanned, not everything could be looked at.
RESULTS = (0, 1, 3, 4)


def scan(licscan: list[str], roots: Iterable[str], options: list[str]) -> str:
    """Runs licscan over roots and returns its standard output; raises where it failed."""
    names = b"".join(os.fsencode(root) + b"\0" for root in roots)
    command = [*licscan, "scan", "--roots-from", "-", "--null", "--part", "--format", "jsonl", *options]
    ran = subprocess.run(command, input=names, capture_output=True, check=False)
    if ran.returncode not in RESULTS:
        said = ran.stderr.decode("utf-8", "replace")[-4000:]
        raise RuntimeError(f"licscan ended with {ran.returncode}\n{said}")
    lines = ran.stdout.decode("utf-8")
    last = json.loads(lines[lines.rfind("\n", 0, -1) + 1 :]) if lines.endswith("\n") else {}
    if "summary" not in last or last["part"].get("stopped"):
        raise RuntimeError("licscan was stopped before its end")
    return lines


def index(licscan: list[str], options: list[str], roots: Iterator[str]) -> Iterator[str]:
    """The first pass over one part: its index."""
    with tempfile.TemporaryDirectory() as folder:
        file = pathlib.Path(folder, "index")
        scan(licscan, roots, [*options, "--index-out", os.fspath(file)])
        yield from file.read_text("utf-8").splitlines()


def result(licscan: list[str], options: list[str], indexes: str | None, roots: Iterator[str]) -> Iterator[str]:
    """The second pass over one part: its result."""
    if indexes is not None:
        from pyspark import SparkFiles

        files = sorted(pathlib.Path(SparkFiles.get(indexes)).glob("part-*"))
        options = [*options, "--index", *map(os.fspath, files)]
    yield from scan(licscan, roots, options).split("\n")[:-1]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--roots", required=True, help="a file with one folder a line")
    parser.add_argument("--out", required=True, help="a new folder for `index` and `result`, which all machines see")
    parser.add_argument("--licscan", default="licscan", help="the program [default: the one in PATH]")
    parser.add_argument("--partitions", type=int, default=200, help="how many parts [default: 200]")
    parser.add_argument("--threads", type=int, default=1, help="of each task, as `spark.task.cpus` [default: 1]")
    parser.add_argument("--one-pass", action="store_true", help="know no base model of another part")
    parser.add_argument("options", nargs="*", help="after `--`: more options of `licscan scan`")
    given = parser.parse_args()

    from pyspark.sql import SparkSession

    spark = SparkSession.builder.appName("licscan").getOrCreate()
    context = spark.sparkContext
    names = pathlib.Path(given.roots).read_bytes().split(b"\n")
    roots = [os.fsdecode(name) for name in names if name]
    # Slices in order: a task that is tried again has the same part.
    parts = context.parallelize(roots, min(given.partitions, max(1, len(roots))))
    licscan, options = [given.licscan], ["--threads", str(given.threads), *given.options]

    indexes = None
    if not given.one_pass:
        parts.mapPartitions(lambda part: index(licscan, options, part)).saveAsTextFile(f"{given.out}/index")
        context.addFile(f"{given.out}/index", recursive=True)
        indexes = "index"
    parts.mapPartitions(lambda part: result(licscan, options, indexes, part)).saveAsTextFile(f"{given.out}/result")
    spark.stop()


if __name__ == "__main__":
    main()
