#include "bundle/json_file.h"

#include "format/json_canonical.h"

int
json_file_write(const struct json *value, struct buf *out, const char *name, struct err *err)
{
    const int r = json_write_canonical(out, value, err);
    if (r < 0)
        return err_wrap(err, r, "%s", name);
    buf_byte(out, '\n');
    return buf_finish(out, name, err);
}
