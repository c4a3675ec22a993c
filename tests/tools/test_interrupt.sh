#!/bin/sh
# An interrupted run says how to go on, and goes on to the same bytes.
set -eu
. "$2/tests/tools/support.sh"
long=$DATA/long.cfg
export PYTHONDONTWRITEBYTECODE=1

for signal in INT TERM; do
    rm -rf r.h5 r.h5.parts
    "$AKSIM" run "$long" -o r.h5 --threads 2 --quiet >out 2>err &
    process=$!
    waited=0
    until [ -n "$(find r.h5.parts -name 'local.*' -size +1 2>/dev/null)" ] || [ $waited -ge 300 ]; do
        sleep 0.1
        waited=$((waited + 1))
    done
    started=$(date +%s)
    kill -$signal $process
    code=0
    wait $process || code=$?
    name="SIG$signal" # for says
    export name
    [ "$code" -eq 75 ] || fail "SIG$signal: exit code $code, not 75"
    [ $(($(date +%s) - started)) -le 3 ] || fail "SIG$signal: took too long"
    says err '--resume'
    [ ! -e r.h5 ] || fail "an interrupted run left a results file"
done

expect 73 "parts of an earlier run" "$AKSIM" run "$long" -o r.h5 --quiet
says err '--resume'
expect 0 "resume" "$AKSIM" run "$long" -o r.h5 --resume --format json
reused=$(python3 -c 'import json; print(json.load(open("out"))["run"]["reused"])')
[ "$reused" -gt 0 ] || fail "a resumed run reused nothing"
[ ! -e r.h5.parts ] || fail "a complete run left parts"
expect 0 "without interruption" "$AKSIM" run "$long" -o whole.h5 --quiet
python3 "$ROOT/tests/tools/mask.py" r.h5 whole.h5
cmp r.h5.masked whole.h5.masked || fail "resumed and whole runs differ"

# A journal without a finished run is in nobody's way.
mkdir e.h5.parts
: >e.h5.parts/local.0.0
expect 0 "nothing was finished" "$AKSIM" run "$DATA/two_places.cfg" -o e.h5 --quiet
[ ! -e e.h5.parts ] || fail "an empty journal stays"
expect 0 "more shards than places" "$AKSIM" run "$DATA/two_places.cfg" -o s.h5 --shard 2/3
says out 'no runs: a shard takes whole places'

small=$DATA/two_places.cfg
expect 0 "two replications" "$AKSIM" run "$small" -o few.h5 --replications 2 --quiet
expect 0 "two more" "$AKSIM" run "$small" -o few.h5 --resume --format json
python3 -c 'import json; run = json.load(open("out"))["run"]; assert run["reused"] == 8 == run["simulated"]' ||
    fail "the runs of a results file are not reused"
expect 0 "four at once" "$AKSIM" run "$small" -o four.h5 --quiet
python3 "$ROOT/tests/tools/mask.py" few.h5 four.h5
cmp few.h5.masked four.h5.masked || fail "extended and whole runs differ"
expect 0 "resume of nothing is a fresh run" "$AKSIM" run "$DATA/two_places.cfg" -o n.h5 --resume
[ -e n.h5 ] || fail "no results file"
finish
