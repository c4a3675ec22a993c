/* models/planning/routing_file.h - public instances of home-care routing, in JSON.
 *
 * The format and its cost are those of Ceschia, Di Gaspero, Rosati and Schaerf 2024,
 * doi:10.1111/itor.13585, who hold the instances of Mankowska, Meisel and Bierwirth 2014,
 * doi:10.1007/s10729-013-9243-1, in it.  A patient needs one or two services, each by a
 * caregiver who has it; all start from the office at 0 and return to it.
 *
 * Cost = (travel + tardiness + largest tardiness) / 3.  Tardiness is the begin of a
 * service after its window, counted for each service; waiting is free. */
#ifndef PLANNING_ROUTING_FILE_H
#define PLANNING_ROUTING_FILE_H

#include "methods.h"

/* An instance; all of it is owned by it. */
struct pl_routing {
    struct pl_problem problem; /* visit v is patient v; worker w is caregiver w */
    struct pl_visit *visit;
    struct pl_worker *worker;
    double *fit, *matrix;
    char **patient, **caregiver, **service; /* names */
    char *text;                             /* where the names lie */
    size_t services;                        /* kinds are services */
};

/* Reads an instance.  DES_ENOINPUT: no such file; DES_EINPUT: it is not an instance, with
 * the place and the reason; DES_ENOMEM. */
DES_NODISCARD enum des_status pl_routing_read(const char *path, struct pl_routing *routing,
                                              struct des_error *error);
void pl_routing_fini(struct pl_routing *routing);

/* Lays the routes of a solution file on a plan made for the instance.  The order of each
 * route counts; visits begin as early as the routes allow.  DES_ENOINPUT; DES_EINPUT when
 * the file does not fit the instance, a service is missing or done twice or by somebody
 * who does not have it, or routes wait for each other; DES_ENOMEM. */
DES_NODISCARD enum des_status pl_routing_replay(const struct pl_routing *routing, const char *path,
                                                struct pl_plan *plan, struct des_error *error);

/* Effort that suits an instance of this size: below a second on a core of 2020. */
struct pl_effort pl_routing_effort(const struct pl_routing *routing);

/* Weights of the list rule for such instances. */
extern const struct pl_list_rule pl_routing_rule;

#endif
