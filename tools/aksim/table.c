#include "table.h"

#include <limits.h>
#include <math.h>
#include <string.h>

#include "memory.h"
#include "number.h"

void table_init(struct table *table, const char *const *columns) {
    *table = (struct table){.columns = columns};
    while (columns[table->column_count] != NULL) {
        table->column_count++;
    }
}

void table_fini(struct table *table) {
    for (size_t i = 0; i < table->cell_count; i++) {
        if (table->cells[i].type == CELL_TEXT) {
            free(table->cells[i].text);
        }
    }
    free(table->cells);
    *table = (struct table){0};
}

static void add_cell(struct table *table, struct cell cell) {
    table->cells =
        memory_grow(table->cells, &table->capacity, table->cell_count + 1, sizeof table->cells[0]);
    table->cells[table->cell_count++] = cell;
}

void table_text(struct table *table, const char *text) {
    if (text == NULL) {
        add_cell(table, (struct cell){.type = CELL_EMPTY});
    } else {
        add_cell(table, (struct cell){.type = CELL_TEXT, .text = text_copy(text)});
    }
}

void table_real(struct table *table, double number) {
    add_cell(table, (struct cell){.type = CELL_REAL, .real = number});
}

void table_int(struct table *table, int64_t number) {
    add_cell(table, (struct cell){.type = CELL_INT, .integer = number});
}

void table_bool(struct table *table, bool value) {
    add_cell(table, (struct cell){.type = CELL_BOOL, .boolean = value});
}

size_t table_rows(const struct table *table) {
    return table->cell_count / table->column_count;
}

static const struct cell *cell_at(const struct table *table, size_t row, size_t column) {
    return &table->cells[row * table->column_count + column];
}

/* ---- text ---- */

/* Each number with decimals of its own. */
#define OWN_DECIMALS INT_MAX

/* A column of numbers shows the same decimals in every row, unless some would then look like 0
 * that are not: outcomes in different units. */
static int column_decimals(const struct table *table, size_t column) {
    double largest = 0.0, smallest = INFINITY;
    bool fraction = false;
    for (size_t row = 0; row < table_rows(table); row++) {
        const struct cell *cell = cell_at(table, row, column);
        if (cell->type == CELL_REAL && isfinite(cell->real)) {
            largest = fmax(largest, fabs(cell->real));
            smallest = cell->real != 0.0 ? fmin(smallest, fabs(cell->real)) : smallest;
            fraction |= cell->real != floor(cell->real);
        }
    }
    int decimals = fraction ? number_decimals(largest) : 0;
    return smallest < 0.5 * pow(10.0, -decimals) ? OWN_DECIMALS : decimals;
}

static const char *cell_text(const struct cell *cell, int decimals, char room[NUMBER_ROOM]) {
    switch (cell->type) {
    case CELL_TEXT:
        return cell->text;
    case CELL_REAL:
        return number_fixed(room, cell->real,
                            decimals == OWN_DECIMALS ? number_decimals(fabs(cell->real))
                                                     : decimals);
    case CELL_INT:
        return number_fixed(room, (double)cell->integer, 0);
    case CELL_BOOL:
        return cell->boolean ? "yes" : "no";
    case CELL_EMPTY:
        break;
    }
    return "";
}

static bool is_numeric(const struct table *table, size_t column) {
    for (size_t row = 0; row < table_rows(table); row++) {
        enum cell_type type = cell_at(table, row, column)->type;
        if (type != CELL_EMPTY) {
            return type == CELL_REAL || type == CELL_INT;
        }
    }
    return false;
}

static void print_padded(const char *text, size_t width, bool right, bool last, FILE *out) {
    size_t padding = width > text_width(text) ? width - text_width(text) : 0;
    if (right) {
        fprintf(out, "%*s", (int)padding, "");
    }
    fputs(text, out);
    if (!last) {
        fprintf(out, "%*s", (int)(right ? 2 : padding + 2), "");
    }
}

struct column_look {
    size_t width;
    int decimals;
    bool right;
};

static struct column_look look_of(const struct table *table, size_t column) {
    struct column_look look = {.width = text_width(table->columns[column]),
                               .decimals = column_decimals(table, column),
                               .right = is_numeric(table, column)};
    char room[NUMBER_ROOM];
    for (size_t row = 0; row < table_rows(table); row++) {
        size_t width = text_width(cell_text(cell_at(table, row, column), look.decimals, room));
        look.width = width > look.width ? width : look.width;
    }
    return look;
}

