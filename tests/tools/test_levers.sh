#!/bin/sh
# Levers: listed beside the models with source and an example, set in an arm, in a setting and
# by --set; an unknown one is refused with those there are; the ready experiments run.
set -eu
. "$2/tests/tools/support.sh"

expect 0 "models" "$AKSIM" models
for lever in 1 2 3 4 5 6 7 8 9; do
    says out "L$lever: "
done
says out '^  round +a fixed round at each ward'
says out 'set by: +levers = \{ task_sharing = \{ on = true'
expect 0 "models as json" "$AKSIM" models --format json
says out '"kind": *"lever"'
says out '"kind": *"part"'
says out '"how": *"levers = '

cat >levers.cfg <<'END2'
title = "Levers";
model = "home_care";
seed = "5";
days = 28;
replications = 2;
reference = "baseline";
parameters = {
  municipality = { population = 3000; };
  calendar = { warm_up_days = 14; };
};
settings = (
  { name = "plain"; },
  { name = "digital"; parameters = { arm = { levers = { technology = { on = true; }; }; }; }; }
);
arms = (
  { name = "baseline"; },
  { name = "lever"; levers = { technology = { on = true; }; }; }
);
END2
expect 0 "run" "$AKSIM" run levers.cfg -o levers.h5 --threads 2 --quiet
"$AKSIM" export levers.h5 --table outcomes/totals --format csv >totals.csv
for run in 0 2 4 6; do # setting x arm, two replications of each
    awk -F, -v run=$run 'NR > 1 && $1 == run { sub(/^[0-9]+,/, ""); print }' totals.csv >$run.csv
    [ -s $run.csv ] || fail "no totals of run $run"
done
cmp -s 0.csv 2.csv && fail "the lever in the arm does nothing" || :
cmp 2.csv 4.csv || fail "in the setting it is not what it is in the arm"
cmp 4.csv 6.csv || fail "in both it is not what it is in one"

while IFS='|' read -r name change told; do
    sed "$change" levers.cfg >bad.cfg
    cmp -s levers.cfg bad.cfg && fail "$name: nothing changed" || :
    expect 65 "$name" "$AKSIM" check bad.cfg --no-trial
    says err "$told"
done <<'END2'
an unknown lever|s/"lever"; levers = { technology/"lever"; levers = { tecnology/|unknown key .*accepted: .*task_sharing.*technology.*did you mean technology
an unknown lever in a setting|s/arm = { levers = { technology/arm = { levers = { robots/|unknown key .*accepted: .*task_sharing
an unknown key of a lever|s/"lever"; levers = { technology = { on/"lever"; levers = { technology = { own/|unknown key .*accepted: .*dispenser_users
a value out of range|s/"lever"; levers = { technology = { on = true;/"lever"; levers = { technology = { fails = 2.0;/|
END2
expect 65 "an unknown step" "$AKSIM" run levers.cfg -o x.h5 --set arm.levers.rights.step=all
says err 'accepted: "none", "procedure", "delegated", "own"'

for file in levers pipeline_2040 region; do
    expect 0 "check $file" "$AKSIM" check "$ROOT/scenarios/experiments/$file.cfg" --no-trial
    expect 0 "run $file" "$AKSIM" run "$ROOT/scenarios/experiments/$file.cfg" --days 3 \
        --replications 1 --set calendar.warm_up_days=0 -o ready.h5 --force --quiet
done
finish
