#include "unit.h"

#include "base/attr.h"

#include <ftw.h>
#include <inttypes.h>
#include <sys/stat.h>
#include <unistd.h>

static uint64_t random_state;

static uint64_t
seed_of_environment(void)
{
    const char *text = getenv("DAYBOOK_SEED");
    const uint64_t seed = text == NULL ? UINT64_C(0x9e3779b97f4a7c15) : strtoull(text, NULL, 0);
    return seed == 0 ? 1 : seed;
}

int
unit_main(const char *name, const TTest *const *tests, size_t count)
{
    random_state = seed_of_environment();
    printf("%s: DAYBOOK_SEED=%" PRIu64 "\n", name, random_state);
    Suite *suite = suite_create(name);
    TCase *cases = tcase_create(name);
    tcase_set_timeout(cases, 0);
    for (size_t i = 0; i < count; i++)
        tcase_add_test(cases, tests[i]);
    suite_add_tcase(suite, cases);
    SRunner *runner = srunner_create(suite);
    /* One process, so that the sanitizers see everything. */
    srunner_set_fork_status(runner, CK_NOFORK);
    srunner_run_all(runner, CK_NORMAL);
    const int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}

const char *
unit_source_path(const char *relative)
{
    static char path[4096];
    snprintf(path, sizeof(path), "%s/%s", DAYBOOK_SOURCE_DIR, relative);
    return path;
}

const char *
unit_shared(void)
{
    static char path[4096];
    const char *given = getenv("DAYBOOK_SHARED");
    snprintf(path, sizeof(path), "%s", given != NULL ? given : DAYBOOK_SOURCE_DIR "/../shared");
    struct stat status;
    return stat(path, &status) == 0 && S_ISDIR(status.st_mode) ? path : NULL;
}

enum { FOLDERS_MAX = 1024 };

static char folders_root[256];
static pid_t folders_owner;

static int
remove_one(const char *path, const struct stat *status, int kind, struct FTW *where)
{
    (void)status;
    (void)kind;
    (void)where;
    return remove(path);
}

static void
remove_folders(void)
{
    /* A fork of the test program that exits must not take the folders away. */
    if (getpid() == folders_owner)
        nftw(folders_root, remove_one, 16, FTW_DEPTH | FTW_PHYS);
}

const char *
unit_new_folder(void)
{
    if (folders_root[0] == '\0') {
        const char *base = getenv("TMPDIR");
        snprintf(folders_root, sizeof(folders_root), "%s/daybook-test-XXXXXX", base != NULL ? base : "/tmp");
        ck_assert_ptr_nonnull(mkdtemp(folders_root));
        folders_owner = getpid();
        atexit(remove_folders);
    }
    static char paths[FOLDERS_MAX][sizeof(folders_root) + 16];
    static size_t count;
    ck_assert_uint_lt(count, FOLDERS_MAX);
    char *path = paths[count];
    snprintf(path, sizeof(paths[0]), "%s/%zu", folders_root, count++);
    ck_assert_int_eq(mkdir(path, 0700), 0);
    return path;
}

uint64_t
unit_random(void)
{
    if (random_state == 0)
        random_state = seed_of_environment();
    random_state ^= random_state >> 12;
    random_state ^= random_state << 25;
    random_state ^= random_state >> 27;
    return random_state * UINT64_C(0x2545f4914f6cdd1d);
}

uint64_t
unit_random_below(uint64_t bound)
{
    return bound == 0 ? 0 : unit_random() % bound;
}
