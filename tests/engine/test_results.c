/* tests/engine/test_results.c - the results file: what is in it, or that there is none. */
#define _DEFAULT_SOURCE
#define _XOPEN_SOURCE 700

#include "des/results.h"

#include "support.h"

#include <fcntl.h>
#include <ftw.h>
#include <glob.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "small_model.h"

static const char scenario[] =
    "title = \"A test\"; model = \"small\"; seed = \"18446744073709551615\"; days = 10;\n"
    "replications = 3; reference = \"base\"; draws = \"on\";\n"
    "settings = ( { name = \"town\"; label = \"The town\"; },\n"
    "             { name = \"rural\"; label = \"Ytre \303\270y\";\n"
    "               parameters = { demand = { size = 7.0; }; }; } );\n"
    "arms = ( { name = \"base\"; label = \"as now\"; },\n"
    "         { name = \"team\"; label = \"a team\"; parameters = { demand = { rate = 1.5; effect "
    "= { value = 0.8; uncertain = { dist = "
    "\"uniform\"; low = 0.7; high = 0.85; }; }; }; }; } "
    ");\n"
    "points = ( { name = \"low\"; }, { name = \"high\"; parameters = { demand = { rate = 4.0; }; "
    "}; } );\n"
    "contrasts = ( { name = \"rural - town\"; of = \"rural\"; minus = \"town\"; } );\n";
enum { RUNS = 2 * 2 * 2 * 3, TOTALS = 2 * 2 };

static const struct des_model *find_model(const void *context, const char *name) {
    (void)context;
    return strcmp(name, "small") == 0 ? &small_model : NULL;
}

/* ---- an experiment, a folder, a journal: made for each test ---- */

struct bench {
    char folder[64];
    char parts[80];
    char out[80];
    struct des_experiment *experiment;
    struct des_run_keys *run_keys;
    struct des_run_key keys[RUNS];
    struct des_journal *journal;
    struct des_journal_index *index;
    struct des_provenance provenance;
};

static int make_bench(void **state) {
    struct bench *bench = calloc(1, sizeof *bench);
    struct des_diagnostics diagnostics;
    assert_non_null(bench);
    (void)strcpy(bench->folder, "/tmp/aksim_results_XXXXXX");
    assert_non_null(mkdtemp(bench->folder));
    (void)snprintf(bench->parts, sizeof bench->parts, "%s/parts", bench->folder);
    (void)snprintf(bench->out, sizeof bench->out, "%s/out.h5", bench->folder);
    des_diagnostics_init(&diagnostics);
    enum des_status status = des_experiment_parse(scenario, "test.cfg", NULL, find_model, NULL,
                                                  &bench->experiment, &diagnostics);
    for (size_t i = 0; i < diagnostics.count; i++) {
        print_error("%s\n", diagnostics.lines[i]);
    }
    des_diagnostics_fini(&diagnostics);
    assert_int_equal(status, DES_OK);
    assert_int_equal(des_experiment_plan(bench->experiment)->run_count, RUNS);
    assert_int_equal(
        des_run_keys_create(bench->experiment, DES_TRACE_NONE, 0, "a program", &bench->run_keys),
        DES_OK);
    for (size_t run = 0; run < RUNS; run++) {
        bench->keys[run] = des_run_keys_at(bench->run_keys, run);
    }
    bench->provenance = (struct des_provenance){
        .software = "aksim",
        .version = "1.2.3",
        .git_revision = "0123abc",
        .compiler = "cc",
        .flags = "-O2",
        .volatile_json = "{\"host\": \"here\"}",
    };
    *state = bench;
    return 0;
}

static int remove_one(const char *path, const struct stat *about, int kind, struct FTW *where) {
    (void)about;
    (void)kind;
    (void)where;
    return remove(path);
}

static int remove_bench(void **state) {
    struct bench *bench = *state;
    des_journal_index_destroy(bench->index);
    des_run_keys_destroy(bench->run_keys);
    des_experiment_destroy(bench->experiment);
    int failure = nftw(bench->folder, remove_one, 8, FTW_DEPTH | FTW_PHYS);
    free(bench);
    return failure;
}

/* ---- runs ---- */

static void open_journal(struct bench *bench) {
    assert_int_equal(des_journal_open(bench->parts, "local", 0, &bench->journal, NULL), DES_OK);
}

