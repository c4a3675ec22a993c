/* models/home_care/organisation/care.h - the care model of this run: what it is asked, and what
 * it orders. */
#ifndef HOME_CARE_CARE_H
#define HOME_CARE_CARE_H

#include "homecare/care_model.h"
#include "function.h"
#include "organisation.h"

struct hc_order; /* care_orders.c */

struct hc_orders {
    struct hc_world *world;
    struct hc_order *order;
    size_t count, capacity;
    uint32_t author; /* whose hook is running: index of struct hc_care.part */
};

/* The model itself (the first), then its parts. */
struct hc_care_part {
    const struct hc_hooks *hooks;
    void *state; /* owned */
};

struct hc_care {
    const struct hc_care_model *model;
    struct hc_care_part *part;
    size_t part_count;
    struct hc_staffing staffing;
    struct hc_area area;
    bool active;           /* from day 0 or the first AKS, while the function exists */
    size_t users_at_start; /* present on day 0 */
    size_t residents_at_start;
    size_t posts;
    double converted;                /* sizes of the nurse posts given up */
    struct hc_competence competence; /* of own staff: AKS's or a nurse's */
    struct hc_api api;
    struct hc_orders orders;
    struct hc_contacts contacts;
};

struct hc_parameters;
/* What own staff of this kind (enum hc_own_profession) can, and earn. */
struct hc_competence hc_competence_of(const struct hc_parameters *p, int own);
/* Allocates the model's and its parts' state and fills it with their parameters. */
DES_NODISCARD enum des_status hc_care_init(struct hc_world *world,
                                           const struct hc_care_model *model,
                                           const struct des_values *values);
void hc_care_fini(struct hc_world *world);
/* Day 0: posts are set up as the arm says. */
DES_NODISCARD enum des_status hc_care_start(struct hc_world *world);

/* The function begins: own staff are there. */
void hc_care_begin(struct hc_world *world);

/* What a model sees, but for the world. */
extern const struct hc_api hc_api_template;
struct hc_place hc_care_place(const struct hc_world *world);
bool hc_care_serves(const struct hc_world *world, uint32_t user);
bool hc_care_serves_zone(const struct hc_world *world, uint32_t zone);
/* Carries out the orders from `first` on, which stand behind those of an occasion that is
 * still being carried out. */
void hc_orders_carry_out(struct hc_world *world, size_t first);

/* The occasions. */
void hc_care_day(struct hc_world *world, int64_t day);
void hc_care_rota_shift(struct hc_world *world, uint32_t zone);
void hc_care_new_user(struct hc_world *world, uint32_t user);
enum hc_reply hc_care_change_noticed(struct hc_world *world, uint32_t user, enum hc_profession by);
enum hc_reply hc_care_doctor_needed(struct hc_world *world, uint32_t user, bool urgent);
enum hc_reply hc_care_acute_event(struct hc_world *world, uint32_t user);
enum hc_reply hc_care_at_legevakt(struct hc_world *world, uint32_t user);
enum hc_reply hc_care_admission(struct hc_world *world, uint32_t user);
enum hc_reply hc_care_discharge(struct hc_world *world, uint32_t user, double stay_days);
/* Own staff know of a change that is there. */
enum hc_reply hc_care_change_found(struct hc_world *world, uint32_t user);
/* A task of this author was done. */
void hc_care_task_done(struct hc_world *world, const struct hc_task *task, uint32_t author,
                       double waited_days);

#endif
