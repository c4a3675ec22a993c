/* models/home_care/organisation/own_posts.c - the posts of own staff: made, filled, counted. */
#include <stdlib.h>

#include "home_care/world.h"
#include "own_staff.h"

/* The zones that the model serves take the posts in turn. */
static uint32_t rota_zone(const struct hc_world *world, size_t i) {
    size_t zones = world->map.zone_count;
    int64_t served = world->care.area.zones;
    return (uint32_t)(i % (served > 0 && (size_t)served < zones ? (size_t)served : zones));
}

static enum des_status add_own_post(struct hc_world *world, size_t i) {
    const struct hc_staffing *p = &world->care.staffing;
    bool in_rota = p->in_rota * p->here > 0.0;
    uint32_t zone = in_rota ? rota_zone(world, i) : HC_NOWHERE;
    double position = in_rota ? p->in_rota * p->here : 1.0;
    uint32_t index = hc_staff_add_post(world, HC_AKS, position, zone, true);
    if (index == HC_NOWHERE) {
        return DES_ENOMEM;
    }
    struct hc_worker *worker = &world->staff.worker[index];
    worker->position = 1.0; /* no extra shifts in the rota: the rest of the post is elsewhere */
    world->own.post[i] = index;
    enum des_status status = hc_own_days_add(world, i);
    if (status != DES_OK) {
        return status;
    }
    if (hc_education_needed(world)) {
        hc_staff_leave_empty(world, index);
    }
    world->own.post_count++;
    return DES_OK;
}

/* Some who take up an added post leave a post of the rota empty; of a shared one, here or with
 * the others. */
static void leave_the_rota(struct hc_world *world, size_t i) {
    struct des_block b = des_draw(&world->random, des_entity(HC_ENTITY_PLACE, 0),
                                  world->purpose[HC_DRAW_RECRUITED], i, 0);
    if (des_uniform_from(b.word[0]) <
        world->p.function.recruited_inside * world->care.staffing.here) {
        hc_staff_vacate_nurse(world);
    }
}

enum des_status hc_own_staff_start(struct hc_world *world, size_t posts) {
    struct hc_own_staff *own = &world->own;
    own->post = calloc(posts, sizeof *own->post);
    own->doing = calloc(posts, sizeof *own->doing);
    own->asked_on = INT64_MIN;
    if (!own->post || !own->doing || hc_own_days_init(world, posts) != DES_OK) {
        return DES_ENOMEM;
    }
    bool educate = hc_education_needed(world);
    for (size_t i = 0; i < posts; i++) {
        enum des_status status = add_own_post(world, i);
        if (status != DES_OK) {
            return status;
        }
        if (world->p.arm.post == HC_POST_ADDED && !educate) {
            leave_the_rota(world, i);
        }
    }
    if (educate) {
        enum des_status status = hc_education_start(world, posts);
        if (status != DES_OK) {
            return status;
        }
    }
    double today = (double)hc_day_of(hc_now(world)) * HC_DAY;
    hc_schedule(world, today + world->care.staffing.day_start, HC_EVENT_OWN_START, HC_DAY_SHIFT, 0);
    if (own->days.weekends && world->care.staffing.evenings > 0.0) {
        hc_schedule(world, today + world->p.shift.evening_start, HC_EVENT_OWN_START,
                    HC_EVENING_SHIFT, 0);
    }
    return world->failure;
}

double hc_own_staff_fte(const struct hc_world *world) {
    size_t posts = 0; /* those given back to the rota, or not educated yet, do not count */
    for (size_t i = 0; i < world->own.post_count; i++) {
        const struct hc_worker *worker = &world->staff.worker[world->own.post[i]];
        posts += !worker->abolished && !(worker->vacant && hc_education_needed(world));
    }
    return world->care.staffing.here * (double)posts;
}

void hc_own_staff_fini(struct hc_world *world) {
    free(world->own.queue);
    free(world->own.post);
    free(world->own.days.duty);
    free(world->own.doing);
}
