#include "model_list.h"

#include <dlfcn.h>
#include <errno.h>
#include <string.h>
#include <unistd.h>
#include <xxhash.h>

#include "analytic/analytic.h"
#include "memory.h"
#include "network/network.h"
#ifdef AKSIM_HOME_CARE
#include "home_care/home_care.h"
#include "home_care/levers/levers.h"
#endif

struct model_list {
    const struct des_model *models[3];
    size_t count;
    void **libraries;
    const struct hc_care_model **plugins; /* in the libraries */
    size_t plugin_count;
    struct hc_home_care *home_care;
    uint64_t plugin_hash;
};

#ifdef AKSIM_HOME_CARE

/* The first plug-in that the world refuses, or their number. */
static size_t refused_plugin(const struct model_list *list) {
    for (size_t i = 0; i < list->plugin_count; i++) {
        struct hc_home_care *home_care = NULL;
        if (hc_home_care_create(list->plugins, i + 1, &home_care, NULL) != DES_OK) {
            return i;
        }
        hc_home_care_destroy(home_care);
    }
    return list->plugin_count;
}

static enum des_status add_home_care(struct model_list *list, const struct text_list *plugins,
                                     struct des_error *error) {
    struct des_error found = {0};
    enum des_status status =
        hc_home_care_create(list->plugins, list->plugin_count, &list->home_care, &found);
    if (status == DES_OK) {
        list->models[list->count++] = hc_home_care_model(list->home_care);
        return DES_OK;
    }
    size_t refused = refused_plugin(list);
    return refused < list->plugin_count
               ? des_fail(error, status, "plug-in %s: %s", plugins->items[refused], found.text)
               : des_fail(error, status, "%s", found.text);
}

static void remove_home_care(struct model_list *list) {
    hc_home_care_destroy(list->home_care);
}

size_t model_list_care_count(const struct model_list *list) {
    size_t count = 0;
    (void)hc_home_care_models(list->home_care, &count);
    return count;
}

const struct hc_care_model *model_list_care_model(const struct model_list *list, size_t care) {
    size_t count = 0;
    return hc_home_care_models(list->home_care, &count)[care];
}

struct care_model_info model_list_care(const struct model_list *list, size_t care) {
    size_t count = 0;
    const struct hc_care_model *model = hc_home_care_models(list->home_care, &count)[care];
    return (struct care_model_info){model->name, model->summary, model->source, model->published,
                                    model->params};
}

size_t model_list_part_count(void) {
    return hc_part_count;
}

struct part_info model_list_part(size_t part) {
    return (struct part_info){hc_parts[part]->name, hc_parts[part]->summary};
}

size_t model_list_lever_count(void) {
    return hc_lever_count;
}

struct lever_info model_list_lever(size_t lever) {
    const struct hc_lever *it = &hc_levers[lever];
    return (struct lever_info){it->name, it->summary, it->source, it->how};
}

const char *model_list_published(const char *care_model) {
    for (size_t i = 0; i < hc_care_model_count; i++) {
        if (strcmp(hc_care_models[i]->name, care_model) == 0) {
            return hc_care_models[i]->published;
        }
    }
    return NULL;
}

#else

size_t model_list_part_count(void) {
    return 0;
}

struct part_info model_list_part(size_t part) {
    (void)part;
    return (struct part_info){0};
}

size_t model_list_lever_count(void) {
    return 0;
}

struct lever_info model_list_lever(size_t lever) {
    (void)lever;
    return (struct lever_info){0};
}

const char *model_list_published(const char *care_model) {
    (void)care_model;
    return NULL;
}

static enum des_status add_home_care(struct model_list *list, const struct text_list *plugins,
                                     struct des_error *error) {
    (void)list;
    (void)plugins;
    (void)error;
    return DES_OK;
}

static void remove_home_care(struct model_list *list) {
    (void)list;
}

size_t model_list_care_count(const struct model_list *list) {
    (void)list;
    return 0;
}

struct care_model_info model_list_care(const struct model_list *list, size_t care) {
    (void)list;
    (void)care;
    return (struct care_model_info){0};
}

#endif

/* dlopen searches the system's folders for a name without a slash. */
static void *open_library(const char *path) {
    char *place = text_format("%s%s", strchr(path, '/') == NULL ? "./" : "", path);
    void *library = dlopen(place, RTLD_NOW | RTLD_LOCAL);
    free(place);
    return library;
}

static enum des_status load_plugin(struct model_list *list, const char *path,
                                   struct des_error *error) {
    size_t size = 0;
    char *content = text_of_file(path, &size);
    if (content == NULL) {
        return des_fail(error, DES_ENOINPUT, "plug-in %s: %s", path, strerror(errno));
    }
    list->plugin_hash = XXH3_64bits_withSeed(content, size, list->plugin_hash);
    free(content);
    void *library = open_library(path);
    if (library == NULL) {
        return des_fail(error, DES_EINPUT, "plug-in %s is no shared object that can be loaded: %s",
                        path, dlerror());
    }
    list->libraries[list->plugin_count] = library;
    list->plugins[list->plugin_count] = dlsym(library, "hc_care_model");
    if (list->plugins[list->plugin_count++] == NULL) {
        return des_fail(error, DES_EINPUT,
                        "plug-in %s has no symbol hc_care_model; see include/homecare/care_model.h",
                        path);
    }
    return DES_OK;
}

static enum des_status fill_list(struct model_list *list, const struct text_list *plugins,
                                 struct des_error *error) {
    for (size_t i = 0; i < plugins->count; i++) {
        enum des_status status = load_plugin(list, plugins->items[i], error);
        if (status != DES_OK) {
            return status;
        }
    }
    enum des_status status = add_home_care(list, plugins, error);
    list->models[list->count++] = &network_model;
    list->models[list->count++] = &analytic_model;
    return status;
}

enum des_status model_list_open(const struct text_list *plugins, struct model_list **list,
                                struct des_error *error) {
    struct model_list *made = memory_array(1, sizeof *made);
    made->libraries = memory_array(plugins->count, sizeof made->libraries[0]);
    made->plugins = memory_array(plugins->count, sizeof made->plugins[0]);
    enum des_status status = fill_list(made, plugins, error);
    for (size_t i = 0; status == DES_OK && i < made->count; i++) {
        status = des_model_check(made->models[i], error);
    }
    if (status != DES_OK) {
        model_list_close(made);
        return status;
    }
    *list = made;
    return DES_OK;
}

void model_list_close(struct model_list *list) {
    if (list == NULL) {
        return;
    }
    remove_home_care(list);
    for (size_t i = 0; i < list->plugin_count; i++) {
        dlclose(list->libraries[i]);
    }
    free(list->libraries);
    free(list->plugins);
    free(list);
}

size_t model_list_count(const struct model_list *list) {
    return list->count;
}

const struct des_model *model_list_at(const struct model_list *list, size_t model) {
    return list->models[model];
}

const struct des_model *model_list_find(const void *list, const char *name) {
    const struct model_list *models = list;
    for (size_t i = 0; i < models->count; i++) {
        if (strcmp(models->models[i]->name, name) == 0) {
            return models->models[i];
        }
    }
    return NULL;
}

uint64_t model_list_plugin_hash(const struct model_list *list) {
    return list->plugin_hash;
}
