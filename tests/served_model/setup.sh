#!/usr/bin/env bash
# Gets a real model server for tests/served_model.rs: llama.cpp's, as llama-cpp-python packs it, compiled here (20 minutes of one core).
# Usage: eval "$(tests/served_model/setup.sh [FOLDER])"; prints the environment variables that the test reads, or nothing and a reason on
# standard error. The model is SmolLM2-135M-Instruct as `exitrl model pull smollm2-135m` fetches it.
set -euo pipefail
cache="${XDG_CACHE_HOME:-$HOME/.cache}/exitrl"
folder="${1:-$cache/llama-server-1}"
model="$(ls "${EXITRL_CACHE:-$cache}"/models/smollm2-135m/*.gguf 2>/dev/null | head -n 1)"
if [ -z "$model" ]; then
    echo "the model is not there; \`exitrl model pull smollm2-135m\` brings it" >&2
    exit 0
fi
ready="$folder/ready"
if [ ! -e "$ready" ]; then
    rm -rf "$folder"
    # Not for this very processor: the kernels for Intel's AMX crash on some virtual machines that report it. No image models.
    {
        python3 -m venv "$folder" &&
            CMAKE_ARGS="-DGGML_NATIVE=OFF -DLLAVA_BUILD=OFF" "$folder/bin/python" -m pip install --quiet --disable-pip-version-check \
                --no-cache-dir 'llama-cpp-python[server]==0.3.36'
    } >&2 || { echo "the model server could not be had; its test will be skipped" >&2; exit 0; }
    touch "$ready"
fi
echo "export EXITRL_LLAMA_SERVER_PYTHON='$folder/bin/python' EXITRL_LLAMA_GGUF='$model'"
