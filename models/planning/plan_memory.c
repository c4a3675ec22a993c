/* models/planning/plan_memory.c - the memory of a plan. */
#include "plan.h"

#include <stdlib.h>
#include <string.h>

void pl_plan_init(struct pl_plan *plan) {
    memset(plan, 0, sizeof *plan);
}

void pl_plan_fini(struct pl_plan *plan) {
    free(plan->node);
    free(plan->rank);
    free(plan->order);
    free(plan->chain);
    free(plan->columns.x_km);
    free(plan->line);
    free(plan->of_kind);
    free(plan->coming);
    free(plan->clock);
    free(plan->winner);
    free(plan->best_rank);
    free(plan->best_worker);
    free(plan->saved);
    free(plan->due);
    free(plan->is_due);
    pl_plan_init(plan);
}

/* All of one piece; zero, as lanes are read that no visit fills. */
static bool make_columns(struct pl_columns *columns, size_t visits) {
    double **const column[] = {&columns->x_km,    &columns->y_km,   &columns->open, &columns->close,
                               &columns->minutes, &columns->before, &columns->kind, &columns->usual,
                               &columns->visit,   &columns->drive};
    const size_t count = sizeof column / sizeof *column;
    const size_t stride = (visits + PL_LANES - 1) / PL_LANES * PL_LANES;
    double *all = calloc(count * stride, sizeof *all);
    if (!all) {
        return false;
    }
    for (size_t c = 0; c < count; c++) {
        *column[c] = all + c * stride;
    }
    for (size_t i = 0; i < stride; i++) {
        columns->kind[i] = -1.0;
    }
    return true;
}

/* A change saves a node when it is unlinked, when it is linked and when its times
 * move, each at most twice. */
static enum des_status make_room(struct pl_plan *room, size_t visits, size_t workers,
                                 size_t kinds) {
    size_t nodes = 2 * visits + workers, words = visits / 64 + 1;
    room->visit_capacity = visits;
    room->worker_capacity = workers;
    room->kind_capacity = kinds;
    room->node = malloc(nodes * sizeof *room->node);
    room->rank = malloc(visits * sizeof *room->rank);
    room->order = malloc(visits * sizeof *room->order);
    room->chain = malloc((visits + 1) * sizeof *room->chain);
    bool columns = make_columns(&room->columns, visits);
    room->coming = malloc(visits * sizeof *room->coming);
    room->line = malloc(words * sizeof *room->line);
    room->of_kind = malloc(words * kinds * sizeof *room->of_kind);
    room->clock = malloc(2 * workers * sizeof *room->clock);
    room->winner = malloc(4 * workers * sizeof *room->winner);
    room->best_rank = malloc(visits * sizeof *room->best_rank);
    room->best_worker = malloc(2 * visits * sizeof *room->best_worker);
    room->saved = malloc((6 * nodes + 64) * sizeof *room->saved);
    room->due = malloc((2 * visits + 16) * sizeof *room->due);
    room->is_due = calloc(visits, sizeof *room->is_due);
    bool complete = room->node && room->rank && room->order && room->chain && columns &&
                    room->coming && room->line && room->of_kind && room->clock && room->winner &&
                    room->best_rank && room->best_worker && room->saved && room->due &&
                    room->is_due;
    return complete ? DES_OK : DES_ENOMEM;
}

enum des_status pl_plan_reserve(struct pl_plan *plan, const struct pl_problem *problem) {
    if (!plan->node || problem->visits > plan->visit_capacity ||
        problem->workers > plan->worker_capacity || problem->kinds > plan->kind_capacity) {
        size_t visits = problem->visits > plan->visit_capacity
                            ? problem->visits + problem->visits / 2 + 16
                            : plan->visit_capacity;
        size_t workers = problem->workers > plan->worker_capacity
                             ? problem->workers + problem->workers / 2 + 4
                             : plan->worker_capacity;
        size_t kinds = problem->kinds > plan->kind_capacity ? problem->kinds : plan->kind_capacity;
        struct pl_plan room = {0};
        if (make_room(&room, visits, workers, kinds) != DES_OK) {
            pl_plan_fini(&room);
            return DES_ENOMEM;
        }
        pl_plan_fini(plan);
        *plan = room;
    }
    plan->problem = problem;
    pl_plan_clear(plan);
    return DES_OK;
}
