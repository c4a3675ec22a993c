/* models/planning/routing_solution.c - a solution of a routing instance, laid on a plan. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "routing_file.h"
#include "routing_json.h"

/* The stops of all routes, one route after the other. */
struct solution {
    const struct pl_routing *routing;
    uint32_t *task; /* 2 visit + k, as the nodes of a plan */
    uint32_t *who;  /* per task: the worker; PL_NONE: nobody yet */
    size_t *first;  /* per worker: where her stops begin; they end at `last` */
    size_t *last;
    size_t stops, tasks;
};

static enum des_status make_room(struct solution *s, const struct pl_reader *r) {
    size_t visits = s->routing->problem.visits, workers = s->routing->problem.workers;
    s->task = calloc(2 * visits, sizeof *s->task);
    s->who = malloc(2 * visits * sizeof *s->who);
    s->first = calloc(workers, sizeof *s->first);
    s->last = calloc(workers, sizeof *s->last);
    if (!s->task || !s->who || !s->first || !s->last) {
        return des_fail(r->error, DES_ENOMEM, "%s: out of memory", r->path);
    }
    for (size_t t = 0; t < 2 * visits; t++) {
        s->who[t] = PL_NONE;
    }
    for (size_t v = 0; v < visits; v++) {
        s->tasks += s->routing->visit[v].tasks;
    }
    return DES_OK;
}

static void free_room(struct solution *s) {
    free(s->task);
    free(s->who);
    free(s->first);
    free(s->last);
}

/* "patient" in the stored solutions, "patient_id" in others. */
static enum des_status name_of(struct pl_reader *r, const json_t *stop, const char *key,
                               const char *longer, const char **name) {
    return pl_json_text(r, stop, json_object_get(stop, longer) ? longer : key, name);
}

static enum des_status find_task(struct pl_reader *r, const struct solution *s, uint32_t v,
                                 uint32_t service, uint32_t *task) {
    const struct pl_visit *visit = &s->routing->visit[v];
    bool wanted = false;
    for (uint32_t k = 0; k < visit->tasks; k++) {
        if (visit->task[k].kind == service && s->who[2 * v + k] == PL_NONE) {
            *task = 2 * v + k;
            return DES_OK;
        }
        wanted |= visit->task[k].kind == service;
    }
    return pl_wrong(r, "patient '%s' %s service '%s'", s->routing->patient[v],
                    wanted ? "has already had" : "does not need", s->routing->service[service]);
}

static enum des_status read_stop(struct pl_reader *r, struct solution *s, uint32_t worker,
                                 const json_t *stop) {
    const struct pl_routing *routing = s->routing;
    const char *patient = NULL, *service = NULL;
    enum des_status status = name_of(r, stop, "patient", "patient_id", &patient);
    status = status == DES_OK ? name_of(r, stop, "service", "service_id", &service) : status;
    if (status != DES_OK) {
        return status;
    }
    uint32_t v = pl_json_index_of(routing->patient, routing->problem.visits, patient);
    uint32_t kind = pl_json_index_of(routing->service, routing->services, service);
    if (v == PL_NONE || kind == PL_NONE) {
        return pl_wrong(r, "there is no %s '%s' in the instance",
                        v == PL_NONE ? "patient" : "service", v == PL_NONE ? patient : service);
    }
    uint32_t task = 0;
    status = find_task(r, s, v, kind, &task);
    if (status != DES_OK) {
        return status;
    }
    if (isinf(pl_fit(&routing->problem, worker, kind))) {
        return pl_wrong(r, "caregiver '%s' does not have service '%s'", routing->caregiver[worker],
                        service);
    }
    if (s->who[task ^ 1] == worker) {
        return pl_wrong(r, "caregiver '%s' gives both services of patient '%s'",
                        routing->caregiver[worker], patient);
    }
    s->who[task] = worker;
    s->task[s->stops++] = task;
    return DES_OK;
}

