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

# ... and beside a result, but not beside others.
expect 0 "run" "$AKSIM" run "$ROOT/scenarios/experiments/s13_patient_centred_team.cfg" --days 3 \
    --replications 1 --set calendar.warm_up_days=0 -o s13.h5 --quiet
expect 0 "show" "$AKSIM" show s13.h5
says out 'Published of such a system, and no input here \(added\): Berntsen'
expect 0 "show" "$AKSIM" show rows.h5
if grep -q Berntsen out; then
    fail "published figures stand beside another system"
fi
finish
