#!/bin/sh
# Targets beside results, from the command line, against a queue whose truth is known.
set -eu
. "$2/tests/tools/support.sh"

# M/M/1 at 80 %: 80 % of the time the server is busy, a customer waits 4 minutes.
"$AKSIM" run "$ROOT/scenarios/reference/mm1.cfg" -o mm1.h5 --threads 2 --quiet
cat > mine.cfg <<'CFG'
targets = (
  { name = "busy"; outcome = "use"; unit = "1"; kind = "validation"; value = 0.8; low = 0.7;
    high = 0.9; source = "theory"; grade = "A"; },
  { name = "idle"; outcome = "use"; unit = "1"; kind = "validation"; low = 0.1; high = 0.3;
    source = "a misreading"; grade = "D"; note = "on purpose"; },
  { name = "wait"; outcome = "mean_wait"; unit = "min"; kind = "calibration"; low = 3.999999;
    high = 4.000001; source = "theory"; grade = "A"; },
  { name = "elsewhere"; outcome = "use"; unit = "1"; kind = "validation"; low = 0.1; high = 0.3;
    setting = "nowhere"; source = "theory"; grade = "A"; }
);
CFG
expect 0 "as text" "$AKSIM" show mm1.h5 --validation --targets mine.cfg
says out '^1 place, '
says out 'busy, 1 .* A inside$'
says out 'idle, 1 .* D outside$'
says out 'a misreading; on purpose'
says out 'wait, min .* A cannot say$'
says out '1 inside, 1 outside, 0 cannot say'
says out '0 inside, 0 outside, 1 cannot say'
says out '1 targets? .*not in this file'
grep -n 'Validation targets\|Calibration targets' out > order
[ "$(wc -l < order)" -eq 2 ] || fail "the two kinds are not kept apart"
expect 0 "as CSV" "$AKSIM" show mm1.h5 --validation --targets mine.cfg --format csv
says out '^idle,validation,use,.*,outside,20,1,0,D,a misreading,on purpose$'
says out '^elsewhere,.*,cannot say,0,0,0,A,'
expect 0 "as JSON" "$AKSIM" show mm1.h5 --validation --targets mine.cfg --format json
is_json out
says out '"verdict": "inside"'

expect 65 "a model without targets" "$AKSIM" show mm1.h5 --validation
says err 'brings no targets'
expect 64 "targets alone" "$AKSIM" show mm1.h5 --targets mine.cfg
expect 66 "no such file" "$AKSIM" show mm1.h5 --validation --targets missing.cfg
sed 's/"mean_wait"/"mean_wiat"/' mine.cfg > bad.cfg
expect 65 "misspelt outcome" "$AKSIM" show mm1.h5 --validation --targets bad.cfg
says err 'bad.cfg:6: targets.wait: there is no outcome "mean_wiat".*did you mean mean_wait'
sed 's/source = "a misreading"; //' mine.cfg > bad.cfg
expect 65 "no source" "$AKSIM" show mm1.h5 --validation --targets bad.cfg
says err 'targets.idle: no source is given'

# The targets that the home-care model brings are sound; two may be one's own.
"$AKSIM" run "$DATA/small_place.cfg" --days 7 --replications 2 --arm baseline -o home.h5 --quiet
expect 0 "built in" "$AKSIM" show home.h5 --validation --format csv
says out '^readmissions,calibration,readmissions_30_days,all,all places,%,19,18,20,'
says out '^admissions_80_plus,calibration,acute_admissions,age_80_89\+age_90_plus,'
cat > mine.cfg <<'CFG'
targets = ( { name = "readmissions"; outcome = "readmissions_30_days"; unit = "%";
  kind = "validation"; low = 0.0; high = 100.0; source = "ours"; grade = "A"; } );
CFG
expect 0 "one's own goes before" "$AKSIM" show home.h5 --validation --targets mine.cfg --format csv
says out '^readmissions,validation,readmissions_30_days,all,all places,%,50,0,100,'
[ "$(grep -c '^readmissions,' out)" -eq 1 ] || fail "the built-in target is still there"
expect 0 "check of validation.cfg" "$AKSIM" check \
    "$ROOT/scenarios/experiments/validation.cfg" --no-trial
finish
