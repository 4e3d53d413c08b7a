/* embed.c - at build time: write a C file that holds other files (base/resource.h).
 * Usage: embed OUTPUT.c NAME=FILE…; the names must come sorted, since resource_find() searches by halves. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void
fail(const char *what, const char *name)
{
    fprintf(stderr, "embed: %s '%s'\n", what, name);
    exit(EXIT_FAILURE);
}

static void
write_bytes(FILE *out, FILE *in)
{
    for (int byte = getc(in), column = 0; byte != EOF; byte = getc(in), column++)
        fprintf(out, "%s%d,", column % 32 == 0 ? "\n" : "", byte);
}

/* A zero byte follows each file, so that an empty one is an array too. */
static size_t
write_array(FILE *out, int number, const char *path)
{
    FILE *in = fopen(path, "rb");
    if (in == NULL)
        fail("cannot read", path);
    fprintf(out, "static const uint8_t file_%d[] = {", number);
    write_bytes(out, in);
    fprintf(out, "0};\n");
    const long size = ftell(in);
    if (ferror(in) || size < 0)
        fail("cannot read", path);
    fclose(in);
    return (size_t)size;
}

static void
write_resources(FILE *out, char **arguments, int count)
{
    size_t *sizes = calloc((size_t)count + 1, sizeof(*sizes));
    if (sizes == NULL)
        fail("out of memory for", arguments[0]);
    fprintf(out, "/* Written by tools/embed.c. */\n#include \"base/resource.h\"\n\n");
    for (int i = 0; i < count; i++) {
        char *path = strchr(arguments[i], '=');
        if (path == NULL)
            fail("expected NAME=FILE, not", arguments[i]);
        *path++ = '\0';
        if (i > 0 && strcmp(arguments[i - 1], arguments[i]) >= 0)
            fail("names must be sorted and distinct:", arguments[i]);
        sizes[i] = write_array(out, i, path);
    }
    fprintf(out, "\nconst struct resource resource_table[] = {\n");
    for (int i = 0; i < count; i++)
        fprintf(out, "    {\"%s\", file_%d, %zu},\n", arguments[i], i, sizes[i]);
    fprintf(out, "    {0},\n};\nconst size_t resource_table_count = %d;\n", count);
    free(sizes);
}

int
main(int argc, char **argv)
{
    if (argc < 2)
        fail("usage: embed OUTPUT.c NAME=FILE…, got", argv[0]);
    FILE *out = fopen(argv[1], "wb");
    if (out == NULL)
        fail("cannot write", argv[1]);
    write_resources(out, argv + 2, argc - 2);
    if (ferror(out) || fclose(out) != 0)
        fail("cannot write", argv[1]);
    return EXIT_SUCCESS;
}
