#!/bin/sh
# A municipality's own settlements, users, visits and posts: aksim new puts them into a
# scenario that is checked and runs without them; what is wrong is told with file and line.
. "$(dirname "$0")/support.sh"
own=$ROOT/scenarios/municipalities/example_own

expect 0 "new" "$AKSIM" new --municipality Etne --own "$own" -o own.cfg
expect 0 "check" "$AKSIM" check own.cfg --no-trial
expect 0 "run" "$AKSIM" run own.cfg --days 7 --replications 1 --trace full -o own.h5 --quiet
expect 0 "the tables are in the results" "$AKSIM" show own.h5 --parameters --format csv
says out 'data.users,.*user;age;need;living'
expect 0 "visits" "$AKSIM" export own.h5 --table trace/visits --format csv
# The first user's visits are planned when the table says.
user=$(grep -v '^[#u]' "$own/visits.csv" | head -1)
start=$(printf '%s' "$user" | cut -d';' -f4)
minute=$(printf '%s' "$start" | awk -F: '{ print $1 * 60 + $2 }')
awk -F, -v user="$(($(printf '%s' "$user" | cut -d';' -f1) - 1))" -v minute="$minute" '
    NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i; next }
    $at["user"] == user && $at["planned_start"] % 1440 == minute { found = 1 }
    END { exit !found }' out || fail "no visit of the first user at $start"

# The scenario runs where the files are not, and twice the same.
cp own.cfg moved.cfg
expect 0 "run again" "$AKSIM" run moved.cfg --days 7 --replications 1 -o again.h5 --quiet
expect 0 "run without trace" "$AKSIM" run own.cfg --days 7 --replications 1 -o first.h5 --quiet
expect 0 "the same" "$AKSIM" diff first.h5 again.h5 --exact

mkdir bad empty
while IFS='|' read -r file edit told; do
    cp "$own"/*.csv bad/
    sed -i "$edit" "bad/$file"
    expect 65 "$told" "$AKSIM" new --municipality Etne --own bad
    says err "bad/$file:$told"
done <<'CASES'
settlements.csv|s/radius_km/radius/|3: no column is called "radius" .*did you mean radius_km
settlements.csv|s/^name;x;y/name;x;/|3: no column is called ""
settlements.csv|s/;ferry;/;none;/|8: "Store øya" cannot be reached: neither by road nor by ferry
users.csv|s/^3;[^;]*;/3;very old;/|6: age: "very old"
visits.csv|s/^5;/500;/|[0-9]*: user: "500" is not in the table of users
settlements.csv|s/^\([^;#n]*;[^;]*;[^;]*\);[0-9]*;/\1;0;/| users: nobody lives in any settlement
settlements.csv|s/^Heia/Hei\xe5/|[0-9]*: the line is not UTF-8 .*CSV UTF-8
staff.csv|s/0\.75/-0.75/|4: position: "-0.75" is negative
CASES
expect 66 "an empty folder" "$AKSIM" new --municipality Etne --own empty
says err 'empty has none of settlements.csv'
expect 65 "in a scenario" "$AKSIM" check own.cfg --no-trial \
    --set 'data.settlements=name;x_km;y_km;users, Town;0;0;5, Rock;200;0;5'
says err '"Rock" cannot be reached: 270 km of road'
