#!/bin/sh
# What is no error but hardly meant: told by check and run with the place and what to do, once,
# and no run is stopped by it.  The ready experiments have none of it.
set -eu
. "$2/tests/tools/support.sh"

cat >arms.cfg <<'END'
title = "Advice";
model = "home_care";
seed = "5";
days = 7;
replications = 1;
reference = "baseline";
parameters = {
  municipality = { population = 3000; };
  calendar = { warm_up_days = 0; };
};
arms = (
  { name = "baseline"; },
  { name = "team"; model = "expert_team"; post = "added"; }
);
END
expect 0 "nothing to say" "$AKSIM" check arms.cfg --no-trial
grep -q warning out && fail "a warning about nothing" || :

while IFS='|' read -r name sets told; do
    # shellcheck disable=SC2086 # several settings in one cell
    expect 0 "$name" "$AKSIM" check arms.cfg --no-trial --format json $sets
    is_json out
    tr -s ' \n' '  ' <out >one
    says one "\"warnings\": \[ \"arms.cfg: $told"
done <<'END'
a lever that is off|--set arm.levers.rights.step=own|arm.levers.rights.step: is said, but nothing reads it: the lever is off \(say on = true
a lever without own staff|--arm baseline --set arm.levers.rights.on=true|arm.levers.rights.on: is said.* own staff whose right
another model|--set care.gp_team.round.weeks=2|care.gp_team.round.weeks: is said.*no arm has this care model
a part that no arm has|--set care.composed.round.weeks=2|care.composed.round.weeks: is said.*parts = 
a control of nobody|--arm baseline --set arm.control=same_money|arm.control: is said.*has no own staff
no posts|--set care.expert_team.staffing.fixed=0|care.expert_team.staffing.fixed: is said.*no posts of own staff
evenings of day work|--set care.expert_team.staffing.evenings=0.5|care.expert_team.staffing.evenings: is said.*weekend_interval
a model without residents|--set arm.model=nurse_pool --set municipality.care_housing_per_1000=0|arm.model: \\"nurse_pool\\" has no posts in this place.*0 residents
many posts|--set care.expert_team.staffing.fixed=40|care.expert_team.staffing: 40 posts for [0-9]+ users are [0-9]+ per 1000
posts elsewhere|--set care.expert_team.staffing.here=0|care.expert_team.staffing.here: 0
nobody served|--set care.expert_team.area.on_route=false|care.expert_team.area: own staff serve nobody
rounds without wards|--set arm.model=composed --set arm.parts=round,treatment --set care.composed.area.care_housing=false|care.composed.area.care_housing: false, but the part \\"round\\"
nurses as nurses|--set arm.model=nurse_pool --set arm.control=same_structure|arm.control: same_structure of \\"nurse_pool\\"
nobody to follow|--set arm.model=expert_team --set arm.control=same_money --set arm.against=baseline|arm.against: with control
itself|--set arm.model=expert_team --set arm.control=same_structure --set arm.against=same_structure|arm.against: same_structure of an arm
a region that shares nothing|--set arm.levers.region.on=true|arm.levers.region: on, but nothing is shared
a region of one|--set arm.levers.region.on=true --set arm.levers.region.aks=true --set arm.levers.region.population=0|arm.levers.region.population: 0
no technology|--set arm.levers.technology.on=true --set arm.levers.technology.dispenser_users=0 --set arm.levers.technology.supervision_users=0|arm.levers.technology: on, but nobody
no continuity|--set arm.levers.continuity.on=true --set arm.levers.continuity.carer_min=0|arm.levers.continuity: on, but without effect
the same rota|--set arm.levers.rota.on=true --set arm.levers.rota.weekend_interval=3 --set arm.levers.rota.weekend_shifts=traditional|arm.levers.rota: on, but the shifts
a ferry to nowhere|--set travel.ferry.crossing_min=30|travel.ferry.crossing_min: is said.*travel.ferry.settlements
roads that never close|--set travel.closed.spell_days=3|travel.closed.spell_days: is said.*travel.closed.days
bicycles that nobody takes|--set travel.modes.bicycle_km=5|travel.modes.bicycle_km: is said.*travel.modes.dense_km
nobody to educate|--set arm.model=nurse_pool --set arm.levers.education.on=true|arm.levers.education.on: is said.*has AKS
END

# A part left out by its base, until none is at work.
all=-referral,-acute,-discharge,-guidance,-leadership,-treatment
sed "s/model = \"expert_team\"/base = \"expert_team\"; parts = \"$all\"/" arms.cfg >none.cfg
sed 's/,-treatment//' none.cfg >one.cfg
expect 0 "one part" "$AKSIM" check one.cfg --no-trial
grep -q warning out && fail "a warning about one part" || :
expect 0 "no part" "$AKSIM" check none.cfg --no-trial --format json
says out 'arm.parts: no part of .*expert_team.* is left.*arm team\)'

# An arm that changes nothing.
sed 's/model = "expert_team"; post = "added"/label = "Another"/' arms.cfg >same.cfg
expect 0 "an arm that changes nothing" "$AKSIM" check same.cfg --no-trial --format json
says out 'same.cfg: arms.team: equals the reference '

# A run says it too, on stderr, unless it is to be quiet.
expect 0 "run" "$AKSIM" run arms.cfg -o a.h5 --set arm.levers.rights.step=own
says err '^aksim: warning: arms.cfg: arm.levers.rights.step: is said'
grep -q 'warning' out && fail "the result has a warning in it" || :
expect 0 "quiet run" "$AKSIM" run arms.cfg -o a.h5 --force --quiet --set arm.levers.rights.step=own
[ -s err ] && fail "a quiet run speaks" || :

# Of the ready experiments.
for file in "$ROOT"/scenarios/experiments/*.cfg; do
    expect 0 "${file##*/}" "$AKSIM" check "$file" --no-trial
    grep -A 3 warning out && fail "$file: a warning" || :
done
finish
