/* include/homecare/care_model.h - a care model is a policy over the home-care world.
 *
 * One C file declares: name, meaning, source, the *parts* it is made of, its own
 * parameters and the hooks it fills in.  A part (referral, rounds, guidance ...) is what
 * several organisations share: a few parameters and hooks under a name.  A model says
 * which parts it has, in the order in which they are asked, and where its values
 * differ from theirs.
 *
 * When something happens that its staff could answer for, the world asks the model,
 * then its parts; what is asked reads the world through `struct hc_api` and *appends
 * orders*.  The world carries the orders out after the hook returns, in order, at the
 * same time: hooks never nest, and no hook writes an outcome.  The first HC_TAKEN ends
 * the matter; HC_PASS of all leaves it to ordinary practice.
 *
 * Every model with parts or hooks (all but the baseline) has two groups of parameters that
 * the world reads: `staffing` (how many posts, of whom, which share of their time in the
 * rota, how well protected, anchored or not) and `area` (whom the model serves).
 *
 * What the staff of the model *can* (how often an assessment finds a change, how
 * often treatment succeeds) is not the model's: it is `struct hc_competence`,
 * which the world fills with the AKS's values, or with an ordinary nurse's in an
 * arm with control = "same_structure".
 *
 * Time is in minutes since day 0, 00:00.  All calls come from one thread.  A
 * plug-in needs nothing but these headers, libc and libm. */
#ifndef HOMECARE_CARE_MODEL_H
#define HOMECARE_CARE_MODEL_H

#include <stddef.h>
#include <stdint.h>

#include "des/params.h"
#include "des/status.h"

#define HC_CARE_MODEL_ABI 2u

struct hc_world;  /* opaque */
struct hc_orders; /* opaque: what a hook wants done */

enum hc_reply { HC_PASS, HC_TAKEN };

enum hc_living { HC_ON_ROUTE, HC_IN_CARE_HOUSING, HC_OTHER_SERVICE };
enum hc_age_group { HC_AGE_UNDER_67, HC_AGE_67_79, HC_AGE_80_89, HC_AGE_90, HC_AGE_GROUPS };
enum hc_need { HC_NEED_LIMITED, HC_NEED_MEDIUM, HC_NEED_EXTENSIVE, HC_NEEDS };
enum hc_complexity { HC_COMPLEXITY_LOW, HC_COMPLEXITY_MEDIUM, HC_COMPLEXITY_HIGH, HC_COMPLEXITIES };
enum hc_profession { HC_ASSISTANT, HC_HFA, HC_NURSE, HC_VERNEPLEIER, HC_AKS, HC_PROFESSIONS };

#define HC_NOWHERE UINT32_MAX /* no zone, no ward, no user */

/* What staff may know of a user. */
struct hc_user_view {
    uint32_t id;
    enum hc_living living;
    enum hc_age_group age;
    enum hc_need need;
    enum hc_complexity complexity;
    uint32_t zone;             /* of route users; HC_NOWHERE otherwise */
    uint32_t ward;             /* of care housing; HC_NOWHERE otherwise */
    double road_km;            /* from the base */
    int medicine_reviewed_day; /* INT32_MIN: never in this run */
    int met_by_own_staff;      /* since day 0 */
};

/* The municipality. */
struct hc_place {
    size_t users; /* with any home-care service, at day 0 */
    size_t zones;
    size_t wards;     /* of staffed care housing */
    size_t residents; /* of these wards, at day 0 */
    size_t nursing_home_wards;
};

