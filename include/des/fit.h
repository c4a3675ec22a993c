/* include/des/fit.h - parameters that bring a simulation near its targets.
 *
 * Least squares of residuals that are expensive and known only by evaluation: Gauss-Newton
 * with a damped step (Levenberg 1944; Marquardt 1963, doi:10.1137/0111030).  The derivatives are
 * taken once by differences and then kept up to date by what each step shows (Broyden 1965,
 * doi:10.1090/S0025-5718-1965-0198670-6), so that an iteration costs one evaluation; with one
 * unknown and one residual this is the secant method.  With common random numbers the
 * evaluations differ by the parameters alone.  The number of evaluations is fixed, and equal
 * evaluations give equal results, bit for bit. */
#ifndef DES_FIT_H
#define DES_FIT_H

#include <stddef.h>

#include "des/status.h"

struct des_fit {
    size_t unknowns, residuals; /* at least 1 each */
    const double *low, *high;   /* of each unknown; the start lies between */
    double step;                /* of the differences; > 0 */
    double reach;               /* most that an unknown moves in an iteration; > 0 */
    size_t iterations;
    void *context;
    /* Residuals of x, finite, 0 where all is as it should be.  Anything but DES_OK ends the
     * fit. */
    enum des_status (*evaluate)(void *context, const double *x, double *residual);
};

/* Evaluates 1 + unknowns + iterations times.
 *   x         in: where to begin; out: the best that was evaluated
 *   residual  its residuals
 * Leaves both alone unless DES_OK; DES_ENOMEM; DES_ERANGE when the start is outside its bounds or
 * an evaluation is not finite; what evaluate returned. */
DES_API DES_NODISCARD enum des_status des_fit(const struct des_fit *fit, double *x,
                                              double *residual);

#endif
