/* Blocks, one for each analysis, place, arm and outcome: items in rows, measures in columns. */
#include "view_findings.h"

#include <math.h>
#include <string.h>

#include "layout.h"
#include "memory.h"
#include "number.h"
#include "reading/regressions.h"
#include "view_text.h"

/* A table for a reader ends here; --format csv has the rest. */
#define ITEMS_SHOWN 20

static bool same_block(const struct finding *a, const struct finding *b) {
    return strcmp(a->analysis, b->analysis) == 0 && strcmp(a->setting, b->setting) == 0 &&
           strcmp(a->point, b->point) == 0 && strcmp(a->arm, b->arm) == 0 &&
           strcmp(a->outcome, b->outcome) == 0;
}

/* Chance, in brackets among the factors, stands behind them and is always shown. */
#define CHANCE_RANK -2.0
/* What says nothing stands behind it and is only counted. */
#define NOTHING_RANK -3.0

static bool is_chance(const char *item) {
    return item[0] == '(';
}

/* The lines of a block for one item, each of another measure. */
struct item {
    const char *name;
    double rank; /* by its first measure */
    size_t order;
};

static int by_rank(const void *a, const void *b) {
    const struct item *x = a, *y = b;
    if (x->rank < y->rank || x->rank > y->rank) {
        return x->rank > y->rank ? -1 : 1;
    }
    return (x->order > y->order) - (x->order < y->order);
}

struct block {
    const struct finding *lines;
    size_t count;
    struct item *items;
    size_t item_count, nothing_count;
    const char **measures;
    size_t measure_count;
};

static void note_names(struct block *block) {
    for (size_t i = 0; i < block->count; i++) {
        const struct finding *line = &block->lines[i];
        size_t at = 0;
        while (at < block->item_count && strcmp(block->items[at].name, line->item) != 0) {
            at++;
        }
        if (at == block->item_count) {
            double size = fabs(line->number.value);
            double rank = isnan(size) ? -1.0 : size;
            block->items[block->item_count++] =
                (struct item){line->item, is_chance(line->item) ? CHANCE_RANK : rank, at};
        }
        at = 0;
        while (at < block->measure_count && strcmp(block->measures[at], line->measure) != 0) {
            at++;
        }
        if (at == block->measure_count) {
            block->measures[block->measure_count++] = line->measure;
        }
    }
}

static const struct finding *line_of(const struct block *block, const char *item,
                                     const char *measure) {
    for (size_t i = 0; i < block->count; i++) {
        const struct finding *line = &block->lines[i];
        if (strcmp(line->item, item) == 0 && strcmp(line->measure, measure) == 0) {
            return line;
        }
    }
    return NULL;
}

/* Regression found no dependence in what does differ: an interval of no width would read as no
 * doubt. */
static bool is_lost_in_chance(const struct block *block, const struct finding *line) {
    if (strcmp(line->item, "assumed effects") != 0 || line->number.high > line->number.low) {
        return false;
    }
    const struct finding *single = line_of(block, "single runs", line->measure);
    return single != NULL && single->number.high > single->number.low;
}

static bool is_nothing(const struct finding *line) {
    const struct des_bounded *number = &line->number;
    if (strcmp(line->analysis, "prcc") == 0) {
        return number->low <= 0.0 && number->high >= 0.0;
    }
    return strcmp(line->analysis, "information") == 0 && fabs(number->value) <= 0.0 &&
           !(number->high > 0.0);
}

static void rank_nothing(struct block *block) {
    for (size_t i = 0; i < block->item_count; i++) {
        struct item *item = &block->items[i];
        bool nothing = !is_chance(item->name);
        for (size_t m = 0; m < block->measure_count && nothing; m++) {
            const struct finding *line = line_of(block, item->name, block->measures[m]);
            nothing = line == NULL || is_nothing(line);
        }
        if (nothing) {
            item->rank = NOTHING_RANK;
            block->nothing_count++;
        }
    }
}

static char *cell_text(const struct block *block, const char *item, const char *measure) {
    const struct finding *line = line_of(block, item, measure);
    char value[NUMBER_ROOM], low[NUMBER_ROOM], high[NUMBER_ROOM];
    if (line == NULL || isnan(line->number.value)) {
        return text_copy(line == NULL ? "" : "-");
    }
    if (is_lost_in_chance(block, line)) {
        return text_copy("cannot be told from chance");
    }
    const struct des_bounded *number = &line->number;
    double doubt = 0.5 * (number->high - number->low);
    bool bounded = isfinite(doubt) && doubt > 0.0;
    int decimals =
        bounded ? number_doubt_decimals(doubt) + 1 : number_decimals(fabs(number->value));
    number_fixed(value, number->value, decimals);
    return bounded ? text_format("%s [%s, %s]", value, number_fixed(low, number->low, decimals),
                                 number_fixed(high, number->high, decimals))
                   : text_copy(value);
}

