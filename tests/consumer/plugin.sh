#!/bin/sh
# plugin.sh AKSIM SCENARIO PLUGIN... - each shared object is a sound care model: it needs only
# libc and libm, exports one symbol, changes the results, and without posts changes nothing;
# objects of several compilers give the same bits.
set -eu
export LC_ALL=C

aksim=$1
scenario=$2
shift 2

fail() {
    echo "plugin.sh: $*" >&2
    exit 1
}

# The C library's own start-up symbols are weak (w) and not the author's doing.
check_symbols() {
    wanted=$(nm -D --undefined-only "$1" | grep -Ev ' w |@GLIBC_' || :)
    [ -z "$wanted" ] || fail "$1 needs more than libc and libm: $wanted"
    given=$(nm -D --defined-only "$1" | awk '{ print $NF }')
    [ "$given" = hc_care_model ] || fail "$1 exports $given, not hc_care_model alone"
}

# totals_of RESULTS ARM: the totals of one arm's runs (arms in order, two runs each).
totals_of() {
    "$aksim" export "$1" --table outcomes/totals --format csv | awk -F, -v arm="$2" '
        NR > 1 && int($1 / 2) == arm { sub(/^[0-9]+,/, $1 % 2 ","); print }'
}

for plugin in "$@"; do
    check_symbols "$plugin"
    results=$plugin.h5
    "$aksim" run "$scenario" --plugin "$plugin" -o "$results" --force --quiet
    for arm in 0 1 2; do
        totals_of "$results" $arm >"$results.$arm"
        [ -s "$results.$arm" ] || fail "$plugin: no totals of arm $arm"
    done
    "$aksim" models --plugin "$plugin" --conform || fail "$plugin does not conform"
    ! cmp -s "$results.0" "$results.1" || fail "$plugin: the team changes nothing"
    cmp "$results.0" "$results.2" || fail "$plugin: a team without posts changes something"
    cmp "$results.1" "$1.h5.1" || fail "$plugin and $1 differ"
done

# refused CODE TEXT OPTION...: aksim says why it does not take a plug-in.
refused() {
    code=$1
    text=$2
    shift 2
    given=0
    said=$("$aksim" models "$@" 2>&1) || given=$?
    [ "$given" -eq "$code" ] || fail "exit code $given, not $code: $said"
    case $said in
    *"$text"*) ;;
    *) fail "not about '$text': $said" ;;
    esac
}
refused 65 "is there already" --plugin "$1" --plugin "$1"
refused 65 "no shared object" --plugin "$scenario"
refused 66 "No such file" --plugin ./no_such_team.so
