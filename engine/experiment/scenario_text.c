/* engine/experiment/scenario_text.c - the resolved scenario: every value with its source,
 * in the syntax of a scenario, so that it runs again and gives the same run keys. */
#include "experiment.h"

#include "../params/space.h"
#include "../params/text.h"
#include "../params/value.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A text that grows; a lack of memory is noticed once, at the end. */
struct writer {
    char *text;
    size_t length, capacity;
    bool failed;
    const struct des_experiment *experiment;
    const struct desi_change **said; /* by element: what the level being written says */
};

/* ---- growing ---- */

static bool reserve(struct writer *writer, size_t more) {
    size_t needed = writer->length + more + 1;
    if (!writer->failed && needed > writer->capacity) {
        char *text = realloc(writer->text, 2 * needed);
        writer->failed = text == NULL;
        if (text != NULL) {
            writer->text = text;
            writer->capacity = 2 * needed;
        }
    }
    return !writer->failed;
}

static void put(struct writer *writer, const char *format, ...) DES_PRINTF(2, 3);

static void put(struct writer *writer, const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    int length = vsnprintf(NULL, 0, format, arguments);
    va_end(arguments);
    if (length > 0 && reserve(writer, (size_t)length)) {
        va_start(arguments, format);
        vsnprintf(writer->text + writer->length, (size_t)length + 1, format, arguments);
        va_end(arguments);
        writer->length += (size_t)length;
    }
}

static void put_quoted(struct writer *writer, const char *raw) {
    int length = desi_quote(raw, NULL, 0);
    if (reserve(writer, (size_t)length)) {
        desi_quote(raw, writer->text + writer->length, (size_t)length + 1);
        writer->length += (size_t)length;
    }
}

static void put_value(struct writer *writer, const struct des_param *param,
                      const struct des_value *value) {
    int length = des_value_format(param, value, NULL, 0);
    if (reserve(writer, (size_t)length)) {
        des_value_format(param, value, writer->text + writer->length, (size_t)length + 1);
        writer->length += (size_t)length;
    }
}

static void put_dist(struct writer *writer, const struct des_dist *dist) {
    int length = desi_dist_scenario(dist, NULL, 0);
    if (reserve(writer, (size_t)length)) {
        desi_dist_scenario(dist, writer->text + writer->length, (size_t)length + 1);
        writer->length += (size_t)length;
    }
}

static void put_indent(struct writer *writer, int depth) {
    put(writer, "%*s", 2 * depth, "");
}

/* "# min; how long", on one line whatever the meaning holds. */
static void put_comment(struct writer *writer, const struct des_param *param) {
    put(writer, " # ");
    if (strcmp(param->unit, "1") != 0) {
        put(writer, "%s; ", param->unit);
    }
    for (const char *c = param->meaning; *c != '\0'; ++c) {
        put(writer, "%c", *c == '\n' || *c == '\r' ? ' ' : *c);
    }
    put(writer, "\n");
}

/* ---- values ---- */

static void put_record(struct writer *writer, const struct des_param *param,
                       const struct desi_change *change) {
    put(writer, "{ ");
    if (change->said & DESI_SAID_VALUE) {
        put(writer, "value = ");
        put_value(writer, param, &change->value);
        put(writer, "; ");
    }
    if (change->said & DESI_SAID_SOURCE) {
        put(writer, "source = ");
        put_quoted(writer, change->value.source);
        put(writer, "; ");
    }
    if (change->said & DESI_SAID_GRADE) {
        put(writer, "grade = \"%s\"; ", des_grade_name(change->value.grade));
    }
    if (change->said & DESI_SAID_UNCERTAIN) {
        put(writer, "uncertain = ");
        put_dist(writer, &change->value.uncertain);
        put(writer, "; ");
    }
    if ((change->said & DESI_SAID_DEFAULTED) != 0 && change->value.defaulted) {
        put(writer, "defaulted = true; ");
    }
    put(writer, "};");
}

static bool any_said(const struct writer *writer, size_t first, size_t end) {
    for (size_t i = first; i < end; ++i) {
        if (writer->said[i] != NULL) {
            return true;
        }
    }
    return false;
}

