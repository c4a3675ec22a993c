# shellcheck shell=sh
# private_slurm.sh - a Slurm of our own with two nodes on the loopback interface,
# for tests; sourced.  slurm_up DIR, slurm_down DIR.

# slurm_missing: prints what is not installed; nothing when all is there.
slurm_missing() {
    PATH=$PATH:/usr/sbin:/sbin
    for program in munged slurmctld slurmd sbatch scontrol squeue sinfo python3; do
        command -v $program >/dev/null 2>&1 || echo $program
    done
}

free_ports() {
    python3 - "$1" <<'PYTHON'
import socket, sys
sockets = [socket.socket() for _ in range(int(sys.argv[1]))]
for s in sockets:
    s.bind(("127.0.0.1", 0))
print(*[s.getsockname()[1] for s in sockets])
PYTHON
}

slurm_configuration() { # DIR CONTROLLER-PORT NODE-1-PORT NODE-2-PORT
    host=$(hostname -s)
    user=$(id -un)
    cat <<CONF
ClusterName=private
SlurmctldHost=$host(127.0.0.1)
SlurmctldPort=$2
SlurmUser=$user
SlurmdUser=$user
AuthType=auth/munge
AuthInfo=socket=$1/munge/socket
CredType=cred/munge
CommunicationParameters=NoInAddrAny,NoCtldInAddrAny
StateSaveLocation=$1/state
SlurmdSpoolDir=$1/spool.%n
SlurmctldPidFile=$1/slurmctld.pid
SlurmdPidFile=$1/slurmd.%n.pid
SlurmctldLogFile=$1/slurmctld.log
SlurmdLogFile=$1/slurmd.%n.log
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
JobAcctGatherType=jobacct_gather/none
AccountingStorageType=accounting_storage/none
SelectType=select/cons_res
SelectTypeParameters=CR_CPU
SwitchType=switch/none
MpiDefault=none
ReturnToService=2
SchedulerParameters=sched_min_interval=0,batch_sched_delay=0
KillWait=2
SlurmdTimeout=10
SlurmctldTimeout=10
NodeName=n1 NodeHostname=$host NodeAddr=127.0.0.1 Port=$3 CPUs=2 State=UNKNOWN
NodeName=n2 NodeHostname=$host NodeAddr=127.0.0.1 Port=$4 CPUs=2 State=UNKNOWN
PartitionName=main Nodes=n1,n2 Default=YES MaxTime=INFINITE State=UP
CONF
}

slurm_up() {
    PATH=$PATH:/usr/sbin:/sbin
    mkdir -p "$1/state" "$1/spool.n1" "$1/spool.n2" "$1/munge"
    # Munge wants a folder that others can enter, and a key that they cannot read.
    chmod 755 "$1" "$1/munge"
    head -c 128 /dev/urandom >"$1/munge/key"
    chmod 600 "$1/munge/key"
    munged --key-file="$1/munge/key" --socket="$1/munge/socket" --pid-file="$1/munge/pid" \
        --log-file="$1/munge/log" --seed-file="$1/munge/seed" --num-threads=1
    # shellcheck disable=SC2046 # three words
    slurm_configuration "$1" $(free_ports 3) >"$1/slurm.conf"
    export SLURM_CONF="$1/slurm.conf"
    slurmctld -c
    slurmd -N n1
    slurmd -N n2
    tries=0
    until [ "$(sinfo -h -N -t idle -o %N 2>/dev/null | wc -l)" -eq 2 ]; do
        tries=$((tries + 1))
        [ $tries -le 150 ] || return 1
        sleep 0.2
    done
}

slurm_down() {
    for file in "$1"/slurmd.*.pid "$1/slurmctld.pid" "$1/munge/pid"; do
        [ ! -s "$file" ] || kill "$(cat "$file")" 2>/dev/null || :
    done
}
