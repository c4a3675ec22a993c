#!/bin/sh
# The examples of every --help work as they stand, with scenarios shortened.
set -eu
. "$2/tests/tools/support.sh"
ln -s "$AKSIM" aksim
PATH=$WORK:$PATH

# What the examples take for granted: results, the same again, others, and parts of shards.
mkdir given
cd given
cp -r "$ROOT/scenarios" .
sed -i -e 's/^days = [0-9]*;/days = 2;/' -e 's/^replications = [0-9]*;/replications = 2;/' \
    scenarios/experiments/*.cfg scenarios/reference/*.cfg
main=scenarios/experiments/rural_vs_urban.cfg
aksim run $main -o results.h5 --quiet --trace visits
cp results.h5 again.h5
aksim run $main -o other.h5 --quiet --seed 2
aksim run $main -o b.h5 --quiet --shard 0/2 >/dev/null
aksim run $main -o a.h5 --quiet --shard 1/2 >/dev/null
cp -r a.h5.parts results.h5.parts
cp b.h5.parts/* results.h5.parts/
aksim rerun results.h5 --run 17 --trace full -o run17.h5
cd ..

# try COMMAND EXAMPLE: in a copy, without what the example is about to write.
try() {
    rm -rf here
    cp -r given here
    written=$(printf '%s\n' "$2" | sed -n 's/.* -o \([^ ]*\).*/\1/p')
    [ -z "$written" ] || rm -f "here/$written"
    [ "$1" != run ] || rm -rf here/*.parts
    code=0
    (cd here && eval "$2") >out 2>err || code=$?
    [ $code -eq 0 ] || { [ "$1" = diff ] && [ $code -eq 1 ]; } || {
        fail "exit code $code: $2"
        cat err
    }
    case $2 in *--print*) written= ;; esac
    [ -z "$written" ] || [ -e "here/$written" ] || [ -e "here/$written.parts" ] ||
        [ -e "here/$written.sbatch" ] || fail "nothing was written: $2"
}

count=0
for command in new check run merge slurm show export rerun diff models params outcomes; do
    aksim $command --help | sed '1,/^Examples:/d; s/^ *//' >examples
    while IFS= read -r example; do
        case $example in
        '' | *--plugin* | *--table\ mine*) ;; # a plug-in or a table is the user's
        "aksim "*)
            try $command "$example"
            count=$((count + 1))
            ;;
        *) fail "$command: an example is broken in two: $example" ;;
        esac
    done <examples
done
[ $count -ge 25 ] || fail "only $count examples were tried"
finish
