/* engine/params/scan.h - the little lexical knowledge that guards libconfig. */
#ifndef DESI_PARAMS_SCAN_H
#define DESI_PARAMS_SCAN_H

#include <stdbool.h>
#include <stddef.h>

#include "des/status.h"

/* What goes on from one line to the next. */
struct desi_scan {
    enum { DESI_SCAN_PLAIN, DESI_SCAN_TEXT, DESI_SCAN_COMMENT } state;
    size_t depth;  /* of open brackets */
    char key[120]; /* the name before the last = or : */
    struct des_diagnostics *diagnostics;
};

/* Brackets nested deeper than this are refused: libconfig recurses. */
#define DESI_SCAN_DEPTH 64

/* Scans one line (without its newline) and tells what libconfig would not.  False
 * when something was told. */
bool desi_scan_line(struct desi_scan *scan, const char *file, unsigned line, const char *text,
                    size_t length);
/* The line is UTF-8. */
bool desi_scan_utf8(const char *text, size_t length);

#endif
