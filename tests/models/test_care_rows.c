/* Each organisation does what its row says, seen in runs of the place with and without it.
 * Doses and some values are larger than life, so that few runs show the mechanism. */
#include "world_fixture.h"

static const char *const place_sets[] = {SMALL_RURAL,
                                         "calendar.warm_up_days=14",
                                         "municipality.care_housing_per_1000=20",
                                         "municipality.municipal_acute_beds=6",
                                         "municipality.nursing_home_places=90",
                                         "services.intermediate_beds=6",
                                         "function.months_before=36",
                                         "function.recruited_inside=0",
                                         "staff.leaving_aks=0",
                                         NULL};

/* Totals of some replications of one arm, over all strata. */
struct sums {
    double total[HC_STRATA * HC_TOTALS];
};

static struct sums run_sums(void **state, const char *const *arm, int64_t days, uint64_t count,
                            run_look look, void *context) {
    struct sums sums = {0};
    for (uint64_t r = 0; r < count; r++) {
        struct run *run = run_world(*state, &(struct run_wish){.sets = place_sets,
                                                               .arm = arm,
                                                               .days = days,
                                                               .seed = 19,
                                                               .replicate = r,
                                                               .look = look,
                                                               .look_context = context});
        for (size_t t = 0; t < HC_STRATA * HC_TOTALS; t++) {
            sums.total[t] += run->totals[t];
        }
        free_run(run);
    }
    return sums;
}

static double of(const struct sums *sums, enum hc_total total) {
    return sums->total[total];
}
static double in_housing(const struct sums *sums, enum hc_total total) {
    return sums->total[HC_STRATUM_CARE_HOUSING * HC_TOTALS + total];
}
static double answer_hours(const struct sums *sums) {
    return in_housing(sums, HC_TOTAL_gp_answer_hours) / in_housing(sums, HC_TOTAL_gp_questions);
}

/* The rotas of own staff, from the shifts they work or are away from. */
struct own_shifts {
    size_t all, weekend, evening, near; /* near: weekends sooner after another than agreed */
    double shortest_rest;
    double longest_away; /* days from one shift to the next */
};

static struct own_shifts own_shifts_of(void **state, const char *const *arm, int64_t interval) {
    enum { MOST_POSTS = 8 };
    int64_t weekend[MOST_POSTS], first = -1;
    double end[MOST_POSTS];
    struct own_shifts own = {.shortest_rest = INFINITY};
    for (int i = 0; i < MOST_POSTS; i++) {
        weekend[i] = -100;
        end[i] = -INFINITY;
    }
    struct run *run = run_world(
        *state,
        &(struct run_wish){
            .sets = place_sets, .arm = arm, .days = 168, .seed = 19, .trace = DES_TRACE_FULL});
    const struct rows *shifts = &run->table[HC_TABLE_SHIFTS];
    for (size_t i = 0; i < shifts->count; i++) { /* by their ends */
        const union des_cell *c = row_at(shifts, i);
        if (c[SHIFT_profession].i32 != HC_AKS || c[SHIFT_zone].i32 != -1) {
            continue;
        }
        first = first < 0 || c[SHIFT_worker].i32 < first ? c[SHIFT_worker].i32 : first;
        int64_t post = c[SHIFT_worker].i32 - first, day = (int64_t)(c[SHIFT_start].f64 / HC_DAY);
        assert_true(post >= 0 && post < MOST_POSTS);
        own.all++;
        own.evening += fmod(c[SHIFT_start].f64, HC_DAY) > 800.0;
        own.shortest_rest = fmin(own.shortest_rest, c[SHIFT_start].f64 - end[post]);
        if (isfinite(end[post])) {
            own.longest_away = fmax(own.longest_away, (c[SHIFT_start].f64 - end[post]) / HC_DAY);
        }
        end[post] = c[SHIFT_end].f64;
        if (day % 7 >= 5) {
            own.weekend++;
            own.near += day / 7 != weekend[post] && day / 7 - weekend[post] < interval;
            weekend[post] = day / 7;
        }
    }
    free_run(run);
    return own;
}

