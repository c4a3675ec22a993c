#!/bin/sh
# Designs and their analysis from the command line, against exact values.
set -eu
. "$2/tests/tools/support.sh"
reference="$2/scenarios/reference"

# near NAME FILE.csv ANALYSIS ITEM MEASURE EXACT TOLERANCE [OUTCOME]
near() {
    awk -F, -v a="$3" -v i="$4" -v m="$5" -v o="${8:-value}" -v exact="$6" -v most="$7" '
        $1 == a && $6 == i && $7 == m && $5 == o { found = 1; off = $9 - exact }
        END { exit !(found && off <= most && off >= -most) }' "$2" ||
        fail "$1: $3 $4 $5 is not $6 within $7"
}

"$AKSIM" run "$reference/ishigami.cfg" -o ishigami.h5 --threads 2 --quiet
"$AKSIM" show ishigami.h5 --sensitivity --outcomes value --format csv > ishigami.csv
near Ishigami ishigami.csv sobol formula.x1 first 0.3139 0.02
near Ishigami ishigami.csv sobol formula.x2 first 0.4424 0.02
near Ishigami ishigami.csv sobol formula.x3 first 0 0.02
near Ishigami ishigami.csv sobol formula.x1 total 0.5576 0.02
near Ishigami ishigami.csv sobol formula.x2 total 0.4424 0.02
near Ishigami ishigami.csv sobol formula.x3 total 0.2437 0.02

# With chance of variance 9 in each of two replications, 4.5 beside 13.845.
"$AKSIM" run "$reference/ishigami.cfg" -o noisy.h5 --threads 2 --quiet --replications 2 \
    --set formula.noise=3
"$AKSIM" show noisy.h5 --outcomes value --format csv > noisy.csv
near "noisy Ishigami" noisy.csv sobol formula.x1 first 0.2369 0.02
near "noisy Ishigami" noisy.csv sobol formula.x2 first 0.3339 0.02
near "noisy Ishigami" noisy.csv sobol formula.x3 first 0 0.02
near "noisy Ishigami" noisy.csv sobol formula.x1 total 0.4208 0.02
near "noisy Ishigami" noisy.csv sobol formula.x3 total 0.1839 0.02
near "noisy Ishigami" noisy.csv sobol "(chance alone)" first 0.2453 0.03
near "noisy Ishigami" noisy.csv sobol "(chance in all)" total 0.2453 0.01

"$AKSIM" run "$reference/sobol_g.cfg" -o g.h5 --threads 2 --quiet
"$AKSIM" show g.h5 --outcomes value --format csv > g.csv
near Sobol-g g.csv sobol formula.x1 first 0.7162 0.02
near Sobol-g g.csv sobol formula.x2 first 0.1790 0.02
near Sobol-g g.csv sobol formula.x1 total 0.7871 0.02
near Sobol-g g.csv sobol formula.x3 total 0.0343 0.01
# Chance has a variance of 0.01, halved by two replications, beside 0.4654.
near Sobol-g g.csv sobol "(chance in all)" total 0.0107 0.002

# EVPI = s phi(m/s) + m Phi(m/s) - max(m, 0), with and without noise: within 2 %.
for noise in 0 0.05; do
    "$AKSIM" run "$reference/decision.cfg" -o "decision$noise.h5" --threads 2 --quiet \
        --set "decision.noise_effect=$noise" --set "decision.noise_cost=${noise}e4"
    "$AKSIM" show "decision$noise.h5" --outcomes effect --effect effect --cost cost \
        --threshold 50000 --format csv > "decision$noise.csv"
    near "noise $noise" "decision$noise.csv" information "(all together: EVPI)" "at 50000" \
        3222.55 64.4 "net benefit"
    near "noise $noise" "decision$noise.csv" information decision.effect "at 50000" 2992.07 90 \
        "net benefit"
    near "noise $noise" "decision$noise.csv" information decision.cost "at 50000" 1196.83 60 \
        "net benefit"
done
near acceptability decision0.csv best treated "at 50000" 0.5 0.01 "net benefit"

# A reader is told what the numbers are, and nothing of what is 0.
sed 's/points = 65536/points = 100/' "$reference/decision.cfg" > chance.cfg
"$AKSIM" run chance.cfg -o chance.h5 --quiet --set decision.noise_effect=50
expect 0 "as text" "$AKSIM" show chance.h5 --sensitivity --effect effect --cost cost \
    --threshold 50000
