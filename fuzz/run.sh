#!/bin/sh
# Fuzzes one target: fuzz/run.sh TARGET [SECONDS]. What it found lies in fuzz/targets/found/ then; see fuzz/README.md.
set -eu
target=${1:?"which target: jitter, rtcp, rtp or sdp"}
seconds=${2:-600}
cd "$(dirname "$0")/targets"
# The stable compiler's own coverage for libFuzzer. RUSTC_BOOTSTRAP allows the one flag that is not stable: -Zsanitizer.
export RUSTC_BOOTSTRAP=1
export RUSTFLAGS="-Zsanitizer=address -Cpasses=sancov-module -Cllvm-args=-sanitizer-coverage-level=4 \
-Cllvm-args=-sanitizer-coverage-inline-8bit-counters -Cllvm-args=-sanitizer-coverage-pc-table \
-Cllvm-args=-sanitizer-coverage-trace-compares -Ccodegen-units=1"
host=$(rustc -vV | sed -n 's/^host: //p')
# With --target the flags are not those of build scripts.
nice -n 19 cargo build --release --target "$host" --bin "$target"
mkdir -p found "work/$target"
exec nice -n 19 "target/$host/release/$target" -artifact_prefix="found/$target-" -max_total_time="$seconds" \
    -max_len=4096 -timeout=20 "work/$target" "../corpus/$target"
