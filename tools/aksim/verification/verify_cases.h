/* tools/aksim/verification/verify_cases.h - networks whose values are known exactly. */
#ifndef AKSIM_VERIFY_CASES_H
#define AKSIM_VERIFY_CASES_H

#include <stdbool.h>
#include <stddef.h>

enum { VERIFY_SETTINGS = 16, VERIFY_MEASURES = 6 };

/* An outcome in one stratum, and what it must be. */
struct verify_measure {
    const char *stratum, *numerator, *denominator;
    double exact;
    const char *source; /* of the formula */
};

struct verify_case {
    const char *name;
    const char *setting[VERIFY_SETTINGS]; /* "path=value"; ends with NULL */
    double minutes;                       /* observed in one replication, in a fast run */
    double warmup_min;                    /* from an empty network; 0: what is exact begins empty */
    struct verify_measure measure[VERIFY_MEASURES];
    double coverage_min; /* observed in one replication of the check of intervals; 0: none */
};

/* Case i; false behind the last.  Settings and texts are static. */
bool verify_case_at(size_t i, struct verify_case *verify_case);

#endif
