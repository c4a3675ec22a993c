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
# Visits are planned when the table says; some of its users have died or moved since the start.
python3 - "$own/visits.csv" out <<'PY' || fail "visits are not planned as the table says"
import csv, sys
said = set()
for line in open(sys.argv[1]):
    cells = line.strip().split(";")
    if cells[0].isdigit() and cells[5] == "every":
        hour, minute = cells[3].split(":")
        said.add((int(cells[0]) - 1, cells[1], 60 * int(hour) + int(minute)))
planned = {(int(row["user"]), row["task"], float(row["planned_start"]) % 1440)
           for row in csv.DictReader(open(sys.argv[2])) if row["cause"] == "plan"}
found = sum(visit in planned for visit in said)
print(found, "of", len(said))
sys.exit(not (len(said) > 50 and found > 0.5 * len(said)))
PY

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
settlements.csv|s/radius_km/radius/|3: no column is called "radius" \(accepted: .*radius_km
settlements.csv|s/^name;x;y/name;x;/|3: no column is called ""
settlements.csv|s/;ferry;/;none;/|8: "Store øya" cannot be reached: neither by road nor by ferry
users.csv|s/^3;[^;]*;/3;very old;/|6: age: "very old"
visits.csv|s/^5;/500;/|[0-9]*: user: "500" is not in the table of users
settlements.csv|/^[#n]/!s/^\([^;]*;[^;]*;[^;]*\);[0-9]*;/\1;0;/| users: nobody lives in any settlement
settlements.csv|s/^Heia/Hei\xe5/|[0-9]*: the line is not UTF-8 .*CSV UTF-8
staff.csv|s/0\.75/-0.75/|4: position: "-0.75" is negative
CASES
expect 66 "an empty folder" "$AKSIM" new --municipality Etne --own empty
says err 'empty has none of settlements.csv'
expect 65 "in a scenario" "$AKSIM" check own.cfg --no-trial \
    --set data.users= --set data.visits= --set 'data.settlements=name;x_km;y_km;users, Town;0;0;5, Rock;200;0;5'
says err '"Rock" cannot be reached: 270 km of road'

# What is wrong with every line is told for the first ones.
mkdir many
sed 's/^\([0-9][^;]*\);[^;]*;/\1;very old;/' "$own/users.csv" >many/users.csv
cp "$own/settlements.csv" many/
expect 65 "all users" "$AKSIM" new --municipality Etne --own many
[ "$(wc -l <err)" -le 12 ] || fail "$(wc -l <err) lines of one mistake"
says err '^aksim: \.\.\. and [0-9]+ more of the same kind$'
finish