static void put_param(struct writer *writer, size_t first, int depth) {
    const struct des_param *param = des_space_at(writer->experiment->space, first)->param;
    size_t length = desi_param_length(param);
    if (!any_said(writer, first, first + length)) {
        return;
    }
    put_indent(writer, depth);
    put(writer, "%s = ", param->key);
    if (param->set == NULL) {
        put_record(writer, param, writer->said[first]);
        put_comment(writer, param);
        return;
    }
    put(writer, "{");
    put_comment(writer, param);
    for (size_t i = 0; i < length; ++i) {
        if (writer->said[first + i] != NULL) {
            put_indent(writer, depth + 1);
            put(writer, "%s = ", param->set[i]);
            put_record(writer, param, writer->said[first + i]);
            put(writer, "\n");
        }
    }
    put_indent(writer, depth);
    put(writer, "};\n");
}

/* ---- groups: "care.a" and "care.b" stand in one group "care" ---- */

static const char *group_path(const struct writer *writer, size_t group) {
    return des_space_group(writer->experiment->space, group)->path;
}

/* The group's path is the first `length` bytes of `path`, or lies below them. */
static bool is_within(const char *group, const char *path, size_t length) {
    return strncmp(group, path, length) == 0 &&
           (length == 0 || group[length] == '.' || group[length] == '\0');
}

static bool any_within(const struct writer *writer, const char *path, size_t length) {
    const struct des_space *space = writer->experiment->space;
    for (size_t g = 0; g < des_space_group_count(space); ++g) {
        if (is_within(group_path(writer, g), path, length) &&
            any_said(writer, desi_space_first(space, g), desi_space_first(space, g + 1))) {
            return true;
        }
    }
    return false;
}

/* An earlier group has already led to the same path. */
static bool is_written(const struct writer *writer, size_t group, size_t length) {
    const char *path = group_path(writer, group);
    for (size_t g = 0; g < group; ++g) {
        if (is_within(group_path(writer, g), path, length)) {
            return true;
        }
    }
    return false;
}

static void put_groups(struct writer *writer, const char *prefix, size_t length, int depth) {
    const struct des_space *space = writer->experiment->space;
    for (size_t g = 0; g < des_space_group_count(space); ++g) {
        const char *path = group_path(writer, g);
        if (!is_within(path, prefix, length)) {
            continue;
        }
        if (path[length] == '\0') {
            size_t end = desi_space_first(space, g + 1);
            for (size_t i = desi_space_first(space, g); i < end;) {
                put_param(writer, i, depth);
                i += desi_param_length(des_space_at(space, i)->param);
            }
            continue;
        }
        size_t begin = length + (length > 0 ? 1 : 0);
        size_t step = strcspn(path + begin, ".");
        if (is_written(writer, g, begin + step) || !any_within(writer, path, begin + step)) {
            continue;
        }
        put_indent(writer, depth);
        put(writer, "%.*s = {\n", (int)step, path + begin);
        put_groups(writer, path, begin + step, depth + 1);
        put_indent(writer, depth);
        put(writer, "};\n");
    }
}

/* ---- levels ---- */

/* --set stands above all levels: it is in `parameters`, and the levels keep silent. */
static void choose(struct writer *writer, const struct desi_changes *changes) {
    size_t count = des_space_count(writer->experiment->space);
    for (size_t i = 0; i < count; ++i) {
        writer->said[i] = NULL;
    }
    for (size_t i = 0; i < changes->count; ++i) {
        size_t element = changes->items[i].element;
        if (desi_changes_find(&writer->experiment->sets, element) == NULL) {
            writer->said[element] = &changes->items[i];
        }
    }
}

static void put_levels(struct writer *writer, const char *key, const struct desi_levels *levels) {
    size_t count = des_space_count(writer->experiment->space);
    put(writer, "\n%s = (", key);
    for (size_t i = 0; i < levels->count; ++i) {
        const struct desi_level *level = &levels->items[i];
        put(writer, "%s\n  { name = \"%s\"; label = ", i == 0 ? "" : ",", level->named.name);
        put_quoted(writer, level->named.label);
        put(writer, ";");
        choose(writer, &level->changes);
        if (any_said(writer, 0, count)) {
            put(writer, "\n    parameters = {\n");
            put_groups(writer, "", 0, 3);
            put(writer, "    };\n  }");
        } else {
            put(writer, " }");
        }
    }
    put(writer, "\n);\n");
}

