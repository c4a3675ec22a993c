#include "parts.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>
#include <xxhash.h>

#include "memory.h"

#define MANIFEST "manifest.json"

char *parts_folder(const char *out) {
    return text_format("%s.parts", out);
}

char *parts_job_name(size_t shard, size_t shards) {
    const char *slurm = getenv("SLURM_JOB_ID");
    if (slurm != NULL && slurm[0] != '\0' && strspn(slurm, "0123456789") == strlen(slurm)) {
        return text_copy(slurm);
    }
    return shards > 0 ? text_format("shard%zuof%zu", shard, shards) : text_copy("local");
}

/* A journal is <job>.<restart>.<rank>. */
static bool is_journal(const char *name, const char *job) {
    size_t length = strcspn(name, ".");
    unsigned restart, rank;
    int end = 0;
    if (sscanf(name + length, ".%u.%u%n", &restart, &rank, &end) != 2 ||
        name[length + (size_t)end] != '\0') {
        return false;
    }
    return job == NULL || (strlen(job) == length && strncmp(name, job, length) == 0);
}

/* A journal without a finished run holds nothing. */
static bool is_empty(int folder, const char *name) {
    struct stat about;
    return fstatat(folder, name, &about, 0) == 0 && about.st_size == 0;
}

bool parts_hold(const char *folder, const char *job) {
    DIR *directory = opendir(folder);
    if (directory == NULL) {
        return false;
    }
    bool found = false;
    struct dirent *entry = readdir(directory);
    for (; entry != NULL && !found; entry = readdir(directory)) {
        found = is_journal(entry->d_name, job) && !is_empty(dirfd(directory), entry->d_name);
    }
    closedir(directory);
    return found;
}

/* A writer keeps its journal locked. */
static bool is_locked(int folder, const char *name) {
    int fd = openat(folder, name, O_RDONLY | O_CLOEXEC);
    bool locked = fd >= 0 && flock(fd, LOCK_SH | LOCK_NB) != 0 && errno == EWOULDBLOCK;
    if (fd >= 0) {
        close(fd);
    }
    return locked;
}

enum des_status parts_check_idle(const char *folder, const char *job, struct des_error *error) {
    DIR *directory = opendir(folder);
    if (directory == NULL || getenv("SLURM_JOB_ID") != NULL) {
        if (directory != NULL) {
            closedir(directory);
        }
        return DES_OK;
    }
    enum des_status status = DES_OK;
    struct dirent *entry = readdir(directory);
    for (; entry != NULL && status == DES_OK; entry = readdir(directory)) {
        if (is_journal(entry->d_name, job) && is_locked(dirfd(directory), entry->d_name)) {
            status = des_fail(error, DES_EBUSY, "%s/%s: another process is writing to it", folder,
                              entry->d_name);
        }
    }
    closedir(directory);
    return status;
}

void parts_remove(const char *folder, const char *job) {
    DIR *directory = opendir(folder);
    if (directory == NULL) {
        return;
    }
    struct dirent *entry = readdir(directory);
    for (; entry != NULL; entry = readdir(directory)) {
        /* Also one that a killed process had not yet renamed. */
        bool manifest = strncmp(entry->d_name, MANIFEST, strlen(MANIFEST)) == 0;
        if (is_journal(entry->d_name, job) || (job == NULL && manifest)) {
            unlinkat(dirfd(directory), entry->d_name, 0);
        }
    }
    closedir(directory);
    rmdir(folder); /* stays when others' files are in it */
}

/* ---- manifest ---- */

#define LIBM_TEXT 20

static void format_libm(char *text) {
    snprintf(text, LIBM_TEXT, "%016" PRIx64, des_libm_fingerprint());
}

static json_t *optional_text(const char *text) {
    return text == NULL ? json_null() : json_string(text);
}

static json_t *text_array(size_t count, const char *const *texts) {
    json_t *array = json_array();
    for (size_t i = 0; i < count; i++) {
        json_array_append_new(array, json_string(texts[i]));
    }
    return array;
}

static json_t *manifest_document(const struct job *job, const char *file,
                                 const struct des_overrides *overrides,
                                 const struct text_list *plugins) {
    char libm[LIBM_TEXT];
    format_libm(libm);
    return json_pack(
        "{ss ss ss ss sI sI so so sI sI so so ss}", "schema", "aksim-parts/1", "program",
        job->program, "libm", libm, "file", file, "trace", (json_int_t)job->trace,
        "trace_replications", (json_int_t)job->trace_replications, "sets",
        text_array(overrides->set_count, overrides->sets), "arms", optional_text(overrides->arms),
        "replications", (json_int_t)overrides->replications, "days", (json_int_t)overrides->days,
        "seed", optional_text(overrides->seed), "plugins",
        text_array(plugins->count, (const char *const *)plugins->items), "resolved",
        job->scenario->plan->resolved);
}

