/* engine/results/results_write.c - from finished runs to one file, or none. */
#define _DEFAULT_SOURCE

#include "des/results.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#include "journal_format.h"
#include "journal_index.h"
#include "../experiment/totals.h"
#include "results_parts.h"

/* ---- what there is to write ---- */

static enum des_status fail_path(enum des_status status, const char *what, const char *path,
                                 struct des_error *error) {
    char text[128];
    return des_fail(error, status, "%s %s failed: %s.", what, path,
                    desi_errno_text(errno, text, sizeof text));
}

static enum des_status take_replications(struct desi_results *results, struct des_error *error) {
    const struct des_plan *plan = results->plan;
    size_t count = plan->setting_count * plan->point_count;
    if (plan->stop == NULL) {
        return DES_OK;
    }
    results->taken = calloc(count, sizeof *results->taken);
    results->reasons = calloc(count, sizeof *results->reasons);
    if (results->taken == NULL || results->reasons == NULL) {
        return des_fail(error, DES_ENOMEM, "Out of memory.");
    }
    for (size_t i = 0; i < count; i++) {
        struct des_replications taken =
            des_totals_replications(&results->totals, i / plan->point_count, i % plan->point_count);
        bool open = taken.reason == DES_REPLICATIONS_OPEN; /* then all that is there counts */
        results->taken[i] = open ? plan->replications : taken.n;
        results->reasons[i] = taken.reason;
    }
    return DES_OK;
}

static enum des_status collect(struct desi_results *results, struct des_error *error) {
    enum des_status status = desi_results_gather(results, error);
    desi_journal_index_forget(results->index);
    return status == DES_OK ? take_replications(results, error) : status;
}

int64_t desi_results_taken(const struct desi_results *results, size_t setting, size_t point) {
    const struct des_plan *plan = results->plan;
    return results->taken == NULL ? plan->replications
                                  : results->taken[setting * plan->point_count + point];
}

bool desi_results_takes(const struct desi_results *results, size_t run) {
    struct des_coordinates at = des_experiment_coordinates(results->experiment, run);
    return at.replication < desi_results_taken(results, at.setting, at.point);
}

/* What the stop rule does not take is as if it had never been done. */
static void leave_out(struct desi_results *results, size_t *first_missing) {
    for (size_t run = 0; run < results->plan->run_count; run++) {
        if (!desi_results_takes(results, run)) {
            results->totals.done[run] = false;
        } else if (!results->totals.known[run]) {
            *first_missing = results->missing == 0 ? run : *first_missing;
            results->missing++;
        }
    }
}

/* Not 0 in some run of a block that counts. */
static bool any_in_block(const struct desi_results *results, size_t stratum, size_t total,
                         size_t first) {
    double room[DESI_RESULTS_RUNS];
    size_t left = results->plan->run_count - first;
    size_t count = left < DESI_RESULTS_RUNS ? left : DESI_RESULTS_RUNS;
    const double *numbers = des_totals_column(&results->totals, stratum, total, first, count, room);
    for (size_t i = 0; i < count; i++) {
        if (results->totals.done[first + i] && (numbers[i] > 0 || numbers[i] < 0)) {
            return true;
        }
    }
    return false;
}

/* A stratum in which nothing can happen, as a station that nobody visits: all totals of all runs
 * are 0. */
static bool nothing_happened(const struct desi_results *results, size_t stratum) {
    bool any = false;
    for (size_t first = 0; first < results->plan->run_count && !any; first += DESI_RESULTS_RUNS) {
        for (size_t t = 0; t < results->plan->model->total_count && !any; t++) {
            any = any_in_block(results, stratum, t, first);
        }
    }
    return !any;
}

static void find_empty_strata(struct desi_results *results) {
    for (size_t s = 1; s < results->plan->model->stratum_count; s++) {
        results->is_empty[s] = !des_totals_any(&results->totals, s) || nothing_happened(results, s);
    }
}

static enum des_status refuse_gaps(const struct desi_results *results, size_t run,
                                   struct des_error *error) {
    const struct des_plan *plan = results->plan;
    struct des_coordinates at = des_experiment_coordinates(results->experiment, run);
    char room[DES_POINT_NAME];
    return des_fail(error, DES_EINPUT,
                    "%zu of %zu runs are missing; the first is run %zu (setting %s, arm %s, point "
                    "%s, replication %lld).",
                    results->missing, plan->run_count, run, plan->settings[at.setting].name,
                    plan->arms[at.arm].name, des_plan_point(plan, at.point, room).name,
                    (long long)at.replication);
}

/* ---- the names of codes ---- */

