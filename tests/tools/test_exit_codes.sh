#!/bin/sh
# Every exit code at least once, with a message a user can act on.
set -eu
. "$2/tests/tools/support.sh"
small=$DATA/two_places.cfg

expect 64 "no command" "$AKSIM"
expect 64 "unknown command" "$AKSIM" nonsense
says err "no command 'nonsense'"
expect 64 "run without scenario" "$AKSIM" run
expect 64 "run without output" "$AKSIM" run "$small"
says err "-o OUT.h5 is missing"
expect 64 "unknown option" "$AKSIM" run "$small" -o x.h5 --nonsense
expect 64 "zero threads" "$AKSIM" run "$small" -o x.h5 --threads 0
expect 64 "threads that are no number" "$AKSIM" run "$small" -o x.h5 --threads 2x
expect 64 "unknown format" "$AKSIM" models --format xml
expect 64 "prices where none is asked for" "$AKSIM" show x.h5 --arms --effect a --cost b --threshold 1
says err 'belong to --break-even'
expect 64 "set without value" "$AKSIM" check "$small" --set station1.servers
expect 64 "shard outside its range" "$AKSIM" run "$small" -o x.h5 --shard 2/2
expect 64 "resume and force" "$AKSIM" run "$small" -o x.h5 --resume --force
expect 64 "unknown trace level" "$AKSIM" run "$small" -o x.h5 --trace all

expect 65 "misspelt key" "$AKSIM" check "$DATA/misspelt.cfg"
says err 'misspelt\.cfg:9: .*arival_rate.*arrival_rate'
says err 'misspelt\.cfg:12: .*servers'
expect 65 "misspelt key in a run" "$AKSIM" run "$DATA/misspelt.cfg" -o x.h5
expect 65 "override outside its range" "$AKSIM" check "$small" --set station1.servers=-2
says err 'station1\.servers'
expect 65 "override of a key of the scenario" "$AKSIM" check "$small" --set days=2
says err 'days: is a key of the scenario, not a parameter .--days'
expect 65 "override of an unknown parameter" "$AKSIM" check "$small" --set station1.server=2
says err 'station1\.servers'
expect 65 "unknown arm" "$AKSIM" run "$small" -o x.h5 --arm three
expect 65 "no results file" "$AKSIM" show "$small"
expect 65 "unknown model" "$AKSIM" params --model nothing
echo text >plugin.so
expect 65 "plug-in that is no shared object" "$AKSIM" models --plugin plugin.so
says err 'plugin\.so'

expect 66 "missing scenario" "$AKSIM" run nowhere.cfg -o x.h5
expect 66 "missing results" "$AKSIM" show nowhere.h5
expect 66 "missing parts" "$AKSIM" merge nowhere.parts -o x.h5
says err 'nowhere\.parts is no folder of parts'
expect 66 "a file for parts" "$AKSIM" merge "$small" -o x.h5
says err 'is no folder of parts.*Not a directory'
expect 66 "missing plug-in" "$AKSIM" models --plugin nowhere.so
code=0
"$AKSIM" check "$DATA/missing_include.cfg" >out 2>err || code=$?
[ "$code" -eq 65 ] || [ "$code" -eq 66 ] || fail "missing include: exit code $code"
says err 'no_such_file\.cfg'
[ ! -e x.h5 ] || fail "a refused run left an output"
[ ! -e x.h5.parts ] || fail "a refused run left parts"

expect 73 "no folder for the output" "$AKSIM" run "$small" -o nowhere/x.h5
expect 73 "output is a folder" "$AKSIM" run "$small" -o .
expect 0 "run" "$AKSIM" run "$small" -o x.h5 --threads 1
cp x.h5 before.h5
expect 73 "output exists" "$AKSIM" run "$small" -o x.h5
says err '--resume.*--force'
expect 73 "output of a merge exists" "$AKSIM" merge x.h5.parts -o x.h5
expect 73 "output of a rerun exists" "$AKSIM" rerun x.h5 --run 0 -o x.h5
cmp -s x.h5 before.h5 || fail "a refused run touched the output"
expect 0 "overwriting" "$AKSIM" run "$small" -o x.h5 --force

# A shard begins its parts anew, unless another shard's runs are there.
expect 0 "a shard" "$AKSIM" run "$small" -o s.h5 --shard 0/2 --quiet
expect 0 "a shard anew" "$AKSIM" run "$small" -o s.h5 --shard 0/2 --force --quiet --replications 3
expect 0 "the other shard" "$AKSIM" run "$small" -o s.h5 --shard 1/2 --quiet --replications 3
expect 65 "a shard of another scenario" "$AKSIM" run "$small" -o s.h5 --shard 0/2 --force
says err 's\.h5\.parts.*other shards.*another scenario .*--replications.*another -o.*remove'
expect 65 "a shard of another trace" "$AKSIM" run "$small" -o s.h5 --shard 0/2 --force \
    --replications 3 --trace visits
says err 'other shards, begun with another trace: '
expect 65 "a missing shard" "$AKSIM" merge s.h5.parts -o s.h5
says err '--resume, or the shards that are missing.*--partial'
expect 66 "results not yet merged" "$AKSIM" show s.h5
says err 's\.h5\.parts holds finished runs: aksim merge s\.h5\.parts -o s\.h5'

expect 66 "unknown table" "$AKSIM" export x.h5 --table trace/nothing
says err 'aksim run --trace visits'
expect 65 "unknown outcome" "$AKSIM" show x.h5 --outcomes nothing
expect 65 "unknown run" "$AKSIM" rerun x.h5 --run 999 -o y.h5

if [ -c /dev/full ]; then
    code=0
    "$AKSIM" params >/dev/full 2>err || code=$?
    [ "$code" -eq 74 ] || fail "a full standard output: exit code $code, not 74"
fi

# A disk that takes 4 KiB a file: the run fails, and nothing is left under the final name.
small_disk() {
    (
        trap '' XFSZ
        ulimit -f 8
        exec "$@"
    )
}
expect 74 "a full disk" small_disk "$AKSIM" run "$small" -o full.h5
[ ! -e full.h5 ] || fail "a full disk left a results file"
expect 0 "the parts serve when there is room" "$AKSIM" run "$small" -o full.h5 --resume

expect 0 "help" "$AKSIM" --help
expect 0 "version" "$AKSIM" --version
for command in check run merge show export rerun diff models params outcomes; do
    expect 0 "help of $command" "$AKSIM" $command --help
    says out 'Examples:'
done
finish
