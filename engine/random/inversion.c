/* engine/random/inversion.c - one word to one variate, monotone. */
#include "des/random.h"

#include <math.h>

#include "inversion.h"

/* A ratio of two polynomials of degree 7. */
struct ratio {
    double above[8];
    double below[8];
};

/* Wichura (1988), Algorithm AS 241: The Percentage Points of the Normal
 * Distribution, Applied Statistics 37, 477-484, doi:10.2307/2347330: PPND16,
 * relative accuracy about 1e-16. */
static const struct ratio centre = {
    {3.3871328727963666080e0, 1.3314166789178437745e+2, 1.9715909503065514427e+3,
     1.3731693765509461125e+4, 4.5921953931549871457e+4, 6.7265770927008700853e+4,
     3.3430575583588128105e+4, 2.5090809287301226727e+3},
    {1.0, 4.2313330701600911252e+1, 6.8718700749205790830e+2, 5.3941960214247511077e+3,
     2.1213794301586595867e+4, 3.9307895800092710610e+4, 2.8729085735721942674e+4,
     5.2264952788528545610e+3},
};
static const struct ratio shoulder = {
    {1.42343711074968357734e0, 4.63033784615654529590e0, 5.76949722146069140550e0,
     3.64784832476320460504e0, 1.27045825245236838258e0, 2.41780725177450611770e-1,
     2.27238449892691845833e-2, 7.74545014278341407640e-4},
    {1.0, 2.05319162663775882187e0, 1.67638483018380384940e0, 6.89767334985100004550e-1,
     1.48103976427480074590e-1, 1.51986665636164571966e-2, 5.47593808499534494600e-4,
     1.05075007164441684324e-9},
};
static const struct ratio tail = {
    {6.65790464350110377720e0, 5.46378491116411436990e0, 1.78482653991729133580e0,
     2.96560571828504891230e-1, 2.65321895265761230930e-2, 1.24266094738807843860e-3,
     2.71155556874348757815e-5, 2.01033439929228813265e-7},
    {1.0, 5.99832206555887937690e-1, 1.36929880922735805310e-1, 1.48753612908506148525e-2,
     7.86869131145613259100e-4, 1.84631831751005468180e-5, 1.42151175831644588870e-7,
     2.04426310338993978564e-15},
};

/* Estrin's order: half the chain of dependent operations of Horner's, on the
 * hottest path there is.  All coefficients and x are positive where AS 241 uses
 * them, so it is as accurate. */
static double polynomial(const double *c, double x, double x2, double x4) {
    double low = (c[0] + c[1] * x) + (c[2] + c[3] * x) * x2;
    double high = (c[4] + c[5] * x) + (c[6] + c[7] * x) * x2;
    return low + high * x4;
}

static double ratio_at(const struct ratio *ratio, double x) {
    double x2 = x * x, x4 = x2 * x2;
    return polynomial(ratio->above, x, x2, x4) / polynomial(ratio->below, x, x2, x4);
}

double desi_normal_quantile(double u) {
    double q = u - 0.5;
    if (fabs(q) <= 0.425) {
        return q * ratio_at(&centre, 0.180625 - q * q);
    }
    double r = sqrt(-log(q < 0.0 ? u : 1.0 - u));
    double x = r <= 5.0 ? ratio_at(&shoulder, r - 1.6) : ratio_at(&tail, r - 5.0);
    return q < 0.0 ? -x : x;
}

double des_normal_from(uint64_t word) {
    return desi_normal_quantile(des_uniform_from(word));
}

double des_lognormal_from(uint64_t word, double median, double log_sd) {
    return median * exp(log_sd * des_normal_from(word));
}

/* 1 - u is exact: u is a multiple of 2^-53. */
double des_exponential_from(uint64_t word, double mean) {
    return -mean * log(1.0 - des_uniform_from(word));
}

double des_weibull_from(uint64_t word, double shape, double scale) {
    return scale * pow(-log(1.0 - des_uniform_from(word)), 1.0 / shape);
}