says out 'assumed effects +cannot be told from chance'
says out 'and 1 more that are 0'
says out '^- Net benefit: the threshold times the effect'
says out '^- Probability that an arm is best: the share of single runs'
expect 0 "without a price" "$AKSIM" show chance.h5 --sensitivity
! grep -q 'Net benefit' out || fail "a note on a table that is not there"
expect 0 "help of show" "$AKSIM" show --help
! grep -q -- '--set' out || fail "show offers --set, which it refuses"

# Where there is nothing to say, it says why.
printf 'model = "analytic"; days = 1; replications = 2;\n' > few.cfg
"$AKSIM" run few.cfg -o few.h5 --quiet
expect 0 "too few runs" "$AKSIM" show few.h5 --sensitivity
says out 'Too few runs to say anything: at least 20'
cat > few.cfg <<'CFG'
model = "analytic"; days = 1; replications = 1;
design = { kind = "KIND"; points = 3; factors = [ "formula.x1", "formula.x2" ]; };
CFG
for kind in saltelli:20.rows morris:4.walks; do
    sed "s/KIND/${kind%:*}/" few.cfg > "${kind%:*}.cfg"
    "$AKSIM" run "${kind%:*}.cfg" -o few.h5 --force --quiet
    expect 0 "too few rows of $kind" "$AKSIM" show few.h5 --sensitivity
    says out "Too few runs to say anything: at least ${kind#*:}"
    ! grep -q mu_star out && ! grep -q first out || fail "$kind: a table from 3 rows"
done

# Linear: elementary effects are the coefficients.
cat > morris.cfg <<'CFG'
model = "analytic"; days = 1; replications = 1; draws = "off";
parameters = { formula = { function = "linear"; }; };
design = { kind = "morris"; points = 10; factors = ( "formula.x3", { path = "formula.x8"; low = 0.5; high = 1.0; } ); };
CFG
sed -i 's/"formula.x3"/{ path = "formula.x3"; low = 0.0; high = 1.0; }/' morris.cfg
"$AKSIM" run morris.cfg -o morris.h5 --quiet
"$AKSIM" show morris.h5 --outcomes value --format csv > morris.csv
near Morris morris.csv morris formula.x3 mu_star 3 1e-9
near Morris morris.csv morris formula.x8 mu 4 1e-9
near Morris morris.csv morris formula.x8 sigma 0 1e-9

# The same bytes on one thread, two, and in shards; more points reuse those that are there.
cat > small.cfg <<'CFG'
model = "analytic"; days = 1; replications = 2;
design = { kind = "saltelli"; points = 16; factors = [ "formula.x1", "formula.x2" ]; };
CFG
"$AKSIM" run small.cfg -o one.h5 --threads 1 --quiet
"$AKSIM" run small.cfg -o two.h5 --threads 2 --quiet
expect 0 "threads 1 and 2" "$AKSIM" diff one.h5 two.h5 --exact
for shard in 0 1 2; do
    "$AKSIM" run small.cfg -o three.h5 --shard "$shard/3" --quiet
done
"$AKSIM" merge three.h5.parts -o three.h5 --quiet
expect 0 "three shards" "$AKSIM" diff one.h5 three.h5 --exact
sed 's/points = 16/points = 32/' small.cfg > more.cfg
"$AKSIM" run more.cfg -o whole.h5 --quiet
"$AKSIM" run more.cfg -o one.h5 --resume --format json > resumed.json
grep -q '"reused": 128' resumed.json || fail "the points that were there are not reused"
expect 0 "16, then 32 rows" "$AKSIM" diff whole.h5 one.h5 --exact

# Break-even: the mean difference in cost over the mean gain.
sed '/^design/,$d' "$reference/decision.cfg" >even.cfg
"$AKSIM" run even.cfg --replications 400 -o even.h5 --quiet \
    --set decision.noise_effect=0.05 --set decision.noise_cost=500
"$AKSIM" show even.h5 --paired --format csv >paired.csv
expect 0 "break-even" "$AKSIM" show even.h5 --break-even --effect effect --cost cost --format csv
python3 - paired.csv out <<'PY' || fail "a break-even that is none"
import csv, math, sys
paired = {(r["arm"], r["outcome"]): r for r in csv.DictReader(open(sys.argv[1]))
          if r["table"] == "paired"}
mean = {key: float(r["mean"]) for key, r in paired.items()}

# Relative error of a ratio of independent means.
def error(arm):
    return math.sqrt(sum((float(paired[arm, o]["sd"]) / mean[arm, o]) ** 2 / int(paired[arm, o]["n"])
                         for o in ("cost", "effect")))
