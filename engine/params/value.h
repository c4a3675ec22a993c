/* engine/params/value.h - one value: its default, its check, its words. */
#ifndef DESI_PARAMS_VALUE_H
#define DESI_PARAMS_VALUE_H

#include "des/params.h"

/* The table's default of one element; texts borrowed from the table. */
struct des_value desi_value_default(const struct des_param *param, size_t index);

/* The value that a number makes of a BOOL, INT, REAL or CLOCK; everything else is empty. */
struct des_value desi_value_of_number(const struct des_param *param, double number);

/* DES_OK; DES_ERANGE with what is wrong ("1.2 is outside 0 to 1"), without a path. */
DES_NODISCARD enum des_status desi_value_check(const struct des_param *param,
                                               const struct des_value *value,
                                               struct des_error *error);
/* The same for a statement of doubt about the parameter. */
DES_NODISCARD enum des_status desi_uncertain_check(const struct des_param *param,
                                                   const struct des_dist *uncertain,
                                                   struct des_error *error);

/* Reads the text of --set.  The text of a TEXT is borrowed.  DES_OK; DES_EINPUT. */
DES_NODISCARD enum des_status desi_value_parse(const struct des_param *param, const char *text,
                                               struct des_value *value, struct des_error *error);

/* What the parameter accepts, in words: "a number, 0 to 1". */
void desi_param_accepts(const struct des_param *param, char *text, size_t size);

/* Index of a name in a list that ends with NULL, -1 when it is not there. */
int desi_name_index(const char *const *names, const char *name);

/* { dist = "lognormal"; median = 12.0; sigma = 0.83; } */
int desi_dist_scenario(const struct des_dist *dist, char *text, size_t size);
/* "text" with libconfig's escapes. */
int desi_quote(const char *raw, char *text, size_t size);

#endif