static size_t item_width(const struct block *block) {
    size_t width = 10;
    for (size_t i = 0; i < block->item_count; i++) {
        size_t own = text_width(block->items[i].name);
        width = own > width ? own : width;
    }
    return width;
}

static size_t measure_width(const struct block *block, const char *measure, size_t shown) {
    size_t width = text_width(measure);
    for (size_t i = 0; i < shown; i++) {
        char *text = cell_text(block, block->items[i].name, measure);
        width = text_width(text) > width ? text_width(text) : width;
        free(text);
    }
    return width + 2;
}

static void print_item(const struct block *block, const char *name, const size_t *widths) {
    printf("    ");
    layout_left(stdout, name, widths[0]);
    for (size_t m = 0; m < block->measure_count; m++) {
        char *text = cell_text(block, name, block->measures[m]);
        layout_right(stdout, text, widths[m + 1]);
        free(text);
    }
    putchar('\n');
}

static void print_block(const struct block *block) {
    size_t telling = block->item_count - block->nothing_count;
    size_t shown = telling > ITEMS_SHOWN ? ITEMS_SHOWN : telling;
    size_t *widths = memory_array(block->measure_count + 1, sizeof widths[0]);
    widths[0] = item_width(block);
    printf("    ");
    layout_left(stdout, "", widths[0]);
    for (size_t m = 0; m < block->measure_count; m++) {
        widths[m + 1] = measure_width(block, block->measures[m], shown);
        layout_right(stdout, block->measures[m], widths[m + 1]);
    }
    putchar('\n');
    size_t hidden = 0;
    for (size_t i = 0; i < block->item_count; i++) {
        if (i < shown || is_chance(block->items[i].name)) {
            print_item(block, block->items[i].name, widths);
        } else {
            hidden += block->items[i].rank > NOTHING_RANK;
        }
    }
    if (hidden > 0) {
        printf("    ... and %zu more (--format csv)\n", hidden);
    }
    if (block->nothing_count > 0) {
        bool prcc = strcmp(block->lines->analysis, "prcc") == 0;
        printf("    %s%zu %s%s\n", telling > 0 ? "... and " : "", block->nothing_count,
               telling > 0 ? "more " : "", prcc ? "whose interval holds 0" : "that are 0");
    }
    free(widths);
}

static const char *heading_of(const char *analysis) {
    static const struct {
        const char *analysis, *heading;
    } headings[] = {
        {"sobol", "Shares of variance (Sobol indices, 95 % bootstrap intervals)"},
        {"morris", "Elementary effects (Morris), of a step over the whole range"},
        {"intervals", "Three kinds of doubt, 95 %"},
        {"prcc", "Partial rank correlation"},
        {"best", "Probability that an arm is best"},
        {"information", "Expected value of knowing a parameter (EVPPI), or all of them (EVPI)"},
    };
    for (size_t i = 0; i < sizeof headings / sizeof headings[0]; i++) {
        if (strcmp(headings[i].analysis, analysis) == 0) {
            return headings[i].heading;
        }
    }
    return analysis;
}

static char *block_title(const struct study *study, const struct finding *line) {
    const struct des_plan *plan = study->plan;
    bool settings = plan->setting_count > 1,
         points = strcmp(line->point, "all") != 0 && plan->point_count > 1;
    bool arm = strcmp(line->arm, "all") != 0 && plan->arm_count > 1;
    /* The points of a design have no names, and one stands for all of them. */
    const char *point = plan->design != NULL ? "a listed point" : line->point;
    return text_format("%s%s%s%s%s%s%s%s%s", line->outcome, arm ? ": " : "", arm ? line->arm : "",
                       arm ? " minus " : "", arm ? plan->arms[plan->reference].name : "",
                       settings ? ", " : "", settings ? line->setting : "", points ? ", " : "",
                       points ? point : "");
}

/* Lines of one analysis, block by block, whatever stands between them. */
static void print_analysis(const struct study *study, const struct findings *findings,
                           const char *analysis) {
    bool begun = false;
    for (size_t i = 0; i < findings->count;) {
        const struct finding *first = &findings->items[i];
        size_t count = 1;
        while (i + count < findings->count && same_block(first, first + count)) {
            count++;
        }
        i += count;
        if (strcmp(first->analysis, analysis) != 0) {
            continue;
        }
        struct block block = {.lines = first,
                              .count = count,
                              .items = memory_array(count, sizeof(struct item)),
                              .measures = memory_array(count, sizeof(char *))};
        note_names(&block);
        rank_nothing(&block);
        bool ranked = strcmp(analysis, "intervals") != 0 && strcmp(analysis, "best") != 0;
        if (ranked) {
            qsort(block.items, block.item_count, sizeof block.items[0], by_rank);
        }
        if (!begun) {
            putchar('\n');
            layout_heading(stdout, heading_of(analysis));
        }
        begun = true;
        char *title = block_title(study, first);
        printf("  %s; n = %zu\n", title, first->n);
        free(title);
        print_block(&block);
        free(block.items);
        free(block.measures);
    }
}

