/* tools/aksim/model_list.h - every model that this program can run. */
#ifndef AKSIM_MODEL_LIST_H
#define AKSIM_MODEL_LIST_H

#include <stdint.h>

#include "des/model.h"
#include "options.h"

/* One line of `aksim models` about a care model. */
struct care_model_info {
    const char *name, *summary, *source;
    const char *published; /* NULL: nothing */
    const struct des_param *params;
};

/* One line about a part that an arm can give to a care model. */
struct part_info {
    const char *name, *summary;
};

/* One line about a lever of home care. */
struct lever_info {
    const char *name, *summary, *source, *how;
};

struct hc_care_model;
struct model_list; /* opaque */

/* Loads the plug-ins and makes the models.  DES_OK; DES_ENOINPUT for a missing
 * file; DES_EINPUT for one that is no care model. */
DES_NODISCARD enum des_status model_list_open(const struct text_list *plugins,
                                              struct model_list **list, struct des_error *error);
void model_list_close(struct model_list *list); /* NULL is allowed */

size_t model_list_count(const struct model_list *list);
const struct des_model *model_list_at(const struct model_list *list, size_t model);
/* A des_model_finder; the context is the list. */
const struct des_model *model_list_find(const void *list, const char *name);

size_t model_list_care_count(const struct model_list *list);
/* The care model itself; the built-in ones come first. */
const struct hc_care_model *model_list_care_model(const struct model_list *list, size_t care);
struct care_model_info model_list_care(const struct model_list *list, size_t care);

size_t model_list_part_count(void);
struct part_info model_list_part(size_t part);

size_t model_list_lever_count(void);
struct lever_info model_list_lever(size_t lever);

/* What was published of the system that a built-in care model stands for; NULL: nothing. */
const char *model_list_published(const char *care_model);

/* XXH3 of the content of all plug-ins, in order; 0 without any. */
uint64_t model_list_plugin_hash(const struct model_list *list);

#endif
