/* shipped.h - the controls of this source tree, and small sets made in a test. */
#ifndef DAYBOOK_TESTS_CONTROL_SHIPPED_H
#define DAYBOOK_TESTS_CONTROL_SHIPPED_H

#include "base/file.h"
#include "base/limits.h"
#include "record/file_set.h"

#include "unit.h"

#include <dirent.h>

static inline void
shipped_add(struct file_set *set, const char *path, struct arena *arena)
{
    struct file_set_entry *entry = &set->files[set->count++];
    struct err err;
    entry->path = arena_copy(arena, slice_of(path));
    ck_assert_msg(file_read(unit_source_path(path), LIMIT_YAML_BYTES, arena, &entry->bytes, &err) == 0, "%s", err.text);
}

/* The catalogs, controls/sla.yaml and every controls/rules/….yaml. */
static inline struct file_set
shipped_controls(struct arena *arena)
{
    struct file_set set = {arena_array(arena, LIMIT_RULE_FILES, sizeof(*set.files)), 0};
    shipped_add(&set, "controls/soc2.yaml", arena);
    shipped_add(&set, "controls/sla.yaml", arena);
    shipped_add(&set, "controls/iso27001.yaml", arena);
    shipped_add(&set, "controls/nist80053.yaml", arena);
    shipped_add(&set, "controls/nist_csf2.yaml", arena);
    DIR *folder = opendir(unit_source_path("controls/rules"));
    ck_assert_ptr_nonnull(folder);
    for (struct dirent *entry = readdir(folder); entry != NULL; entry = readdir(folder)) {
        const struct slice name = slice_of(entry->d_name);
        if (slice_ends(name, SLICE(".yaml")))
            shipped_add(&set, arena_text(arena, arena_format(arena, "controls/rules/%s", entry->d_name)), arena);
    }
    closedir(folder);
    ck_assert_int_eq(file_set_sort(&set, NULL), 0);
    return set;
}

#define SMALL_CATALOG                                                                                                  \
    "id: c\n"                                                                                                          \
    "categories:\n"                                                                                                    \
    "  - {name: Security, in_scope: true}\n"                                                                           \
    "  - {name: Privacy, in_scope: false}\n"                                                                           \
    "criteria:\n"                                                                                                      \
    "  - {id: CC6.1, category: Security, series: s, title: t}\n"                                                       \
    "  - {id: P1.1, category: Privacy, series: s, title: t}\n"
#define SMALL_SLA                                                                                                      \
    "version: '1'\n"                                                                                                   \
    "flap_s: 60\n"                                                                                                     \
    "sla_s: {critical: 10, low: 40}\n"
/* A rule whose id and only check are `id` and `check`. */
#define SMALL_RULE(id, check)                                                                                          \
    "id: " id "\n"                                                                                                     \
    "title: t\n"                                                                                                       \
    "owner: o\n"                                                                                                       \
    "severity: low\n"                                                                                                  \
    "rationale: r\n"                                                                                                   \
    "checks: [" check "]\n"                                                                                            \
    "criteria:\n"                                                                                                      \
    "  soc2:\n"                                                                                                        \
    "    - {id: CC6.1, basis: published, strength: direct, rationale: r}\n"                                            \
    "tests:\n"                                                                                                         \
    "  - {check: " check ", rule: " id ", soc2: [CC6.1]}\n"                                                            \
    "  - {check: t/none, rule: null}\n"

/* The same, mapped to an id of ISO/IEC 27001 too. */
#define MAPPED_RULE(id, check, iso)                                                                                    \
    "id: " id "\n"                                                                                                     \
    "title: t\n"                                                                                                       \
    "owner: o\n"                                                                                                       \
    "severity: low\n"                                                                                                  \
    "rationale: r\n"                                                                                                   \
    "checks: [" check "]\n"                                                                                            \
    "criteria:\n"                                                                                                      \
    "  soc2: [{id: CC6.1, basis: published, strength: direct, rationale: r}]\n"                                        \
    "  iso27001:\n"                                                                                                    \
    "    - {id: " iso ", basis: published, strength: direct, rationale: r}\n"                                          \
    "tests:\n"                                                                                                         \
    "  - {check: " check ", rule: " id ", soc2: [CC6.1]}\n"                                                            \
    "  - {check: t/none, rule: null}\n"

#endif
