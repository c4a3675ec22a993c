#include "own_rota.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "home_care/reading/csv.h"
#include "home_care/staff/staff.h"

static const char letters[] = "DENLM"; /* in the order of enum hc_duty */
enum { LINE_SIZE = 64 + HC_ROTA_MAX_DAYS + HC_ROTA_MAX_WEEKS, CELLS = HC_ROTA_MAX_DAYS + 16 };

/* ---- one line ---- */

struct reader {
    const char *name;
    size_t line;
    struct hc_rota_rules rules;
    struct hc_own_rota made;
    struct des_diagnostics *diagnostics;
    bool sound;
};

static void tell(struct reader *reader, const char *what, const char *word) {
    des_diagnostics_add(reader->diagnostics, "%s:%zu: \"%s\" %s", reader->name, reader->line, word,
                        what);
    reader->sound = false;
}

/* 0.85, 0,85 or 1: the same under every locale. */
static bool read_size(const char *word, double *size) {
    if ((word[0] != '0' && word[0] != '1') || strlen(word) > 6 ||
        (word[1] != '\0' && word[1] != '.' && word[1] != ',')) {
        return false;
    }
    double value = word[0] - '0', unit = 0.1;
    for (const char *at = word + 1 + (word[1] != '\0'); *at != '\0'; at++) {
        if (*at < '0' || *at > '9') {
            return false;
        }
        value += unit * (*at - '0');
        unit /= 10.0;
    }
    *size = value;
    return value > 0.0 && value <= 1.0;
}

static bool read_team(const char *word, struct hc_own_post *post) {
    post->night = strcmp(word, "night") == 0;
    char *end;
    unsigned long team = strtoul(word, &end, 10);
    post->team = (uint32_t)(team - 1);
    return post->night || (word[0] >= '1' && word[0] <= '9' && *end == '\0' && team < 10000);
}

static int profession_of(const char *word) {
    for (int k = 0; k < HC_ROTA_PROFESSIONS; k++) {
        if (strcmp(word, hc_profession_names[k]) == 0) {
            return k;
        }
    }
    return -1;
}

static void read_week(struct reader *reader, const char *word, struct hc_own_post *post) {
    if (strlen(word) != 7 || post->days + 7 > HC_ROTA_MAX_DAYS) {
        tell(reader, "is not a week of 7 letters (accepted: 1 to 12 weeks of D, E, N, L, M and -)",
             word);
        return;
    }
    for (int d = 0; d < 7; d++) {
        const char *at = strchr(letters, word[d]);
        if (at == NULL && word[d] != '-') {
            tell(reader, "has a letter that is no duty (accepted: D, E, N, L, M and -)", word);
            return;
        }
        int duty = at == NULL ? HC_ROTA_FREE : (int)(at - letters);
        if (duty != HC_ROTA_FREE && (duty == HC_NIGHT_SHIFT) != post->night) {
            tell(reader,
                 "has a duty of another team (accepted: N in the team night, and only there)",
                 word);
            return;
        }
        post->cell[post->days + d] = (int8_t)duty;
    }
    post->days += 7;
}

static void read_word(struct reader *reader, size_t place, const char *word,
                      struct hc_own_post *post) {
    switch (place) {
    case 0:
        post->profession = profession_of(word);
        if (post->profession < 0) {
            tell(reader,
                 "is not a profession (accepted: assistant, helsefagarbeider, nurse, vernepleier)",
                 word);
        }
        return;
    case 1:
        if (!read_size(word, &post->position)) {
            tell(reader, "is not the size of a post (accepted: above 0 to 1)", word);
        }
        return;
    case 2:
        if (!read_team(word, post)) {
            tell(reader, "is not a team (accepted: 1, 2 ... or night)", word);
        }
        return;
    default:
        read_week(reader, word, post);
    }
}

/* ---- the rules ---- */

static void check_post(struct reader *reader, const struct hc_own_post *post) {
    static const char *const weekdays[] = {"Monday", "Tuesday",  "Wednesday", "Thursday",
                                           "Friday", "Saturday", "Sunday"};
    if (post->days == 0) {
        tell(reader, "has no weeks", hc_profession_names[post->profession]);
        return;
    }
    if (reader->made.count > 0 && post->days != reader->made.days) {
        tell(reader, "has another number of weeks than the lines before",
             hc_profession_names[post->profession]);
        return;
    }
    int day = 0;
    reader->rules.days = post->days;
    enum hc_rota_rule rule = hc_rota_check(&reader->rules, post->cell, post->position, &day);
    if (rule == HC_RULE_NONE) {
        return;
    }
    char text[96];
    hc_rota_describe(&reader->rules, rule, text, sizeof text);
    des_diagnostics_add(reader->diagnostics,
                        "%s:%zu: impossible rota: %s, %.2f of a post, week %d, %s: breaks the rule "
                        "of %s",
                        reader->name, reader->line, hc_profession_names[post->profession],
                        post->position, day / 7 + 1, weekdays[day % 7], text);
    reader->sound = false;
}

