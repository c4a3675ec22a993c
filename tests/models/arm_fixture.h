/* tests/models/arm_fixture.h - arms of care models for tests of the home-care world, and when two
 * runs are one. */
#ifndef AKSIM_TESTS_ARM_FIXTURE_H
#define AKSIM_TESTS_ARM_FIXTURE_H

#include "world_fixture.h"

/* All rows of all tables, to the last bit. */
static inline bool same_rows(const struct run *a, const struct run *b) {
    for (size_t t = 0; t < HC_TABLES; t++) {
        const struct rows *p = &a->table[t], *q = &b->table[t];
        if (p->count != q->count ||
            memcmp(p->cells, q->cells, p->count * p->width * sizeof *p->cells) != 0) {
            return false;
        }
    }
    return true;
}

/* ... and all totals of all strata, and as many events. */
static inline bool same_run(const struct run *a, const struct run *b) {
    return a->events == b->events && memcmp(a->totals, b->totals, sizeof a->totals) == 0 &&
           same_rows(a, b);
}

/* An arm of one model, as "path=value" texts. */
struct arm {
    char text[5][96];
    const char *set[12];
};

/* posts: -1 as the model says; lever: more texts on top, may be NULL. */
static inline const char *const *arm_of(struct arm *arm, const char *model, const char *post,
                                        const char *control, int posts, const char *const *lever) {
    size_t n = 0;
    (void)snprintf(arm->text[n++], sizeof arm->text[0], "arm.model=%s", model);
    (void)snprintf(arm->text[n++], sizeof arm->text[0], "arm.post=%s", post);
    (void)snprintf(arm->text[n++], sizeof arm->text[0], "arm.control=%s", control);
    if (posts >= 0) {
        (void)snprintf(arm->text[n++], sizeof arm->text[0], "care.%s.staffing.fixed=%d", model,
                       posts);
    }
    if (strcmp(model, "composed") == 0) { /* has none that an arm does not name */
        (void)snprintf(arm->text[n++], sizeof arm->text[0],
                       "arm.parts=round, referral, acute, discharge, guidance, treatment");
    }
    for (size_t i = 0; i < n; i++) {
        arm->set[i] = arm->text[i];
    }
    for (size_t k = 0; lever && lever[k]; k++) {
        assert_true(n + 1 < sizeof arm->set / sizeof *arm->set);
        arm->set[n++] = lever[k];
    }
    arm->set[n] = NULL;
    return arm->set;
}

/* What follows the name of a group of own staff's competence; NULL: another group. */
static inline const char *competence_of(const char *path) {
    static const char *const groups[] = {"aks.", "pharmacist."};
    for (size_t i = 0; i < sizeof groups / sizeof *groups; i++) {
        size_t length = strlen(groups[i]);
        if (strncmp(path, groups[i], length) == 0) {
            return path + length;
        }
    }
    return NULL;
}

/* The values of an arm whose own staff, whoever they are, have those of an ordinary nurse. */
static inline struct des_values *
with_nurse_values(const struct place *place, const char *const *sets, const char *const *arm) {
    struct des_values *values = make_values(place, sets, arm);
    size_t copied = 0;
    for (size_t e = 0; e < des_space_count(place->space); e++) {
        const char *key = competence_of(des_space_at(place->space, e)->path);
        if (key) {
            char nurse[128];
            (void)snprintf(nurse, sizeof nurse, "nurse.%s", key);
            size_t from = des_space_find(place->space, nurse);
            assert_case(key, from != SIZE_MAX);
            assert_int_equal(des_values_set_number(values, e, des_values_at(values, from)->real),
                             DES_OK);
            copied++;
        }
    }
    assert_true(copied >= 11);
    return values;
}

#endif
