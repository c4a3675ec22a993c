/* engine/params/space.h - what the reader needs to know of a space beyond des/params.h. */
#ifndef DESI_PARAMS_SPACE_H
#define DESI_PARAMS_SPACE_H

#include "des/params.h"

/* How many elements one parameter has: 1, or one per name of its set. */
size_t desi_param_length(const struct des_param *param);
/* Size of one element of the owner's field. */
size_t desi_type_size(enum des_param_type type);

/* An element whose path begins with `path` and a dot, SIZE_MAX when there is none. */
size_t desi_space_below(const struct des_space *space, const char *path);
/* First element of a group; `group` may be the number of groups (then the end). */
size_t desi_space_first(const struct des_space *space, size_t group);
/* Length of the path of the whole parameter: without the name of the set. */
size_t desi_element_stem(const struct des_element *element);

#endif
