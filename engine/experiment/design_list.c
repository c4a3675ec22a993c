/* engine/experiment/design_list.c - designs that list their points: every combination of some
 * values, and the rows of a CSV file. */
#include "design_read.h"
#include "listing.h"

#include "des/table.h"
#include "../params/scan.h"
#include "../params/text.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { POINTS_LIMIT = 1000000 };

/* Central values are those of the first point, whose factors the others lay over. */
static enum des_status take(struct des_experiment *experiment, struct desi_listing *listing) {
    experiment->listing = listing;
    experiment->plan.listing = listing;
    experiment->plan.points = NULL;
    experiment->plan.point_count = listing->count;
    desi_changes_fini(&experiment->points.items[0].changes);
    enum des_status status = desi_listing_name(listing);
    return status != DES_OK ? status
                            : desi_listing_at(listing, 0, &experiment->points.items[0].changes);
}

/* ---- factorial ---- */

static void add_value(struct des_experiment *experiment, const config_setting_t *setting,
                      const struct des_param *param, struct desi_axis *axis) {
    struct des_value value = {0};
    if (desi_config_read_value(&experiment->config, setting, param, &value)) {
        value.source = "scenario";
        value.grade = DES_GRADE_D;
        axis->values[axis->count++] = value;
    }
}

/* The values of factor `f`. */
static enum des_status read_axis(struct des_experiment *experiment, const config_setting_t *setting,
                                 struct desi_listing *listing, size_t f) {
    static const char *const keys[] = {"path", "values", NULL};
    struct desi_config *config = &experiment->config;
    struct desi_axis *axis = &listing->axes[f];
    const char *path = desi_factor_path(experiment, setting);
    size_t element = path == NULL ? SIZE_MAX : desi_factor_element(experiment, setting, path);
    const config_setting_t *values =
        config_setting_is_group(setting) ? desi_config_member(setting, "values") : NULL;
    if (config_setting_is_group(setting)) {
        desi_config_tell_unknown(config, setting, keys);
    }
    bool sequence =
        values != NULL && (config_setting_is_array(values) || config_setting_is_list(values));
    if (!sequence || config_setting_length(values) == 0) {
        desi_config_tell(config, values == NULL ? setting : values,
                         "no list of values (accepted: { path = \"...\"; values = [1.0, 2.0]; })");
        return DES_OK;
    }
    if (element == SIZE_MAX) {
        return DES_OK;
    }
    axis->values = calloc((size_t)config_setting_length(values), sizeof *axis->values);
    if (axis->values == NULL) {
        return DES_ENOMEM;
    }
    listing->elements[f] = element;
    for (int i = 0; i < config_setting_length(values); i++) {
        add_value(experiment, config_setting_get_elem(values, (unsigned)i),
                  des_space_at(experiment->space, element)->param, axis);
    }
    return DES_OK;
}

/* Counts the points.  An axis without values has been told. */
static void check_axes(struct des_experiment *experiment, const config_setting_t *record,
                       struct desi_listing *listing) {
    size_t points = 1;
    for (size_t i = 0; i < listing->factor_count; i++) {
        for (size_t j = 0; j < i && listing->axes[i].count > 0; j++) {
            if (listing->axes[j].count > 0 && listing->elements[j] == listing->elements[i]) {
                desi_config_tell(&experiment->config, record, "%s is a factor twice",
                                 des_space_at(experiment->space, listing->elements[i])->path);
            }
        }
        points = points > POINTS_LIMIT ? points : points * listing->axes[i].count;
    }
    if (points > POINTS_LIMIT) {
        desi_config_tell(&experiment->config, record, "more than %d points", (int)POINTS_LIMIT);
    }
    listing->count = points;
}

static enum des_status read_axes(struct des_experiment *experiment, const config_setting_t *list,
                                 struct desi_listing *listing) {
    listing->axes = calloc(listing->factor_count, sizeof *listing->axes);
    enum des_status status = listing->axes == NULL ? DES_ENOMEM : DES_OK;
    for (size_t f = 0; f < listing->factor_count && status == DES_OK; f++) {
        status = read_axis(experiment, config_setting_get_elem(list, (unsigned)f), listing, f);
    }
    return status;
}

