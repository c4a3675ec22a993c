#!/bin/sh
# A stop rule gives the same bytes whatever ran it, and spares what is not needed.
set -eu
. "$2/tests/tools/support.sh"

# noise SD STOP: chance beside a mean of 100 and an effect of 10.
scenario() {
    cat <<CFG
model = "analytic"; seed = "7"; days = 1; replications = 200; reference = "usual"; draws = "off";
parameters = { decision = { effect = 10.0; noise_effect = $1; noise_cost = 1.0; }; };
settings = ( { name = "calm"; parameters = { decision = { noise_effect = 0.1; }; }; },
             { name = "wild"; } );
arms = ( { name = "usual"; }, { name = "treated"; treated = true; } );
points = ( { name = "small"; }, { name = "large"; parameters = { decision = { effect = 20.0; }; }; } );
$2
CFG
}
rule='stop = { outcomes = ["effect"]; absolute = 0.5; first = 10; step = 10; look_ahead = 5; };'
scenario 2.0 "$rule" > stop.cfg

"$AKSIM" run stop.cfg -o one.h5 --threads 1 --quiet
name="what the rule took"
"$AKSIM" export one.h5 --table plan/replications > n.csv
says n.csv 'calm,small,15,precise'
says n.csv 'wild,small,[1-9][0-9]*5,precise'
"$AKSIM" show one.h5 --runs --format csv > runs.csv
says runs.csv 'not needed'

# The same question to the file: a half-width of 0.5 or less where the rule says precise.
"$AKSIM" show one.h5 --paired --outcomes effect --format csv > paired.csv
awk -F, 'NR > 1 && $7 == "effect" && ($14 - $13) / 2 > 0.5 { exit 1 }' paired.csv ||
    fail "a difference is less precise than asked for"

"$AKSIM" run stop.cfg -o two.h5 --threads 2 --quiet
expect 0 "threads 1 and 2" "$AKSIM" diff one.h5 two.h5 --exact
for shard in 2 0 1; do
    "$AKSIM" run stop.cfg -o three.h5 --shard "$shard/3" --quiet
done
"$AKSIM" merge three.h5.parts -o three.h5 --quiet
expect 0 "three shards" "$AKSIM" diff one.h5 three.h5 --exact

# Going on from a stricter or looser rule, or from all replications, ends in the same file.
scenario 2.0 'stop = { outcomes = ["effect"]; absolute = 2.0; };' > loose.cfg
scenario 2.0 '' > all.cfg
"$AKSIM" run all.cfg -o all.h5 --quiet
for first in loose all; do
    "$AKSIM" run "$first.cfg" -o again.h5 --force --quiet
    "$AKSIM" run stop.cfg -o again.h5 --resume --quiet
    expect 0 "after $first" "$AKSIM" diff one.h5 again.h5 --exact
    python3 "$ROOT/tests/tools/mask.py" one.h5 again.h5
    cmp -s one.h5.masked again.h5.masked || fail "bytes differ after $first"
done

if [ -n "${AKSIM_MPI-}" ]; then
    export OMPI_ALLOW_RUN_AS_ROOT=1 OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1
    export OMPI_MCA_rmaps_base_oversubscribe=1 OMPI_MCA_btl_vader_single_copy_mechanism=none
    for ranks in 2 4; do
        expect 0 "$ranks ranks" mpirun -np $ranks "$AKSIM" run stop.cfg -o "r$ranks.h5" \
            --threads 1 --quiet
        expect 0 "$ranks ranks" "$AKSIM" diff one.h5 "r$ranks.h5" --exact
    done
fi

# What the file itself says of its precision.
expect 0 "precision" "$AKSIM" show all.h5 --precision=0.001 --outcomes effect --format csv
says out 'wild,small,treated,effect,200,.*,no,'
expect 0 "precision as text" "$AKSIM" show all.h5 --precision --outcomes effect
expect 64 "no share" "$AKSIM" show all.h5 --precision=much

# Capped: never precise enough.
scenario 2.0 'stop = { outcomes = ["effect"]; relative = 1e-9; };' > capped.cfg
"$AKSIM" run capped.cfg -o capped.h5 --quiet
name=capped
"$AKSIM" export capped.h5 --table plan/replications > n.csv
says n.csv 'wild,large,200,capped'
expect 0 "check of a stop rule" "$AKSIM" check stop.cfg --no-trial
says out 'fewer replications where effect'

# Numbers of two units in one column: none looks like 0 that is not.
scenario 0.1 '' | sed 's/effect = 10\.0/effect = 0.1/' > units.cfg
"$AKSIM" run units.cfg -o units.h5 --quiet --replications 20
expect 0 "numbers of two units" "$AKSIM" show units.h5 --precision --outcomes effect,cost
says out 'calm +small +treated +effect +20 +0\.[0-9]*[1-9]'
says out 'calm +small +treated +cost +20 +5 000'
finish
