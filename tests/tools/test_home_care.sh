#!/bin/sh
# The main experiment, short: the same bytes on one thread and on two, a run again, its traces.
set -eu
. "$2/tests/tools/support.sh"
export PYTHONDONTWRITEBYTECODE=1
main=$ROOT/scenarios/experiments/rural_vs_urban.cfg
run() {
    "$AKSIM" run "$main" --replications 2 --days 28 --trace full --quiet "$@"
}

expect 0 "one thread" run -o one.h5 --threads 1
expect 0 "two threads" run -o two.h5 --threads 2
python3 "$ROOT/tests/tools/mask.py" one.h5 two.h5
cmp one.h5.masked two.h5.masked || fail "one thread and two give different files"
expect 0 "no difference" "$AKSIM" diff one.h5 two.h5 --exact

# rows RESULTS TABLE RUN: the rows of one run.
rows() {
    "$AKSIM" export "$1" --table "$2" --format csv | awk -F, -v run="$3" 'NR == 1 || $1 == run'
}
for number in 4 12; do
    expect 0 "run $number again" "$AKSIM" rerun one.h5 --run $number --trace full -o again.h5
    for table in outcomes/totals series/daily trace/visits trace/shifts trace/pathway; do
        rows one.h5 $table $number >a
        rows again.h5 $table $number >b
        [ "$(wc -l <a)" -gt 1 ] || fail "run $number: no rows in $table"
        cmp a b || fail "run $number again: another $table"
    done
    rm -f again.h5
done

expect 0 "visits as CSV" "$AKSIM" export one.h5 --table trace/visits
says out '^run_id,user,visit,.*,status'
expect 0 "visits for a Norwegian spreadsheet" "$AKSIM" export one.h5 --table trace/visits --csv nb
says out '^run_id;user;visit;.*;status'
says out '^0;[0-9]+;.*[0-9],[0-9]'
awk -F';' 'NR == 1 { n = NF } NF != n { exit 1 }' out || fail "rows of several lengths"

expect 0 "the main table" "$AKSIM" show one.h5
python3 -c 'import sys
lines = open("out", encoding="utf-8").read().splitlines()
sys.exit(len(lines) > 100 or max(map(len, lines)) > 100)' || fail "the main table is too long"
says out '^Town, .*differences from baseline, 2 replications'
says out '^ +acute hospital admissions +[-+0t]'
says out '^rural minus town'
says out 'Could one period show it\? Town'
says out 'assumed inputs, not findings. [0-9]+ uncertain'
expect 0 "all outcomes" "$AKSIM" show one.h5 --outcomes all
says out 'temps from agencies'
finish