void table_print_text(const struct table *table, FILE *out) {
    struct column_look *looks = memory_array(table->column_count, sizeof looks[0]);
    for (size_t c = 0; c < table->column_count; c++) {
        looks[c] = look_of(table, c);
        print_padded(table->columns[c], looks[c].width, looks[c].right,
                     c + 1 == table->column_count, out);
    }
    fputc('\n', out);
    char room[NUMBER_ROOM];
    for (size_t row = 0; row < table_rows(table); row++) {
        for (size_t c = 0; c < table->column_count; c++) {
            print_padded(cell_text(cell_at(table, row, c), looks[c].decimals, room), looks[c].width,
                         looks[c].right, c + 1 == table->column_count, out);
        }
        fputc('\n', out);
    }
    free(looks);
}

/* ---- CSV ---- */

void csv_text(const char *text, bool nb, FILE *out) {
    if (strpbrk(text, nb ? ";\"\r\n" : ",\"\r\n") == NULL) {
        fputs(text, out);
        return;
    }
    fputc('"', out);
    for (; *text != '\0'; text++) {
        if (*text == '"') {
            fputc('"', out);
        }
        fputc(*text, out);
    }
    fputc('"', out);
}

void csv_real(double number, bool nb, FILE *out) {
    char room[NUMBER_ROOM];
    number_exact(room, number);
    char *point = strchr(room, '.');
    if (nb && point != NULL) {
        *point = ',';
    }
    fputs(room, out);
}

static void csv_cell(const struct cell *cell, bool nb, FILE *out) {
    switch (cell->type) {
    case CELL_TEXT:
        csv_text(cell->text, nb, out);
        break;
    case CELL_REAL:
        csv_real(cell->real, nb, out);
        break;
    case CELL_INT:
        fprintf(out, "%lld", (long long)cell->integer);
        break;
    case CELL_BOOL:
        fputc(cell->boolean ? '1' : '0', out);
        break;
    case CELL_EMPTY:
        break;
    }
}

void table_print_csv(const struct table *table, bool nb, FILE *out) {
    const char *separator = nb ? ";" : ",";
    for (size_t c = 0; c < table->column_count; c++) {
        fputs(c == 0 ? "" : separator, out);
        csv_text(table->columns[c], nb, out);
    }
    fputc('\n', out);
    for (size_t row = 0; row < table_rows(table); row++) {
        for (size_t c = 0; c < table->column_count; c++) {
            fputs(c == 0 ? "" : separator, out);
            csv_cell(cell_at(table, row, c), nb, out);
        }
        fputc('\n', out);
    }
}

/* ---- JSON ---- */

json_t *json_number(double number) {
    return isfinite(number) ? json_real(number) : json_null();
}

static json_t *cell_json(const struct cell *cell) {
    switch (cell->type) {
    case CELL_TEXT:
        return json_string(cell->text);
    case CELL_REAL:
        return json_number(cell->real);
    case CELL_INT:
        return json_integer(cell->integer);
    case CELL_BOOL:
        return json_boolean(cell->boolean);
    case CELL_EMPTY:
        break;
    }
    return json_null();
}

json_t *table_json(const struct table *table) {
    json_t *rows = json_array();
    for (size_t row = 0; row < table_rows(table); row++) {
        json_t *object = json_object();
        for (size_t c = 0; c < table->column_count; c++) {
            json_object_set_new(object, table->columns[c], cell_json(cell_at(table, row, c)));
        }
        json_array_append_new(rows, object);
    }
    return rows;
}

void json_print(json_t *document, FILE *out) {
    if (document == NULL || json_dumpf(document, out, JSON_INDENT(2)) != 0) {
        memory_exhausted();
    }
    fputc('\n', out);
    json_decref(document);
}

void table_print(const struct table *table, enum table_format format, FILE *out) {
    switch (format) {
    case TABLE_TEXT:
        table_print_text(table, out);
        break;
    case TABLE_CSV:
        table_print_csv(table, false, out);
        break;
    case TABLE_JSON:
        json_print(table_json(table), out);
        break;
    }
}
