/* tools/aksim/table.h - rows and columns, printed as text, CSV or JSON. */
#ifndef AKSIM_TABLE_H
#define AKSIM_TABLE_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

enum table_format { TABLE_TEXT, TABLE_JSON, TABLE_CSV };

enum cell_type { CELL_EMPTY, CELL_TEXT, CELL_REAL, CELL_INT, CELL_BOOL };

struct cell {
    enum cell_type type;
    union {
        char *text;
        double real;
        int64_t integer;
        bool boolean;
    };
};

/* Owns its cells; column names are borrowed and must be literals or outlive it. */
struct table {
    const char *const *columns;
    size_t column_count;
    struct cell *cells;
    size_t cell_count, capacity;
};

/* `columns` ends with NULL. */
void table_init(struct table *table, const char *const *columns);
void table_fini(struct table *table);
/* Cells are added row by row, from left to right. */
void table_text(struct table *table, const char *text); /* NULL: empty */
void table_real(struct table *table, double number);
void table_int(struct table *table, int64_t number);
void table_bool(struct table *table, bool value);
size_t table_rows(const struct table *table);

void table_print_text(const struct table *table, FILE *out);
/* nb: semicolon between cells, decimal comma. */
void table_print_csv(const struct table *table, bool nb, FILE *out);
json_t *table_json(const struct table *table); /* array of one object per row */
/* JSON: the array alone, as one document. */
void table_print(const struct table *table, enum table_format format, FILE *out);

void csv_text(const char *text, bool nb, FILE *out);
void csv_real(double number, bool nb, FILE *out);

/* A finite number, or null. */
json_t *json_number(double number);
/* Prints one document with a newline after it and releases it. */
void json_print(json_t *document, FILE *out);

#endif
