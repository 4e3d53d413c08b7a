#include "bundle/names.h"

#include "base/encoding.h"
#include "base/limits.h"
#include "bundle/files.h"
#include "format/csv.h"

#include <stdlib.h>

static const char *const columns[] = {"ref", "salt", "name", "name_base64"};
#define HEADER "ref,salt,name,name_base64"

int
bundle_render_names(const struct bundle_model *model, struct buf *out, struct err *err)
{
    struct csv csv;
    csv_init(&csv, out);
    csv_header(&csv, columns, COUNT_OF(columns));
    struct buf base64 AUTO(buf_release);
    buf_init(&base64, LIMIT_PAYLOAD_LINE_BYTES);
    for (size_t i = 0; i < model->name_count; i++) {
        const struct bundle_name *name = &model->names[i];
        char salt[2 * SALT_BYTES + 1];
        hex_write(salt, name->salt.b, SALT_BYTES);
        buf_clear(&base64);
        base64_append(&base64, name->name);
        TRY(buf_finish(&base64, "a name", err));
        csv_raw(&csv, name->ref);
        csv_raw(&csv, slice_of(salt));
        csv_text(&csv, name->name);
        csv_raw(&csv, buf_slice(&base64));
        csv_end_row(&csv);
    }
    return buf_finish(out, BUNDLE_NAMES_PATH, err);
}

/* The next line without its CR LF; absent at the end. */
static int
next_line(struct slice *rest, struct slice *out_line, struct err *err)
{
    if (rest->n == 0) {
        *out_line = (struct slice){0};
        return 0;
    }
    const size_t end = slice_find(*rest, '\n');
    if (end == rest->n || end == 0 || rest->p[end - 1] != '\r')
        return err_set(err, ERR_FORMAT, "the line does not end with CR LF");
    *out_line = slice_sub(*rest, 0, end - 1);
    *rest = slice_sub(*rest, end + 1, rest->n);
    return 0;
}

/* The name cell may be quoted and hold commas, but the cells before it have fixed lengths and the one after has none.
 */
static int
read_row(struct slice line, struct arena *arena, struct bundle_name *out_name, struct err *err)
{
    enum { REF = PERSON_REF_MAX - 1, SALT = 2 * SALT_BYTES };
    if (line.n < REF + 1 + SALT + 1 || line.p[REF] != ',' || line.p[REF + 1 + SALT] != ',')
        return err_set(err, ERR_FORMAT, "expected a reference, a salt, a name and its base64");
    out_name->ref = slice_sub(line, 0, REF);
    TRY(hex_read(out_name->salt.b, SALT_BYTES, slice_sub(line, REF + 1, REF + 1 + SALT), err));
    size_t last = line.n;
    while (line.p[last - 1] != ',')
        last--;
    TRY(base64_read(slice_sub(line, last, line.n), arena, &out_name->name, err));
    char ref[PERSON_REF_MAX];
    person_ref(ref, &out_name->salt, out_name->name);
    if (!slice_equal(slice_of(ref), out_name->ref))
        return err_set(err, ERR_FORMAT, "'%.*s' is not the reference of this name and salt", SLICE_ARG(out_name->ref));
    return 0;
}

static int
read_rows(struct slice rest, struct arena *arena, struct bundle_name_list *list, size_t *line_number, struct err *err)
{
    struct slice line;
    TRY(next_line(&rest, &line, err));
    if (!slice_equal(line, SLICE(HEADER)))
        return err_set(err, ERR_FORMAT, "expected the columns '%s'", HEADER);
    struct bundle_name *names = arena_array(arena, rest.n / PERSON_REF_MAX + 1, sizeof(*names));
    for (;;) {
        ++*line_number;
        TRY(next_line(&rest, &line, err));
        if (slice_is_absent(line))
            break;
        struct bundle_name *name = &names[list->count];
        TRY(read_row(line, arena, name, err));
        if (list->count > 0 && slice_compare(name[-1].ref, name->ref) >= 0)
            return err_set(err, ERR_FORMAT, "'%.*s' is not above the reference before it", SLICE_ARG(name->ref));
        list->count++;
    }
    list->names = names;
    return 0;
}

int
bundle_names_read(struct slice bytes, struct arena *arena, struct bundle_name_list *out_names, struct err *err)
{
    struct bundle_name_list list = {0};
    size_t line_number = 1;
    const int r = read_rows(bytes, arena, &list, &line_number, err);
    if (r < 0)
        return err_wrap(err, r, BUNDLE_NAMES_PATH " line %zu", line_number);
    *out_names = list;
    return 0;
}

static int
compare_ref(const void *ref, const void *name)
{
    return slice_compare(*(const struct slice *)ref, ((const struct bundle_name *)name)->ref);
}

const struct bundle_name *
bundle_name_find(const struct bundle_name_list *names, struct slice ref)
{
    if (names->count == 0)
        return NULL;
    return bsearch(&ref, names->names, names->count, sizeof(*names->names), compare_ref);
}
