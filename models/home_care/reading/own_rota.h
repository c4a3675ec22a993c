/* models/home_care/reading/own_rota.h - a municipality's own rota instead of a generated one.
 *
 * The parameter staff.rota has a text for each post, all as long:
 *
 *   nurse 0.85 1 DD-EE-- --DDDEE ...
 *
 * profession, size of the post, team (1, 2 ...: the place has as many zones; or night), then the
 * weeks of the cycle, Monday first, a letter per day: D day, E evening, N night, L long shift, M
 * long shift that ends with the evening, - free.  As a table (CSV, separated by ; or ,) it has the
 * columns profession, size, team and 1, 2, 3 ... for the days from the first Monday on; empty
 * cells, - and F are free.  Lines that begin with # are comments.  Nothing personal is needed. */
#ifndef HOME_CARE_OWN_ROTA_H
#define HOME_CARE_OWN_ROTA_H

#include "home_care/staff/rota.h"

struct hc_own_post {
    int profession;  /* of a rota: enum hc_profession */
    double position; /* 0 to 1 */
    bool night;      /* of the night team */
    uint32_t team;   /* from 0 on */
    uint32_t line;   /* where it was said, from 1 on */
    int days;
    int8_t cell[HC_ROTA_MAX_DAYS];
};
struct hc_own_rota {
    struct hc_own_post *post;
    size_t count;
    size_t teams; /* without the night team */
    int days;
};

/* The rules that hold by default. */
void hc_own_rota_usual_rules(struct hc_rota_rules *rules);

/* Reads the text of the parameter: lines joined by commas.  What is wrong with it, or breaks a
 * rule (rules->days is not looked at), is told after `name` and line.  DES_OK; DES_EINPUT;
 * DES_ENOMEM; on failure *rota is untouched.  hc_own_rota_fini() frees. */
DES_NODISCARD enum des_status hc_own_rota_read(const char *text, const char *name,
                                               const struct hc_rota_rules *rules,
                                               struct hc_own_rota *rota,
                                               struct des_diagnostics *diagnostics);
void hc_own_rota_fini(struct hc_own_rota *rota);

/* The teams of a text that can be read, without the night team; 0 without one. */
size_t hc_own_rota_teams(const char *text);

/* Reads a table in the same way; *text becomes that of the parameter, one line per post, owned by
 * the caller. */
DES_NODISCARD enum des_status hc_own_rota_from_table(const char *table, const char *name,
                                                     const struct hc_rota_rules *rules, char **text,
                                                     struct des_diagnostics *diagnostics);

#endif
