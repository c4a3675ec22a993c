#!/bin/sh
# aksim models --conform: what every care model must keep, for models from outside.
set -eu
. "$2/tests/tools/support.sh"

# build NAME SED: the example of an outside model, changed.
build() {
    sed "s/my_team/$1/g; $2" "$ROOT/tests/consumer/my_team.c" >"$1.c"
    "${CC:-cc}" -std=c17 -shared -fPIC -fvisibility=hidden -I"$ROOT/include" "$1.c" -o "$1.so"
}

build sound ''
expect 0 "sound" "$AKSIM" models --conform --plugin ./sound.so --format csv
[ "$(grep -c '^sound,.*,holds,' out)" -eq 7 ] || fail "not seven checks that hold"
! grep -q 'broken\|^expert_team' out || fail "more than the plug-in was checked, or not sound"

# A model that has nothing of what ships: no parts, its own hooks alone, at work by night.
"${CC:-cc}" -std=c17 -shared -fPIC -fvisibility=hidden -I"$ROOT/include" \
    "$ROOT/tests/consumer/night_line.c" -o night_line.so
expect 0 "night line" "$AKSIM" models --conform --plugin ./night_line.so --format csv
[ "$(grep -c '^night_line,.*,holds,' out)" -eq 7 ] || fail "not seven checks that hold"
cat >night.cfg <<'END'
model = "home_care"; seed = "3"; days = 56; replications = 2; reference = "baseline";
parameters = {
  municipality = { population = 3000; care_housing_per_1000 = 10.0; };
  calendar = { warm_up_days = 14; };
};
arms = ( { name = "baseline"; }, { name = "night"; model = "night_line"; post = "added"; } );
END
expect 0 "run the night line" "$AKSIM" run night.cfg --plugin ./night_line.so -o night.h5 --quiet
expect 0 "what it did" "$AKSIM" show night.h5 --outcomes own_message,own_weekly_round --format csv
cp out all.csv
for outcome in own_message own_weekly_round; do
    awk -F, -v o=$outcome '$0 ~ "night" && $0 ~ o { n++ } END { exit !n }' all.csv ||
        fail "the night line has no $outcome"
done

# Memory of its own from run to run: another run is another.
build restless 's/(void)number;/static int64_t days; number = ++days; team->visit_min += (double)(days % 7);/'
expect 1 "restless" "$AKSIM" models --conform --plugin ./restless.so --format csv
says out '^restless,"?run again it is the same, bit for bit"?,broken,'

# A parameter without a source is not even read.
build unsourced 's/"assumed", DES_GRADE_D,$/"", DES_GRADE_D,/'
expect 65 "unsourced" "$AKSIM" models --conform --plugin ./unsourced.so --format csv
says err 'unsourced.*the parameter "referrals_per_day" has no source or no grade'

# Tasks that pile up: nobody would take them before the end of the run.
build hoarder 's/\.expires_days = 7\.0/.expires_days = 1e6/; s/team->room_today--;/{}/; s/    team->room_today = team->referrals_per_day;/    team->room_today = team->referrals_per_day; for (int i = 0; i < 50; i++) { struct hc_task t = {.activity = HC_TEAM_WORK, .user = HC_NOWHERE, .zone = HC_NOWHERE, .ward = HC_NOWHERE, .office_min = 60.0, .priority = 9, .expires_days = 1e5}; api->add_task(orders, \&t); }/'
expect 1 "hoarder" "$AKSIM" models --conform --plugin ./hoarder.so --format csv
says out '^hoarder,ten years take no more room than two,broken,'
finish
