#include "outcome_name.h"

#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "des/params.h"
#include "memory.h"

size_t outcome_name_among(const char *const *names, size_t count, const char *name, size_t length) {
    for (size_t i = 0; i < count; i++) {
        if (strlen(names[i]) == length && strncmp(names[i], name, length) == 0) {
            return i;
        }
    }
    char *wanted = text_format("%.*s", (int)length, name);
    const char *near = des_name_suggest(names, count, wanted);
    fprintf(stderr, "aksim: there is no outcome '%s'%s%s%s; aksim outcomes lists them\n", wanted,
            near == NULL ? "" : " (did you mean ", near == NULL ? "" : near,
            near == NULL ? "" : "?)");
    free(wanted);
    return SIZE_MAX;
}

size_t outcome_name_find(const struct des_outcome *outcomes, size_t count, const char *name,
                         size_t length) {
    const char **names = memory_array(count, sizeof names[0]);
    for (size_t i = 0; i < count; i++) {
        names[i] = outcomes[i].name;
    }
    size_t found = outcome_name_among(names, count, name, length);
    free(names);
    return found;
}
