/* tools/aksim/cmd_new.c - aksim new */
#include "command.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "exit_code.h"
#include "home_care/place/derive.h"
#include "home_care/reading/own_rota.h"
#include "home_care/place/demography.h"
#include "memory.h"
#include "model_list.h"
#include "output.h"
#include "own_files.h"

enum {
    KEY_MUNICIPALITY = OPTION_FIRST_OWN,
    KEY_MODEL,
    KEY_TABLE,
    KEY_POPULATION,
    KEY_ROTA,
    KEY_YEAR,
    KEY_PROJECTION,
    KEY_OWN,
    KEY_LIST,
};

struct new_options {
    const char *municipality, *model, *table, *population, *rota, *own;
    struct output_options output;
    struct hc_derive_year year; /* 0: that of the table */
    bool list;
    enum table_format format;
};

static const struct argp_option rows[] = {
    {"municipality", KEY_MUNICIPALITY, "CODE|NAME", 0, "the place, as \"4010\" or \"Hol\"", 0},
    {"model", KEY_MODEL, "NAME", 0, "compare this care model with today (aksim models)", 0},
    {"output", OPTION_OUTPUT, "MY.cfg", 0, "the scenario to write (the standard output)", 0},
    {"force", OPTION_FORCE, NULL, 0, "overwrite the output", 0},
    {"table", KEY_TABLE, "FILE.csv", 0, "your own table of municipalities, same columns", 0},
    {"population", KEY_POPULATION, "FILE.csv", 0,
     "people by age from SSB's statistics bank (CSV of table 07459)", 0},
    {"rota", KEY_ROTA, "FILE.csv", 0,
     "your own rota: columns profession, size, team and 1, 2, 3 ... for the days", 0},
    {"year", KEY_YEAR, "YEAR", 0, "the people of this year, 2024 to 2040 (2024)", 0},
    {"projection", KEY_PROJECTION, "low|main|high", 0, "how they grow until then (main)", 0},
    {"own", KEY_OWN, "FOLDER", 0,
     "your own settlements, users, visits and posts: settlements.csv, users.csv, visits.csv, "
     "staff.csv, those there are",
     0},
    {"list", KEY_LIST, NULL, 0, "print the table of municipalities", 0},
    {0},
};

static int64_t year_of(struct argp_state *state, const char *text) {
    char *end = NULL;
    long year = strtol(text, &end, 10);
    if (end == text || *end != '\0' || year < HC_DEMOGRAPHY_FIRST || year > HC_DEMOGRAPHY_LAST) {
        argp_error(state, "--year: \"%s\" (accepted: %d to %d)", text, HC_DEMOGRAPHY_FIRST,
                   HC_DEMOGRAPHY_LAST);
    }
    return year;
}

static int alternative_of(struct argp_state *state, const char *text) {
    for (int a = 0; hc_demography_names[a] != NULL; a++) {
        if (strcmp(text, hc_demography_names[a]) == 0) {
            return a;
        }
    }
    argp_error(state, "--projection: \"%s\" (accepted: low, main, high)", text);
    return HC_DEMOGRAPHY_MAIN;
}

static error_t parse(int key, char *text, struct argp_state *state) {
    struct new_options *options = state->input;
    switch (key) {
    case ARGP_KEY_INIT:
        state->child_inputs[0] = &options->format;
        options->year.alternative = HC_DEMOGRAPHY_MAIN;
        return 0;
    case KEY_MUNICIPALITY:
        options->municipality = text;
        return 0;
    case KEY_MODEL:
        options->model = text;
        return 0;
    case KEY_TABLE:
        options->table = text;
        return 0;
    case KEY_POPULATION:
        options->population = text;
        return 0;
    case KEY_ROTA:
        options->rota = text;
        return 0;
    case KEY_OWN:
        options->own = text;
        return 0;
    case KEY_YEAR:
        options->year.year = year_of(state, text);
        return 0;
    case KEY_PROJECTION:
        options->year.alternative = alternative_of(state, text);
        return 0;
    case KEY_LIST:
        options->list = true;
        return 0;
    case ARGP_KEY_ARG:
        argp_error(state, "what is '%s'? (--municipality CODE)", text);
        return 0;
    case ARGP_KEY_END:
        if (!options->list && options->municipality == NULL) {
            argp_error(state, "which municipality? (--municipality CODE, or --list)");
        }
        if (options->year.year == 0 && options->year.alternative != HC_DEMOGRAPHY_MAIN) {
            argp_error(state, "a projection to which year? (--year 2025 to 2040)");
        }
        return 0;
    default:
        return output_option(&options->output, key, text);
    }
}

