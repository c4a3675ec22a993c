# shellcheck shell=sh disable=SC2034 # sourced
# support.sh - what the tests of the command line share; sourced with "$1" the
# program and "$2" the source tree.
AKSIM=$1
ROOT=$2
DATA=$ROOT/tests/tools/data
WORK=$(mktemp -d)
trap 'rm -rf "$WORK"' EXIT
cd "$WORK" || exit 1
unset SLURM_JOB_ID SLURM_CPUS_PER_TASK NO_COLOR
failures=0

fail() {
    echo "FAILED: $*"
    failures=$((failures + 1))
}

# expect CODE NAME COMMAND...: the exit code; stdout in ./out, stderr in ./err.
expect() {
    wanted=$1
    name=$2
    shift 2
    code=0
    "$@" >out 2>err || code=$?
    if [ "$code" -ne "$wanted" ]; then
        fail "$name: exit code $code, not $wanted"
        sed 's/^/    /' err
    fi
}

# says FILE PATTERN: a line of the file matches.
says() {
    grep -Eq -- "$2" "$1" || {
        fail "$name: no line like '$2' in $1"
        sed 's/^/    /' "$1"
    }
}

# is_json FILE: one valid document.
is_json() {
    python3 -m json.tool "$1" >json.err 2>&1 || {
        fail "$name: not one JSON document"
        head -n 3 json.err
    }
}

finish() {
    [ "$failures" -eq 0 ] || {
        echo "$failures failures"
        exit 1
    }
}
