#include "des/fit.h"

#include "cholesky.h"

#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* Rows of unknowns (k) and residuals (m). */
struct work {
    const struct des_fit *fit;
    double *jacobian; /* m x k */
    double *normal;   /* k x k */
    double *delta;    /* k */
    double *best, *best_residual;
    double *trial, *trial_residual;
    double damping;
};

static double squares(const double *residual, size_t m) {
    double sum = 0.0;
    for (size_t i = 0; i < m; i++) {
        sum += residual[i] * residual[i];
    }
    return sum;
}

static enum des_status evaluate(const struct des_fit *fit, const double *x, double *residual) {
    enum des_status status = fit->evaluate(fit->context, x, residual);
    return status == DES_OK && !isfinite(squares(residual, fit->residuals)) ? DES_ERANGE : status;
}

/* Away from the nearer bound, or as far as there is room. */
static double step_from(const struct des_fit *fit, size_t k, double x) {
    double up = fit->high[k] - x, down = x - fit->low[k];
    return up >= fit->step || up >= down ? fmin(fit->step, up) : -fmin(fit->step, down);
}

static enum des_status take_differences(struct work *work) {
    const struct des_fit *fit = work->fit;
    enum des_status status = DES_OK;
    for (size_t k = 0; k < fit->unknowns && status == DES_OK; k++) {
        double step = step_from(fit, k, work->best[k]);
        memcpy(work->trial, work->best, fit->unknowns * sizeof(double));
        work->trial[k] += step;
        status = evaluate(fit, work->trial, work->trial_residual);
        for (size_t i = 0; i < fit->residuals; i++) {
            double change = work->trial_residual[i] - work->best_residual[i];
            work->jacobian[i * fit->unknowns + k] = step == 0.0 ? 0.0 : change / step;
        }
    }
    return status;
}

/* Solves (J'J + damping diag J'J) delta = -J'r, kept within reach and bounds. */
static void propose(struct work *work) {
    const struct des_fit *fit = work->fit;
    size_t n = fit->unknowns;
    for (size_t a = 0; a < n; a++) {
        work->delta[a] = 0.0;
        for (size_t b = 0; b <= a; b++) {
            work->normal[a * n + b] = 0.0;
        }
        for (size_t i = 0; i < fit->residuals; i++) {
            const double *row = work->jacobian + i * n;
            work->delta[a] -= row[a] * work->best_residual[i];
            for (size_t b = 0; b <= a; b++) {
                work->normal[a * n + b] += row[a] * row[b];
            }
        }
        work->normal[a * n + a] *= 1.0 + work->damping;
    }
    (void)desi_cholesky(work->normal, n);
    desi_cholesky_solve(work->normal, n, work->delta);
    for (size_t k = 0; k < n; k++) {
        double moved = work->best[k] + fmax(-fit->reach, fmin(fit->reach, work->delta[k]));
        work->trial[k] = fmax(fit->low[k], fmin(fit->high[k], moved));
        work->delta[k] = work->trial[k] - work->best[k];
    }
}

/* Broyden's rank-one correction: the step just taken is explained. */
static void learn(struct work *work) {
    const struct des_fit *fit = work->fit;
    double length = squares(work->delta, fit->unknowns);
    for (size_t i = 0; i < fit->residuals && length > 0.0; i++) {
        double *row = work->jacobian + i * fit->unknowns;
        double missed = work->trial_residual[i] - work->best_residual[i];
        for (size_t k = 0; k < fit->unknowns; k++) {
            missed -= row[k] * work->delta[k];
        }
        for (size_t k = 0; k < fit->unknowns; k++) {
            row[k] += missed * work->delta[k] / length;
        }
    }
}

static enum des_status iterate(struct work *work) {
    const struct des_fit *fit = work->fit;
    propose(work);
    enum des_status status = evaluate(fit, work->trial, work->trial_residual);
    if (status != DES_OK) {
        return status;
    }
    learn(work);
    if (squares(work->trial_residual, fit->residuals) <
        squares(work->best_residual, fit->residuals)) {
        memcpy(work->best, work->trial, fit->unknowns * sizeof(double));
        memcpy(work->best_residual, work->trial_residual, fit->residuals * sizeof(double));
        work->damping *= 0.25;
    } else {
        work->damping = fmax(work->damping, 0.01) * 8.0;
    }
    return DES_OK;
}

static enum des_status run(struct work *work) {
    const struct des_fit *fit = work->fit;
    enum des_status status = evaluate(fit, work->best, work->best_residual);
    if (status == DES_OK) {
        status = take_differences(work);
    }
    for (size_t i = 0; i < fit->iterations && status == DES_OK; i++) {
        status = iterate(work);
    }
    return status;
}

enum des_status des_fit(const struct des_fit *fit, double *x, double *residual) {
    size_t k = fit->unknowns, m = fit->residuals;
    for (size_t i = 0; i < k; i++) {
        if (!(x[i] >= fit->low[i] && x[i] <= fit->high[i])) {
            return DES_ERANGE;
        }
    }
    if (k > 10000 || m > 10000) { /* products below do not overflow */
        return DES_ERANGE;
    }
    double *memory = calloc(m * k + k * k + 3 * k + 2 * m + 1, sizeof *memory);
    if (memory == NULL) {
        return DES_ENOMEM;
    }
    struct work work = {.fit = fit, .jacobian = memory, .damping = 1e-3};
    work.normal = work.jacobian + m * k;
    work.delta = work.normal + k * k;
    work.best = work.delta + k;
    work.trial = work.best + k;
    work.best_residual = work.trial + k;
    work.trial_residual = work.best_residual + m;
    memcpy(work.best, x, k * sizeof *x);
    enum des_status status = run(&work);
    if (status == DES_OK) {
        memcpy(x, work.best, k * sizeof *x);
        memcpy(residual, work.best_residual, m * sizeof *residual);
    }
    free(memory);
    return status;
}
