/* models/planning/routing_json.h - values of a JSON file, each with the place where it was
 * looked for; the inside of the routing files. */
#ifndef PLANNING_ROUTING_JSON_H
#define PLANNING_ROUTING_JSON_H

#include <jansson.h>
#include <stdio.h>

#include "plan.h"

struct pl_reader {
    const char *path;
    struct des_error *error;
    char place[160]; /* "patients[3].time_window": where the next complaint is about */
};
#define PL_AT(reader, ...) snprintf((reader)->place, sizeof(reader)->place, __VA_ARGS__)

/* Says what is wrong at the place; DES_EINPUT. */
enum des_status pl_wrong(const struct pl_reader *r, const char *format, ...) DES_PRINTF(2, 3);

/* The object that the file is; owned by the caller.  DES_ENOINPUT, DES_EINPUT. */
DES_NODISCARD enum des_status pl_json_load(struct pl_reader *r, json_t **root);

/* Each DES_EINPUT when the value is missing or of another kind; borrowed results. */
DES_NODISCARD enum des_status pl_json_array(struct pl_reader *r, const json_t *object,
                                            const char *key, const json_t **array);
DES_NODISCARD enum des_status pl_json_text(struct pl_reader *r, const json_t *object,
                                           const char *key, const char **text);
DES_NODISCARD enum des_status pl_json_number(struct pl_reader *r, const json_t *value,
                                             const char *what, double *result);
DES_NODISCARD enum des_status pl_json_two_numbers(struct pl_reader *r, const json_t *object,
                                                  const char *key, double *low, double *high);

/* PL_NONE: not among them. */
uint32_t pl_json_index_of(char *const *names, size_t count, const char *name);

#endif
