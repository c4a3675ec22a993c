#include "session.h"

#include <errno.h>
#include <malloc.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "des/results.h"
#include "interrupt.h"
#include "memory.h"
#include "parts.h"
#include "progress.h"
#include "provenance.h"
#include "reuse.h"
#include "rounds.h"

/* ---- what is in the way ---- */

static enum exit_code refuse(const char *path, const char *why) {
    fprintf(stderr, "aksim: %s: %s\n", path, why);
    return EXIT_CODE_CREATE;
}

static enum exit_code check_folder_of(const char *out) {
    const char *slash = strrchr(out, '/');
    char *folder = slash == NULL  ? text_copy(".")
                   : slash == out ? text_copy("/")
                                  : text_format("%.*s", (int)(slash - out), out);
    enum exit_code code = EXIT_CODE_DONE;
    if (access(folder, W_OK | X_OK) != 0) {
        code = refuse(out, strerror(errno));
    }
    free(folder);
    return code;
}

static enum exit_code check_parts_of(const struct session_options *options) {
    char *folder = parts_folder(options->out);
    char *job = options->shards > 0 ? parts_job_name(options->shard, options->shards) : NULL;
    bool held = parts_hold(folder, job);
    free(job);
    enum exit_code code = EXIT_CODE_DONE;
    if (held) {
        code = refuse(folder, "holds the finished runs of an earlier run that did not end; "
                              "--resume goes on with them, --force begins anew");
    }
    free(folder);
    return code;
}

enum exit_code session_refuse_existing(const struct session_options *options) {
    struct stat about;
    bool exists = stat(options->out, &about) == 0;
    if (exists && S_ISDIR(about.st_mode)) {
        return refuse(options->out, "is a folder");
    }
    if (!options->resume && !options->force) {
        if (exists) {
            return refuse(options->out, "exists already; --resume reuses its finished runs, "
                                        "--force overwrites it");
        }
        enum exit_code code = options->merging ? EXIT_CODE_DONE : check_parts_of(options);
        if (code != EXIT_CODE_DONE) {
            return code;
        }
    }
    return check_folder_of(options->out);
}

/* ---- merge ---- */

struct merge {
    const char *out;
    const char *const *folders;
    size_t folder_count;
    const struct job *job;
    bool partial, gaps;
    const struct provenance_facts *facts;
    enum des_status status;
    struct des_error error;
};

static void merge_in_thread(void *context) {
    struct merge *merge = context;
    struct des_journal_index *index = NULL;
    /* Large pieces go back when they are freed: memory does not depend on how many came before. */
    (void)mallopt(M_MMAP_THRESHOLD, 1 << 16);
    (void)malloc_trim(0); /* so does what reading the scenario, or old results, took */
    merge->status = des_journal_scan(merge->folders, merge->folder_count, &index, &merge->error);
    if (merge->status != DES_OK) {
        return;
    }
    size_t damaged = des_journal_index_damaged(index);
    if (damaged > 0) {
        fprintf(stderr, "aksim: %zu damaged record%s left out\n", damaged,
                damaged == 1 ? " was" : "s were");
    }
    struct des_provenance provenance;
    char *text = NULL;
    provenance_fill(&provenance, merge->facts, &text);
    merge->status =
        des_results_write(merge->out, merge->job->scenario->experiment, merge->job->keys, index,
                          merge->job->trace, merge->partial, &provenance, &merge->error);
    merge->gaps = merge->status == DES_EINPUT;
    free(text);
    des_journal_index_destroy(index);
}

static void tell_of_gaps(const struct merge *merge) {
    if (merge->gaps) {
        fputs("aksim: the same aksim run with --resume, or the shards that are missing, then merge "
              "again; --partial writes what is there\n",
              stderr);
    }
}