/* One line: words between blanks, which are overwritten. */
static void read_line(struct reader *reader, char *line) {
    struct hc_own_post post = {.line = (uint32_t)reader->line};
    bool before = reader->sound;
    reader->sound = true;
    size_t place = 0;
    for (char *word = line + strspn(line, " "); *word != '\0' && reader->sound; place++) {
        char *end = word + strcspn(word, " ");
        char *next = end + strspn(end, " ");
        *end = '\0';
        read_word(reader, place, word, &post);
        word = next;
    }
    if (reader->sound && place < 3) {
        tell(reader, "is not a line (accepted: profession, size, team, weeks)", line);
    }
    if (reader->sound) {
        check_post(reader, &post);
    }
    if (reader->sound) {
        reader->made.days = post.days;
        if (!post.night && post.team >= reader->made.teams) {
            reader->made.teams = post.team + 1;
        }
        reader->made.post[reader->made.count++] = post;
    }
    reader->sound = reader->sound && before;
}

/* ---- the parameter ---- */

static size_t count_of(const char *text, char mark) {
    size_t count = 1;
    for (; *text != '\0'; text++) {
        count += *text == mark;
    }
    return count;
}

static enum des_status begin(struct reader *reader, const char *text, char mark, char **copy) {
    size_t size = strlen(text) + 1;
    *copy = malloc(size);
    reader->made.post = calloc(count_of(text, mark), sizeof *reader->made.post);
    if (*copy == NULL || reader->made.post == NULL) {
        free(*copy);
        free(reader->made.post);
        return DES_ENOMEM;
    }
    memcpy(*copy, text, size);
    return DES_OK;
}

enum des_status hc_own_rota_read(const char *text, const char *name,
                                 const struct hc_rota_rules *rules, struct hc_own_rota *rota,
                                 struct des_diagnostics *diagnostics) {
    struct reader reader = {
        .name = name, .rules = *rules, .diagnostics = diagnostics, .sound = true};
    char *copy;
    if (begin(&reader, text, ',', &copy) != DES_OK) {
        return DES_ENOMEM;
    }
    for (char *line = copy; line != NULL;) {
        char *next = strchr(line, ',');
        if (next != NULL) {
            *next++ = '\0';
        }
        reader.line++;
        read_line(&reader, line);
        line = next;
    }
    free(copy);
    if (!reader.sound) {
        free(reader.made.post);
        return DES_EINPUT;
    }
    *rota = reader.made;
    return DES_OK;
}

void hc_own_rota_fini(struct hc_own_rota *rota) {
    free(rota->post);
    *rota = (struct hc_own_rota){0};
}

/* Behind the second blank of each line. */
size_t hc_own_rota_teams(const char *text) {
    size_t most = 0;
    for (const char *line = text; line != NULL && *line != '\0';) {
        const char *word = line + strspn(line, " ");
        for (int i = 0; i < 2; i++) {
            word += strcspn(word, " ,");
            word += strspn(word, " ");
        }
        size_t team = (size_t)strtoul(word, NULL, 10);
        most = team > most ? team : most;
        line = strchr(line, ',');
        line = line == NULL ? NULL : line + 1;
    }
    return most;
}

static double usual(const struct des_param *table, const char *key) {
    while (strcmp(table->key, key) != 0) {
        table++;
    }
    return table->value;
}

void hc_own_rota_usual_rules(struct hc_rota_rules *rules) {
    const struct des_param *staff = hc_staff_params_table, *shift = hc_shift_params_table;
    const struct hc_staff_params s = {.week_hours = usual(staff, "week_hours"),
                                      .weekend_interval = (int64_t)usual(staff, "weekend_interval"),
                                      .long_hours = usual(staff, "long_hours"),
                                      .rest_hours = usual(staff, "rest_hours"),
                                      .weekly_rest_hours = usual(staff, "weekly_rest_hours"),
                                      .week_limit_hours = usual(staff, "week_limit_hours"),
                                      .days_in_row = (int64_t)usual(staff, "days_in_row"),
                                      .nights_in_row = (int64_t)usual(staff, "nights_in_row")};
    const struct hc_shift_params p = {.day_start = usual(shift, "day_start"),
                                      .evening_start = usual(shift, "evening_start"),
                                      .night_start = usual(shift, "night_start")};
    hc_staff_rules(&s, &p, rules);
}

/* ---- the table ---- */

