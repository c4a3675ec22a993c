#!/bin/sh
# The benchmark of the whole country counts what the program counts, and compares what it says.
set -eu
. "$2/tests/tools/support.sh"
[ -x "$AKSIM_BENCH" ] || fail "no benchmark program"

expect 64 "none of the municipalities" "$AKSIM_BENCH" --each 0 country
says err "--each wants a whole number from 1 to 357, not '0'"
expect 64 "an option behind its group" "$AKSIM_BENCH" country --rounds many
says err "--rounds wants a whole number from 1 to 15, not 'many'"
expect 64 "an unknown group" "$AKSIM_BENCH" nowhere
says err "there is no group 'nowhere'"

# One of 357: the one in the middle of the register.
expect 0 "one municipality" "$AKSIM_BENCH" country --each 357 --json -
cp out bench.json
code=$(grep -v '^#' "$ROOT/scenarios/municipalities/norway_2024.csv" | sed -n '180s/,.*//p')
sed "s/municipality = \"all\"/municipality = \"$code\"/" \
    "$ROOT/scenarios/experiments/norway.cfg" >one.cfg
says one.cfg "municipality = \"$code\""
expect 0 "the same municipality" "$AKSIM" run one.cfg -o one.h5 --threads 1 --quiet
expect 0 "its outcomes" "$AKSIM" show one.h5 --outcomes visits_day,visits_per_user_day --format csv
cat >check.py <<'END'
import csv, json, math

rows = {row["name"]: row for row in json.load(open("bench.json"))["results"]}
value = {name: row["value"] for name, row in rows.items()}
visits = next(float(row[10]) for row in csv.reader(open("out"))
              if row[0] == "summary" and row[4] == "all" and row[6] == "visits_day")

def near(a, b):
    return math.isclose(a, b, rel_tol=2e-3)

assert value["municipalities"] == 1
assert near(value["visits carried out"], 364 * visits), visits
assert value["queue at the median"] > value["users at the start"] > 100
visit = rows["a visit"]
assert visit["asked"] == 25 and visit["limit"] > 1 and visit["value"] > 10
assert near(visit["ratio"], visit["value"] / visit["limit"])
assert visit["ok"] == (visit["ratio"] <= 25)
assert near(value["year: all"] * 1e9, visit["value"] * value["visits carried out"])
assert near(value["year: processor time of a day"] * 364e-3, value["year: all"])
spent = value["year: all"] + value["warm-up: all"] + value["set-up of a municipality"] / 1e3
assert near(value["  with warm-up and set-up"] * value["visits carried out"], spent * 1e9)
assert 0 < value["warm-up: all"] < value["year: all"]
assert 10 < value["memory of the process, at most"] < 2048
END
python3 check.py || fail "the figures do not agree"

finish