static void put_factor(struct writer *writer, const struct des_factor *factor) {
    put(writer, "{ path = \"%s\"; ",
        des_space_at(writer->experiment->space, factor->element)->path);
    bool whole = factor->range.kind == DES_DIST_DISCRETE_UNIFORM;
    if (factor->range.kind == DES_DIST_UNIFORM || whole) {
        const struct des_param *param =
            des_space_at(writer->experiment->space, factor->element)->param;
        const char *const ends[] = {"low", "high"};
        for (size_t i = 0; i < 2; ++i) {
            struct des_value value = desi_value_of_number(param, factor->range.argument[i]);
            put(writer, "%s = ", ends[i]);
            put_value(writer, param, &value);
            put(writer, "; ");
        }
    } else if (factor->range.kind != DES_DIST_NONE) {
        put(writer, "uncertain = ");
        put_dist(writer, &factor->range);
        put(writer, "; ");
    }
    put(writer, "}");
}

static void put_design(struct writer *writer) {
    const struct des_plan *plan = &writer->experiment->plan;
    const struct des_design_options *options = des_design_options(plan->design);
    put(writer, "\ndesign = { # %s\n  kind = \"%s\"; points = %zu;",
        des_design_sequence(plan->design), des_design_name(options->kind), options->rows);
    if (options->kind == DES_DESIGN_MORRIS) {
        put(writer, " levels = %zu;", options->levels);
    }
    put(writer, "\n  factors = (");
    for (size_t f = 0; f < plan->factor_count; ++f) {
        put(writer, "%s\n    ", f == 0 ? "" : ",");
        put_factor(writer, &plan->factors[f]);
    }
    put(writer, "\n  );\n};\n");
}

/* The values of one factor, each as a scenario would say it: a list may hold any. */
static void put_axis(struct writer *writer, const struct desi_listing *listing, size_t factor) {
    const struct des_element *element =
        des_space_at(writer->experiment->space, listing->elements[factor]);
    const struct desi_axis *axis = &listing->axes[factor];
    put(writer, "{ path = \"%s\"; values = (", element->path);
    for (size_t i = 0; i < axis->count; ++i) {
        put(writer, "%s", i == 0 ? "" : ", ");
        put_value(writer, element->param, &axis->values[i]);
    }
    put(writer, "); }");
}

/* A CSV file is said in full: the text runs as it is, wherever that file has gone. */
static void put_listing(struct writer *writer) {
    const struct desi_listing *listing = writer->experiment->listing;
    if (listing->axes == NULL) {
        put(writer, "\ndesign = {\n  kind = \"csv\"; file = ");
        put_quoted(writer, listing->name);
        put(writer, ";\n  content = ");
        put_quoted(writer, listing->text);
        put(writer, ";\n};\n");
        return;
    }
    put(writer, "\ndesign = {\n  kind = \"factorial\";\n  factors = (");
    for (size_t f = 0; f < listing->factor_count; ++f) {
        put(writer, "%s\n    ", f == 0 ? "" : ",");
        put_axis(writer, listing, f);
    }
    put(writer, "\n  );\n};\n");
}

static void put_contrasts(struct writer *writer) {
    const struct des_plan *plan = &writer->experiment->plan;
    if (plan->contrast_count == 0) {
        return;
    }
    put(writer, "\ncontrasts = (");
    for (size_t i = 0; i < plan->contrast_count; ++i) {
        const struct des_contrast *contrast = &plan->contrasts[i];
        put(writer, "%s\n  { name = ", i == 0 ? "" : ",");
        put_quoted(writer, contrast->name);
        put(writer, "; of = \"%s\"; minus = \"%s\"; }", plan->settings[contrast->of].name,
            plan->settings[contrast->minus].name);
    }
    put(writer, "\n);\n");
}