static void close_and_scan(struct bench *bench) {
    const char *parts = bench->parts;
    assert_int_equal(des_journal_close(bench->journal, NULL), DES_OK);
    assert_int_equal(des_journal_scan(&parts, 1, &bench->index, NULL), DES_OK);
}

/* What every run leaves, in a form that tells it apart. */
static double total_of(size_t run, size_t stratum, size_t total) {
    return total == 1 ? 10.0 : (double)(run * run + 7) / (double)(stratum + 1);
}

static size_t visits_of(size_t run) {
    return run % 5 == 0 ? 9001 : run % 7;
}

static union des_cell visit_cell(size_t run, size_t row, size_t column) {
    return column == 2 ? (union des_cell){.f64 = (double)run / 3.0 + (double)row}
                       : (union des_cell){.i32 = (int32_t)(column == 0 ? row : row % 3)};
}

static void write_rows(struct bench *bench, size_t run) {
    struct des_row_packer *packer = NULL;
    assert_int_equal(des_row_packer_create(bench->journal, &small_model, bench->keys[run],
                                           DES_ROWS_PACKED, &packer),
                     DES_OK);
    struct des_sink sink = des_row_packer_sink(packer);
    for (size_t day = 0; day < 10; day++) {
        union des_cell cells[] = {{.i32 = (int32_t)day}, {.f64 = 1.5 * (double)day}};
        assert_int_equal(sink.row(sink.context, 0, cells), DES_OK);
    }
    for (size_t row = 0; row < visits_of(run); row++) {
        union des_cell cells[] = {visit_cell(run, row, 0), visit_cell(run, row, 1),
                                  visit_cell(run, row, 2)};
        assert_int_equal(sink.row(sink.context, 1, cells), DES_OK);
    }
    assert_int_equal(des_row_packer_flush(packer), DES_OK);
    des_row_packer_destroy(packer);
}

static void do_run(struct bench *bench, size_t run) {
    double totals[TOTALS];
    for (size_t i = 0; i < TOTALS; i++) {
        totals[i] = total_of(run, i / 2, i % 2);
    }
    struct des_run_record record = {.key = bench->keys[run],
                                    .events = 1000 + run,
                                    .message = "",
                                    .totals = totals,
                                    .total_count = TOTALS};
    write_rows(bench, run);
    assert_int_equal(des_journal_run(bench->journal, &record, NULL), DES_OK);
}

static void do_all_runs(struct bench *bench) {
    open_journal(bench);
    for (size_t run = 0; run < RUNS; run++) {
        do_run(bench, run);
    }
    close_and_scan(bench);
}

/* ---- writing and reading ---- */

static enum des_status write_results(struct bench *bench, bool partial, struct des_error *error) {
    return des_results_write(bench->out, bench->experiment, bench->run_keys, bench->index,
                             DES_TRACE_FULL, partial, &bench->provenance, error);
}

static void write_well(struct bench *bench, bool partial) {
    struct des_error error = {0};
    if (write_results(bench, partial, &error) != DES_OK) {
        fail_msg("%s", error.text);
    }
}

static struct des_results *open_results(struct bench *bench) {
    struct des_results *results = NULL;
    struct des_error error = {0};
    if (des_results_open(bench->out, &results, &error) != DES_OK) {
        fail_msg("%s", error.text);
    }
    return results;
}

static struct des_results_table table_of(const struct des_results *results, const char *path) {
    struct des_results_table table = {0};
    struct des_error error = {0};
    if (des_results_table(results, path, &table, &error) != DES_OK) {
        fail_msg("%s", error.text);
    }
    return table;
}

static const struct des_results_column *column(const struct des_results_table *table,
                                               const char *name) {
    for (size_t i = 0; i < table->count; i++) {
        if (strcmp(table->columns[i].name, name) == 0) {
            return &table->columns[i];
        }
    }
    fail_msg("there is no column %s", name);
    return NULL;
}

static const char *label(const struct des_results_table *table, const char *name, size_t row) {
    const struct des_results_column *category = column(table, name);
    assert_true(category->i32[row] >= 0 && (size_t)category->i32[row] < category->label_count);
    return category->labels[category->i32[row]];
}

static size_t files_in(const struct bench *bench) {
    char pattern[100];
    glob_t found = {0};
    (void)snprintf(pattern, sizeof pattern, "%s/*", bench->folder);
    (void)glob(pattern, 0, NULL, &found);
    size_t count = found.gl_pathc;
    globfree(&found);
    return count;
}

