/* models/care/nurse_pool.c - S14: nurse pool over wards run by helsefagarbeidere, without AKS.
 *
 * Who and where: nurses taken out of the wards into an ambulant team that all wards call;
 * the wards are run by helsefagarbeidere.  How: present at each ward's round, where they
 * guide its staff, first contact for what is noticed; days, evenings and every fourth weekend.  In
 * the source a nursing home; here the wards of care housing.  Channel: together, on the doctor's
 * round. */
#include "list.h"

static const char *const parts[] = {"round", "first_contact", "acute", "treatment", NULL};

static const struct hc_setting settings[] = {
    HC_SETTING("staffing.own", 1, "NOU 2023: 4: nurses", DES_GRADE_B),
    HC_SETTING("staffing.hours_per_resident", 40,
               "assumed: of 15 nurses for three wards at all hours", DES_GRADE_D),
    HC_SETTING("staffing.weekend_interval", 4, "NOU 2023: 4: every fourth weekend", DES_GRADE_B),
    HC_SETTING("staffing.evenings", 0.45,
               "NOU 2023: 4: two by day, or three, and two in the evening", DES_GRADE_B),
    HC_SETTING("staffing.ordinary_work", 0, "NOU 2023: 4: no part in the routine of the wards",
               DES_GRADE_B),
    HC_SETTING("staffing.between_tasks", 1 /* ward */,
               "NOU 2023: 4: tasks at the wards that need a nurse; not routine care", DES_GRADE_B),
    HC_SETTING("area.on_route", 0, "NOU 2023: 4: wards", DES_GRADE_B),
    HC_SETTING("area.care_housing", 1, "NOU 2023: 4: wards", DES_GRADE_B),
    HC_SETTING("round.guides", 1, "NOU 2023: 4: nurses come to guide and advise", DES_GRADE_B),
    HC_SETTING("first_contact.messages_per_year", 50,
               "assumed: the wards have no nurse of their own", DES_GRADE_D),
    HC_SETTING("acute.share", 1.0, "NOU 2023: 4: the pool is called", DES_GRADE_D),
    HC_SETTING("treatment.channel", HC_GP_TOGETHER,
               "NOU 2023: 4: three nurses on days of the doctor's round", DES_GRADE_B),
    {0},
};

const struct hc_care_model hc_nurse_pool = {
    .abi = HC_CARE_MODEL_ABI,
    .size = sizeof(struct hc_care_model),
    .name = "nurse_pool",
    .summary = "S14: nurse pool over wards run by helsefagarbeidere, without AKS",
    .source = "NOU 2023: 4 (Skarbøvik)",
    .parts = parts,
    .settings = settings,
};