struct table {
    size_t profession, size, team; /* cells */
    size_t first;                  /* of day 1 */
    int days;
    char separator;
};

static size_t column_of(struct reader *reader, char *const *cell, size_t count, const char *name) {
    for (size_t i = 0; i < count; i++) {
        if (strcmp(cell[i], name) == 0) {
            return i;
        }
    }
    des_diagnostics_add(reader->diagnostics,
                        "%s:%zu: no column \"%s\" (needed: profession, size, team, 1, 2, 3 ... for "
                        "the days)",
                        reader->name, reader->line, name);
    reader->sound = false;
    return 0;
}

static void read_header(struct reader *reader, char *line, struct table *table) {
    char *cell[CELLS], number[16];
    table->separator = hc_csv_separator(line);
    size_t count = hc_csv_split(line, table->separator, cell, CELLS);
    table->profession = column_of(reader, cell, count, "profession");
    table->size = column_of(reader, cell, count, "size");
    table->team = column_of(reader, cell, count, "team");
    table->first = column_of(reader, cell, count, "1");
    for (size_t i = table->first; i < count; i++) {
        snprintf(number, sizeof number, "%d", table->days + 1);
        if (strcmp(cell[i], number) != 0) {
            break;
        }
        table->days++;
    }
    if (reader->sound && (table->days % 7 != 0 || table->days > HC_ROTA_MAX_DAYS)) {
        snprintf(number, sizeof number, "%d", table->days);
        tell(reader, "days are not 1 to 12 whole weeks", number);
    }
}

/* Days as letters: an empty cell and F are free. */
static void append_days(const struct table *table, char *const *cell, char *line, size_t *length) {
    for (int d = 0; d < table->days; d++) {
        const char *duty = cell[table->first + (size_t)d];
        bool free_day = duty[0] == '\0' || strcmp(duty, "F") == 0;
        if (d % 7 == 0) {
            line[(*length)++] = ' ';
        }
        line[(*length)++] = free_day ? '-' : duty[1] == '\0' ? duty[0] : '?';
    }
    line[*length] = '\0';
}

/* A row as a line of the parameter, read as such. */
static void read_row(struct reader *reader, char *row, const struct table *table, char *text) {
    char *cell[CELLS], line[LINE_SIZE];
    size_t count = hc_csv_split(row, table->separator, cell, CELLS);
    if (count < table->first + (size_t)table->days || count <= table->profession ||
        count <= table->size || count <= table->team) {
        tell(reader, "begins a row with too few cells, or a quote that is not closed", row);
        return;
    }
    int written = snprintf(line, 48, "%s %s %s", cell[table->profession], cell[table->size],
                           cell[table->team]);
    if (written < 0 || written >= 48) {
        tell(reader, "is too long", cell[table->profession]);
        return;
    }
    size_t length = (size_t)written;
    append_days(table, cell, line, &length);
    char *comma = strchr(line, ',');
    if (comma != NULL) {
        *comma = '.'; /* a decimal comma */
    }
    size_t end = strlen(text);
    memcpy(text + end, line, length);
    memcpy(text + end + length, "\n", 2);
    read_line(reader, line);
}

static void read_rows(struct reader *reader, char *copy, char *text) {
    struct table table = {0};
    bool header = true;
    for (char *line = copy; line != NULL && (reader->sound || !header);) {
        char *next = strchr(line, '\n');
        if (next != NULL) {
            *next++ = '\0';
        }
        line[strcspn(line, "\r")] = '\0';
        reader->line++;
        if (line[0] != '#' && line[0] != '\0') {
            if (header) {
                read_header(reader, line, &table);
                header = false;
                if (!reader->sound) {
                    return;
                }
            } else {
                read_row(reader, line, &table, text);
            }
        }
        line = next;
    }
    if (reader->sound && reader->made.count == 0) {
        tell(reader, "has no posts", "the table");
    }
}

enum des_status hc_own_rota_from_table(const char *table, const char *name,
                                       const struct hc_rota_rules *rules, char **text,
                                       struct des_diagnostics *diagnostics) {
    struct reader reader = {
        .name = name, .rules = *rules, .diagnostics = diagnostics, .sound = true};
    if (strncmp(table, "\xEF\xBB\xBF", 3) == 0) { /* a byte order mark */
        table += 3;
    }
    char *copy;
    char *made = calloc(count_of(table, '\n') + 1, LINE_SIZE);
    if (made == NULL || begin(&reader, table, '\n', &copy) != DES_OK) {
        free(made);
        return DES_ENOMEM;
    }
    read_rows(&reader, copy, made);
    free(copy);
    free(reader.made.post);
    if (!reader.sound) {
        free(made);
        return DES_EINPUT;
    }
    *text = made;
    return DES_OK;
}
