#include "shape/form_csv.h"

#include "base/buf.h"
#include "format/tree.h"
#include "shape/form.h"

enum { LOOK_RECORDS = 32 };

/* Where reading stands, and how cells are parted. */
struct cursor {
    struct slice rest;
    uint64_t line; /* of the byte at the front of `rest` */
    uint8_t delimiter;
    bool record_ended; /* by the cell that was taken last */
    bool unended;      /* a quoted cell had no end */
};

static bool
ends_cell(const struct cursor *cursor, size_t at)
{
    const struct slice rest = cursor->rest;
    return rest.p[at] == cursor->delimiter || rest.p[at] == '\n' ||
           (rest.p[at] == '\r' && at + 1 < rest.n && rest.p[at + 1] == '\n');
}

/* The offset after the quoted beginning of a cell. */
static size_t
skip_quoted(struct cursor *cursor)
{
    const struct slice rest = cursor->rest;
    size_t at = 1;
    for (; at < rest.n; at++) {
        if (rest.p[at] == '"' && (at + 1 == rest.n || rest.p[at + 1] != '"'))
            return at + 1;
        at += rest.p[at] == '"';
        cursor->line += rest.p[at] == '\n';
    }
    cursor->unended = true;
    return rest.n;
}

/* Take a cell as it is written, with what ends it. */
static struct slice
take_cell(struct cursor *cursor)
{
    size_t at = cursor->rest.n > 0 && cursor->rest.p[0] == '"' ? skip_quoted(cursor) : 0;
    while (at < cursor->rest.n && !ends_cell(cursor, at))
        at++;
    const struct slice cell = slice_sub(cursor->rest, 0, at);
    cursor->record_ended = at == cursor->rest.n || cursor->rest.p[at] != cursor->delimiter;
    if (cursor->record_ended && at < cursor->rest.n) {
        at += cursor->rest.p[at] == '\r';
        cursor->line++;
    }
    cursor->rest = slice_sub(cursor->rest, at + 1, cursor->rest.n);
    return cell;
}

/* The text of a cell: without its quotes. */
static struct slice
cell_text(struct slice cell, struct arena *arena)
{
    if (cell.n == 0 || cell.p[0] != '"')
        return cell;
    uint8_t *copy = arena_alloc(arena, cell.n);
    size_t n = 0;
    bool quoted = true;
    for (size_t i = 1; i < cell.n; i++) {
        if (quoted && cell.p[i] == '"' && (i + 1 == cell.n || cell.p[i + 1] != '"')) {
            quoted = false;
            continue;
        }
        i += quoted && cell.p[i] == '"';
        copy[n++] = cell.p[i];
    }
    return (struct slice){copy, n};
}

/* Skip lines that hold nothing. False at the end. */
static bool
at_record(struct cursor *cursor)
{
    while (cursor->rest.n > 0 && (cursor->rest.p[0] == '\n' || cursor->rest.p[0] == '\r')) {
        cursor->line += cursor->rest.p[0] == '\n';
        cursor->rest = slice_sub(cursor->rest, 1, cursor->rest.n);
    }
    return cursor->rest.n > 0;
}

static size_t
skip_record(struct cursor *cursor)
{
    size_t count = 0;
    cursor->record_ended = false;
    for (; !cursor->record_ended; count++)
        take_cell(cursor);
    return count;
}

/* A table as one delimiter makes it of the first records. */
struct look {
    size_t widest;
    size_t as_wide;       /* records */
    struct cursor header; /* before the first of them */
};

static struct look
look_at(struct slice bytes, uint8_t delimiter)
{
    struct cursor cursor = {.rest = bytes, .line = 1, .delimiter = delimiter};
    struct look look = {.header = cursor};
    for (int i = 0; i < LOOK_RECORDS && at_record(&cursor); i++) {
        const struct cursor begin = cursor;
        const size_t count = skip_record(&cursor);
        if (count > look.widest)
            look = (struct look){count, 0, begin};
        look.as_wide += count == look.widest;
    }
    return look;
}

