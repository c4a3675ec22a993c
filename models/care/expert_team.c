/* models/care/expert_team.c - S2: an interdisciplinary expert team in home care.
 *
 * By referral: when a change is noticed or a complex user enters, the matter may
 * go to the team; an AKS makes a broad assessment at home with a medication
 * review, writes to the GP, and follows up.  The team follows complex users home
 * from hospital, wants to be at each base once a week, and teaches there. */
#include "list.h"

struct expert_team {
    double posts_per_1000_users;
    int64_t posts_fixed;
    double refer_change;
    double refer_new;
    double refer_discharge;
    double answer_acute;
    double assessment_min;
    double assessment_office_min;
    double review_min;
    double follow_up_min;
    double follow_up_office_min;
    double follow_ups;
    double follow_up_days;
    double base_visits_per_week;
    double base_presence_min;
    double teaching_weeks;
    double leader_share;
    double wait_limit_days;
};

#define REAL(...) DES_REAL(struct expert_team, __VA_ARGS__)
static const struct des_param params[] = {
    REAL(posts_per_1000_users, "1/1000", 1.8, 0.0, 100.0,
         "NSF 2023: 6 AKS for about 3450 users in Drammen = 1.7", DES_GRADE_D,
         "AKS posts per 1000 users, rounded to whole posts, at least one"),
    DES_INT(struct expert_team, posts_fixed, "1", -1, -1, 1000, "the experiment", DES_GRADE_D,
            "posts; -1: by the number of users; 0: none, equal to the baseline"),
    REAL(refer_change, "1", 0.25, 0.0, 1.0, "derived: 370 referrals a year for 3 AKS", DES_GRADE_D,
         "share of noticed changes referred to the team; twice that when complex"),
    REAL(refer_new, "1", 0.50, 0.0, 1.0, "assumed", DES_GRADE_D,
         "share of complex new users referred"),
    REAL(refer_discharge, "1", 0.80, 0.0, 1.0, "assumed; ordinary practice .30", DES_GRADE_D,
         "share of complex users followed up by the team within 72 hours of discharge"),
    REAL(answer_acute, "1", 0.50, 0.0, 1.0, "assumed", DES_GRADE_D,
         "share of acute calls in the team's hours that reach it"),
    REAL(assessment_min, "min", 90.0, 15.0, 240.0, "assumed: 60-120", DES_GRADE_D,
         "a broad first assessment at home"),
    REAL(assessment_office_min, "min", 65.0, 0.0, 240.0, "assumed: note 45, calls 20", DES_GRADE_D,
         "note to the GP, plan and calls after it"),
    REAL(review_min, "min", 25.0, 0.0, 240.0, "assumed", DES_GRADE_D,
         "medication review within the first assessment, GP's part included"),
    REAL(follow_up_min, "min", 40.0, 5.0, 240.0, "assumed: 25-60", DES_GRADE_D,
         "a follow-up visit"),
    REAL(follow_up_office_min, "min", 15.0, 0.0, 240.0, "assumed", DES_GRADE_D,
         "note after a follow-up visit"),
    REAL(follow_ups, "1", 2.5, 0.0, 20.0, "assumed", DES_GRADE_D, "follow-up visits per referral"),
    REAL(follow_up_days, "d", 7.0, 0.0, 90.0, "assumed: weekly", DES_GRADE_D,
         "days from the assessment to the first follow-up visit, and between them"),
    REAL(base_visits_per_week, "1/week", 1.0, 0.0, 5.0, "Fafo 2025:03 ch. 7.3", DES_GRADE_B,
         "how often the team wants to be at each base"),
    REAL(base_presence_min, "min", 60.0, 0.0, 450.0, "assumed", DES_GRADE_D, "a visit to a base"),
    REAL(teaching_weeks, "week", 4.0, 1.0, 52.0, "assumed: monthly", DES_GRADE_D,
         "weeks between lessons at a base (45 min, 30 to prepare)"),
    REAL(leader_share, "1", 0.50, 0.0, 1.0,
         "Fafo 2025:03 ch. 7.3: the leader is mostly not clinical; size assumed", DES_GRADE_D,
         "share of one post that leads, in teams of three or more"),
    REAL(wait_limit_days, "d", 28.0, 1.0, 365.0, "assumed", DES_GRADE_D,
         "a referral that has waited so long is dropped"),
    {0},
};

