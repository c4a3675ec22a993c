/* engine/stats/compare.c - differences between many arms, corrected. */
#include "des/compare.h"

#include <gsl/gsl_cdf.h>
#include <math.h>
#include <stdlib.h>

#include "interval.h"

/* ---- corrections ---- */

static size_t family_size(const double *p, size_t m) {
    size_t count = 0;
    for (size_t i = 0; i < m; i++) {
        count += isnan(p[i]) ? 0 : 1;
    }
    return count;
}

void des_adjust_bonferroni(const double *p, size_t m, double *adjusted) {
    double count = (double)family_size(p, m);
    for (size_t i = 0; i < m; i++) {
        adjusted[i] = isnan(p[i]) ? p[i] : fmin(1.0, count * p[i]);
    }
}

static double step_of(const double *p, size_t m, size_t i) {
    size_t not_below = 0;
    for (size_t j = 0; j < m; j++) {
        not_below += p[j] >= p[i];
    }
    return (double)not_below * p[i];
}

/* An adjusted value is the largest step of any p not above it; taking the largest in place
 * is safe, as what is already replaced is a largest over fewer. */
void des_adjust_holm(const double *p, size_t m, double *adjusted) {
    for (size_t i = 0; i < m; i++) {
        adjusted[i] = isnan(p[i]) ? p[i] : fmin(1.0, step_of(p, m, i));
    }
    for (size_t i = 0; i < m; i++) {
        for (size_t j = 0; j < m; j++) {
            if (p[j] <= p[i]) {
                adjusted[i] = fmax(adjusted[i], adjusted[j]);
            }
        }
    }
}

/* ---- one comparison ---- */

static double p_of(const struct des_interval *difference, const struct des_tally *tally) {
    double standard_error = des_tally_sd(tally) / sqrt((double)tally->n);
    if (standard_error == 0.0) {
        return difference->mean == 0.0 ? 1.0 : 0.0;
    }
    double t = fabs(difference->mean) / standard_error;
    return fmin(1.0, 2.0 * gsl_cdf_tdist_Q(t, (double)tally->n - 1.0));
}

struct pair {
    struct des_tally a, b, difference;
};

static struct pair tally_pair(const double *a, const double *b, size_t n) {
    struct pair pair;
    des_tally_init(&pair.a);
    des_tally_init(&pair.b);
    des_tally_init(&pair.difference);
    for (size_t i = 0; i < n; i++) {
        des_tally_add(&pair.a, a[i]);
        des_tally_add(&pair.b, b[i]);
        des_tally_add(&pair.difference, a[i] - b[i]);
    }
    return pair;
}

static struct des_comparison compare(const double *const *arm, size_t at, size_t other, size_t n,
                                     double confidence, double joint_confidence) {
    struct des_comparison result = {.arm = at, .other = other};
    struct pair pair = tally_pair(arm[at], arm[other], n);
    result.single = des_interval_paired(arm[at], arm[other], n, confidence, &result.correlation);
    result.joint = desi_interval_of_tally(&pair.difference, joint_confidence);
    result.p = p_of(&result.single, &pair.difference);
    double apart = pair.a.m2 + pair.b.m2;
    result.saved = apart > 0.0 ? 1.0 - pair.difference.m2 / apart : (double)NAN;
    return result;
}

/* ---- many ---- */

static bool sound(size_t arms, size_t n, double confidence) {
    return arms >= 2 && n >= 2 && confidence > 0.0 && confidence < 1.0;
}

static enum des_status adjust(struct des_comparison *comparison, size_t m) {
    double *p = calloc(2 * m, sizeof *p);
    if (p == NULL) {
        return DES_ENOMEM;
    }
    for (size_t i = 0; i < m; i++) {
        p[i] = comparison[i].p;
    }
    des_adjust_holm(p, m, p + m);
    for (size_t i = 0; i < m; i++) {
        comparison[i].p_holm = p[m + i];
    }
    free(p);
    return DES_OK;
}

enum des_status des_compare_with(const double *const *arm, size_t arms, size_t n, size_t reference,
                                 double confidence, struct des_comparison *comparison) {
    if (!sound(arms, n, confidence) || reference >= arms) {
        return DES_ERANGE;
    }
    size_t m = 0;
    double joint = 1.0 - (1.0 - confidence) / (double)(arms - 1);
    for (size_t i = 0; i < arms; i++) {
        if (i != reference) {
            comparison[m++] = compare(arm, i, reference, n, confidence, joint);
        }
    }
    return adjust(comparison, m);
}

enum des_status des_compare_all(const double *const *arm, size_t arms, size_t n, double confidence,
                                struct des_comparison *comparison) {
    if (!sound(arms, n, confidence)) {
        return DES_ERANGE;
    }
    size_t m = 0;
    double joint = 1.0 - (1.0 - confidence) / (0.5 * (double)arms * (double)(arms - 1));
    for (size_t i = 1; i < arms; i++) {
        for (size_t j = 0; j < i; j++) {
            comparison[m++] = compare(arm, i, j, n, confidence, joint);
        }
    }
    return adjust(comparison, m);
}

/* ---- independent samples ---- */

struct des_interval des_interval_welch(const double *a, size_t n_a, const double *b, size_t n_b,
                                       double confidence) {
    struct des_tally x, y;
    des_tally_init(&x);
    des_tally_init(&y);
    for (size_t i = 0; i < n_a; i++) {
        des_tally_add(&x, a[i]);
    }
    for (size_t i = 0; i < n_b; i++) {
        des_tally_add(&y, b[i]);
    }
    double of_x = des_tally_variance(&x) / (double)n_a, of_y = des_tally_variance(&y) / (double)n_b;
    double mean = des_tally_mean(&x) - des_tally_mean(&y), variance = of_x + of_y;
    double df = variance * variance /
                (of_x * of_x / ((double)n_a - 1.0) + of_y * of_y / ((double)n_b - 1.0));
    double half = variance == 0.0 ? 0.0 : des_t_quantile(confidence, df) * sqrt(variance);
    return (struct des_interval){mean, mean - half, mean + half, half, n_a < n_b ? n_a : n_b};
}