rows = list(csv.DictReader(open(sys.argv[2])))
for row in rows:
    cost, gain = mean[row["arm"], "cost"], mean[row["arm"], "effect"]
    pays = ("from this price on" if cost > 0 else "at any price") if gain > 0 else (
        "at no price" if cost >= 0 else "up to this price")
    assert row["pays"] == pays, row
    if row["break_even"]:
        assert abs(float(row["break_even"]) - cost / gain) < 1e-6 * abs(cost / gain), row
        assert (row["low"] != "") == (row["clear"] == "yes"), row
        if row["low"]:
            low, high = float(row["low"]), float(row["high"])
            width = math.log(high / low) / (2 * 1.96 * error(row["arm"]))
            assert low < cost / gain < high and 0.8 < width < 1.25, (row, width)
    else:
        assert cost / gain <= 0, row
assert rows and any(row["low"] for row in rows)
PY
"$AKSIM" run even.cfg --replications 2 -o saved.h5 --quiet --set decision.effect=0 --set decision.cost=-5000
expect 0 "break-even of what only saves" "$AKSIM" show saved.h5 --break-even --effect effect \
    --cost cost --format csv
says out 'at any price'
expect 0 "break-even as text" "$AKSIM" show even.h5 --break-even --effect effect --cost cost
says out '^Break-even: what one unit of effect'
"$AKSIM" run even.cfg --replications 1 -o once.h5 --quiet
expect 0 "break-even of one replication" "$AKSIM" show once.h5 --break-even --effect effect \
    --cost cost --format csv
says out 'too few replications to say'
! grep -Eq 'price' out || fail "a verdict from one replication"
expect 64 "break-even of nothing" "$AKSIM" show even.h5 --break-even --effect effect
expect 65 "break-even without such an outcome" "$AKSIM" show even.h5 --break-even --effect effect \
    --cost nothing

# What a reader, a script and somebody who errs are told.
expect 0 "check of a design" "$AKSIM" check more.cfg --no-trial
says out "saltelli: 32 rows, 128 points; scrambled Sobol sequence"
expect 0 "show as text" "$AKSIM" show whole.h5
says out "Shares of variance"
expect 0 "show as JSON" "$AKSIM" show two.h5 --sensitivity --format json
says out '"design": "saltelli"'
for option in --paired --precision --sums --point=p3; do
    expect 65 "$option of a sampled design" "$AKSIM" show two.h5 "$option"
    says err "read together with --sensitivity"
done
expect 64 "effect without cost" "$AKSIM" show two.h5 --sensitivity --effect effect
expect 64 "no number" "$AKSIM" show two.h5 --effect effect --cost cost --threshold 1,x
expect 65 "no such outcome" "$AKSIM" show two.h5 --sensitivity --outcomes nothing
expect 65 "nearly an outcome" "$AKSIM" show two.h5 --sensitivity --outcomes vaule
says err "did you mean value?"
expect 65 "nearly an outcome of estimates" "$AKSIM" show two.h5 --paired --outcomes cost,efect
says err "did you mean effect?"
expect 65 "nearly an effect" "$AKSIM" show even.h5 --break-even --effect effct --cost cost
says err "did you mean effect?"
expect 65 "nearly a cost" "$AKSIM" show even.h5 --effect effect --cost costs --threshold 1
says err "did you mean cost?"
expect 65 "no such stratum" "$AKSIM" show two.h5 --sensitivity --stratum nothing
printf 'model = "analytic"; days = 1; draws = "off"; replications = 2;' > nothing.cfg
"$AKSIM" run nothing.cfg -o nothing.h5 --quiet
expect 65 "nothing varies" "$AKSIM" show nothing.h5 --sensitivity
says err "varies nothing"

# The interval of a mean over points holds the exact one: points have chance of their own.
cat >own.cfg <<'C'
model = "analytic"; days = 1; replications = 1; draws = "off"; seed = "1";
parameters = { formula = { function = "linear"; noise = 3.0; }; };
design = { kind = "latin_hypercube"; points = 60;
  factors = ( { path = "formula.x1"; low = 0.0; high = 1.0; }, { path = "formula.x2"; low = 0.0; high = 1.0; } ); };
C
held=0
for seed in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
    "$AKSIM" run own.cfg -o own.h5 --seed $seed --force --quiet
    "$AKSIM" show own.h5 --sensitivity --outcomes value --format csv >own.csv
    held=$((held + $(awk -F, '$6 == "Monte Carlo" { print ($10 <= 18.0 && 18.0 <= $11) }' own.csv)))
done
[ $held -ge 16 ] || fail "95 % intervals over points held the exact mean in $held of 20"
finish
