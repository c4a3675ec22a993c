#!/bin/sh
# Runs that fail are listed with the command that repeats them; the others count.
set -eu
[ -z "${AKSIM_SANITIZE:-}" ] || exit 77 # needs a limit on memory
. "$2/tests/tools/support.sh"
export MALLOC_ARENA_MAX=1

limited() {
    (
        # shellcheck disable=SC3045 # dash and bash both know it
        ulimit -v 200000
        exec "$@"
    )
}
expect 1 "failed runs" limited "$AKSIM" run "$DATA/flooded.cfg" -o f.h5 --threads 1
says err '2 of 4 runs failed'
says err 'run 2: setting flooded, arm one, replication 0, seed 3: '
says err 'aksim rerun f\.h5 --run 2 --trace full -o run2\.h5'
says out 'Calm|calm'
[ -d f.h5.parts ] || fail "the good runs are not kept"

# The command that is printed is one that the shell takes, and it repeats the run.
expect 1 "a name with a space" limited "$AKSIM" run "$DATA/flooded.cfg" -o "a b's.h5" --threads 1
repeat=$(sed -n 's/^ *repeat: aksim \(.*run2\.h5\)$/\1/p' err)
expect 1 "repeated" eval "limited '$AKSIM' $repeat"
says err 'run 2 failed: .*out of memory'

# Whoever merges is told too, and every table says what is left out.
expect 1 "a shard with failed runs" limited "$AKSIM" run "$DATA/flooded.cfg" -o m.h5 --threads 1 \
    --shard 0/1
expect 1 "merged with failed runs" "$AKSIM" merge m.h5.parts -o m.h5 --quiet
says err '2 of 4 runs failed'
expect 0 "precision beside failed runs" "$AKSIM" show m.h5 --precision
says out '2 of 4 runs failed and are left out'

# HDF5 would crash half-way.
expect 70 "little memory for the results" \
    sh -c "ulimit -v 80000; exec '$AKSIM' merge m.h5.parts -o n.h5"
says err 'Out of memory: writing results takes'
[ -z "$(find . -name 'n.h5*')" ] || fail "a merge out of memory left a file"

expect 1 "fail-fast" limited "$AKSIM" run "$DATA/flooded.cfg" -o g.h5 --threads 1 --fail-fast
says err '1 of 4 runs failed'
says out 'INCOMPLETE'
finish
