#include "progress.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define TERMINAL_PERIOD_S 0.2
#define PLAIN_PERIOD_S 10.0

double progress_clock(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

void progress_init(struct progress *progress, size_t total, bool quiet) {
    const char *kind = getenv("TERM");
    bool dumb = kind == NULL || strcmp(kind, "dumb") == 0;
    double now = progress_clock();
    *progress = (struct progress){.total = total,
                                  .quiet = quiet,
                                  .terminal = isatty(STDERR_FILENO) == 1 && !dumb,
                                  .started = now,
                                  .printed = now};
}

static void format_duration(char *text, size_t size, double seconds) {
    double whole = ceil(seconds);
    if (whole < 120.0) {
        snprintf(text, size, "%.0f s", whole);
    } else if (whole < 7200.0) {
        snprintf(text, size, "%.0f min", ceil(whole / 60.0));
    } else {
        snprintf(text, size, "%.1f h", whole / 3600.0);
    }
}

void progress_update(struct progress *progress, size_t done, size_t failed) {
    double now = progress_clock();
    double period = progress->terminal ? TERMINAL_PERIOD_S : PLAIN_PERIOD_S;
    if (progress->quiet || now - progress->printed < period) {
        return;
    }
    progress->printed = now;
    progress->line_open = progress->terminal;
    double rate = (double)done / (now - progress->started);
    char left[32] = "?", failures[48] = "";
    if (done > 0) {
        format_duration(left, sizeof left, (double)(progress->total - done) / rate);
    }
    if (failed > 0) {
        snprintf(failures, sizeof failures, ", %zu failed", failed);
    }
    fprintf(stderr, "%s%zu of %zu runs%s, %.3g per second, %s left%s",
            progress->terminal ? "\r\033[K" : "aksim: ", done, progress->total, failures, rate,
            left, progress->terminal ? "" : "\n");
    fflush(stderr);
}

void progress_finish(struct progress *progress) {
    if (progress->line_open) {
        fputs("\r\033[K", stderr);
        progress->line_open = false;
    }
}
