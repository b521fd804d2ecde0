#!/usr/bin/env bash
# Gets the benchmark's package for the differential tests: unpacks its wheel into a folder and makes a Python environment with mpmath.
# Usage: eval "$(domains/tool_use/tests/oracle/setup.sh [FOLDER])"; prints the environment variables that the tests read, or nothing and a
# reason on standard error where the package index cannot be reached.
set -euo pipefail
folder="${1:-${XDG_CACHE_HOME:-$HOME/.cache}/exitrl/bfcl-2026.3.23}"
ready="$folder/ready"
if [ ! -e "$ready" ]; then
    rm -rf "$folder"
    mkdir -p "$folder/wheel"
    {
        python3 -m venv "$folder/python" &&
            "$folder/python/bin/python" -m pip install --quiet --disable-pip-version-check 'mpmath==1.4.1' &&
            "$folder/python/bin/python" -m pip download --quiet --disable-pip-version-check --no-deps --dest "$folder/wheel" 'bfcl-eval==2026.3.23' &&
            "$folder/python/bin/python" -m zipfile -e "$folder"/wheel/bfcl_eval-*.whl "$folder/package"
    } >&2 || { echo "the benchmark's package could not be had; differential tests will be skipped" >&2; exit 0; }
    touch "$ready"
fi
echo "export EXITRL_BFCL='$folder/package' EXITRL_BFCL_WHEEL='$(echo "$folder"/wheel/*.whl)' EXITRL_BFCL_PYTHON='$folder/python/bin/python'"