enum { ACUTE = 0, DISCHARGE = 10, CHANGE = 20, FOLLOW_UP = 30, NEW = 40, BASE = 50, LEAD = 5 };

static size_t posts(const void *state, const struct hc_place *place) {
    const struct expert_team *team = state;
    if (team->posts_fixed >= 0) {
        return (size_t)team->posts_fixed;
    }
    size_t count = (size_t)(team->posts_per_1000_users * (double)place->users / 1000.0 + 0.5);
    return count > 0 || team->posts_per_1000_users == 0.0 ? count : 1;
}

static struct hc_task task(enum hc_activity activity, uint32_t user, double at_place_min,
                           double office_min, int priority, double expires_days) {
    return (struct hc_task){activity,   user,     HC_NOWHERE,   HC_NOWHERE, at_place_min,
                            office_min, priority, expires_days, 0.0};
}

static void refer(const struct expert_team *team, const struct hc_api *api,
                  struct hc_orders *orders, uint32_t user, int priority) {
    struct hc_task assessment =
        task(HC_FIRST_ASSESSMENT, user, team->assessment_min + team->review_min,
             team->assessment_office_min, priority, team->wait_limit_days);
    api->add_task(orders, &assessment);
}

static uint64_t today(const struct hc_api *api) {
    return (uint64_t)(api->now(api->world) / 1440.0);
}

static enum hc_reply new_user(void *state, const struct hc_api *api, struct hc_orders *orders,
                              uint32_t user) {
    const struct expert_team *team = state;
    struct hc_user_view view;
    if (!api->user(api->world, user, &view) || view.complexity != HC_COMPLEXITY_HIGH ||
        view.living != HC_ON_ROUTE ||
        api->uniform(api->world, "refer_new", user, 0) >= team->refer_new) {
        return HC_PASS;
    }
    refer(team, api, orders, user, NEW);
    return HC_TAKEN;
}

/* The referral goes beside ordinary practice, which does not wait for it. */
static enum hc_reply change_noticed(void *state, const struct hc_api *api, struct hc_orders *orders,
                                    const struct hc_change *change) {
    const struct expert_team *team = state;
    struct hc_user_view view;
    if (!api->user(api->world, change->user, &view) || view.living != HC_ON_ROUTE) {
        return HC_PASS;
    }
    double share = team->refer_change * (view.complexity == HC_COMPLEXITY_HIGH ? 2.0 : 1.0);
    if (api->uniform(api->world, "refer_change", change->user, today(api)) < share) {
        refer(team, api, orders, change->user, CHANGE);
    }
    return HC_PASS;
}

static enum hc_reply acute_event(void *state, const struct hc_api *api, struct hc_orders *orders,
                                 const struct hc_acute *acute) {
    const struct expert_team *team = state;
    if (api->uniform(api->world, "answer_acute", acute->user, today(api)) >= team->answer_acute) {
        return HC_PASS;
    }
    struct hc_task visit = task(HC_ACUTE_VISIT, acute->user, team->follow_up_min,
                                team->follow_up_office_min, ACUTE, 1.0);
    api->add_task(orders, &visit);
    return HC_TAKEN;
}

static enum hc_reply discharge(void *state, const struct hc_api *api, struct hc_orders *orders,
                               const struct hc_discharge *home) {
    const struct expert_team *team = state;
    struct hc_user_view view;
    if (!api->user(api->world, home->user, &view) || view.living != HC_ON_ROUTE ||
        view.complexity == HC_COMPLEXITY_LOW ||
        api->uniform(api->world, "refer_discharge", home->user, today(api)) >=
            team->refer_discharge) {
        return HC_PASS;
    }
    struct hc_task visit = task(HC_DISCHARGE_FOLLOW_UP, home->user, 60.0, 30.0, DISCHARGE, 3.0);
    api->add_task(orders, &visit);
    return HC_TAKEN;
}