static struct cursor
find_header(struct slice bytes)
{
    static const uint8_t delimiters[] = {',', ';', '\t'};
    struct look best = look_at(bytes, delimiters[0]);
    for (size_t i = 1; i < COUNT_OF(delimiters); i++) {
        const struct look look = look_at(bytes, delimiters[i]);
        const size_t score = look.widest > 1 ? look.widest * look.as_wide : 0;
        if (score > (best.widest > 1 ? best.widest * best.as_wide : 0))
            best = look;
    }
    return best.header;
}

struct table {
    struct tree *tree;
    struct slice *names; /* absent where an earlier column has the name, or there is none */
    size_t count;
};

static void
read_preamble(const struct table *table, struct slice text, struct json *document)
{
    struct json *lines = json_new_array(table->tree->arena);
    while (text.n > 0) {
        const size_t end = slice_find(text, '\n');
        const struct slice line = slice_trim(slice_sub(text, 0, end));
        if (line.n > 0)
            tree_push(table->tree, lines, line);
        text = slice_sub(text, end + 1, text.n);
    }
    if (lines->count > 0)
        json_set(document, "preamble", lines);
}

static void
read_header(struct table *table, struct cursor *cursor, struct json *document)
{
    struct arena *arena = table->tree->arena;
    struct cursor ahead = *cursor;
    table->names = arena_array(arena, skip_record(&ahead), sizeof(struct slice));
    struct json *names = json_set(document, "header", json_new_array(arena));
    struct json *seen = json_new_object(arena);
    tree_set(table->tree, seen, SLICE("#line"), SLICE("1"));
    cursor->record_ended = false;
    while (!cursor->record_ended) {
        const struct slice name = tree_utf8(arena, cell_text(take_cell(cursor), arena));
        const size_t before = seen->count;
        tree_push(table->tree, names, name);
        if (name.n > 0)
            tree_set(table->tree, seen, name, SLICE("1"));
        table->names[table->count++] = seen->count > before ? name : (struct slice){NULL, 0};
    }
}

static void
read_row(const struct table *table, struct cursor *cursor, struct json *rows)
{
    struct tree *tree = table->tree;
    struct json *row = tree_item(tree, rows, JSON_OBJECT);
    if (row == NULL) {
        cursor->rest = (struct slice){NULL, 0};
        return;
    }
    if (tree_room(tree))
        json_set(row, "#line", json_new_int(tree->arena, (int64_t)cursor->line));
    cursor->record_ended = false;
    for (size_t i = 0; !cursor->record_ended; i++) {
        const struct slice cell = take_cell(cursor);
        if (cell.n == 0 || i >= table->count || slice_is_absent(table->names[i]) || !tree_room(tree))
            continue;
        const struct slice text = tree_utf8(tree->arena, cell_text(cell, tree->arena));
        if (text.n > 0)
            json_set_slice(row, table->names[i], json_new_slice(tree->arena, text));
    }
}

static int
read_table(struct slice bytes, struct tree *tree, struct json *document, struct err *err)
{
    struct table table = {.tree = tree};
    struct cursor cursor = find_header(bytes);
    read_preamble(&table, slice_sub(bytes, 0, bytes.n - cursor.rest.n), document);
    read_header(&table, &cursor, document);
    struct json *rows = json_set(document, "rows", json_new_array(tree->arena));
    while (at_record(&cursor)) {
        const uint64_t line = cursor.line;
        read_row(&table, &cursor, rows);
        if (cursor.unended)
            return err_set(err, ERR_FORMAT, "line %llu: a quoted cell does not end", (unsigned long long)line);
    }
    if (cursor.unended)
        return err_set(err, ERR_FORMAT, "a quoted cell of the header does not end");
    return tree_finish(tree, err);
}

int
form_csv_decode(struct slice bytes, struct arena *arena, struct json **out_document, struct err *err)
{
    struct tree tree AUTO(tree_release);
    struct json *document = json_new_object(arena);
    const struct slice table = form_without_mark(bytes);
    tree_init(&tree, arena);
    if (slice_trim(table).n == 0)
        return err_set(err, ERR_FORMAT, "the table is empty");
    TRY(read_table(table, &tree, document, err));
    *out_document = document;
    return 0;
}
