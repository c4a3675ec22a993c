/* tools/aksim/verification/verify.h - cases against their exact values. */
#ifndef AKSIM_VERIFY_H
#define AKSIM_VERIFY_H

#include <stdatomic.h>

#include "des/params.h"
#include "verify_cases.h"

/* How much is done for a case. */
struct verify_effort {
    uint64_t seed;
    double half_width;     /* replications are added until all intervals are so narrow */
    size_t coverage_seeds; /* intervals made to see how many hold the exact value */
};

struct verify_finding {
    const char *source; /* of the exact value */
    char *measure;      /* owned */
    double exact, estimate, low, high;
    double errors;     /* standard errors between estimate and exact value */
    double half_width; /* of the interval, as share of the value; NaN for a coverage */
    bool passed;
};

/* What is found for one case; zeroed before. */
enum { VERIFY_FINDINGS = VERIFY_MEASURES + 1 };
struct verify_result {
    struct verify_finding finding[VERIFY_FINDINGS];
    size_t count;
};
void verify_result_fini(struct verify_result *result);

/* Runs a case.
 *   number  of the case: cases share no random numbers
 *   stop    looked at between slices of a run; may be NULL
 * DES_OK whether it passed or not; DES_EINPUT for a case that cannot be set up;
 * DES_EINTERRUPTED; what a run returned. */
DES_NODISCARD enum des_status verify_case_run(const struct verify_case *c, uint64_t number,
                                              const struct verify_effort *effort,
                                              const atomic_bool *stop, struct verify_result *result,
                                              struct des_error *error);

#endif