enum des_status desi_read_factorial(struct des_experiment *experiment,
                                    const config_setting_t *record) {
    static const char *const keys[] = {"kind", "factors", NULL};
    struct desi_config *config = &experiment->config;
    desi_config_tell_unknown(config, record, keys);
    const config_setting_t *list = desi_factor_list(experiment);
    if (list == NULL) {
        if (desi_config_member(record, "factors") == NULL) {
            desi_config_tell(config, record,
                             "no factors are given (accepted: factors = ( { path "
                             "= \"...\"; values = [ ... ]; }, ... ))");
        }
        return DES_OK;
    }
    struct desi_listing *listing =
        desi_listing_create(experiment->space, (size_t)config_setting_length(list));
    enum des_status status = listing == NULL ? DES_ENOMEM : read_axes(experiment, list, listing);
    if (status == DES_OK) {
        check_axes(experiment, record, listing);
    }
    if (status == DES_OK && config->sound) {
        return take(experiment, listing);
    }
    desi_listing_destroy(listing);
    return status;
}

/* ---- CSV: a line of paths, then a point on each line ---- */

enum { COLUMNS_LIMIT = 512, TOLD_MOST = 50 };

struct csv {
    struct des_experiment *experiment;
    struct desi_listing *listing;
    size_t line, told;         /* from 1; what is wrong */
    char text[DESI_CELL_SIZE]; /* of the last cell */
};

static void tell(struct csv *csv, const char *what, const char *detail) {
    des_diagnostics_add(csv->experiment->config.diagnostics, "%s:%zu: %s%s", csv->listing->name,
                        csv->line, what, detail);
    csv->experiment->config.sound = false;
    csv->told++;
}

static void tell_unknown(struct csv *csv, const char *path) {
    const char *near = des_space_suggest(csv->experiment->space, path);
    bool semicolons = strchr(path, ';') != NULL;
    char text[256];
    (void)snprintf(text, sizeof text, "\"%.100s\"%s%.100s%s", path,
                   semicolons     ? " (accepted: commas between cells, points in numbers)"
                   : near != NULL ? " (did you mean "
                                  : "",
                   near != NULL && !semicolons ? near : "",
                   near != NULL && !semicolons ? "?)" : "");
    tell(csv, "there is no parameter ", text);
}

static void add_column(struct csv *csv, const char *path) {
    struct des_experiment *experiment = csv->experiment;
    struct desi_listing *listing = csv->listing;
    size_t element = des_space_find(experiment->space, path);
    if (element == SIZE_MAX) {
        tell_unknown(csv, path);
    } else if (desi_listing_has(listing, element)) {
        tell(csv, "two columns are of ", path);
    } else if (desi_changes_find(&experiment->sets, element) != NULL) {
        tell(csv, "this factor is given by --set too: ", path);
    }
    listing->elements[listing->factor_count++] = element;
}

/* The next cell; "" after telling. */
static void take_cell(struct csv *csv, const char **cell, const char *end) {
    if (!desi_csv_cell(cell, end, csv->text)) {
        tell(csv, "a cell is too long", " (accepted: up to 4095 bytes)");
        csv->text[0] = '\0';
    }
}

static void read_head(struct csv *csv, const char *line) {
    const char *end = desi_csv_end(line);
    for (const char *cell = line; cell != NULL;) {
        take_cell(csv, &cell, end);
        if (csv->listing->factor_count == COLUMNS_LIMIT) {
            tell(csv, "too many columns", "");
            return;
        }
        add_column(csv, csv->text);
    }
}

/* A row is only tried: it is read again when its point is asked for. */
static void try_row(struct csv *csv, const char *line) {
    const char *end = desi_csv_end(line);
    size_t column = 0;
    if (!desi_scan_utf8(line, (size_t)(end - line))) {
        tell(csv, "the line is not UTF-8", "");
        return;
    }
    for (const char *cell = line; cell != NULL; column++) {
        struct desi_change change;
        struct des_error error = {0};
        take_cell(csv, &cell, end);
        if (column < csv->listing->factor_count &&
            desi_csv_change(csv->listing, column, csv->text, &change, &error) != DES_OK) {
            tell(csv, error.text, "");
        }
    }
    if (column != csv->listing->factor_count) {
        tell(csv, "another number of cells than in the first line", "");
    }
}

