/* tools/aksim/view/view_notes.h - sentences that belong under every table of differences. */
#ifndef AKSIM_VIEW_NOTES_H
#define AKSIM_VIEW_NOTES_H

#include "reading/overview.h"

struct notes {
    char **items; /* owned */
    size_t count, capacity;
};
void notes_of(const struct overview *overview, const char *stratum, struct notes *notes);
void notes_fini(struct notes *notes);

#endif
