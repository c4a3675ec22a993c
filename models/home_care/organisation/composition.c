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

static const char *owner_of(const struct hc_care_model *model, const char *part) {
    for (size_t i = 0; i < hc_organisation_parts(model); i++) {
        if (strcmp(model->parts[i], part) == 0) {
            return model->name;
        }
    }
    return composed;
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

size_t hc_composition(const struct hc_care_model *model, const char *parts,
                      struct hc_chosen_part *chosen) {
    if (is_empty(parts)) {
        return own_parts(model, chosen);
    }
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

/* Does the list name the part again behind this place? */
static bool comes_again(const char *rest, const char *name) {
    char other[NAME_SIZE];
    while (next_name(&rest, other)) {
        if (strcmp(name, other) == 0) {
            return true;
        }
    }
    return false;
}

void hc_composition_check(const struct hc_care_model *model, const char *parts,
                          struct des_diagnostics *diagnostics) {
    char name[NAME_SIZE];
    if (is_empty(parts) && strcmp(model->name, composed) == 0) {
        des_diagnostics_add(diagnostics,
                            "arm.parts: \"%s\" is no organisation of its own: which parts are at "
                            "work? (such as parts = (\"referral\", \"treatment\"))",
                            composed);
    }
    if (!is_empty(parts) && !hc_organisation_has_staff(model)) {
        des_diagnostics_add(diagnostics,
                            "arm.parts: the care model \"%s\" has no own staff to do the work of "
                            "parts (name another, such as model = \"%s\")",
                            model->name, composed);
    }
    for (const char *at = parts; next_name(&at, name);) {
        if (!hc_part_find(name)) {
            tell_unknown(name, diagnostics);
        } else if (comes_again(at, name)) {
            des_diagnostics_add(diagnostics, "arm.parts: the part \"%s\" is named twice", name);
        }
    }
}
