/* models/care/professional_developer.c - S15: strategic professional developer.
 *
 * Who and where: an AKS for training, procedures, simulation and leadership in all zones.
 * How: works mainly through what colleagues notice; no patients of her own.  Anchored in
 * the leadership, day work. */
#include "list.h"

static const char *const parts[] = {"guidance", "leadership", NULL};

static const struct hc_setting settings[] = {
    HC_SETTING("staffing.fixed", 1, "assumed one; Helsedirektoratet: one role", DES_GRADE_D),
    HC_SETTING("staffing.ordinary_work", 0, "assumed; Helsedirektoratet: a strategic role",
               DES_GRADE_D),
    HC_SETTING("guidance.visits_per_week", 0.5, "assumed", DES_GRADE_D),
    HC_SETTING("guidance.teaching_weeks", 2, "assumed: training is the task", DES_GRADE_D),
    HC_SETTING("guidance.lesson_min", 90, "assumed: training and simulation", DES_GRADE_D),
    HC_SETTING("guidance.preparation_min", 90, "assumed", DES_GRADE_D),
    HC_SETTING("leadership.from_posts", 1, "assumed; Helsedirektoratet: leadership", DES_GRADE_D),
    HC_SETTING("leadership.share", 0.30, "assumed: procedures, plans", DES_GRADE_D),
    {0},
};

const struct hc_care_model hc_professional_developer = {
    .abi = HC_CARE_MODEL_ABI,
    .size = sizeof(struct hc_care_model),
    .name = "professional_developer",
    .summary = "S15: strategic professional developer",
    .source = "Helsedirektoratet (two roles)",
    .parts = parts,
    .settings = settings,
};
