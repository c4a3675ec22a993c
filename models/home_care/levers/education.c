#include "education.h"

#include <stdlib.h>

#include "home_care/grid.h"
#include "home_care/world.h"

#define REAL(...) DES_REAL(struct hc_education, __VA_ARGS__)
const struct des_param hc_education_params[] = {
    DES_BOOL(struct hc_education, on, false, "the experiment", DES_GRADE_D,
             "are AKS educated from day 0 on?  Otherwise they are there on day 0"),
    REAL(
        places_per_year, "1/year", 1.0, 0.0, 100.0,
        "assumed; Fafo 2025:03 tab. 3.3: about 60 approvals a year in the country, 1.1 per 100 000 "
        "inhabitants; 8 schools, none north of Molde",
        DES_GRADE_D, "places at a school within reach for nurses of this municipality"),
    REAL(years, "year", 3.5, 1.0, 10.0, "NSF 2023: 2 years full time, mostly 3-4 years part time",
         DES_GRADE_B, "length of the education"),
    REAL(away, "1", 0.25, 0.0, 1.0,
         "assumed: 34 credits a year, 57 % of full time, part of it in her own time", DES_GRADE_D,
         "share of weeks in which a student is missing from the rota"),
    REAL(drops_out, "1", 0.15, 0.0, 1.0, "assumed: 5-30 %", DES_GRADE_D,
         "share of students who never finish"),
    REAL(leaks, "1", 0.17, 0.0, 1.0,
         "Fafo 2025:03: about 17 % of finished municipal AKS left after finishing", DES_GRADE_B,
         "share of those who finish who go to another employer at once"),
    REAL(cost_nok, "NOK", 1480000.0, 0.0, 1e7,
         "derived: 3 700 per credit x 120 is about 30 % of it (Helsedirektoratet; NSF 2023)",
         DES_GRADE_D,
         "cost of an education to the employer before subsidy, leave with pay included"),
    REAL(subsidy, "1", 0.30, 0.0, 1.0, "NSF 2023: about 30 % of the cost", DES_GRADE_B,
         "share of the cost that a state subsidy pays"),
    REAL(granted, "1", 0.58, 0.0, 1.0,
         "Helsedirektoratet: 15 million granted (2024) of about 26 applied for; derived",
         DES_GRADE_D, "share of the subsidies applied for that are granted"),
    {0},
};

bool hc_education_needed(const struct hc_world *world) {
    return world->p.levers.education.on && world->care.staffing.own == HC_OWN_AKS;
}

static struct des_block draw(const struct hc_world *world, uint32_t post, uint32_t attempt) {
    return des_draw(&world->random, des_entity(HC_ENTITY_PLACE, 0),
                    world->purpose[HC_DRAW_EDUCATION], (uint64_t)post << 32 | attempt, 0);
}

/* Index of the post of own staff that this worker has; count: none. */
static size_t post_of(const struct hc_world *world, uint32_t worker) {
    size_t i = 0;
    while (i < world->studies.count && world->own.post[i] != worker) {
        i++;
    }
    return i;
}

/* The first 15 August from this time on. */
static double next_autumn(const struct hc_world *world, double from) {
    int64_t day = hc_day_of(from) + 1;
    struct hc_date date = hc_calendar_date(&world->calendar, day);
    while (date.month != 8 || date.day != 15) {
        date = hc_calendar_date(&world->calendar, ++day);
    }
    return (double)day * HC_DAY;
}

/* ---- in the mean: the money of a control ---- */

/* Years of study until somebody has finished and stays, those who do not included: who drops out
 * is gone after half of them. */
static double years_of_study(const struct hc_education *p) {
    double fails = 1.0 - (1.0 - p->drops_out) * (1.0 - p->leaks);
    double lost = 0.5 * p->drops_out + (1.0 - p->drops_out) * p->leaks;
    return p->years * (1.0 + lost / hc_max(1.0 - fails, 0.01));
}

