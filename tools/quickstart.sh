#!/bin/sh
# tools/quickstart.sh - from a fresh clone to results.h5: installs what is missing,
# builds, and compares a rural and an urban municipality with and without AKS.
#
# May be run again: a results.h5 that an earlier quickstart left is replaced, any
# other is not touched.  What the steps print goes to build/quickstart.log.
set -eu

cd "$(dirname "$0")/.."
scenario=scenarios/experiments/rural_vs_urban.cfg
results=results.h5
build=build/release
log=build/quickstart.log
own=build/quickstart.sha256 # names the file that the last quickstart left

case $# in
0) ;;
*) sed -n '2,6s/^# \{0,1\}//p' "$0"; exit 64 ;;
esac

# step TEXT COMMAND...: one line; the log's tail on failure.
step() {
    text=$1
    shift
    printf '%-28s' "$text ..."
    begun=$(date +%s)
    if "$@" >>"$log" 2>&1; then
        echo "done ($(($(date +%s) - begun)) s)"
    else
        status=$?
        echo "failed"
        echo "The last lines of $log:" >&2
        tail -n 30 "$log" >&2
        exit "$status"
    fi
}

mkdir -p build
: >"$log"
if [ -e "$results" ] && ! sha256sum --status -c "$own" 2>/dev/null; then
    echo "quickstart: $results is there already and not as an earlier quickstart left it." >&2
    echo "quickstart: move or delete it, then start again." >&2
    exit 73
fi

step "Installing packages" tools/setup
step "Configuring" cmake --preset release -DAKSIM_TESTS=OFF
step "Building" cmake --build "$build" --parallel "$(nproc)" --target aksim
echo "Running $scenario"
status=0
"$build/tools/aksim" run "$scenario" -o "$results" --force || status=$?
if [ -e "$results" ]; then
    sha256sum "$results" >"$own"
fi
exit "$status"
