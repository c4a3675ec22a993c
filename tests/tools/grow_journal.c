/* Makes journals of many runs from those of a few, to try a merge at its full size in seconds:
 *
 *     grow_journal SCENARIO.cfg REPLICATIONS FEW.h5.parts MANY.h5.parts
 *
 * Runs of the plan with so many replications take the totals of those in FEW in turn, with one
 * number changed so that no two are equal.  Only for tests: what comes out means nothing. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "des/journal.h"
#include "execution/job.h"
#include "memory.h"
#include "execution/parts.h"

static void must(enum des_status status, const struct des_error *error) {
    if (status != DES_OK) {
        fprintf(stderr, "grow_journal: %s\n", error->text);
        exit(1);
    }
}

/* Totals of the runs in FEW, end to end; *count runs. */
static double *read_few(const struct job *few, const char *folder, size_t size, size_t *count) {
    struct des_error error = {0};
    struct des_journal_index *index = NULL;
    must(des_journal_scan(&folder, 1, &index, &error), &error);
    double *totals = memory_array(few->scenario->plan->run_count * size, sizeof totals[0]);
    *count = 0;
    for (size_t run = 0; run < few->scenario->plan->run_count; run++) {
        struct des_run_record record;
        if (des_journal_index_find(index, des_run_keys_at(few->keys, run), &record) &&
            record.status == DES_OK) {
            must(des_journal_index_totals(index, des_run_keys_at(few->keys, run),
                                          totals + *count * size, &error),
                 &error);
            ++*count;
        }
    }
    des_journal_index_destroy(index);
    return totals;
}

static void write_many(const struct job *many, const char *folder, double *totals, size_t size,
                       size_t count) {
    struct des_error error = {0};
    struct des_journal *journal = NULL;
    must(des_journal_open(folder, "grown", 0, &journal, &error), &error);
    for (size_t run = 0; run < many->scenario->plan->run_count; run++) {
        double *own = totals + run % count * size;
        for (size_t i = 0; i < size; i++) {
            own[i] += own[i] != 0.0 ? 1.0 : 0.0;
        }
        struct des_run_record record = {.key = des_run_keys_at(many->keys, run),
                                        .events = run,
                                        .message = "",
                                        .totals = own,
                                        .total_count = size};
        must(des_journal_run(journal, &record, &error), &error);
    }
    must(des_journal_close(journal, &error), &error);
}

/* The runs as the program that made FEW would name them. */
static void load(struct scenario *scenario, struct job *job, const char *file,
                 const struct des_overrides *overrides, const char *program) {
    const struct text_list none = {0};
    if (scenario_load(scenario, file, &none, overrides) != EXIT_CODE_DONE) {
        exit(1);
    }
    *job =
        (struct job){.scenario = scenario, .program = text_copy(program), .trace_replications = 1};
    if (des_run_keys_create(scenario->experiment, DES_TRACE_NONE, 1, program, &job->keys) !=
        DES_OK) {
        memory_exhausted();
    }
}

int main(int argc, char **argv) {
    if (argc != 5) {
        fputs("usage: grow_journal SCENARIO.cfg REPLICATIONS FEW.h5.parts MANY.h5.parts\n", stderr);
        return 64;
    }
    struct scenario scenario[2];
    struct job few, many;
    struct manifest manifest;
    struct des_error error = {0};
    const struct text_list none = {0};
    must(manifest_read(argv[3], &manifest, &error), &error);
    struct des_overrides overrides = manifest.overrides;
    load(&scenario[0], &few, argv[1], &overrides, manifest.program);
    overrides.replications = strtoll(argv[2], NULL, 10);
    load(&scenario[1], &many, argv[1], &overrides, manifest.program);
    const struct des_model *model = few.scenario->plan->model;
    size_t size = model->stratum_count * model->total_count, count = 0;
    double *totals = read_few(&few, argv[3], size, &count);
    if (count == 0) {
        fprintf(stderr, "grow_journal: %s holds no run of %s\n", argv[3], argv[1]);
        return 1;
    }
    write_many(&many, argv[4], totals, size, count);
    must(manifest_write(argv[4], &many, argv[1], &overrides, &none, true, &error), &error);
    free(totals);
    return 0;
}
