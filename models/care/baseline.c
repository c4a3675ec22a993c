/* models/care/baseline.c - S0: no AKS.  Ordinary practice answers for everything. */
#include "list.h"

const struct hc_care_model hc_baseline = {
    .abi = HC_CARE_MODEL_ABI,
    .size = sizeof(struct hc_care_model),
    .name = "baseline",
    .summary = "today's organisation without AKS",
    .source = "NOU 2023: 4; Fafo 2025:03",
};
