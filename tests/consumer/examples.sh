#!/bin/sh
# examples.sh BUILD... - the examples of the kernel guide, built by several compilers, print the
# same bytes, and what they print agrees with theory (mean wait in M/M/1: load x service /
# (1 - load); the clinic's reception is one too, as priorities among equal services keep it).
set -eu
export LC_ALL=C

fail() {
    echo "examples.sh: $*" >&2
    exit 1
}

# near VALUE WANTED SHARE: the value printed lies so close to the one wanted.
near() {
    awk -v x="$1" -v y="$2" -v share="$3" 'BEGIN { d = x / y - 1; exit !(d * d < share * share) }' ||
        fail "got $1, want $2"
}

first=$1
for build in "$@"; do
    for example in mm1 clinic; do
        "$build/$example" >"$build/$example.out" || fail "$build/$example fails"
        cmp "$first/$example.out" "$build/$example.out" || fail "$example depends on the compiler"
    done
done
cat "$first/mm1.out" "$first/clinic.out"
near "$(awk '/^mean wait/ { print $3 }' "$first/mm1.out")" 16 0.02
near "$(awk '/^reception/ { print $4 }' "$first/clinic.out")" 18 0.05
