/* Hostile bytes as the catalog, the SLA table, a rule and a declaration: controls_load() takes or refuses them, and
 * what it takes has no finding of the kinds that would have made it refuse. */
#include "control/controls.h"
#include "control/lint.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
ignore(void *context, const char *text)
{
    (void)context;
    (void)text;
}

/* The files stand in the input one after the other, separated by NUL: catalog, SLA table, rule, and daybook.yaml, which
 * may be left out. */
int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    AUTO(arena_drop) struct arena *arena = arena_new();
    struct file_set_entry entries[] = {
        {SLICE("controls/rules/a.yaml"), SLICE("")},
        {SLICE("controls/sla.yaml"), SLICE("")},
        {SLICE("controls/soc2.yaml"), SLICE("")},
        {SLICE("daybook.yaml"), SLICE("")},
    };
    static const size_t order[] = {2, 1, 0, 3};
    struct file_set files = {entries, COUNT_OF(entries)};
    struct slice rest = {data, size};
    for (size_t i = 0; i < COUNT_OF(order); i++) {
        const size_t n = slice_find(rest, '\0');
        files.count = i == COUNT_OF(order) - 1 && rest.n == 0 ? i : COUNT_OF(entries);
        entries[order[i]].bytes = slice_sub(rest, 0, n);
        rest = slice_sub(rest, n + 1, rest.n);
    }
    struct controls controls;
    struct err err;
    const int code = controls_load(&files, arena, &controls, &err);
    const size_t findings = controls_lint(&files, ignore, NULL);
    if (code < 0 && findings == 0)
        abort();
    return 0;
}