static const char *behind(struct csv *csv, const char *line) {
    csv->line++;
    return desi_csv_line(desi_csv_after(desi_csv_end(line)), &csv->line);
}

static size_t count_rows(const char *text) {
    size_t rows = 0;
    const char *line = desi_csv_line(text, NULL);
    while (line != NULL) {
        rows++;
        line = desi_csv_line(desi_csv_after(desi_csv_end(line)), NULL);
    }
    return rows;
}

static void read_rows(struct csv *csv, const char *line) {
    struct desi_listing *listing = csv->listing;
    for (size_t row = 0; row < listing->count; row++) {
        line = behind(csv, line);
        if (row % DESI_ROWS_A_MARK == 0) {
            listing->marks[row / DESI_ROWS_A_MARK] = (size_t)(line - listing->text);
        }
        try_row(csv, line);
        if (csv->told > TOLD_MOST) {
            tell(csv, "and so on: the lines below are not looked at", "");
            return;
        }
    }
}

static enum des_status read_text(struct csv *csv) {
    struct desi_listing *listing = csv->listing;
    size_t rows = count_rows(listing->text);
    csv->line = 1;
    if (rows < 2 || rows - 1 > POINTS_LIMIT) {
        tell(csv, rows < 2 ? "no points" : "too many points",
             " (accepted: a line of paths, then 1 to 1000000 points)");
        return DES_OK;
    }
    listing->count = rows - 1;
    listing->marks = calloc(listing->count / DESI_ROWS_A_MARK + 1, sizeof *listing->marks);
    if (listing->marks == NULL) {
        return DES_ENOMEM;
    }
    const char *head = desi_csv_line(listing->text, &csv->line);
    read_head(csv, head);
    if (csv->experiment->config.sound) {
        read_rows(csv, head);
    }
    return DES_OK;
}

/* The file, or what a resolved scenario has of it.  NULL in *text after telling. */
static enum des_status find_text(struct des_experiment *experiment, const config_setting_t *record,
                                 const char *file, char **name, const char **text) {
    struct desi_config *config = &experiment->config;
    *text = desi_config_text(config, record, "content");
    if (*text != NULL) {
        *name = desi_duplicate(file);
        return *name == NULL ? DES_ENOMEM : DES_OK;
    }
    size_t index = 0;
    *name = desi_sources_path(&config->sources, file);
    enum des_status status =
        *name == NULL ? DES_ENOMEM : desi_sources_add(&config->sources, *name, &index);
    if (status == DES_ENOINPUT || status == DES_EINPUT) {
        desi_config_tell(config, desi_config_member(record, "file"), "%s cannot be read: %s", *name,
                         status == DES_ENOINPUT ? strerror(errno) : "it is no text");
        return DES_OK;
    }
    *text = status == DES_OK ? config->sources.files[index].text : NULL;
    return status;
}

enum des_status desi_read_csv(struct des_experiment *experiment, const config_setting_t *record) {
    static const char *const keys[] = {"kind", "file", "content", NULL};
    static const char mark[] = "\xef\xbb\xbf"; /* spreadsheets put it before UTF-8 */
    struct desi_config *config = &experiment->config;
    desi_config_tell_unknown(config, record, keys);
    const char *file = desi_config_text(config, record, "file");
    if (file == NULL) {
        desi_config_tell(config, record, "no file is given (accepted: file = \"points.csv\")");
        return DES_OK;
    }
    struct desi_listing *listing = desi_listing_create(experiment->space, COLUMNS_LIMIT);
    if (listing == NULL) {
        return DES_ENOMEM;
    }
    listing->factor_count = 0;
    enum des_status status = find_text(experiment, record, file, &listing->name, &listing->text);
    if (status == DES_OK && listing->text != NULL) {
        listing->text += strncmp(listing->text, mark, 3) == 0 ? 3 : 0;
        status = read_text(&(struct csv){.experiment = experiment, .listing = listing});
    }
    if (status == DES_OK && config->sound) {
        return take(experiment, listing);
    }
    desi_listing_destroy(listing);
    return status;
}