enum exit_code session_merge(const char *out, const char *const *folders, size_t folder_count,
                             const struct job *job, bool partial,
                             const struct provenance_facts *facts) {
    struct merge *merge = memory_array(1, sizeof *merge);
    *merge = (struct merge){.out = out,
                            .folders = folders,
                            .folder_count = folder_count,
                            .job = job,
                            .partial = partial,
                            .facts = facts};
    if (!interrupt_run(merge_in_thread, merge)) {
        fprintf(stderr, "aksim: interrupted while writing %s; the parts are kept\n", out);
        _exit(EXIT_CODE_INTERRUPTED);
    }
    enum exit_code code = EXIT_CODE_DONE;
    if (merge->status != DES_OK) {
        code = exit_report(merge->status, &merge->error);
        tell_of_gaps(merge);
    }
    free(merge);
    return code;
}

/* ---- run ---- */

/* Nothing was simulated: a journal that this process began holds nothing. */
static void abandon(const struct session *session, struct des_journal *journal,
                    const struct session_options *options) {
    if (des_journal_close(journal, NULL) != DES_OK) {
        fprintf(stderr, "aksim: %s could not be closed\n", session->parts);
    }
    if (!options->resume && cluster_leads(options->cluster)) {
        parts_remove(session->parts, session->job_name);
    }
}

static enum des_status open_journal(const struct session *session,
                                    const struct session_options *options,
                                    struct des_journal **journal, struct des_error *error) {
    return des_journal_open(session->parts, session->job_name, (unsigned)options->cluster->rank,
                            journal, error);
}

static enum des_status prepare(struct session *session, struct job *job,
                               const struct session_options *options, struct des_journal **journal,
                               struct des_error *error) {
    if (options->shards > 0) {
        job_keep_shard(job, options->shard, options->shards);
    }
    enum des_status status =
        parts_check_idle(session->parts, options->shards > 0 ? session->job_name : NULL, error);
    if (status == DES_OK && options->force) {
        parts_remove(session->parts, options->shards > 0 ? session->job_name : NULL);
    }
    if (status == DES_OK && options->resume) {
        status = reuse_parts(job, session->parts, &session->reused, error);
    }
    if (status == DES_OK) {
        status = open_journal(session, options, journal, error);
    }
    if (status != DES_OK) {
        return status;
    }
    /* Other shards' runs belong to the manifest that stands there. */
    bool replace = options->shards == 0 || (options->force && !parts_hold(session->parts, NULL));
    status = manifest_write(session->parts, job, options->file, options->overrides,
                            options->plugins, replace, error);
    if (status == DES_OK && options->resume) {
        status =
            reuse_results(job, options->out, options->plugins, *journal, &session->reused, error);
    }
    if (status != DES_OK) {
        abandon(session, *journal, options);
        *journal = NULL;
    }
    return status;
}

/* Two processes that would not compute the same bits must not share a job. */
static enum exit_code check_same_keys(const struct session_options *options,
                                      const struct job *job) {
    if (cluster_same(options->cluster, job_digest(job))) {
        return EXIT_CODE_DONE;
    }
    if (cluster_leads(options->cluster)) {
        fputs("aksim: the processes differ in program, scenario or mathematical library: their "
              "runs cannot be mixed\n",
              stderr);
    }
    return EXIT_CODE_DATA;
}

/* The leader first: what it clears and writes must be there for the others. */
static enum exit_code prepare_all(struct session *session, struct job *job,
                                  const struct session_options *options,
                                  struct des_journal **journal) {
    struct cluster *cluster = options->cluster;
    struct des_error error = {0};
    enum des_status status = DES_OK;
    *journal = NULL;
    if (cluster_leads(cluster)) {
        status = prepare(session, job, options, journal, &error);
    }
    enum exit_code mine = status == DES_OK ? EXIT_CODE_DONE : exit_report(status, &error);
    enum exit_code code = cluster_follow(cluster, mine);
    if (code == EXIT_CODE_DONE && !cluster_leads(cluster)) {
        status = open_journal(session, options, journal, &error);
        code = status == DES_OK ? EXIT_CODE_DONE : exit_report(status, &error);
    }
    code = cluster_agree(cluster, code);
    if (code == EXIT_CODE_DONE) {
        code = check_same_keys(options, job);
    }
    if (code != EXIT_CODE_DONE && *journal != NULL) {
        abandon(session, *journal, options);
    }
    return code;
}

