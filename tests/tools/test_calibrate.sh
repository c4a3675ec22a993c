#!/bin/sh
# aksim calibrate against a queue whose answer is known: at one server of rate 1 a minute, the
# share of time it is busy is the arrival rate.
set -eu
. "$2/tests/tools/support.sh"

cat > targets.cfg <<'CFG'
targets = (
  { name = "busy"; outcome = "use"; unit = "1"; kind = "calibration"; value = 0.6; low = 0.59;
    high = 0.61; source = "a wish"; grade = "C"; },
  { name = "wait"; outcome = "mean_wait"; unit = "min"; kind = "validation"; value = 1.5;
    low = 1.4; high = 1.6; source = "theory"; grade = "A"; }
);
CFG
cat > fit.cfg <<'CFG'
calibrate = { parameters = ( "class1.arrival_rate" ); targets = [ "busy" ]; iterations = 5; };
CFG
sed 's/^replications.*/replications = 8;/' "$ROOT/scenarios/reference/mm1.cfg" >> fit.cfg

expect 0 "fit" "$AKSIM" calibrate fit.cfg --targets targets.cfg -o fitted.cfg --threads 2 \
    --format csv
says err 'evaluation 7 of 7'
cp out report.csv
# The utilisation that is wished for is the arrival rate that is found.
awk -F, '$1 == "parameter" { found = 1; before = $6; after = $7 }
         $1 == "target" { reached = $7; verdict = $8 }
         END { exit !(found && before == 0.8 && after > 0.59 && after < 0.61 &&
                      reached > 0.5995 && reached < 0.6005 && verdict == "inside") }' report.csv || {
    fail "the arrival rate is not 0.6"
    cat report.csv
}
says fitted.cfg '^  arrival_rate = \{ value = 0\.(59[0-9]{0,2}|60?[0-9]{0,2}); source = "calibrated by aksim calibrate fit.cfg to busy"; grade = "C"; \}; // was 0.8$'

# What is written can be included, and then gives what was reported.
cat > use.cfg <<'CFG'
model = "network"; seed = "2024"; days = 30; replications = 8;
settings = ( { name = "station"; parameters = {
  @include "fitted.cfg"
}; } );
parameters = { run = { warmup = 1.0; };
  class1 = { arrivals = "poisson"; route = "station1"; };
  station1 = { servers = 1; service = { dist = "exponential"; mean = 1.0; }; }; };
CFG
"$AKSIM" run use.cfg -o use.h5 --quiet
expect 0 "as included" "$AKSIM" show use.h5 --validation --targets targets.cfg --format csv
[ "$(awk -F, '$1 == "busy" { print $10 }' out)" = \
    "$(awk -F, '$1 == "target" { print $7 }' report.csv)" ] || fail "the run reaches another value"
says out '^busy,.*,inside,'

# The same bytes on any number of threads; nothing is overwritten unasked.
expect 73 "output is there" "$AKSIM" calibrate fit.cfg --targets targets.cfg -o fitted.cfg
expect 0 "one thread" "$AKSIM" calibrate fit.cfg --targets targets.cfg -o again.cfg --threads 1 \
    --quiet
[ ! -s err ] || fail "--quiet is not quiet"
cmp fitted.cfg again.cfg || fail "one thread and two differ"
expect 73 "no folder" "$AKSIM" calibrate fit.cfg --targets targets.cfg -o nowhere/fitted.cfg --quiet

# What somebody who errs is told.
bad() { # NAME SED CODE MESSAGE
    sed "$2" fit.cfg > bad.cfg
    expect "$3" "$1" "$AKSIM" calibrate bad.cfg --targets targets.cfg -o bad_fitted.cfg --quiet
    says err "$4"
    [ ! -e bad_fitted.cfg ] || fail "$1: something was written"
    rm -f bad_fitted.cfg
}
bad "no block" 's/^calibrate = .*//' 65 'nothing to calibrate'
bad "unknown parameter" 's/"class1.arrival_rate"/"class1.arrival_rat"/' 65 \
    'there is no parameter.*did you mean class1.arrival_rate'
bad "no real number" 's/"class1.arrival_rate"/"station1.servers"/' 65 'no real number'
bad "zero" 's/"class1.arrival_rate"/"run.warmup"/; s/warmup = 1.0/warmup = 0.0/' 65 'is 0: a factor does not move it'
bad "unknown target" 's/\[ "busy" \]/[ "bussy" ]/' 65 'no such target.*did you mean busy'
bad "validation target" 's/\[ "busy" \]/[ "wait" ]/' 65 'validation target'
bad "no targets" 's/targets = \[ "busy" \];//' 65 'no targets are given'
bad "no parameters" 's/parameters = ( "class1.arrival_rate" );//' 65 'no parameters are given'
bad "unknown key" 's/iterations/iteration/' 65 'unknown key.*did you mean iterations'
bad "too many iterations" 's/iterations = 5/iterations = 1000/' 65 '0 to 100'
expect 64 "no output" "$AKSIM" calibrate fit.cfg --targets targets.cfg
expect 66 "no file" "$AKSIM" calibrate missing.cfg -o x.cfg
expect 0 "runs take no notice of the block" "$AKSIM" check fit.cfg --no-trial
expect 0 "shipped" "$AKSIM" check "$ROOT/scenarios/experiments/calibrate_health.cfg" --no-trial
# Doubt that gives effects: the file can be included, and runs are the same on any number of threads.
cat > effects.cfg <<CFG
title = "Effects"; model = "home_care"; seed = "3"; days = 200; replications = 2;
reference = "team";
settings = ( { name = "small"; parameters = {
  municipality = { population = 3000; users_per_1000 = 60.0; };
  calendar = { warm_up_days = 14; }; }; } );
arms = ( { name = "team"; model = "expert_team"; post = "added"; against = "baseline"; } );
design = { kind = "uncertainty"; points = 8; };
calibrate = { parameters = ( "aks.death" ); effects = [ "deaths" ]; iterations = 1; };
CFG
expect 0 "effects" "$AKSIM" calibrate effects.cfg -o doubt.cfg --threads 2 --format csv
says err 'run 2 of 2'
says out '^parameter,aks.death,sigma,'
says out '^effect,deaths,97.5 %,1.1,'
says doubt.cfg 'death = \{ value = .*; source = "fitted by aksim calibrate effects.cfg to the effects assumed"; grade = "D"; uncertain = \{ dist = "lognormal"; median = .*; sigma = .*; \}; \};'
expect 0 "effects, one thread" "$AKSIM" calibrate effects.cfg -o doubt1.cfg --threads 1 --quiet
cmp doubt.cfg doubt1.cfg || fail "effects: one thread and two differ"
sed 's/^  calendar = /  @include "doubt.cfg"\
  calendar = /' effects.cfg > with.cfg
expect 0 "doubt included" "$AKSIM" check with.cfg --no-trial
bad_effects() { # NAME SED MESSAGE
    sed "$2" effects.cfg > bad.cfg
    expect 65 "$1" "$AKSIM" calibrate bad.cfg -o bad.out --quiet
    says err "$3"
}
bad_effects "no such effect" 's/"deaths"/"death"/' 'no such effect .*did you mean deaths'
bad_effects "no lognormal doubt" 's/"aks.death"/"aks.settle_acute"/' 'aks.settle_acute has no lognormal doubt'
bad_effects "no design" 's/^design.*//' 'effects are fitted in one setting, with two replications'
bad_effects "nobody followed" 's/ against = "baseline";//' 'an effect has no estimate'
finish