static unsigned char *read_bytes(const char *path, size_t *size) {
    FILE *file = fopen(path, "rb");
    struct stat about;
    assert_non_null(file);
    assert_int_equal(stat(path, &about), 0);
    *size = (size_t)about.st_size;
    unsigned char *bytes = malloc(*size);
    assert_non_null(bytes);
    assert_int_equal(fread(bytes, 1, *size, file), *size);
    fclose(file);
    return bytes;
}

/* ---- what stands in the file ---- */

static void every_table_has_its_rows(void **state) {
    static const struct {
        const char *path;
        size_t rows;
        const char *columns;
    } tables[] = {
        {"scenario/sources", 1, "name text "},
        {"scenario/parameters", 12, "setting arm name value unit source grade meaning defaulted "},
        {"plan/settings", 2, "name label "},
        {"plan/arms", 2, "name label reference "},
        {"plan/points", 2, "name label demand.rate "},
        {"plan/contrasts", 1, "name of minus "},
        {"plan/runs", RUNS, "run_id setting arm point replication status events message "},
        {"plan/draws", 12, "setting point replication demand.effect "},
        {"outcomes/definitions", 2,
         "name unit meaning group numerator denominator scale better headline "},
        {"outcomes/totals", RUNS * 2, "run_id stratum happenings user_days "},
        {"outcomes/runs", RUNS * 2, "run_id stratum rate count "},
        {"outcomes/summary", 32,
         "setting arm point stratum outcome n mean sd low high interval year_low year_high "},
        {"outcomes/paired", 16,
         "setting arm point stratum outcome n mean sd low high interval year_low year_high "
         "correlation "},
        {"outcomes/contrasts", 8,
         "contrast arm point stratum outcome n mean sd low high interval year_low year_high "
         "correlation "},
        {"series/daily", RUNS * 10, "run_id day minutes "},
    };
    struct bench *bench = *state;
    do_all_runs(bench);
    write_well(bench, false);
    struct des_results *results = open_results(bench);
    for (size_t i = 0; i < sizeof tables / sizeof *tables; i++) {
        struct des_results_table table = table_of(results, tables[i].path);
        char names[300] = "";
        for (size_t c = 0; c < table.count; c++) {
            (void)snprintf(names + strlen(names), sizeof names - strlen(names), "%s ",
                           table.columns[c].name);
            assert_case(tables[i].path, table.columns[c].long_name[0] != '\0');
            assert_case(tables[i].path, table.columns[c].unit[0] != '\0');
        }
        assert_string_equal(names, tables[i].columns);
        assert_int_equal(table.rows, tables[i].rows);
        des_results_release(&table);
    }
    des_results_close(results);
}

static void runs_and_totals_are_those_of_the_journal(void **state) {
    struct bench *bench = *state;
    do_all_runs(bench);
    write_well(bench, false);
    struct des_results *results = open_results(bench);
    struct des_results_table runs = table_of(results, "plan/runs");
    for (size_t run = 0; run < RUNS; run++) {
        assert_int_equal(column(&runs, "run_id")->i32[run], run);
        assert_string_equal(label(&runs, "status", run), "done");
        assert_true(column(&runs, "events")->f64[run] == 1000.0 + (double)run);
        assert_string_equal(label(&runs, "setting", run), run < RUNS / 2 ? "town" : "rural");
    }
    struct des_results_table totals = table_of(results, "outcomes/totals");
    struct des_results_table rates = table_of(results, "outcomes/runs");
    for (size_t row = 0; row < totals.rows; row++) {
        double happenings = total_of(row / 2, row % 2, 0);
        assert_int_equal(column(&totals, "run_id")->i32[row], row / 2);
        assert_string_equal(label(&totals, "stratum", row), row % 2 == 0 ? "all" : "rural");
        assert_true(column(&totals, "happenings")->f64[row] == happenings);
        assert_true(column(&rates, "rate")->f64[row] == happenings / 10.0);
        assert_true(column(&rates, "count")->f64[row] == happenings);
    }
    des_results_release(&runs);
    des_results_release(&totals);
    des_results_release(&rates);
    des_results_close(results);
}

static void fill_totals(struct bench *bench, struct des_totals *totals) {
    assert_int_equal(des_totals_init(totals, bench->experiment), DES_OK);
    for (size_t run = 0; run < RUNS; run++) {
        totals->done[run] = true;
        for (size_t stratum = 0; stratum < 2; stratum++) {
            double numbers[] = {total_of(run, stratum, 0), total_of(run, stratum, 1)};
            assert_int_equal(des_totals_put(totals, run, stratum, numbers), DES_OK);
        }
    }
}

