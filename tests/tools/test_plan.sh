#!/bin/sh
# aksim plan: routing instances, their solutions, and what is wrong with them.
set -eu
. "$2/tests/tools/support.sh"
example=$ROOT/scenarios/reference/home_care_routing.json

# change FILE PYTHON: the example, with `d` changed.
change() {
    python3 -c "
import json, sys
d = json.load(open(sys.argv[1]))
$2
json.dump(d, open(sys.argv[2], 'w'))" "$example" "$1"
}

for method in list greedy search; do
    expect 0 "$method lays all" "$AKSIM" plan "$example" --method $method --format json
    is_json out
    cp out $method.json
    expect 0 "a plan of $method is replayed at the same cost" \
        "$AKSIM" plan "$example" --replay $method.json --format json
    python3 - $method.json out <<'EOF' || fail "$method: another cost or other times"
import json, sys
a, b = (json.load(open(p)) for p in sys.argv[1:])
assert abs(a["cost"] - b["cost"]) < 1e-9, (a["cost"], b["cost"])
assert abs(a["cost"] - (a["travel"] + a["tardiness"] + a["largest_tardiness"]) / 3) < 1e-9
assert a["routes"] == b["routes"]
assert sum(len(r["locations"]) for r in a["routes"]) == 8
EOF
done
python3 -c "
import json
cost = [json.load(open(m + '.json'))['cost'] for m in ('search', 'greedy', 'list')]
assert cost[0] <= min(cost), cost" || fail "the search is worse than another method"

"$AKSIM" plan "$example" >first
"$AKSIM" plan "$example" >second
cmp -s first second || fail "the same file gives another plan"
name=text
says first '^cost +[0-9.]+$'
expect 0 "csv has a line for each task" "$AKSIM" plan "$example" --format csv
[ "$(wc -l <out)" -eq 9 ] || fail "not 8 tasks"
expect 0 "a time limit is kept" timeout 20 "$AKSIM" plan "$example" --seconds 0.2

# wrong NAME PYTHON PATTERN: the changed example is refused with this reason.
wrong() {
    change wrong.json "$2"
    expect 65 "$1" "$AKSIM" plan wrong.json
    says err "wrong.json: $3"
}
printf '{ "patients": [1, }' >wrong.json
expect 65 "bad JSON" "$AKSIM" plan wrong.json
says err 'wrong.json:1:[0-9]+: not valid JSON'
printf '[]' >wrong.json
expect 65 "no object" "$AKSIM" plan wrong.json
: >wrong.json
expect 65 "an empty file" "$AKSIM" plan wrong.json
wrong "no patients" "del d['patients']" "top level: 'patients' is missing"
wrong "unknown service" "d['patients'][2]['required_caregivers'][0]['service'] = 'x'" \
    "patients\[2\]\.required_caregivers\[0\]: there is no service 'x'"
wrong "unknown ability" "d['caregivers'][1]['abilities'][1] = 'x'" \
    "caregivers\[1\]\.abilities\[1\]: there is no service 'x'"
wrong "ragged matrix" "d['distances'][3].pop()" "distances\[3\]: 6 numbers; 7 are needed"
wrong "a row too few" "d['distances'].pop()" "distances: 6 rows; 7 are needed"
wrong "negative distance" "d['distances'][3][1] = -1" "distances\[3\]\[1\]: .*-1"
wrong "a word as distance" "d['distances'][3][1] = 'far'" "distances\[3\]\[1\]: .*not a number"
wrong "window that ends first" "d['patients'][0]['time_window'] = [90, 30]" \
    "patients\[0\]: 'time_window' ends at 30 before it begins at 90"
wrong "window of one number" "d['patients'][0]['time_window'] = [90]" "patients\[0\]: 'time_window'"
wrong "three carers" "d['patients'][0]['required_caregivers'] *= 3" \
    "patients\[0\]: 3 required caregivers; accepted: 1 or 2"
wrong "pair without a rule" "del d['patients'][2]['synchronization']" \
    "patients\[2\]: two services, but no 'synchronization'"
wrong "unknown rule" "d['patients'][2]['synchronization']['type'] = 'often'" \
    "patients\[2\]: 'type' is 'often'; accepted: simultaneous, sequential"
wrong "nobody has it" "d['caregivers'][0]['abilities'] = ['care']" \
    "patients\[1\].*no caregiver has service 'medicine'"
wrong "one for two" "d['caregivers'][1]['abilities'] = ['meal']" \
    "patients\[2\]: one caregiver alone"
wrong "a name twice" "d['patients'][1]['id'] = 'anna'" "patients\[1\]: 'anna' is there twice"
wrong "two offices" "d['central_offices'] *= 2" "top level: 'central_offices'"
wrong "a patient that is a number" "d['patients'][1] = 3" "patients\[1\]: not an object"
wrong "no duration" "del d['services'][1]['default_duration']" "patients\[1\].*'duration'"
wrong "shifts, which the cost does not know" "d['caregivers'][0]['working_shift'] = [0, 100]" \
    "caregivers\[0\]: 'working_shift' is not part of this problem"

# bad_solution NAME PYTHON PATTERN: the changed plan does not fit the instance.
bad_solution() {
    python3 -c "
import json
d = json.load(open('search.json'))
at = d['routes'][0]['locations']
$2
json.dump(d, open('bad.json', 'w'))"
    expect 65 "$1" "$AKSIM" plan "$example" --replay bad.json
    says err "bad.json: .*$3"
}
bad_solution "a visit is missing" "at.pop()" "routes: nobody gives patient"
bad_solution "a visit twice" "at.append(at[0])" "has already had service"
bad_solution "unknown patient" "at[0]['patient'] = 'x'" "routes\[0\]\.locations\[0\]: there is no patient"
bad_solution "unknown caregiver" "d['routes'][0]['caregiver_id'] = 'x'" "routes\[0\]: there is no caregiver"
bad_solution "without the ability" "d['routes'][0]['caregiver_id'] = 'hfa'; d['routes'][1]['caregiver_id'] = 'nurse'" \
    "caregiver 'hfa' does not have service"
bad_solution "routes in a circle" "
for r in d['routes']: r['locations'].sort(key=lambda l: (l['patient'] != 'carl') == (r['caregiver_id'] == 'nurse'))
" "routes: routes wait for each other"

expect 66 "no such file" "$AKSIM" plan nowhere.json
expect 66 "no such solution" "$AKSIM" plan "$example" --replay nowhere.json
expect 64 "no file named" "$AKSIM" plan
expect 64 "unknown method" "$AKSIM" plan "$example" --method magic
expect 64 "no time" "$AKSIM" plan "$example" --seconds 0
expect 64 "replay plans nothing" "$AKSIM" plan "$example" --replay search.json --method list
finish
