#include "routing_file.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "routing_json.h"

const struct pl_list_rule pl_routing_rule = {
    .look_ahead_min = 60.0, .wait = 0.7, .slack = 0.1, .candidates = 64, .reach_min = INFINITY};

/* What would change the problem is refused, not passed over. */
static enum des_status refuse(struct pl_reader *r, const json_t *object, const char *const *keys) {
    for (; *keys; keys++) {
        if (json_object_get(object, *keys)) {
            return pl_wrong(r, "'%s' is not part of this problem", *keys);
        }
    }
    return DES_OK;
}

/* ---- names ---- */

static char *keep_text(char **free_text, const char *text) {
    char *kept = *free_text;
    size_t length = strlen(text) + 1;
    memcpy(kept, text, length);
    *free_text += length;
    return kept;
}

static size_t text_length(const json_t *array) {
    size_t length = 0, i;
    const json_t *item;
    json_array_foreach(array, i, item) {
        const json_t *id = json_object_get(item, "id");
        length += json_is_string(id) ? json_string_length(id) + 1 : 0;
    }
    return length;
}

static enum des_status read_names(struct pl_reader *r, const json_t *array, const char *key,
                                  char **names, char **free_text) {
    size_t i;
    const json_t *item;
    json_array_foreach(array, i, item) {
        const char *name = NULL;
        PL_AT(r, "%s[%zu]", key, i);
        if (!json_is_object(item)) {
            return pl_wrong(r, "not an object ({ \"id\": ... })");
        }
        enum des_status status = pl_json_text(r, item, "id", &name);
        if (status != DES_OK) {
            return status;
        }
        if (pl_json_index_of(names, i, name) != PL_NONE) {
            return pl_wrong(r, "'%s' is there twice", name);
        }
        names[i] = keep_text(free_text, name);
    }
    return DES_OK;
}

/* ---- the instance ---- */

struct parts {
    const json_t *patients, *services, *caregivers, *distances;
};

static enum des_status find_parts(struct pl_reader *r, const json_t *root, struct parts *parts) {
    const json_t *offices = json_object_get(root, "central_offices");
    PL_AT(r, "top level");
    if (offices && json_array_size(offices) != 1) {
        return pl_wrong(r, "'central_offices' has not exactly one office");
    }
    enum des_status status = pl_json_array(r, root, "patients", &parts->patients);
    status = status == DES_OK ? pl_json_array(r, root, "services", &parts->services) : status;
    status = status == DES_OK ? pl_json_array(r, root, "caregivers", &parts->caregivers) : status;
    status = status == DES_OK ? pl_json_array(r, root, "distances", &parts->distances) : status;
    if (status != DES_OK) {
        return status;
    }
    if (json_array_size(parts->patients) == 0 || json_array_size(parts->services) == 0 ||
        json_array_size(parts->caregivers) == 0) {
        return pl_wrong(r, "at least one patient, service and caregiver is needed");
    }
    if (json_array_size(parts->patients) > 100000) {
        return pl_wrong(r, "more than 100,000 patients");
    }
    return DES_OK;
}

static enum des_status make_room(const struct parts *parts, struct pl_routing *routing) {
    size_t patients = json_array_size(parts->patients), places = patients + 1;
    size_t workers = json_array_size(parts->caregivers), kinds = json_array_size(parts->services);
    routing->visit = calloc(patients, sizeof *routing->visit);
    routing->worker = calloc(workers, sizeof *routing->worker);
    routing->fit = calloc(workers * kinds, sizeof *routing->fit);
    routing->matrix = calloc(places, places * sizeof *routing->matrix);
    routing->patient = calloc(patients, sizeof *routing->patient);
    routing->caregiver = calloc(workers, sizeof *routing->caregiver);
    routing->service = calloc(kinds, sizeof *routing->service);
    routing->text = malloc(text_length(parts->patients) + text_length(parts->services) +
                           text_length(parts->caregivers) + 1);
    routing->services = kinds;
    routing->problem = (struct pl_problem){
        .visit = routing->visit,
        .visits = patients,
        .worker = routing->worker,
        .workers = workers,
        .fit = routing->fit,
        .kinds = kinds,
        .matrix = routing->matrix,
        .places = places,
        .weights = {.travel = 1.0 / 3.0, .late = 1.0 / 3.0, .worst_late = 1.0 / 3.0}};
    bool complete = routing->visit && routing->worker && routing->fit && routing->matrix &&
                    routing->patient && routing->caregiver && routing->service && routing->text;
    return complete ? DES_OK : DES_ENOMEM;
}

