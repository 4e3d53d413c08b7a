#include "format/xml.h"

#include "base/buf.h"
#include "base/limits.h"
#include "base/utf8.h"
#include "format/json_canonical.h"
#include "unit.h"

static void
expect(struct slice text, const char *want)
{
    struct err err = {""};
    struct json *document = NULL;
    struct buf out AUTO(buf_release);
    AUTO(arena_drop) struct arena *arena = arena_new();
    buf_init(&out, SIZE_MAX);
    ck_assert_msg(xml_read(text, arena, &document, &err) == 0, "%s", err.text);
    ck_assert_int_eq(json_write_canonical(&out, document, NULL), 0);
    ck_assert_slice_eq(buf_slice(&out), slice_of(want));
}

static void
refuse(struct slice text, const char *want)
{
    struct err err = {""};
    struct json *document = NULL;
    AUTO(arena_drop) struct arena *arena = arena_new();
    ck_assert_int_lt(xml_read(text, arena, &document, &err), 0);
    ck_assert_str_eq(err.text, want);
    ck_assert_ptr_null(document);
}

START_TEST(elements)
{
    expect(SLICE("<a/>"), "{\"a\":[{}]}");
    expect(SLICE("<?xml version='1.0'?><a b=\"1 &lt;\"> t<c>u</c> &#233;<c/><![CDATA[<x>]]><!-- no --></a>"),
           "{\"a\":[{\"#text\":\"t \xc3\xa9<x>\",\"@b\":\"1 <\",\"c\":[{\"#text\":\"u\"},{}]}]}");
}
END_TEST

START_TEST(names_are_local)
{
    expect(SLICE("<p:a xmlns:p='u' xmlns='v' p:b='1' b='2'><q:c/><c/></p:a>"),
           "{\"a\":[{\"@b\":\"1\",\"@xmlns\":\"v\",\"c\":[{},{}]}]}");
}
END_TEST

START_TEST(encodings)
{
    expect(SLICE("<?xml version='1.0' encoding='iso-8859-1'?><a>\xe9</a>"), "{\"a\":[{\"#text\":\"\xc3\xa9\"}]}");
    refuse(SLICE("<a>\xff</a>"), "line 1 column 4: not well-formed XML");
}
END_TEST

START_TEST(what_is_refused)
{
    refuse(SLICE(""), "line 1 column 1: not well-formed XML");
    refuse(SLICE("<a>\n<b></a>"), "line 2 column 6: not well-formed XML");
    refuse(SLICE("<!DOCTYPE a [<!ENTITY b \"c\">]><a>&b;</a>"),
           "line 1 column 13: a document type declaration is not allowed");
    refuse(SLICE("<!DOCTYPE a SYSTEM \"file:///etc/passwd\"><a/>"),
           "line 1 column 40: a document type declaration is not allowed");
    refuse(SLICE("<a>&b;</a>"), "line 1 column 4: not well-formed XML");
}
END_TEST

START_TEST(depth_is_bounded)
{
    struct buf text AUTO(buf_release);
    buf_init(&text, SIZE_MAX);
    for (int i = 0; i <= LIMIT_JSON_DEPTH; i++)
        buf_text(&text, "<a>");
    refuse(buf_slice(&text), "line 1 column 196: too many elements inside each other");
}
END_TEST

START_TEST(values_are_bounded)
{
    struct buf text AUTO(buf_release);
    buf_init(&text, SIZE_MAX);
    buf_text(&text, "<a>");
    for (int i = 0; i < LIMIT_JSON_NODES; i++)
        buf_text(&text, "<b/>");
    refuse(buf_slice(&text), "line 1 column 4194300: too many values");
}
END_TEST

START_TEST(survives)
{
    static const char *const pieces[] = {"<a>",  "</a>", "<b c='d'>", "</b>", "&amp;",     "&#0;", "t",
                                         "<!--", "-->",  "<?xml?>",   "\xc3", "<![CDATA[", "]]>",  "<!DOCTYPE a>"};
    for (unsigned round = 0; round < 5000; round++) {
        struct err err = {""};
        struct json *document = NULL;
        struct buf text AUTO(buf_release);
        AUTO(arena_drop) struct arena *arena = arena_new();
        buf_init(&text, SIZE_MAX);
        for (uint64_t left = unit_random_below(12); left > 0; left--)
            buf_text(&text, pieces[unit_random_below(COUNT_OF(pieces))]);
        ck_assert(xml_read(buf_slice(&text), arena, &document, &err) == 0 || err.text[0] != '\0');
    }
}
END_TEST

int
main(void)
{
    return UNIT_MAIN("format/xml", elements, names_are_local, encodings, what_is_refused, depth_is_bounded,
                     values_are_bounded, survives);
}