/* ---- the table ---- */

static enum exit_code cannot_read(const char *path) {
    fprintf(stderr, "aksim: %s cannot be read: %s\n", path, strerror(errno));
    return EXIT_CODE_NO_INPUT;
}

static enum exit_code tell_all(enum des_status status, const struct des_diagnostics *told) {
    exit_tell(told, "aksim: ");
    return exit_code_of(status);
}

/* Puts the ages of an SSB file over those of the table. */
static enum exit_code take_population(const char *path, struct hc_register *table) {
    size_t size = 0;
    char *text = text_of_file(path, &size);
    if (text == NULL) {
        return cannot_read(path);
    }
    struct des_diagnostics told;
    des_diagnostics_init(&told);
    enum des_status status = hc_register_take_ages(text, path, table, &told);
    enum exit_code code = status == DES_OK ? EXIT_CODE_DONE : tell_all(status, &told);
    des_diagnostics_fini(&told);
    free(text);
    return code;
}

static enum exit_code read_table(const struct new_options *options, struct hc_register *table) {
    char *text = NULL;
    size_t size = 0;
    if (options->table != NULL && (text = text_of_file(options->table, &size)) == NULL) {
        return cannot_read(options->table);
    }
    struct des_diagnostics told;
    des_diagnostics_init(&told);
    enum des_status status =
        hc_register_read(text != NULL ? text : hc_register_norway,
                         text != NULL ? options->table : "the built-in table", table, &told);
    enum exit_code code = status == DES_OK ? EXIT_CODE_DONE : tell_all(status, &told);
    des_diagnostics_fini(&told);
    free(text);
    if (code == EXIT_CODE_DONE && options->population != NULL) {
        code = take_population(options->population, table);
    }
    return code;
}

static void print_list(const struct hc_register *table, enum table_format format) {
    static const char *const columns[] = {"code",       "name",        "county",   "class",
                                          "population", "age_80_plus", "area_km2", NULL};
    struct table shown;
    table_init(&shown, columns);
    for (size_t i = 0; i < table->count; i++) {
        const struct hc_register_entry *entry = &table->entry[i];
        table_text(&shown, entry->code);
        table_text(&shown, entry->name);
        table_text(&shown, entry->county);
        table_int(&shown, entry->centrality_class);
        table_int(&shown, entry->population);
        table_int(&shown, entry->age_80_plus);
        table_real(&shown, entry->area_km2);
    }
    table_print(&shown, format, stdout);
    table_fini(&shown);
}

/* ---- the scenario ---- */

static const char head[] =
    "// %s (%s): derived by rule from a table of people and area.  Statistics are shares of its\n"
    "// class; distances, beds and map are assumptions (grade D): put in what you know.\n"
    "// Every value may be changed; aksim params explains each.\n"
    "%s"
    "title = \"Home care in %s\";\n"
    "model = \"home_care\";\n"
    "seed = \"2024\";\n"
    "days = 364;          // observed, after a warm-up\n"
    "replications = 20;   // more: narrower intervals\n"
    "reference = \"baseline\";\n"
    "draws = \"on\";        // uncertain effects are drawn anew in each replication\n\n"
    "settings = (\n"
    "  { name = \"%s\"; label = \"%s\";\n"
    "    parameters = {\n";