static enum des_status read_matrix(struct pl_reader *r, const json_t *distances,
                                   struct pl_routing *routing) {
    size_t places = routing->problem.places, i, j;
    const json_t *row, *cell;
    PL_AT(r, "distances");
    if (json_array_size(distances) != places) {
        return pl_wrong(r, "%zu rows; %zu are needed (the office and %zu patients)",
                        json_array_size(distances), places, places - 1);
    }
    json_array_foreach(distances, i, row) {
        PL_AT(r, "distances[%zu]", i);
        if (!json_is_array(row) || json_array_size(row) != places) {
            return pl_wrong(r, "%zu numbers; %zu are needed", json_array_size(row), places);
        }
        json_array_foreach(row, j, cell) {
            PL_AT(r, "distances[%zu][%zu]", i, j);
            enum des_status status =
                pl_json_number(r, cell, "the distance", &routing->matrix[i * places + j]);
            if (status != DES_OK) {
                return status;
            }
        }
    }
    return DES_OK;
}

static enum des_status read_abilities(struct pl_reader *r, const json_t *caregivers,
                                      struct pl_routing *routing) {
    static const char *const refused[] = {"working_shift", "incompatible_patients", NULL};
    size_t w, i;
    const json_t *item, *ability;
    json_array_foreach(caregivers, w, item) {
        const json_t *abilities = NULL;
        PL_AT(r, "caregivers[%zu]", w);
        enum des_status status = refuse(r, item, refused);
        status = status == DES_OK ? pl_json_array(r, item, "abilities", &abilities) : status;
        if (status != DES_OK) {
            return status;
        }
        double *fit = &routing->fit[w * routing->services];
        for (size_t s = 0; s < routing->services; s++) {
            fit[s] = INFINITY;
        }
        json_array_foreach(abilities, i, ability) {
            const char *name = json_string_value(ability);
            uint32_t s =
                name ? pl_json_index_of(routing->service, routing->services, name) : PL_NONE;
            PL_AT(r, "caregivers[%zu].abilities[%zu]", w, i);
            if (s == PL_NONE) {
                return pl_wrong(r, "there is no service '%s'", name ? name : "(not a name)");
            }
            fit[s] = 0.0;
        }
        routing->worker[w] = (struct pl_worker){.end = INFINITY, .rest_at = INFINITY};
    }
    return DES_OK;
}

static enum des_status read_task(struct pl_reader *r, const json_t *services, const json_t *item,
                                 const struct pl_routing *routing, struct pl_task *task) {
    const char *name = NULL;
    if (!json_is_object(item)) {
        return pl_wrong(r, "not an object ({ \"service\": ... })");
    }
    enum des_status status = pl_json_text(r, item, "service", &name);
    if (status != DES_OK) {
        return status;
    }
    task->kind = pl_json_index_of(routing->service, routing->services, name);
    task->usual = PL_NONE;
    if (task->kind == PL_NONE) {
        return pl_wrong(r, "there is no service '%s'", name);
    }
    const json_t *own = json_object_get(item, "duration");
    const json_t *usual = json_object_get(json_array_get(services, task->kind), "default_duration");
    return pl_json_number(r, own ? own : usual,
                          "'duration' (nor 'default_duration' of the service)", &task->minutes);
}

static enum des_status read_gap(struct pl_reader *r, const json_t *item, struct pl_visit *visit) {
    const json_t *rule = json_object_get(item, "synchronization");
    const char *type = NULL;
    if (visit->tasks == 1) {
        return rule && !json_is_null(rule) ? pl_wrong(r, "one service, but 'synchronization'")
                                           : DES_OK;
    }
    if (!json_is_object(rule)) {
        return pl_wrong(r, "two services, but no 'synchronization'");
    }
    enum des_status status = pl_json_text(r, rule, "type", &type);
    if (status != DES_OK) {
        return status;
    }
    if (strcmp(type, "simultaneous") == 0) {
        return DES_OK;
    }
    if (strcmp(type, "sequential") != 0) {
        return pl_wrong(r, "'type' is '%s'; accepted: simultaneous, sequential", type);
    }
    return pl_json_two_numbers(r, rule, "distance", &visit->gap_min, &visit->gap_max);
}

/* Somebody must be able to do each task; two tasks want two people. */
static enum des_status check_workers(struct pl_reader *r, const struct pl_routing *routing,
                                     const struct pl_visit *visit) {
    size_t able[2] = {0, 0}, both = 0;
    for (uint32_t w = 0; w < routing->problem.workers; w++) {
        bool can[2] = {false, false};
        for (uint32_t k = 0; k < visit->tasks; k++) {
            can[k] = !isinf(pl_fit(&routing->problem, w, visit->task[k].kind));
            able[k] += can[k];
        }
        both += can[0] && can[1];
    }
    for (uint32_t k = 0; k < visit->tasks; k++) {
        if (able[k] == 0) {
            return pl_wrong(r, "no caregiver has service '%s'",
                            routing->service[visit->task[k].kind]);
        }
    }
    if (visit->tasks == 2 && able[0] == 1 && able[1] == 1 && both == 1) {
        return pl_wrong(r, "one caregiver alone has both services; two are needed");
    }
    return DES_OK;
}

