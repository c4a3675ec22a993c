#!/bin/sh
# Tables, mixtures and truncations in a scenario: drawn, kept, run again, refused.
set -eu
. "$2/tests/tools/support.sh"
cat >shapes.cfg <<'END'
title = "Services of any shape";
model = "network";
seed = "2024";
days = 20;
replications = 4;
reference = "table";
parameters = {
  run = { warmup = 1.0; };
  class1 = { arrivals = "poisson"; arrival_rate = 0.5; };
};
settings = ( { name = "station"; label = "M/G/1"; } );
arms = (
  { name = "table"; label = "0.5 or 1.5 minutes"; parameters = { station1 = {
      service = { dist = "table"; values = [0.5, 1.5]; }; }; }; },
  { name = "pieces"; label = "mostly below a minute"; parameters = { station1 = { service = {
      value = { dist = "piecewise"; edges = [0.0, 1.0, 3.0]; weights = [3, 1]; };
      source = "a count"; grade = "B"; }; }; }; },
  { name = "mixture"; label = "short and long"; parameters = { station1 = {
      service = { dist = "mixture"; shares = [0.9, 0.1]; parts = (
        { dist = "exponential"; mean = 0.5; },
        { dist = "lognormal"; median = 3.0; sigma = 0.5; truncate = [1.0, 6.0]; } ); }; }; }; },
  { name = "cut"; label = "an exponential, cut"; parameters = { station1 = {
      service = { dist = "exponential"; mean = 1.0; truncate = [0.2, 4.0]; }; }; }; }
);
END
expect 0 "a run" "$AKSIM" run shapes.cfg -o s.h5 --quiet
expect 0 "its parameters" "$AKSIM" show s.h5 --parameters --format json
says out 'dist = ..table..; values = .0\.5, 1\.5.; '
says out 'dist = ..piecewise..; edges = .0\.0, 1\.0, 3\.0.; weights = .3\.0, 1\.0.; '
says out 'shares = .0\.9, 0\.1.; parts = . . dist = ..exponential..; mean = 0\.5; '
says out 'dist = ..exponential..; mean = 1\.0; truncate = .0\.2, 4\.0.; '

# Exact waits (Pollaczek, Khinchine): 0.625, 16/27 min; those of a short run are near.
expect 0 "the waits" "$AKSIM" show s.h5 --outcomes mean_wait --format json
cp out waits.json
cat >check.py <<'END'
import json
waits = {r["arm"]: r["mean"] for r in json.load(open("waits.json"))["summary"]
         if r["outcome"] == "mean_wait"}
assert abs(waits["table"] / 0.625 - 1) < 0.05 and abs(waits["pieces"] * 27 / 16 - 1) < 0.05, waits
END
python3 check.py || fail "the waits are not those of theory"

# The scenario in the file says the same: every run of it again, bit for bit.
for run in 0 4 8 12; do
    expect 0 "run $run again" "$AKSIM" rerun s.h5 --run $run -o again.h5 --force
    expect 0 "its totals" "$AKSIM" export again.h5 --table outcomes/totals
    cp out again.csv
    expect 0 "all totals" "$AKSIM" export s.h5 --table outcomes/totals
    grep -E "^(run_id|$run)," out | cmp - again.csv || fail "run $run is not the same again"
done
expect 0 "resuming reuses all" "$AKSIM" run shapes.cfg -o s.h5 --resume --format json
says out '"reused": 16'
sed 's/0.5, 1.5\]/0.5, 1.6]/' shapes.cfg >other.cfg
expect 0 "another table is another run" "$AKSIM" run other.cfg -o s.h5 --resume --format json
says out '"reused": 12'

# refuse NAME DIST PATTERN: exit code 65, and the place with what is wrong.
refuse() {
    sed "s/{ dist = \"table\"; values = .0.5, 1.5.; }/{ $2 }/" shapes.cfg >bad.cfg
    expect 65 "$1" "$AKSIM" check bad.cfg
    says err "bad.cfg:1[45]: arms.table.parameters.station1.service$3"
}
refuse "no number" 'dist = "table"; values = (1.0, "x");' ".*: not a number"
refuse "too few weights" 'dist = "table"; values = [1.0, 2.0]; weights = [1.0];' \
    ".weights: 1 of 2 weights"
refuse "a misspelt key" 'dist = "table"; value = [1.0];' ".value: unknown key .*values"
refuse "one edge" 'dist = "piecewise"; edges = [1.0];' ": edges must be two"
refuse "falling edges" 'dist = "piecewise"; edges = [2.0, 1.0];' ": The edges .* fall"
refuse "no list" 'dist = "table"; values = 3;' ".values: values must be a list"
refuse "shares that sum to 0.9" 'dist = "mixture"; shares = [0.9]; parts = ( { dist = "constant"; value = 1.0; } );' \
    ": The shares of a mixture must sum to 1"
refuse "too few shares" 'dist = "mixture"; shares = [1.0]; parts = ( { dist = "constant"; value = 1.0; }, { dist = "constant"; value = 2.0; } );' \
    ": 1 shares of 2 parts"
refuse "no parts" 'dist = "mixture"; shares = [1.0];' ": no parts"
refuse "a bad part" 'dist = "mixture"; shares = [1.0]; parts = ( { dist = "constnt"; value = 1.0; } );' \
    ".*did you mean constant"
refuse "bounds that fall" 'dist = "exponential"; mean = 1.0; truncate = [5.0, 1.0];' ".truncate: "
refuse "one bound" 'dist = "exponential"; mean = 1.0; truncate = [5.0];' ".truncate: .*lowest, highest"
refuse "nothing left" 'dist = "exponential"; mean = 1.0; truncate = [-5.0, -1.0];' \
    ".truncate: .*next to nothing"
refuse "below its range" 'dist = "table"; values = [-1.0];' ": the distribution reaches from -1"
finish
