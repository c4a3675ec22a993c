#!/bin/sh
# A care model composed in a scenario: of named parts, or of another model with deltas; what
# is computed from it, what is kept of it in the results file, and what is refused.
set -eu
. "$2/tests/tools/support.sh"

cat >parts.cfg <<'END'
title = "Composed models";
model = "home_care";
seed = "5";
days = 56;
replications = 2;
reference = "baseline";
parameters = {
  municipality = { population = 3000; };
  calendar = { warm_up_days = 14; };
};
arms = (
  { name = "baseline"; },
  { name = "plain"; model = "expert_team"; post = "added"; },
  { name = "named"; model = "expert_team"; post = "added";
    parts = ("referral", "acute", "discharge", "guidance", "leadership", "treatment"); },
  { name = "fewer"; model = "expert_team"; post = "added"; parts = ["referral", "treatment"]; },
  { name = "text"; model = "expert_team"; post = "added"; parts = "referral,treatment";
    parameters = { care = { composed = { referral = { assessment_min = 20.0; }; }; }; }; },
  { name = "more"; model = "expert_team"; post = "added";
    parts = ("referral", "treatment", "round");
    parameters = { care = { expert_team = { area = { care_housing = true; }; }; }; }; },
  { name = "same"; model = "expert_team"; post = "added";
    parts = ("referral", "treatment");
    parameters = { care = { expert_team = { area = { care_housing = true; }; }; }; }; },
  { name = "nobody"; model = "composed"; post = "added"; parts = ("referral", "round");
    parameters = { care = { composed = { staffing = { fixed = 0; }; }; }; }; },
  { name = "own"; model = "composed"; post = "added"; parts = ("round", "treatment"); },
  { name = "rarer"; model = "composed"; post = "added"; parts = ("round", "treatment");
    parameters = { care = { composed = { round = { weeks = 4.0; }; }; }; }; },
  { name = "based"; base = "expert_team"; post = "added"; },
  { name = "changed"; base = "expert_team"; post = "added";
    parts = ( { part = "round"; weeks = 4.0; }, "-leadership", { part = "guidance"; visits_per_week = 3.0; } );
    parameters = { care = { expert_team = { area = { care_housing = true; }; }; }; }; },
  { name = "listed"; model = "expert_team"; post = "added";
    parts = ("referral", "round", "acute", "discharge", "guidance", "treatment");
    parameters = { care = { expert_team = { area = { care_housing = true; };
                                            guidance = { visits_per_week = 3.0; }; };
                            composed = { round = { weeks = 4.0; }; }; }; }; },
  { name = "records"; model = "composed"; post = "added";
    parts = ( { part = "round"; weeks = 4.0; }, "treatment" ); },
  { name = "kept"; base = "expert_team"; post = "added"; parts = ("acute"); }
);
END
expect 0 "run" "$AKSIM" run parts.cfg -o parts.h5 --threads 2 --quiet
"$AKSIM" export parts.h5 --table outcomes/totals --format csv >totals.csv
arm=0
for name in baseline plain named fewer text more same nobody own rarer based changed listed records kept; do
    awk -F, -v arm=$arm 'NR > 1 && int($1 / 2) == arm { sub(/^[0-9]+,/, $1 % 2 ","); print }' \
        totals.csv >"$name.csv"
    [ -s "$name.csv" ] || fail "no totals of $name"
    arm=$((arm + 1))
done
equal() {
    cmp "$1.csv" "$2.csv" || fail "$1 and $2 differ"
}
differ() {
    ! cmp -s "$1.csv" "$2.csv" || fail "$1 and $2 are equal"
}
equal plain named     # the parts that it has, in its order
equal fewer text      # an array and a text; care.composed is not asked for what the base has
equal baseline nobody # without posts nothing is done
differ plain fewer
differ same more # the part that it lacks
differ baseline own
differ own rarer # values of care.composed are used
equal plain based
equal plain kept     # it has the part already
equal changed listed # deltas are what they come to
differ changed plain
equal rarer records

# The file says of which parts each arm is, and a run again has the same bytes.
"$AKSIM" export parts.h5 --table outcomes/totals --format csv | grep '^17,' >a
expect 0 "rerun" "$AKSIM" rerun parts.h5 --run 17 -o rerun.h5
"$AKSIM" export rerun.h5 --table outcomes/totals --format csv | grep '^17,' >b
cmp a b || fail "a rerun has other totals"
[ -s a ] || fail "no totals of run 17"

