#include "composition.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "organisation.h"
#include "home_care/reading/words.h"

static const char composed[] = "composed"; /* models/care/composed.c: has all parts */
static const char between[] = ", \t";

enum { NAME_SIZE = 64 };

/* The next name of "referral, round" into `name`, cut when it is long; false when there is
 * none left. */
static bool next_name(const char **at, char *name) {
    *at += strspn(*at, between);
    size_t length = strcspn(*at, between);
    (void)snprintf(name, NAME_SIZE, "%.*s", (int)length, *at);
    *at += length;
    return length > 0;
}

static bool has_part(const struct hc_care_model *model, const char *part) {
    for (size_t i = 0; i < hc_organisation_parts(model); i++) {
        if (strcmp(model->parts[i], part) == 0) {
            return true;
        }
    }
    return false;
}

static const char *owner_of(const struct hc_care_model *model, const char *part) {
    return model && has_part(model, part) ? model->name : composed;
}

static bool is_empty(const char *parts) {
    char name[NAME_SIZE];
    return !next_name(&parts, name);
}

static size_t own_parts(const struct hc_care_model *model, struct hc_chosen_part *chosen) {
    size_t count = hc_organisation_parts(model);
    for (size_t i = 0; i < count; i++) {
        chosen[i] = (struct hc_chosen_part){hc_part_find(model->parts[i]), model->name};
    }
    return count;
}

/* Exactly those that are named. */
static size_t named_parts(const struct hc_care_model *model, const char *parts,
                          struct hc_chosen_part *chosen) {
    char name[NAME_SIZE];
    size_t count = 0;
    while (count < hc_part_count && next_name(&parts, name)) {
        const struct hc_part *part = hc_part_find(name);
        if (part) {
            chosen[count++] = (struct hc_chosen_part){part, owner_of(model, name)};
        }
    }
    return count;
}

/* ---- deltas ---- */

/* Where a part stands among all of them, as they are asked. */
static size_t rank_of(const char *part) {
    const struct hc_care_model *all = NULL;
    for (size_t i = 0; i < hc_care_model_count; i++) {
        if (strcmp(hc_care_models[i]->name, composed) == 0) {
            all = hc_care_models[i];
        }
    }
    size_t rank = 0;
    while (all && all->parts[rank] && strcmp(all->parts[rank], part) != 0) {
        rank++;
    }
    return rank;
}

static size_t place_of(const struct hc_chosen_part *chosen, size_t count, const char *part) {
    size_t i = 0;
    while (i < count && strcmp(chosen[i].part->name, part) != 0) {
        i++;
    }
    return i;
}

static void leave_out(struct hc_chosen_part *chosen, size_t *count, const char *part) {
    size_t i = place_of(chosen, *count, part);
    if (i < *count) {
        memmove(&chosen[i], &chosen[i + 1], (*count - i - 1) * sizeof *chosen);
        --*count;
    }
}

static void put_in(struct hc_chosen_part *chosen, size_t *count, const struct hc_part *part) {
    if (place_of(chosen, *count, part->name) < *count || *count >= hc_part_count) {
        return; /* it keeps its place; its values may be others */
    }
    size_t i = 0;
    while (i < *count && rank_of(chosen[i].part->name) < rank_of(part->name)) {
        i++;
    }
    memmove(&chosen[i + 1], &chosen[i], (*count - i) * sizeof *chosen);
    chosen[i] = (struct hc_chosen_part){part, composed};
    ++*count;
}

static size_t changed_parts(const struct hc_care_model *base, const char *parts,
                            struct hc_chosen_part *chosen) {
    char name[NAME_SIZE];
    size_t count = own_parts(base, chosen);
    while (next_name(&parts, name)) {
        const struct hc_part *part = hc_part_find(name[0] == '-' ? name + 1 : name);
        if (part && name[0] == '-') {
            leave_out(chosen, &count, part->name);
        } else if (part) {
            put_in(chosen, &count, part);
        }
    }
    return count;
}

