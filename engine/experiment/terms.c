#include "terms.h"

#include "des/check.h"

#include <stdint.h>

struct desi_question desi_ask(const struct des_totals *totals, size_t point, size_t stratum,
                              size_t outcome) {
    const struct des_model *model = des_experiment_plan(totals->experiment)->model;
    des_require(outcome < model->outcome_count && stratum < model->stratum_count);
    const size_t *terms = totals->terms + 2 * outcome;
    des_require(terms[0] != SIZE_MAX);
    return (struct desi_question){totals,  &model->outcomes[outcome], point, stratum, terms[0],
                                  terms[1]};
}

static size_t run_of(const struct desi_question *question, const struct desi_term *term,
                     int64_t r) {
    struct des_coordinates at = {term->setting, term->arm, question->point, r};
    return des_experiment_run_id(question->totals->experiment, at);
}

/* Every arm of every compared setting finished it. */
void desi_mark_counting(const struct desi_question *question, const struct desi_term *terms,
                        size_t count, int64_t first, struct desi_block *block) {
    const struct des_plan *plan = des_experiment_plan(question->totals->experiment);
    for (size_t i = 0; i < block->width; ++i) {
        block->counts[i] = true;
    }
    for (size_t t = 0; t < count; ++t) {
        bool again = t > 0 && terms[t].setting == terms[t - 1].setting;
        for (size_t arm = 0; arm < plan->arm_count && !again; ++arm) {
            struct desi_term term = {terms[t].setting, arm};
            const bool *done = question->totals->done + run_of(question, &term, first);
            for (size_t i = 0; i < block->width; ++i) {
                block->counts[i] &= done[i];
            }
        }
    }
    block->n = 0;
    for (size_t i = 0; i < block->width; ++i) {
        block->n += block->counts[i];
    }
}

static const double *read_column(const struct desi_question *question, size_t total, size_t run,
                                 const struct desi_block *block, double *room) {
    const double *column =
        des_totals_column(question->totals, question->stratum, total, run, block->width, room);
    if (block->n == block->width) {
        return column;
    }
    size_t n = 0;
    for (size_t i = 0; i < block->width; ++i) {
        room[n] = column[i];
        n += block->counts[i];
    }
    return room;
}

void desi_read_term(const struct desi_question *question, const struct desi_term *term,
                    int64_t first, const struct desi_block *block, struct desi_reading *reading) {
    size_t run = run_of(question, term, first);
    double *above = reading->room[0], *below = reading->room[1];
    reading->above = read_column(question, question->numerator, run, block, above);
    if (question->denominator != SIZE_MAX) {
        reading->below = read_column(question, question->denominator, run, block, below);
        return;
    }
    for (size_t i = 0; i < block->n; ++i) {
        below[i] = 1.0;
    }
    reading->below = below;
}

int64_t desi_replications_asked(const struct desi_question *question) {
    int64_t all = des_experiment_plan(question->totals->experiment)->replications;
    int64_t limit = question->totals->limit;
    return limit > 0 && limit < all ? limit : all;
}
