/* engine/params/values.h - changes to values, as levels of a scenario say them. */
#ifndef DESI_PARAMS_VALUES_H
#define DESI_PARAMS_VALUES_H

#include "des/params.h"

/* What one place of a scenario says about one element.  A new value without a
 * new `uncertain` takes the old doubt away: it was about the old value. */
enum desi_said {
    DESI_SAID_VALUE = 1,
    DESI_SAID_SOURCE = 2,
    DESI_SAID_GRADE = 4,
    DESI_SAID_UNCERTAIN = 8,
    DESI_SAID_DEFAULTED = 16
};
struct desi_change {
    size_t element;
    unsigned said;
    size_t line;            /* of the whole text that says it; 0: no text does */
    struct des_value value; /* only what was said counts */
    char *text;             /* in a list of changes: owned, behind value.text, or NULL */
    char *source;           /* likewise, behind value.source */
    struct des_dist dist;   /* likewise, behind value.dist; NONE: nothing owned */
};

/* Changes in the order of the file; owns them. */
struct desi_changes {
    struct desi_change *items;
    size_t count;
    size_t capacity;
};
void desi_changes_fini(struct desi_changes *changes);
/* Adds a copy of the change; what value.source and a new value of `type` point to is
 * copied too.  DES_OK; DES_ENOMEM. */
DES_NODISCARD enum des_status desi_changes_add(struct desi_changes *changes,
                                               const struct desi_change *change,
                                               enum des_param_type type);
/* NULL when this element is not changed.  O(n). */
const struct desi_change *desi_changes_find(const struct desi_changes *changes, size_t element);

/* The change that --set makes.  DES_OK; DES_EINPUT with a sentence; DES_ENOMEM. */
DES_NODISCARD enum des_status desi_changes_add_text(struct desi_changes *changes,
                                                    const struct des_space *space, const char *path,
                                                    const char *text, struct des_error *error);

/* What the levels say, the later ones last, over other values, which are borrowed and must outlive
 * these.  Memory: only what the levels say.  Not to be changed, but copies are.  NULL when out of
 * memory. */
struct des_values *desi_values_over(const struct des_values *under,
                                    const struct desi_changes *const *levels, size_t level_count);

/* Applies checked changes.  DES_OK; DES_ENOMEM. */
DES_NODISCARD enum des_status desi_values_apply(struct des_values *values,
                                                const struct desi_changes *changes);

#endif