static const char **names_of(const struct des_named *named, size_t count) {
    const char **names = calloc(count + 1, sizeof *names);
    for (size_t i = 0; i < count && names != NULL; i++) {
        names[i] = named[i].name;
    }
    return names;
}

static const char **names_of_outcomes(const struct des_model *model) {
    const char **names = calloc(model->outcome_count + 1, sizeof *names);
    for (size_t i = 0; i < model->outcome_count && names != NULL; i++) {
        names[i] = model->outcomes[i].name;
    }
    return names;
}

static const char **names_of_strata(const struct des_model *model) {
    const char **names = calloc(model->stratum_count + 1, sizeof *names);
    for (size_t i = 0; i < model->stratum_count && names != NULL; i++) {
        names[i] = model->strata[i];
    }
    return names;
}

static const char **names_of_contrasts(const struct des_plan *plan) {
    const char **names = calloc(plan->contrast_count + 1, sizeof *names);
    for (size_t i = 0; i < plan->contrast_count && names != NULL; i++) {
        names[i] = plan->contrasts[i].name;
    }
    return names;
}

/* More names than this are no attribute of a column, and need not be in memory. */
#define POINTS_NAMED ((size_t)10200)

static bool name_points(struct desi_results *results) {
    const struct des_plan *plan = results->plan;
    size_t count = plan->point_count;
    if (plan->points != NULL) {
        results->categories.points = names_of(plan->points, count);
        return results->categories.points != NULL;
    }
    if (count > POINTS_NAMED) {
        return true;
    }
    const char **names = calloc(count + 1, sizeof *names);
    results->categories.points = names;
    results->point_rooms = calloc(count + 1, sizeof *results->point_rooms);
    for (size_t i = 0; names != NULL && results->point_rooms != NULL && i < count; i++) {
        names[i] = des_plan_point(plan, i, results->point_rooms[i]).name;
    }
    return names != NULL && results->point_rooms != NULL;
}

static bool name_categories(struct desi_categories *c, const struct des_plan *plan) {
    c->settings = names_of(plan->settings, plan->setting_count);
    c->arms = names_of(plan->arms, plan->arm_count);
    c->strata = names_of_strata(plan->model);
    c->outcomes = names_of_outcomes(plan->model);
    c->contrasts = names_of_contrasts(plan);
    return c->settings != NULL && c->arms != NULL && c->strata != NULL && c->outcomes != NULL &&
           c->contrasts != NULL;
}

static void free_categories(struct desi_categories *c) {
    free(c->settings);
    free(c->arms);
    free(c->points);
    free(c->strata);
    free(c->outcomes);
    free(c->contrasts);
}

/* ---- the file beside, then under its name ---- */

static enum des_status write_parts(struct desi_results *results, const char *path,
                                   struct des_error *error) {
    enum des_status status = desi_h5_create(&results->h5, path, error);
    if (status != DES_OK) {
        return status;
    }
    desi_results_root(results);
    desi_results_provenance(results);
    desi_results_scenario(results);
    desi_results_labels(results);
    desi_results_plan(results);
    desi_results_outcomes(results);
    desi_results_rows(results);
    return desi_h5_close(&results->h5);
}

static enum des_status sync_path(const char *path, int flags, struct des_error *error) {
    int fd = open(path, flags | O_CLOEXEC);
    if (fd < 0 || fsync(fd) != 0) {
        enum des_status status = fail_path(DES_EIO, "Syncing", path, error);
        if (fd >= 0) {
            (void)close(fd);
        }
        return status;
    }
    (void)close(fd);
    return DES_OK;
}

/* The rename is done; where a folder cannot be synced, only a loss of power
 * could still undo it. */
static void sync_folder_of(char *path) {
    char *slash = strrchr(path, '/');
    if (slash != NULL) {
        slash[1] = '\0';
    }
    (void)sync_path(slash != NULL ? path : ".", O_RDONLY | O_DIRECTORY, NULL);
}

/* ---- what a killed process left ---- */

/* "<name>.tmp.<process>" that nobody holds, and whose process is not alive here. */
static bool is_abandoned(int folder, const char *entry, const char *name) {
    size_t length = strlen(name);
    char *end = NULL;
    if (strncmp(entry, name, length) != 0 || strncmp(entry + length, ".tmp.", 5) != 0) {
        return false;
    }
    long process = strtol(entry + length + 5, &end, 10);
    if (*end != '\0' || process <= 0 || kill((pid_t)process, 0) == 0 || errno == EPERM) {
        return false;
    }
    int fd = openat(folder, entry, O_RDONLY | O_CLOEXEC);
    bool abandoned = fd >= 0 && flock(fd, LOCK_EX | LOCK_NB) == 0;
    if (fd >= 0) {
        (void)close(fd);
    }
    return abandoned;
}

