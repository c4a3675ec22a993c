#!/bin/sh
# The readers that the README shows print the differences with names, in Python and, where it
# is installed, in R.
set -eu
. "$2/tests/tools/support.sh"
/usr/bin/python3 -c 'import h5py, pandas' 2>/dev/null || exit 77
expect 0 "run" "$AKSIM" run "$DATA/two_places.cfg" -o r.h5 --quiet
expect 0 "Python reader" /usr/bin/python3 "$ROOT/tools/python/read_results.py" r.h5
says out '^[0-9]+ +calm +[a-z]+ +two +mean_wait +Monte Carlo'
if Rscript -e 'library(rhdf5)' >/dev/null 2>&1; then
    expect 0 "R reader" Rscript "$ROOT/tools/r/read_results.R" r.h5
    says out '^[0-9]+ +calm +[a-z]+ +two +mean_wait +Monte Carlo'
fi
finish
