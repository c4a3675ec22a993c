/* tools/aksim/options.h - options that several subcommands share, as argp children.
 *
 * A wrong option ends the program with exit code 64 (argp_error). */
#ifndef AKSIM_OPTIONS_H
#define AKSIM_OPTIONS_H

#include <argp.h>
#include <stdint.h>

#include "des/experiment.h"
#include "table.h"

enum option_key {
    OPTION_OUTPUT = 'o',
    OPTION_PLUGIN = 256,
    OPTION_SET,
    OPTION_FORMAT,
    OPTION_ARM,
    OPTION_REPLICATIONS,
    OPTION_SEED,
    OPTION_DAYS,
    OPTION_TRACE,
    OPTION_TRACE_REPLICATIONS,
    OPTION_FORCE,
    OPTION_QUIET,
    OPTION_FIRST_OWN /* where the keys of a subcommand begin */
};

struct text_list {
    char **items; /* borrowed from argv */
    size_t count, capacity;
};
void text_list_add(struct text_list *list, char *text);
void text_list_fini(struct text_list *list);

/* --plugin and --set: for commands that read a scenario. */
struct scenario_options {
    struct text_list plugins;
    struct text_list sets;
};
extern const struct argp scenario_argp; /* input: struct scenario_options */
/* The same for commands that read runs that are done: --set, which they refuse, is not offered. */
extern const struct argp done_argp;
void scenario_options_fini(struct scenario_options *options);

#define OPTION_ALL_REPLICATIONS INT64_MAX

/* What of a scenario is run, and what is written down of it. */
struct extent_options {
    struct des_overrides overrides; /* but for the sets, which are scenario options */
    enum des_trace_level trace;
    int64_t trace_replications; /* the default is the caller's */
};
extern const struct argp extent_argp; /* input: struct extent_options */

extern const struct argp format_argp; /* input: enum table_format */

/* The one file of a subcommand, "scenario" or "file" in what is said of a second one. */
void option_file(struct argp_state *state, const char *what, char *text, const char **file);
int64_t option_count(struct argp_state *state, const char *option, const char *text, int64_t low);
enum des_trace_level option_trace(struct argp_state *state, const char *text);
const char *trace_name(enum des_trace_level level);

#endif