static void remove_abandoned(const char *path) {
    const char *slash = strrchr(path, '/');
    const char *name = slash != NULL ? slash + 1 : path;
    size_t length = (size_t)(name - path);
    char *folder = malloc(length + 2);
    if (folder == NULL) {
        return;
    }
    (void)snprintf(folder, length + 2, "%.*s", (int)length, path);
    DIR *entries = opendir(length > 0 ? folder : ".");
    free(folder);
    for (struct dirent *entry = entries != NULL ? readdir(entries) : NULL; entry != NULL;
         entry = readdir(entries)) {
        if (is_abandoned(dirfd(entries), entry->d_name, name)) {
            (void)unlinkat(dirfd(entries), entry->d_name, 0);
        }
    }
    if (entries != NULL) {
        (void)closedir(entries);
    }
}

static enum des_status write_beside(struct desi_results *results, const char *path,
                                    struct des_error *error) {
    size_t size = strlen(path) + 32;
    char *beside = malloc(size);
    if (beside == NULL) {
        return des_fail(error, DES_ENOMEM, "Out of memory.");
    }
    remove_abandoned(path);
    (void)snprintf(beside, size, "%s.tmp.%ld", path, (long)getpid());
    enum des_status status = write_parts(results, beside, error);
    if (status == DES_OK && desi_totals_failed(&results->totals) != 0) {
        status = des_fail(error, DES_EIO, "Totals could not be read again: is the disk full?");
    }
    if (status == DES_OK) {
        status = sync_path(beside, O_RDONLY, error);
    }
    if (status == DES_OK && rename(beside, path) != 0) {
        status = fail_path(DES_ECREATE, "Creating", path, error);
    }
    if (status == DES_OK) {
        sync_folder_of(beside);
    } else {
        (void)unlink(beside);
    }
    free(beside);
    return status;
}

static enum des_status write_collected(struct desi_results *results, const char *path, bool partial,
                                       struct des_error *error) {
    size_t first_missing = 0;
    enum des_status status = collect(results, error);
    if (status != DES_OK) {
        return status;
    }
    leave_out(results, &first_missing);
    if (results->missing > 0 && !partial) {
        return refuse_gaps(results, first_missing, error);
    }
    find_empty_strata(results);
    if (!name_categories(&results->categories, results->plan) || !name_points(results)) {
        return des_fail(error, DES_ENOMEM, "Out of memory.");
    }
    struct desi_h5_quiet before = desi_h5_silence();
    status = write_beside(results, path, error);
    desi_h5_restore(before);
    return status;
}

/* ---- totals in a file that goes with the process ---- */

static enum des_status open_scratch(const char *path, int *fd, struct des_error *error) {
    size_t size = strlen(path) + 48;
    char *name = malloc(size);
    if (name == NULL) {
        return des_fail(error, DES_ENOMEM, "Out of memory.");
    }
    (void)snprintf(name, size, "%s.tmp.%ld.totals", path, (long)getpid());
    *fd = open(name, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    enum des_status status = *fd >= 0 ? DES_OK : fail_path(DES_ECREATE, "Creating", name, error);
    (void)unlink(name);
    free(name);
    return status;
}

static enum des_status write_with_scratch(struct desi_results *results, const char *path,
                                          bool partial, int fd, struct des_error *error) {
    if (desi_totals_init_file(&results->totals, results->experiment, fd) != DES_OK) {
        return des_fail(error, DES_ENOMEM, "Out of memory.");
    }
    enum des_status status = write_collected(results, path, partial, error);
    des_totals_fini(&results->totals);
    return status;
}

enum des_status des_results_write(const char *path, const struct des_experiment *experiment,
                                  const struct des_run_keys *keys, struct des_journal_index *index,
                                  enum des_trace_level trace, bool partial,
                                  const struct des_provenance *provenance,
                                  struct des_error *error) {
    struct desi_results results = {
        .experiment = experiment,
        .plan = des_experiment_plan(experiment),
        .keys = keys,
        .index = index,
        .trace = trace,
        .provenance = provenance,
    };
    const struct des_model *model = results.plan->model;
    results.is_empty = calloc(model->stratum_count + 1, sizeof *results.is_empty);
    int fd = -1;
    enum des_status status = results.is_empty != NULL
                                 ? open_scratch(path, &fd, error)
                                 : des_fail(error, DES_ENOMEM, "Out of memory.");
    if (status == DES_OK) {
        status = write_with_scratch(&results, path, partial, fd, error);
        (void)close(fd);
    }
    free_categories(&results.categories);
    free(results.point_rooms);
    free(results.is_empty);
    free(results.taken);
    free(results.reasons);
    return status;
}
