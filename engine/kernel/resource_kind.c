#include "sim_internal.h"

#include <stdlib.h>
#include <string.h>

struct name {
    struct desi_block block;
    char text[];
};

static enum des_status add_numbered(struct des_sim *sim, struct name *name, size_t size,
                                    des_handler handler, void *context, uint32_t *kind) {
    const size_t stem = strlen(name->text);
    enum des_status status = des_sim_add_kind(sim, name->text, handler, context, kind);
    for (unsigned number = 2; status == DES_ERANGE; number++) {
        (void)snprintf(name->text + stem, size - stem, " %u", number);
        status = des_sim_add_kind(sim, name->text, handler, context, kind);
    }
    return status;
}

enum des_status desi_sim_add_own_kind(struct des_sim *sim, const char *owner, const char *what,
                                      des_handler handler, void *context, uint32_t *kind) {
    const size_t size = strlen(owner) + strlen(what) + sizeof(":  4294967295");
    struct name *name = malloc(sizeof(*name) + size);
    if (!name) {
        return DES_ENOMEM;
    }
    (void)snprintf(name->text, size, "%s: %s", owner, what);
    enum des_status status = add_numbered(sim, name, size, handler, context, kind);
    if (status != DES_OK) {
        free(name);
        return status;
    }
    struct desi_block **blocks = desi_sim_blocks(sim);
    name->block.next = *blocks;
    *blocks = &name->block;
    return DES_OK;
}
