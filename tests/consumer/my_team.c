/* my_team.c - a care model outside of aksim: two AKS by day, to whom colleagues refer what
 * they notice in users with much going on, as long as there is room that day.  Built as a
 * shared object and given to aksim with --plugin ./my_team.so.
 *
 * It adds a rule of referral of its own to parts that aksim has: guidance and treatment.
 * The first fields of the state are the parameters, filled before the first call; the rest
 * begins as zero, in every run anew. */
#include "homecare/care_model.h"

struct team {
    int64_t posts;
    int64_t referrals_per_day;
    double visit_min;

    int64_t room_today; /* referrals that may still come */
};

static const struct des_param params[] = {
    DES_INT(struct team, posts, "1", 2, 0, 100, "assumed", DES_GRADE_D, "AKS posts"),
    DES_INT(struct team, referrals_per_day, "1/d", 4, 0, 1000, "assumed", DES_GRADE_D,
            "referrals accepted on a weekday"),
    DES_REAL(struct team, visit_min, "min", 60.0, 15.0, 240.0, "assumed", DES_GRADE_D,
             "an assessment at home"),
    {0},
};

static size_t posts(const void *state, const struct hc_place *place) {
    const struct team *team = state;
    (void)place;
    return (size_t)team->posts;
}

static void day(void *state, const struct hc_api *api, struct hc_orders *orders, int64_t number,
                int weekday) {
    struct team *team = state;
    (void)api;
    (void)orders;
    (void)number;
    (void)weekday;
    team->room_today = team->referrals_per_day;
}

/* The rule of referral: who goes to the team, and who stays in ordinary practice. */
static int is_for_team(const struct team *team, const struct hc_user_view *user) {
    return team->room_today > 0 && user->living == HC_ON_ROUTE &&
           user->complexity != HC_COMPLEXITY_LOW;
}

static enum hc_reply change_noticed(void *state, const struct hc_api *api, struct hc_orders *orders,
                                    const struct hc_change *change) {
    struct team *team = state;
    struct hc_user_view user;
    if (!api->user(api->world, change->user, &user) || !is_for_team(team, &user)) {
        return HC_PASS;
    }
    team->room_today--;
    struct hc_task assessment = {
        .activity = HC_FIRST_ASSESSMENT,
        .user = change->user,
        .zone = HC_NOWHERE,
        .ward = HC_NOWHERE,
        .at_place_min = team->visit_min,
        .office_min = 30.0,
        .priority = user.complexity == HC_COMPLEXITY_HIGH ? 0 : 1,
        .expires_days = 7.0,
    };
    api->add_task(orders, &assessment);
    return HC_TAKEN;
}

static void task_done(void *state, const struct hc_api *api, struct hc_orders *orders,
                      const struct hc_task_done *done) {
    (void)state;
    api->medicine_reviewed(orders, done->task.user);
    if (!done->change_found) { /* a found one: see the part `treatment` */
        api->ordinary(orders, done->task.user);
    }
}

/* What aksim has already: presence at the bases every second week, and what follows when an
 * assessment finds a change. */
static const char *const parts[] = {"guidance", "treatment", NULL};
static const struct hc_setting settings[] = {
    HC_SETTING("guidance.visits_per_week", 0.5, "assumed", DES_GRADE_D),
    {0},
};

DES_API const struct hc_care_model hc_care_model = {
    .abi = HC_CARE_MODEL_ABI,
    .size = sizeof(struct hc_care_model),
    .name = "my_team",
    .summary = "two AKS by day, by referral, with a limit per day",
    .source = "an example",
    .params = params,
    .state_size = sizeof(struct team),
    .posts = posts,
    .parts = parts,
    .settings = settings,
    .hooks = {.day = day, .change_noticed = change_noticed, .task_done = task_done},
};
