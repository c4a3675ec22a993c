/* engine/experiment/totals.c - the totals of many runs, by column: in memory, or in a file.
 *
 * In a file runs come in the order of the plan; SPILL_RUNS of them are gathered, so that what
 * is written of a column is longer than a number.  What is 0 takes no place in it. */
#define _DEFAULT_SOURCE

#include "totals.h"

#include <errno.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "des/check.h"

#define SPILL_RUNS 128
/* From a column to the next: a cache line more, or all would fall into a few sets of the cache. */
#define SPILL_STEP (SPILL_RUNS + 8)

struct desi_spill {
    int fd;              /* the caller's */
    size_t first;        /* run with which the gathered block begins */
    double **blocks;     /* of each stratum: total x SPILL_STEP; NULL: all 0 until now */
    bool *gathered;      /* this stratum has numbers in the block */
    atomic_bool *failed; /* owned; also from reading: totals are then const */
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

static enum des_status init(struct des_totals *totals, const struct des_experiment *experiment,
                            bool all) {
    const struct des_plan *plan = des_experiment_plan(experiment);
    struct des_totals made = {
        .experiment = experiment,
        .done = calloc(plan->run_count + 1, sizeof *made.done),
        .known = calloc(plan->run_count + 1, sizeof *made.known),
        .place = calloc(plan->model->total_count + 1, sizeof *made.place),
        .strata = calloc(plan->model->stratum_count + 1, sizeof *made.strata),
    };
    if (made.done == NULL || made.known == NULL || made.place == NULL || made.strata == NULL) {
        des_totals_fini(&made);
        return DES_ENOMEM;
    }
    list_kept(&made, plan->model, all);
    *totals = made;
    return DES_OK;
}

enum des_status des_totals_init(struct des_totals *totals,
                                const struct des_experiment *experiment) {
    return init(totals, experiment, false);
}

static void destroy_spill(struct desi_spill *spill, size_t strata) {
    for (size_t s = 0; spill->blocks != NULL && s < strata; ++s) {
        free(spill->blocks[s]);
    }
    free(spill->blocks);
    free(spill->gathered);
    free(spill->failed);
    free(spill);
}

enum des_status desi_totals_init_file(struct des_totals *totals,
                                      const struct des_experiment *experiment, int fd) {
    size_t strata = des_experiment_plan(experiment)->model->stratum_count;
    struct desi_spill *spill = calloc(1, sizeof *spill);
    if (spill == NULL) {
        return DES_ENOMEM;
    }
    *spill = (struct desi_spill){.fd = fd,
                                 .blocks = calloc(strata + 1, sizeof *spill->blocks),
                                 .gathered = calloc(strata + 1, sizeof *spill->gathered),
                                 .failed = calloc(1, sizeof *spill->failed)};
    enum des_status status = DES_ENOMEM;
    if (spill->blocks != NULL && spill->gathered != NULL && spill->failed != NULL) {
        status = init(totals, experiment, true);
    }
    if (status != DES_OK) {
        destroy_spill(spill, strata);
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
    if (totals->spill != NULL) {
        destroy_spill(totals->spill, strata);
    }
    free(totals->strata);
    free(totals->place);
    free(totals->done);
    free(totals->known);
    *totals = (struct des_totals){0};
}

/* ---- the file ---- */

static size_t run_count(const struct des_totals *totals) {
    return des_experiment_plan(totals->experiment)->run_count;
}

/* Where the number of a run stands; a total of a stratum is a column of all runs. */
static off_t offset_of(const struct des_totals *totals, size_t stratum, size_t place, size_t run) {
    size_t column = stratum * totals->kept + place;
    return (off_t)((column * run_count(totals) + run) * sizeof(double));
}

static bool write_numbers(int fd, const double *numbers, size_t count, off_t at) {
    const char *bytes = (const char *)numbers;
    for (size_t length = count * sizeof *numbers; length > 0;) {
        ssize_t n = pwrite(fd, bytes, length, at);
        if (n == 0 || (n < 0 && errno != EINTR)) {
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
static bool read_numbers(int fd, double *numbers, size_t count, off_t at) {
    char *bytes = (char *)numbers;
    for (size_t length = count * sizeof *numbers; length > 0;) {
        ssize_t n = pread(fd, bytes, length, at);
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

static bool all_zero(const double *numbers, size_t count) {
    static const double zeros[SPILL_RUNS];
    return memcmp(numbers, zeros, count * sizeof *numbers) == 0;
}

static void flush_stratum(struct des_totals *totals, size_t stratum, size_t runs) {
    struct desi_spill *spill = totals->spill;
    for (size_t place = 0; place < totals->kept && !*spill->failed; ++place) {
        const double *column = spill->blocks[stratum] + place * SPILL_STEP;
        if (!all_zero(column, runs)) {
            *spill->failed = !write_numbers(spill->fd, column, runs,
                                            offset_of(totals, stratum, place, spill->first));
        }
    }
    memset(spill->blocks[stratum], 0, totals->kept * SPILL_STEP * sizeof(double));
    spill->gathered[stratum] = false;
}

void desi_totals_flush(struct des_totals *totals) {
    const struct des_plan *plan = des_experiment_plan(totals->experiment);
    struct desi_spill *spill = totals->spill;
    size_t left = plan->run_count - spill->first;
    for (size_t s = 0; s < plan->model->stratum_count; ++s) {
        if (spill->gathered[s]) {
            flush_stratum(totals, s, left < SPILL_RUNS ? left : SPILL_RUNS);
        }
    }
}

bool desi_totals_failed(const struct des_totals *totals) {
    return totals->spill != NULL && *totals->spill->failed;
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

/* Where the number of `run` in the first column goes, and how far it is to the next column;
 * NULL where there is no memory yet. */
static double *room_for(struct des_totals *totals, size_t run, size_t stratum, size_t *step) {
    struct desi_spill *spill = totals->spill;
    if (spill == NULL) {
        *step = run_count(totals);
        return totals->strata[stratum] == NULL ? NULL : totals->strata[stratum] + run;
    }
    size_t first = run - run % SPILL_RUNS;
    des_require(first >= spill->first);
    if (first > spill->first) {
        desi_totals_flush(totals);
        spill->first = first;
    }
    *step = SPILL_STEP;
    return spill->blocks[stratum] == NULL ? NULL : spill->blocks[stratum] + (run - first);
}

static bool make_room(struct des_totals *totals, size_t stratum) {
    bool memory = totals->spill == NULL;
    size_t runs = memory ? run_count(totals) : SPILL_STEP;
    bool fits = totals->kept <= SIZE_MAX / sizeof(double) / runs;
    double *numbers = fits ? calloc(runs * totals->kept + 1, sizeof *numbers) : NULL;
    *(memory ? &totals->strata[stratum] : &totals->spill->blocks[stratum]) = numbers;
    return numbers != NULL;
}

enum des_status des_totals_put(struct des_totals *totals, size_t run, size_t stratum,
                               const double *numbers) {
    const struct des_plan *plan = des_experiment_plan(totals->experiment);
    des_require(run < plan->run_count && stratum < plan->model->stratum_count);
    size_t count = plan->model->total_count, step = 0;
    double *room = room_for(totals, run, stratum, &step);
    if (room == NULL) {
        if (!any_kept(totals, count, numbers)) {
            return DES_OK;
        }
        if (!make_room(totals, stratum)) {
            return DES_ENOMEM;
        }
        room = room_for(totals, run, stratum, &step);
    }
    for (size_t t = 0; t < count; ++t) {
        if (totals->place[t] != SIZE_MAX) {
            room[totals->place[t] * step] = numbers[t];
        }
    }
    if (totals->spill != NULL) {
        totals->spill->gathered[stratum] = true;
    }
    return desi_totals_failed(totals) ? DES_EIO : DES_OK;
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
    return totals->spill == NULL ? totals->strata[stratum] != NULL
                                 : totals->spill->blocks[stratum] != NULL;
}

const double *des_totals_column(const struct des_totals *totals, size_t stratum, size_t total,
                                size_t run, size_t count, double *room) {
    size_t place = totals->place[total];
    des_require(place != SIZE_MAX);
    if (!des_totals_any(totals, stratum)) {
        memset(room, 0, count * sizeof *room);
        return room;
    }
    if (totals->spill == NULL) {
        return totals->strata[stratum] + place * run_count(totals) + run;
    }
    if (!read_numbers(totals->spill->fd, room, count, offset_of(totals, stratum, place, run))) {
        *totals->spill->failed = true;
        memset(room, 0, count * sizeof *room);
    }
    return room;
}

double des_totals_get(const struct des_totals *totals, size_t run, size_t stratum, size_t total) {
    double room;
    return *des_totals_column(totals, stratum, total, run, 1, &room);
}
