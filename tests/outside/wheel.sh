#!/usr/bin/env bash
# The wheel and the sdist, built and used as a user would: `wheel.sh LICSCAN PROJECT PYTHON`, where PYTHON is of
# a virtual environment with maturin and mypy.
#
# The wheel holds the release build that `cargo install` left in the project's target folder; without one it is
# built here, which takes minutes.
set -euo pipefail
licscan=$1
project=$2
python=$3
tools=$(dirname "$python")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
began=$SECONDS

fail() {
    echo "failed: $*" >&2
    exit 1
}

# What it says counts only where it fails.
maturin() {
    "$tools/maturin" "$@" >"$work/maturin.txt" 2>&1 || fail "$(cat "$work/maturin.txt")"
}

cd "$project"
maturin build --release --locked --out "$work/wheels"
wheel=$(echo "$work"/wheels/licscan-*.whl)
[[ -f $wheel ]] || fail 'there is no wheel'
echo "wheel.sh: $(basename "$wheel"), $(stat -c %s "$wheel") bytes, after $((SECONDS - began)) s"

# Nothing but the wheel is in the environment, and nothing of the checkout is beside it.
"$python" -m venv "$work/clean"
clean="$work/clean/bin"
"$clean/pip" install --quiet --disable-pip-version-check --no-index "$wheel"
cd "$work"
version=$("$licscan" --version)
[[ $("$clean/licscan" --version) == "$version" ]] || fail 'the program of the wheel is another one'
[[ $("$clean/python" -m licscan --version) == "$version" ]] || fail '`python -m licscan` is another program'
"$clean/python" -c 'import sys, licscan; print(licscan.scan(sys.argv[1])["summary"])' "$project/fixtures/models"
"$clean/python" "$project/tests/outside/python_module.py" "$project"
[[ -f $("$clean/python" -c 'import licscan; print(licscan.__path__[0])')/py.typed ]] || fail 'py.typed is missing'
"$tools/mypy" --strict --python-executable "$clean/python" "$project/python/licscan" \
    "$project/tests/outside/python_module.py"

# What the sdist holds beyond the crate is what makes a wheel of it.
cd "$project"
maturin sdist --out "$work/sdist"
tar -xzf "$work"/sdist/licscan-*.tar.gz -C "$work/sdist"
cd "$work"/sdist/licscan-*/
find . -type f -printf '%P\n' | LC_ALL=C sort >"$work/held"
(cd "$project" && cargo package --list --allow-dirty --locked) |
    grep -vE '^(Cargo.toml.orig|\.cargo_vcs_info.json)$' >"$work/wanted"
printf '%s\n' PKG-INFO pyproject.toml python/licscan/{__init__.py,__main__.py,py.typed} >>"$work/wanted"
LC_ALL=C sort -o "$work/wanted" "$work/wanted"
diff "$work/wanted" "$work/held" || fail 'the sdist holds something else than the crate and the module'
cargo metadata --locked --offline --format-version 1 >"$work/metadata"
echo "wheel.sh: the sdist holds $(wc -l <"$work/held") files; all of it took $((SECONDS - began)) s"
