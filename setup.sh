#!/bin/sh
# Sets up everything Culture3D needs on Debian 12 or later: system packages and Python packages.
# usage: sh setup.sh [run|test]    Can be run again at any time: does only what is missing.
set -eu
cd "$(dirname "$0")"
kind=${1:-run}
python=.venv/bin/python

fail() { doing=; printf 'setup.sh: %s\n' "$*" >&2; exit 1; }

# What is under way, told if it breaks; the tool that broke has already said why.
doing=
explain() {
    status=$?
    if [ $status -ne 0 ] && [ -n "$doing" ]; then
        printf 'setup.sh: could not %s: the reason stands above. Once it is mended, run this again.\n' "$doing" >&2
    fi
}
trap explain EXIT

case $kind in run | test) ;; *) fail "usage: sh setup.sh [run|test]" ;; esac

# --- Debian packages

is_installed() { dpkg-query -W -f '${Status}' "$1" 2>/dev/null | grep -q 'ok installed'; }

missing_packages() {
    wanted="ca-certificates libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 chromium-headless-shell"
    wanted="$wanted fonts-inter fonts-noto-core"
    if [ "$kind" = test ]; then wanted="$wanted libatomic1 procps poppler-utils postgresql"; fi
    for package in $wanted; do is_installed "$package" || printf ' %s' "$package"; done
    # A python3 that is not Debian's brings its own venv.
    python3 -c 'import ensurepip, venv' 2>/dev/null || printf ' %s' python3-venv
}

install_packages() {
    as_root=
    if [ "$(id -u)" -ne 0 ]; then
        command -v sudo >/dev/null || fail "some Debian packages are missing, and neither root nor sudo is here to
install them. Ask whoever looks after this machine to run:
    apt-get install --no-install-recommends$1"
        as_root=sudo
    fi
    echo "Installing Debian packages:$1"
    # A fresh machine is often just updating itself: wait for its lock.
    apt="$as_root env DEBIAN_FRONTEND=noninteractive apt-get -qq -o DPkg::Lock::Timeout=300"
    # Both are lists of words, so no quotes.
    $apt update
    $apt install -y --no-install-recommends $1 >/dev/null
}

if command -v dpkg-query >/dev/null; then
    missing=$(missing_packages)
    doing="install the Debian packages"
    if [ -n "$missing" ]; then install_packages "$missing"; fi
    doing=
else
    echo "This is not Debian: Pango, Chromium and the fonts Inter and Noto must already be here."
fi

# --- Python packages

command -v python3 >/dev/null || fail "no python3 here; Culture3D needs Python 3.11 or later"
python3 -c 'import sys; sys.exit(sys.version_info < (3, 11))' ||
    fail "$(python3 --version) is too old; Culture3D needs Python 3.11 or later"

# No if it is half made, or if the checkout was moved: its scripts hold the place they were made for.
venv_works() {
    $python -c 'import pip, sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null &&
        head -n 3 .venv/bin/pip | grep -qF "$PWD/.venv/bin/"
}

# uv is quick but does not read pip's settings; where it finds nothing, pip may still know the way.
install() {
    .venv/bin/uv pip install -q --python $python "$@" || $python -m pip install -q "$@"
}

install_python_packages() {
    echo "Installing Python packages into .venv"
    venv_works || python3 -m venv --clear .venv
    export PIP_DISABLE_PIP_VERSION_CHECK=1 UV_SYSTEM_CERTS="${UV_SYSTEM_CERTS:-true}"
    $python -m pip install -q --require-hashes -r requirements/tools.lock
    index=${PIP_INDEX_URL:-$($python -m pip config get global.index-url 2>/dev/null || true)}
    if [ -n "$index" ]; then export UV_DEFAULT_INDEX="${UV_DEFAULT_INDEX:-$index}"; fi
    install --require-hashes -r "requirements/$kind.lock"
    install --no-deps --no-build-isolation -e .
}

wanted=$(cat requirements/tools.lock "requirements/$kind.lock" setup.cfg pyproject.toml | sha256sum)
stamp=.venv/.installed-$kind
if [ "$(cat "$stamp" 2>/dev/null)" != "$wanted" ] || ! venv_works; then
    doing="install the Python packages"
    install_python_packages
    echo "$wanted" > "$stamp"
fi