static void check_estimate(const struct des_results_table *table, size_t row,
                           struct des_estimate want) {
    assert_int_equal(column(table, "n")->i32[row], want.n);
    assert_true(column(table, "mean")->f64[row] == want.mean);
    assert_true(column(table, "sd")->f64[row] == want.sd);
    assert_true(column(table, "low")->f64[row] == want.low);
    assert_true(column(table, "high")->f64[row] == want.high);
    assert_true(column(table, "year_low")->f64[row] == want.year_low);
    assert_true(column(table, "year_high")->f64[row] == want.year_high);
    assert_string_equal(label(table, "interval", row),
                        "Monte Carlo, over draws of the uncertain parameters");
}

static void estimates_are_those_of_the_analysis_for_every_stratum(void **state) {
    static const struct {
        const char *path, *which;
        struct des_estimate (*estimate)(const struct des_totals *, size_t, size_t, size_t, size_t,
                                        size_t);
    } tables[] = {
        {"outcomes/summary", "setting", des_totals_summary},
        {"outcomes/paired", "setting", des_totals_paired},
        {"outcomes/contrasts", "contrast", des_totals_contrast},
    };
    struct bench *bench = *state;
    struct des_totals totals;
    do_all_runs(bench);
    write_well(bench, false);
    fill_totals(bench, &totals);
    struct des_results *results = open_results(bench);
    for (size_t i = 0; i < 3; i++) {
        struct des_results_table table = table_of(results, tables[i].path);
        for (size_t row = 0; row < table.rows; row++) {
            check_estimate(&table, row,
                           tables[i].estimate(&totals,
                                              (size_t)column(&table, tables[i].which)->i32[row],
                                              (size_t)column(&table, "arm")->i32[row],
                                              (size_t)column(&table, "point")->i32[row],
                                              (size_t)column(&table, "stratum")->i32[row],
                                              (size_t)column(&table, "outcome")->i32[row]));
        }
        des_results_release(&table);
    }
    des_results_close(results);
    des_totals_fini(&totals);
}

/* Windows hold what the whole table does; the last one is shorter, and beyond it is none. */
static void check_windows(struct des_results *results, const struct des_results_table *whole) {
    static const char *const names[] = {"run_id", "start"};
    struct des_results_table window;
    size_t first = 0;
    assert_int_equal(des_results_headings(results, "trace/visits", names, 2, &window, NULL),
                     DES_OK);
    do {
        assert_int_equal(des_results_window(results, "trace/visits", first, 5000, &window, NULL),
                         DES_OK);
        for (size_t i = 0; i < window.rows; i++) {
            assert_int_equal(window.columns[0].i32[i], whole->columns[0].i32[first + i]);
            assert_true(window.columns[1].f64[i] == whole->columns[3].f64[first + i]);
        }
        first += window.rows;
    } while (window.rows == 5000);
    assert_int_equal(first, whole->rows);
    assert_int_equal(des_results_window(results, "trace/visits", first, 5000, &window, NULL),
                     DES_OK);
    assert_int_equal(window.rows, 0);
    des_results_release(&window);
}

static void rows_of_the_model_stand_in_plan_order_across_chunks(void **state) {
    struct bench *bench = *state;
    open_journal(bench);
    for (size_t run = RUNS; run-- > 0;) { /* finished in another order */
        do_run(bench, run);
    }
    close_and_scan(bench);
    write_well(bench, false);
    struct des_results *results = open_results(bench);
    struct des_results_table visits = table_of(results, "trace/visits");
    size_t at = 0;
    for (size_t run = 0; run < RUNS; run++) {
        for (size_t row = 0; row < visits_of(run); row++, at++) {
            assert_true(at < visits.rows);
            assert_int_equal(column(&visits, "run_id")->i32[at], run);
            assert_int_equal(visits.columns[1].i32[at], visit_cell(run, row, 0).i32);
            assert_int_equal(visits.columns[2].i32[at], visit_cell(run, row, 1).i32);
            assert_true(visits.columns[3].f64[at] == visit_cell(run, row, 2).f64);
        }
    }
    assert_int_equal(at, visits.rows);
    assert_true(at > 2 * 16384);
    check_windows(results, &visits);
    assert_string_equal(label(&visits, "place", 2), "nursing home");
    assert_string_equal(column(&visits, "start")->unit, "min");
    des_results_release(&visits);
    des_results_close(results);
}

