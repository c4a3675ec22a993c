/* clinic.c - 600,000 patients of a clinic, told as what each of them does. */
#include <stdio.h>
#include "des/activity.h"
#include "des/random.h"

enum { RECEPTION, NURSES, DOCTOR, STAFF };
static const char *const name[STAFF] = {"reception", "nurses", "doctor"};
static const double mean_min[STAFF] = {6.0, 12.0, 5.0}, patience_min[STAFF] = {1e9, 60.0, 1e9};
static const struct des_shift shifts[] = {{0.0, 1}, {480.0, 4}, {960.0, 2}}; /* of a day */
static const struct des_random source = {.seed = 7, .replicate = 0};
struct patient { /* what has to outlive a wait */
    uint32_t number, at;
};

static double draw(uint64_t patient, const char *what, double mean) {
    const des_purpose purpose = des_purpose_named(what);
    return des_exponential_from(des_draw(&source, patient, purpose, 0, 0).word[0], mean);
}

/* Each fifth is urgent and goes first; who has not seen a nurse after an hour goes home. */
static void visit(struct des_activity *self, void *state, void *context) {
    struct patient *me = state;
    struct des_resource **staff = context;
    DES_ACTIVITY_BEGIN(self);
    for (me->at = RECEPTION; me->at < STAFF && des_activity_cause(self) == 0; me->at++) {
        struct des_request with = des_request_of(me->number % 5 > 0, (struct des_event){0});
        with.service = draw(me->number, name[me->at], mean_min[me->at]);
        with.patience = patience_min[me->at];
        DES_WAIT(self, des_wait_service(self, staff[me->at], &with));
    }
    DES_ACTIVITY_END(self);
}

int main(void) {
    struct des_sim *sim = des_sim_create(NULL);
    struct des_resource *staff[STAFF];
    struct des_activities *patients;
    for (int i = 0; i < STAFF; i++) {
        des_require(sim && (staff[i] = des_resource_create(sim, name[i], 1)));
    }
    const struct des_shift_plan plan = {shifts, 3, .period = 1440.0, .hand_over = true};
    des_require(des_resource_follow(staff[NURSES], &plan) == DES_OK &&
                des_activities_create(sim, "patient", sizeof(struct patient), visit, staff,
                                      &patients) == DES_OK);
    void *patient;
    for (uint32_t i = 0; i < 600000; i++) { /* one after another comes through the door */
        des_require(des_sim_run_until(sim, des_sim_now(sim) + draw(i, "gap", 8.0)) == DES_OK);
        des_require(des_activity_begin(patients, des_sim_now(sim), 0, NULL, &patient) == DES_OK);
        ((struct patient *)patient)->number = i;
    }
    des_activities_destroy(patients);
    for (int i = 0; i < STAFF; i++) {
        const struct des_resource_record seen = des_resource_observe(staff[i]);
        printf("%s: mean wait %.2f min, %.1f %% went home\n", name[i], seen.wait.mean,
               100.0 * (double)seen.reneged / (double)seen.requests);
        des_resource_destroy(staff[i]);
    }
    des_sim_destroy(sim);
}
