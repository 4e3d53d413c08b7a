/* catalog.h - the criteria that an examination is about: controls/soc2.yaml (docs/controls.md).
 * Ids are those of the 2017 Trust Services Criteria; titles are our own words, not the published text. */
#ifndef DAYBOOK_CONTROL_CATALOG_H
#define DAYBOOK_CONTROL_CATALOG_H

#include "base/arena.h"
#include "base/err.h"

/* Where the catalog stands in a file set. */
#define CATALOG_PATH "controls/soc2.yaml"

struct criterion {
    struct slice id;       /* "CC6.1" */
    struct slice category; /* "Security" */
    struct slice series;   /* "Logical and physical access" */
    struct slice title;
    bool in_scope; /* as its category is */
};

struct catalog {
    struct slice id;                  /* "soc2-tsc-2017" */
    const struct criterion *criteria; /* in the order of the file */
    size_t count;
};

/* Read the file; texts live in the arena. ERR_FORMAT or ERR_LIMIT, "PATH:LINE:COLUMN: …", when it is not YAML, has an
 * unknown or missing key, no criterion, or one id twice. */
MUST_CHECK int
catalog_read(const char *path, struct slice bytes, struct arena *arena, struct catalog *out_catalog, struct err *err);
/* The same for another framework, whose criteria have an id and a title only and are all out of scope. */
MUST_CHECK int catalog_read_framework(const char *path, struct slice bytes, struct arena *arena,
                                      struct catalog *out_catalog, struct err *err);
/* The criterion, or NULL; ids are exact. */
const struct criterion *catalog_find(const struct catalog *catalog, struct slice id);

#endif
