#include "fixture.h"

#include "base/file.h"

#define READ(decode)                                                                                                   \
    "read:\n- when: {$.p: {exists: true}}\n  use: test\n  of: $.p\n  decode: " decode "\n- event: {id: $.id}\n"

START_TEST(steps)
{
    static const char *const cases[][3] = {
        {"[json]", "{\\\"id\\\":1}", "event\n  id        1\n"},
        {"[base64, json]", "eyJp\\tZCI6MX0=", "event\n  id        1\n"},
        {"[base64, json]", "eyJpZCI6MX0=", "event\n  id        1\n"},
        {"[base64, json]", "eyJp\\r\\n ZCI6MX0", "event\n  id        1\n"},
        {"[base64, json]", "eyJpZCI6ICI_Pz4ifQ==", "event\n  id        ?\?>\n"},
        {"[base64, json]", "eyJpZCI6MQ",
         "reject: p: not JSON: line 1 column 8: expected ',' or '}', found end of input\n"},
        {"[base64, json]", "%",
         "reject: p: base64: character 1 of base64 text is '%', expected A-Z, a-z, 0-9, + or /\n"},
        {"[json]", "{", "reject: p: not JSON: line 1 column 2: expected a member name, found end of input\n"},
        /* python3 -c 'import zlib,base64;print(base64.b64encode(zlib.compress(b"{\"id\":1}")))' */
        {"[base64, zlib, json]", "eJyrVspMUbIyrAUAC00CdQ==", "event\n  id        1\n"},
        {"[json]", "[{\\\"id\\\":1},{\\\"id\\\":2}]", "event\n  id        1\nevent\n  id        2\n"},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        AUTO(arena_drop) struct arena *arena = arena_new();
        const char *read = (const char *)arena_format(arena, READ("%s"), cases[i][0]).p;
        const char *payload = (const char *)arena_format(arena, "{\"p\":\"%s\"}", cases[i][1]).p;
        const bool fails = strncmp(cases[i][2], "reject", strlen("reject")) == 0;
        if (fails)
            fixture_expect("strict: true\n", read, payload, cases[i][2]);
        /* Otherwise what does not unfold is not handed over, and the reading is an event of its own. */
        fixture_expect(NULL, read, payload, fails ? "event\n" : cases[i][2]);
    }
}
END_TEST

/* printf '%020000000d' 0 | gzip -9 | gzip -9 | base64: 20 MB in a few bytes. */
START_TEST(what_unfolds_is_bounded)
{
    AUTO(arena_drop) struct arena *arena = arena_new();
    struct slice payload;
    struct err err;
    ck_assert_msg(file_read(unit_source_path("tests/unit/shape/bomb.json"), 1 << 20, arena, &payload, &err) == 0, "%s",
                  err.text);
    fixture_expect(NULL, READ("[base64, gzip, gzip, json]"), arena_text(arena, payload),
                   "reject: p: gzip: the payload takes more than 134217728 steps to read\n");
}
END_TEST

START_TEST(faults)
{
    fixture_expect_fault(NULL, READ("json"), "sources/test.yaml:7:3: 'decode' is a string, expected an array");
    fixture_expect_fault(NULL, READ("[]"), "sources/test.yaml:7:3: expected 1 to 8 steps");
    fixture_expect_fault(NULL, READ("[base64]"),
                         "sources/test.yaml:7:12: the last step is 'base64', expected json, text, email, xml or csv");
    fixture_expect_fault(NULL, READ("[json, base64]"),
                         "sources/test.yaml:7:12: unknown step 'json', expected base64, gzip or zlib");
    fixture_expect_fault(NULL, READ("[rot13]"),
                         "sources/test.yaml:7:12: the last step is 'rot13', expected json, text, email, xml or csv");
    fixture_expect_fault(NULL, "read:\n- event: {}\n  decode: [json]\n", "sources/test.yaml:5:3: 'decode' needs 'use'");
}
END_TEST

int
main(void)
{
    return UNIT_MAIN("shape/decode", steps, what_unfolds_is_bounded, faults);
}
