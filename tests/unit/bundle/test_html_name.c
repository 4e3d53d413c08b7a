#include "bundle/html_name.h"

#include "base/utf8.h"
#include "fixture.h"
#include "markup.h"

/* A model that names what it is given. */
struct names {
    struct arena *arena;
    struct facts *facts;
    struct policy_rule rule;
    struct policy policy;
    struct bundle_name name;
    struct bundle_model model;
};

static void
names_init(struct names *names, const char *text)
{
    *names = (struct names){.arena = arena_new()};
    names->facts = facts_new(names->arena);
    (void)intern_add(names->facts->resources, slice_of(text));
    (void)intern_add(names->facts->sources, slice_of(text));
    names->rule.id = slice_of(text);
    names->policy = (struct policy){.rules = &names->rule, .rule_count = 1};
    names->model = (struct bundle_model){.facts = names->facts, .policy = &names->policy};
}

static void
names_release(struct names *names)
{
    facts_free(names->facts);
    arena_free(names->arena);
}

static void
check_resource(const char *uid, const char *want)
{
    struct names names;
    names_init(&names, uid);
    ck_assert_writes(html_resource(out, &names.model, 0), want);
    names_release(&names);
}

START_TEST(sets_off_the_last_part_of_a_resource)
{
    check_resource("arn:aws:s3:::bucket",
                   "<code><span class=\"path\">arn:aws:s3:::</span><span class=\"tail\">bucket</span></code>");
    check_resource("a:b/c", "<code><span class=\"path\">a:b/</span><span class=\"tail\">c</span></code>");
    check_resource("host", "<code>host</code>");
    check_resource("ends/", "<code>ends/</code>");
    check_resource("a/b/", "<code><span class=\"path\">a/</span><span class=\"tail\">b/</span></code>");
    check_resource("/", "<code>/</code>");
    check_resource("<a>:<b>",
                   "<code><span class=\"path\">&lt;a&gt;:</span><span class=\"tail\">&lt;b&gt;</span></code>");
}
END_TEST

START_TEST(cuts_long_names_between_characters)
{
    char text[600] = "";
    for (int i = 0; i < 100; i++)
        snprintf(text + strlen(text), sizeof(text) - strlen(text), "é/");
    struct buf written AUTO(buf_release);
    buf_init(&written, 4096);
    html_text(&written, slice_of(text));
    ck_assert(slice_ends(buf_slice(&written), SLICE("…")));
    ck_assert_uint_eq(markup_count(buf_slice(&written), "é"), 53);
    ck_assert(utf8_is_valid(buf_slice(&written)));
    buf_clear(&written);
    struct names names;
    names_init(&names, text);
    html_resource(&written, &names.model, 0);
    ck_assert_has(buf_slice(&written), "…</code>");
    ck_assert_has_not(buf_slice(&written), "path");
    names_release(&names);
}
END_TEST

START_TEST(says_when_there_is_no_name)
{
    ck_assert_writes(html_text(out, (struct slice){0}), "–");
    ck_assert_writes(html_code(out, SLICE("")), "<code></code>");
}
END_TEST

START_TEST(shows_what_would_hide)
{
    ck_assert_writes(html_text(out, SLICE("a\xe2\x80\xae\0<&'\"")), "a\\u{202e}\\u{0}&lt;&amp;&#39;&quot;");
    ck_assert_writes(html_text(out, SLICE("\xff\xfe")), "\xef\xbf\xbd\xef\xbf\xbd");
}
END_TEST

START_TEST(names_the_person_behind_a_reference)
{
    struct fixture fixture;
    fixture_init(&fixture, 0);
    const struct bundle_name *name = &fixture.model.names[0];
    ck_assert_slice_eq(html_person(&fixture.model, name->ref), name->name);
    ck_assert_slice_eq(html_person(&fixture.model, SLICE("robot")), SLICE("robot"));
    const struct slice unknown = SLICE("ref:0000000000000000000000000000000000000000000000000000000000000000");
    ck_assert_slice_eq(html_person(&fixture.model, unknown), unknown);
    fixture_release(&fixture);
}
END_TEST

START_TEST(names_the_rest)
{
    struct names names;
    names_init(&names, "a<b");
    ck_assert_writes(html_rule(out, &names.model, 0), "<code>a&lt;b</code>");
    ck_assert_writes(html_source(out, &names.model, 0), "<code>a&lt;b</code>");
    ck_assert_writes(html_path(out, "stats/method.md"),
                     "<a class=\"file\" href=\"stats/method.md\">stats/method.md</a>");
    ck_assert_str_eq(html_severity_word(SEVERITY_NONE), "none");
    ck_assert_str_eq(html_severity_word(SEVERITY_HIGH), "high");
    struct buf written AUTO(buf_release);
    buf_init(&written, 4096);
    html_severity(&written, SEVERITY_CRITICAL);
    ck_assert_has(buf_slice(&written), "class=\"bar critical\"");
    ck_assert_has(buf_slice(&written), "</svg>critical</span>");
    names_release(&names);
}
END_TEST

int
main(void)
{
    return UNIT_MAIN("html_name", sets_off_the_last_part_of_a_resource, cuts_long_names_between_characters,
                     says_when_there_is_no_name, shows_what_would_hide, names_the_person_behind_a_reference,
                     names_the_rest);
}
