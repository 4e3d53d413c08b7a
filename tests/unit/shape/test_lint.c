#include "shape/lint.h"

#include "base/buf.h"
#include "format/yaml.h"
#include "unit.h"

static void
note(void *context, const struct json *node, const char *text)
{
    buf_format(context, "%u:%u: %s\n", node->line, node->column, text);
}

static void
check(const char *yaml, const char *want)
{
    struct err err;
    struct json *document = NULL;
    AUTO(arena_drop) struct arena *arena = arena_new();
    AUTO(buf_release) struct buf got;
    buf_init(&got, 1 << 16);
    ck_assert_msg(yaml_read("x", slice_of(yaml), arena, &document, &err) == 0, "%s", err.text);
    adapter_lint(document, note, &got);
    ck_assert_slice_eq(buf_slice(&got), slice_of(want));
}

START_TEST(definitions_must_be_used)
{
    check("define:\n  a: {value: $.x}\n  ab: {value: '{a}'}\n  c: {condition: {'{ab}': x}}\n  d: {table: {x: y}}\n"
          "read:\n- when: {is: c}\n  event: {id: {from: $.y, map: d}}\n- event: {}\n",
          "");
    check("define:\n  a: {value: $.a}\n  bc: {value: 'b {$.bc-d}'}\nread:\n- event: {id: 'abc'}\n",
          "2:3: 'a' is defined and not used\n3:3: 'bc' is defined and not used\n");
    /* A word is taken for a use: a table and a value are named without braces too. */
    check("define:\n  a: {value: $.a}\nread:\n- event: {id: 'not a'}\n", "");
}
END_TEST

START_TEST(readings_must_apply)
{
    check("read:\n- event: {}\n- when: {$.a: 1}\n  event: {}\n",
          "3:3: never read: the one before it has no 'when' and always is\n"
          "3:3: a payload of another shape is a reject: end with a reading without 'when'\n");
    check("read:\n- when: {$.a: 1}\n  event: {}\n",
          "2:3: a payload of another shape is a reject: end with a reading without 'when'\n");
    check("strict: true\nread:\n- when: {$.a: 1}\n  event: {}\n", "");
    check("read:\n- every:\n  - event: {}\n  - event: {}\n", "");
    check("read:\n- cases:\n  - event: {}\n  - event: {}\n",
          "4:5: never read: the one before it has no 'when' and always is\n");
}
END_TEST

START_TEST(events_must_count)
{
    check("read:\n- event: {stage: detected}\n", "2:11: a detection without 'finding.check': no rule can count it\n");
    check("read:\n- event: {time: $.t, finding.check: c}\n  cases:\n  - event: {stage: detected}\n", "");
    check("read:\n- event: {time: $.t}\n  after: [{outcome: fail, gives: {stage: verified}}]\n",
          "3:3: 'after' without 'finding.uid': versions of a finding are found by it\n");
    check("read:\n- event: {time: $.t, finding.uid: u}\n  after: [{outcome: fail, gives: {stage: verified}}]\n", "");
}
END_TEST

int
main(void)
{
    return UNIT_MAIN("shape/lint", definitions_must_be_used, readings_must_apply, events_must_count);
}
