"""Reads the metrics of a scan with the parser of Prometheus' own client: `metrics.py LICSCAN FOLDER`."""

import pathlib
import subprocess
import sys
import tempfile

from prometheus_client.parser import text_string_to_metric_families

licscan, models = sys.argv[1:]
with tempfile.TemporaryDirectory() as folder:
    file = pathlib.Path(folder, "licscan.prom")
    subprocess.run([licscan, "scan", models, "--quiet", "--metrics", file], capture_output=True, check=False)
    families = list(text_string_to_metric_families(file.read_text("utf-8")))

assert len({family.name for family in families}) == len(families) > 8
for family in families:
    assert family.type == "gauge" and family.documentation and family.samples, family
    series = [(sample.name, tuple(sorted(sample.labels.items()))) for sample in family.samples]
    assert len(set(series)) == len(series), family.name
    assert {sample.name for sample in family.samples} == {family.name}
numbers = {family.name: sum(sample.value for sample in family.samples) for family in families}
assert numbers["licscan_findings"] == numbers["licscan_findings_by_level"] > 0
assert numbers["licscan_units"] > 0
print(f"{len(families)} metrics are read by prometheus_client")
