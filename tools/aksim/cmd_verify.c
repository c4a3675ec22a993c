/* tools/aksim/cmd_verify.c - aksim verify: the engine against exact results. */
#include "command.h"

#include <errno.h>
#include <math.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "exit_code.h"
#include "execution/interrupt.h"
#include "memory.h"
#include "options.h"
#include "verification/verify.h"
#include "execution/workers.h"

enum { KEY_FAST = OPTION_FIRST_OWN, KEY_SEED, KEY_THREADS };

enum { CASES = 64 };
/* A little less than the 1 % that is asked for. */
#define HALF_WIDTH 0.0095
static const struct verify_effort fast = {.half_width = HALF_WIDTH, .coverage_seeds = 100};
static const struct verify_effort whole = {.half_width = HALF_WIDTH, .coverage_seeds = 1000};

struct verify_options {
    enum table_format format;
    bool fast;
    uint64_t seed;
    size_t threads;
};

static const struct argp_option rows[] = {
    {"fast", KEY_FAST, NULL, 0, "within a minute: coverage over 100 seeds instead of 1000", 0},
    {"threads", KEY_THREADS, "N", 0, "cases worked on at one time (as many as processors)", 0},
    {"seed", KEY_SEED, "S", 0, "another seed (2024)", 0},
    {0},
};

static uint64_t read_seed(struct argp_state *state, const char *text) {
    char *end = NULL;
    errno = 0;
    const unsigned long long number = strtoull(text, &end, 10);
    if (errno != 0 || end == text || *end != '\0' || strchr(text, '-') != NULL) {
        argp_error(state, "--seed wants a whole number, not '%s'", text);
    }
    return number;
}

