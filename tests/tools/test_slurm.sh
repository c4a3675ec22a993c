#!/bin/sh
# The batch script of `aksim slurm`, and, with tools/test.sh --cluster, what a real
# Slurm does with it: array and merge, a signal in the middle, a node that dies
# while its orphaned copy goes on writing.
set -eu
. "$2/tests/tools/support.sh"
. "$2/tests/tools/private_slurm.sh"
small=$DATA/two_places.cfg
long=$DATA/long.cfg
export PYTHONDONTWRITEBYTECODE=1

expect 0 "print" "$AKSIM" slurm "$small" -o p.h5 --print --replications 3 --cpus 7 \
    --sbatch --account=it
says out '^#SBATCH --array=0-1$'
says out '^#SBATCH --cpus-per-task=7$'
says out '^#SBATCH --account=it$'
says out '--shard "\$SLURM_ARRAY_TASK_ID/2"'
says out '--replications 3'
says out '^# 2 places .* in 2 tasks '
sh -n out || fail "the script is no shell script"
[ ! -e p.h5.sbatch ] || fail "--print wrote a file"
expect 0 "fewer tasks" "$AKSIM" slurm "$small" -o p.h5 --print --tasks 1
says out '^#SBATCH --array=0-0$'
says out ' in 1 task '
! grep -q idle err || fail "a warning of processors that all have runs"
expect 0 "fewer runs than processors" "$AKSIM" slurm "$small" -o p.h5 --print --replications 1 \
    --cpus 7
says err 'a task has at most [1-6] runs? for its 7 processors'
expect 0 "write" "$AKSIM" slurm "$small" -o p.h5
[ -s p.h5.sbatch ] || fail "no script was written"
expect 73 "a script that exists" "$AKSIM" slurm "$small" -o p.h5
expect 65 "a wrong scenario" "$AKSIM" slurm "$DATA/misspelt.cfg" -o q.h5
expect 64 "a name that cannot be" "$AKSIM" slurm "$small" -o "it's.h5"
expect 0 "options of its own" "$AKSIM" slurm "$small" -o "with space.h5" --print --memory 2G \
    --before 'module load HDF5' --sbatch --account=it
says out '^#SBATCH --mem-per-cpu=2G$'
says out "^# Submit with: sbatch 'with space.h5.sbatch'\$"
[ "$(grep -c '^#SBATCH --account=it$' out)" -eq 2 ] || fail "the merge has another account"
[ "$(grep -c '^module load HDF5$' out)" -eq 2 ] || fail "the merge does without what the run needs"
expect 0 "processes under MPI" "$AKSIM" slurm "$small" -o p.h5 --print --mpi 8 --cpus 3
says out '^srun --mpi=pmix --cpus-per-task=3 --kill-on-bad-exit=1 '
[ -n "${AKSIM_MPI-}" ] || says err 'built without MPI'
mkdir bin
printf '#!/bin/sh\necho "MaxArraySize            = 2"\n' >bin/scontrol
chmod +x bin/scontrol
expect 0 "a cluster with a limit" env PATH="$WORK/bin:$PATH" "$AKSIM" slurm "$small" -o p.h5 --print \
    --tasks 3
says err 'an array has at most 2 tasks on this cluster'
finish

[ -n "${AKSIM_CLUSTER-}" ] || {
    echo "the script alone; tools/test.sh --cluster tries it on a Slurm of its own"
    exit 0
}
missing=$(slurm_missing)
[ -z "$missing" ] || {
    echo "skipped: not installed: $missing (tools/setup --cluster)"
    exit 77
}
trap 'slurm_down "$WORK/slurm"; sleep 1; rm -rf "$WORK"' EXIT
chmod 755 "$WORK" # Munge refuses a folder that others cannot enter
slurm_up "$WORK/slurm" || {
    fail "Slurm did not come up"
    cat "$WORK"/slurm/*.log
    finish
}

same() {
    python3 "$ROOT/tests/tools/mask.py" "$1" "$2"
    cmp "$1.masked" "$2.masked" || fail "$1 and $2 differ"
}
# wait_until SECONDS TEST...
wait_until() {
    tries=$(($1 * 5))
    shift
    until "$@"; do
        tries=$((tries - 1))
        [ $tries -gt 0 ] || {
            fail "in vain: $*"
            squeue
            cat ./*.log slurm/slurmctld.log
            return 1
        }
        sleep 0.2
    done
}
queue_is_empty() { [ -z "$(squeue -h)" ]; }
has_journal() { [ -n "$(find "$1.parts" -name '[0-9]*.*.*' -size +1 2>/dev/null)" ]; }
task_runs() { [ "$(squeue -h -j "$1" -t R -o %T | wc -l)" -gt 0 ]; }

# Array and dependent merge.
expect 0 "alone" "$AKSIM" run "$small" -o alone.h5 --quiet
expect 0 "script" "$AKSIM" slurm "$small" -o array.h5 --cpus 1
expect 0 "submit" sbatch array.h5.sbatch
wait_until 60 test -e array.h5
same alone.h5 array.h5
wait_until 30 queue_is_empty

# Interrupted in the middle by a requeue: the second start goes on.
expect 0 "long alone" "$AKSIM" run "$long" -o whole.h5 --replications 400 --quiet
expect 0 "script" "$AKSIM" slurm "$long" -o again.h5 --cpus 1 --replications 400
job=$(sbatch --parsable again.h5.sbatch)
wait_until 30 has_journal again.h5
scontrol requeue "${job}_0"
# A requeued job waits two minutes for what is left of its first start; seconds are enough, but not
# within one second: then its credential is taken for that of the first start.
wait_until 30 sh -c "squeue -h -j $job -t PD | grep -q ."
scontrol update jobid="${job}_0" StartTime=now+4 2>/dev/null || :
wait_until 200 test -e again.h5
same whole.h5 again.h5
starts=$(find again.h5.parts -name '*.[0-9]*.0' | wc -l)
[ "$starts" -ge 2 ] || fail "a requeued task has no journal of its own: $starts"
wait_until 30 queue_is_empty

# Processes under MPI, on one node: the two of this Slurm cannot both speak PMIx on one machine.
if [ -n "${AKSIM_MPI-}" ]; then
    expect 0 "script" "$AKSIM" slurm "$long" -o ranks.h5 --cpus 1 --replications 400 --mpi 2 \
        --sbatch --nodes=1
    expect 0 "submit" sbatch ranks.h5.sbatch
    wait_until 60 test -e ranks.h5
    same whole.h5 ranks.h5
    wait_until 30 queue_is_empty
fi

# Cancelled: it stays so, and what was finished is kept.
expect 0 "script" "$AKSIM" slurm "$long" -o gone.h5 --cpus 1 --replications 4000
job=$(sbatch --parsable gone.h5.sbatch)
wait_until 30 has_journal gone.h5
scancel "${job}_0"
wait_until 30 sh -c "scontrol show job ${job}_0 | grep -q JobState=CANCELLED"
wait_until 30 queue_is_empty
says gone.h5.merge.log 'of 4000 runs are missing'

# The node dies; its copy of the task goes on writing while the other one runs.
expect 0 "script" "$AKSIM" slurm "$long" -o orphan.h5 --cpus 1 --replications 400
job=$(sbatch --parsable orphan.h5.sbatch)
wait_until 30 task_runs "$job"
wait_until 30 has_journal orphan.h5
node=$(squeue -h -j "$job" -t R -o %N)
kill -9 "$(cat "slurm/slurmd.$node.pid")"
pkill -9 -f "slurmstepd: \[$job" || :
wait_until 250 test -e orphan.h5
same whole.h5 orphan.h5
finish