/* What one profession achieves; see groups "nurse" and "aks" of the parameters. */
struct hc_competence {
    double notice_visit;      /* probability that an ordinary visit finds a change */
    double notice_assessment; /* probability that a structured assessment finds a change */
    double success_procedure; /* no acute event after treatment by procedure, no delay */
    double settle_acute;      /* acute calls settled at home */
    double medicine_hazard;   /* ratio on medicine-related changes after a review */
    double guidance_notice;   /* ratio on colleagues' noticing while guidance is active */
    double follow_up_excess;  /* ratio on the excess hazard after discharge */
    double false_escalation;  /* probability per assessment */
    double retention;         /* ratio on colleagues' leaving while guidance is active */
    double base_pay;          /* NOK a year */
    /* In users whom own staff have met: */
    double plan_notice;  /* ratio on the noticing of changes by visits and next of kin */
    double call_first;   /* ratio on the share of acute events in which home care is called first */
    double stay_days;    /* ratio on the length of hospital stays */
    double nursing_home; /* ratio on the rate of coming to need a long-term place */
    double death;        /* ratio on the rate of death */
    double deterioration;    /* ratio on the rates of changes and sudden events */
    double call_ambulance;   /* ratio on the share of acute events that go straight to hospital */
    double minor_complaints; /* ratio on the rate of complaints that pass by themselves */
};

/* Work of the model's own staff.  Hours are finite: tasks wait by priority. */
enum hc_activity {
    HC_FIRST_ASSESSMENT,
    HC_FOLLOW_UP,
    HC_MEDICINE_REVIEW,
    HC_YEARLY_CHECK,
    HC_WEEKLY_ROUND,
    HC_SICK_VISIT,
    HC_ACUTE_VISIT,
    HC_DISCHARGE_FOLLOW_UP,
    HC_MESSAGE,
    HC_BASE_PRESENCE,
    HC_TEACHING,
    HC_TEAM_WORK,
    HC_COORDINATION,
    HC_CONSULTATION,
    HC_WARD_WORK,
    HC_ACTIVITIES
};
struct hc_task {
    enum hc_activity activity;
    uint32_t user;              /* HC_NOWHERE when not about one user */
    uint32_t zone;              /* place of base work; HC_NOWHERE otherwise */
    uint32_t ward;              /* place of a round; HC_NOWHERE otherwise */
    double at_place_min;        /* direct work; travel comes on top */
    double office_min;          /* notes, calls, preparation */
    int priority;               /* lower first; equal: the older first */
    double expires_days;        /* dropped, and counted, when not begun so long after it is due */
    double after_days;          /* due from the day that lies so many days ahead; 0: at once */
    uint32_t nursing_home_ward; /* for the part that ordered it */
};

/* A change noticed in a user. */
struct hc_change {
    uint32_t user;
    enum hc_profession noticed_by; /* HC_PROFESSIONS: next of kin */
    double since_days;             /* a judgement of how long it has lasted */
};
struct hc_acute {
    uint32_t user;
};
struct hc_discharge {
    uint32_t user;
    double stay_days;
};
/* Ordinary practice would ask a doctor about a noticed change. */
struct hc_doctor_needed {
    uint32_t user;
    int urgent; /* 1: by phone; 0: by message */
};
/* A doctor would send this user to hospital. */
struct hc_admission {
    uint32_t user;
};
/* A task of the own staff is done. */
struct hc_task_done {
    struct hc_task task;
    double waited_days; /* from when it was due to when it was begun */
    int change_found;   /* 1: an assessment found a change that is there */
};

/* How a doctor is asked. */
enum hc_gp_channel {
    HC_GP_MESSAGE,  /* electronic care message; may be lost */
    HC_GP_PHONE,    /* urgent, office hours */
    HC_GP_TOGETHER, /* co-located, or on the round: the same day */
    HC_GP_CONTACT   /* a message through a named contact who is there when the answer comes */
};

/* A municipal bed that may stand in for a hospital stay. */
enum hc_local_bed { HC_BED_ACUTE, HC_BED_INTERMEDIATE };

/* The world as a model sees it.  `world` is the first argument of every call. */
struct hc_api {
    uint32_t abi;
    uint32_t size;
    struct hc_world *world;

