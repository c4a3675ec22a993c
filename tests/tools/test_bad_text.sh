#!/bin/sh
# Text that is no scenario at all is refused with its place, and nothing is left behind.
set -eu
. "$2/tests/tools/support.sh"

# refused TEXT
refused() {
    printf '%s' "$1" >bad.cfg
    expect 65 "a file with $1" "$AKSIM" check bad.cfg
    says err 'bad\.cfg:1: '
}
refused '""""'
refused 'a = "b" %%'
refused 'title = "not closed;'
refused '{'
refused '@include "nowhere.cfg"'
finish
