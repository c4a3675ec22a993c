#include "diff.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "memory.h"
#include "number.h"

/* Sums in another order differ in the last digits. */
#define ROUNDING 1e-9

void diff_add(struct diff *diff, const char *part, const char *what, const char *a, const char *b) {
    table_text(&diff->table, part);
    table_text(&diff->table, what);
    table_text(&diff->table, a);
    table_text(&diff->table, b);
}

/* ---- rows by name ---- */

/* One row of a table, named by its first columns. */
struct keyed_row {
    char *key;
    size_t row;
};

static int by_key(const void *a, const void *b) {
    return strcmp(((const struct keyed_row *)a)->key, ((const struct keyed_row *)b)->key);
}

static const char *cell_text(const struct des_results_column *column, size_t row,
                             char room[NUMBER_ROOM]) {
    const char *text = columns_text(column, row);
    return text != NULL ? text : number_exact(room, columns_number(column, row));
}

static char *key_of(const struct des_results_table *table, const char *const *keys, size_t row) {
    char *key = text_copy("");
    for (size_t i = 0; keys[i] != NULL; i++) {
        char room[NUMBER_ROOM];
        const struct des_results_column *column = columns_find(table, keys[i]);
        char *longer = text_format("%s%s%s", key, i == 0 ? "" : " ",
                                   column == NULL ? "" : cell_text(column, row, room));
        free(key);
        key = longer;
    }
    return key;
}

static struct keyed_row *sorted_rows(const struct des_results_table *table,
                                     const char *const *keys) {
    struct keyed_row *sorted = memory_array(table->rows, sizeof sorted[0]);
    for (size_t row = 0; row < table->rows; row++) {
        sorted[row] = (struct keyed_row){.key = key_of(table, keys, row), .row = row};
    }
    qsort(sorted, table->rows, sizeof sorted[0], by_key);
    return sorted;
}

static void free_rows(struct keyed_row *sorted, size_t count) {
    for (size_t i = 0; i < count; i++) {
        free(sorted[i].key);
    }
    free(sorted);
}

/* ---- comparing ---- */

static bool numbers_differ(double a, double b, bool exact) {
    if (isnan(a) || isnan(b)) {
        return isnan(a) != isnan(b);
    }
    return exact ? a != b : fabs(a - b) > ROUNDING * fmax(fabs(a), fabs(b));
}

static void compare_cells(struct diff *diff, const char *part, const char *key,
                          const struct des_results_column *a, size_t row_a,
                          const struct des_results_column *b, size_t row_b) {
    char room_a[NUMBER_ROOM], room_b[NUMBER_ROOM];
    const char *text_a = cell_text(a, row_a, room_a), *text_b = cell_text(b, row_b, room_b);
    bool numbers = a->type == DES_RESULTS_F64 && b->type == DES_RESULTS_F64;
    bool differ = numbers ? numbers_differ(a->f64[row_a], b->f64[row_b], diff->exact)
                          : strcmp(text_a, text_b) != 0;
    if (differ) {
        char *what = text_format("%s %s", key, a->name);
        diff_add(diff, part, what, text_a, text_b);
        free(what);
    }
}

static void compare_row(struct diff *diff, const char *part, const char *key,
                        const struct des_results_table tables[2], const size_t row[2],
                        const char *const *values) {
    for (size_t c = 0; c < tables[0].count; c++) {
        const struct des_results_column *a = &tables[0].columns[c];
        const struct des_results_column *b = columns_find(&tables[1], a->name);
        bool wanted = values == NULL;
        for (size_t v = 0; !wanted && values[v] != NULL; v++) {
            wanted = strcmp(values[v], a->name) == 0;
        }
        if (wanted && b != NULL) {
            compare_cells(diff, part, key, a, row[0], b, row[1]);
        }
    }
}

/* The setting and the arm, of a key that goes on behind them: its first two words. */
static size_t cell_length(const char *key) {
    const char *end = strchr(key, ' ');
    end = end == NULL ? NULL : strchr(end + 1, ' ');
    return end == NULL ? 0 : (size_t)(end - key) + 1;
}

static bool has_cell(const struct keyed_row *sorted, size_t count, const char *key, size_t length) {
    for (size_t i = 0; i < count; i++) {
        if (strncmp(sorted[i].key, key, length) == 0) {
            return true;
        }
    }
    return false;
}

struct side {
    const struct keyed_row *sorted;
    size_t count;
};

/* Tells of row `at`, which the other side has not; of a setting and arm that it has nothing of,
 * once.  Returns how many rows that is. */
static size_t add_absent(struct diff *diff, const char *part, struct side mine, size_t at,
                         struct side other, bool in_a) {
    const char *key = mine.sorted[at].key;
    size_t length = cell_length(key), count = 1;
    if (length == 0 || has_cell(other.sorted, other.count, key, length)) {
        diff_add(diff, part, key, in_a ? "present" : "absent", in_a ? "absent" : "present");
        return count;
    }
    while (at + count < mine.count && strncmp(mine.sorted[at + count].key, key, length) == 0) {
        count++;
    }
    char *what = text_format("%.*s: all %zu rows", (int)length - 1, key, count);
    diff_add(diff, part, what, in_a ? "present" : "absent", in_a ? "absent" : "present");
    free(what);
    return count;
}

void diff_rows(struct diff *diff, const char *part, const struct des_results_table tables[2],
               const char *const *keys, const char *const *values) {
    for (size_t row = 0; row < tables[0].rows; row++) {
        char *key = key_of(&tables[0], keys, row);
        compare_row(diff, part, key, tables, (size_t[]){row, row}, values);
        free(key);
    }
}

void diff_tables(struct diff *diff, const char *part, const struct des_results_table tables[2],
                 const char *const *keys, const char *const *values) {
    struct keyed_row *a = sorted_rows(&tables[0], keys), *b = sorted_rows(&tables[1], keys);
    struct side in_a = {a, tables[0].rows}, in_b = {b, tables[1].rows};
    size_t i = 0, j = 0;
    while (i < tables[0].rows || j < tables[1].rows) {
        int order = i == tables[0].rows ? 1 : j == tables[1].rows ? -1 : strcmp(a[i].key, b[j].key);
        if (order < 0) {
            i += add_absent(diff, part, in_a, i, in_b, true);
        } else if (order > 0) {
            j += add_absent(diff, part, in_b, j, in_a, false);
        } else {
            compare_row(diff, part, a[i].key, tables, (size_t[]){a[i].row, b[j].row}, values);
            i++;
            j++;
        }
    }
    free_rows(a, tables[0].rows);
    free_rows(b, tables[1].rows);
}