size_t hc_composition(const struct hc_care_model *model, const struct hc_arm *arm,
                      struct hc_chosen_part *chosen) {
    if (arm->base[0] != '\0') {
        return changed_parts(model, arm->parts, chosen);
    }
    return is_empty(arm->parts) ? own_parts(model, chosen) : named_parts(model, arm->parts, chosen);
}

bool hc_composition_group(const struct hc_care_model *model, const char *part, char *path,
                          size_t size) {
    if (!hc_part_find(part)) {
        return false;
    }
    (void)snprintf(path, size, "care.%s.%s", owner_of(model, part), part);
    return true;
}

/* ---- check ---- */

static void tell_unknown(const char *name, struct des_diagnostics *diagnostics) {
    const char *names[64];
    size_t count = hc_part_count < 64 ? hc_part_count : 64;
    for (size_t i = 0; i < count; i++) {
        names[i] = hc_parts[i]->name;
    }
    char accepted[640];
    hc_words_accepted(names, count, name, accepted, sizeof accepted);
    des_diagnostics_add(diagnostics, "arm.parts: there is no part \"%s\" %s", name, accepted);
}

/* "-guidance" is about guidance. */
static const char *bare(const char *name) {
    return name[0] == '-' ? name + 1 : name;
}

/* Is the list about the part again behind this place? */
static bool comes_again(const char *rest, const char *part) {
    char other[NAME_SIZE];
    while (next_name(&rest, other)) {
        if (strcmp(part, bare(other)) == 0) {
            return true;
        }
    }
    return false;
}

static void check_name(const struct hc_care_model *model, const struct hc_arm *arm,
                       const char *name, const char *rest, struct des_diagnostics *diagnostics) {
    bool out = name[0] == '-';
    if (!hc_part_find(bare(name))) {
        tell_unknown(bare(name), diagnostics);
    } else if (comes_again(rest, bare(name))) {
        des_diagnostics_add(diagnostics, "arm.parts: the part \"%s\" is named twice", bare(name));
    } else if (out && arm->base[0] == '\0') {
        des_diagnostics_add(diagnostics,
                            "arm.parts: \"%s\" leaves out a part of a base, and the arm has none "
                            "(accepted: base = \"%s\" instead of model)",
                            name, model->name);
    } else if (out && !has_part(model, bare(name))) {
        des_diagnostics_add(diagnostics,
                            "arm.parts: \"%s\" leaves out what the base \"%s\" has not", name,
                            model->name);
    }
}

/* A base of all parts, or no parts of it: what nobody has described. */
static void check_composed(const struct hc_arm *arm, struct des_diagnostics *diagnostics) {
    if (arm->base[0] != '\0') {
        des_diagnostics_add(diagnostics,
                            "arm.base: \"%s\" is no organisation of its own to change (accepted: "
                            "model = \"%s\" with its parts, or another base)",
                            composed, composed);
    } else if (is_empty(arm->parts)) {
        des_diagnostics_add(diagnostics,
                            "arm.parts: \"%s\" is no organisation of its own: which parts are at "
                            "work? (such as parts = (\"referral\", \"treatment\"))",
                            composed);
    }
}

void hc_composition_check(const struct hc_care_model *model, const struct hc_arm *arm,
                          struct des_diagnostics *diagnostics) {
    char name[NAME_SIZE];
    if (strcmp(model->name, composed) == 0) {
        check_composed(arm, diagnostics);
    }
    if (!is_empty(arm->parts) && !hc_organisation_has_staff(model)) {
        des_diagnostics_add(diagnostics,
                            "arm.parts: the care model \"%s\" has no own staff to do the work of "
                            "parts (name another, such as model = \"%s\")",
                            model->name, composed);
        return;
    }
    for (const char *at = arm->parts; next_name(&at, name);) {
        check_name(model, arm, name, at, diagnostics);
    }
}
