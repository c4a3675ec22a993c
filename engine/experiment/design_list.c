/* engine/experiment/design_list.c - designs that are short for a list of points: every
 * combination of some values, and the rows of a CSV file. */
#include "design_read.h"

#include "des/table.h"
#include "../params/text.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { POINTS_LIMIT = 100000 };

/* ---- the list ---- */

/* Begins a list of `count` points; what they say is still empty. */
static enum des_status begin_list(struct des_experiment *experiment, size_t count) {
    struct desi_levels *points = &experiment->points;
    desi_levels_fini(points);
    points->items = calloc(count, sizeof *points->items);
    if (points->items == NULL) {
        return DES_ENOMEM;
    }
    points->count = count;
    experiment->plan.points = NULL;
    experiment->plan.point_count = count;
    return DES_OK;
}

/* ---- factorial ---- */

/* The values that one factor takes. */
struct axis {
    struct desi_change *values;
    size_t count;
};

static void add_value(struct des_experiment *experiment, const config_setting_t *setting,
                      size_t element, struct axis *axis) {
    const struct des_param *param = des_space_at(experiment->space, element)->param;
    struct desi_change change = {.element = element,
                                 .said = DESI_SAID_VALUE | DESI_SAID_SOURCE | DESI_SAID_GRADE,
                                 .value = {.source = "scenario", .grade = DES_GRADE_D}};
    if (desi_config_read_value(&experiment->config, setting, param, &change.value)) {
        change.value.source = "scenario";
        change.value.grade = DES_GRADE_D;
        axis->values[axis->count++] = change;
    }
}

/* The points have copies. */
static void release(const struct des_experiment *experiment, struct axis *axis) {
    for (size_t i = 0; i < axis->count; i++) {
        struct desi_change *change = &axis->values[i];
        if (des_space_at(experiment->space, change->element)->param->type == DES_TYPE_DIST) {
            des_dist_release(&change->value.dist);
        }
    }
    free(axis->values);
}

static enum des_status read_axis(struct des_experiment *experiment, const config_setting_t *setting,
                                 struct axis *axis) {
    static const char *const keys[] = {"path", "values", NULL};
    struct desi_config *config = &experiment->config;
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
    axis->values = calloc((size_t)config_setting_length(values), sizeof *axis->values);
    if (axis->values == NULL) {
        return DES_ENOMEM;
    }
    for (int i = 0; element != SIZE_MAX && i < config_setting_length(values); i++) {
        add_value(experiment, config_setting_get_elem(values, (unsigned)i), element, axis);
    }
    return DES_OK;
}

static void check_axes(struct des_experiment *experiment, const config_setting_t *record,
                       const struct axis *axes, size_t count) {
    size_t points = 1;
    for (size_t i = 0; i < count; i++) {
        for (size_t j = 0; j < i && axes[i].count > 0; j++) {
            if (axes[j].count > 0 && axes[j].values[0].element == axes[i].values[0].element) {
                desi_config_tell(&experiment->config, record, "%s is a factor twice",
                                 des_space_at(experiment->space, axes[i].values[0].element)->path);
            }
        }
        points = points > POINTS_LIMIT ? points : points * axes[i].count;
    }
    if (points > POINTS_LIMIT) {
        desi_config_tell(&experiment->config, record, "more than %d points", (int)POINTS_LIMIT);
    }
}

