/* figures.c - the figures of many small histories, without a ledger: test_figures.py compares them with oracle.py.
 * Reads lines from stdin; writes what the bundle would hold of each history:
 *   file SET PATH SIZE        then SIZE bytes: a rule file of set 0 or 1, all of them before the first history
 *   history FROM TO COUNT     then COUNT records, one a line; FROM and TO in ms. A `ruleset` record whose digest
 *                             begins with a zero byte puts set 0 in force, another one set 1.
 * Answers "PATH SIZE" and the bytes of each file, in the order of the table below. */
#include "bundle/exceptions.h"
#include "bundle/population.h"
#include "bundle/stats.h"

#include "base/encoding.h"

#include <inttypes.h>

enum { SETS = 2, FILES_MAX = 8, FILE_MAX = 1 << 26 };

static const struct {
    const char *path;
    int (*render)(const struct bundle_model *model, struct buf *out, struct err *err);
} outputs[] = {
    {"population/windows.csv", bundle_render_windows},       {"population/rollforward.csv", bundle_render_rollforward},
    {"stats/exposure.json", bundle_render_exposure},         {"stats/coverage.json", bundle_render_coverage},
    {"stats/survival.csv", bundle_render_survival},          {"stats/steps.csv", bundle_render_steps},
    {"exceptions/unattached.csv", bundle_render_unattached},
};

struct input {
    struct arena *arena;
    struct file_set sets[SETS];
    struct controls controls[SETS];
    char *line;
    size_t room;
};

static void
must(int code, const struct err *err)
{
    if (code >= 0)
        return;
    fprintf(stderr, "figures: %s\n", err->text);
    exit(EXIT_FAILURE);
}

static struct slice
input_line(struct input *input)
{
    const ssize_t n = getline(&input->line, &input->room, stdin);
    if (n <= 0) {
        fprintf(stderr, "figures: the input ends too early\n");
        exit(EXIT_FAILURE);
    }
    return (struct slice){(const uint8_t *)input->line, (size_t)n - 1};
}

static void
file_take(struct input *input, unsigned number, const char *path, size_t size)
{
    struct file_set *set = &input->sets[number % SETS];
    if (set->files == NULL)
        set->files = arena_array(input->arena, FILES_MAX, sizeof(*set->files));
    uint8_t *bytes = arena_alloc(input->arena, size + 1);
    if (set->count == FILES_MAX || fread(bytes, 1, size, stdin) != size)
        exit(EXIT_FAILURE);
    set->files[set->count++] =
        (struct file_set_entry){arena_copy(input->arena, slice_of(path)), (struct slice){bytes, size}};
}

static void
sets_load(struct input *input)
{
    struct err err;
    for (size_t i = 0; i < SETS && input->controls[i].mapper == NULL; i++) {
        must(file_set_sort(&input->sets[i], &err), &err);
        must(controls_load(&input->sets[i], input->arena, &input->controls[i], &err), &err);
    }
}

static size_t
set_of(const struct fact_ruleset *ruleset)
{
    return ruleset->digest.sha256.b[0] == 0 ? 0 : 1;
}

static void
facts_read(struct input *input, struct facts *facts, uint64_t count)
{
    struct err err;
    AUTO(arena_drop) struct arena *scratch = arena_new();
    for (uint64_t index = 0; index < count; index++) {
        const struct arena_mark mark = arena_mark(scratch);
        struct record record;
        must(record_read(input_line(input), scratch, &record, &err), &err);
        must(facts_add(facts, index, &record, &err), &err);
        arena_rewind(scratch, mark);
    }
}

static void
model_write(const struct bundle_model *model)
{
    struct err err;
    for (size_t i = 0; i < COUNT_OF(outputs); i++) {
        struct buf out AUTO(buf_release);
        buf_init(&out, FILE_MAX);
        must(outputs[i].render(model, &out, &err), &err);
        printf("%s %zu\n", outputs[i].path, out.n);
        fwrite(out.p, 1, out.n, stdout);
    }
}

static void
history_take(struct input *input, struct period period, uint64_t count)
{
    struct err err;
    struct policy_table tables[16];
    struct policy policy;
    struct analytics analytics;
    AUTO(arena_drop) struct arena *arena = arena_new();
    AUTO(facts_drop) struct facts *facts = facts_new(arena);
    sets_load(input);
    facts_read(input, facts, count);
    for (size_t i = 0; i < facts->rulesets_count && i < COUNT_OF(tables); i++)
        tables[i] = (struct policy_table){facts->rulesets[i].index, &input->controls[set_of(&facts->rulesets[i])].sla};
    const struct controls *controls = &input->controls[set_of(&facts->rulesets[facts->rulesets_count - 1])];
    const struct policy_sources sources = {
        .controls = controls, .tables = tables, .table_count = facts->rulesets_count};
    must(policy_resolve(facts, &sources, arena, &policy, &err), &err);
    must(analytics_run(facts, &policy, period, arena, &analytics, &err), &err);
    const struct bundle_model model = {.from_ms = period.from_ms,
                                       .to_ms = period.to_ms,
                                       .controls = controls,
                                       .policy = &policy,
                                       .facts = facts,
                                       .analytics = &analytics};
    model_write(&model);
}

int
main(void)
{
    AUTO(arena_drop) struct arena *arena = arena_new();
    struct input input = {.arena = arena};
    while (getline(&input.line, &input.room, stdin) > 0) {
        unsigned set;
        char path[128];
        size_t size;
        struct period period;
        uint64_t count;
        if (sscanf(input.line, "file %u %127s %zu", &set, path, &size) == 3)
            file_take(&input, set, path, size);
        else if (sscanf(input.line, "history %" SCNd64 " %" SCNd64 " %" SCNu64, &period.from_ms, &period.to_ms,
                        &count) == 3)
            history_take(&input, period, count);
        else
            return EXIT_FAILURE;
    }
    free(input.line);
    return EXIT_SUCCESS;
}
