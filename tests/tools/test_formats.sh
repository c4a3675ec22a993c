#!/bin/sh
# Every table as JSON is one valid document; stdout carries only the result.
set -eu
. "$2/tests/tools/support.sh"
small=$DATA/two_places.cfg

expect 0 "run as JSON" "$AKSIM" run "$small" -o r.h5 --format json --trace full
is_json out
[ ! -e r.h5.parts ] || fail "a complete merge left the parts"
for view in "" --arms --paired --contrasts --runs --parameters --provenance; do
    # shellcheck disable=SC2086 # no word when there is no view
    expect 0 "show $view" "$AKSIM" show r.h5 $view --format json
    is_json out
    # shellcheck disable=SC2086
    expect 0 "show $view as CSV" "$AKSIM" show r.h5 $view --format csv
    # shellcheck disable=SC2086
    expect 0 "show $view as text" "$AKSIM" show r.h5 $view
    [ -s out ] || fail "show $view prints nothing"
done
expect 0 "the document of show" "$AKSIM" show r.h5 --format json
cat >check.py <<'END'
import json
d = json.load(open("out"))
assert d["title"] == "Two stations" and d["complete"] is True and d["reference"] == "one"
assert [s["name"] for s in d["settings"]] == ["calm", "busy"]
assert d["arms"][1] == {"name": "two", "label": "two servers"}
outcomes = len(d["outcomes"])
assert len(d["summary"]) == 4 * outcomes
assert len(d["paired"]) == 2 * outcomes and len(d["contrasts"]) == outcomes
keys = {"arm", "outcome", "unit", "better", "n", "mean", "sd", "mc_low", "mc_high", "year_low",
        "year_high", "correlation"}
for table, place in (("summary", "setting"), ("paired", "setting"), ("contrasts", "contrast")):
    for row in d[table]:
        assert keys | {place} <= set(row), row
wait = next(r for r in d["paired"] if r["setting"] == "busy" and r["outcome"] == "mean_wait")
assert wait["n"] == 4 and wait["mc_low"] < wait["mean"] < wait["mc_high"] < 0
assert wait["unit"] == "min" and wait["better"] == "low"
assert any("Monte Carlo" in note for note in d["notes"])
END
python3 check.py || fail "the JSON of show is not as told"
expect 0 "show as CSV" "$AKSIM" show r.h5 --format csv
says out '^table,place,arm,point,.*mc_low,mc_high,year_low,year_high,correlation$'
says out '^contrasts,busy - calm,two,'
for command in models params outcomes; do
    expect 0 "$command as JSON" "$AKSIM" $command --format json
    is_json out
    expect 0 "$command as CSV" "$AKSIM" $command --format csv
    expect 0 "$command as text" "$AKSIM" $command
done
expect 0 "params of a scenario" "$AKSIM" params "$small" --setting busy --arm two --format csv
says out 'station1\.servers,int,1,2,0'
expect 0 "check as JSON" "$AKSIM" check "$small" "$DATA/long.cfg" --no-trial --format json
is_json out
expect 0 "check of a station with too much work" "$AKSIM" check "$small" --no-trial \
    --set class1.arrival_rate=30
says out '^  warning +station1.*: load [0-9]'
expect 0 "check of what is said in vain" "$AKSIM" check "$ROOT/scenarios/reference/mm1.cfg" \
    --no-trial --set class1.rates_per_h=2,3 \
    --set 'class1.route=in: station1; station1: out; station3: station2'
says out '^  warning +class1\.route: nobody comes to station3, which has a rule'
says out 'class1\.rates_per_h: not used \(arrivals = "varying" would use it\)'
expect 0 "check of a route behind its end" "$AKSIM" check "$ROOT/scenarios/reference/mm1.cfg" \
    --no-trial --set 'class1.route=station1 > out > station2'
says out 'class1\.route: nobody comes to what stands behind out'
expect 65 "check of a bad file as JSON" "$AKSIM" check "$DATA/misspelt.cfg" --format json
is_json out
says out '"valid": false'
expect 0 "export as JSON" "$AKSIM" export r.h5 --table outcomes/totals --format json
is_json out
expect 0 "export as CSV" "$AKSIM" export r.h5 --table outcomes/summary
says out '^[a-z_]+(,[a-z0-9_]+)+$'
expect 0 "export for a Norwegian spreadsheet" "$AKSIM" export r.h5 --table outcomes/summary --csv nb
says out ';-?[0-9]+,[0-9]+'
expect 0 "another seed" "$AKSIM" run "$small" -o s.h5 --quiet --seed 8
[ ! -s out ] || fail "a quiet run prints"
[ ! -s err ] || fail "a quiet run tells"
expect 1 "diff as JSON" "$AKSIM" diff r.h5 s.h5 --format json
is_json out
sed 's/name = "two"/name = "three"/' "$small" >three.cfg
expect 0 "another arm" "$AKSIM" run three.cfg -o three.h5 --quiet
expect 1 "diff of other arms" "$AKSIM" diff r.h5 three.h5
says out '^scenario/parameters +busy two: all [0-9]+ rows +present +absent$'
says out '^outcomes/summary +calm three: all [0-9]+ rows +absent +present$'
[ "$(grep -c present out)" -eq 8 ] || fail "an arm is told of more than once"
expect 0 "table within 100 columns" "$AKSIM" show r.h5
python3 -c 'import sys; sys.exit(max(map(len, open("out", encoding="utf-8"))) > 101)' ||
    fail "a line is too wide"
says out "Busy station"
says out "Monte Carlo"
says out "With fewer than 20 replications the range of single periods is not shown"
grep -q 'One period here' out && fail "a note on a range that is not shown" || :
expect 65 "a misspelt stratum" "$AKSIM" show r.h5 --stratum statoin1
says err "no stratum 'statoin1' [(]there are: all, station1[,)]"
finish
