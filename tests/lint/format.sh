#!/bin/sh
# format.sh ROOT - every C file stands as .clang-format says.  Exit 77: no clang-format that
# knows the settings (version 16, from tools/setup --dev; Debian's default is too old).
set -eu
cd "$1"
command -v clang-format-16 >/dev/null 2>&1 || exit 77
find include engine models tools tests -name '*.[ch]' \
    -exec clang-format-16 --dry-run -Werror {} +