/* The smallest places that look like larger ones have about so many people (models/README.md). */
static const double small_place = 1000.0;
static const char small_note[] =
    "// So small a place has so few posts that on some weekdays nobody is there by day: part of\n"
    "// what own staff change here is that somebody is (models/README.md, weaknesses).\n";
static const char middle[] = "    }; }\n);\n\narms = (\n"
                             "  { name = \"baseline\"; label = \"Today, without AKS\"; }";
static const char arm[] =
    ",\n  // The posts are added; \"converted\" takes them from nurse posts of the rota.\n"
    "  { name = \"%s\"; label = \"%s\"; model = \"%s\";%s post = \"added\"; }";
/* Which has no parts until an arm names some. */
static const char composed[] = "composed";
static const char composed_parts[] = " parts = (\"referral\", \"guidance\", \"treatment\");";

/* Sets *text to the group of parameters that holds the rota of a file; "" without one. */
static enum exit_code take_rota(const char *path, char **text) {
    *text = text_copy("");
    if (path == NULL) {
        return EXIT_CODE_DONE;
    }
    size_t size = 0;
    char *table = text_of_file(path, &size);
    if (table == NULL) {
        return cannot_read(path);
    }
    struct hc_rota_rules rules;
    hc_own_rota_usual_rules(&rules);
    struct des_diagnostics told;
    des_diagnostics_init(&told);
    char *lines = NULL;
    enum des_status status = hc_own_rota_from_table(table, path, &rules, &lines, &told);
    enum exit_code code = status == DES_OK ? EXIT_CODE_DONE : tell_all(status, &told);
    const char *before = "";
    for (char *line = lines; line != NULL && *line != '\0'; before = ",\n") {
        char *end = strchr(line, '\n');
        *end = '\0';
        char *longer = text_format("%s%s          \"%s\"", *text, before, line);
        free(*text);
        *text = longer;
        line = end + 1;
    }
    if (code == EXIT_CODE_DONE) {
        char *group = text_format("      staff = {\n"
                                  "        // A post each: profession, size, team, weeks from a "
                                  "Monday on (%s).\n"
                                  "        rota = (\n%s );\n      };\n",
                                  path, *text);
        free(*text);
        *text = group;
    }
    free(lines);
    free(table);
    des_diagnostics_fini(&told);
    return code;
}

static char *scenario_of(const struct new_options *options, const struct hc_register_entry *entry,
                         const char *groups, const char *summary) {
    const char *source = options->population != NULL ? options->population
                         : options->table != NULL    ? options->table
                                                     : HC_REGISTER_SOURCE;
    /* The figures of a user's own table are as sure as the user is. */
    enum des_grade grade = options->table != NULL ? DES_GRADE_D : DES_GRADE_A;
    char *said = text_escaped(source);
    char *place =
        hc_derive_text(entry, said, grade, options->year.year != 0 ? &options->year : NULL, 6);
    if (place == NULL) {
        memory_exhausted();
    }
    char *name = text_escaped(entry->name);
    const char *note = (double)entry->population < small_place ? small_note : "";
    char *start = text_format(head, entry->name, entry->code, note, name, entry->code, name);
    char *label = text_escaped(summary == NULL ? "" : summary);
    char *own = summary == NULL
                    ? text_copy("")
                    : text_format(arm, options->model, label, options->model,
                                  strcmp(options->model, composed) == 0 ? composed_parts : "");
    free(label);
    free(name);
    free(said);
    char *whole = text_format("%s%s%s%s%s\n);\n", start, place, groups, middle, own);
    free(place);
    free(start);
    free(own);
    return whole;
}

