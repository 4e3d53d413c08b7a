/* replay.c - the main of a fuzzer that does not fuzz: it runs every file of a folder, and no bytes at all, once. */
#include "base/attr.h"

#include <dirent.h>
#include <stdint.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { INPUT_MAX = 1 << 20 };

static int
replay_file(const char *folder, const char *name)
{
    char path[4096];
    snprintf(path, sizeof(path), "%s/%s", folder, name);
    FILE *file = fopen(path, "rb");
    uint8_t *data = malloc(INPUT_MAX);
    if (file == NULL || data == NULL) {
        perror(path);
        exit(EXIT_FAILURE);
    }
    const size_t size = fread(data, 1, INPUT_MAX, file);
    fclose(file);
    /* In memory of just its size, so that a read past its end is seen. */
    uint8_t *exact = realloc(data, size + (size == 0));
    const int code = LLVMFuzzerTestOneInput(exact, size);
    free(exact);
    return code;
}

int
main(int argc, char **argv)
{
    DIR *folder = argc == 2 ? opendir(argv[1]) : NULL;
    if (folder == NULL) {
        fprintf(stderr, "usage: %s FOLDER, which must exist\n", argv[0]);
        return EXIT_FAILURE;
    }
    int failed = LLVMFuzzerTestOneInput((const uint8_t *)"", 0);
    unsigned count = 1;
    const struct dirent *entry;
    while ((entry = readdir(folder)) != NULL) {
        if (entry->d_name[0] == '.')
            continue;
        failed |= replay_file(argv[1], entry->d_name);
        count++;
    }
    closedir(folder);
    printf("%u inputs\n", count);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
