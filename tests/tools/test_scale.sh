#!/bin/sh
# Memory does not grow with the number of runs: in run, resume, merge, show and diff.  And a merge that
# was killed leaves nothing that stays.
# AKSIM_MANY: how many runs are many (20000).
set -eu
. "$2/tests/tools/support.sh"
[ -z "${AKSIM_SANITIZE:-}" ] || {
    echo "skip: a sanitizer's memory is not the program's"
    exit 77
}
many=${AKSIM_MANY:-20000}
quick="$ROOT/scenarios/reference/mm1.cfg --days 1 --set class1.arrival_rate=0.02 --quiet"

# peak NAME COMMAND...: the most memory that it took, in KiB, to NAME.peak.
peak() {
    name=$1
    shift
    python3 - "$name" "$@" <<'P' || fail "$name failed"
import resource, subprocess, sys
code = subprocess.run(sys.argv[2:], stdout=subprocess.DEVNULL).returncode
with open(sys.argv[1] + ".peak", "w") as f:
    print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss, file=f)
sys.exit(code)
P
}
# flat WHAT [SPARE]: many.peak is at most a tenth above few.peak, and SPARE KiB.
flat() {
    few=$(cat few.peak)
    most=$(cat many.peak)
    echo "$1: $few KiB of 100 runs, $most KiB of $many"
    [ $((most * 10)) -le $((few * 11 + 10 * ${2:-0})) ] || fail "$1: memory grows with the number of runs"
}

# ---- a small model: all that a user does ----

for size in few many; do
    runs=100
    [ $size = few ] || runs=$many
    # shellcheck disable=SC2086 # several words
    peak $size "$AKSIM" run $quick --replications "$runs" -o $size.h5 --shard 0/1
done
flat run
for size in few many; do
    runs=100
    [ $size = few ] || runs=$many
    # shellcheck disable=SC2086
    peak $size "$AKSIM" run $quick --replications "$runs" -o $size.h5 --shard 0/1 --resume
done
flat resume
peak few "$AKSIM" merge few.h5.parts -o few.h5 --quiet
peak many "$AKSIM" merge many.h5.parts -o many.h5 --quiet
flat merge
peak few "$AKSIM" show few.h5
peak many "$AKSIM" show many.h5
flat show
cp many.h5 again.h5
peak few "$AKSIM" diff few.h5 few.h5 --exact
peak many "$AKSIM" diff many.h5 again.h5 --exact
flat "diff --exact"
# shellcheck disable=SC2086
peak few "$AKSIM" run $quick --replications 100 -o few.h5 --resume
# shellcheck disable=SC2086
peak many "$AKSIM" run $quick --replications "$many" -o many.h5 --resume
flat "resume from results"
# shellcheck disable=SC2086
peak few "$AKSIM" run $quick --replications 100 -o few.h5 --force
# shellcheck disable=SC2086
peak many "$AKSIM" run $quick --replications "$many" -o many.h5 --force
flat "run and merge"
rm -rf few.h5* many.h5*

# ---- designs: many points, which are made when they are asked for ----

# design KIND POINTS SIZE: SIZE.cfg has so many points, or some more of a factorial.
design() {
    case $1 in
    factorial | csv)
        python3 - "$@" <<'P'
import sys
kind, points, size = sys.argv[1], int(sys.argv[2]), sys.argv[3]
side = next(i for i in range(1, points + 1) if i * i >= points)
values = "[" + ", ".join(f"{i / side:.4f}" for i in range(side)) + "]"
if kind == "factorial":
    rest = "factors = ( " + ", ".join(
        '{ path = "formula.x%d"; values = %s; }' % (i, values) for i in (1, 2)) + " );"
else:
    rest = 'file = "%s.csv";' % size
    with open(size + ".csv", "w") as f:
        f.write("formula.x1,formula.x2\n")
        f.writelines("%.4f,%.4f\n" % (i * 0.618034 % 1, i * 0.754878 % 1) for i in range(points))
open("rest", "w").write(rest)
P
        ;;
    *)
        {
            echo "points = $2; factors = ( { path = \"formula.x1\"; low = 0.0; high = 1.0; },"
            echo "{ path = \"formula.x2\"; low = 0.0; high = 1.0; } );"
        } >rest
        ;;
    esac
    cat >"$3.cfg" <<C
model = "analytic"; days = 1; replications = 1; draws = "off";
parameters = { formula = { function = "linear"; }; };
design = { kind = "$1"; $(cat rest) };
C
}
# flat_command KIND ARGUMENTS...: the same of few.* and many.*; SIZE stands for either.
flat_command() {
    kind=$1
    shift
    for size in few many; do
        # shellcheck disable=SC2046 # several words
        peak $size timeout 20 "$AKSIM" $(echo "$*" | sed "s/SIZE/$size/g")
    done
    spare=0
    # Of a longer CSV file four times its text, which is in records too.
    [ "$kind" != csv ] || [ "$many" -le 20000 ] || spare=$(($(wc -c <many.csv) / 256))
    flat "$kind: $1" $spare
}

