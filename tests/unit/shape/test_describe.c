#include "shape/describe.h"

#include "format/yaml.h"
#include "unit.h"

static void
check(const char *yaml, const char *want)
{
    struct err err;
    struct json *document = NULL;
    AUTO(arena_drop) struct arena *arena = arena_new();
    AUTO(buf_release) struct buf got;
    buf_init(&got, 1 << 16);
    ck_assert_msg(yaml_read("x", slice_of(yaml), arena, &document, &err) == 0, "%s", err.text);
    adapter_describe(document, &got);
    ck_assert_slice_eq(buf_slice(&got), slice_of(want));
}

START_TEST(stages_with_conditions_and_reasons)
{
    check("adapter: a\ntitle: A\nreference: its manual\nread:\n"
          "- when: {$.kind: finding}\n"
          "  event: {id: $.id}\n"
          "  personal: {resource.uid: true}\n"
          "  because: it says so\n"
          "  cases:\n"
          "  - when: {$.state: [open, 'x|y: `z`'], '{n}': {exists: true}}\n"
          "    event: {stage: detected, outcome: fail}\n"
          "    personal: {resource.uid: {contains: '@'}, resource.owner: true}\n"
          "  - event: {stage: null}\n"
          "  - each: $.l[*]\n"
          "    where: {.a: 1}\n"
          "    event: {stage: {from: .s, map: {a: closed}}}\n"
          "    after: [{outcome: fail, gives: {stage: verified}}]\n"
          "    because: another\n",
          "## `a`\n\nA. Written from: its manual.\n\n"
          "May name people: `resource.uid`, `resource.owner`, and every actor that is not automation.\n\n"
          "| stage | when | why |\n|---|---|---|\n"
          "| `detected` `fail` | `{$.kind: finding}` `{$.state: [open, 'x\\|y: 'z''], '{n}': {exists: true}}` | it "
          "says so |\n"
          "| `{from: .s, map: {a: closed}}` | `{$.kind: finding}` `{.a: 1}` after `[{outcome: fail, gives: {stage: "
          "verified}}]` | another |\n");
}
END_TEST

START_TEST(no_stage)
{
    check("adapter: a\ntitle: A\nread:\n- event: {}\n",
          "## `a`\n\nA.\n\nNo stage of its own: events are kept as they are, or handed to another adapter.\n");
}
END_TEST

int
main(void)
{
    return UNIT_MAIN("shape/describe", stages_with_conditions_and_reasons, no_stage);
}