/* S14: two by day, two in the evening, every fourth weekend; S8: every third; S2: day work. */
static void own_staff_have_the_weekends_and_evenings_of_their_organisation(void **state) {
    static const char *const pool[] = {"arm.model=nurse_pool", "arm.post=added",
                                       "care.nurse_pool.staffing.fixed=4",
                                       "care.nurse_pool.staffing.pulled=0", NULL};
    static const char *const ward[] = {"arm.model=intermediate_ward", "arm.post=added",
                                       "care.intermediate_ward.staffing.fixed=2",
                                       "care.intermediate_ward.staffing.pulled=0", NULL};
    static const char *const team[] = {"arm.model=expert_team",
                                       "arm.post=added",
                                       "care.expert_team.staffing.fixed=2",
                                       "care.expert_team.staffing.ordinary_work=false",
                                       "care.expert_team.staffing.pulled=0",
                                       NULL};
    struct own_shifts s14 = own_shifts_of(state, pool, 4), s8 = own_shifts_of(state, ward, 3),
                      s2 = own_shifts_of(state, team, 3);
    print_message("own shifts, of them weekend and evening: S14 %zu, %zu, %zu; S8 %zu, %zu, %zu; "
                  "S2 %zu, %zu, %zu\n",
                  s14.all, s14.weekend, s14.evening, s8.all, s8.weekend, s8.evening, s2.all,
                  s2.weekend, s2.evening);
    assert_true(s14.near == 0 && s8.near == 0);
    assert_true(s14.shortest_rest >= 600.0 && s8.shortest_rest >= 600.0); /* tasks run over */
    assert_near((double)s14.weekend, 4.0 * 24.0 / 4.0 * 2.0, 12.0);
    assert_near((double)s8.weekend, 2.0 * 24.0 / 3.0 * 2.0, 8.0);
    assert_near((double)s14.evening / (double)s14.all, 0.45, 0.07);
    assert_true(s8.evening == 0 && s2.weekend == 0 && s2.evening == 0);
    assert_true(s2.all > 150 && s14.all > 300);
}

/* Of whom she visits she reaches those whom she deals with herself: without, the referred only. */
static void s1_uses_her_skill_in_the_rota_and_has_a_day_a_week(void **state) {
    static const char *const arm[] = {"arm.model=ordinary_rota", "arm.post=added",
                                      "care.ordinary_rota.staffing.fixed=1",
                                      "care.ordinary_rota.staffing.pulled=0", NULL};
    static const char *const all_week[] = {"arm.model=ordinary_rota",
                                           "arm.post=added",
                                           "care.ordinary_rota.staffing.fixed=1",
                                           "care.ordinary_rota.staffing.pulled=0",
                                           "care.ordinary_rota.staffing.in_rota=0",
                                           NULL};
    static const char *const hands[] = {"arm.model=ordinary_rota",
                                        "arm.post=added",
                                        "care.ordinary_rota.staffing.fixed=1",
                                        "care.ordinary_rota.staffing.pulled=0",
                                        "care.ordinary_rota.at_hand.uses_skill=0",
                                        NULL};
    struct sums one = run_sums(state, arm, 364, 3, NULL, NULL);
    struct sums five = run_sums(state, all_week, 364, 3, NULL, NULL);
    struct sums visits = run_sums(state, hands, 364, 3, NULL, NULL);
    double share = of(&one, HC_TOTAL_own_set_aside) / of(&five, HC_TOTAL_own_set_aside);
    print_message("S1: %.2f of the week set aside, %.0f shifts in the rota, %.0f users reached, "
                  "%.0f when she only visits\n",
                  share, of(&one, HC_TOTAL_own_rota_shifts), of(&one, HC_TOTAL_users_reached),
                  of(&visits, HC_TOTAL_users_reached));
    assert_near(share, 0.20, 0.08);
    assert_true(of(&one, HC_TOTAL_own_rota_shifts) > 300.0);
    assert_true(of(&one, HC_TOTAL_users_reached) > of(&visits, HC_TOTAL_users_reached) + 3.0);
    assert_true(of(&five, HC_TOTAL_own_rota_shifts) == 0.0);
}

static void s3_shortens_the_answer_and_spares_legevakt_for_care_housing(void **state) {
    static const char *const arm[] = {"arm.model=gp_team", "arm.post=added",
                                      "care.gp_team.staffing.fixed=2", NULL};
    struct sums base = run_sums(state, NULL, 364, 6, NULL, NULL);
    struct sums team = run_sums(state, arm, 364, 6, NULL, NULL);
    print_message("S3: hours to a GP's answer %.1f -> %.1f, legevakt contacts of care housing "
                  "%.0f -> %.0f\n",
                  answer_hours(&base), answer_hours(&team),
                  in_housing(&base, HC_TOTAL_legevakt_contacts),
                  in_housing(&team, HC_TOTAL_legevakt_contacts));
    assert_true(answer_hours(&team) < 0.7 * answer_hours(&base));
    assert_true(in_housing(&team, HC_TOTAL_legevakt_contacts) <
                in_housing(&base, HC_TOTAL_legevakt_contacts));
}

