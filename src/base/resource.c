#include "base/resource.h"

#include "base/attr.h"

static int
compare_path(const void *path, const void *resource)
{
    return strcmp(path, ((const struct resource *)resource)->path);
}

const struct resource *
resource_find(const char *path)
{
    return bsearch(path, resource_table, resource_table_count, sizeof(resource_table[0]), compare_path);
}