static enum des_status read_route(struct pl_reader *r, struct solution *s, const json_t *route,
                                  size_t index) {
    const char *name = NULL;
    const json_t *stops = NULL;
    PL_AT(r, "routes[%zu]", index);
    enum des_status status = name_of(r, route, "caregiver", "caregiver_id", &name);
    if (status == DES_OK && json_object_get(route, "locations")) { /* none: stays at home */
        status = pl_json_array(r, route, "locations", &stops);
    }
    if (status != DES_OK) {
        return status;
    }
    uint32_t w = pl_json_index_of(s->routing->caregiver, s->routing->problem.workers, name);
    if (w == PL_NONE) {
        return pl_wrong(r, "there is no caregiver '%s' in the instance", name);
    }
    if (s->last[w] > s->first[w]) {
        return pl_wrong(r, "a second route of caregiver '%s'", name);
    }
    s->first[w] = s->stops;
    for (size_t i = 0; i < json_array_size(stops) && status == DES_OK; i++) {
        PL_AT(r, "routes[%zu].locations[%zu]", index, i);
        status = read_stop(r, s, w, json_array_get(stops, i));
    }
    s->last[w] = s->stops;
    return status;
}

static enum des_status read_routes(struct pl_reader *r, struct solution *s, const json_t *root) {
    const json_t *routes = NULL;
    PL_AT(r, "top level");
    enum des_status status = pl_json_array(r, root, "routes", &routes);
    for (size_t i = 0; status == DES_OK && i < json_array_size(routes); i++) {
        status = read_route(r, s, json_array_get(routes, i), i);
    }
    for (size_t v = 0; v < s->routing->problem.visits && status == DES_OK; v++) {
        const struct pl_visit *visit = &s->routing->visit[v];
        for (uint32_t k = 0; k < visit->tasks && status == DES_OK; k++) {
            PL_AT(r, "routes");
            status =
                s->who[2 * v + k] != PL_NONE
                    ? DES_OK
                    : pl_wrong(r, "nobody gives patient '%s' service '%s'", s->routing->patient[v],
                               s->routing->service[visit->task[k].kind]);
        }
    }
    return status;
}

/* A visit can be laid when each of its tasks is the next stop of its route. */
static bool is_next(const struct solution *s, uint32_t task) {
    uint32_t w = s->who[task];
    return s->first[w] < s->last[w] && s->task[s->first[w]] == task;
}

static bool lay_one(struct solution *s, struct pl_plan *plan, double rank) {
    for (size_t w = 0; w < s->routing->problem.workers; w++) {
        if (s->first[w] == s->last[w]) {
            continue;
        }
        uint32_t v = s->task[s->first[w]] / 2;
        bool pair = s->routing->visit[v].tasks == 2;
        if (is_next(s, 2 * v) && (!pair || is_next(s, 2 * v + 1))) {
            pl_plan_append(plan, v, rank, s->who[2 * v], s->who[2 * v + 1]);
            s->first[s->who[2 * v]]++;
            if (pair) {
                s->first[s->who[2 * v + 1]]++;
            }
            return true;
        }
    }
    return false;
}

static enum des_status lay_all(struct pl_reader *r, struct solution *s, struct pl_plan *plan) {
    pl_plan_clear(plan);
    for (size_t v = 0; v < s->routing->problem.visits; v++) {
        if (!lay_one(s, plan, (double)(v + 1))) {
            PL_AT(r, "routes");
            return pl_wrong(r, "routes wait for each other: no order of the visits is left");
        }
    }
    pl_plan_sum(plan);
    return DES_OK;
}

enum des_status pl_routing_replay(const struct pl_routing *routing, const char *path,
                                  struct pl_plan *plan, struct des_error *error) {
    struct pl_reader r = {.path = path, .error = error};
    struct solution solution = {.routing = routing};
    json_t *root = NULL;
    enum des_status status = pl_json_load(&r, &root);
    if (status != DES_OK) {
        return status;
    }
    status = make_room(&solution, &r);
    status = status == DES_OK ? read_routes(&r, &solution, root) : status;
    status = status == DES_OK ? lay_all(&r, &solution, plan) : status;
    free_room(&solution);
    json_decref(root);
    return status;
}
