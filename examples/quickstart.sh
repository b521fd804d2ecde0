#!/usr/bin/env bash
# From a fresh clone to a trained policy: builds exitrl and the math plugin, trains a small policy from random weights, evaluates
# it before and after over K = 8 self-improvement steps, and ends with a table and a picture.
# Further arguments go to `exitrl train`, for example: examples/quickstart.sh --seed=2
set -euo pipefail
cd "$(dirname "$0")/.."
target="${CARGO_TARGET_DIR:-target}"
cargo build --release -p exitrl -p exitrl-plugin-math
"$target/release/exitrl" train examples/configs/quickstart.toml --clean "$@"
