#!/bin/sh
# tools/test.sh - builds and tests.
#
#   tools/test.sh         release build, warnings are errors, the quick tests
#   tools/test.sh --all   everything: builds with sanitizers, MPI and clang, the slow
#                         tests, installation with an outside program, formatting
#   tools/test.sh --cluster   under mpirun, and on a private Slurm of two nodes
#
# Installs what is missing (tools/setup), stops at the first failure and ends with
# CTest's own summary.  Builds stay in build/ and are reused.
set -eu

cd "$(dirname "$0")/.."
jobs=$(nproc)

usage() {
    sed -n '2,10s/^# \{0,1\}//p' "$0"
}

# build PRESET [TARGET...]: the preset with warnings as errors, in a folder of its own.
build() {
    preset=$1
    shift
    echo "== build $preset"
    cmake --preset "$preset" -B "build/test-$preset" -DAKSIM_WERROR=ON -DAKSIM_TESTS=ON \
        --log-level=WARNING
    cmake --build "build/test-$preset" --parallel "$jobs" ${1:+--target "$@"}
}

# run PRESET [CTEST-OPTION...]: a run without any test is a failure.
run() {
    preset=$1
    shift
    echo "== test $preset"
    ctest --test-dir "build/test-$preset" --no-tests=error --output-on-failure \
        --parallel "$jobs" "$@"
}

quick() {
    tools/setup --test
    build release
    run release --label-exclude slow
}

# The release build is tested last, so that the summary at the end is the full one.
all() {
    tools/setup --dev
    build release
    build asan
    run asan --label-exclude slow
    build tsan aksim test_journal
    run tsan --tests-regex 'journal|tool_(interrupt|same_bits)'
    build mpi aksim
    run mpi --tests-regex tool_cluster
    build clang
    run clang --label-exclude slow
    run release
}

cluster() {
    tools/setup --cluster
    build mpi aksim
    AKSIM_CLUSTER=1 ctest --test-dir build/test-mpi --no-tests=error --output-on-failure \
        --tests-regex 'tool_(cluster|slurm)'
}

case "$#:${1-}" in
0:) quick ;;
1:--all) all ;;
1:--cluster) cluster ;;
1:-h | 1:--help) usage ;;
*) usage >&2; exit 64 ;;
esac
