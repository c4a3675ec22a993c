#!/bin/sh
# Every file of scenarios/reference is valid, says what is exact, and runs.
set -eu
. "$2/tests/tools/support.sh"

for file in "$2"/scenarios/reference/*.cfg; do
    name=$(basename "$file" .cfg)
    grep -qi '^//.*exact' "$file" || fail "$name does not say what is exact"
    expect 0 "check of $name" "$AKSIM" check "$file" --no-trial
    short="--replications 1"
    grep -q '^model = "network"' "$file" && short="--replications 2 --set run.warmup=0"
    # shellcheck disable=SC2086
    expect 0 "run of $name" "$AKSIM" run "$file" -o "$name.h5" --days 1 \
        $short --threads 1
done

expect 64 "verify with a seed that is none" "$AKSIM" verify --seed -3
expect 64 "verify with an argument" "$AKSIM" verify mm1.cfg

"$AKSIM" verify >out 2>err &
process=$!
sleep 1
started=$(date +%s)
kill -INT $process
code=0
wait $process || code=$?
[ "$code" -eq 75 ] || fail "verify interrupted: exit code $code, not 75"
[ $(($(date +%s) - started)) -le 3 ] || fail "verify interrupted: took too long"
finish
