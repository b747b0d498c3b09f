#!/bin/sh
# Sets up everything Culture3D needs on Debian: system packages, the virtual environment, translations.
# usage: sh setup.sh [run|test]    Can be run again at any time; does only what is missing.
set -eu
cd "$(dirname "$0")"
kind=${1:-run}

needed="python3-venv libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 chromium-headless-shell fonts-inter fonts-noto-core"
if [ "$kind" = test ]; then needed="$needed poppler-utils postgresql"; fi
missing=
for package in $needed; do
    dpkg-query -W -f '${Status}' "$package" 2>/dev/null | grep -q 'ok installed' || missing="$missing $package"
done
if [ -n "$missing" ]; then
    echo "Installing Debian packages:$missing"
    as_root=
    if [ "$(id -u)" -ne 0 ]; then as_root=sudo; fi
    $as_root apt-get update -qq
    DEBIAN_FRONTEND=noninteractive $as_root apt-get install -y -qq --no-install-recommends $missing >/dev/null
fi

stamp=.venv/.installed-$kind
wanted=$(cat "requirements/uv.lock" "requirements/$kind.lock" setup.cfg pyproject.toml | sha256sum)
if [ ! -f "$stamp" ] || [ "$(cat "$stamp")" != "$wanted" ]; then
    echo "Installing Python packages into .venv"
    [ -x .venv/bin/python ] || python3 -m venv .venv
    .venv/bin/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements/uv.lock
    .venv/bin/uv pip install -q --python .venv/bin/python --require-hashes -r "requirements/$kind.lock"
    .venv/bin/uv pip install -q --python .venv/bin/python --no-deps -e .
    echo "$wanted" > "$stamp"
fi
