#include "task_sharing.h"

#include "home_care/world.h"

static const char *const lowest[] = {"assistant", "helsefagarbeider", "nurse", NULL};

#define MAY(field, value, source, meaning)                                                         \
    DES_CHOICE(struct hc_task_sharing, field, lowest, value, source, DES_GRADE_D, meaning)
#define AS_TODAY "assumed: as without the lever"
const struct des_param hc_task_sharing_params[] = {
    DES_BOOL(struct hc_task_sharing, on, false, "the experiment", DES_GRADE_D,
             "are tasks shared by this table from day 0 on?"),
    MAY(medication, HC_SKILL_TRAINED, AS_TODAY, "lowest profession that gives medication"),
    MAY(personal_care, HC_SKILL_ANY, AS_TODAY, "... that gives personal care"),
    MAY(procedure, HC_SKILL_TRAINED, "NOU 2023: 4 ch. 8: lowest effective competence; assumed",
        "... that does wounds and other procedures, as far as they are shared"),
    MAY(nutrition, HC_SKILL_ANY, AS_TODAY, "... that helps with meals"),
    MAY(supervision, HC_SKILL_ANY, AS_TODAY, "... that looks in"),
    MAY(practical_help, HC_SKILL_ANY, AS_TODAY, "... that gives practical help"),
    MAY(medication_off_hours, HC_SKILL_TRAINED, AS_TODAY,
        "... that gives medication in the evening, at night and at weekends"),
    MAY(procedure_off_hours, HC_SKILL_TRAINED,
        "NOU 2023: 4 app. 1 (Delta): HFA do it when no nurse is there; assumed",
        "... that does procedures at these hours"),
    MAY(assessment, HC_SKILL_NURSE, AS_TODAY, "... that sees to a noticed change"),
    DES_REAL(struct hc_task_sharing, share, "1", 0.50, 0.0, 1.0, "assumed", DES_GRADE_D,
             "share of the recurring visits of a task that are simple enough to be shared"),
    DES_UNCERTAIN(struct hc_task_sharing, trained_success, "1", 0.42, 0.0, 1.0,
                  "assumed: between watching (.35) and a nurse's action (.50), may be either",
                  DES_GRADE_D,
                  "chance that what a helsefagarbeider does about a noticed change succeeds",
                  TRUNCATED_NORMAL, 0.42, 0.07, 0.20, 0.65),
    DES_REAL(struct hc_task_sharing, nurse_procedure, "1", 0.0, 0.0, 1.0,
             "the experiment; a doctor keeps what is new and unclear", DES_GRADE_D,
             "share of a nurse's questions to doctors that she settles by standing procedure"),
    DES_REAL(struct hc_task_sharing, course_nok, "NOK", 6000.0, 0.0, 1e6, "assumed: two days",
             DES_GRADE_D, "course of each helsefagarbeider employed on day 0, paid once"),
    {0},
};

void hc_task_sharing_start(struct hc_world *world) {
    const struct hc_task_sharing *p = &world->p.levers.task_sharing;
    if (!p->on) {
        return;
    }
    world->sharing_tasks = true;
    size_t people = 0;
    for (size_t i = 0; i < world->staff.count; i++) {
        const struct hc_worker *worker = &world->staff.worker[i];
        people += worker->profession == HC_HFA && !worker->temp && !worker->vacant;
    }
    hc_money_lever(world, (double)people * p->course_nok, 0.0);
}

static int lowest_for(const struct hc_task_sharing *p, enum hc_task_kind task, bool off_hours) {
    switch (task) {
    case HC_MEDICATION:
        return off_hours ? p->medication_off_hours : p->medication;
    case HC_PROCEDURE:
        return off_hours ? p->procedure_off_hours : p->procedure;
    case HC_PERSONAL_CARE:
        return p->personal_care;
    case HC_NUTRITION:
        return p->nutrition;
    case HC_SUPERVISION:
        return p->supervision;
    default:
        return p->practical_help;
    }
}

/* A recurring visit is simple enough, or is not, for as long as it recurs. */
static bool is_shared(const struct hc_world *world, const struct hc_line *line) {
    struct des_block b = hc_user_draw(world, line->user, HC_DRAW_TASK_SHARING, line->ordinal);
    return des_uniform_from(b.word[0]) < world->p.levers.task_sharing.share;
}

uint8_t hc_task_sharing_needs(const struct hc_world *world, const struct hc_line *line,
                              bool off_hours) {
    if (!is_shared(world, line)) {
        return line->needs;
    }
    return (uint8_t)lowest_for(&world->p.levers.task_sharing, (enum hc_task_kind)line->task,
                               off_hours);
}

uint8_t hc_task_sharing_assessor(const struct hc_world *world) {
    return world->sharing_tasks ? (uint8_t)world->p.levers.task_sharing.assessment : HC_SKILL_NURSE;
}

bool hc_task_sharing_procedure(const struct hc_world *world, double u) {
    return world->sharing_tasks && u < world->p.levers.task_sharing.nurse_procedure;
}

double hc_task_sharing_success(const struct hc_world *world, enum hc_skill skill) {
    switch (skill) {
    case HC_SKILL_NURSE:
        return world->p.response.success_nurse;
    case HC_SKILL_TRAINED:
        return world->p.levers.task_sharing.trained_success;
    default:
        return world->p.response.success_watch;
    }
}
