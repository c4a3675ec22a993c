/* tools/aksim/reading/overview_select.c - which outcomes are printed. */
#include "overview.h"

#include <string.h>

#include "memory.h"
#include "outcome_name.h"

/* Of many outcomes a terminal shows about this many. */
#define FEW 12
#define SHOWN 16

static struct definition *find_definition(const struct overview *overview, const char *name) {
    for (size_t i = 0; i < overview->definition_count; i++) {
        if (strcmp(overview->definitions[i].name, name) == 0) {
            return &overview->definitions[i];
        }
    }
    return NULL;
}

struct definition *overview_outcome(const struct overview *overview, const char *name,
                                    size_t length) {
    size_t count = overview->definition_count;
    const char **names = memory_array(count, sizeof names[0]);
    for (size_t i = 0; i < count; i++) {
        names[i] = overview->definitions[i].name;
    }
    size_t found = outcome_name_among(names, count, name, length);
    free(names);
    return found == SIZE_MAX ? NULL : &overview->definitions[found];
}

static bool select_named(struct overview *overview, const char *names) {
    for (const char *at = names;; at++) {
        size_t length = strcspn(at, ",");
        struct definition *definition = overview_outcome(overview, at, length);
        if (definition == NULL) {
            return false;
        }
        definition->shown = true;
        at += length;
        if (*at == '\0') {
            return true;
        }
    }
}

/* How many of the group of this outcome stand before it. */
static size_t rank_in_group(const struct overview *overview, size_t outcome) {
    size_t rank = 0;
    for (size_t i = 0; i < outcome; i++) {
        rank += strcmp(overview->definitions[i].group, overview->definitions[outcome].group) == 0;
    }
    return rank;
}

static size_t group_count(const struct overview *overview) {
    size_t groups = 0;
    for (size_t i = 0; i < overview->definition_count; i++) {
        groups += rank_in_group(overview, i) == 0;
    }
    return groups;
}

/* Has any arm some of a headline of this group?  Runs without own staff have none of theirs. */
static bool group_is_there(const struct overview *overview, const char *group) {
    for (size_t i = 0; i < overview->definition_count; i++) {
        const struct definition *definition = &overview->definitions[i];
        if (definition->headline && strcmp(definition->group, group) == 0 &&
            (definition->in_reference || definition->in_others)) {
            return true;
        }
    }
    return false;
}

static bool select_headlines(struct overview *overview) {
    bool any = false;
    for (size_t i = 0; i < overview->definition_count; i++) {
        struct definition *definition = &overview->definitions[i];
        definition->shown = definition->headline && group_is_there(overview, definition->group);
        any |= definition->shown;
    }
    return any;
}

bool overview_select(struct overview *overview, const char *outcomes) {
    bool all = overview->definition_count <= FEW;
    if (outcomes != NULL && strcmp(outcomes, "all") != 0) {
        return select_named(overview, outcomes);
    }
    if (all || outcomes != NULL) {
        for (size_t i = 0; i < overview->definition_count; i++) {
            overview->definitions[i].shown = true;
        }
        return true;
    }
    if (select_headlines(overview)) {
        return true;
    }
    size_t groups = group_count(overview);
    size_t each = SHOWN / groups > 0 ? SHOWN / groups : 1;
    for (size_t i = 0; i < overview->definition_count; i++) {
        overview->definitions[i].shown = rank_in_group(overview, i) < each;
    }
    return true;
}

const struct definition *overview_definition(const struct overview *overview, const char *outcome) {
    return find_definition(overview, outcome);
}

size_t overview_shown(const struct overview *overview) {
    size_t shown = 0;
    for (size_t i = 0; i < overview->definition_count; i++) {
        shown += overview->definitions[i].shown;
    }
    return shown;
}
