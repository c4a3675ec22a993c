/* engine/results/results_rows.c - the model's tables, copied block by block.
 *
 * In plan order, whatever the order in which runs finished; never more than one
 * block of rows and one chunk a column in memory. */
#include "results_parts.h"

#include <stdio.h>
#include <stdlib.h>

#include "journal_format.h"

static void add_columns(struct desi_results *results, struct desi_table *table,
                        const struct des_table *model_table) {
    desi_add_run_id(table);
    for (size_t c = 0; c < model_table->count; c++) {
        const struct des_column *column = &model_table->columns[c];
        char labels[512];
        (void)snprintf(labels, sizeof labels, "/labels/%s/%s", model_table->name, column->name);
        desi_table_add(table, &(struct desi_column){
                                  .name = column->name,
                                  .type = column->type == DES_COLUMN_F64 ? DESI_F64 : DESI_I32,
                                  .unit = column->unit,
                                  .long_name = column->long_name,
                                  .labels = column->labels != NULL ? labels : NULL,
                                  .meanings = column->labels,
                              });
        if (column->labels != NULL) {
            desi_h5_labels(&results->h5, labels, column->labels);
        }
    }
}

struct copying {
    struct desi_h5 *h5;
    struct desi_table *table;
    size_t columns;
    int32_t *run_ids; /* one block of the run's number */
};

static enum des_status copy_rows(void *context, size_t rows, const void *const *columns) {
    struct copying *copying = context;
    desi_table_put(copying->table, 0, copying->run_ids, rows);
    for (size_t c = 0; c < copying->columns; c++) {
        desi_table_put(copying->table, c + 1, columns[c], rows);
    }
    return copying->h5->status;
}

static void copy_run(struct desi_results *results, struct copying *copying, size_t run,
                     size_t table) {
    struct des_error error = {0};
    for (size_t i = 0; i < DESI_BLOCK_ROWS; i++) {
        copying->run_ids[i] = (int32_t)run;
    }
    enum des_status status = des_journal_index_rows(results->index, results->plan->model,
                                                    des_run_keys_at(results->keys, run), table,
                                                    copy_rows, copying, &error);
    if (status != DES_OK) {
        desi_h5_fail(&results->h5, status, "%s", error.text);
    }
}

static void write_table(struct desi_results *results, size_t t) {
    const struct des_table *model_table = &results->plan->model->tables[t];
    struct copying copying = {
        .h5 = &results->h5,
        .table = desi_table_open(&results->h5, model_table->name),
        .columns = model_table->count,
        .run_ids = malloc(DESI_BLOCK_ROWS * sizeof(int32_t)),
    };
    if (copying.run_ids == NULL) {
        desi_h5_fail(&results->h5, DES_ENOMEM, "Out of memory.");
    }
    add_columns(results, copying.table, model_table);
    for (size_t run = 0; run < results->plan->run_count && results->h5.status == DES_OK; run++) {
        if (results->totals.done[run]) {
            copy_run(results, &copying, run, t);
        }
    }
    desi_table_close(copying.table);
    free(copying.run_ids);
}

void desi_results_rows(struct desi_results *results) {
    const struct des_model *model = results->plan->model;
    for (size_t t = 0; t < model->table_count; t++) {
        if (model->tables[t].level <= results->trace) {
            write_table(results, t);
        }
    }
}