/* Which zones own staff guided, and whether anybody was met outside of the first. */
struct reach {
    size_t guided, zones;
    bool outside;
};
static void look_at_reach(const struct hc_world *world, void *context) {
    struct reach *reach = context;
    *reach = (struct reach){.zones = world->map.zone_count};
    for (uint32_t z = 0; z < world->map.zone_count; z++) {
        reach->guided += isfinite(world->care.contacts.guided_at[z]);
    }
    for (size_t i = 0; i < world->people.here_count; i++) {
        const struct hc_user *user = hc_user_at(world, world->people.here[i]);
        reach->outside = reach->outside || (user->reached && user->zone != 0);
    }
}

static void s4_serves_all_zones_and_s5_its_own(void **state) {
    static const char *const ambulating[] = {"arm.model=ambulating", "arm.post=added",
                                             "care.ambulating.staffing.pulled=0", NULL};
    static const char *const zone[] = {"arm.model=zone_aks", "arm.post=added",
                                       "care.zone_aks.staffing.pulled=0", NULL};
    struct reach all, own;
    (void)run_sums(state, ambulating, 168, 1, look_at_reach, &all);
    struct sums sums = run_sums(state, zone, 168, 1, look_at_reach, &own);
    assert_true(all.zones > 1 && all.guided == all.zones && all.outside);
    assert_true(own.guided == 1 && !own.outside);
    assert_true(of(&sums, HC_TOTAL_users_reached) > 3.0);
}

static double lost(const struct sums *sums) {
    return of(sums, HC_TOTAL_gp_messages_lost) / of(sums, HC_TOTAL_gp_questions);
}

/* S4, S2: two for all zones are at each base seldom; no team reaches each base once a week. */
static void s4_settles_levels_and_s2_does_not_reach_each_base_each_week(void **state) {
    static const char *const levels[2][6] = {
        {"arm.model=ambulating", "arm.post=added", "care.ambulating.staffing.fixed=3",
         "care.ambulating.referral.refer_new=1", "care.ambulating.treatment_level.stays=0"},
        {"arm.model=ambulating", "arm.post=added", "care.ambulating.staffing.fixed=3",
         "care.ambulating.referral.refer_new=1", "care.ambulating.treatment_level.stays=1"}};
    static const char *const team[] = {"arm.model=expert_team", "arm.post=added",
                                       "care.expert_team.staffing.fixed=1",
                                       "care.expert_team.referral.refer_change=0.5", NULL};
    struct sums open = run_sums(state, levels[0], 364, 3, NULL, NULL);
    struct sums settled = run_sums(state, levels[1], 364, 3, NULL, NULL);
    struct sums s2 = run_sums(state, team, 364, 3, NULL, NULL);
    print_message(
        "S4: beds instead of hospital %.0f and %.0f; at bases %.0f times of %.0f; S2 %.0f "
        "of %.0f\n",
        of(&open, HC_TOTAL_own_local_beds), of(&settled, HC_TOTAL_own_local_beds),
        of(&settled, HC_TOTAL_own_base_visits), of(&settled, HC_TOTAL_own_base_wanted),
        of(&s2, HC_TOTAL_own_base_visits), of(&s2, HC_TOTAL_own_base_wanted));
    assert_true(of(&open, HC_TOTAL_own_local_beds) == 0.0);
    assert_true(of(&settled, HC_TOTAL_own_local_beds) > 0.0);
    assert_true(of(&settled, HC_TOTAL_kad_stays) > of(&open, HC_TOTAL_kad_stays));
    assert_true(of(&settled, HC_TOTAL_own_coordination) > 0.0);
    assert_true(of(&settled, HC_TOTAL_own_base_wanted) < 0.5 * of(&s2, HC_TOTAL_own_base_wanted));
    assert_true(of(&s2, HC_TOTAL_own_base_visits) < 0.95 * of(&s2, HC_TOTAL_own_base_wanted));
}

