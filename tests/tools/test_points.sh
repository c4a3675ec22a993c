#!/bin/sh
# Many points of a list: a person is told what they are together, and of one point when it is asked
# for; a program gets all of them.
set -eu
. "$2/tests/tools/support.sh"

{
    echo "model = \"analytic\"; days = 1; replications = 3; draws = \"off\"; reference = \"plain\";"
    echo "arms = ( { name = \"plain\"; }, { name = \"raised\";"
    echo "  parameters = { formula = { x4 = 0.9; }; }; } );"
    echo "design = { kind = \"factorial\"; factors = ("
    echo "  { path = \"formula.x1\"; values = [0.05, 0.15, 0.25, 0.35, 0.45, 0.55, 0.65, 0.75, 0.85]; },"
    echo "  { path = \"formula.x2\"; values = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9]; } ); };"
} >grid.cfg
expect 0 "81 points" "$AKSIM" run grid.cfg -o grid.h5 --quiet
expect 0 "each point for a program" "$AKSIM" show grid.h5 --arms --format csv
cp out each.csv
expect 0 "together" "$AKSIM" show grid.h5 --arms
says out "plain over 81 points, 3 replications each"
[ "$(wc -l <out)" -lt 60 ] || fail "81 blocks"
cat >check.py <<'P'
import csv, re, statistics
rows = [r for r in csv.DictReader(open("each.csv")) if r["outcome"] == "value"]
shown = [re.split(r"\s+", line.strip()) for line in open("out") if line.startswith("  value ")]
assert len(rows) == 162 and len(shown) == 2
for arm, line in zip(("plain", "raised"), shown):
    means = {r["point"]: float(r["mean"]) for r in rows if r["arm"] == arm}
    want = [statistics.mean(means.values()), statistics.stdev(means.values()),
            min(means.values()), max(means.values())]
    for number, text in zip(want, [line[1], line[2], line[3], line[5]]):
        assert abs(number - float(text)) < 0.006, (number, text)
    assert line[4] == min(means, key=means.get) and line[6] == max(means, key=means.get), line
P
python3 check.py || fail "together is not what the points have"
expect 0 "differences" "$AKSIM" show grid.h5
says out "raised - plain over 81 points"
says out "--point NAME"
expect 0 "one point" "$AKSIM" show grid.h5 --arms --point p17
says out "p17 \(x1=0.15, x2=0.9\)"
[ "$(grep -c "Mean of each arm" out)" -eq 1 ] || fail "one point has one block"
expect 0 "one point for a program" "$AKSIM" show grid.h5 --arms --point p17 --format csv
head -n 1 each.csv >want.csv
grep ",p17," each.csv >>want.csv
cmp out want.csv || fail "one point is another than among all"
expect 0 "every point" "$AKSIM" show grid.h5 --arms --point all
[ "$(grep -c "Mean of each arm" out)" -eq 81 ] || fail "not every point"
expect 65 "indices of a factorial" "$AKSIM" show grid.h5 --sensitivity
says err "81 points of a list, factorial or CSV.*indices need a sampled design"
expect 0 "precision" "$AKSIM" show grid.h5 --precision
says out "^[0-9]+ of 243 are precise"
[ "$(wc -l <out)" -lt 60 ] || fail "a line for each of 81 points"
expect 0 "precision of each" "$AKSIM" show grid.h5 --precision --point all
[ "$(grep -c "raised" out)" -eq 243 ] || fail "not a line for each point and outcome"
{
    sed '/^design/,$d' "$2/scenarios/reference/decision.cfg"
    echo 'design = { kind = "factorial"; factors = ('
    echo '  { path = "decision.effect"; values = [0.05, 0.15, 0.25]; } ); };'
} >three.cfg
"$AKSIM" run three.cfg -o three.h5 --quiet --replications 5 --set decision.noise_effect=0.05 \
    --set decision.noise_cost=500
expect 0 "one place at three points" "$AKSIM" show three.h5
[ "$(grep -c "Could one period show it" out)" -eq 1 ] || fail "not once: could one period show it"
says out "show it\? analytic, p2 \(effect=0.25\)"
expect 65 "no such point" "$AKSIM" show grid.h5 --point p81
says err "no point 'p81'"
expect 64 "of a table without points" "$AKSIM" show grid.h5 --runs --point p1
finish
