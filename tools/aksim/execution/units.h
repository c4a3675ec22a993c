/* tools/aksim/execution/units.h - a set of runs of a plan, a bit for each. */
#ifndef AKSIM_UNITS_H
#define AKSIM_UNITS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct units {
    uint64_t *bits;
    size_t size;  /* runs are below it */
    size_t count; /* in the set */
};

/* Empty. */
void units_init(struct units *units, size_t size);
void units_fini(struct units *units);
void units_add_all(struct units *units);
bool units_have(const struct units *units, size_t run);
void units_add(struct units *units, size_t run);
void units_remove(struct units *units, size_t run);
/* The first one at `from` or after; `size` when there is none. */
size_t units_next(const struct units *units, size_t from);

#endif