static void day(void *state, const struct hc_api *api, struct hc_orders *orders, int64_t number,
                int weekday) {
    const struct expert_team *team = state;
    struct hc_place place = api->place(api->world);
    int64_t week = number / 7;
    for (uint32_t zone = 0; zone < place.zones; zone++) {
        double u = api->uniform(api->world, "base", zone, (uint64_t)week);
        int visits = (int)(team->base_visits_per_week + 1.0 - u);
        int since = (weekday + 5 - (int)(zone % 5u)) % 5; /* the zone's own weekday */
        if (since * visits % 5 >= visits) {               /* the others at equal distance */
            continue;
        }
        struct hc_task visit =
            task(HC_BASE_PRESENCE, HC_NOWHERE, team->base_presence_min, 0.0, BASE, 7.0);
        visit.zone = zone;
        api->add_task(orders, &visit);
        if (since == 0 && (week + zone) % (int64_t)team->teaching_weeks == 0) {
            struct hc_task lesson = task(HC_TEACHING, HC_NOWHERE, 45.0, 30.0, BASE, 7.0);
            lesson.zone = zone;
            api->add_task(orders, &lesson);
        }
    }
    if (posts(state, &place) >= 3 && team->leader_share > 0.0) {
        struct hc_task lead =
            task(HC_TEAM_WORK, HC_NOWHERE, 0.0, 450.0 * team->leader_share, LEAD, 1.0);
        api->add_task(orders, &lead);
    }
}

/* By procedure or in agreement with the GP at once, as far as GPs accept it;
 * otherwise by message. */
static void handle_change(const struct hc_api *api, struct hc_orders *orders, uint32_t user) {
    if (api->uniform(api->world, "accepted", user, today(api)) < api->acceptance(api->world)) {
        api->treat(orders, user);
    } else {
        api->ask_gp(orders, user, HC_GP_MESSAGE);
    }
}

static void follow_up(const struct expert_team *team, const struct hc_api *api,
                      struct hc_orders *orders, uint32_t user) {
    double u = api->uniform(api->world, "follow_ups", user, today(api));
    for (double n = 1.0; n <= team->follow_ups + u; n += 1.0) {
        struct hc_task visit = task(HC_FOLLOW_UP, user, team->follow_up_min,
                                    team->follow_up_office_min, FOLLOW_UP, team->wait_limit_days);
        visit.after_days = n * team->follow_up_days;
        api->add_task(orders, &visit);
    }
}

static void task_done(void *state, const struct hc_api *api, struct hc_orders *orders,
                      const struct hc_task_done *done) {
    const struct expert_team *team = state;
    uint32_t user = done->task.user;
    switch (done->task.activity) {
    case HC_FIRST_ASSESSMENT:
        api->medicine_reviewed(orders, user);
        follow_up(team, api, orders, user);
        break;
    case HC_DISCHARGE_FOLLOW_UP:
        api->followed_up(orders, user);
        break;
    case HC_BASE_PRESENCE:
    case HC_TEACHING:
        api->guided(orders, done->task.zone);
        break;
    default:
        break;
    }
    if (done->change_found) {
        handle_change(api, orders, user);
    }
}

const struct hc_care_model hc_expert_team = {
    .abi = HC_CARE_MODEL_ABI,
    .size = sizeof(struct hc_care_model),
    .name = "expert_team",
    .summary = "S2: interdisciplinary expert team in home care, by referral",
    .source = "NSF 2023 (Drammen); Fafo 2025:03 ch. 7.3",
    .params = params,
    .state_size = sizeof(struct expert_team),
    .posts = posts,
    .day = day,
    .new_user = new_user,
    .change_noticed = change_noticed,
    .acute_event = acute_event,
    .discharge = discharge,
    .task_done = task_done,
};
