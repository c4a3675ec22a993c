#include "levers.h"

#include "home_care/world.h"

const struct hc_lever hc_levers[] = {
    {"task_sharing", "L1: tasks to the lowest profession that may do them, by task and hour",
     "NOU 2023: 4 ch. 8 (TØRN pilots)",
     "levers = { task_sharing = { on = true; procedure = \"helsefagarbeider\"; }; }"},
    {"rota",
     "L2: shifts, weekend interval, full-time culture: another rota for those who are there",
     "NOU 2023: 4 table 9.2 (seven ideal rotas)",
     "levers = { rota = { on = true; weekend_interval = 4; full_time = 0.5; }; }"},
    {"task_sharing, rota", "L3: L1 and L2 together", "NOU 2023: 4 (TØRN pilots)",
     "both, in one arm"},
    {"technology",
     "L4: medicine dispensers, digital supervision and home follow-up: visits fall away with "
     "their drives",
     "NOU 2023: 4 ch. 12.2; FHI 2022: no effect on admissions",
     "levers = { technology = { on = true; dispenser_users = 0.3; }; }"},
    {"rights", "L5: right to prescribe and refer, in four steps",
     "NSF 2023; NOU 2023: 4 app. 1 (four levels)",
     "levers = { rights = { on = true; step = \"own\"; }; }"},
    {"education",
     "L6: AKS are nurses of the rota who study part time: cost, subsidy, dropout, leakage, years "
     "before the first one",
     "NSF 2023; Fafo 2025:03; Helsedirektoratet",
     "levers = { education = { on = true; places_per_year = 2.0; }; }"},
    {"projection", "L7: years ahead: people by age, standard, families, supply of staff",
     "NOU 2023: 4 ch. 2 and 13 (Statistics Norway, low, middle and high)",
     "levers = { projection = { on = true; standard = 0.005; }; }, and days = 5844;"},
    {"region",
     "L8: legevakt, municipal acute beds, short-term places or AKS shared with neighbours",
     "NOU 2023: 4; Helsedirektoratet: inter-municipal cooperation",
     "levers = { region = { on = true; legevakt = true; aks = true; population = 6000; }; }"},
    {"continuity", "L9: carers who know the user; a lasting relation to a GP",
     "NOU 2023: 4 ch. 8 (an association)",
     "levers = { continuity = { on = true; carer_min = 30.0; gp_share = 0.2; }; }"},
};
const size_t hc_lever_count = sizeof hc_levers / sizeof *hc_levers;

void hc_levers_start(struct hc_world *world) {
    hc_rota_change_start(world);
    hc_task_sharing_start(world);
    hc_technology_start(world);
    hc_projection_start(world);
    hc_region_start(world);
    hc_continuity_start(world);
}

void hc_levers_midnight(struct hc_world *world) {
    hc_technology_midnight(world);
    hc_education_midnight(world);
    hc_projection_midnight(world);
}