/* The last factor runs fastest. */
static enum des_status combine(struct des_experiment *experiment, const struct axis *axes,
                               size_t count) {
    size_t points = 1;
    for (size_t i = 0; i < count; i++) {
        points *= axes[i].count;
    }
    enum des_status status = begin_list(experiment, points);
    for (size_t p = 0; p < points && status == DES_OK; p++) {
        size_t stride = points;
        for (size_t i = 0; i < count && status == DES_OK; i++) {
            stride /= axes[i].count;
            const struct desi_change *change = &axes[i].values[p / stride % axes[i].count];
            const struct des_param *param = des_space_at(experiment->space, change->element)->param;
            status = desi_changes_add(&experiment->points.items[p].changes, change, param->type);
        }
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
    size_t count = (size_t)config_setting_length(list);
    struct axis *axes = calloc(count, sizeof *axes);
    enum des_status status = axes == NULL ? DES_ENOMEM : DES_OK;
    for (size_t i = 0; i < count && status == DES_OK; i++) {
        status = read_axis(experiment, config_setting_get_elem(list, (unsigned)i), &axes[i]);
    }
    if (status == DES_OK) {
        check_axes(experiment, record, axes, count);
    }
    if (status == DES_OK && config->sound) {
        status = combine(experiment, axes, count);
    }
    for (size_t i = 0; axes != NULL && i < count; i++) {
        release(experiment, &axes[i]);
    }
    free(axes);
    return status;
}

/* ---- CSV: a line of paths, then a point on each line ---- */

struct csv {
    struct des_experiment *experiment;
    const char *name; /* of the file */
    char *paths[512];
    size_t columns, line;
};

static void tell(struct csv *csv, const char *what, const char *detail) {
    des_diagnostics_add(csv->experiment->config.diagnostics, "%s:%zu: %s%s", csv->name, csv->line,
                        what, detail);
    csv->experiment->config.sound = false;
}

/* The next cell of a line, cut out of it in place, without blanks and quotes around it; *rest
 * is NULL after the last. */
static char *next_cell(char **rest) {
    char *cell = *rest + strspn(*rest, " \t");
    bool quoted = cell[0] == '"';
    char *end = quoted ? strchr(cell + 1, '"') : NULL;
    char *comma = strchr(end != NULL ? end : cell, ',');
    *rest = comma == NULL ? NULL : comma + 1;
    char *last = end != NULL ? end : comma != NULL ? comma : cell + strlen(cell);
    cell += end != NULL;
    while (end == NULL && last > cell && strchr(" \t\r", last[-1]) != NULL) {
        last--;
    }
    *last = '\0';
    return cell;
}

static void check_path(struct csv *csv, const char *path) {
    struct des_experiment *experiment = csv->experiment;
    size_t element = des_space_find(experiment->space, path);
    for (size_t c = 0; c < csv->columns; c++) {
        if (strcmp(csv->paths[c], path) == 0) {
            tell(csv, "two columns are of ", path);
            return;
        }
    }
    if (element == SIZE_MAX) {
        const char *near = des_space_suggest(experiment->space, path);
        bool semicolons = strchr(path, ';') != NULL;
        char text[256];
        (void)snprintf(text, sizeof text, "\"%.100s\"%s%.100s%s", path,
                       semicolons     ? " (accepted: commas between cells, points in numbers)"
                       : near != NULL ? " (did you mean "
                                      : "",
                       near != NULL && !semicolons ? near : "",
                       near != NULL && !semicolons ? "?)" : "");
        tell(csv, "there is no parameter ", text);
    } else if (desi_changes_find(&experiment->sets, element) != NULL) {
        tell(csv, "this factor is given by --set too: ", path);
    }
}

static void read_head(struct csv *csv, char *line) {
    for (char *rest = line; rest != NULL;) {
        char *path = next_cell(&rest);
        if (csv->columns == sizeof csv->paths / sizeof *csv->paths) {
            tell(csv, "too many columns", "");
            return;
        }
        check_path(csv, path);
        csv->paths[csv->columns++] = path;
    }
}

/* The file is the source of its values. */
static enum des_status credit(struct desi_changes *changes, const char *name) {
    struct desi_change *last = &changes->items[changes->count - 1];
    char *source = desi_duplicate(name);
    if (source == NULL) {
        return DES_ENOMEM;
    }
    free(last->source);
    last->source = source;
    last->value.source = source;
    return DES_OK;
}

static enum des_status read_row(struct csv *csv, char *line, struct desi_changes *changes) {
    size_t column = 0;
    for (char *rest = line; rest != NULL; column++) {
        char *cell = next_cell(&rest);
        struct des_error error = {0};
        if (column >= csv->columns) {
            continue;
        }
        enum des_status status = desi_changes_add_text(changes, csv->experiment->space,
                                                       csv->paths[column], cell, &error);
        if (status == DES_EINPUT) {
            tell(csv, error.text, "");
        } else if (status != DES_OK || credit(changes, csv->name) != DES_OK) {
            return DES_ENOMEM;
        }
    }
    if (column != csv->columns) {
        tell(csv, "another number of cells than in the first line", "");
    }
    return DES_OK;
}

static size_t count_rows(const char *text) {
    size_t rows = 0;
    for (const char *line = text; *line != '\0'; line += strcspn(line, "\n")) {
        line += *line == '\n';
        rows += strspn(line, " \t\r") < strcspn(line, "\n");
    }
    return rows;
}

static enum des_status read_lines(struct csv *csv, char *text) {
    struct des_experiment *experiment = csv->experiment;
    size_t rows = count_rows(text), row = 0;
    if (rows < 2 || rows - 1 > POINTS_LIMIT) {
        csv->line = 1;
        tell(csv, rows < 2 ? "no points" : "too many points",
             " (accepted: a line of paths, then 1 to 100000 points)");
        return DES_OK;
    }
    enum des_status status = begin_list(experiment, rows - 1);
    for (char *next = text, *line = next; status == DES_OK && next != NULL; line = next) {
        csv->line++;
        next = strchr(line, '\n');
        if (next != NULL) {
            *next++ = '\0';
        }
        if (strspn(line, " \t\r") == strlen(line)) {
            continue;
        }
        if (csv->columns == 0) {
            read_head(csv, line);
        } else {
            status = read_row(csv, line, &experiment->points.items[row++].changes);
        }
        if (!experiment->config.sound && row == 0) {
            return DES_OK;
        }
    }
    return status;
}

enum des_status desi_read_csv(struct des_experiment *experiment, const config_setting_t *record) {
    static const char *const keys[] = {"kind", "file", NULL};
    struct desi_config *config = &experiment->config;
    desi_config_tell_unknown(config, record, keys);
    const char *name = desi_config_text(config, record, "file");
    if (name == NULL) {
        desi_config_tell(config, record, "no file is given (accepted: file = \"points.csv\")");
        return DES_OK;
    }
    size_t file = 0;
    char *path = desi_sources_path(&config->sources, name);
    enum des_status status =
        path == NULL ? DES_ENOMEM : desi_sources_add(&config->sources, path, &file);
    if (status == DES_ENOINPUT || status == DES_EINPUT) {
        desi_config_tell(config, desi_config_member(record, "file"), "%s cannot be read: %s", path,
                         status == DES_ENOINPUT ? strerror(errno) : "it is no text");
        status = DES_OK;
    } else if (status == DES_OK) {
        struct csv csv = {.experiment = experiment, .name = path};
        char *text = desi_duplicate(config->sources.files[file].text);
        static const char mark[] = "\xef\xbb\xbf"; /* spreadsheets put it before UTF-8 */
        size_t skipped = text != NULL && strncmp(text, mark, 3) == 0 ? 3 : 0;
        status = text == NULL ? DES_ENOMEM : read_lines(&csv, text + skipped);
        free(text);
    }
    free(path);
    return status;
}