static enum des_status read_patient(struct pl_reader *r, const json_t *services, const json_t *item,
                                    struct pl_routing *routing, uint32_t v) {
    static const char *const refused[] = {"time_windows", "incompatible_caregivers", "optional",
                                          NULL};
    struct pl_visit *visit = &routing->visit[v];
    const json_t *required = NULL;
    PL_AT(r, "patients[%u]", v);
    enum des_status status = refuse(r, item, refused);
    status = status == DES_OK
                 ? pl_json_two_numbers(r, item, "time_window", &visit->open, &visit->close)
                 : status;
    status = status == DES_OK ? pl_json_array(r, item, "required_caregivers", &required) : status;
    if (status != DES_OK) {
        return status;
    }
    visit->place = v + 1;
    visit->tasks = (uint32_t)json_array_size(required);
    if (visit->tasks < 1 || json_array_size(required) > 2) {
        return pl_wrong(r, "%zu required caregivers; accepted: 1 or 2", json_array_size(required));
    }
    for (uint32_t k = 0; k < visit->tasks && status == DES_OK; k++) {
        PL_AT(r, "patients[%u].required_caregivers[%u]", v, k);
        status = read_task(r, services, json_array_get(required, k), routing, &visit->task[k]);
    }
    PL_AT(r, "patients[%u]", v);
    status = status == DES_OK ? read_gap(r, item, visit) : status;
    return status == DES_OK ? check_workers(r, routing, visit) : status;
}

/* To leave a patient costs more than any plan. */
static void set_left_cost(struct pl_routing *routing) {
    const struct pl_problem *p = &routing->problem;
    double most = 1.0;
    for (size_t i = 0; i < p->places * p->places; i++) {
        most = fmax(most, routing->matrix[i]);
    }
    double length = 0.0;
    for (size_t v = 0; v < p->visits; v++) {
        const struct pl_visit *visit = &routing->visit[v];
        most = fmax(most, visit->open);
        length += visit->task[0].minutes + visit->task[1].minutes + visit->gap_min;
    }
    for (size_t v = 0; v < p->visits; v++) {
        routing->visit[v].left_cost = 10.0 * (most * (double)(p->visits + 1) + length);
    }
}

static enum des_status read_instance(struct pl_reader *r, const json_t *root,
                                     struct pl_routing *routing) {
    struct parts parts = {0};
    enum des_status status = find_parts(r, root, &parts);
    if (status != DES_OK) {
        return status;
    }
    if (make_room(&parts, routing) != DES_OK) {
        return des_fail(r->error, DES_ENOMEM, "%s: out of memory", r->path);
    }
    char *text = routing->text;
    status = read_names(r, parts.services, "services", routing->service, &text);
    status = status == DES_OK
                 ? read_names(r, parts.caregivers, "caregivers", routing->caregiver, &text)
                 : status;
    status = status == DES_OK ? read_names(r, parts.patients, "patients", routing->patient, &text)
                              : status;
    status = status == DES_OK ? read_matrix(r, parts.distances, routing) : status;
    status = status == DES_OK ? read_abilities(r, parts.caregivers, routing) : status;
    for (uint32_t v = 0; v < routing->problem.visits && status == DES_OK; v++) {
        status = read_patient(r, parts.services, json_array_get(parts.patients, v), routing, v);
    }
    set_left_cost(routing);
    return status;
}

enum des_status pl_routing_read(const char *path, struct pl_routing *routing,
                                struct des_error *error) {
    struct pl_reader r = {.path = path, .error = error};
    struct pl_routing read = {0};
    json_t *root = NULL;
    enum des_status status = pl_json_load(&r, &root);
    if (status != DES_OK) {
        return status;
    }
    status = read_instance(&r, root, &read);
    json_decref(root);
    if (status != DES_OK) {
        pl_routing_fini(&read);
        return status;
    }
    *routing = read;
    return DES_OK;
}

void pl_routing_fini(struct pl_routing *routing) {
    free(routing->visit);
    free(routing->worker);
    free(routing->fit);
    free(routing->matrix);
    free(routing->patient);
    free(routing->caregiver);
    free(routing->service);
    free(routing->text);
    *routing = (struct pl_routing){0};
}

/* ---- effort ---- */

/* Found by trial on the instances of Mankowska et al.: about half a second. */
struct pl_effort pl_routing_effort(const struct pl_routing *routing) {
    const struct pl_problem *p = &routing->problem;
    double sum = 0.0;
    for (size_t i = 0; i < p->places * p->places; i++) {
        sum += routing->matrix[i];
    }
    double arc = p->weights.travel * sum / (double)(p->places * p->places);
    uint64_t moves = p->visits < 20 ? 20000 * (uint64_t)p->visits : 400000;
    return (struct pl_effort){.moves = moves, .rounds = 4, .hot = 0.5 * arc, .cold = 0.01 * arc};
}