static int add_bytes(const char *bytes, size_t size, void *state) {
    return XXH3_64bits_update(state, bytes, size) == XXH_OK ? 0 : -1;
}

/* Of all that stands in the document beside it: a bit that flipped in a label would be merged.  The
 * text, which may have many points in it, is hashed as it is made. */
static char *checksum_of(const json_t *document) {
    XXH3_state_t *state = XXH3_createState();
    if (state == NULL || XXH3_64bits_reset(state) != XXH_OK ||
        json_dump_callback(document, add_bytes, state, JSON_COMPACT | JSON_SORT_KEYS) != 0) {
        memory_exhausted();
    }
    char *checksum = text_format("%016" PRIx64, (uint64_t)XXH3_64bits_digest(state));
    (void)XXH3_freeState(state);
    return checksum;
}

static void seal(json_t *document) {
    char *checksum = checksum_of(document);
    json_object_set_new(document, "checksum", json_string(checksum));
    free(checksum);
}

/* Takes the checksum out again. */
static bool is_whole(json_t *document) {
    json_t *told = json_incref(json_object_get(document, "checksum"));
    (void)json_object_del(document, "checksum");
    char *checksum = checksum_of(document);
    const char *text = json_string_value(told);
    bool whole = text != NULL && strcmp(text, checksum) == 0;
    free(checksum);
    json_decref(told);
    return whole;
}

/* Several shards may write it at once: beside its name, then renamed. */
static enum des_status write_document(const char *path, json_t *document, struct des_error *error) {
    char *beside = text_format("%s.%ld", path, (long)getpid());
    enum des_status status = DES_OK;
    if (json_dump_file(document, beside, JSON_INDENT(1)) != 0 || rename(beside, path) != 0) {
        bool full = errno == ENOSPC || errno == EFBIG || errno == EDQUOT || errno == EIO;
        status = des_fail(error, full ? DES_EIO : DES_ECREATE, "%s: %s", path, strerror(errno));
        unlink(beside);
    }
    free(beside);
    return status;
}

static void fill_manifest(struct manifest *manifest, json_t *document) {
    json_int_t trace = 0, replications = 0, traced = 0, days = 0;
    const char *arms = NULL, *seed = NULL;
    json_t *sets = NULL, *plugins = NULL;
    json_unpack(document, "{s:s s:s s:s s:s s:I s:I s:I s:I s?:o s?:o}", "program",
                &manifest->program, "libm", &manifest->libm, "file", &manifest->file, "resolved",
                &manifest->resolved, "trace", &trace, "trace_replications", &traced, "replications",
                &replications, "days", &days, "sets", &sets, "plugins", &plugins);
    arms = json_string_value(json_object_get(document, "arms"));
    seed = json_string_value(json_object_get(document, "seed"));
    size_t set_count = json_array_size(sets);
    const char **set_texts = memory_array(set_count, sizeof set_texts[0]);
    for (size_t i = 0; i < set_count; i++) {
        set_texts[i] = json_string_value(json_array_get(sets, i));
    }
    for (size_t i = 0; i < json_array_size(plugins); i++) {
        text_list_add(&manifest->plugins,
                      (char *)(uintptr_t)json_string_value(json_array_get(plugins, i)));
    }
    manifest->trace = (enum des_trace_level)trace;
    manifest->trace_replications = traced;
    manifest->overrides = (struct des_overrides){.sets = set_texts,
                                                 .set_count = set_count,
                                                 .arms = arms,
                                                 .replications = replications,
                                                 .days = days,
                                                 .seed = seed,
                                                 .trusted = true}; /* the run has asked */
    manifest->document = document;
}

/* Why there is no manifest: errno. */
static enum des_status refuse_folder(const char *folder, struct des_error *error) {
    const char *why = errno == ENOENT && access(folder, F_OK) == 0 ? "there is no " MANIFEST
                                                                     " in it"
                                                                   : strerror(errno);
    return des_fail(error, DES_ENOINPUT,
                    "%s is no folder of parts, which aksim run -o OUT.h5 keeps as OUT.h5.parts: %s",
                    folder, why);
}

