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
    # What the organisation works through stands in the table of its file.
    "$AKSIM" export rows.h5 --table outcomes/definitions >shown.csv
    named=$(tr '\n' ' ' <"$file" | sed -n 's/.* show_also = \[\([^]]*\)\];.*/\1/p' | tr -d '",')
    [ -n "$named" ] || fail "$file names no outcomes"
    for outcome in $named; do
        says shown.csv "^$outcome,.*,1\$"
    done
    # What own staff do is told as it is, none of it as a difference from an arm without them.
    expect 0 "show $file" "$AKSIM" show rows.h5
    says out "^In each arm; baseline has none:\$"
    ! grep -q "^ own staff\$" out || fail "$file tells differences of own staff"
    # ... and all hours of own staff: those that are shown add up.
    expect 0 "show $file" "$AKSIM" show rows.h5 --arms --format csv
    python3 - out $named <<'PY' || fail "hours of own staff in $file"
import csv, sys
arms = {}
for row in csv.DictReader(open(sys.argv[1])):
    if row["table"] == "summary" and row["unit"] == "h/year" and row["outcome"] in sys.argv[2:]:
        hours = arms.setdefault((row["place"], row["arm"]), {})
        hours[row["outcome"]] = float(row["mean"] or 0)
seen = 0
for arm, hours in arms.items():
    hours.pop("gp_hours_spared", 0)
    whole, duty = hours.pop("own_set_aside"), hours.pop("own_duty")
    rota = hours.pop("own_pulled") + hours.pop("own_ordinary")
    print(arm, whole, duty, rota, hours)
    if abs(whole - duty - rota) > 0.01 or abs(duty - sum(hours.values())) > 0.01:
        sys.exit(1)
    seen += whole > 0
sys.exit(seen < 1)
PY
done
[ "$rows" -eq 15 ] || fail "$rows rows, not 15"

# Ready experiments say what they ask, what to read and how long they take, and are valid; the
# smaller ones run.
for file in "$ROOT"/scenarios/experiments/*.cfg; do
    case ${file##*/} in
    s[0-9][0-9]_* | rivals* | team_or* | inter_* | added_or* | how_many* | break_even* | long_shifts* | \
        every_model* | named_* | effects* | composed* | levers* | pipeline* | projections* | region* | \
        rural_vs* | ways_* | norway*)
        for word in Read Time; do
            grep -q "^// $word: " "$file" || fail "$file does not say: $word"
        done
        expect 0 "check $file" "$AKSIM" check "$file" --no-trial
        ;;
    esac
done
for name in rivals team_or_spread inter_municipal_or_none added_or_converted \
    how_many_equal_dose; do
    expect 0 "run $name" "$AKSIM" run "$ROOT/scenarios/experiments/$name.cfg" --days 2 \
        --replications 1 --set calendar.warm_up_days=0 -o ready.h5 --force --quiet
done

# Users reached are followed in both worlds, and printed beside what is assumed.
cat >effects.cfg <<'CFG'
title = "Effects"; model = "home_care"; seed = "4"; days = 120; replications = 2; draws = "off";
settings = ( { name = "town"; parameters = { municipality = { population = 12000; };
  calendar = { warm_up_days = 14; }; }; } );
arms = ( { name = "baseline"; },
  { name = "added"; model = "expert_team"; post = "added"; against = "baseline"; } );
CFG
expect 0 "effects" "$AKSIM" run effects.cfg -o effects.h5 --quiet
expect 0 "show effects" "$AKSIM" show effects.h5 --effects
says out 'acute hospital admissions per user-year .* 0\.90 \(0\.70-1\.15\)'
says out 'PACT \(Berntsen 2019, team without AKS'
expect 0 "effects as a table" "$AKSIM" show effects.h5 --effects --format csv
says out '^town,added,admissions,'
! grep -q '^town,baseline,' out || fail "the baseline reaches nobody"
expect 65 "nobody is followed" "$AKSIM" show rows.h5 --effects
says err 'no arm follows the users it reaches'

expect 0 "models" "$AKSIM" models
for row in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15; do
    says out "S$row: "
done
says out 'published, not entered: Berntsen 2019'

# ... and beside a result, but not beside others.
expect 0 "run" "$AKSIM" run "$ROOT/scenarios/experiments/s13_patient_centred_team.cfg" --days 3 \
    --replications 1 --set calendar.warm_up_days=0 -o s13.h5 --quiet
expect 0 "show" "$AKSIM" show s13.h5
says out 'Published of such a system \(patient_centred_team\), and no input here: Berntsen'
[ "$(grep -c 'Published of such' out)" -eq 1 ] || fail "a published text stands more than once"
expect 0 "show" "$AKSIM" show rows.h5
if grep -q Berntsen out; then
    fail "published figures stand beside another system"
fi

# No parameter without source and grade.
expect 0 "params" "$AKSIM" params --format csv
python3 - out <<'PY' || fail "a parameter without source or grade"
import csv, sys
rows = list(csv.DictReader(open(sys.argv[1])))
bad = [r["path"] for r in rows if not (r["source"].strip() and r["grade"] in "ABCD"
                                            and len(r["grade"]) == 1)]
print(len(rows), bad[:10])
sys.exit(len(rows) < 400 or bool(bad))
PY
finish