/* Days on which little waits go to the lists of her zone: colleagues have more hands. */
static void s5_takes_ordinary_visits_when_little_waits(void **state) {
    static const char *const helps[] = {"arm.model=zone_aks", "arm.post=added", NULL};
    static const char *const waits[] = {"arm.model=zone_aks", "arm.post=added",
                                        "care.zone_aks.staffing.ordinary_work=false", NULL};
    struct sums yes = run_sums(state, helps, 182, 3, NULL, NULL);
    struct sums no = run_sums(state, waits, 182, 3, NULL, NULL);
    double idle[2] = {of(&yes, HC_TOTAL_own_idle) / of(&yes, HC_TOTAL_own_set_aside),
                      of(&no, HC_TOTAL_own_idle) / of(&no, HC_TOTAL_own_set_aside)};
    print_message(
        "S5: idle %.2f of the time set aside, else %.2f; ordinary visits %.2f; tasks done "
        "%.0f and %.0f; called in %.0f and %.0f\n",
        idle[0], idle[1], of(&yes, HC_TOTAL_own_ordinary) / of(&yes, HC_TOTAL_own_set_aside),
        of(&yes, HC_TOTAL_own_tasks_done), of(&no, HC_TOTAL_own_tasks_done),
        of(&yes, HC_TOTAL_called_in_shifts), of(&no, HC_TOTAL_called_in_shifts));
    assert_true(of(&no, HC_TOTAL_own_ordinary) == 0.0 && of(&yes, HC_TOTAL_own_ordinary) > 0.0);
    assert_true(idle[0] < 0.4 * idle[1]);
    assert_true(of(&yes, HC_TOTAL_own_tasks_done) > 0.8 * of(&no, HC_TOTAL_own_tasks_done));
    assert_true(of(&yes, HC_TOTAL_called_in_shifts) < of(&no, HC_TOTAL_called_in_shifts));
    assert_near(of(&yes, HC_TOTAL_own_set_aside), of(&no, HC_TOTAL_own_set_aside),
                0.02 * of(&no, HC_TOTAL_own_set_aside));
}

/* Many GPs meet her seldom each. */
static double accepted_by(void **state, const char *gps) {
    const char *const arm[] = {"arm.model=district", "arm.post=added", "function.months_before=0",
                               gps, NULL};
    struct sums sums = run_sums(state, arm, 364, 2, NULL, NULL);
    return of(&sums, HC_TOTAL_gp_acceptance) / of(&sums, HC_TOTAL_accept_samples);
}

static void s6_is_accepted_slowly_by_many_gps(void **state) {
    double many = accepted_by(state, "care.district.area.gps=400"),
           few = accepted_by(state, "care.district.area.gps=2");
    print_message("S6: accepted by 400 GPs %.2f, by 2 %.2f\n", many, few);
    assert_true(many < 0.40 && few > many + 0.10);
}

static void s6_loses_fewer_messages(void **state) {
    static const char *const arm[] = {"arm.model=district",
                                      "arm.post=added",
                                      "care.district.staffing.fixed=2",
                                      "care.district.coordination.share=1",
                                      "services.gp_lost=0.4",
                                      "services.gp_lost_contact=0",
                                      NULL};
    static const char *const without[] = {"services.gp_lost=0.4", NULL};
    struct sums base = run_sums(state, without, 182, 4, NULL, NULL);
    struct sums team = run_sums(state, arm, 182, 4, NULL, NULL);
    print_message("S6: lost of GP questions %.2f -> %.2f\n", lost(&base), lost(&team));
    assert_true(lost(&team) < 0.9 * lost(&base));
    assert_true(of(&team, HC_TOTAL_own_coordination) > 0.0);
}

static void s7_and_s8_take_in_locally_whom_hospital_would_get(void **state) {
    static const char *const s7[] = {"arm.model=legevakt_ward", "arm.post=added",
                                     "care.legevakt_ward.local_bed.roads_closed=0.5", NULL};
    static const char *const s8[] = {"arm.model=intermediate_ward", "arm.post=added",
                                     "care.intermediate_ward.local_bed.share=0.5", NULL};
    struct sums base = run_sums(state, NULL, 182, 4, NULL, NULL);
    struct sums ward = run_sums(state, s7, 182, 4, NULL, NULL);
    struct sums between = run_sums(state, s8, 182, 4, NULL, NULL);
    print_message("admissions %.0f, S7 %.0f, S8 %.0f; municipal acute stays %.0f, S7 %.0f; "
                  "intermediate %.0f, S8 %.0f\n",
                  of(&base, HC_TOTAL_acute_admissions), of(&ward, HC_TOTAL_acute_admissions),
                  of(&between, HC_TOTAL_acute_admissions), of(&base, HC_TOTAL_kad_stays),
                  of(&ward, HC_TOTAL_kad_stays), of(&base, HC_TOTAL_intermediate_stays),
                  of(&between, HC_TOTAL_intermediate_stays));
    assert_true(of(&ward, HC_TOTAL_kad_stays) > 1.3 * of(&base, HC_TOTAL_kad_stays));
    assert_true(of(&ward, HC_TOTAL_acute_admissions) < of(&base, HC_TOTAL_acute_admissions));
    assert_true(of(&between, HC_TOTAL_intermediate_stays) >
                of(&base, HC_TOTAL_intermediate_stays) + 5.0);
    assert_true(of(&between, HC_TOTAL_acute_admissions) < of(&base, HC_TOTAL_acute_admissions));
}