/* Sets *summary of the care model that is wanted; NULL when none is. */
static enum exit_code find_model(const char *name, struct model_list **models,
                                 const char **summary) {
    struct text_list none = {0};
    struct des_error error = {0};
    enum des_status status = model_list_open(&none, models, &error);
    *summary = NULL;
    if (status != DES_OK || name == NULL) {
        return status == DES_OK ? EXIT_CODE_DONE : exit_report(status, &error);
    }
    for (size_t i = 0; i < model_list_care_count(*models); i++) {
        struct care_model_info info = model_list_care(*models, i);
        if (strcmp(info.name, name) == 0 && strcmp(name, "baseline") != 0) {
            *summary = info.summary;
            return EXIT_CODE_DONE;
        }
    }
    fprintf(stderr, "aksim: there is no care model \"%s\" to compare with today (accepted:", name);
    for (size_t i = 0; i < model_list_care_count(*models); i++) {
        const char *known = model_list_care(*models, i).name;
        fprintf(stderr, "%s%s", strcmp(known, "baseline") == 0 ? "" : " ",
                strcmp(known, "baseline") == 0 ? "" : known);
    }
    fprintf(stderr, ")\n");
    return EXIT_CODE_DATA;
}

static enum exit_code write_out(const struct new_options *options, const char *text) {
    if (options->output.path == NULL) {
        fputs(text, stdout);
        return EXIT_CODE_DONE; /* main looks whether it was written */
    }
    return output_write(&options->output, text);
}

static enum exit_code make(const struct new_options *options, const struct hc_register *table) {
    size_t place = 0;
    struct des_error error = {0};
    enum des_status status = hc_register_find(table, options->municipality, &place, &error);
    if (status != DES_OK) {
        return exit_report(status, &error);
    }
    if (options->population != NULL && !table->entry[place].counted) {
        fprintf(stderr, "aksim: %s: no people of %s %s\n", options->population,
                table->entry[place].code, table->entry[place].name);
        return EXIT_CODE_DATA;
    }
    struct model_list *models = NULL;
    const char *summary = NULL;
    enum exit_code code = find_model(options->model, &models, &summary);
    char *rota = NULL, *data = NULL;
    if (code == EXIT_CODE_DONE) {
        code = take_rota(options->rota, &rota);
    }
    if (code == EXIT_CODE_DONE && options->own != NULL) {
        code = own_files_read(options->own, 6, &data);
    }
    if (code == EXIT_CODE_DONE) {
        char *groups = text_format("%s%s", data != NULL ? data : "", rota);
        char *text = scenario_of(options, &table->entry[place], groups, summary);
        code = write_out(options, text);
        free(text);
        free(groups);
    }
    free(rota);
    free(data);
    model_list_close(models);
    return code;
}

static const char doc[] =
    "Writes a commented scenario for a municipality: each value with its rule, source and grade.\v"
    "Figures of the built-in table: Statistics Norway (2024); its head says where from.\n\n"
    "Examples:\n"
    "  aksim new --municipality 3427 -o my.cfg\n"
    "  aksim new --municipality Drammen --model expert_team -o drammen.cfg\n"
    "  aksim new --municipality 4010 --year 2040 --projection high\n"
    "  aksim new --list --format csv\n"
    "  aksim new --municipality 9999 --table mine.csv -o mine.cfg\n"
    "  aksim new --municipality 4611 --own scenarios/municipalities/example_own";

int command_new(int argc, char **argv) {
    struct argp_child children[] = {{&format_argp, 0, NULL, 0}, {0}};
    const struct argp argp = {rows, parse, NULL, doc, children, NULL, NULL};
    struct new_options options = {0};
    argp_parse(&argp, argc, argv, 0, NULL, &options);
    struct hc_register table = {0};
    enum exit_code code = read_table(&options, &table);
    if (code == EXIT_CODE_DONE && options.list) {
        print_list(&table, options.format);
    } else if (code == EXIT_CODE_DONE) {
        code = make(&options, &table);
    }
    hc_register_fini(&table);
    return (int)code;
}
