/* Any adapter that is right by construction against any payload: the bytes choose both from a small grammar, over a few
 * names, so that paths often meet what they look for. Whatever comes out, the adapter loads, reads twice the same
 * within its bounds, or refuses with a reason, and what it reads seals. */
#include "base/buf.h"
#include "fuzz_seal.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { TEXT_MAX = 1 << 16, DEPTH_MAX = 3, ITEMS_MAX = 3 };

/* The bytes that choose; after their end every choice is 0, the first of its list, which ends the text soon. */
struct source {
    struct slice rest;
    struct buf *out;
};

static unsigned
choose(struct source *source, unsigned count)
{
    if (source->rest.n == 0)
        return 0;
    const unsigned byte = source->rest.p[0];
    source->rest = slice_sub(source->rest, 1, source->rest.n);
    return byte % count;
}

#define ONE_OF(source, list) list[choose(source, COUNT_OF(list))]

static void
put(struct source *source, const char *text)
{
    buf_text(source->out, text);
}

static void
put_path(struct source *source, bool many)
{
    static const char *const roots[] = {"$", "$", "", "^"};
    static const char *const steps[] = {".a", ".b", ".c", "[0]", "[1]", ".@d"};
    const char *root = ONE_OF(source, roots);
    put(source, root);
    if (root[0] == '\0')
        put(source, ".a");
    for (unsigned n = choose(source, 3); n > 0; n--)
        put(source, ONE_OF(source, steps));
    if (many)
        put(source, "[*]");
    if (many && choose(source, 2) == 1)
        put(source, ".b");
}

static void
put_quoted_path(struct source *source, bool many)
{
    put(source, "'");
    put_path(source, many);
    put(source, "'");
}

static void
put_word(struct source *source)
{
    static const char *const words[] = {"x", "open", "1700000000", "'2026-01-31 09:30:00'", "'a@b.example'", "'5'"};
    put(source, ONE_OF(source, words));
}

static void
put_tests(struct source *source)
{
    static const char *const tests[] = {"x",
                                        "[x, open]",
                                        "{exists: true}",
                                        "{exists: false}",
                                        "{prefix: o}",
                                        "{suffix: [n, x]}",
                                        "{contains: '@'}",
                                        "{regex: '^(o|[0-9])+$'}",
                                        "{type: string}",
                                        "{at-least: 3}",
                                        "{at-most: 3}"};
    put(source, ONE_OF(source, tests));
}

static void
put_condition(struct source *source, int depth)
{
    const unsigned kind = depth == 0 ? 0 : choose(source, 6);
    put(source, "{");
    switch (kind) {
    case 1:
    case 2:
        put(source, kind == 1 ? "all: [" : "any: [");
        put_condition(source, depth - 1);
        put(source, ", ");
        put_condition(source, depth - 1);
        put(source, "]");
        break;
    case 3:
        put(source, "not: ");
        put_condition(source, depth - 1);
        break;
    case 4:
        put(source, "some: {in: ");
        put_quoted_path(source, true);
        put(source, ", where: ");
        put_condition(source, depth - 1);
        put(source, "}");
        break;
    case 5:
        put(source, "'{v}': ");
        put_tests(source);
        break;
    default:
        put_quoted_path(source, choose(source, 3) == 1);
        put(source, ": ");
        put_tests(source);
    }
    put(source, "}");
}

static void
put_transforms(struct source *source)
{
    static const char *const transforms[] = {"lower",
                                             "upper",
                                             "trim",
                                             "{extract: '(.)$'}",
                                             "{extract: '^[a-z]+'}",
                                             "{replace: {o: 'oo', x: ''}}",
                                             "{map: {x: y, open: x}}",
                                             "{scale: [[0, x], [4, open]]}",
                                             "{instant: zoneless}",
                                             "{instant: epoch}",
                                             "{instant: ns}",
                                             "{instant: '%d %b %Y %I:%M %p %z'}",
                                             "{fit: 71}",
                                             "{cut: 3}"};
    put(source, ", then: [");
    put(source, ONE_OF(source, transforms));
    for (unsigned n = choose(source, ITEMS_MAX); n > 0; n--) {
        put(source, ", ");
        put(source, ONE_OF(source, transforms));
    }
    put(source, "]}");
}