static void a_window_holds_numbers_only(void **state) {
    struct bench *bench = *state;
    struct des_results_table settings;
    do_all_runs(bench);
    write_well(bench, false);
    struct des_results *results = open_results(bench);
    struct des_error error = {0};
    assert_int_equal(des_results_headings(results, "plan/settings", NULL, 0, &settings, NULL),
                     DES_OK);
    assert_int_equal(des_results_window(results, "plan/settings", 0, 1, &settings, &error),
                     DES_ENOINPUT);
    assert_non_null(strstr(error.text, "no numbers name of plan/settings"));
    des_results_release(&settings);
    des_results_close(results);
}

static void texts_say_where_the_file_comes_from(void **state) {
    static const struct {
        const char *path, *want;
    } texts[] = {
        {"/@schema", DES_RESULTS_SCHEMA},
        {"/@title", "A test"},
        {"/@complete", "1"},
        {"/provenance@version", "1.2.3"},
        {"/provenance@git_dirty", "0"},
        {"/provenance@seed", "18446744073709551615"},
        {"/provenance@stream_scheme", DES_STREAM_SCHEME},
        {"/provenance/volatile", "{\"host\": \"here\"}"},
    };
    struct bench *bench = *state;
    do_all_runs(bench);
    write_well(bench, false);
    struct des_results *results = open_results(bench);
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        char *text = NULL;
        assert_int_equal(des_results_text(results, texts[i].path, &text, NULL), DES_OK);
        assert_string_equal(text, texts[i].want);
        free(text);
    }
    struct des_results_table points = table_of(results, "plan/points");
    for (size_t row = 0; row < points.rows; row++) {
        char *point = NULL;
        assert_int_equal(des_results_text_at(results, "plan/points/name", row, &point, NULL),
                         DES_OK);
        assert_string_equal(point, points.columns[0].text[row]);
        free(point);
    }
    char *none = NULL;
    assert_int_equal(des_results_text_at(results, "plan/points/name", points.rows, &none, NULL),
                     DES_ENOINPUT);
    assert_int_equal(des_results_text_at(results, "plan/runs/events", 0, &none, NULL),
                     DES_ENOINPUT);
    assert_int_equal(des_results_text_at(results, "/scenario/resolved", 0, &none, NULL),
                     DES_ENOINPUT);
    des_results_release(&points);
    char *resolved = NULL;
    assert_int_equal(des_results_text(results, "/scenario/resolved", &resolved, NULL), DES_OK);
    assert_string_equal(resolved, des_experiment_plan(bench->experiment)->resolved);
    free(resolved);
    struct des_results_table sources = table_of(results, "scenario/sources");
    assert_string_equal(sources.columns[0].text[0], "test.cfg");
    assert_string_equal(sources.columns[1].text[0], scenario);
    des_results_release(&sources);
    struct des_results_table settings = table_of(results, "plan/settings");
    assert_string_equal(column(&settings, "label")->text[1], "Ytre \303\270y");
    des_results_release(&settings);
    des_results_close(results);
}

static void parameters_and_points_are_those_of_the_scenario(void **state) {
    struct bench *bench = *state;
    do_all_runs(bench);
    write_well(bench, false);
    struct des_results *results = open_results(bench);
    struct des_results_table parameters = table_of(results, "scenario/parameters");
    assert_string_equal(label(&parameters, "arm", 3), "team");
    assert_string_equal(label(&parameters, "name", 3), "demand.rate");
    assert_string_equal(label(&parameters, "value", 3), "1.5");
    assert_string_equal(label(&parameters, "unit", 3), "1/day");
    assert_int_equal(column(&parameters, "defaulted")->i32[3], 0);
    assert_string_equal(label(&parameters, "source", 1), "a study");
    assert_string_equal(label(&parameters, "grade", 1), "C");
    assert_int_equal(column(&parameters, "defaulted")->i32[1], 1);
    struct des_results_table points = table_of(results, "plan/points");
    assert_true(column(&points, "demand.rate")->f64[0] == 2.0);
    assert_true(column(&points, "demand.rate")->f64[1] == 4.0);
    struct des_results_table draws = table_of(results, "plan/draws");
    struct des_coordinates at = {1, 0, 1, 2};
    double drawn = 0.0;
    des_values_destroy(des_experiment_values(bench->experiment, at, &drawn));
    assert_true(column(&draws, "demand.effect")->f64[11] == drawn);
    assert_true(drawn > 0.1 && drawn < 2.0);
    des_results_release(&parameters);
    des_results_release(&points);
    des_results_release(&draws);
    des_results_close(results);
}

