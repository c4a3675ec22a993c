/* models/home_care/reading/own_data_text.c - own data as a scenario says it. */
#define _POSIX_C_SOURCE 200809L /* open_memstream */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "own_data.h"
#include "home_care/people/people.h"
#include "home_care/staff/staff.h"

/* A cell must not end a line of the list, or the list. */
static void put_name(FILE *out, const char *name) {
    for (; *name != '\0'; name++) {
        fputc(strchr(",;\"\\\t", *name) != NULL ? ' ' : *name, out);
    }
}

static void begin_list(FILE *out, int indent, const char *key, const char *columns) {
    fprintf(out, "%*s  %s = (\n%*s    \"%s\"", indent, "", key, indent, "", columns);
}

static void begin_line(FILE *out, int indent) {
    fprintf(out, ",\n%*s    \"", indent, "");
}

static void put_point(FILE *out, bool placed, struct pl_point at) {
    if (placed) {
        fprintf(out, ";%.3f;%.3f", at.x_km, at.y_km);
    } else {
        fprintf(out, ";;");
    }
}

static void put_settlements(FILE *out, const struct hc_own_data *data, int indent) {
    begin_list(out, indent, "settlements", "name;x_km;y_km;users;radius_km;link;exposed");
    for (size_t s = 0; s < data->settlements; s++) {
        const struct hc_own_settlement *here = &data->settlement[s];
        begin_line(out, indent);
        put_name(out, here->name);
        put_point(out, true, here->at);
        fprintf(out, ";%g;%g;%s;%s\"", here->users, here->radius_km, hc_own_links[here->link],
                hc_own_no_yes[here->exposed]);
    }
    fprintf(out, "\n%*s  );\n", indent, "");
}

static void put_users(FILE *out, const struct hc_own_data *data, int indent) {
    begin_list(out, indent, "users", "user;age;need;living;x_km;y_km;settlement;alarm");
    for (size_t u = 0; u < data->users; u++) {
        const struct hc_own_user *user = &data->user[u];
        begin_line(out, indent);
        put_name(out, user->id);
        fprintf(out, ";%s;%s;%s", hc_own_ages[user->age], hc_own_needs[user->need],
                hc_own_livings[user->living]);
        put_point(out, user->placed, user->at);
        fputc(';', out);
        put_name(out, user->lives_in == UINT32_MAX ? "" : data->settlement[user->lives_in].name);
        fprintf(out, ";%s\"", user->alarm < 0 ? "" : hc_own_no_yes[user->alarm]);
    }
    fprintf(out, "\n%*s  );\n", indent, "");
}

static void put_visits(FILE *out, const struct hc_own_data *data, int indent) {
    begin_list(out, indent, "visits", "user;task;days;start;minutes;weeks;carers;skill;window_min");
    for (size_t v = 0; v < data->visits; v++) {
        const struct hc_own_visit *visit = &data->visit[v];
        begin_line(out, indent);
        put_name(out, visit->user);
        fprintf(out, ";%s;%s;%02d:%02d;%g;%s;%d;%s;", hc_task_names[visit->task], visit->days,
                (int)visit->start / 60, (int)visit->start % 60, visit->minutes,
                hc_own_weeks[visit->weeks], (int)visit->carers,
                visit->skill < 0 ? "" : hc_own_skills[visit->skill]);
        fprintf(out, isnan(visit->window_min) ? "\"" : "%g\"", visit->window_min);
    }
    fprintf(out, "\n%*s  );\n", indent, "");
}

static void put_posts(FILE *out, const struct hc_own_data *data, int indent) {
    begin_list(out, indent, "staff", "profession;position;team");
    for (size_t p = 0; p < data->posts; p++) {
        const struct hc_listed_post *post = &data->post[p];
        begin_line(out, indent);
        fprintf(out, "%s;%g;%s\"", hc_profession_names[post->profession], post->position,
                hc_own_teams[post->night]);
    }
    fprintf(out, "\n%*s  );\n", indent, "");
}

char *hc_own_data_text(const struct hc_own_data *data, int indent) {
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);
    if (out == NULL) {
        return NULL;
    }
    fprintf(out,
            "%*sdata = {\n%*s  // The municipality's own; places in km from the first "
            "settlement.\n",
            indent, "", indent, "");
    if (data->settlements > 0) {
        put_settlements(out, data, indent);
    }
    if (data->users > 0) {
        put_users(out, data, indent);
    }
    if (data->visits > 0) {
        put_visits(out, data, indent);
    }
    if (data->posts > 0) {
        put_posts(out, data, indent);
    }
    fprintf(out, "%*s};\n", indent, "");
    bool written = ferror(out) == 0;
    if (fclose(out) != 0 || !written) {
        free(text);
        return NULL;
    }
    return text;
}
