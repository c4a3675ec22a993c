#include "columns.h"

#include <math.h>
#include <string.h>

const struct des_results_column *columns_find(const struct des_results_table *table,
                                              const char *name) {
    for (size_t i = 0; i < table->count; i++) {
        if (strcmp(table->columns[i].name, name) == 0) {
            return &table->columns[i];
        }
    }
    return NULL;
}

const char *columns_text(const struct des_results_column *column, size_t row) {
    if (column == NULL) {
        return NULL;
    }
    if (column->type == DES_RESULTS_TEXT) {
        return column->text[row];
    }
    if (column->type == DES_RESULTS_I32 && column->labels != NULL) {
        int32_t code = column->i32[row];
        return code >= 0 && (size_t)code < column->label_count ? column->labels[code] : NULL;
    }
    return NULL;
}

double columns_number(const struct des_results_column *column, size_t row) {
    if (column == NULL || column->type == DES_RESULTS_TEXT) {
        return NAN;
    }
    return column->type == DES_RESULTS_F64 ? column->f64[row] : (double)column->i32[row];
}

const char *columns_text_at(const struct des_results_table *table, const char *name, size_t row) {
    const char *text = columns_text(columns_find(table, name), row);
    return text == NULL ? "" : text;
}

double columns_number_at(const struct des_results_table *table, const char *name, size_t row) {
    return columns_number(columns_find(table, name), row);
}

void columns_add(struct table *table, const struct des_results_column *column, size_t row) {
    const char *text = columns_text(column, row);
    if (text != NULL) {
        table_text(table, text);
    } else if (column->type == DES_RESULTS_F64) {
        table_real(table, column->f64[row]);
    } else {
        table_int(table, column->i32[row]);
    }
}
