/* Read by sources.sh in its own test, never compiled. */
#include <hdf5.h>

#include "../results/texts.h"
#include "homecare/care_model.h"

typedef struct offence {
    int number;
} offence;

static void read_number(offence *offence, const char *text) {
    offence->number = atoi(text);
    offence->number += (int)strtod(text, NULL);
}
