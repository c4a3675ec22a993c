#!/bin/sh
# objects.sh prefix LIBRARY PREFIX... | stateless LIBRARY | quiet LIBRARY
#
#   prefix     every exported symbol begins with one of the prefixes
#   stateless  no object has mutable file-scope state
#   quiet      no object prints, exits, reads the environment, asks the clock of the
#              day or draws from a hidden generator; only des_require_failed may
#              speak and abort (include/des/check.h)
#
# Prints each offence as "object: symbol" and then fails.
set -eu
export LC_ALL=C

check=$1
library=$2
shift 2
[ -n "$(nm --defined-only "$library")" ] || exit 70 # an empty library would pass every check

# "object kind symbol", one line each.
symbols() {
    nm -A "$@" "$library" |
        awk '{ sub(/^.*[.]a:/, ""); sub(/:.*/, "", $1); print $1, $(NF - 1), $NF }'
}

prefix() {
    symbols --extern-only --defined-only |
        awk -v prefixes="$*" '
            BEGIN { count = split(prefixes, prefix, " ") }
            { for (i = 1; i <= count; i++) if (index($3, prefix[i]) == 1) next
              print $1 ": " $3 }'
}

# d, D: data; b, B: zeroed data; C: common.  Constant tables with addresses in them lie
# in .data.rel.ro, which nm shows as d too: the section decides.
stateless() {
    objdump -t "$library" | awk '
        / file format / { object = $1; sub(/:$/, "", object) }
        / [.](data|bss|tdata|tbss)/ || / [*]COM[*]/ {
            if ($0 !~ / [.]data[.]rel[.]ro/ && $0 !~ / d  [.]/) print object ": " $NF
        }'
}

quiet() {
    speaker=$(symbols --defined-only | awk '$3 == "des_require_failed" { print $1 }')
    symbols --undefined-only | awk -v speaker="$speaker" '
        $3 ~ /^(v?printf|puts|putchar|perror|_?exit|_Exit|quick_exit|system)$/ ||
        $3 ~ /^((secure_)?getenv|setenv|putenv|setlocale|signal|sigaction)$/ ||
        $3 ~ /^(time|gettimeofday|s?rand(om)?|drand48|_?(set|long)jmp|_setjmp|__sigsetjmp)$/ {
            print $1 ": " $3 }
        $1 != speaker && $3 ~ /^(stderr|stdout|abort|__assert_fail)$/ { print $1 ": " $3 }'
}

case $check in
prefix) offences=$(prefix "$@") ;;
stateless) offences=$(stateless) ;;
quiet) offences=$(quiet) ;;
*) echo "objects.sh: no check named $check" >&2; exit 64 ;;
esac
[ -z "$offences" ] && exit 0
printf '%s\n' "$offences"
exit 1