static void a_lower_trace_level_leaves_tables_out(void **state) {
    struct bench *bench = *state;
    do_all_runs(bench);
    assert_int_equal(des_results_write(bench->out, bench->experiment, bench->run_keys, bench->index,
                                       DES_TRACE_DAILY, false, &bench->provenance, NULL),
                     DES_OK);
    struct des_results *results = open_results(bench);
    struct des_results_table table = table_of(results, "series/daily");
    des_results_release(&table);
    assert_int_equal(des_results_table(results, "trace/visits", &table, NULL), DES_ENOINPUT);
    des_results_close(results);
}

/* ---- equal runs, equal bytes ---- */

static void equal_runs_give_equal_bytes(void **state) {
    struct bench *bench = *state;
    size_t sizes[2];
    do_all_runs(bench);
    write_well(bench, false);
    unsigned char *first = read_bytes(bench->out, &sizes[0]);
    /* The same runs once more, in the other order, by another journal. */
    des_journal_index_destroy(bench->index);
    (void)snprintf(bench->parts, sizeof bench->parts, "%s/again", bench->folder);
    open_journal(bench);
    for (size_t run = RUNS; run-- > 0;) {
        do_run(bench, run);
    }
    close_and_scan(bench);
    void *dirt = malloc(1 << 20); /* what malloc hands out differs, too */
    assert_non_null(dirt);
    memset(dirt, 0xa5, 1 << 20);
    free(dirt);
    write_well(bench, false);
    unsigned char *second = read_bytes(bench->out, &sizes[1]);
    assert_int_equal(sizes[0], sizes[1]);
    assert_int_equal(memcmp(first, second, sizes[0]), 0);
    free(first);
    free(second);
}

static void only_the_volatile_text_differs_between_executions(void **state) {
    struct bench *bench = *state;
    size_t sizes[2], from, to;
    do_all_runs(bench);
    write_well(bench, false);
    unsigned char *first = read_bytes(bench->out, &sizes[0]);
    bench->provenance.volatile_json = "{\"host\": \"somewhere else altogether\", \"cpu_s\": 12.5}";
    write_well(bench, false);
    unsigned char *second = read_bytes(bench->out, &sizes[1]);
    assert_int_equal(sizes[0], sizes[1]);
    for (from = 0; from < sizes[0] && first[from] == second[from]; from++) {
    }
    for (to = sizes[0]; to > from && first[to - 1] == second[to - 1]; to--) {
    }
    assert_true(to > from && to - from < 4096);
    assert_memory_equal(second + from, "somewhere else altogether", 10);
    free(first);
    free(second);
}

static void a_volatile_text_that_is_too_long_is_refused(void **state) {
    struct bench *bench = *state;
    char text[4097];
    struct des_error error = {0};
    memset(text, ' ', sizeof text - 1);
    text[4096] = '\0';
    do_all_runs(bench);
    bench->provenance.volatile_json = text;
    assert_int_equal(write_results(bench, false, &error), DES_ERANGE);
    assert_int_equal(files_in(bench), 1);
    text[4095] = '\0';
    write_well(bench, false);
}

/* ---- gaps, failures, mixtures ---- */

static void gaps_are_refused_unless_partial(void **state) {
    struct bench *bench = *state;
    struct des_error error = {0};
    open_journal(bench);
    for (size_t run = 0; run < RUNS; run++) {
        if (run != 5 && run != 9) {
            do_run(bench, run);
        }
    }
    close_and_scan(bench);
    assert_int_equal(write_results(bench, false, &error), DES_EINPUT);
    assert_non_null(strstr(error.text, "2 of 24 runs are missing; the first is run 5"));
    assert_int_equal(files_in(bench), 1);
    write_well(bench, true);
    struct des_results *results = open_results(bench);
    char *complete = NULL;
    assert_int_equal(des_results_text(results, "/@complete", &complete, NULL), DES_OK);
    assert_string_equal(complete, "0");
    free(complete);
    struct des_results_table runs = table_of(results, "plan/runs");
    assert_string_equal(label(&runs, "status", 5), "missing");
    assert_string_equal(label(&runs, "status", 6), "done");
    des_results_release(&runs);
    struct des_results_table totals = table_of(results, "outcomes/totals");
    assert_int_equal(totals.rows, 2 * (RUNS - 2));
    des_results_release(&totals);
    des_results_close(results);
}

