/* tools/aksim/execution/progress.h - how far it is, on stderr. */
#ifndef AKSIM_PROGRESS_H
#define AKSIM_PROGRESS_H

#include <stdbool.h>
#include <stddef.h>

struct progress {
    size_t total;
    bool quiet, terminal;
    double started, printed; /* seconds of a monotonic clock */
    bool line_open;
};

void progress_init(struct progress *progress, size_t total, bool quiet);
/* Prints when it is time: a line that renews itself on a terminal, a plain line
 * every 10 seconds elsewhere. */
void progress_update(struct progress *progress, size_t done, size_t failed);
void progress_finish(struct progress *progress);
double progress_clock(void);

#endif