static void put_value(struct source *source, int depth, bool defined);

/* An item of a list, or two: the defined value beside it. */
static void
put_template(struct source *source, bool defined)
{
    put(source, "'{");
    put_path(source, false);
    static const char *const ends[] = {"}'", "?}-{#}'", "}{@?}'"};
    put(source, ONE_OF(source, ends));
    if (defined && choose(source, 4) == 1)
        put(source, ", '{v}'");
}

static void
put_value(struct source *source, int depth, bool defined)
{
    switch (depth == 0 ? choose(source, 2) : choose(source, 7)) {
    case 0:
        put_quoted_path(source, false);
        break;
    case 1:
        put_word(source);
        break;
    case 2:
        put(source, "[");
        put_template(source, defined);
        put(source, ", ");
        put_value(source, depth - 1, defined);
        put(source, "]");
        break;
    case 3:
        put(source, "{from: ");
        put_value(source, depth - 1, defined);
        put_transforms(source);
        break;
    case 4:
        put(source, "{cases: [{when: ");
        put_condition(source, defined ? depth - 1 : 0);
        put(source, ", value: ");
        put_value(source, depth - 1, defined);
        put(source, "}, {value: null}]}");
        break;
    case 5:
        put(source, "{in: ");
        put_quoted_path(source, true);
        put(source, ", where: ");
        put_condition(source, 0);
        put(source, ", value: ");
        put_value(source, depth - 1, defined);
        put(source, "}");
        break;
    default:
        put(source, "{from: ");
        put_value(source, depth - 1, defined);
        put(source, ", required: true}");
    }
}

static void
put_event(struct source *source)
{
    static const char *const fields[] = {
        "id", "time", "finding.check", "finding.uid", "finding.title", "resource.uid", "resource.owner", "actor.name"};
    put(source, "event: {approver: '$.c'");
    for (unsigned at = choose(source, 3); at < COUNT_OF(fields); at += 1 + choose(source, 4)) {
        put(source, ", ");
        put(source, fields[at]);
        put(source, ": ");
        put_value(source, DEPTH_MAX, true);
    }
    static const char *const ends[] = {"}",
                                       ", stage: detected}",
                                       ", stage: {from: '$.a', map: {x: closed, open: evaluated}}}",
                                       ", refs: '$.a[*]'}",
                                       ", refs: ['{$.b}', {in: '$.c[*]', value: 'jira:{.}'}]}",
                                       ", change.before: '$.a', change.after: '.b'}"};
    put(source, ONE_OF(source, ends));
}

static void
put_reading(struct source *source, int depth)
{
    put(source, "{");
    if (choose(source, 2) == 1) {
        put(source, "when: ");
        put_condition(source, 2);
        put(source, ", ");
    }
    if (choose(source, 3) == 1) {
        put(source, "each: ");
        put_quoted_path(source, true);
        put(source, ", ");
    }
    put_event(source);
    if (choose(source, 3) == 1)
        put(source, ", personal: {resource.uid: {contains: '@'}, finding.title: true}");
    if (choose(source, 3) == 1)
        put(source, ", after: [{stage: [closed, verified], gives: {stage: reopened, outcome: fail}}]");
    static const char *const uses[] = {", use: test", ", use: test, of: '$.a'",
                                       ", use: test, of: '$.b', decode: [base64, json]",
                                       ", use: test, of: '$.c', decode: [json]", ", reject: 'no {$.a}'"};
    const unsigned end = depth == 0 ? 0 : choose(source, 4);
    if (end == 1)
        put(source, ONE_OF(source, uses));
    if (end >= 2) {
        put(source, end == 2 ? ", cases: [" : ", every: [");
        put_reading(source, depth - 1);
        put(source, ", ");
        put_reading(source, depth - 1);
        put(source, "]");
    }
    put(source, "}");
}