static void a_failed_run_is_told_and_left_out(void **state) {
    struct bench *bench = *state;
    struct des_run_record failed = {
        .status = DES_EBUG, .message = "A worker was in two places.", .events = 17};
    open_journal(bench);
    for (size_t run = 0; run < RUNS; run++) {
        if (run != 4) {
            do_run(bench, run);
        }
    }
    failed.key = bench->keys[4];
    write_rows(bench, 4);
    assert_int_equal(des_journal_run(bench->journal, &failed, NULL), DES_OK);
    close_and_scan(bench);
    write_well(bench, false);
    struct des_results *results = open_results(bench);
    struct des_results_table runs = table_of(results, "plan/runs");
    assert_string_equal(label(&runs, "status", 4), "failed");
    assert_string_equal(label(&runs, "message", 4), "A worker was in two places.");
    assert_string_equal(label(&runs, "message", 5), "");
    struct des_results_table daily = table_of(results, "series/daily");
    assert_int_equal(daily.rows, 10 * (RUNS - 1));
    struct des_results_table summary = table_of(results, "outcomes/summary");
    assert_int_equal(column(&summary, "n")->i32[4], 2); /* setting 0, arm 0, point 1 */
    des_results_release(&runs);
    des_results_release(&daily);
    des_results_release(&summary);
    des_results_close(results);
}

static void totals_of_another_program_are_refused(void **state) {
    struct bench *bench = *state;
    struct des_error error = {0};
    double totals[TOTALS + 1] = {0};
    struct des_run_record record = {
        .key = bench->keys[0], .totals = totals, .total_count = TOTALS + 1};
    open_journal(bench);
    assert_int_equal(des_journal_run(bench->journal, &record, NULL), DES_OK);
    close_and_scan(bench);
    assert_int_equal(write_results(bench, true, &error), DES_EMIXED);
    assert_int_equal(error.status, DES_EMIXED);
}

/* ---- disks ---- */

static void a_full_disk_leaves_nothing_under_the_final_name(void **state) {
    struct bench *bench = *state;
    struct rlimit before, small;
    size_t size = 0;
    do_all_runs(bench);
    write_well(bench, false);
    free(read_bytes(bench->out, &size));
    assert_int_equal(unlink(bench->out), 0);
    void (*handler)(int) = signal(SIGXFSZ, SIG_IGN);
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &before), 0);
    for (size_t limit = 0; limit < size; limit += size / 60 + 1) {
        struct des_error error = {0};
        small = before;
        small.rlim_cur = limit;
        assert_int_equal(setrlimit(RLIMIT_FSIZE, &small), 0);
        enum des_status status = write_results(bench, false, &error);
        assert_int_equal(setrlimit(RLIMIT_FSIZE, &before), 0);
        assert_int_equal(status, DES_EIO);
        assert_int_equal(error.status, status);
        assert_int_equal(files_in(bench), 1);
    }
    (void)signal(SIGXFSZ, handler);
    write_well(bench, false); /* there is room again */
    des_results_close(open_results(bench));
}

static void a_failure_keeps_the_file_that_was_there(void **state) {
    struct bench *bench = *state;
    struct rlimit before, small;
    size_t sizes[2];
    do_all_runs(bench);
    write_well(bench, false);
    unsigned char *old = read_bytes(bench->out, &sizes[0]);
    void (*handler)(int) = signal(SIGXFSZ, SIG_IGN);
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &before), 0);
    small = before;
    small.rlim_cur = sizes[0] / 2;
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &small), 0);
    enum des_status status = write_results(bench, false, NULL);
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &before), 0);
    (void)signal(SIGXFSZ, handler);
    assert_int_equal(status, DES_EIO);
    unsigned char *now = read_bytes(bench->out, &sizes[1]);
    assert_int_equal(sizes[0], sizes[1]);
    assert_memory_equal(old, now, sizes[0]);
    free(old);
    free(now);
}

static void a_folder_that_is_not_there_cannot_be_written_to(void **state) {
    struct bench *bench = *state;
    struct des_error error = {0};
    do_all_runs(bench);
    (void)strcat(bench->out, "/none/out.h5");
    assert_int_equal(write_results(bench, false, &error), DES_ECREATE);
    assert_non_null(strstr(error.text, "none/out.h5"));
}

/* ---- reading what is not right ---- */

