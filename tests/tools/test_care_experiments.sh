#!/bin/sh
# Every row of the organisations in Norway has a file that is valid and runs; the published
# figures of a system are shown beside it.
set -eu
. "$2/tests/tools/support.sh"
rows=0
for file in "$ROOT"/scenarios/experiments/s[0-9][0-9]_*.cfg; do
    rows=$((rows + 1))
    expect 0 "check $file" "$AKSIM" check "$file"
    expect 0 "run $file" "$AKSIM" run "$file" --days 3 --replications 1 \
        --set calendar.warm_up_days=0 -o rows.h5 --force --quiet
done
[ "$rows" -eq 15 ] || fail "$rows rows, not 15"
expect 0 "models" "$AKSIM" models
for row in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15; do
    says out "S$row: "
done
says out 'published, not entered: Berntsen 2019'
finish