static void
put_adapter(struct source *source)
{
    static const char *const heads[] = {"adapter: test\ntitle: Test\n", "adapter: test\ntitle: Test\nstrict: true\n"};
    put(source, ONE_OF(source, heads));
    put(source, "define: {v: {value: ");
    put_value(source, 2, false);
    put(source, "}}\nread: [");
    put_reading(source, 2);
    for (unsigned n = choose(source, ITEMS_MAX); n > 0; n--) {
        put(source, ", ");
        put_reading(source, 2);
    }
    put(source, "]\n");
}

static void
put_payload(struct source *source, int depth)
{
    static const char *const scalars[] = {"\"x\"",
                                          "\"open\"",
                                          "null",
                                          "true",
                                          "17e8",
                                          "\"a@b.example\"",
                                          "1700000000.25",
                                          "\"\"",
                                          "\"eyJhIjoieCJ9\"",
                                          "\"{\\\"a\\\":5}\"",
                                          "\"2026-01-31 09:30:00+0100\"",
                                          "\"31 Jan 2026 9:30 AM EST\""};
    static const char *const names[] = {"\"a\":", ",\"b\":", ",\"c\":", ",\"@d\":"};
    const unsigned kind = depth == 0 ? 0 : choose(source, 3);
    if (kind == 0) {
        put(source, ONE_OF(source, scalars));
        return;
    }
    put(source, kind == 1 ? "{" : "[");
    const unsigned count = 1 + choose(source, COUNT_OF(names));
    for (unsigned i = 0; i < count; i++) {
        put(source, kind == 1 ? names[i] : i > 0 ? "," : "");
        put_payload(source, depth - 1);
    }
    put(source, kind == 1 ? "}" : "]");
}

static void
read_twice(const struct adapter_set *set, const struct shape_input *payload, struct arena *arena)
{
    struct err err = {""};
    struct shaping one = {NULL, 0};
    struct shaping other = {NULL, 0};
    const int code = shape_read(set, adapter_at(set, 0), payload, arena, &one, &err);
    if (code < 0 && err.text[0] == '\0')
        abort();
    if (shape_read(set, adapter_at(set, 0), payload, arena, &other, NULL) != code || one.count != other.count)
        abort();
    if (code == 0 && one.count == 0)
        abort();
    seal_all(&one);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct err err;
    AUTO(arena_drop) struct arena *arena = arena_new();
    AUTO(buf_release) struct buf adapter;
    AUTO(buf_release) struct buf payload;
    buf_init(&adapter, TEXT_MAX);
    buf_init(&payload, TEXT_MAX);
    const size_t half = size / 2;
    put_payload(&(struct source){{data, half}, &payload}, DEPTH_MAX);
    put_adapter(&(struct source){{data + half, size - half}, &adapter});
    if (buf_finish(&adapter, "adapter", NULL) < 0 || buf_finish(&payload, "payload", NULL) < 0)
        return 0;
    struct file_set_entry entry = {SLICE("sources/test.yaml"), buf_slice(&adapter)};
    const struct file_set files = {&entry, 1};
    struct adapter_set *set = NULL;
    struct shape_input input;
    if (adapter_set_load(&files, arena, &set, &err) < 0 ||
        shape_open(buf_slice(&payload), SLICE("application/json"), arena, &input, &err) < 0) {
        fprintf(stderr, "%s\n%.*s\n%.*s\n", err.text, SLICE_ARG(buf_slice(&adapter)), SLICE_ARG(buf_slice(&payload)));
        abort();
    }
    read_twice(set, &input, arena);
    return 0;
}