enum des_status manifest_read(const char *folder, struct manifest *manifest,
                              struct des_error *error) {
    char *path = text_format("%s/%s", folder, MANIFEST);
    json_error_t problem;
    enum des_status status = DES_OK;
    json_t *document = json_load_file(path, 0, &problem);
    *manifest = (struct manifest){0};
    if (document == NULL && access(path, F_OK) != 0) {
        status = refuse_folder(folder, error);
    } else if (document == NULL) {
        status = des_fail(error, DES_EINPUT, "%s:%d: %s", path, problem.line, problem.text);
    } else if (!is_whole(document)) {
        status = des_fail(
            error, DES_EINPUT,
            "%s is damaged; the run, or any shard of it, with --resume writes it anew", path);
        json_decref(document);
    } else {
        fill_manifest(manifest, document);
        if (manifest->program == NULL || manifest->libm == NULL || manifest->resolved == NULL ||
            manifest->file == NULL || manifest->trace > DES_TRACE_FULL) {
            status = des_fail(error, DES_EINPUT, "%s: is no manifest of this program", path);
            manifest_fini(manifest);
        }
    }
    free(path);
    return status;
}

void manifest_fini(struct manifest *manifest) {
    free((void *)(uintptr_t)manifest->overrides.sets);
    text_list_fini(&manifest->plugins);
    json_decref(manifest->document);
    *manifest = (struct manifest){0};
}

bool manifest_agrees(const struct manifest *a, const struct manifest *b) {
    return strcmp(a->program, b->program) == 0 && strcmp(a->libm, b->libm) == 0 &&
           strcmp(a->resolved, b->resolved) == 0 && a->trace == b->trace &&
           a->trace_replications == b->trace_replications;
}

/* What differs, as it stands behind "another"; owned by the caller. */
static char *differences(const struct manifest *a, const struct manifest *b) {
    char *list = text_copy("");
    if (strcmp(a->program, b->program) != 0) {
        list = text_join(list, ", another ", "program");
    }
    if (strcmp(a->resolved, b->resolved) != 0) {
        list = text_join(list, ", another ",
                         "scenario (its file, --set, --arm, --replications, --days or --seed)");
    }
    if (a->trace != b->trace || a->trace_replications != b->trace_replications) {
        list = text_join(list, ", another ", "trace");
    }
    return list;
}

static enum des_status refuse_difference(const char *folder, const struct manifest *old,
                                         const struct manifest *now, struct des_error *error) {
    char *list = differences(old, now);
    enum des_status status =
        des_fail(error, DES_EMIXED,
                 "%s holds runs of other shards, begun with another %s: give another -o, or "
                 "remove it to begin anew",
                 folder, list);
    free(list);
    return status;
}

/* DES_OK when there is none yet, or one that says the same. */
static enum des_status compare_with_existing(const char *folder, const struct job *job,
                                             struct des_error *error) {
    char libm[LIBM_TEXT];
    format_libm(libm);
    struct manifest old, now = {.program = job->program,
                                .libm = libm,
                                .resolved = (char *)(uintptr_t)job->scenario->plan->resolved,
                                .trace = job->trace,
                                .trace_replications = job->trace_replications};
    if (manifest_read(folder, &old, NULL) != DES_OK) {
        return DES_OK;
    }
    enum des_status status = DES_OK;
    if (strcmp(old.libm, libm) != 0) {
        status = des_fail(error, DES_EMIXED,
                          "%s was begun with another mathematical library, or on another kind of "
                          "processor: its runs cannot be mixed with those of this one",
                          folder);
    } else if (!manifest_agrees(&old, &now)) {
        status = refuse_difference(folder, &old, &now, error);
    }
    manifest_fini(&old);
    return status;
}

enum des_status manifest_write(const char *folder, const struct job *job, const char *file,
                               const struct des_overrides *overrides,
                               const struct text_list *plugins, bool replace,
                               struct des_error *error) {
    enum des_status status = replace ? DES_OK : compare_with_existing(folder, job, error);
    if (status != DES_OK) {
        return status;
    }
    char *path = text_format("%s/%s", folder, MANIFEST);
    json_t *document = manifest_document(job, file, overrides, plugins);
    if (document != NULL) {
        seal(document);
        status = write_document(path, document, error);
    } else {
        status = des_fail(error, DES_ENOMEM, "out of memory");
    }
    json_decref(document);
    free(path);
    return status;
}