static void print_note(const char *text) {
    fputs("- ", stdout);
    layout_wrap(stdout, 2, 2, text);
}

static bool has(const struct findings *findings, const char *analysis, const char *outcome) {
    for (size_t i = 0; i < findings->count; i++) {
        if (strcmp(findings->items[i].analysis, analysis) == 0 &&
            (outcome == NULL || strcmp(findings->items[i].outcome, outcome) == 0)) {
            return true;
        }
    }
    return false;
}

static void note_tables(const struct study *study, const struct findings *findings) {
    if (has(findings, "prcc", NULL)) {
        print_note("prcc, the partial rank correlation coefficient: from -1 to 1, how steadily the "
                   "outcome rises or falls with a parameter when the others are held.");
    }
    if (has(findings, "best", NULL)) {
        bool single = study->kind == STUDY_DRAWS || study->plan->replications == 1;
        char *note = text_format(
            "Probability that an arm is best: the share of %s in which it is, not of expected "
            "values: doubt about the assumptions and chance together.",
            single ? "single runs, one for each draw or point," : "means over a point's runs");
        print_note(note);
        free(note);
    }
    if (has(findings, "best", "net benefit")) {
        print_note("Net benefit: the threshold times the effect, plus the cost, each taken with "
                   "minus where the outcome is declared better low and with plus otherwise; more "
                   "is better.");
    }
}

static void note_too_few(enum des_design_kind kind) {
    bool walks = kind == DES_DESIGN_MORRIS;
    char *note = text_format("Too few runs to say anything: at least %d %s are needed, and an "
                             "outcome that differs between them.",
                             walks ? FINDINGS_WALKS_LEAST : REGRESSIONS_ROWS_LEAST,
                             walks                         ? "walks"
                             : kind == DES_DESIGN_SALTELLI ? "rows"
                                                           : "replications or points");
    print_note(note);
    free(note);
}

static void print_notes(const struct study *study, const struct findings *findings) {
    enum des_design_kind kind = study->kind == STUDY_POINTS
                                    ? des_design_options(study->plan->design)->kind
                                    : DES_DESIGN_UNCERTAINTY;
    putchar('\n');
    if (findings->count == 0) {
        note_too_few(kind);
        return;
    }
    if (kind == DES_DESIGN_SALTELLI) {
        print_note("first: what knowing this factor alone would take away of the variance; total: "
                   "what would be left if all others were known. Chance alone is what the points "
                   "of a row share because they share their random numbers; chance in all is "
                   "known with two replications or more.");
    } else if (kind == DES_DESIGN_MORRIS) {
        print_note("mu_star: mean absolute effect; sigma large beside it: the effect is not "
                   "linear, or depends on other factors.");
    } else {
        print_note(
            "Monte Carlo: how well the mean over these assumptions is known. Assumed "
            "effects: 95 % of the expected values over the parameters, chance smoothed out "
            "by regression; where it finds nothing they cannot be told from chance, which does "
            "not say that they are 0. Single runs: 95 % of them, chance and assumptions "
            "together.");
        note_tables(study, findings);
        print_note(
            "Means are of rows: each draw or point is one way the world may be and counts the "
            "same, whatever its denominator. Other tables divide sums over runs, where a "
            "run with more users counts more; the two differ a little where denominators "
            "do.");
        if (has(findings, "information", NULL)) {
            print_note("Value of information is what always choosing the best arm would gain over "
                       "choosing once, in units of the outcome: by regression on splines (Strong, "
                       "Oakley and Brennan 2014).");
        }
        if (study->rows < 10 * study->factors) {
            char *note = text_format("%zu rows are few for %zu parameters: the value of single "
                                     "ones is mostly chance here, and may exceed that of all "
                                     "together. Several hundred rows tell more.",
                                     study->rows, study->factors);
            print_note(note);
            free(note);
        }
    }
}

void view_findings(const struct study *study, const struct findings *findings,
                   const struct run_counts *runs) {
    static const char *const analyses[] = {"sobol", "morris", "intervals",
                                           "prcc",  "best",   "information"};
    layout_heading(stdout, study->plan->title);
    if (study->kind == STUDY_POINTS) {
        const struct des_design_options *design = des_design_options(study->plan->design);
        printf("%s, %zu rows, %zu points; %s\n", des_design_name(design->kind), design->rows,
               study->rows, des_design_sequence(study->plan->design));
    } else {
        printf("%zu replications, %zu parameters drawn anew in each\n", study->rows,
               study->factors);
    }
    view_text_failed(runs);
    for (size_t i = 0; i < sizeof analyses / sizeof analyses[0]; i++) {
        print_analysis(study, findings, analyses[i]);
    }
    print_notes(study, findings);
}
