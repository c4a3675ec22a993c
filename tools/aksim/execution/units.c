#include "units.h"

#include "memory.h"

enum { WORD = 64 };

void units_init(struct units *units, size_t size) {
    *units =
        (struct units){.bits = memory_array(size / WORD + 1, sizeof units->bits[0]), .size = size};
}

void units_fini(struct units *units) {
    free(units->bits);
    *units = (struct units){0};
}

void units_add_all(struct units *units) {
    for (size_t run = 0; run < units->size; run++) {
        units_add(units, run);
    }
}

bool units_have(const struct units *units, size_t run) {
    return (units->bits[run / WORD] >> run % WORD & 1) != 0;
}

void units_add(struct units *units, size_t run) {
    units->count += !units_have(units, run);
    units->bits[run / WORD] |= UINT64_C(1) << run % WORD;
}

void units_remove(struct units *units, size_t run) {
    units->count -= units_have(units, run);
    units->bits[run / WORD] &= ~(UINT64_C(1) << run % WORD);
}

size_t units_next(const struct units *units, size_t from) {
    for (size_t run = from; run < units->size;) {
        uint64_t rest = units->bits[run / WORD] >> run % WORD;
        if (rest != 0) {
            return run + (size_t)__builtin_ctzll(rest);
        }
        run += WORD - run % WORD;
    }
    return units->size;
}
