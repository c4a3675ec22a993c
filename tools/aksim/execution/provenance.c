#include "provenance.h"

#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

#include "aksim_version.h"
#include "memory.h"

#define COMMAND_ROOM 2048 /* of the 4 KiB of the volatile text */

char *provenance_command(int argc, char **argv) {
    char *command = text_copy("");
    for (int i = 0; i < argc; i++) {
        char *word = text_word(argv[i]);
        char *longer = text_format("%s%s%s", command, i == 0 ? "" : " ", word);
        free(word);
        free(command);
        command = longer;
    }
    return command;
}

static double cpu_seconds(void) {
    struct rusage use;
    getrusage(RUSAGE_SELF, &use);
    return (double)(use.ru_utime.tv_sec + use.ru_stime.tv_sec) +
           1e-6 * (double)(use.ru_utime.tv_usec + use.ru_stime.tv_usec);
}

static json_t *now_utc(void) {
    char text[32];
    time_t now = time(NULL);
    struct tm parts;
    gmtime_r(&now, &parts);
    strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", &parts);
    return json_string(text);
}

static json_t *host_name(void) {
    char text[256] = "";
    if (gethostname(text, sizeof text - 1) != 0) {
        text[0] = '\0';
    }
    return json_string(text);
}

static void add_slurm(json_t *document) {
    static const char *const names[] = {"SLURM_JOB_ID", "SLURM_ARRAY_JOB_ID",
                                        "SLURM_ARRAY_TASK_ID"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        const char *value = getenv(names[i]);
        if (value != NULL && strlen(value) < 64) {
            json_object_set_new(document, names[i], json_string(value));
        }
    }
}

static char *volatile_text(const struct provenance_facts *facts) {
    char *command = text_copy(facts->command);
    if (strlen(command) > COMMAND_ROOM) {
        strcpy(command + COMMAND_ROOM - 4, "...");
    }
    json_t *document = json_object();
    json_object_set_new(document, "created", now_utc());
    json_object_set_new(document, "host", host_name());
    json_object_set_new(document, "command", json_string(command));
    json_object_set_new(document, "program", json_string(facts->program));
    json_object_set_new(document, "threads", json_integer((json_int_t)facts->threads));
    json_object_set_new(document, "runs_simulated", json_integer((json_int_t)facts->simulated));
    json_object_set_new(document, "runs_reused", json_integer((json_int_t)facts->reused));
    json_object_set_new(document, "wall_seconds", json_number(facts->wall_s));
    json_object_set_new(document, "cpu_seconds", json_number(cpu_seconds()));
    add_slurm(document);
    char *text = json_dumps(document, JSON_COMPACT | JSON_REAL_PRECISION(6));
    json_decref(document);
    free(command);
    return text == NULL ? text_copy("{}") : text;
}

void provenance_fill(struct des_provenance *provenance, const struct provenance_facts *facts,
                     char **volatile_json) {
    *volatile_json = volatile_text(facts);
    *provenance = (struct des_provenance){.software = "aksim",
                                          .version = AKSIM_VERSION,
                                          .git_revision = AKSIM_GIT_REVISION,
                                          .git_dirty = AKSIM_GIT_DIRTY,
                                          .compiler = AKSIM_COMPILER,
                                          .flags = AKSIM_FLAGS,
                                          .volatile_json = *volatile_json};
}