/* Between tasks they are at the ward, and leave it when one comes: nothing else changes. */
static void s7_and_s14_are_at_the_ward_between_tasks(void **state) {
    static const struct {
        const char *name, *model, *waiting;
    } of_ward[] = {
        {"S7", "arm.model=legevakt_ward", "care.legevakt_ward.staffing.between_tasks=waiting"},
        {"S14", "arm.model=nurse_pool", "care.nurse_pool.staffing.between_tasks=waiting"}};
    for (size_t i = 0; i < sizeof of_ward / sizeof *of_ward; i++) {
        const char *const ward[] = {of_ward[i].model, "arm.post=added", NULL};
        const char *const waits[] = {of_ward[i].model, "arm.post=added", of_ward[i].waiting, NULL};
        struct sums a = run_sums(state, ward, 84, 1, NULL, NULL);
        struct sums b = run_sums(state, waits, 84, 1, NULL, NULL);
        print_message("%s: hours at the ward %.0f, else %.0f and %.0f without a task\n",
                      of_ward[i].name, of(&a, HC_TOTAL_own_ward_work) / 60.0,
                      of(&b, HC_TOTAL_own_ward_work) / 60.0, of(&b, HC_TOTAL_own_idle) / 60.0);
        assert_case(of_ward[i].name, of(&a, HC_TOTAL_own_idle) == 0.0);
        assert_case(of_ward[i].name, of(&b, HC_TOTAL_own_idle) > 0.0);
        assert_case(of_ward[i].name,
                    of(&a, HC_TOTAL_own_ward_work) ==
                        of(&b, HC_TOTAL_own_ward_work) + of(&b, HC_TOTAL_own_idle));
        assert_case(of_ward[i].name,
                    of(&a, HC_TOTAL_own_tasks_done) == of(&b, HC_TOTAL_own_tasks_done) &&
                        of(&a, HC_TOTAL_acute_admissions) == of(&b, HC_TOTAL_acute_admissions));
    }
}

static double sent_in(void **state, const char *notice) {
    const char *const arm[] = {"arm.model=nursing_home_expert", "arm.post=added",
                               "care.nursing_home_expert.nursing_home.wards=10", notice, NULL};
    struct sums sums = run_sums(state, arm, 364, 3, NULL, NULL);
    assert_true(of(&sums, HC_TOTAL_own_rota_shifts) > 0.0);
    assert_true(sums.total[HC_STRATUM_CARE_HOUSING * HC_TOTALS + HC_TOTAL_users_reached] ==
                of(&sums, HC_TOTAL_users_reached)); /* as any nurse on her routes */
    return of(&sums, HC_TOTAL_ward_admissions) / of(&sums, HC_TOTAL_ward_deteriorations);
}

/* Both ways: guidance may help, and may harm. */
static void s9_changes_who_is_sent_in_from_nursing_homes(void **state) {
    struct sums base = run_sums(state, NULL, 364, 3, NULL, NULL);
    double without = of(&base, HC_TOTAL_ward_admissions) / of(&base, HC_TOTAL_ward_deteriorations);
    double good = sent_in(state, "aks.guidance_notice=1.8"),
           bad = sent_in(state, "aks.guidance_notice=0.4");
    print_message("S9: sent in of deteriorations %.3f, guided well %.3f, badly %.3f\n", without,
                  good, bad);
    assert_near(without, 0.70, 0.06); /* 1 - notice x success */
    assert_true(good < without - 0.05 && bad > without + 0.03);
}

