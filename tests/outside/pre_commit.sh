#!/usr/bin/env bash
# The hook of `.pre-commit-hooks.yaml` with the real pre-commit: `pre_commit.sh LICSCAN PROJECT PRE_COMMIT`.
# A commit of a derivative without its mark is refused; once it is mended it goes through.
set -euo pipefail
licscan=$1
project=$2
pre_commit=$3
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export GIT_CONFIG_GLOBAL=/dev/null GIT_CONFIG_NOSYSTEM=1 PRE_COMMIT_HOME="$work/home"
PATH="$(dirname "$licscan"):$PATH"

fail() {
    echo "failed: $*" >&2
    exit 1
}

# A repository that holds nothing but our manifest stands for ours.
git init --quiet "$work/hooks"
cp "$project/.pre-commit-hooks.yaml" "$work/hooks/"
git -C "$work/hooks" add --all
git -C "$work/hooks" -c user.name=a -c user.email=a@acme.example commit --quiet --message hooks
revision=$(git -C "$work/hooks" rev-parse HEAD)

git init --quiet "$work/Llama-Acme-8B"
cd "$work/Llama-Acme-8B"
git config user.name a
git config user.email a@acme.example
printf 'repos:\n- repo: %s\n  rev: %s\n  hooks:\n  - id: licscan\n' "$work/hooks" "$revision" >.pre-commit-config.yaml
printf -- '---\nlicense: llama3.1\nbase_model: meta-llama/Llama-3.1-8B\n---\n# A model\n' >README.md
echo '{}' >config.json
"$pre_commit" install >/dev/null
git add --all
if git commit --quiet --message first >"$work/said" 2>&1; then
    fail 'a derivative without its mark was committed'
fi
grep -q 'error\[missing-attribution\]' "$work/said" || fail "$(cat "$work/said")"
printf -- '---\nlicense: mit\nlibrary_name: transformers\n---\n# A model\n' >README.md
git add --all
git commit --quiet --message second >"$work/said" 2>&1 || fail "$(cat "$work/said")"
echo 'pre_commit.sh: refused, mended, committed'
