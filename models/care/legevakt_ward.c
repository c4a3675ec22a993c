/* models/care/legevakt_ward.c - S7: AKS at the legevakt and short-stay ward of a small
 * municipality.
 *
 * Who and where: AKS spread over legevakt and short-stay ward, far from hospital, with
 * roads that weather closes.  How: they see who comes to the legevakt first, and the ward
 * takes very ill patients whom a doctor would else send on.  Channel: together with the
 * doctor on duty.  Ordinary posts, afternoons and evenings. */
#include "list.h"

static const char *const parts[] = {"legevakt", "local_bed", "ward_work",
                                    "acute",    "treatment", NULL};

static const struct hc_setting settings[] = {
    HC_SETTING("staffing.fixed", 2, "assumed: two posts", DES_GRADE_D),
    HC_SETTING("staffing.weekend_interval", 3,
               "Fafo 2025:03 ch. 4.3: 80 of 114 AKS have fixed weekends; every third assumed",
               DES_GRADE_D),
    HC_SETTING("staffing.day_start", 840.0, "assumed: from 14:00, when the legevakt has most to do",
               DES_GRADE_D),
    HC_SETTING("staffing.pulled", 0.20, "assumed: ordinary posts", DES_GRADE_D),
    HC_SETTING("staffing.ordinary_work", 0, "assumed: their ordinary work is the ward's",
               DES_GRADE_D),
    HC_SETTING("staffing.between_tasks", 1 /* ward */,
               "assumed: ordinary posts, at the ward when nobody comes", DES_GRADE_D),
    HC_SETTING("area.care_housing", 1, "Fafo 2025:03 case 3: the whole municipality", DES_GRADE_B),
    HC_SETTING("area.other_service", 1, "Fafo 2025:03 case 3: the whole municipality", DES_GRADE_B),
    HC_SETTING("ward_work.share", 0.50, "assumed", DES_GRADE_D),
    HC_SETTING("local_bed.roads_closed", 0.03,
               "Fafo 2025:03 case 3: weather closes roads; days assumed", DES_GRADE_D),
    HC_SETTING("acute.share", 0.30, "assumed", DES_GRADE_D),
    HC_SETTING("treatment.channel", HC_GP_TOGETHER, "Fafo 2025:03 case 3: with the doctor on duty",
               DES_GRADE_D),
    {0},
};

const struct hc_care_model hc_legevakt_ward = {
    .abi = HC_CARE_MODEL_ABI,
    .size = sizeof(struct hc_care_model),
    .name = "legevakt_ward",
    .summary = "S7: AKS at the legevakt and short-stay ward of a small municipality",
    .source = "Fafo 2025:03 case 3",
    .parts = parts,
    .settings = settings,
};
