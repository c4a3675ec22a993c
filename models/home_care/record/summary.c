/* models/home_care/record/summary.c - what statistics publish of a place and the run itself has no
 * need of: ages of the users, use of the shared places by everybody. */
#include "outcomes.h"
#include "home_care/world.h"

static double of_age(const struct hc_world *world, int from, int to, enum hc_total total) {
    double sum = 0.0;
    for (int age = from; age < to; age++) {
        sum += world->totals[HC_STRATUM_AGE + age][total];
    }
    return sum;
}

static void count_ages(struct hc_world *world) {
    hc_count(world, HC_TOTAL_user_days_under_67,
             of_age(world, HC_AGE_UNDER_67, HC_AGE_67_79, HC_TOTAL_user_days));
    hc_count(world, HC_TOTAL_user_days_80,
             of_age(world, HC_AGE_80_89, HC_AGE_GROUPS, HC_TOTAL_user_days));
    hc_count(world, HC_TOTAL_admissions_80,
             of_age(world, HC_AGE_80_89, HC_AGE_GROUPS, HC_TOTAL_acute_admissions));
    hc_count(world, HC_TOTAL_inhabitant_years_80,
             world->totals[0][HC_TOTAL_inhabitant_years] * world->p.municipality.share_80_plus);
}

static void count_place(struct hc_world *world, enum hc_place_kind kind, enum hc_total served,
                        enum hc_total used) {
    const struct des_resource *place = world->services.place[kind];
    const struct des_resource_record seen = des_resource_observe(place);
    double days = world->totals[0][HC_TOTAL_observed_days];
    hc_count(world, served, (double)seen.served);
    hc_count(world, used, seen.mean_busy * days);
}

/* Places may become more in the course of a run. */
void hc_summary_midnight(struct hc_world *world) {
    static const struct {
        enum hc_place_kind kind;
        enum hc_total offered;
    } of[] = {
        {HC_PLACE_KAD, HC_TOTAL_kad_days_offered},
        {HC_PLACE_SHORT_TERM, HC_TOTAL_short_term_days_offered},
        {HC_PLACE_NURSING_HOME, HC_TOTAL_nursing_home_days_offered},
    };
    for (size_t i = 0; i < sizeof of / sizeof *of; i++) {
        const struct des_resource *place = world->services.place[of[i].kind];
        hc_count(world, of[i].offered, (double)des_resource_servers(place));
    }
}

/* How far the function has come, over the users whom it serves. */
static void count_acceptance(struct hc_world *world) {
    for (size_t i = 0; world->care.active && i < world->people.here_count; i++) {
        uint32_t id = world->people.here[i];
        if (hc_care_serves(world, id)) {
            const struct hc_user *user = hc_user_at(world, id);
            uint32_t zone = user->living == HC_ON_ROUTE ? user->zone : HC_NOWHERE;
            hc_count(world, HC_TOTAL_accept_samples, 1.0);
            hc_count(world, HC_TOTAL_gp_acceptance, hc_function_acceptance(world, id));
            hc_count(world, HC_TOTAL_used_by_colleagues, hc_function_used_by(world, zone));
        }
    }
}

static void count_desks(struct hc_world *world) {
    struct hc_gp_record all = hc_gp_office_record(world, SIZE_MAX, world->days);
    size_t lists = (size_t)world->p.services.gp_office_lists;
    struct hc_gp_record office = hc_gp_office_record(world, lists, world->days);
    hc_count(world, HC_TOTAL_gp_desk_offered, all.offered);
    hc_count(world, HC_TOTAL_gp_desk_worked, all.worked);
    hc_count(world, HC_TOTAL_gp_desk_late, all.late);
    hc_count(world, HC_TOTAL_gp_desk_evening, all.evening);
    hc_count(world, HC_TOTAL_gp_desk_days, all.list_days);
    hc_count(world, HC_TOTAL_gp_office_evening, office.evening);
    hc_count(world, HC_TOTAL_gp_office_days, office.list_days);
}

/* Of care housing, among the totals of the whole place. */
static void count_housing(struct hc_world *world) {
    static const enum hc_total of[][2] = {
        {HC_TOTAL_housing_user_days, HC_TOTAL_user_days},
        {HC_TOTAL_housing_legevakt, HC_TOTAL_legevakt_contacts},
        {HC_TOTAL_housing_questions, HC_TOTAL_gp_questions},
        {HC_TOTAL_housing_answer_hours, HC_TOTAL_gp_answer_hours},
    };
    for (size_t i = 0; i < sizeof of / sizeof *of; i++) {
        hc_count(world, of[i][0], world->totals[HC_STRATUM_CARE_HOUSING][of[i][1]]);
    }
}

void hc_summary_finish(struct hc_world *world) {
    const struct hc_municipality *m = &world->p.municipality;
    count_ages(world);
    count_housing(world);
    count_acceptance(world);
    count_desks(world);
    count_place(world, HC_PLACE_KAD, HC_TOTAL_kad_all, HC_TOTAL_kad_days_used);
    count_place(world, HC_PLACE_SHORT_TERM, HC_TOTAL_short_term_all, HC_TOTAL_short_term_days_used);
    count_place(world, HC_PLACE_NURSING_HOME, HC_TOTAL_nursing_home_all,
                HC_TOTAL_nursing_home_days_used);
    const struct des_resource_record legevakt =
        des_resource_observe(world->services.place[HC_PLACE_LEGEVAKT]);
    hc_count(world, HC_TOTAL_legevakt_all,
             (double)legevakt.served * (double)m->population / (double)m->legevakt_population);
}