static enum exit_code tell_interrupted(const struct session *session,
                                       const struct session_options *options) {
    size_t done = session->report.done + session->reused;
    if (cluster_leads(options->cluster)) {
        fprintf(stderr, "aksim: interrupted with %zu of %zu runs done; the same command%s\n", done,
                session->units + session->reused,
                done > 0 ? " with --resume goes on" : " begins anew");
    }
    return EXIT_CODE_INTERRUPTED;
}

static enum exit_code tell_failed_output(const struct session *session) {
    enum des_status status = session->report.status;
    if (status == DES_EIO && session->report.error.text[0] == '\0') {
        fprintf(stderr, "aksim: writing rows of traces to %s failed: is the disk full?\n",
                session->parts);
        return exit_code_of(status);
    }
    return exit_report(status, &session->report.error);
}

static enum exit_code simulate(struct session *session, const struct job *job,
                               const struct session_options *options, struct des_journal *journal) {
    session->units = job->units.count;
    if (job->scenario->plan->stop != NULL && !options->partial) {
        rounds_run(options->cluster, job, session->parts, journal, &options->executor,
                   &session->report, &session->units);
    } else {
        cluster_run(options->cluster, job, journal, &options->executor, &session->report);
    }
    struct des_error error = {0};
    enum des_status closed = des_journal_close(journal, &error);
    enum des_status status = session->report.status;
    if (status == DES_EINTERRUPTED) {
        return tell_interrupted(session, options);
    }
    enum exit_code code = EXIT_CODE_DONE;
    if (status != DES_OK) {
        /* The leader has heard of it, and speaks. */
        code = cluster_leads(options->cluster) ? tell_failed_output(session) : exit_code_of(status);
    } else if (closed != DES_OK) {
        code = exit_report(closed, &error);
    }
    return cluster_agree(options->cluster, code);
}

static enum exit_code write_results(struct session *session, const struct job *job,
                                    const struct session_options *options) {
    const char *folder = session->parts;
    struct provenance_facts facts = {.command = options->command,
                                     .program = job->program,
                                     .threads = options->executor.threads,
                                     .simulated = session->report.done,
                                     .reused = session->reused,
                                     .wall_s = session->wall_s};
    bool gaps = session->report.done < session->units;
    enum exit_code code =
        session_merge(options->out, &folder, 1, job, options->partial || gaps, &facts);
    session->merged = code == EXIT_CODE_DONE;
    session->complete = session->merged && !gaps;
    if (session->complete && (options->discard || session->report.failed_count == 0)) {
        parts_remove(session->parts, NULL);
    }
    return code;
}

enum exit_code session_run(struct session *session, struct job *job,
                           const struct session_options *options) {
    double started = progress_clock();
    *session = (struct session){.parts = parts_folder(options->out),
                                .job_name = parts_job_name(options->shard, options->shards)};
    struct des_journal *journal = NULL;
    interrupt_block();
    enum exit_code code = prepare_all(session, job, options, &journal);
    if (code != EXIT_CODE_DONE) {
        return code;
    }
    code = simulate(session, job, options, journal);
    session->wall_s = progress_clock() - started;
    if (!cluster_leads(options->cluster)) {
        return code;
    }
    if (code == EXIT_CODE_DONE && options->shards == 0) {
        code = write_results(session, job, options);
    }
    if (code == EXIT_CODE_DONE && session->report.failed_count > 0) {
        code = EXIT_CODE_PARTLY;
    }
    return code;
}

void session_fini(struct session *session) {
    free(session->parts);
    free(session->job_name);
    run_report_fini(&session->report);
    *session = (struct session){0};
}
