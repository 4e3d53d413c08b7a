#include "format/zip_name.h"

#include "base/limits.h"

static bool
is_allowed(uint8_t byte)
{
    const uint8_t lower = byte | 0x20;
    return (lower >= 'a' && lower <= 'z') || (byte >= '0' && byte <= '9') || byte == '.' || byte == '_' ||
           byte == '/' || byte == '-';
}

static bool
is_part(struct slice part)
{
    return part.n > 0 && !slice_equal(part, SLICE(".")) && !slice_equal(part, SLICE(".."));
}

static bool
is_name(struct slice name)
{
    for (size_t i = 0; i < name.n; i++) {
        if (!is_allowed(name.p[i]))
            return false;
    }
    struct slice rest = name;
    size_t slash;
    while ((slash = slice_find(rest, '/')) < rest.n && is_part(slice_sub(rest, 0, slash)))
        rest = slice_sub(rest, slash + 1, rest.n);
    return slash == rest.n && is_part(rest);
}

int
zip_name_check(struct slice name, struct err *err)
{
    if (name.n > LIMIT_ZIP_NAME_BYTES)
        return err_set(err, ERR_FORMAT, "name is longer than %d bytes", LIMIT_ZIP_NAME_BYTES);
    if (!is_name(name))
        return err_set(err, ERR_FORMAT, "name '%.*s' is not a relative path of A-Z a-z 0-9 . _ -", SLICE_ARG(name));
    return 0;
}

int
zip_name_add(struct intern *seen, struct slice name, struct err *err)
{
    TRY(zip_name_check(name, err));
    uint8_t lower[LIMIT_ZIP_NAME_BYTES];
    for (size_t i = 0; i < name.n; i++)
        lower[i] = name.p[i] >= 'A' && name.p[i] <= 'Z' ? name.p[i] | 0x20 : name.p[i];
    const uint32_t count = intern_count(seen);
    if (intern_add(seen, (struct slice){lower, name.n}) < count)
        return err_set(err, ERR_FORMAT, "name '%.*s' is taken, ignoring case", SLICE_ARG(name));
    return 0;
}