static void files_that_are_no_results_are_refused(void **state) {
    struct bench *bench = *state;
    struct des_results *results = NULL;
    struct des_error error = {0};
    assert_int_equal(des_results_open(bench->out, &results, &error), DES_ENOINPUT);
    assert_non_null(strstr(error.text, "out.h5"));
    int fd = open(bench->out, O_CREAT | O_WRONLY, 0666);
    assert_true(fd >= 0 && write(fd, "not HDF5 at all", 15) == 15);
    close(fd);
    error = (struct des_error){0};
    assert_int_equal(des_results_open(bench->out, &results, &error), DES_EINPUT);
    do_all_runs(bench);
    write_well(bench, false);
    size_t size;
    free(read_bytes(bench->out, &size));
    assert_int_equal(truncate(bench->out, (off_t)size / 2), 0);
    assert_int_equal(des_results_open(bench->out, &results, NULL), DES_EINPUT);
    assert_null(results);
}

static void what_the_file_does_not_have_is_told(void **state) {
    struct bench *bench = *state;
    struct des_results_table table = {0};
    struct des_error error = {0};
    char *text = NULL;
    do_all_runs(bench);
    write_well(bench, false);
    struct des_results *results = open_results(bench);
    static const char *const none[] = {"outcomes/pared", "outcomes", "plan/runs/events",
                                       "provenance", ""};
    for (size_t i = 0; i < sizeof none / sizeof *none; i++) {
        error = (struct des_error){0};
        assert_case(none[i], des_results_table(results, none[i], &table, &error) == DES_ENOINPUT);
        assert_case(none[i], strstr(error.text, "outcomes/paired, ") != NULL);
        assert_case(none[i], strstr(error.text, "trace/visits") != NULL);
        assert_case(none[i], strstr(error.text, "labels") == NULL);
    }
    static const char *const no_text[] = {"/@nothing", "/nothing@title", "/plan/runs",
                                          "/plan/runs/events"};
    for (size_t i = 0; i < sizeof no_text / sizeof *no_text; i++) {
        error = (struct des_error){0};
        assert_case(no_text[i],
                    des_results_text(results, no_text[i], &text, &error) == DES_ENOINPUT);
        assert_case(no_text[i], strstr(error.text, no_text[i]) != NULL && text == NULL);
    }
    des_results_close(results);
}

/* ---- other readers ---- */

static void python_opens_every_table(void **state) {
    struct bench *bench = *state;
    char script[500];
    do_all_runs(bench);
    write_well(bench, false);
    const char *folder_end = strrchr(__FILE__, '/');
    (void)snprintf(script, sizeof script, "%.*s/../tools/read_results.py",
                   (int)(folder_end - __FILE__), __FILE__);
    if (access("/usr/bin/python3", X_OK) != 0 || access(script, R_OK) != 0) {
        skip();
    }
    fflush(NULL);
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        (void)!freopen("/dev/null", "w", stdout);
        execl("/usr/bin/python3", "python3", script, bench->out, (char *)NULL);
        _exit(77);
    }
    int status = 0;
    assert_int_equal(waitpid(child, &status, 0), child);
    if (WIFEXITED(status) && WEXITSTATUS(status) == 77) {
        skip();
    }
    assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 0);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, make_bench, remove_bench)

int main(void) {
    const struct CMUnitTest tests[] = {
        TEST(every_table_has_its_rows),
        TEST(runs_and_totals_are_those_of_the_journal),
        TEST(estimates_are_those_of_the_analysis_for_every_stratum),
        TEST(rows_of_the_model_stand_in_plan_order_across_chunks),
        TEST(a_window_holds_numbers_only),
        TEST(texts_say_where_the_file_comes_from),
        TEST(parameters_and_points_are_those_of_the_scenario),
        TEST(a_lower_trace_level_leaves_tables_out),
        TEST(equal_runs_give_equal_bytes),
        TEST(only_the_volatile_text_differs_between_executions),
        TEST(a_volatile_text_that_is_too_long_is_refused),
        TEST(gaps_are_refused_unless_partial),
        TEST(a_failed_run_is_told_and_left_out),
        TEST(totals_of_another_program_are_refused),
        TEST(a_full_disk_leaves_nothing_under_the_final_name),
        TEST(a_failure_keeps_the_file_that_was_there),
        TEST(a_folder_that_is_not_there_cannot_be_written_to),
        TEST(files_that_are_no_results_are_refused),
        TEST(what_the_file_does_not_have_is_told),
        TEST(python_opens_every_table),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
