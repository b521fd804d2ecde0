#!/usr/bin/env bash
# Builds exitrl with CUDA where nothing but the package index can be reached. cuda/README.md says how and why.
set -euo pipefail

usage() {
    cat <<'TEXT'
usage: core/cuda/build-offline.sh [--release | --profile NAME] [-- CARGO_BUILD_ARGUMENT...]

Builds the program `exitrl` with the features `flex` and `cuda-nvrtc`, without downloading LLVM.

  --release        the release profile; this is the default
  --profile NAME   another cargo profile; `cuda-check` is the cheapest to build (and slow to run)
  -- ARGUMENTS     what to build instead of `--bin exitrl`, for example `-- --example gpu_smoke`, `-- --bins --examples`

Read from the environment: CC, AR, NM (default cc, ar, nm), CARGO_TARGET_DIR, and CUDARC_CUDA_VERSION: the CUDA toolkit of
the machine that the program will run on, as 13000 for 13.0 (by default the newest that is known).
TEXT
}

fail() {
    printf 'build-offline: %s\n' "$1" >&2
    exit 1
}

say() {
    printf 'build-offline: %s\n' "$1" >&2
}

profile=release
what=(--bin exitrl)
while (($# > 0)); do
    case $1 in
    --release) profile=release ;;
    --profile)
        (($# >= 2)) || fail "--profile was given without a name; write for example --profile cuda-check"
        profile=$2
        shift
        ;;
    --profile=*) profile=${1#--profile=} ;;
    --)
        shift
        (($# == 0)) || what=("$@")
        break
        ;;
    -h | --help)
        usage
        exit 0
        ;;
    *)
        usage >&2
        fail "the argument '$1' is not known; arguments for cargo stand after --"
        ;;
    esac
    shift
done

cc=${CC:-cc}
ar=${AR:-ar}
nm=${NM:-nm}
for tool in cargo "$cc" "$ar" "$nm"; do
    command -v "$tool" >/dev/null ||
        fail "'$tool' was not found. Install Rust (https://rustup.rs) and a C compiler with binutils (Debian: apt-get install gcc)"
done

cd "$(dirname "${BASH_SOURCE[0]}")/../.."
target=$(cargo metadata --format-version 1 --no-deps | sed -n 's/.*"target_directory":"\([^"]*\)".*/\1/p')
[ -n "$target" ] || fail "cargo metadata gave no target folder; run it by hand to see why"
work=$target/llvm-stubs/$profile
mkdir -p "$work"

# With DOCS_RS the build scripts of the LLVM packages download and link nothing; the Rust code compiles as always.
export DOCS_RS=1
export EXITRL_LINK_STUBS=$work/libexitrl_llvm_stubs.a
build=(cargo build -p exitrl --features flex,cuda-nvrtc --profile "$profile")

say "1/3 compiling the packages ($profile profile; the first time, some 600 of them)"
"${build[@]}" --lib --message-format=json-render-diagnostics >"$work/artifacts.json"

say "2/3 making stubs for the LLVM functions that are nowhere defined"
grep -o '"[^"]*\.rlib"' "$work/artifacts.json" | tr -d '"' | sort -u >"$work/rlibs"
[ -s "$work/rlibs" ] || fail "cargo named no library among its artifacts; see $work/artifacts.json"
# Of each library's metadata, which is no object file, nm says that it cannot read it; what it cannot read at all is an empty list.
symbols() {
    { xargs -d '\n' "$nm" "$@" <"$work/rlibs" 2>/dev/null || true; } |
        awk 'NF > 1 && $NF ~ /^(LLVM|cubecl_)[A-Za-z0-9_]*$/ { print $NF }' | sort -u
}
symbols --undefined-only >"$work/used"
symbols --defined-only >"$work/defined"
comm -23 "$work/used" "$work/defined" >"$work/missing"
[ -s "$work/missing" ] ||
    fail "'$nm' found no LLVM function in the libraries listed in $work/rlibs that is used and not defined; set NM to one that reads them"
count=$(wc -l <"$work/missing" | tr -d ' ')

{
    cat <<'TEXT'
#include <stdio.h>
#include <stdlib.h>
static void absent(const char *name) {
    fprintf(stderr,
            "exitrl: %s was called, a function of LLVM, which this program was built without (core/cuda/build-offline.sh). "
            "CUDA kernels should have been compiled by NVRTC. Build with `cargo build --release --features cuda` where LLVM "
            "can be downloaded, or use the device `flex`, and report this as a bug.\n",
            name);
    abort();
}
#define STUB(name) void name(void) { absent(#name); }
TEXT
    sed 's/.*/STUB(&)/' "$work/missing"
} >"$work/stubs.c"
"$cc" -O1 -fPIC -ffunction-sections -c "$work/stubs.c" -o "$work/stubs.o"
rm -f "$EXITRL_LINK_STUBS"
"$ar" rcs "$EXITRL_LINK_STUBS" "$work/stubs.o"

say "3/3 linking against $count stubs: ${what[*]}"
"${build[@]}" "${what[@]}" --message-format=json-render-diagnostics >"$work/programs.json"
programs=$(sed -n 's/.*"executable":"\([^"]*\)".*/\1/p' "$work/programs.json" | sort -u)
[ -n "$programs" ] || fail "cargo linked no program for '${what[*]}'"
while IFS= read -r program; do
    say "built $program ($(($(wc -c <"$program") / 1000000)) MB)"
done <<<"$programs"