/* Of a post for which the first begins `begin` years from day 0, in a run of so many: years that
 * somebody studies, and that it is filled.  Who has come leaves at `leaving` a year, and is
 * followed by another who studies (the first to leave counts). */
static void expect_post(double begin, double years, double study, double leaving, double *studied,
                        double *filled) {
    double left = hc_max(0.0, years - begin);
    double first = hc_min(left, study), then = left - first;
    double again = leaving * (then < study ? 0.5 * then * then : study * (then - 0.5 * study));
    *studied += first + again;
    *filled += hc_max(0.0, then - again);
}

struct hc_education_expected hc_education_expected(const struct hc_world *world, size_t posts) {
    const struct hc_education *p = &world->p.levers.education;
    struct hc_education_expected expected = {0};
    double years = (double)world->days * HC_DAY / HC_YEAR, study = years_of_study(p);
    double studied = 0.0, filled = 0.0;
    for (size_t i = 0; i < posts && p->places_per_year > 0.0; i++) {
        double place = HC_YEAR * (double)i / p->places_per_year;
        double begin = next_autumn(world, place) / HC_YEAR;
        expect_post(begin, years, study, world->p.staff.leaving_aks, &studied, &filled);
    }
    if (posts > 0) {
        expected.filled = filled / years / (double)posts;
        expected.nok_year =
            studied / years * p->cost_nok / p->years * (1.0 - p->subsidy * p->granted);
    }
    return expected;
}

enum des_status hc_education_start(struct hc_world *world, size_t posts) {
    struct hc_studies *studies = &world->studies;
    studies->study = calloc(posts + 1, sizeof *studies->study);
    if (!studies->study) {
        return DES_ENOMEM;
    }
    studies->count = posts;
    hc_count(world, HC_TOTAL_pipelines, 1.0);
    for (size_t i = 0; i < posts; i++) {
        studies->study[i] = (struct hc_study){HC_NOWHERE, 0, DES_NO_EVENT};
        hc_education_wanted(world, world->own.post[i]);
    }
    return DES_OK;
}

void hc_education_fini(struct hc_world *world) {
    free(world->studies.study);
}

/* ---- begin ---- */

void hc_education_wanted(struct hc_world *world, uint32_t worker) {
    struct hc_studies *studies = &world->studies;
    size_t i = post_of(world, worker);
    double places = world->p.levers.education.places_per_year;
    if (i == studies->count || places <= 0.0) {
        return;
    }
    double place = hc_max(hc_now(world), studies->next_place);
    studies->next_place = place + HC_YEAR / places;
    studies->study[i].next =
        hc_schedule(world, next_autumn(world, place), HC_EVENT_STUDY_BEGIN, (uint32_t)i, 0);
}

/* The function has lost its only carrier and will not be taken over: an ordinary nurse is
 * hired for the post. */
static bool is_given_up(struct hc_world *world, uint32_t i) {
    if (world->care.contacts.orphaned) {
        hc_schedule(world, hc_now(world), HC_EVENT_HIRED, world->own.post[i], 0);
    }
    return world->care.contacts.orphaned;
}

/* Who drops out is gone after half of the time, in the mean. */
void hc_on_study_begin(void *context, struct des_sim *sim, const struct des_event *event) {
    (void)sim;
    struct hc_world *world = context;
    const struct hc_education *p = &world->p.levers.education;
    struct hc_study *study = &world->studies.study[event->subject];
    study->next = DES_NO_EVENT;
    if (is_given_up(world, event->subject)) {
        return;
    }
    study->student = hc_staff_candidate(world);
    if (study->student == HC_NOWHERE) { /* no nurse to be had: next year, perhaps */
        study->next = hc_schedule(world, next_autumn(world, hc_now(world)), HC_EVENT_STUDY_BEGIN,
                                  event->subject, 0);
        return;
    }
    world->staff.worker[study->student].student = true;
    struct des_block b = draw(world, event->subject, ++study->attempts);
    bool drops = des_uniform_from(b.word[0]) < p->drops_out;
    double years = p->years * (drops ? des_uniform_from(b.word[1]) : 1.0);
    hc_count(world, HC_TOTAL_studies_begun, 1.0);
    study->next = hc_schedule(world, hc_grid(hc_now(world) + years * HC_YEAR), HC_EVENT_STUDY_END,
                              event->subject, drops);
}