static void s10_and_s11_are_here_on_some_days_and_drive(void **state) {
    static const char *const s10[] = {"arm.model=inter_municipal", "arm.post=added",
                                      "care.inter_municipal.staffing.pulled=0", NULL};
    static const char *const s11[] = {"arm.model=split_post", "arm.post=added", NULL};
    static const char *const whole[] = {"arm.model=inter_municipal",
                                        "arm.post=added",
                                        "care.inter_municipal.staffing.pulled=0",
                                        "care.inter_municipal.staffing.here=1",
                                        "care.inter_municipal.staffing.away_km=0",
                                        NULL};
    struct sums shared = run_sums(state, s10, 336, 2, NULL, NULL);
    struct sums split = run_sums(state, s11, 336, 2, NULL, NULL);
    struct sums own = run_sums(state, whole, 336, 2, NULL, NULL);
    double whole_post = of(&own, HC_TOTAL_own_set_aside);
    double here[2] = {of(&shared, HC_TOTAL_own_set_aside) / whole_post,
                      of(&split, HC_TOTAL_own_set_aside) / whole_post};
    double road[2] = {of(&shared, HC_TOTAL_own_travel) / of(&shared, HC_TOTAL_own_duty),
                      of(&own, HC_TOTAL_own_travel) / of(&own, HC_TOTAL_own_duty)};
    print_message("share of a post here: S10 %.2f, S11 %.2f; on the road %.2f against %.2f; users "
                  "met %.0f against %.0f\n",
                  here[0], here[1], road[0], road[1], of(&shared, HC_TOTAL_users_reached),
                  of(&own, HC_TOTAL_users_reached));
    assert_near(here[0], 0.40, 0.08);
    assert_near(here[1], 0.20, 0.06);
    assert_true(road[0] > road[1] + 0.10);
    assert_true(of(&shared, HC_TOTAL_users_reached) < of(&own, HC_TOTAL_users_reached));
    assert_true(of(&split, HC_TOTAL_own_discharge_follow_up) > 0.0);
}

/* Longest time between two days here, and days here, of a post of a fifth. */
static struct own_shifts stays(void **state, const char *weeks, struct sums *sums) {
    const char *const arm[] = {"arm.model=split_post",
                               "arm.post=added",
                               "care.split_post.staffing.fixed=4",
                               "care.split_post.staffing.ordinary_work=false",
                               "care.split_post.discharge.complex_only=false",
                               weeks,
                               NULL};
    *sums = run_sums(state, arm, 336, 3, NULL, NULL);
    return own_shifts_of(state, arm, 3);
}

/* One in five days, or one in five weeks: as many days, but who comes home from hospital is not
 * followed up in time when the next one is weeks ahead. */
static void s11_is_here_a_day_a_week_or_a_week_at_a_time(void **state) {
    struct sums day, week;
    struct own_shifts days = stays(state, "care.split_post.staffing.weeks_apart=0", &day);
    struct own_shifts weeks = stays(state, "care.split_post.staffing.weeks_apart=5", &week);
    double done[2] = {of(&day, HC_TOTAL_own_discharge_follow_up),
                      of(&week, HC_TOTAL_own_discharge_follow_up)};
    print_message(
        "S11: %zu and %zu days here, the longest time away %.0f and %.0f days; minutes of "
        "follow-up after discharge %.0f and %.0f\n",
        days.all, weeks.all, days.longest_away, weeks.longest_away, done[0], done[1]);
    assert_near((double)weeks.all, (double)days.all, 0.25 * (double)days.all);
    assert_true(days.longest_away < 15.0 || weeks.longest_away > 2.0 * days.longest_away);
    assert_true(weeks.longest_away >= 28.0);
    assert_true(done[1] < 0.6 * done[0]);
}

/* How many of those who came home in this run, two weeks ago or more, are followed up. */
struct follow_up {
    size_t home, followed;
};
static void look_at_follow_up(const struct hc_world *world, void *context) {
    struct follow_up *look = context;
    for (size_t i = 0; i < world->people.here_count; i++) {
        const struct hc_user *user = hc_user_at(world, world->people.here[i]);
        double days = (hc_now(world) - user->discharged_at) / HC_DAY;
        bool counts = user->state == HC_AT_HOME && user->in_30_days && days > 14.0;
        look->home += counts;
        look->followed += counts && user->followed_up;
    }
}

