/* The adapters that ship, over real payloads: tests/golden/sources/ADAPTER/FILE.reading is what FILE reads as.
 * Payloads whose licence allows it stand beside their reading; the others are read where the shared data is.
 * DAYBOOK_ACCEPT=1 writes the readings anew, to be reviewed in the difference. */
#include "fixture.h"

#include "base/file.h"
#include "format/json.h"

#include <dirent.h>
#include <sys/stat.h>

enum { NAMES_MAX = 512, FILE_BYTES_MAX = 1 << 24 };

struct names {
    char *list[NAMES_MAX];
    size_t count;
};

static int
compare_names(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

/* The files of a folder, in order, without readings; none when there is no such folder. */
static void
list_payloads(const char *folder, struct arena *arena, struct names *out_names)
{
    DIR *stream = opendir(folder);
    out_names->count = 0;
    if (stream == NULL)
        return;
    for (const struct dirent *entry = readdir(stream); entry != NULL; entry = readdir(stream)) {
        const struct slice name = slice_of(entry->d_name);
        if (entry->d_name[0] == '.' || slice_ends(name, SLICE(".reading")))
            continue;
        ck_assert_uint_lt(out_names->count, NAMES_MAX);
        out_names->list[out_names->count++] = arena_text(arena, name);
    }
    closedir(stream);
    qsort(out_names->list, out_names->count, sizeof(char *), compare_names);
}

static const char *
golden_folder(const char *adapter, struct arena *arena)
{
    const char *relative = (const char *)arena_format(arena, "tests/golden/sources/%s", adapter).p;
    return (const char *)arena_copy(arena, slice_of(unit_source_path(relative))).p;
}

static const char *
corpus_folder(const char *adapter, struct arena *arena)
{
    const char *shared = unit_shared();
    return shared == NULL ? NULL : (const char *)arena_format(arena, "%s/data/corpus/%s", shared, adapter).p;
}

static void
compare_reading(const char *path, struct slice got)
{
    struct err err;
    struct slice want;
    AUTO(arena_drop) struct arena *arena = arena_new();
    if (getenv("DAYBOOK_ACCEPT") != NULL) {
        ck_assert_msg(file_replace(path, got, 0644, &err) == 0, "%s", err.text);
        return;
    }
    ck_assert_msg(file_read(path, FILE_BYTES_MAX, arena, &want, &err) == 0, "%s", err.text);
    ck_assert_msg(slice_equal(got, want), "%s: reads now as\n%.*s", path, SLICE_ARG(got));
}

static size_t
check_folder(const struct adapter_set *set, const char *adapter, const char *payloads, const char *readings)
{
    struct err err;
    struct names names;
    AUTO(arena_drop) struct arena *arena = arena_new();
    list_payloads(payloads, arena, &names);
    for (size_t i = 0; i < names.count; i++) {
        struct slice payload;
        const char *file = file_join(arena, payloads, names.list[i]);
        ck_assert_msg(file_read(file, FILE_BYTES_MAX, arena, &payload, &err) == 0, "%s", err.text);
        const char *reading =
            file_join(arena, readings, (const char *)arena_format(arena, "%s.reading", names.list[i]).p);
        compare_reading(reading, fixture_readings(set, adapter, payload, arena));
    }
    return names.count;
}

START_TEST(copied_payloads_read_as_reviewed)
{
    AUTO(arena_drop) struct arena *arena = arena_new();
    const struct adapter_set *set = fixture_sources(arena);
    size_t count = 0;
    for (size_t i = 0; i < adapter_count(set); i++) {
        const char *name = arena_text(arena, adapter_name(adapter_at(set, i)));
        const char *folder = golden_folder(name, arena);
        count += check_folder(set, name, folder, folder);
    }
    ck_assert_uint_gt(count, 0);
}
END_TEST

START_TEST(corpus_reads_as_reviewed)
{
    AUTO(arena_drop) struct arena *arena = arena_new();
    const struct adapter_set *set = fixture_sources(arena);
    for (size_t i = 0; i < adapter_count(set); i++) {
        const char *name = arena_text(arena, adapter_name(adapter_at(set, i)));
        const char *corpus = corpus_folder(name, arena);
        if (corpus != NULL)
            check_folder(set, name, corpus, golden_folder(name, arena));
    }
}
END_TEST

int
main(void)
{
    return UNIT_MAIN("shape/sources", copied_payloads_read_as_reviewed, corpus_reads_as_reviewed);
}
