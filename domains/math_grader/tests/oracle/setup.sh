#!/usr/bin/env bash
# Makes the Python environment that the grader is checked against: mpmath for ball arithmetic, math-verify for verdicts.
# Usage: eval "$(domains/math_grader/tests/oracle/setup.sh [FOLDER])"; prints the environment variable that the tests read, or nothing
# and a reason on standard error where the package index cannot be reached.
set -euo pipefail
folder="${1:-${XDG_CACHE_HOME:-$HOME/.cache}/exitrl/math-oracle-1}"
if [ ! -e "$folder/ready" ]; then
    rm -rf "$folder"
    mkdir -p "$folder"
    {
        python3 -m venv "$folder" &&
            "$folder/bin/python" -m pip install --quiet --disable-pip-version-check 'mpmath==1.3.0' 'math-verify==0.9.0'
    } >&2 || { echo "the Python packages could not be had; tests that need them will be skipped" >&2; exit 0; }
    touch "$folder/ready"
fi
echo "export EXITRL_MATH_ORACLE='$folder/bin/python'"
