/* models/home_care/rules.c - rules between parameters: what each may be is in its own
 * row, what they may be together is here. */
#include <math.h>

#include "grid.h"
#include "home_care/reading/own_rota.h"
#include "world.h"

#define LEAST_USERS_OF_A_TEAM 20 /* the lowest municipality.zone_users */

static void check_sum(struct des_diagnostics *diagnostics, const char *path, const double *share,
                      int count) {
    double sum = 0.0;
    for (int i = 0; i < count; i++) {
        sum += share[i];
    }
    if (fabs(sum - 1.0) > 0.011) {
        des_diagnostics_add(diagnostics, "%s: the shares sum to %g (accepted: 1)", path, sum);
    }
}

/* A person works one weekend in `interval`: posts of all can fill so many. */
static void check_rota(const struct hc_parameters *p, struct des_diagnostics *diagnostics) {
    double weekend_hours = 2.0 * 7.5 * 6.0 / (double)p->staff.weekend_interval;
    double hours = p->staff.week_hours * 6.0;
    double lowest = 1.0;
    for (int k = 0; k < HC_ROTA_PROFESSIONS; k++) {
        lowest = hc_min(lowest, p->staff.position_size[k]);
    }
    if (weekend_hours > hours * lowest) {
        des_diagnostics_add(
            diagnostics,
            "staff.weekend_interval: impossible rota: every %lldth weekend takes %.1f hours of six "
            "weeks, but a post of mean size %.2f has only %.1f (accepted: a longer interval or "
            "larger positions)",
            (long long)p->staff.weekend_interval, weekend_hours, lowest, hours * lowest);
    }
    if (p->shift.evening_start <= p->shift.day_start ||
        p->shift.night_start <= p->shift.evening_start ||
        p->shift.day_start + 450.0 < p->shift.evening_start ||
        p->shift.evening_start + 450.0 < p->shift.night_start ||
        p->shift.night_start + 600.0 - HC_DAY < p->shift.day_start) {
        des_diagnostics_add(diagnostics, "shift: impossible rota: day, evening and night shifts "
                                         "(7.5, 7.5 and 10 hours) leave a gap in the day");
    }
}

/* A full post must find room in a team of days and evenings, and in the night team. */
static void check_full_post(const struct hc_parameters *p, struct des_diagnostics *diagnostics) {
    for (int night = 0; night < 2; night++) {
        struct hc_rota rota = {.night = night,
                               .skilled_share = 1.0,
                               .weekday_shifts = p->staff.weekday_shifts,
                               .weekend_shifts = p->staff.weekend_shifts};
        hc_staff_rules(&p->staff, &p->shift, &rota.rules);
        for (int d = 0; d < 7; d++) {
            rota.need[d][0] = rota.need[d][1] = 1.0;
        }
        int8_t cell[HC_ROTA_MAX_DAYS];
        const struct hc_rota_post post = {night ? "a night worker" : "a nurse", 0, 1.0,
                                          HC_SKILL_NURSE, cell};
        struct des_error error = {0};
        if (hc_rota_has_room(&rota, &post, 0, &error) != DES_OK) {
            des_diagnostics_add(diagnostics, "staff: %s (accepted: fewer hours or other rules)",
                                error.text);
            return;
        }
    }
}

static bool has_team(const struct hc_own_rota *rota, size_t team) {
    for (size_t i = 0; i < rota->count; i++) {
        if (!rota->post[i].night && rota->post[i].team == team) {
            return true;
        }
    }
    return false;
}

/* Each team has a zone of its own, where somebody lives and somebody works. */
static void check_teams(const struct hc_parameters *p, const struct hc_own_rota *rota,
                        struct des_diagnostics *diagnostics) {
    const size_t teams = rota->teams;
    const struct hc_municipality *m = &p->municipality;
    double users = (double)m->population * m->users_per_1000 / 1000.0;
    double most = hc_max(1.0, floor(users / LEAST_USERS_OF_A_TEAM));
    if ((double)teams > most) {
        des_diagnostics_add(
            diagnostics,
            "staff.rota: impossible rota: %zu teams for about %.0f users (accepted: "
            "up to %.0f, of %d users or more each)",
            teams, users, most, LEAST_USERS_OF_A_TEAM);
    }
    for (size_t t = 0; t < teams || t == 0; t++) {
        if (!has_team(rota, t)) {
            des_diagnostics_add(diagnostics,
                                "staff.rota: impossible rota: no line of team %zu (accepted: teams "
                                "1, 2 ... without a gap)",
                                t + 1);
            break;
        }
    }
    if (teams == 1 && p->ferry.settlements > 0) {
        des_diagnostics_add(diagnostics, "staff.rota: impossible rota: one team on both sides of a "
                                         "ferry (accepted: at least 2 teams)");
    }
}

