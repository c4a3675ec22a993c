/* engine/experiment/totals.c - the totals of many runs, by column: in memory, or in a file.
 *
 * For the file DESI_GATHER_RUNS runs are gathered, so that what is written of a column is longer
 * than a number.  What is 0 takes no place in it, and is not read. */
#define _DEFAULT_SOURCE

#include "totals.h"

#include <errno.h>
#include <math.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "des/check.h"

/* So many runs, of so many numbers in all, are kept in memory instead. */
#define FEW_RUNS 1000
#define FEW ((size_t)1 << 20)

struct desi_spill {
    int fd;            /* the caller's */
    double *few;       /* all numbers, when they are few; NULL: they are in the file */
    atomic_bool *any;  /* of each column: something in it is not 0 */
    atomic_int failed; /* errno; also from reading: totals are then const */
};

/* ---- create and destroy ---- */

static void keep(struct des_totals *totals, const struct des_model *model, const char *name) {
    size_t total = name != NULL ? des_model_total(model, name) : SIZE_MAX;
    if (total != SIZE_MAX && totals->place[total] == SIZE_MAX) {
        totals->place[total] = totals->kept++;
    }
}

static void list_kept(struct des_totals *totals, const struct des_model *model, bool all) {
    for (size_t t = 0; t < model->total_count; ++t) {
        totals->place[t] = all ? t : SIZE_MAX;
    }
    totals->kept = all ? model->total_count : 0;
    for (size_t i = 0; i < model->outcome_count && !all; ++i) {
        keep(totals, model, model->outcomes[i].numerator);
        keep(totals, model, model->outcomes[i].denominator);
    }
    for (size_t i = 0; i < model->effect_count; ++i) {
        keep(totals, model, model->effects[i].numerator);
        keep(totals, model, model->effects[i].denominator);
        keep(totals, model, model->effects[i].other_numerator);
        keep(totals, model, model->effects[i].other_denominator);
    }
}

/* The totals that outcomes are made of, found by their names once. */
static void find_terms(size_t *terms, const struct des_model *model) {
    for (size_t i = 0; i < model->outcome_count; ++i) {
        const char *below = model->outcomes[i].denominator;
        terms[2 * i] = des_model_total(model, model->outcomes[i].numerator);
        terms[2 * i + 1] = below == NULL ? SIZE_MAX : des_model_total(model, below);
    }
}

static enum des_status init(struct des_totals *totals, const struct des_experiment *experiment,
                            bool all) {
    const struct des_plan *plan = des_experiment_plan(experiment);
    struct des_totals made = {
        .experiment = experiment,
        .done = calloc(plan->run_count + 1, sizeof *made.done),
        .known = calloc(plan->run_count + 1, sizeof *made.known),
        .place = calloc(plan->model->total_count + 1, sizeof *made.place),
        .strata = calloc(plan->model->stratum_count + 1, sizeof *made.strata),
        .terms = calloc(2 * plan->model->outcome_count + 1, sizeof *made.terms),
    };
    if (made.done == NULL || made.known == NULL || made.place == NULL || made.strata == NULL ||
        made.terms == NULL) {
        des_totals_fini(&made);
        return DES_ENOMEM;
    }
    list_kept(&made, plan->model, all);
    find_terms(made.terms, plan->model);
    *totals = made;
    return DES_OK;
}

enum des_status des_totals_init(struct des_totals *totals,
                                const struct des_experiment *experiment) {
    return init(totals, experiment, false);
}

static void destroy_spill(struct desi_spill *spill) {
    if (spill != NULL) {
        free(spill->few);
        free(spill->any);
        free(spill);
    }
}

enum des_status desi_totals_init_file(struct des_totals *totals,
                                      const struct des_experiment *experiment, int fd) {
    const struct des_model *model = des_experiment_plan(experiment)->model;
    struct desi_spill *spill = calloc(1, sizeof *spill);
    if (spill == NULL) {
        return DES_ENOMEM;
    }
    spill->fd = fd;
    size_t columns = model->stratum_count * model->total_count + 1;
    size_t runs = des_experiment_plan(experiment)->run_count;
    spill->any = calloc(columns, sizeof *spill->any);
    bool few = runs <= FEW_RUNS && runs <= FEW / columns;
    spill->few = few ? calloc(runs * columns, sizeof *spill->few) : NULL;
    enum des_status status = spill->any == NULL ? DES_ENOMEM : init(totals, experiment, true);
    if (status != DES_OK) {
        destroy_spill(spill);
        return status;
    }
    totals->spill = spill;
    return DES_OK;
}

void des_totals_fini(struct des_totals *totals) {
    size_t strata =
        totals->strata == NULL ? 0 : des_experiment_plan(totals->experiment)->model->stratum_count;
    for (size_t s = 0; s < strata; ++s) {
        free(totals->strata[s]);
    }
    destroy_spill(totals->spill);
    free(totals->strata);
    free(totals->place);
    free(totals->terms);
    free(totals->done);
    free(totals->known);
    *totals = (struct des_totals){0};
}