# Another choice of parts is another run: --resume takes over only what is the same.
sed 's/"round", "treatment"/"round"/' parts.cfg >other.cfg
expect 0 "other parts" "$AKSIM" run other.cfg -o other.h5 --quiet
expect 1 "differ" "$AKSIM" diff parts.h5 other.h5
says out 'parts'
cp parts.h5 again.h5
expect 0 "resume" "$AKSIM" run other.cfg -o again.h5 --resume --quiet
expect 0 "resumed as if new" "$AKSIM" diff again.h5 other.h5 --exact

# What is refused, with the name that was meant.
while IFS='|' read -r name change told; do
    sed "$change" parts.cfg >bad.cfg
    cmp -s parts.cfg bad.cfg && fail "$name: nothing changed" || :
    expect 65 "$name" "$AKSIM" check bad.cfg --no-trial
    says err "$told"
done <<'END'
an unknown part|s/"referral", "round")/"referral", "rond")/|there is no part "rond" \(accepted: .*did you mean round\?\).*arm nobody
a part twice|s/"referral,treatment"/"acute,acute"/|the part "acute" is named twice.*arm text
an unknown base|s/"named"; model = "expert_team"/"named"; model = "expert_tem"/|no care model "expert_tem" \(accepted: .*did you mean expert_team\?\).*arm named
composed of nothing|s/"own"; model = "composed"; post = "added"; parts = .*/"own"; model = "composed"; },/|"composed" is no organisation of its own: which parts are at work\?.*arm own
parts of the baseline|s/{ name = "baseline"; }/{ name = "baseline"; parts = "acute"; }/|"baseline" has no own staff
a base that is not there|s/base = "expert_team"; post = "added"; },/base = "expert_tem"; post = "added"; },/|arm\.base: there is no care model "expert_tem" \(accepted: .*did you mean expert_team\?\).*arm based
a base beside a model|s/"kept"; base/"kept"; model = "gp_team"; base/|arm\.base: "expert_team", and model = "gp_team" \(accepted: one of the two.*arm kept
a base that is none|s/"kept"; base = "expert_team"/"kept"; base = "composed"/|"composed" is no organisation of its own to change.*arm kept
a part left out that is not there|s/"-leadership"/"-yearly_check"/|"-yearly_check" leaves out what the base "expert_team" has not.*arm changed
a part left out of a model|s/"kept"; base/"kept"; model/; s/parts = ("acute")/parts = ("-acute")/|"-acute" leaves out a part of a base.*accepted: base = "expert_team"
a part added and left out|s/"-leadership"/"-round"/|the part "round" is named twice.*arm changed
an unknown part with values|s/part = "round"; weeks = 4.0; }, "-/part = "rond"; weeks = 4.0; }, "-/|there is no part "rond" \(accepted: .*did you mean round
an unknown value of a part|s/visits_per_week = 3.0; } )/visits = 3.0; } )/|unknown key \(accepted: .*visits_per_week
a record without a part|s/{ part = "round"; weeks = 4.0; }, "treatment"/{ weeks = 4.0; }, "treatment"/|parts: a list is not a value
records elsewhere|s/^  municipality = { population = 3000; };/  arm = { parts = ( { part = "round"; } ); };/|parts: a list is not a value
a part that is no text|s/\["referral", "treatment"\]/[1, 2]/|parts: a list is not a value|
END

# The ready example.
expect 0 "check the example" "$AKSIM" check "$ROOT/scenarios/experiments/composed.cfg" --no-trial
expect 0 "run the example" "$AKSIM" run "$ROOT/scenarios/experiments/composed.cfg" --days 3 \
    --replications 1 --set calendar.warm_up_days=0 -o example.h5 --quiet

# A scenario that aksim writes for it is accepted as it is.
expect 0 "new" "$AKSIM" new --municipality 4005 --model composed -o new.cfg
expect 0 "check what is new" "$AKSIM" check new.cfg --no-trial

# ... also of a place whose name, and whose source, have what must be escaped.
sed 's/^4005,[^,]*,/4005,Not\\odden,/' "$ROOT/scenarios/municipalities/norway_2024.csv" \
    >'table "x".csv'
expect 0 "new" "$AKSIM" new --municipality 4005 --model composed --table 'table "x".csv' \
    -o quoted.cfg
expect 0 "check what is quoted" "$AKSIM" check quoted.cfg --no-trial
says quoted.cfg 'label = "Not\\\\odden"'
says quoted.cfg 'source = "table \\"x\\".csv"'
finish
