/* resource.h - files that are compiled into the program: SQL of the schema, adapters, the catalog and its rules.
 * The list is cmake/resources.cmake, the writer tools/embed.c. */
#ifndef DAYBOOK_BASE_RESOURCE_H
#define DAYBOOK_BASE_RESOURCE_H

#include <stddef.h>
#include <stdint.h>

struct resource {
    const char *path; /* in the source tree: "controls/soc2.yaml" */
    const uint8_t *bytes;
    size_t len; /* a zero byte follows, which is not counted */
};

/* All of them, sorted by path (bytes), for whoever wants a whole folder: resource_table[0 .. resource_table_count). */
extern const struct resource resource_table[];
extern const size_t resource_table_count;

/* The file at `path`, or NULL. */
const struct resource *resource_find(const char *path);

#endif