/* ---- the file ---- */

static size_t run_count(const struct des_totals *totals) {
    return des_experiment_plan(totals->experiment)->run_count;
}

/* Where the number of a run stands; a total of a stratum is a column of all runs. */
static off_t offset_of(const struct des_totals *totals, size_t column, size_t run) {
    return (off_t)((column * run_count(totals) + run) * sizeof(double));
}

static bool write_numbers(const struct desi_spill *spill, const double *numbers, size_t count,
                          off_t at) {
    if (spill->few != NULL) {
        memcpy(spill->few + (size_t)at / sizeof *numbers, numbers, count * sizeof *numbers);
        return true;
    }
    const char *bytes = (const char *)numbers;
    for (size_t length = count * sizeof *numbers; length > 0;) {
        ssize_t n = pwrite(spill->fd, bytes, length, at);
        if (n == 0 || (n < 0 && errno != EINTR)) {
            errno = n == 0 ? ENOSPC : errno;
            return false;
        }
        if (n > 0) {
            bytes += n;
            at += n;
            length -= (size_t)n;
        }
    }
    return true;
}

/* What lies past the end of the file, or was never written, is 0. */
static bool read_numbers(const struct desi_spill *spill, double *numbers, size_t count, off_t at) {
    if (spill->few != NULL) {
        memcpy(numbers, spill->few + (size_t)at / sizeof *numbers, count * sizeof *numbers);
        return true;
    }
    char *bytes = (char *)numbers;
    for (size_t length = count * sizeof *numbers; length > 0;) {
        ssize_t n = pread(spill->fd, bytes, length, at);
        if (n < 0 && errno != EINTR) {
            return false;
        }
        if (n == 0) {
            memset(bytes, 0, length);
            return true;
        }
        if (n > 0) {
            bytes += n;
            at += n;
            length -= (size_t)n;
        }
    }
    return true;
}

int desi_totals_failed(const struct des_totals *totals) {
    return totals->spill != NULL ? totals->spill->failed : 0;
}

/* ---- gathering ---- */

/* From a column to the next: a cache line more, or all would fall into a few sets of the cache. */
#define STEP (DESI_GATHER_RUNS + 8)

struct desi_gatherer {
    struct des_totals *totals;
    size_t columns;  /* the last one: events */
    size_t first;    /* run with which the block begins */
    double *numbers; /* of each column STEP; pages of one that is always 0 are never touched */
    bool *gathered;  /* this column has numbers in the block */
};

static size_t events_column(const struct des_totals *totals) {
    return des_experiment_plan(totals->experiment)->model->stratum_count * totals->kept;
}

struct desi_gatherer *desi_gatherer_create(struct des_totals *totals) {
    struct desi_gatherer *gatherer = calloc(1, sizeof *gatherer);
    if (gatherer == NULL) {
        return NULL;
    }
    *gatherer = (struct desi_gatherer){.totals = totals, .columns = events_column(totals) + 1};
    gatherer->numbers = calloc(gatherer->columns, STEP * sizeof *gatherer->numbers);
    gatherer->gathered = calloc(gatherer->columns, sizeof *gatherer->gathered);
    if (gatherer->numbers == NULL || gatherer->gathered == NULL) {
        desi_gatherer_destroy(gatherer);
        return NULL;
    }
    return gatherer;
}

static void flush(struct desi_gatherer *gatherer) {
    struct desi_spill *spill = gatherer->totals->spill;
    size_t left = run_count(gatherer->totals) - gatherer->first;
    size_t runs = left < DESI_GATHER_RUNS ? left : DESI_GATHER_RUNS;
    for (size_t c = 0; c < gatherer->columns; ++c) {
        double *column = gatherer->numbers + c * STEP;
        if (!gatherer->gathered[c]) {
            continue;
        }
        if (!spill->failed &&
            !write_numbers(spill, column, runs, offset_of(gatherer->totals, c, gatherer->first))) {
            spill->failed = errno;
        }
        spill->any[c] = true;
        gatherer->gathered[c] = false;
        memset(column, 0, runs * sizeof *column);
    }
}

static void put_number(struct desi_gatherer *gatherer, size_t column, size_t at, double number) {
    gatherer->numbers[column * STEP + at] = number;
    gatherer->gathered[column] = true;
}

static void put_totals(struct desi_gatherer *gatherer, const struct desi_sparse *totals,
                       size_t at) {
    const double *value = totals->values;
    for (size_t w = 0; w < desi_sparse_words(totals->count); ++w) {
        for (uint64_t bits = totals->mask[w]; bits != 0; bits &= bits - 1) {
            put_number(gatherer, 64 * w + (size_t)__builtin_ctzll(bits), at, *value++);
        }
    }
}

