#!/bin/sh
# guide.sh ROOT - the kernel guide (engine/README.md) shows the examples as they are, each in
# a block that begins with the example's first line; each has less than 60 lines.
set -eu
export LC_ALL=C
cd "$1/engine"

block() {
    awk -v first="$(head -n 1 "$1")" '
        /^```/ { inside = 0 }
        $0 == first { inside = 1 }
        inside' README.md
}

shown=0
for example in examples/*.c; do
    block "$example" | diff "$example" - || { echo "README.md differs from $example"; exit 1; }
    [ "$(wc -l <"$example")" -lt 60 ] || { echo "$example has 60 lines or more"; exit 1; }
    shown=$((shown + 1))
done
[ "$shown" -ge 2 ]