static void check_own_rota(const struct hc_parameters *p, struct des_diagnostics *diagnostics) {
    if (p->staff.rota[0] == '\0') {
        return;
    }
    struct hc_rota_rules rules;
    struct hc_own_rota rota = {0};
    hc_staff_rules(&p->staff, &p->shift, &rules);
    if (hc_own_rota_read(p->staff.rota, "staff.rota", &rules, &rota, diagnostics) == DES_OK) {
        check_teams(p, &rota, diagnostics);
        hc_own_rota_fini(&rota);
    }
}

/* The parts of the users must not be more than the whole. */
static void check_users(const struct hc_municipality *m, struct des_diagnostics *diagnostics) {
    double users = m->users_per_1000 / 1000.0;
    double old = m->share_80_plus * m->coverage_80_plus, young = m->users_under_67 * users;
    if (old + young > users * 1.0001) {
        des_diagnostics_add(diagnostics,
                            "municipality: %.0f users aged 80 or more and %.0f under 67 are more "
                            "than all %.0f users (accepted: share_80_plus x coverage_80_plus + "
                            "users_under_67 x users_per_1000 / 1000 up to users_per_1000 / 1000)",
                            old * (double)m->population, young * (double)m->population,
                            users * (double)m->population);
    }
    if (m->legevakt_population < m->population) {
        des_diagnostics_add(diagnostics,
                            "municipality.legevakt_population: %lld is less than the municipality "
                            "alone (accepted: at least municipality.population, %lld)",
                            (long long)m->legevakt_population, (long long)m->population);
    }
}

/* What is asked about users must fit on the desks beside all else. */
static void check_desks(const struct hc_parameters *p, struct des_diagnostics *diagnostics) {
    const struct hc_services_params *s = &p->services;
    double asked = hc_gp_asked_per_day(s, p->municipality.users_per_1000 / 1000.0 * s->gp_list);
    double used = s->gp_desk_use * hc_gp_desk_per_day(s);
    if (asked > used) {
        des_diagnostics_add(diagnostics,
                            "services.gp_asked_per_user: questions about the users of a list take "
                            "%.1f minutes a working day, more than the %.1f in which the desk is "
                            "used for all inhabitants (accepted: gp_asked_per_user up to %.2g)",
                            asked, used, s->gp_asked_per_user * used / asked);
    }
}

/* One way to a home: a visit, the drive there and back, must fit in a shift. */
static double farthest_min(const struct hc_parameters *p) {
    return 0.5 * (450.0 - p->shift.closing_min - p->shift.report_start_min);
}

static void check_reach(const struct hc_parameters *p, struct des_diagnostics *diagnostics) {
    double spread = 3.0 * hc_max(p->map.settlement_radius_km, 0.0);
    double km = p->travel.detour * hc_max(p->map.reach_km + (p->map.settlements > 0 ? spread : 0.0),
                                          3.0 * p->map.main_radius_km);
    double limit = farthest_min(p);
    double minutes = hc_travel_one_way_min(&p->travel, km);
    if (minutes > limit) {
        des_diagnostics_add(diagnostics,
                            "map.reach_km: a user %.0f km of road from the main settlement cannot "
                            "be reached: %.0f minutes one way (accepted: up to %.0f, there and "
                            "back in a shift)",
                            km, minutes, limit);
    }
}

/* A municipality's own tables: sound, and every place in them within reach. */
static void check_data(const struct hc_parameters *p, struct des_diagnostics *diagnostics) {
    struct hc_own_data data = {0};
    if (hc_own_data_take(&p->data, &data, diagnostics) == DES_OK) {
        hc_own_data_reach(&data, &p->travel, farthest_min(p), diagnostics);
        if (data.posts > 0 && p->staff.rota[0] != '\0') {
            des_diagnostics_add(diagnostics, "data.staff: with staff.rota, whose lines are posts "
                                             "(accepted: one of the two)");
        }
        if (data.settlements > 0 && p->ferry.settlements > 0) {
            des_diagnostics_add(diagnostics, "travel.ferry.settlements: with data.settlements, "
                                             "which says what lies beyond by its links "
                                             "(accepted: 0)");
        }
    }
    hc_own_data_fini(&data);
}

