#!/bin/sh
# sources.sh ROOT - C sources under ROOT avoid what the house style forbids and keep to their layer.
# Prints "file:line:text" with the reason of each offence and their number.
set -eu
export LC_ALL=C

cd "$1"
count=0

# forbid REASON PATTERN FOLDER...: no line of the folders' sources matches the pattern.
forbid() {
    reason=$1
    pattern=$2
    shift 2
    for folder in "$@"; do
        [ -d "$folder" ] || continue
        found=$(find "$folder" -name offences -prune -o -name '*.[ch]' \
            -exec grep -nE -e "$pattern" /dev/null {} + || :)
        [ -n "$found" ] || continue
        printf '%s:\n%s\n' "$reason" "$found"
        count=$((count + $(printf '%s\n' "$found" | wc -l)))
    done
}

everywhere="include engine models tools tests"
call='(^|[^A-Za-z0-9_])'
no_comparison='\) *([^ !=]|$)' # "strtod(text, NULL) == x" reads the program's own text back

# shellcheck disable=SC2086 # a list of folders
{
    forbid "compares in single precision; use assert_near" \
        "${call}assert_float_(not_)?equal *\(" $everywhere
    forbid "cannot tell a number from rubbish; use a function with an end pointer" \
        "${call}ato(i|l|ll|f) *\(" $everywhere
    forbid "does not see where the number ends" \
        "${call}strto(f|d|ld)(_l)? *\([^;=]*, *NULL(, *[a-z_]+)?$no_comparison" $everywhere
    forbid "knows no end of the buffer or keeps hidden state" \
        "${call}(v?sprintf|strtok|gets) *\(" $everywhere
    forbid "structs and enums keep their tags" \
        '^ *typedef (struct|enum|union)[^(]*$' $everywhere
}
forbid "depends on the locale of the host program; use strtod_l" \
    "${call}strto(f|d|ld) *\([^;=]*$no_comparison" engine models
forbid "changes how every number is read and written" \
    "${call}setlocale *\(" include engine models tools
forbid "the engine knows no model" \
    '#include ["<](homecare|home_care|network)/' include/des engine
forbid "care models see only include/" '#include "(home_care|network|[.][.])/' models/care
forbid "aksim::des uses GSL and Random123, nothing else" \
    '#include <(libconfig|hdf5|H5|libdeflate|xxhash|jansson|pthread)' \
    engine/kernel engine/random engine/stats
forbid "folders of the engine stand on those before them (engine/README.md)" \
    '#include "[.][.]/(kernel|params|experiment|results)/' engine/random engine/stats
forbid "folders of the engine stand on those before them (engine/README.md)" \
    '#include "[.][.]/(params|experiment|results)/' engine/kernel
forbid "folders of the engine stand on those before them (engine/README.md)" \
    '#include "[.][.]/(experiment|results)/' engine/params
forbid "folders of the engine stand on those before them (engine/README.md)" \
    '#include "[.][.]/results/' engine/experiment

[ "$count" -eq 0 ] && exit 0
echo "$count offences"
exit 1
