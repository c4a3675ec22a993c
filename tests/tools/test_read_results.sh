#!/bin/sh
# The system's Python reads a results file as it is.
set -eu
. "$2/tests/tools/support.sh"
[ -f "$ROOT/tests/tools/read_results.py" ] || exit 77
"$AKSIM" run "$DATA/two_places.cfg" -o r.h5 --trace full --quiet
/usr/bin/python3 "$ROOT/tests/tools/read_results.py" r.h5
