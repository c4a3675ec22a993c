/* engine/experiment/listing_label.c - points of a factorial or CSV design in words. */
#include "listing.h"

#include "des/check.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- names of factors ---- */

static const char *path_of(const struct desi_listing *listing, size_t factor) {
    return des_space_at(listing->space, listing->elements[factor])->path;
}

static const char *last_part(const char *path) {
    const char *dot = strrchr(path, '.');
    return dot == NULL ? path : dot + 1;
}

static bool ends_alike(const struct desi_listing *listing, size_t factor) {
    const char *own = last_part(path_of(listing, factor));
    for (size_t f = 0; f < listing->factor_count; f++) {
        if (f != factor && strcmp(last_part(path_of(listing, f)), own) == 0) {
            return true;
        }
    }
    return false;
}

enum des_status desi_listing_name(struct desi_listing *listing) {
    listing->keys = calloc(listing->factor_count + 1, sizeof *listing->keys);
    if (listing->keys == NULL) {
        return DES_ENOMEM;
    }
    for (size_t f = 0; f < listing->factor_count; f++) {
        const char *path = path_of(listing, f);
        listing->keys[f] = ends_alike(listing, f) ? path : last_part(path);
    }
    return DES_OK;
}

/* ---- labels ---- */

/* Longer values and longer names with them are cut. */
enum { VALUE_SIZE = 40, ITEM_SIZE = 80 };

static const char cut_mark[] = "...";

/* Ends the text before byte `end` with the mark, not within a letter of UTF-8. */
static void cut(char *text, size_t end) {
    while (end > 0 && ((unsigned char)text[end] & 0xC0) == 0x80) {
        end--;
    }
    memcpy(text + end, cut_mark, sizeof cut_mark);
}

/* As snprintf, and marked where it is cut. */
static void cut_if_longer(char *text, size_t size, int length) {
    if (length < 0 || (size_t)length >= size) {
        cut(text, size - sizeof cut_mark);
    }
}

/* "share=0.2" */
static void format_item(const struct desi_listing *listing, size_t factor,
                        const struct desi_change *change, char item[ITEM_SIZE]) {
    const struct des_param *param = des_space_at(listing->space, change->element)->param;
    char value[VALUE_SIZE];
    cut_if_longer(value, sizeof value,
                  des_value_format(param, &change->value, value, sizeof value));
    cut_if_longer(item, ITEM_SIZE,
                  snprintf(item, ITEM_SIZE, "%s=%s", listing->keys[factor], value));
}

static bool varies(const struct desi_listing *listing, size_t factor) {
    return listing->axes == NULL || listing->axes[factor].count > 1;
}

void desi_listing_label(const struct desi_listing *listing, size_t point, char *text, size_t size) {
    struct desi_listing_walk walk;
    struct desi_change change;
    size_t length = 0;
    des_require(size >= ITEM_SIZE + 20);
    text[0] = '\0';
    desi_listing_begin(&walk, listing, point);
    for (size_t f = 0; desi_listing_next(&walk, &change); f++) {
        char item[ITEM_SIZE];
        if (!varies(listing, f)) {
            continue;
        }
        format_item(listing, f, &change, item);
        /* Room stays for ", ..." behind whatever is not the last. */
        if (length + strlen(item) + 2 * sizeof ", ..." > size) {
            (void)snprintf(text + length, size - length, "%s...", length == 0 ? "" : ", ");
            return;
        }
        length +=
            (size_t)snprintf(text + length, size - length, "%s%s", length == 0 ? "" : ", ", item);
    }
}
