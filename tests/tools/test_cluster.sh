#!/bin/sh
# Several processes under mpirun give the bytes of one; what one of them meets is
# told once; who dies costs only what it had in hand.
set -eu
. "$2/tests/tools/support.sh"
small=$DATA/two_places.cfg
long=$DATA/long.cfg
export PYTHONDONTWRITEBYTECODE=1

if [ -z "${AKSIM_MPI-}" ]; then
    expect 64 "copies of a program without MPI" \
        env OMPI_COMM_WORLD_SIZE=2 "$AKSIM" run "$small" -o x.h5 --quiet
    says err 'built without MPI'
    [ ! -e x.h5.parts ] || fail "a refused start left parts"
    finish
    echo "the rest needs a build with AKSIM_MPI=ON"
    exit 77
fi
export OMPI_ALLOW_RUN_AS_ROOT=1 OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1
export OMPI_MCA_rmaps_base_oversubscribe=1 OMPI_MCA_btl_vader_single_copy_mechanism=none

# same A B: equal bytes apart from the volatile text.
same() {
    python3 "$ROOT/tests/tools/mask.py" "$1" "$2"
    cmp "$1.masked" "$2.masked" || fail "$1 and $2 differ"
}

expect 0 "one process" "$AKSIM" run "$small" -o alone.h5 --threads 1 --trace full --quiet
for ranks in 1 2 4; do
    expect 0 "$ranks ranks" mpirun -np $ranks "$AKSIM" run "$small" -o "r$ranks.h5" --threads 2 \
        --trace full --format json
    is_json out
    same alone.h5 "r$ranks.h5"
    [ ! -e "r$ranks.h5.parts" ] || fail "$ranks ranks left parts"
done

expect 73 "an output that exists" mpirun -np 3 "$AKSIM" run "$small" -o r2.h5 --quiet
[ "$(grep -c 'exists already' err)" -eq 1 ] || fail "a refusal was not told once"
expect 65 "a wrong scenario" mpirun -np 3 "$AKSIM" run "$DATA/misspelt.cfg" -o w.h5
[ "$(grep -c 'did you mean' err)" -eq 1 ] || fail "a mistake in a scenario was not told once"

expect 0 "a shard by two ranks" mpirun -np 2 "$AKSIM" run "$small" -o s.h5 --shard 0/2 \
    --trace full --quiet
expect 0 "the other by one process" "$AKSIM" run "$small" -o s.h5 --shard 1/2 --trace full --quiet
expect 0 "merge" "$AKSIM" merge s.h5.parts -o s.h5 --quiet
same alone.h5 s.h5

# A limit on memory makes runs fail.
limited="ulimit -v 400000; exec $AKSIM run $DATA/flooded.cfg -o f.h5 --threads 1"
expect 1 "failed runs" env MALLOC_ARENA_MAX=1 mpirun -np 3 sh -c "$limited"
says err '2 of 4 runs failed'
says err 'run 3: setting flooded, arm one, replication 1, seed 3: '

# Interrupted in the middle, and a process killed: both go on to the same bytes.
expect 0 "the long one alone" "$AKSIM" run "$long" -o whole.h5 --quiet
for signal in TERM KILL; do
    rm -rf k.h5 k.h5.parts
    mpirun -np 2 "$AKSIM" run "$long" -o k.h5 --threads 1 --quiet >out 2>err &
    launcher=$!
    waited=0
    until [ -n "$(find k.h5.parts -name 'local.*.1' -size +1 2>/dev/null)" ] || [ $waited -ge 300 ]; do
        sleep 0.1
        waited=$((waited + 1))
    done
    # The second of the two processes.
    victim=$(pgrep -P $launcher | tail -n 1)
    kill -$signal "$victim"
    code=0
    wait $launcher || code=$?
    [ "$code" -ne 0 ] || fail "SIG$signal: the launcher saw no failure"
    [ ! -e k.h5 ] || fail "SIG$signal: an unfinished run left a results file"
    expect 0 "resume after SIG$signal" mpirun -np 2 "$AKSIM" run "$long" -o k.h5 --threads 1 \
        --resume --format json
    reused=$(python3 -c 'import json; print(json.load(open("out"))["run"]["reused"])')
    [ "$reused" -gt 0 ] || fail "SIG$signal: a resumed run reused nothing"
    same whole.h5 k.h5
done
finish