for kind in latin_hypercube sobol saltelli morris uncertainty factorial; do
    per_row=1
    [ $kind != saltelli ] || per_row=4
    [ $kind != morris ] || per_row=3
    design $kind $((100 / per_row)) few
    design $kind $((many / per_row)) many
    flat_command "$kind" check SIZE.cfg
    flat_command "$kind" slurm SIZE.cfg -o SIZE.h5 --print
    flat_command "$kind" run SIZE.cfg -o SIZE.h5 --shard 0/1 --quiet
    flat_command "$kind" run SIZE.cfg -o SIZE.h5 --shard 0/1 --resume --quiet
    flat_command "$kind" merge SIZE.h5.parts -o SIZE.h5 --quiet
    if [ $kind = factorial ]; then
        flat_command "$kind" show SIZE.h5
    else # ranks all points
        expect 0 "show of $kind" timeout 20 "$AKSIM" show many.h5
    fi
    rm -rf few.h5* many.h5*
done
# A CSV file is in memory and in the record itself: as read, and in the resolved text.
design csv 100 few
design csv "$many" many
flat_command csv run SIZE.cfg -o SIZE.h5 --shard 0/1 --quiet
expect 0 "merge of a CSV" timeout 20 "$AKSIM" merge few.h5.parts -o few.h5 --quiet
expect 0 "merge of a CSV" timeout 20 "$AKSIM" merge many.h5.parts -o many.h5 --quiet
flat_command csv show SIZE.h5
rm -rf few.h5* many.h5*

# ---- home care: many totals ----

cat >home.cfg <<C
title = "Home care"; model = "home_care"; seed = "1"; days = 7; replications = 50;
reference = "baseline"; draws = "off";
settings = ( { name = "rural"; parameters = {
@include "$ROOT/scenarios/municipalities/rural_class6.cfg"
}; } );
arms = ( { name = "baseline"; }, { name = "team"; model = "expert_team"; post = "added";
  parameters = { care = { expert_team = { staffing = { fixed = 1; }; }; }; }; } );
C
expect 0 "home care" "$AKSIM" run home.cfg -o few.h5 --shard 0/1 --quiet
"$AKSIM_GROW" home.cfg $((many / 4)) few.h5.parts many.h5.parts || fail "no journal of many runs"
touch many.h5.tmp.99999999 # the file of a merge that was killed
peak few "$AKSIM" merge few.h5.parts -o few.h5 --quiet
peak many "$AKSIM" merge many.h5.parts -o many.h5 --quiet
flat "merge of home care"
[ ! -e many.h5.tmp.99999999 ] || fail "what a killed merge left stays"
[ "$(find . -name '*.tmp.*' | wc -l)" -eq 0 ] || fail "a merge left a file"
peak few "$AKSIM" show few.h5
peak many "$AKSIM" show many.h5
flat "show of home care"
peak few "$AKSIM" run home.cfg -o few.h5 --resume --quiet
peak many "$AKSIM" run home.cfg --replications $((many / 4)) -o many.h5 --resume --quiet
flat "resume from results"
# A window of rows, not whole tables.
peak few "$AKSIM" export few.h5 --table outcomes/runs
peak many "$AKSIM" export many.h5 --table outcomes/runs
[ "$(cat many.peak)" -le $(($(cat few.peak) + 12000)) ] || fail "export reads whole tables"
# A chunk of a few columns, not whole tables.
peak few "$AKSIM" show few.h5 --sums
peak many "$AKSIM" show many.h5 --sums
[ "$(cat many.peak)" -le $(($(cat few.peak) + 5000)) ] || fail "show --sums reads whole tables"

# ---- sensitivity: rows in windows; what is fitted does not grow with them ----

rm -rf few.h5* many.h5*
sed 's/draws = "off"/draws = "on"/' home.cfg >draws.cfg
expect 0 "draws" "$AKSIM" run draws.cfg -o few.h5 --shard 0/1 --quiet
"$AKSIM_GROW" draws.cfg $((many / 4)) few.h5.parts many.h5.parts || fail "no journal of many draws"
"$AKSIM" merge few.h5.parts -o few.h5 --quiet
"$AKSIM" merge many.h5.parts -o many.h5 --quiet
peak few "$AKSIM" show few.h5 --sensitivity
# Factors, ranks, normal equations: each up to a bound.
peak many timeout 100 "$AKSIM" show many.h5 --sensitivity
echo "sensitivity: $(cat few.peak) KiB of 50 draws, $(cat many.peak) KiB of $((many / 4))"
[ "$(cat many.peak)" -le $(($(cat few.peak) + 60000)) ] || fail "show --sensitivity keeps all runs"
finish
