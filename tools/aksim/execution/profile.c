#include "profile.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "memory.h"
#include "number.h"
#include "table.h"

static uint64_t clock_ns(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * 1000000000 + (uint64_t)now.tv_nsec;
}

void profile_init(struct profile *profile) {
    *profile = (struct profile){0};
    pthread_mutex_init(&profile->lock, NULL);
}

void profile_fini(struct profile *profile) {
    for (size_t i = 0; i < profile->count; i++) {
        free(profile->rows[i].name);
    }
    free(profile->rows);
    pthread_mutex_destroy(&profile->lock);
}

/* ---- one run ---- */

static struct profile_row *row_named(struct profile *profile, const char *name) {
    for (size_t i = 0; i < profile->count; i++) {
        if (strcmp(profile->rows[i].name, name) == 0) {
            return &profile->rows[i];
        }
    }
    profile->rows =
        memory_grow(profile->rows, &profile->capacity, profile->count + 1, sizeof profile->rows[0]);
    struct profile_row *row = &profile->rows[profile->count++];
    *row = (struct profile_row){.name = text_copy(name)};
    return row;
}

static void add_kind(void *context, const char *name, uint64_t handled, uint64_t spent) {
    struct profile *profile = context;
    pthread_mutex_lock(&profile->lock);
    struct profile_row *row = row_named(profile, name);
    row->handled += handled;
    row->spent_ns += spent;
    pthread_mutex_unlock(&profile->lock);
}

const struct des_profile *profile_begin(struct profile *profile, struct profile_run *run) {
    run->profile = profile;
    if (profile == NULL) {
        return NULL;
    }
    run->input = (struct des_profile){.clock = clock_ns, .context = profile, .kind = add_kind};
    run->begun_ns = clock_ns();
    return &run->input;
}

void profile_end(struct profile_run *run) {
    if (run->profile != NULL) {
        uint64_t spent = clock_ns() - run->begun_ns;
        pthread_mutex_lock(&run->profile->lock);
        run->profile->total_ns += spent;
        pthread_mutex_unlock(&run->profile->lock);
    }
}

/* ---- what is told ---- */

static int most_first(const void *a, const void *b) {
    const struct profile_row *x = a, *y = b;
    int order = (x->spent_ns < y->spent_ns) - (x->spent_ns > y->spent_ns);
    return order != 0 ? order : strcmp(x->name, y->name);
}

/* Returns the time in handlers. */
static uint64_t sort(struct profile *profile) {
    uint64_t spent = 0;
    if (profile->count > 1) {
        qsort(profile->rows, profile->count, sizeof profile->rows[0], most_first);
    }
    for (size_t i = 0; i < profile->count; i++) {
        spent += profile->rows[i].spent_ns;
    }
    return spent;
}

static double share_of(uint64_t spent, uint64_t total) {
    return total > 0 ? (double)spent / (double)total : 0.0;
}

static double each_ns(const struct profile_row *row) {
    return row->handled > 0 ? (double)row->spent_ns / (double)row->handled : 0.0;
}

static void print_row(const struct profile_row *row, uint64_t total, FILE *out) {
    char handled[NUMBER_ROOM], each[NUMBER_ROOM];
    fprintf(out, "  %-28s %14s %7.1f %% %10s\n", row->name,
            number_fixed(handled, (double)row->handled, 0), 100.0 * share_of(row->spent_ns, total),
            number_fixed(each, each_ns(row), 0));
}

void profile_print(struct profile *profile, FILE *out) {
    uint64_t spent = sort(profile);
    fprintf(out, "\n  %-28s %14s %9s %10s\n", "kind of event", "events", "time", "ns each");
    for (size_t i = 0; i < profile->count; i++) {
        if (profile->rows[i].handled > 0) {
            print_row(&profile->rows[i], profile->total_ns, out);
        }
    }
    fprintf(out, "  %-28s %14s %7.1f %%\n", "outside of handlers", "",
            100.0 * share_of(profile->total_ns - spent, profile->total_ns));
}

json_t *profile_json(struct profile *profile) {
    uint64_t spent = sort(profile);
    json_t *kinds = json_array();
    for (size_t i = 0; i < profile->count; i++) {
        const struct profile_row *row = &profile->rows[i];
        json_array_append_new(
            kinds, json_pack("{ss sI sI so so}", "kind", row->name, "events",
                             (json_int_t)row->handled, "ns", (json_int_t)row->spent_ns, "share",
                             json_number(share_of(row->spent_ns, profile->total_ns)), "ns_each",
                             json_number(each_ns(row))));
    }
    return json_pack("{sI sI so}", "total_ns", (json_int_t)profile->total_ns, "outside_ns",
                     (json_int_t)(profile->total_ns - spent), "kinds", kinds);
}
