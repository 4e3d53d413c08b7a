#include "bundle/names.h"

#include "unit.h"

#define HEADER "ref,salt,name,name_base64\r\n"

static void
make_name(struct arena *arena, uint8_t byte, const char *text, struct bundle_name *out_name)
{
    char ref[PERSON_REF_MAX];
    memset(out_name->salt.b, byte, SALT_BYTES);
    out_name->name = slice_of(text);
    person_ref(ref, &out_name->salt, out_name->name);
    out_name->ref = arena_copy(arena, slice_of(ref));
}

static int
compare_refs(const void *a, const void *b)
{
    return slice_compare(((const struct bundle_name *)a)->ref, ((const struct bundle_name *)b)->ref);
}

static void
render(const struct bundle_name *names, size_t count, struct buf *out)
{
    const struct bundle_model model = {.names = names, .name_count = count};
    buf_init(out, 1 << 16);
    ck_assert_int_eq(bundle_render_names(&model, out, NULL), 0);
}

START_TEST(writes_the_name_and_its_exact_bytes)
{
    struct arena *arena AUTO(arena_drop) = arena_new();
    struct bundle_name name;
    make_name(arena, 0x11, "=Ada, \"the\"\n\xe2\x80\xae", &name);
    struct buf out AUTO(buf_release);
    render(&name, 1, &out);
    const struct slice want =
        arena_format(arena, HEADER "%.*s,1111111111111111111111111111111111111111111111111111111111111111,%s,%s\r\n",
                     SLICE_ARG(name.ref), "\"'=Ada, \"\"the\"\"\\u{a}\\u{202e}\"", "PUFkYSwgInRoZSIK4oCu");
    ck_assert_slice_eq(buf_slice(&out), want);
}
END_TEST

START_TEST(reads_what_it_writes)
{
    static const char *const texts[] = {"Ada Lovelace",          "=cmd()",       "a,b", "\"", "",
                                        "arn:aws:iam::1:user/x", "\xc3\x89milie"};
    struct arena *arena AUTO(arena_drop) = arena_new();
    struct bundle_name names[COUNT_OF(texts)];
    for (size_t i = 0; i < COUNT_OF(texts); i++)
        make_name(arena, (uint8_t)i, texts[i], &names[i]);
    qsort(names, COUNT_OF(names), sizeof(*names), compare_refs);
    struct buf out AUTO(buf_release);
    render(names, COUNT_OF(names), &out);
    struct bundle_name_list list;
    struct err err;
    const int r = bundle_names_read(buf_slice(&out), arena, &list, &err);
    ck_assert_msg(r == 0, "%s", err.text);
    ck_assert_uint_eq(list.count, COUNT_OF(names));
    for (size_t i = 0; i < list.count; i++) {
        ck_assert_slice_eq(list.names[i].ref, names[i].ref);
        ck_assert_slice_eq(list.names[i].name, names[i].name);
        ck_assert_ptr_eq(bundle_name_find(&list, names[i].ref), &list.names[i]);
    }
    ck_assert_ptr_null(bundle_name_find(&list, SLICE("ref:")));
}
END_TEST

START_TEST(reads_a_table_without_rows)
{
    struct arena *arena AUTO(arena_drop) = arena_new();
    struct bundle_name_list list;
    ck_assert_int_eq(bundle_names_read(SLICE(HEADER), arena, &list, NULL), 0);
    ck_assert_uint_eq(list.count, 0);
    ck_assert_ptr_null(bundle_name_find(&list, SLICE("ref:")));
}
END_TEST

static void
assert_refused(struct arena *arena, struct slice text, const char *error)
{
    struct bundle_name_list list = {.count = 99};
    struct err err = {""};
    ck_assert_int_eq(bundle_names_read(text, arena, &list, &err), ERR_FORMAT);
    ck_assert_str_eq(err.text, error);
    ck_assert_uint_eq(list.count, 99);
}

START_TEST(refuses_what_is_no_such_table)
{
    struct arena *arena AUTO(arena_drop) = arena_new();
    assert_refused(arena, SLICE(""), "names.csv line 1: expected the columns 'ref,salt,name,name_base64'");
    assert_refused(arena, SLICE("ref,salt\r\n"), "names.csv line 1: expected the columns 'ref,salt,name,name_base64'");
    assert_refused(arena, SLICE("ref,salt,name,name_base64\n"), "names.csv line 1: the line does not end with CR LF");
    assert_refused(arena, SLICE(HEADER "x\r\n"),
                   "names.csv line 2: expected a reference, a salt, a name and its base64");
    assert_refused(arena, SLICE(HEADER "\r\n"),
                   "names.csv line 2: expected a reference, a salt, a name and its base64");
}
END_TEST

START_TEST(refuses_a_name_that_is_not_the_reference_s)
{
    struct arena *arena AUTO(arena_drop) = arena_new();
    struct bundle_name names[2];
    make_name(arena, 1, "Ada", &names[0]);
    make_name(arena, 2, "Bob", &names[1]);
    qsort(names, 2, sizeof(*names), compare_refs);
    struct buf good AUTO(buf_release);
    render(names, 2, &good);

    struct bundle_name swapped[2] = {names[1], names[0]};
    struct buf out AUTO(buf_release);
    render(swapped, 2, &out);
    char text[200];
    snprintf(text, sizeof(text), "names.csv line 3: '%.*s' is not above the reference before it",
             SLICE_ARG(names[0].ref));
    assert_refused(arena, buf_slice(&out), text);

    struct bundle_name other[2] = {names[0], names[1]};
    other[1].name = SLICE("Eve");
    struct buf forged AUTO(buf_release);
    render(other, 2, &forged);
    snprintf(text, sizeof(text), "names.csv line 3: '%.*s' is not the reference of this name and salt",
             SLICE_ARG(names[1].ref));
    assert_refused(arena, buf_slice(&forged), text);
}
END_TEST

int
main(void)
{
    return UNIT_MAIN("bundle/names", writes_the_name_and_its_exact_bytes, reads_what_it_writes,
                     reads_a_table_without_rows, refuses_what_is_no_such_table,
                     refuses_a_name_that_is_not_the_reference_s);
}