/* What lies beyond a ferry or a road that closes must be there and be reached. */
static void check_ways(const struct hc_parameters *p, struct des_diagnostics *diagnostics) {
    const struct hc_ferry *ferry = &p->ferry;
    if (ferry->settlements > p->map.settlements) {
        des_diagnostics_add(diagnostics,
                            "travel.ferry.settlements: %lld, but the map has %lld smaller "
                            "settlements (accepted: at most as many)",
                            (long long)ferry->settlements, (long long)p->map.settlements);
    }
    if (ferry->settlements > 0 && ferry->last <= ferry->first) {
        des_diagnostics_add(diagnostics,
                            "travel.ferry.last: the settlements beyond the ferry cannot be "
                            "reached: the last departure is not after the first (accepted: after "
                            "travel.ferry.first)");
    }
    double day = p->shift.evening_start - p->shift.day_start;
    if (ferry->settlements > 0 && 2.0 * ferry->crossing_min + ferry->interval_min > day) {
        des_diagnostics_add(diagnostics,
                            "travel.ferry.crossing_min: the settlements beyond the ferry cannot "
                            "be reached: across, back and one interval take %.0f minutes "
                            "(accepted: up to %.0f, a shift)",
                            2.0 * ferry->crossing_min + ferry->interval_min, day);
    }
    if (p->closed.days > 0.0 && p->closed.spell_days > p->closed.days * 4.0) {
        des_diagnostics_add(diagnostics,
                            "travel.closed.spell_days: %g, with %g days a year (accepted: up to "
                            "%g, one closure in four years)",
                            p->closed.spell_days, p->closed.days, p->closed.days * 4.0);
    }
}

void hc_rules_check(const struct hc_parameters *p, struct des_diagnostics *diagnostics) {
    struct hc_calendar calendar;
    struct des_error error = {0};
    if (hc_calendar_init(&calendar, p->calendar.start, &error) != DES_OK) {
        des_diagnostics_add(diagnostics, "%s", error.text);
    }
    check_sum(diagnostics, "staff.profession_share", p->staff.profession_share,
              HC_ROTA_PROFESSIONS);
    check_sum(diagnostics, "demand.need_nursing_only", p->demand.need_nursing_only, HC_NEEDS);
    check_sum(diagnostics, "demand.need_both", p->demand.need_both, HC_NEEDS);
    check_sum(diagnostics, "demand.complexity_67_plus", p->demand.complexity_67_plus,
              HC_COMPLEXITIES);
    check_sum(diagnostics, "demand.task_share", p->demand.task_share, HC_PRACTICAL_HELP);
    if (p->map.main_share + p->map.settlement_share > 1.0) {
        des_diagnostics_add(diagnostics,
                            "map.settlement_share: with map.main_share above 1 (accepted: at most "
                            "%g)",
                            1.0 - p->map.main_share);
    }
    if (p->staff.absence_self > p->staff.absence) {
        des_diagnostics_add(diagnostics,
                            "staff.absence_self: more than all absence (accepted: at "
                            "most %g)",
                            p->staff.absence);
    }
    if (p->services.legevakt_hospital + p->services.legevakt_kad > 1.0) {
        des_diagnostics_add(diagnostics,
                            "services.legevakt_kad: with legevakt_hospital above 1 (accepted: at "
                            "most %g)",
                            1.0 - p->services.legevakt_hospital);
    }
    if (p->levers.rota.on && p->staff.rota[0] != '\0') {
        des_diagnostics_add(diagnostics,
                            "arm.levers.rota: not beside a rota of one's own (accepted: staff.rota "
                            "= \"\")");
    }
    check_users(&p->municipality, diagnostics);
    check_desks(p, diagnostics);
    check_reach(p, diagnostics);
    check_ways(p, diagnostics);
    check_data(p, diagnostics);
    check_rota(p, diagnostics);
    check_full_post(p, diagnostics);
    check_own_rota(p, diagnostics);
}