/* ---- while she studies ---- */

bool hc_education_away(const struct hc_world *world, uint32_t ordinal, int64_t day) {
    struct des_block b =
        des_draw(&world->random, des_entity(HC_ENTITY_WORKER, (uint64_t)HC_NURSE << 32 | ordinal),
                 world->purpose[HC_DRAW_EDUCATION],
                 UINT64_C(1) << 63 | (uint64_t)((day - hc_weekday(day)) / 7 + (1 << 20)), 0);
    return des_uniform_from(b.word[0]) < world->p.levers.education.away;
}

void hc_education_midnight(struct hc_world *world) {
    const struct hc_education *p = &world->p.levers.education;
    const struct hc_studies *studies = &world->studies;
    double students = 0.0;
    hc_count(world, HC_TOTAL_days_before_first, studies->count > 0 && !studies->first_came);
    for (size_t i = 0; i < studies->count; i++) {
        students += studies->study[i].student != HC_NOWHERE;
    }
    if (students > 0.0) {
        double cost = students * p->cost_nok / (p->years * 365.25);
        hc_count(world, HC_TOTAL_student_days, students);
        hc_money_lever(world, cost, p->subsidy * p->granted);
    }
}

/* ---- end ---- */

void hc_education_student_left(struct hc_world *world, uint32_t worker) {
    struct hc_studies *studies = &world->studies;
    world->staff.worker[worker].student = false;
    for (size_t i = 0; i < studies->count; i++) {
        if (studies->study[i].student == worker) {
            studies->study[i].student = HC_NOWHERE;
            hc_cancel(world, &studies->study[i].next);
            hc_count(world, HC_TOTAL_studies_broken, 1.0);
            hc_education_wanted(world, world->own.post[i]);
        }
    }
}

/* The post is hers, and her own in the rota falls vacant or ends. */
static void take_up(struct hc_world *world, uint32_t post, uint32_t student) {
    if (world->p.arm.post == HC_POST_CONVERTED) {
        world->care.converted += hc_staff_end_post(world, student);
    } else {
        hc_staff_vacate(world, student);
    }
    hc_staff_take_up(world, post);
    hc_count(world, HC_TOTAL_aks_educated, 1.0);
    if (!world->studies.first_came) {
        world->studies.first_came = true;
        hc_care_begin(world);
    }
}

void hc_on_study_end(void *context, struct des_sim *sim, const struct des_event *event) {
    (void)sim;
    struct hc_world *world = context;
    struct hc_study *study = &world->studies.study[event->subject];
    uint32_t student = study->student, post = world->own.post[event->subject];
    study->next = DES_NO_EVENT;
    study->student = HC_NOWHERE;
    world->staff.worker[student].student = false;
    struct des_block b = draw(world, event->subject, study->attempts);
    if (is_given_up(world, event->subject)) {
        return;
    }
    if (event->argument != 0) {
        hc_count(world, HC_TOTAL_studies_broken, 1.0);
        hc_education_wanted(world, post);
    } else if (des_uniform_from(b.word[2]) < world->p.levers.education.leaks) {
        hc_count(world, HC_TOTAL_aks_leaked, 1.0);
        hc_count(world, HC_TOTAL_leavers, 1.0);
        hc_staff_vacate(world, student);
        hc_education_wanted(world, post);
    } else {
        take_up(world, post, student);
    }
}
