#include "cmd/print.h"

#include "base/buf.h"
#include "base/utf8.h"
#include "format/json_canonical.h"
#include "format/visible.h"

#include <stdarg.h>
#include <unistd.h>

enum { PRINT_MAX = 1 << 28, TABLE_CELLS_MAX = 1 << 20 };

int
print_json(const struct json *value, struct err *err)
{
    struct buf out;
    buf_init(&out, PRINT_MAX);
    int code = json_write_canonical(&out, value, err);
    if (code >= 0)
        code = buf_finish(&out, "the answer", err);
    if (code >= 0) {
        fwrite(out.p, 1, out.n, stdout);
        fputc('\n', stdout);
    }
    buf_release(&out);
    return code;
}

void
print_text_to(FILE *out_file, struct slice text)
{
    struct buf out;
    buf_init(&out, PRINT_MAX);
    visible_append(&out, text);
    if (out.n > 0)
        fwrite(out.p, 1, out.n, out_file);
    buf_release(&out);
}

void
print_text(struct slice text)
{
    print_text_to(stdout, text);
}

void
print_line(const char *label, struct slice text)
{
    printf("%-14s ", label);
    print_text(text);
    fputc('\n', stdout);
}

static size_t
width_of(struct slice text)
{
    size_t characters = 0;
    for (size_t at = 0; at < text.n; characters++)
        utf8_next(text, &at);
    return characters;
}

void
print_padded(struct slice text, size_t width)
{
    struct buf shown;
    buf_init(&shown, PRINT_MAX);
    visible_append(&shown, text);
    const size_t characters = width_of(buf_slice(&shown));
    if (shown.n > 0)
        fwrite(shown.p, 1, shown.n, stdout);
    printf("%*s", characters < width ? (int)(width - characters) : 0, "");
    buf_release(&shown);
}

struct table {
    struct arena *arena;
    size_t columns;
    size_t count;
    struct slice *cells;
    size_t capacity;
};

struct table *
table_new(struct arena *arena, size_t columns)
{
    struct table *table = arena_alloc(arena, sizeof(*table));
    *table = (struct table){.arena = arena, .columns = columns, .capacity = 64};
    table->cells = arena_array(arena, table->capacity, sizeof(*table->cells));
    return table;
}

void
table_add(struct table *table, struct slice text)
{
    if (table->count == table->capacity) {
        struct slice *larger = arena_array(table->arena, table->capacity * 2, sizeof(*larger));
        memcpy(larger, table->cells, table->count * sizeof(*larger));
        table->cells = larger;
        table->capacity *= 2;
    }
    table->cells[table->count++] = slice_is_absent(text) ? SLICE("") : arena_copy(table->arena, text);
}

void
table_format(struct table *table, const char *format, ...)
{
    char text[512];
    va_list args;
    va_start(args, format);
    vsnprintf(text, sizeof(text), format, args);
    va_end(args);
    table_add(table, slice_of(text));
}

void
table_print(const struct table *table)
{
    size_t *widths = arena_array(table->arena, table->columns, sizeof(*widths));
    for (size_t i = 0; i < table->count; i++) {
        const size_t width = width_of(table->cells[i]);
        if (widths[i % table->columns] < width)
            widths[i % table->columns] = width;
    }
    for (size_t i = 0; i < table->count; i++) {
        const size_t column = i % table->columns;
        print_text(table->cells[i]);
        const size_t pad = widths[column] - width_of(table->cells[i]);
        if (column + 1 == table->columns)
            fputc('\n', stdout);
        else
            printf("%*s  ", (int)pad, "");
    }
}

static bool
progress_wanted(void)
{
    const char *no_color = getenv("NO_COLOR");
    return isatty(STDERR_FILENO) && (no_color == NULL || no_color[0] == '\0');
}

void
progress_show(const char *format, ...)
{
    if (!progress_wanted())
        return;
    va_list args;
    va_start(args, format);
    fprintf(stderr, "\r\033[K");
    vfprintf(stderr, format, args);
    va_end(args);
}

void
progress_end(void)
{
    if (progress_wanted())
        fprintf(stderr, "\r\033[K");
}