static error_t parse(int key, char *text, struct argp_state *state) {
    struct verify_options *options = state->input;
    switch (key) {
    case ARGP_KEY_INIT:
        state->child_inputs[0] = &options->format;
        return 0;
    case KEY_FAST:
        options->fast = true;
        return 0;
    case KEY_SEED:
        options->seed = read_seed(state, text);
        return 0;
    case KEY_THREADS:
        options->threads = (size_t)option_count(state, "--threads", text, 1);
        return 0;
    case ARGP_KEY_ARG:
        argp_error(state, "'%s' is one argument too many", text);
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

static const char doc[] =
    "Runs queueing networks whose values are known exactly and compares. A value agrees when it "
    "lies within 5 standard errors of the exact one and its 95 % interval is no wider than 1 % to "
    "either side: replications are added until it is, 200 at most. For some cases the intervals of "
    "many seeds are made, of which 95 % must hold the "
    "exact value, within chance. Exit code 1: a case failed.\v"
    "Examples:\n"
    "  aksim verify --fast\n"
    "  aksim verify --seed 7 --format csv > verification.csv";

/* ---- cases, worked on by threads ---- */

struct task {
    struct verify_case c;
    struct verify_result result;
    enum des_status status;
    struct des_error error;
    atomic_bool is_done;
};

struct verification {
    const struct verify_options *options;
    struct verify_effort effort;
    struct task task[CASES];
    size_t tasks;
    atomic_size_t next;
    atomic_bool stop; /* after a failure */
    pthread_t waiter;
    struct table table;
    size_t failed, count;
    bool shows_progress;
};

static void *work(void *context) {
    struct verification *v = context;
    for (size_t i = atomic_fetch_add(&v->next, 1); i < v->tasks;
         i = atomic_fetch_add(&v->next, 1)) {
        struct task *task = &v->task[i];
        task->status =
            verify_case_run(&task->c, i, &v->effort, &v->stop, &task->result, &task->error);
        if (task->status != DES_OK) {
            atomic_store(&v->stop, true);
        }
        atomic_store(&task->is_done, true);
        interrupt_wake(v->waiter);
    }
    return NULL;
}

/* ---- what is told ---- */

static void show_progress(const struct verification *v, const char *name) {
    if (v->shows_progress) {
        fprintf(stderr, "\r\033[K%s", name);
    }
}

static void print_finding(const struct verify_finding *f) {
    printf("    %-46s %8.5g  exact %8.5g", f->measure, f->estimate, f->exact);
    if (isfinite(f->half_width)) {
        printf("  +- %.2f %%  %+4.1f se", 100 * f->half_width, f->errors);
    } else {
        printf("  %.3f to %.3f    ", f->low, f->high);
    }
    printf("  %s\n", f->passed ? "pass" : "FAIL");
}

static void print_case(const struct task *task, bool is_first) {
    const char *source = NULL;
    printf("%s%s\n", is_first ? "" : "\n", task->c.name);
    for (size_t i = 0; i < task->result.count; i++) {
        const struct verify_finding *f = &task->result.finding[i];
        if (source == NULL || strcmp(source, f->source) != 0) {
            printf("  %s\n", f->source);
            source = f->source;
        }
        print_finding(f);
    }
    (void)fflush(stdout);
}

static void add_rows(struct verification *v, const struct task *task) {
    for (size_t i = 0; i < task->result.count; i++) {
        const struct verify_finding *f = &task->result.finding[i];
        table_text(&v->table, task->c.name);
        table_text(&v->table, f->measure);
        table_real(&v->table, f->exact);
        table_real(&v->table, f->estimate);
        table_real(&v->table, f->low);
        table_real(&v->table, f->high);
        table_real(&v->table, f->errors);
        table_real(&v->table, f->half_width);
        table_text(&v->table, f->passed ? "pass" : "FAIL");
        table_text(&v->table, f->source);
    }
}

static void tell(struct verification *v, const struct task *task) {
    for (size_t i = 0; i < task->result.count; i++) {
        v->failed += !task->result.finding[i].passed;
    }
    if (v->options->format == TABLE_TEXT) {
        show_progress(v, "");
        print_case(task, v->count == 0);
    } else {
        add_rows(v, task);
    }
    v->count += task->result.count;
}

/* ---- all cases ---- */

/* Tells of each case when it and those before it are done. */
static enum des_status tell_all(struct verification *v) {
    for (size_t i = 0; i < v->tasks; i++) {
        const struct task *task = &v->task[i];
        show_progress(v, task->c.name);
        while (!atomic_load(&task->is_done) && !atomic_load(&v->stop)) {
            if (interrupt_wait(1.0) == INTERRUPT_ASKED) {
                show_progress(v, "");
                fprintf(stderr, "aksim: interrupted; verify keeps nothing, begin again\n");
                _exit(EXIT_CODE_INTERRUPTED);
            }
        }
        if (atomic_load(&v->stop)) {
            return DES_EINTERRUPTED;
        }
        tell(v, task);
    }
    show_progress(v, "");
    return DES_OK;
}

static enum des_status run_all(struct verification *v, struct des_error *error) {
    size_t threads = v->options->threads > 0 ? v->options->threads : workers_available();
    threads = threads < CASES ? threads : CASES;
    pthread_t thread[CASES];
    size_t started = 0;
    interrupt_block();
    v->waiter = pthread_self();
    while (started < threads && pthread_create(&thread[started], NULL, work, v) == 0) {
        started++;
    }
    if (started == 0) {
        return des_fail(error, DES_ENOMEM, "No thread can be made.");
    }
    enum des_status status = tell_all(v);
    for (size_t i = 0; i < started; i++) {
        pthread_join(thread[i], NULL);
    }
    for (size_t i = 0; i < v->tasks; i++) {
        if (v->task[i].status != DES_OK && v->task[i].status != DES_EINTERRUPTED) {
            *error = v->task[i].error;
            return v->task[i].status;
        }
    }
    return status;
}

static enum exit_code print_all(struct verification *v) {
    struct des_error error = {0};
    const enum des_status status = run_all(v, &error);
    if (status != DES_OK) {
        return exit_report(status, &error);
    }
    if (v->options->format == TABLE_TEXT) {
        printf("\n%zu comparisons, %zu failed\n", v->count, v->failed);
    } else {
        table_print(&v->table, v->options->format, stdout);
    }
    return v->failed > 0 ? EXIT_CODE_PARTLY : EXIT_CODE_DONE;
}

int command_verify(int argc, char **argv) {
    static const char *const columns[] = {"case",    "measure", "exact",  "estimate",
                                          "low",     "high",    "errors", "half_width",
                                          "verdict", "source",  NULL};
    struct argp_child children[] = {{&format_argp, 0, NULL, 0}, {0}};
    const struct argp argp = {rows, parse, "", doc, children, NULL, NULL};
    struct verify_options options = {.seed = 2024};
    argp_parse(&argp, argc, argv, 0, NULL, &options);
    struct verification *v = memory_array(1, sizeof *v);
    v->options = &options;
    v->effort = options.fast ? fast : whole;
    v->effort.seed = options.seed;
    v->shows_progress = isatty(STDERR_FILENO) == 1;
    while (v->tasks < CASES && verify_case_at(v->tasks, &v->task[v->tasks].c)) {
        v->tasks++;
    }
    table_init(&v->table, columns);
    const enum exit_code code = print_all(v);
    table_fini(&v->table);
    for (size_t i = 0; i < v->tasks; i++) {
        verify_result_fini(&v->task[i].result);
    }
    free(v);
    return (int)code;
}
