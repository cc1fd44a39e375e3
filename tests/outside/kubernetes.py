"""Runs what the manifests of `contrib/kubernetes` run, each index of the job for itself, and joins the results:
`kubernetes.py LICSCAN PROJECT`. What a cluster would mount, folders stand for."""

import os
import pathlib
import subprocess
import sys
import tempfile

import yaml

licscan, project = map(pathlib.Path, sys.argv[1:])
manifests = project / "contrib" / "kubernetes"
models = project / "fixtures" / "models"


def container(file, out, pod_of):
    """The container of a manifest, with folders in place of its mounts."""
    text = (manifests / file).read_text("utf-8")
    here = text.replace("/models", os.fspath(models)).replace("/out", os.fspath(out))
    return pod_of(yaml.safe_load(here))["containers"][0]


def run(command, **environment):
    path = f"{licscan.resolve().parent}{os.pathsep}{os.environ['PATH']}"
    return subprocess.run(command, env={**os.environ, "PATH": path, **environment}, capture_output=True, check=False)


with tempfile.TemporaryDirectory() as out:
    nightly = container("cronjob.yaml", out, lambda it: it["spec"]["jobTemplate"]["spec"]["template"]["spec"])
    ran = run([licscan, *nightly["args"]])
    assert ran.returncode == 1 and not ran.stderr, ran
    assert pathlib.Path(out, "licscan.prom").read_text("utf-8").startswith("# HELP licscan_")

with tempfile.TemporaryDirectory() as out:
    whole = run([licscan, "scan", models, "--format", "json"]).stdout
    shard = container("indexed-job.yaml", out, lambda it: it["spec"]["template"]["spec"])
    shards = int(shard["env"][0]["value"])
    command = [*shard["command"], *shard["args"]]
    for index in range(shards):
        ran = run(command, SHARDS=str(shards), JOB_COMPLETION_INDEX=str(index))
        assert ran.returncode == 0, (index, ran)
    # A pod that fails leaves no result under its name.
    bad = run(command, SHARDS="2", JOB_COMPLETION_INDEX="77")
    assert bad.returncode == 2, bad
    parts = sorted(pathlib.Path(out).glob("part-*.jsonl"))
    assert len(parts) == shards, parts
    joined = run([licscan, "merge", *parts])
    assert joined.returncode == 1 and joined.stdout == whole, joined.stderr
    lacking = run([licscan, "merge", *parts[1:]])
    assert lacking.returncode == 2 and not lacking.stdout, lacking
print(f"the nightly job runs, and the {shards} shards of the indexed job make up one scan")
