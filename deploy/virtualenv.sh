#!/bin/sh
# Make .venv with the packages of a lock file. Works on a fresh Debian without python3-venv: the
# system's pip installs into the new environment from outside.
# Usage: virtualenv.sh PYTHON LOCKFILE
set -eu
python=$1
lock=$2

if [ -z "$python" ] || ! "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))'; then
    echo '需要 Python 3.11 或更高版本，请先安装：apt install python3.11 python3-pip' >&2
    echo 'Python 3.11 or newer is needed: apt install python3.11 python3-pip' >&2
    exit 1
fi
if ! "$python" -m pip --version >/dev/null 2>&1; then
    echo '没有找到 pip，请先安装：apt install python3-pip' >&2
    echo 'pip is missing: apt install python3-pip' >&2
    exit 1
fi
if [ ! -x .venv/bin/python ]; then
    echo '正在建立 Python 环境（首次需几分钟）……'
    "$python" -m venv --without-pip .venv
fi
"$python" -m pip --python .venv/bin/python install --quiet --disable-pip-version-check \
    --root-user-action=ignore --require-hashes -r "$lock"
