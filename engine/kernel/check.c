#include "des/check.h"

#include <stdio.h>
#include <stdlib.h>

void des_require_failed(const char *file, int line, const char *text) {
    (void)fprintf(stderr, "%s:%d: %s does not hold\n", file, line, text);
    abort();
}