    double (*now)(const struct hc_world *world);
    struct hc_place (*place)(const struct hc_world *world);
    const struct hc_competence *(*competence)(const struct hc_world *world);
    /* Users still served; 0 when the id is unknown, dead or gone. */
    int (*user)(const struct hc_world *world, uint32_t id, struct hc_user_view *view);
    /* The users of a ward, in order of id; returns how many, fills at most `room`. */
    size_t (*ward_users)(const struct hc_world *world, uint32_t ward, uint32_t *ids, size_t room);
    /* A draw in (0, 1) that belongs to this model: equal for equal arguments in
     * every arm and at every time. */
    double (*uniform)(const struct hc_world *world, const char *purpose, uint32_t user,
                      uint64_t occurrence);
    /* How far this user's GP accepts the team's work, 0 to 1; grows with contact. */
    double (*acceptance)(const struct hc_world *world, uint32_t user);
    /* How far colleagues of a zone have come to use the team, 0 to 1; grows with contact. */
    double (*used_by)(const struct hc_world *world, uint32_t zone);
    /* Does the model serve this user, zone, ward?  See the group `area`. */
    int (*serves)(const struct hc_world *world, uint32_t user);
    int (*serves_zone)(const struct hc_world *world, uint32_t zone);
    int (*serves_ward)(const struct hc_world *world, uint32_t ward);
    /* One more than the highest id of a user so far. */
    uint32_t (*user_ids)(const struct hc_world *world);
    /* Posts of own staff. */
    size_t (*posts)(const struct hc_world *world);
    /* 1 when own staff is on duty now, for the function or on the lists of a zone, and can be with
     * this user within `minutes`. */
    int (*own_staff_within)(const struct hc_world *world, uint32_t user, double minutes);
    /* Tasks waiting for own staff. */
    size_t (*waiting_tasks)(const struct hc_world *world);

    /* ---- orders ---- */
    void (*add_task)(struct hc_orders *orders, const struct hc_task *task);
    /* The change is handled as one that own staff have found: see change_found. */
    void (*handle)(struct hc_orders *orders, uint32_t user);
    /* The change is treated now, by standing procedure. */
    void (*treat)(struct hc_orders *orders, uint32_t user);
    /* A doctor is asked; her answer brings treatment. */
    void (*ask_gp)(struct hc_orders *orders, uint32_t user, enum hc_gp_channel channel);
    /* The matter goes the ordinary way (nurse visit, GP) as without the model. */
    void (*ordinary)(struct hc_orders *orders, uint32_t user);
    /* Medication reviewed: the medicine-related hazard falls, and returns over a year. */
    void (*medicine_reviewed)(struct hc_orders *orders, uint32_t user);
    /* Followed up after discharge. */
    void (*followed_up)(struct hc_orders *orders, uint32_t user);
    /* Colleagues of a zone, or on-site staff of a ward, were guided: their noticing
     * rises, and fades. */
    void (*guided)(struct hc_orders *orders, uint32_t zone);
    void (*guided_ward)(struct hc_orders *orders, uint32_t ward);
    /* Instead of hospital: the bed, or hospital after all when every bed is taken. */
    void (*local_bed)(struct hc_orders *orders, uint32_t user, enum hc_local_bed bed);
    /* A nursing-home ward was guided: fewer (or more) of its residents are sent in. */
    void (*guided_nursing_home)(struct hc_orders *orders, uint32_t ward);
    /* GPs were spared minutes of their desks: the first lists of the place, as many as the model
     * deals with (area.gps).  Below 0: it cost them more. */
    void (*gp_spared)(struct hc_orders *orders, double minutes);
};

/* The occasions.  NULL: HC_PASS.  `state` belongs to the part or the model whose hooks
 * these are. */
