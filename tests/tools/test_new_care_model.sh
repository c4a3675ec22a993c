#!/bin/sh
# tools/new-care-model: what it writes, and which names it refuses.  That the files build and
# work against the installed package: tests/consumer/run.cmake.
set -eu
. "$2/tests/tools/support.sh"
new=$ROOT/tools/new-care-model

expect 0 "a new model" "$new" night_team
for file in night_team.c CMakeLists.txt night_team.cfg test.sh; do
    [ -s "night_team/$file" ] || fail "no $file"
    ! grep -q my_team "night_team/$file" || fail "$file still says my_team"
done
says night_team/night_team.cfg 'run night_team\.cfg --plugin build/night_team\.so -o night_team\.h5'
says err 'AKSIM=PREFIX/bin/aksim CMAKE_PREFIX_PATH=PREFIX night_team/test\.sh'
[ -x night_team/test.sh ] || fail "test.sh cannot be run"
says night_team/night_team.c '#include "homecare/care_model.h"'
! grep '#include' night_team/night_team.c | grep -v homecare/ || fail "needs other headers"
if command -v "${CC:-cc}" >/dev/null 2>&1; then
    expect 0 "compiles" "${CC:-cc}" -std=c17 -Wall -Wextra -Werror -shared -fPIC \
        -I"$ROOT/include" -o night_team.so night_team/night_team.c
    expect 0 "loads" "$AKSIM" check night_team/night_team.cfg --plugin ./night_team.so --no-trial
fi

# Every built-in name, as the program lists them.
"$AKSIM" params --format csv | sed -n 's/^home_care,care\.\([a-z_]*\)\..*/\1/p' | sort -u >names
echo baseline >>names
[ "$(wc -l <names)" -ge 16 ] || fail "few built-in names"
while read -r taken; do
    expect 65 "built-in $taken" "$new" "$taken"
    says err "has a care model '$taken' already"
    [ ! -e "$taken" ] || fail "$taken: a refused name left something"
done <names

while IFS='|' read -r name code arguments told; do
    # shellcheck disable=SC2086 # several arguments in one cell
    expect "$code" "$name" "$new" $arguments
    says err "$told"
done <<'END'
no name|64||which name
a capital|64|Team|'Team' is not a name \(accepted: a small letter
a digit first|64|2team|'2team' is not a name
a hyphen|64|my-team|'my-team' is not a name
a path|64|../team|'\.\./team' is not a name
too long|64|aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa|too long
two names|64|one two|one name only
an unknown option|64|--fast team|no option --fast
no folder|64|team -o|-o needs a folder
files that are there|73|night_team|night_team/night_team\.c is there already
a folder that cannot be|73|team -o names/team|names/team cannot be written
END
finish
