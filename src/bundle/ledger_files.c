#include "bundle/ledger_files.h"

#include "bundle/cells.h"
#include "bundle/json_file.h"

#include "base/encoding.h"
#include "format/json_build.h"

int
bundle_render_start(const struct bundle_model *model, struct buf *out, struct err *err)
{
    struct arena *arena AUTO(arena_drop) = arena_new();
    struct json *value = json_new_object(arena);
    json_set(value, "a", json_new_int(arena, (int64_t)model->a));
    struct json *range = json_set(value, "range", json_new_array(arena));
    for (size_t i = 0; i < compact_range_count(model->start.size); i++) {
        char *hex = arena_alloc(arena, 2 * SHA256_BYTES + 1);
        hex_write(hex, model->start.roots[i].b, SHA256_BYTES);
        json_push(range, json_new_string(arena, hex));
    }
    return json_file_write(value, out, "start.json", err);
}

int
bundle_render_subtrees(const struct bundle_model *model, struct buf *out, struct err *err)
{
    buf_add(out, model->subtrees);
    return buf_finish(out, "subtrees.bin", err);
}

int
bundle_render_redactions(const struct bundle_model *model, struct buf *out, struct err *err)
{
    static const char *const columns[] = {"index", "digest", "type"};
    struct csv csv;
    cells_table(&csv, out, columns, COUNT_OF(columns));
    for (size_t i = 0; i < model->withheld_count; i++) {
        char digest[7 + 2 * SHA256_BYTES + 1] = "sha256:";
        hex_write(digest + 7, model->withheld[i].digest.b, SHA256_BYTES);
        cells_number(&csv, model->withheld[i].index);
        csv_raw(&csv, slice_of(digest));
        csv_text(&csv, model->withheld[i].type);
        csv_end_row(&csv);
    }
    return buf_finish(out, "redactions.csv", err);
}
