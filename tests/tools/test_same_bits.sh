#!/bin/sh
# The same bytes for any number of threads, for shards and merge, and for a rerun.
set -eu
. "$2/tests/tools/support.sh"
small=$DATA/two_places.cfg
export PYTHONDONTWRITEBYTECODE=1

# same A B: equal bytes apart from the volatile text.
same() {
    python3 "$ROOT/tests/tools/mask.py" "$1" "$2"
    cmp "$1.masked" "$2.masked" || fail "$1 and $2 differ"
    if command -v h5diff >/dev/null 2>&1; then
        h5diff --exclude-path /provenance/volatile "$1" "$2" >diff.out || fail "h5diff: $1 and $2 differ"
    fi
}

expect 0 "one thread" "$AKSIM" run "$small" -o one.h5 --threads 1 --trace full --quiet
expect 0 "two threads" "$AKSIM" run "$small" -o two.h5 --threads 2 --trace full --quiet
same one.h5 two.h5
expect 0 "no difference" "$AKSIM" diff one.h5 two.h5 --exact

expect 0 "shard 0" "$AKSIM" run "$small" -o shards.h5 --shard 0/2 --trace full --quiet
expect 0 "shard 1" "$AKSIM" run "$small" -o shards.h5 --shard 1/2 --trace full --quiet
[ ! -e shards.h5 ] || fail "a shard wrote the results file"
expect 73 "a shard again" "$AKSIM" run "$small" -o shards.h5 --shard 1/2 --trace full --quiet
expect 65 "a shard of another scenario" \
    "$AKSIM" run "$small" -o shards.h5 --shard 1/2 --trace full --quiet --seed 9 --resume
expect 0 "merge" "$AKSIM" merge shards.h5.parts -o shards.h5 --quiet
same one.h5 shards.h5

expect 0 "one shard alone" "$AKSIM" run "$small" -o gap.h5 --shard 0/2 --quiet
expect 65 "merge with gaps" "$AKSIM" merge gap.h5.parts -o gap.h5 --quiet
[ ! -e gap.h5 ] || fail "a refused merge left a file"
expect 0 "partial merge" "$AKSIM" merge gap.h5.parts -o gap.h5 --partial
says out "INCOMPLETE"
expect 65 "parts that do not fit" "$AKSIM" merge gap.h5.parts shards.h5.parts -o mixed.h5

run=13
expect 0 "rerun" "$AKSIM" rerun one.h5 --run $run --trace full -o rerun.h5
[ ! -e rerun.h5.parts ] || fail "a rerun left parts"
"$AKSIM" export one.h5 --table outcomes/totals | grep "^$run," >a
"$AKSIM" export rerun.h5 --table outcomes/totals | grep "^$run," >b
[ -s a ] || fail "no totals of run $run"
cmp a b || fail "a rerun has other totals"
finish