/* Who comes home while she is away for weeks is followed up as without her. */
static void a_follow_up_that_comes_too_late_goes_the_ordinary_way(void **state) {
    static const char *const sets[] = {"arm.model=split_post",
                                       "arm.post=added",
                                       "care.split_post.staffing.weeks_apart=5",
                                       "care.split_post.discharge.share=1",
                                       "care.split_post.discharge.complex_only=false",
                                       "care.split_post.discharge.wait_limit_days=2",
                                       "services.follow_up_ordinary=1",
                                       NULL};
    struct follow_up look = {0};
    struct sums sums = run_sums(state, sets, 182, 3, look_at_follow_up, &look);
    print_message("home for two weeks or more %zu, of them followed up %zu; minutes of hers %.0f\n",
                  look.home, look.followed, of(&sums, HC_TOTAL_own_discharge_follow_up));
    assert_true(look.home > 20 && of(&sums, HC_TOTAL_own_discharge_follow_up) > 0.0);
    assert_true(look.followed == look.home);
}

static struct sums consulting(void **state, const char *spared) {
    const char *const arm[] = {"arm.model=gp_consultations", "arm.post=added", spared, NULL};
    return run_sums(state, arm, 182, 3, NULL, NULL);
}

/* Work left on a desk of her office in the evening: the first lists, here both of the place. */
static double office_left(const struct sums *sums) {
    return of(sums, HC_TOTAL_gp_office_evening) / of(sums, HC_TOTAL_gp_office_days);
}

static void s12_may_spare_gps_time_or_cost_them_more(void **state) {
    struct sums none = consulting(state, "care.gp_consultations.consultations.gp_minutes_spared=0");
    struct sums much =
        consulting(state, "care.gp_consultations.consultations.gp_minutes_spared=30");
    struct sums less =
        consulting(state, "care.gp_consultations.consultations.gp_minutes_spared=-20");
    double hours[3];
    const struct sums *all[3] = {&none, &much, &less};
    for (int i = 0; i < 3; i++) {
        hours[i] = of(all[i], HC_TOTAL_gp_answer_hours) / of(all[i], HC_TOTAL_gp_questions);
    }
    print_message("S12: %.0f consultations; hours to an answer %.1f, GPs spared %.1f, burdened "
                  "%.1f\n",
                  of(&none, HC_TOTAL_own_consultations), hours[0], hours[1], hours[2]);
    assert_true(of(&none, HC_TOTAL_own_consultations) > 500.0);
    assert_true(hours[1] < hours[0] && hours[2] > hours[0]);
    print_message("S12: minutes left on a desk of the office %.0f, %.0f, %.0f\n",
                  office_left(&none), office_left(&much), office_left(&less));
    assert_true(office_left(&much) < 0.6 * office_left(&none));
    assert_true(office_left(&less) > 1.5 * office_left(&none));
    assert_true(of(&much, HC_TOTAL_gp_desk_worked) < of(&none, HC_TOTAL_gp_desk_worked));
    assert_true(of(&much, HC_TOTAL_gp_spared_minutes) > 0.0);
    assert_true(of(&none, HC_TOTAL_gp_spared_minutes) == 0.0);
    assert_true(of(&less, HC_TOTAL_gp_spared_minutes) < 0.0);
}

/* The state pays the municipality for what she does on delegation; all else stays as it is. */
static void s12_brings_the_municipality_a_refund_from_the_state(void **state) {
    struct sums with = consulting(state, "money.consultation_refund=160");
    struct sums without = consulting(state, "money.consultation_refund=0");
    double oere = 16000.0 * of(&with, HC_TOTAL_own_consultations);
    assert_true(oere > 0.0);
    assert_near(of(&with, HC_TOTAL_cost_state) - of(&without, HC_TOTAL_cost_state), oere, 1e-3);
    assert_near(of(&without, HC_TOTAL_cost_municipality) - of(&with, HC_TOTAL_cost_municipality),
                oere, 1e-3);
    assert_true(of(&with, HC_TOTAL_gp_answer_hours) == of(&without, HC_TOTAL_gp_answer_hours));
}

static void s13_and_s14_are_nurses_with_a_nurses_values(void **state) {
    static const char *const models[] = {"patient_centred_team", "nurse_pool"};
    for (int i = 0; i < 2; i++) {
        char model[64];
        (void)snprintf(model, sizeof model, "arm.model=%s", models[i]);
        const char *const better[] = {model, "arm.post=added", "aks.success_procedure=1",
                                      "aks.notice_assessment=1", NULL};
        const char *const usual[] = {model, "arm.post=added", NULL};
        struct sums a = run_sums(state, better, 84, 1, NULL, NULL);
        struct sums b = run_sums(state, usual, 84, 1, NULL, NULL);
        assert_case(models[i], memcmp(&a, &b, sizeof a) == 0);
        assert_case(models[i], of(&a, HC_TOTAL_own_tasks_done) > 0.0);
    }
}

