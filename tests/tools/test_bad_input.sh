#!/bin/sh
# Everything that can be wrong with a scenario, a plug-in or a place to write to: told with the
# place and the reason, with the right exit code, and with nothing left behind.
set -eu
. "$2/tests/tools/support.sh"

# scenario FILE EXPRESSION: the small place, with one thing changed.
scenario() {
    sed -e "s#\"[./]*/scenarios/#\"$ROOT/scenarios/#" -e "$2" "$DATA/small_place.cfg" >"$1"
}
nothing_left() {
    [ ! -e o.h5 ] || fail "$1: an output was left"
    [ ! -e o.h5.parts ] || fail "$1: parts were left"
    rm -rf o.h5 o.h5.parts
}

# what is wrong | the change (@{...} adds parameters for all runs) | what is told
while IFS='|' read -r name change told; do
    case $name in '' | '#'*) continue ;; esac
    change=$(printf '%s' "$change" | sed 's/^@{\(.*\)}$/s~^days = 7;~days = 7; parameters = { \1 };~/')
    scenario bad.cfg "$change"
    expect 65 "$name" "$AKSIM" run bad.cfg -o o.h5 --quiet
    says err "$told"
    nothing_left "$name"
done <<'END'
a misspelt parameter|@{ municipality = { populaton = 900; }; }|^bad\.cfg:5: parameters\.municipality\.populaton: unknown key .*did you mean population\?
a misspelt key of the scenario|s/^replications/replicatons/|^bad\.cfg:6: replicatons: unknown key .*did you mean replications\?
a misspelt key of an arm|s/model = "expert_team"/modle = "expert_team"/|^bad\.cfg:[0-9]+: arms\.team\.modle: .*did you mean model\?
text for a number|@{ municipality = { population = "many"; }; }|^bad\.cfg:5: parameters\.municipality\.population: "many" .*whole number, 200 to
a real for a whole number|@{ municipality = { population = 900.5; }; }|^bad\.cfg:5: .*population: 900\.5 .*whole number
a negative rate|@{ health = { sudden_rate = { age_67_79 = -0.1; }; }; }|^bad\.cfg:5: parameters\.health\.sudden_rate\.age_67_79: -0\.1 is outside its range
a probability of 1.2|@{ staff = { absence = 1.2; }; }|^bad\.cfg:5: parameters\.staff\.absence: 1\.2 is outside its range \(accepted: 0 to
the same in a record|@{ staff = { absence = { value = 1.2; source = "x"; grade = "D"; }; }; }|^bad\.cfg:5: parameters\.staff\.absence\.value: 1\.2 is outside
no such grade|@{ staff = { absence = { value = 0.1; grade = "F"; }; }; }|^bad\.cfg:5: .*absence\.grade: "F" is not a grade
a number too large|s/^days = 7/days = 99999999999/|^bad\.cfg:5: days: 99999999999 does not fit
no days|s/^days = 7/days = 0/|^bad\.cfg:5: days: outside its range
a seed that is none|s/^seed = "5"/seed = "five"/|^bad\.cfg:4: seed: not a seed
a key twice|s/^days = 7;/days = 7; days = 8;/|^bad\.cfg:5: days: .*twice
a missing value|s/^days = 7;/days = ;/|^bad\.cfg:5: days: syntax error
a missing include|s/rural_class6/no_such_place/|^bad\.cfg:[0-9]+: @include: .*no_such_place\.cfg cannot be read
a rota outside its range|@{ staff = { weekend_interval = 1; }; }|^bad\.cfg:5: parameters\.staff\.weekend_interval: 1 is outside its range
a rota that cannot be|@{ staff = { weekend_interval = 2; position_size = { assistant = 0.1; }; }; }|^bad\.cfg:5: staff\.weekend_interval: impossible rota: .*\(setting small, arm baseline
a rota without rest|@{ staff = { week_hours = 40; }; }|^bad\.cfg: staff: impossible rota: a nurse 1, 1\.00 of a post: the rule of days in a row \(at most 6, nights 4\).*\(setting small, arm baseline
a rota that cannot be in one arm|s/model = "expert_team";/& parameters = { staff = { weekend_interval = 2; position_size = { assistant = 0.1; }; }; };/|^bad\.cfg:[0-9]+: staff\.weekend_interval: impossible rota: .*\(setting small, arm team
more questions than a desk holds|@{ services = { gp_asked_per_user = 40.0; gp_message_minutes = 60.0; }; }|^bad\.cfg:5: services\.gp_asked_per_user: questions about the users of a list take [0-9.]+ minutes a working day, more than the 117\.7 .*\(setting small
shares that do not sum to 1|@{ staff = { profession_share = { assistant = 0.9; }; }; }|^bad\.cfg:5: staff\.profession_share: the shares sum to .*\(setting small
an unknown care model|s/"expert_team"/"expert_tem"/|^bad\.cfg:[0-9]+: arm\.model: there is no care model "expert_tem" \(accepted: .*expert_team.*arm team
an unknown control|s/model = "expert_team";/& control = "same_mony";/|^bad\.cfg:[0-9]+: arms\.team\.control: .*did you mean same_money\?
an unknown model|s/"home_care"/"home_car"/|^bad\.cfg:3: model: there is no model "home_car" \(accepted: home_care, network, analytic\)
an unknown reference|s/^reference = "baseline"/reference = "base"/|^bad\.cfg:7: reference: there is no arm "base" \(accepted: baseline, team\)
an arm twice|s/name = "team"/name = "baseline"/|^bad\.cfg:[0-9]+: arms\.baseline: .*twice
a contrast with an unknown place|$a contrasts = ( { name = "x"; of = "small"; minus = "town"; } );|^bad\.cfg:[0-9]+: contrasts\.x\.minus: there is no setting "town"
an empty file|1,$d|^bad\.cfg:1: no model is given
END

# The same on the command line.
scenario good.cfg ''
while IFS='|' read -r name code options told; do
    # shellcheck disable=SC2086 # several options in one cell
    expect "$code" "$name" "$AKSIM" run good.cfg -o o.h5 --quiet $options
    says err "$told"
    nothing_left "$name"
done <<'END'
an unknown arm|65|--arm nobody|nobody.*baseline, team
a misspelt path|65|--set staff.absense=0.1|staff\.absence
a value outside its range|65|--set staff.absence=1.2|staff\.absence.*0 to
a text for a number|65|--set staff.absence=much|staff\.absence
a seed that is none|65|--seed five|seed
an unknown outcome|65|--outcomes acute_admissions,nothing|no outcome 'nothing'
a plug-in that is not there|66|--plugin ./no_such.so|no_such\.so: No such file
END

# All that is wrong is told at once.
scenario bad.cfg 's/^days = 7;/days = 0; replicatons = 3;/'
expect 65 "two mistakes" "$AKSIM" check bad.cfg
says err 'bad\.cfg:5: days'
says err 'bad\.cfg:5: replicatons'
says err '2 problems in bad\.cfg'

# ---- plug-ins ----

# plugin NAME BODY
plugin() {
    printf '#include "homecare/care_model.h"\n%s\n' "$2" >"$1.c"
    "${CC:-cc}" -std=c17 -shared -fPIC -I"$ROOT/include" -o "$1.so" "$1.c"
}
if command -v "${CC:-cc}" >/dev/null 2>&1; then
    plugin other "const int something_else = 1;"
    plugin abi "const struct hc_care_model hc_care_model = {.abi = 99, .size = sizeof(struct hc_care_model)};"
    plugin size "const struct hc_care_model hc_care_model = {.abi = HC_CARE_MODEL_ABI, .size = 8};"
    rest='.abi = HC_CARE_MODEL_ABI, .size = sizeof(struct hc_care_model), .summary = "s", .source = "s"'
    plugin taken "const struct hc_care_model hc_care_model = {$rest, .name = \"expert_team\"};"
    plugin unnamed "const struct hc_care_model hc_care_model = {$rest};"
    plugin badly "const struct hc_care_model hc_care_model = {$rest, .name = \"My team\"};"
    parts='static const char *const parts[] = {"gossip", NULL};'
    plugin gossip "$parts const struct hc_care_model hc_care_model = {$rest, .name = \"g\", .parts = parts};"
    plugin mine "const struct hc_care_model hc_care_model = {$rest, .name = \"mine\"};"
    plugin needs "void nowhere(void); void call(void); void call(void) { nowhere(); }"
    while IFS='|' read -r name files told; do
        # shellcheck disable=SC2086 # several options in one cell
        expect 65 "$name" "$AKSIM" run good.cfg -o o.h5 --quiet $files
        says err "$told"
        nothing_left "$name"
    done <<'END'
a plug-in without the symbol|--plugin other.so|plug-in other\.so has no symbol hc_care_model
a plug-in of another interface|--plugin abi.so|plug-in abi\.so: .*interface 99
a plug-in of another size|--plugin mine.so --plugin size.so|plug-in size\.so: .*8 bytes
a plug-in with the name of a built-in model|--plugin taken.so|plug-in taken\.so: .*"expert_team" is there already
the same plug-in twice|--plugin mine.so --plugin mine.so|plug-in mine\.so: .*"mine" is there already
a plug-in without a name|--plugin unnamed.so|plug-in unnamed\.so: .*no name
a plug-in whose name is none|--plugin badly.so|plug-in badly\.so: "My team" is not a name
a plug-in of unknown parts|--plugin gossip.so|plug-in gossip\.so: .*there is no part "gossip"
a plug-in that needs more than libc|--plugin needs.so|plug-in needs\.so is no shared object .*nowhere
END
    expect 0 "a plug-in that is sound" "$AKSIM" models --plugin mine.so
    says out '^ *mine '
fi

# ---- where to write ----

expect 73 "no folder" "$AKSIM" run good.cfg -o nowhere/o.h5 --quiet
says err 'nowhere/o\.h5'
expect 73 "a file as a folder" "$AKSIM" run good.cfg -o good.cfg/o.h5 --quiet
expect 73 "a folder as a file" "$AKSIM" run good.cfg -o . --quiet
echo precious >taken.h5
expect 73 "an output that exists" "$AKSIM" run good.cfg -o taken.h5 --quiet
says err 'taken\.h5.*--force'
[ "$(cat taken.h5)" = precious ] || fail "the output that existed was changed"
[ ! -e taken.h5.parts ] || fail "parts beside an output that exists"

# A disk that is full when the manifest, the journal or the results are written.
while IFS='|' read -r name blocks options; do
    code=0
    (
        trap '' XFSZ
        ulimit -f "$blocks" # of 512 bytes
        # shellcheck disable=SC2086 # several options in one cell
        exec "$AKSIM" run good.cfg -o taken.h5 --force --quiet $options
    ) >out 2>err || code=$?
    [ "$code" -eq 74 ] || fail "$name: exit code $code, not 74"
    says err 'taken\.h5.*(full|too large|space)'
    [ "$(cat taken.h5)" = precious ] || fail "$name: the output was changed"
    rm -rf taken.h5.parts
done <<'END'
no room for the manifest|16|
no room for the journal|256|--trace full --trace-replications all --days 56
no room for the results|256|
END
expect 0 "room again" "$AKSIM" run good.cfg -o taken.h5 --force --quiet
finish
