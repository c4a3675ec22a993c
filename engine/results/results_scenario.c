/* engine/results/results_scenario.c - where a file comes from: program and scenario. */
#include "results_parts.h"

#include <gsl/gsl_version.h>
#include <inttypes.h>
#include <libdeflate.h>
#include <stdio.h>
#include <stdlib.h>
#include <xxhash.h>

/* ---- columns that several tables have ---- */

void desi_add_f64(struct desi_table *table, const char *name, const char *unit,
                  const char *long_name) {
    desi_table_add(table,
                   &(struct desi_column){
                       .name = name, .type = DESI_F64, .unit = unit, .long_name = long_name});
}

void desi_add_i32(struct desi_table *table, const char *name, const char *long_name) {
    desi_add_category(table, name, NULL, NULL, long_name);
}

void desi_add_text(struct desi_table *table, const char *name, const char *long_name) {
    desi_table_add(table,
                   &(struct desi_column){
                       .name = name, .type = DESI_TEXT, .unit = "1", .long_name = long_name});
}

void desi_add_category(struct desi_table *table, const char *name, const char *labels,
                       const char *const *names, const char *long_name) {
    desi_table_add(table, &(struct desi_column){.name = name,
                                                .type = DESI_I32,
                                                .unit = "1",
                                                .long_name = long_name,
                                                .labels = labels,
                                                .meanings = names});
}

void desi_add_run_id(struct desi_table *table) {
    desi_add_i32(table, "run_id", "number of the run in the plan");
}

void desi_add_place(struct desi_table *table, const struct desi_categories *categories) {
    desi_add_category(table, "setting", "/labels/setting", categories->settings, "the place");
    desi_add_category(table, "arm", "/labels/arm", categories->arms, "what is done there");
    desi_add_category(table, "point", "/labels/point", categories->points,
                      "the set of parameter values");
}

/* ---- "/" and /provenance ---- */

void desi_results_root(struct desi_results *results) {
    struct desi_h5 *h5 = &results->h5;
    hid_t root = desi_h5_group(h5, "/");
    if (root < 0) {
        return;
    }
    int32_t complete = results->missing == 0;
    desi_h5_attribute(h5, root, "schema", DES_RESULTS_SCHEMA);
    desi_h5_attribute(h5, root, "schema_version", DES_RESULTS_SCHEMA_VERSION);
    desi_h5_attribute(h5, root, "title", results->plan->title);
    desi_h5_attribute_i32(h5, root, "complete", &complete, 1);
    desi_h5_attribute(h5, root, "Conventions", "CF-1.8");
    (void)H5Gclose(root);
}

static void put_libraries(struct desi_h5 *h5, hid_t group) {
    unsigned major = 0, minor = 0, release = 0, hash = XXH_versionNumber();
    char text[64];
    (void)H5get_libversion(&major, &minor, &release);
    (void)snprintf(text, sizeof text, "%u.%u.%u", major, minor, release);
    desi_h5_attribute(h5, group, "hdf5", text);
    desi_h5_attribute(h5, group, "gsl", gsl_version);
    desi_h5_attribute(h5, group, "libdeflate", LIBDEFLATE_VERSION_STRING);
    (void)snprintf(text, sizeof text, "%u.%u.%u", hash / 10000, hash / 100 % 100, hash % 100);
    desi_h5_attribute(h5, group, "xxhash", text);
}

static void put_program(struct desi_h5 *h5, hid_t group, const struct des_provenance *program) {
    const struct {
        const char *name, *text;
    } rows[] = {
        {"software", program->software},
        {"version", program->version},
        {"git_revision", program->git_revision},
        {"compiler", program->compiler},
        {"flags", program->flags},
    };
    int32_t dirty = program->git_dirty;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        desi_h5_attribute(h5, group, rows[i].name, rows[i].text != NULL ? rows[i].text : "");
    }
    desi_h5_attribute_i32(h5, group, "git_dirty", &dirty, 1);
}

/* All that differs between equal runs stands in one text of fixed place. */
#define VOLATILE_BYTES 4096

void desi_results_provenance(struct desi_results *results) {
    static const char *const levels[] = {"none", "daily", "visits", "full"};
    struct desi_h5 *h5 = &results->h5;
    hid_t group = desi_h5_group(h5, "provenance");
    if (group < 0) {
        return;
    }
    char fingerprint[24];
    (void)snprintf(fingerprint, sizeof fingerprint, "%016" PRIx64, des_libm_fingerprint());
    put_program(h5, group, results->provenance);
    put_libraries(h5, group);
    desi_h5_attribute(h5, group, "model", results->plan->model->name);
    desi_h5_attribute(h5, group, "seed", results->plan->seed_text);
    desi_h5_attribute(h5, group, "stream_scheme", DES_STREAM_SCHEME);
    desi_h5_attribute(h5, group, "libm_fingerprint", fingerprint);
    desi_h5_attribute(h5, group, "trace", levels[results->trace]);
    (void)H5Gclose(group);
    const char *json = results->provenance->volatile_json;
    desi_h5_fixed_text(h5, "provenance", "volatile", json != NULL ? json : "{}", VOLATILE_BYTES);
}

/* ---- /scenario ---- */

static void write_sources(struct desi_results *results) {
    struct desi_table *table = desi_table_open(&results->h5, "scenario/sources");
    desi_add_text(table, "name", "name of a file that was read");
    desi_add_text(table, "text", "what it said");
    for (size_t i = 0; i < results->plan->source_count; i++) {
        desi_table_text(table, 0, results->plan->source_names[i]);
        desi_table_text(table, 1, results->plan->source_texts[i]);
    }
    desi_table_close(table);
}

void desi_results_scenario(struct desi_results *results) {
    desi_h5_text(&results->h5, "scenario", "resolved", results->plan->resolved);
    write_sources(results);
    desi_results_parameters(results);
}