static void put_head(struct writer *writer) {
    const struct des_plan *plan = &writer->experiment->plan;
    put(writer, "# Resolved scenario: every value as it was used.  It runs as it is.\ntitle = ");
    put_quoted(writer, plan->title);
    put(writer, ";\nmodel = \"%s\";\nseed = \"%s\";\ndays = %" PRId64 ";\n", plan->model->name,
        plan->seed_text, plan->days);
    put(writer, "replications = %" PRId64 ";\nreference = \"%s\";\ndraws = \"%s\";\n",
        plan->replications, plan->arms[plan->reference].name, plan->draws ? "on" : "off");
}

static void put_outcomes(struct writer *writer, const size_t *outcomes, size_t count) {
    for (size_t i = 0; i < count; ++i) {
        put(writer, "%s\"%s\"", i == 0 ? "" : ", ",
            writer->experiment->plan.model->outcomes[outcomes[i]].name);
    }
}

static void put_shown(struct writer *writer) {
    const struct des_plan *plan = &writer->experiment->plan;
    if (plan->shown_count > 0) {
        put(writer, "show_also = [");
        put_outcomes(writer, plan->shown, plan->shown_count);
        put(writer, "];\n");
    }
}

static void put_stop(struct writer *writer) {
    const struct des_plan *plan = &writer->experiment->plan;
    const struct des_stop_rule *rule = plan->stop;
    char absolute[DESI_REAL_SIZE], relative[DESI_REAL_SIZE];
    if (rule == NULL) {
        return;
    }
    desi_format_real(rule->absolute, absolute);
    desi_format_real(rule->relative, relative);
    put(writer, "\nstop = { outcomes = [");
    put_outcomes(writer, rule->outcomes, rule->outcome_count);
    put(writer, "]; absolute = %s; relative = %s;\n", absolute, relative);
    put(writer, "  first = %" PRId64 "; step = %" PRId64 "; look_ahead = %" PRId64 "; };\n",
        rule->first, rule->step, rule->look_ahead);
}

/* What the table, `parameters` and --set together say, as changes of one level. */
static void fill_base(struct desi_change *items, const struct des_experiment *experiment) {
    for (size_t i = 0; i < des_space_count(experiment->space); ++i) {
        const struct des_value *value = des_values_at(experiment->defaults, i);
        items[i] = (struct desi_change){.element = i,
                                        .said = DESI_SAID_VALUE | DESI_SAID_SOURCE |
                                                DESI_SAID_GRADE | DESI_SAID_DEFAULTED,
                                        .value = *value};
        if (value->uncertain.kind != DES_DIST_NONE) {
            items[i].said |= DESI_SAID_UNCERTAIN;
        }
    }
}

static void put_base(struct writer *writer, struct desi_change *items) {
    size_t count = des_space_count(writer->experiment->space);
    fill_base(items, writer->experiment);
    for (size_t i = 0; i < count; ++i) {
        writer->said[i] = &items[i];
    }
    put(writer, "\nparameters = {\n");
    put_groups(writer, "", 0, 1);
    put(writer, "};\n");
}

char *desi_scenario_text(const struct des_experiment *experiment) {
    size_t count = des_space_count(experiment->space);
    struct writer writer = {.experiment = experiment};
    struct desi_change *items = calloc(count + 1, sizeof *items);
    writer.said = calloc(count + 1, sizeof *writer.said);
    writer.failed = items == NULL || writer.said == NULL;
    if (!writer.failed) {
        put_head(&writer);
        put_shown(&writer);
        put_base(&writer, items);
        put_levels(&writer, "settings", &experiment->settings);
        put_levels(&writer, "arms", &experiment->arms);
        if (experiment->design != NULL) {
            put_design(&writer);
        } else if (experiment->listing != NULL) {
            put_listing(&writer);
        } else {
            put_levels(&writer, "points", &experiment->points);
        }
        put_contrasts(&writer);
        put_stop(&writer);
    }
    free(items);
    free(writer.said);
    if (writer.failed) {
        free(writer.text);
        return NULL;
    }
    return writer.text;
}