/* S14: on-site staff are guided at the rounds, and call the pool instead of the GP. */
static void s14_answers_the_wards_and_guides_them(void **state) {
    static const char *const pool[] = {"arm.model=nurse_pool", "arm.post=added",
                                       "care.nurse_pool.staffing.fixed=4",
                                       "nurse.guidance_notice=1.5", NULL};
    static const char *const mute[] = {"arm.model=nurse_pool",
                                       "arm.post=added",
                                       "care.nurse_pool.staffing.fixed=4",
                                       "nurse.guidance_notice=1.5",
                                       "care.nurse_pool.round.guides=false",
                                       NULL};
    struct sums base = run_sums(state, NULL, 364, 3, NULL, NULL);
    struct sums team = run_sums(state, pool, 364, 3, NULL, NULL);
    struct sums silent = run_sums(state, mute, 364, 3, NULL, NULL);
    double noticed[2] = {in_housing(&team, HC_TOTAL_changes_unnoticed),
                         in_housing(&silent, HC_TOTAL_changes_unnoticed)};
    print_message(
        "S14: hours to a GP's answer %.1f -> %.1f; unnoticed in care housing %.0f, without "
        "guidance %.0f\n",
        answer_hours(&base), answer_hours(&team), noticed[0], noticed[1]);
    assert_true(answer_hours(&team) < 0.7 * answer_hours(&base));
    assert_true(of(&team, HC_TOTAL_housing_answer_hours) ==
                in_housing(&team, HC_TOTAL_gp_answer_hours));
    assert_true(noticed[0] < noticed[1]);
}

static void s15_works_through_what_colleagues_notice(void **state) {
    static const char *const strong[] = {"arm.model=professional_developer", "arm.post=added",
                                         "aks.guidance_notice=3",
                                         "care.professional_developer.staffing.pulled=0", NULL};
    struct sums base = run_sums(state, NULL, 182, 4, NULL, NULL);
    struct sums team = run_sums(state, strong, 182, 4, NULL, NULL);
    double before = of(&base, HC_TOTAL_changes_noticed) / of(&base, HC_TOTAL_changes);
    double after = of(&team, HC_TOTAL_changes_noticed) / of(&team, HC_TOTAL_changes);
    print_message("S15: noticed %.2f -> %.2f, users met %.0f\n", before, after,
                  of(&team, HC_TOTAL_users_reached));
    assert_true(after > before + 0.03);
    assert_true(of(&team, HC_TOTAL_users_reached) == 0.0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(own_staff_have_the_weekends_and_evenings_of_their_organisation),
        cmocka_unit_test(s1_uses_her_skill_in_the_rota_and_has_a_day_a_week),
        cmocka_unit_test(s3_shortens_the_answer_and_spares_legevakt_for_care_housing),
        cmocka_unit_test(s4_serves_all_zones_and_s5_its_own),
        cmocka_unit_test(s4_settles_levels_and_s2_does_not_reach_each_base_each_week),
        cmocka_unit_test(s5_takes_ordinary_visits_when_little_waits),
        cmocka_unit_test(s6_is_accepted_slowly_by_many_gps),
        cmocka_unit_test(s6_loses_fewer_messages),
        cmocka_unit_test(s7_and_s8_take_in_locally_whom_hospital_would_get),
        cmocka_unit_test(s7_and_s14_are_at_the_ward_between_tasks),
        cmocka_unit_test(s9_changes_who_is_sent_in_from_nursing_homes),
        cmocka_unit_test(s10_and_s11_are_here_on_some_days_and_drive),
        cmocka_unit_test(s11_is_here_a_day_a_week_or_a_week_at_a_time),
        cmocka_unit_test(a_follow_up_that_comes_too_late_goes_the_ordinary_way),
        cmocka_unit_test(s12_may_spare_gps_time_or_cost_them_more),
        cmocka_unit_test(s12_brings_the_municipality_a_refund_from_the_state),
        cmocka_unit_test(s13_and_s14_are_nurses_with_a_nurses_values),
        cmocka_unit_test(s14_answers_the_wards_and_guides_them),
        cmocka_unit_test(s15_works_through_what_colleagues_notice),
    };
    return cmocka_run_group_tests(tests, make_world, destroy_world);
}