void desi_gatherer_put(struct desi_gatherer *gatherer, size_t run, uint64_t events,
                       const struct desi_sparse *totals) {
    size_t at = run % DESI_GATHER_RUNS, last = gatherer->columns - 1;
    des_require(run - at >= gatherer->first && run < run_count(gatherer->totals));
    if (run - at > gatherer->first) {
        flush(gatherer);
        gatherer->first = run - at;
    }
    if (totals != NULL) {
        des_require(totals->count == last);
        put_totals(gatherer, totals, at);
    }
    put_number(gatherer, last, at, (double)events);
}

void desi_gatherer_destroy(struct desi_gatherer *gatherer) {
    if (gatherer == NULL) {
        return;
    }
    if (gatherer->numbers != NULL && gatherer->gathered != NULL) {
        flush(gatherer);
    }
    free(gatherer->numbers);
    free(gatherer->gathered);
    free(gatherer);
}

/* ---- putting ---- */

static bool any_kept(const struct des_totals *totals, size_t count, const double *numbers) {
    for (size_t t = 0; t < count; ++t) {
        if (totals->place[t] != SIZE_MAX && numbers[t] != 0.0) {
            return true;
        }
    }
    return false;
}

static bool make_room(struct des_totals *totals, size_t stratum) {
    size_t runs = run_count(totals);
    bool fits = totals->kept <= SIZE_MAX / sizeof(double) / runs;
    totals->strata[stratum] = fits ? calloc(runs * totals->kept + 1, sizeof(double)) : NULL;
    return totals->strata[stratum] != NULL;
}

enum des_status des_totals_put(struct des_totals *totals, size_t run, size_t stratum,
                               const double *numbers) {
    const struct des_plan *plan = des_experiment_plan(totals->experiment);
    size_t count = plan->model->total_count;
    des_require(totals->spill == NULL && run < plan->run_count &&
                stratum < plan->model->stratum_count);
    if (totals->strata[stratum] == NULL) {
        if (!any_kept(totals, count, numbers)) {
            return DES_OK;
        }
        if (!make_room(totals, stratum)) {
            return DES_ENOMEM;
        }
    }
    double *room = totals->strata[stratum] + run;
    for (size_t t = 0; t < count; ++t) {
        if (totals->place[t] != SIZE_MAX) {
            room[totals->place[t] * plan->run_count] = numbers[t];
        }
    }
    return DES_OK;
}

enum des_status des_totals_set(struct des_totals *totals, size_t run, size_t stratum, size_t total,
                               double number) {
    des_require(totals->spill == NULL && run < run_count(totals));
    size_t place = totals->place[total];
    if (place == SIZE_MAX || (totals->strata[stratum] == NULL && number == 0.0)) {
        return DES_OK;
    }
    if (totals->strata[stratum] == NULL && !make_room(totals, stratum)) {
        return DES_ENOMEM;
    }
    totals->strata[stratum][place * run_count(totals) + run] = number;
    return DES_OK;
}

/* ---- looking ---- */

bool des_totals_any(const struct des_totals *totals, size_t stratum) {
    bool any = totals->strata[stratum] != NULL;
    for (size_t p = 0; totals->spill != NULL && p < totals->kept && !any; ++p) {
        any = totals->spill->any[stratum * totals->kept + p];
    }
    return any;
}

bool desi_totals_any(const struct des_totals *totals, size_t stratum, size_t total) {
    size_t place = totals->place[total];
    des_require(place != SIZE_MAX);
    return totals->spill == NULL ? totals->strata[stratum] != NULL
                                 : totals->spill->any[stratum * totals->kept + place];
}

static void read_column(const struct des_totals *totals, size_t column, size_t run, size_t count,
                        double *numbers) {
    struct desi_spill *spill = totals->spill;
    bool any = spill->any[column];
    if (any && !read_numbers(spill, numbers, count, offset_of(totals, column, run))) {
        spill->failed = errno;
        any = false;
    }
    if (!any) {
        memset(numbers, 0, count * sizeof *numbers);
    }
}

const double *des_totals_column(const struct des_totals *totals, size_t stratum, size_t total,
                                size_t run, size_t count, double *room) {
    size_t place = totals->place[total];
    des_require(place != SIZE_MAX);
    if (totals->spill != NULL) {
        read_column(totals, stratum * totals->kept + place, run, count, room);
        return room;
    }
    if (totals->strata[stratum] == NULL) {
        memset(room, 0, count * sizeof *room);
        return room;
    }
    return totals->strata[stratum] + place * run_count(totals) + run;
}

void desi_totals_events(const struct des_totals *totals, size_t run, size_t count, double *events) {
    read_column(totals, events_column(totals), run, count, events);
}

double des_totals_get(const struct des_totals *totals, size_t run, size_t stratum, size_t total) {
    double room;
    return *des_totals_column(totals, stratum, total, run, 1, &room);
}
