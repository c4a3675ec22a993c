/* models/home_care/staff/posts.h - posts and their lines in the rota; shared by staff.c (who holds
 * them) and posts.c (how many there are at the start). */
#ifndef HOME_CARE_POSTS_H
#define HOME_CARE_POSTS_H

#include "staff.h"

/* A post that nobody holds and that has no line yet; HC_NOWHERE when out of memory. */
uint32_t hci_post_add(struct hc_world *world, enum hc_profession profession, double position,
                      uint32_t zone, bool own_staff);
/* Somebody holds it from now on; at_start: may be absent. */
void hci_post_take_up(struct hc_world *world, uint32_t index, bool at_start);
/* Vacant until somebody is hired. */
void hci_post_await_hiring(struct hc_world *world, uint32_t index);
/* One line more in a rota that stands. */
DES_NODISCARD enum des_status hci_post_lay_added(struct hc_world *world, uint32_t index);
/* zone_first and zone_post: which posts stand in which zone's rota. */
DES_NODISCARD enum des_status hci_posts_index(struct hc_world *world);

struct hc_listed_post;
struct hc_own_rota;

/* Listed posts (own_data.h), and those of an own rota, in an order that follows from what they are
 * and not from where they were said.  DES_ENOMEM. */
DES_NODISCARD enum des_status hci_listed_order(struct hc_listed_post *post, size_t count);
void hci_rota_order(struct hc_own_rota *rota);

#endif