struct hc_hooks {
    /* Day 0, after the warm-up that every arm runs as the baseline. */
    void (*start)(void *state, const struct hc_api *api, struct hc_orders *orders);
    /* Every weekday before the own staff begin; weekday 0 is Monday. */
    void (*day)(void *state, const struct hc_api *api, struct hc_orders *orders, int64_t day,
                int weekday);
    /* Own staff begin a shift in the rota of a zone. */
    void (*rota_shift)(void *state, const struct hc_api *api, struct hc_orders *orders,
                       uint32_t zone);
    /* A user gets home care. */
    enum hc_reply (*new_user)(void *state, const struct hc_api *api, struct hc_orders *orders,
                              uint32_t user);
    /* A change was noticed, and own staff noticed it themselves, or somebody of them is
     * at work on this or the next working day.  HC_TAKEN: the model answers for it; when a
     * task about the user that it asked for is dropped, the matter goes the ordinary way. */
    enum hc_reply (*change_noticed)(void *state, const struct hc_api *api, struct hc_orders *orders,
                                    const struct hc_change *change);
    /* An assessment by own staff found a change that is there.  HC_TAKEN: treated, or a
     * doctor asked. */
    enum hc_reply (*change_found)(void *state, const struct hc_api *api, struct hc_orders *orders,
                                  uint32_t user);
    /* Ordinary practice would ask a doctor, and own staff are at work on this or the next
     * working day.  HC_TAKEN: the model has asked, or has ordered a task that will. */
    enum hc_reply (*doctor_needed)(void *state, const struct hc_api *api, struct hc_orders *orders,
                                   const struct hc_doctor_needed *need);
    /* An acute event that no ambulance was called to.  HC_TAKEN: own staff go
     * there now (the world draws whether it is settled at home). */
    enum hc_reply (*acute_event)(void *state, const struct hc_api *api, struct hc_orders *orders,
                                 const struct hc_acute *acute);
    /* A user comes to the legevakt while own staff are on duty.  HC_TAKEN: own staff see
     * her first (the world draws whether it is settled). */
    enum hc_reply (*at_legevakt)(void *state, const struct hc_api *api, struct hc_orders *orders,
                                 uint32_t user);
    /* A doctor would admit the user.  HC_TAKEN: the model has ordered a local bed. */
    enum hc_reply (*admission)(void *state, const struct hc_api *api, struct hc_orders *orders,
                               const struct hc_admission *admission);
    /* A user comes home from hospital, and somebody of the own staff is at work within a week.
     * HC_TAKEN: the model answers for follow-up; when HC_DISCHARGE_FOLLOW_UP that it asked for is
     * dropped, or would be before anybody comes, ordinary practice follows up. */
    enum hc_reply (*discharge)(void *state, const struct hc_api *api, struct hc_orders *orders,
                               const struct hc_discharge *discharge);
    /* A task that this part or model ordered was done. */
    void (*task_done)(void *state, const struct hc_api *api, struct hc_orders *orders,
                      const struct hc_task_done *done);
};

/* What several organisations share. */
struct hc_part {
    const char *name;               /* step of the path: care.<model>.<part>.<key> */
    const char *summary;            /* one line */
    const struct des_param *params; /* ends with {0}; fills the first fields of the state */
    size_t state_size;              /* allocated, zeroed and released by the world */
    struct hc_hooks hooks;
};

/* A value of a part's parameter (or of staffing, area) that is this model's own. */
struct hc_setting {
    const char *key; /* "referral.refer_change" */
    double value;    /* of a choice: its index; of a bool: 0 or 1 */
    const char *source;
    enum des_grade grade;
    struct des_dist uncertain; /* {0}: no doubt stated */
};
#define HC_SETTING(key_, value_, source_, grade_)                                                  \
    { .key = key_, .value = value_, .source = source_, .grade = grade_ }

struct hc_care_model {
    uint32_t abi;        /* HC_CARE_MODEL_ABI */
    uint32_t size;       /* sizeof(struct hc_care_model) */
    const char *name;    /* key in scenarios and results; stable for ever */
    const char *summary; /* one line */
    const char *source;  /* where this organisation is described */
    /* What was published of this system itself: shown beside results, never entered into
     * the model.  May be NULL. */
    const char *published;

    const char *const *parts;          /* names, ends with NULL; may be NULL */
    const struct hc_setting *settings; /* ends with {0}; may be NULL */

    const struct des_param *params; /* of its own; ends with {0}; may be NULL */
    size_t state_size;

    /* Posts of the model's own staff in this place; 0: the model does nothing and the run
     * equals the baseline.  NULL: as the group `staffing` says. */
    size_t (*posts)(const void *state, const struct hc_place *place);

    struct hc_hooks hooks; /* of its own, asked before the parts' */
};

/* The list of built-in care models, the baseline first. */
extern const struct hc_care_model *const hc_care_models[];
extern const size_t hc_care_model_count;
/* The parts that a model may name. */
extern const struct hc_part *const hc_parts[];
extern const size_t hc_part_count;

#endif
