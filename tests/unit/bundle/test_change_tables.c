#include "bundle/change_tables.h"

#include "fixture.h"

#define CHANGES_HEADER "index,received,by,approver,reason,approval,subject,field,before,after\r\n"
#define ALTERED_HEADER                                                                                                 \
    "index,effect,window,resource,rule_before,rule_after,criteria_before,criteria_after,severity_before,"              \
    "severity_after,start_before,start_after,end_before,end_after,due_before,due_after\r\n"

START_TEST(lists_every_difference_and_how_many_windows_it_alters)
{
    struct fixture fixture;
    fixture_init(&fixture, 0);
    const struct sha256_digest old = sha256(fixture.earlier.files[1].bytes);
    const struct sha256_digest new = sha256(fixture.in_force.files[1].bytes);
    char old_hex[2 * SHA256_BYTES + 1] = {0};
    char new_hex[2 * SHA256_BYTES + 1] = {0};
    for (size_t i = 0; i < SHA256_BYTES; i++) {
        snprintf(old_hex + 2 * i, 3, "%02x", old.b[i]);
        snprintf(new_hex + 2 * i, 3, "%02x", new.b[i]);
    }
    struct slice head = arena_format(fixture.arena, "6,2026-01-10T00:20:00.000Z,%.*s,,\"shorter SLAs, reviewed\",,",
                                     SLICE_ARG(fixture.names[0].ref));
    const char *start = (const char *)head.p;
    const struct slice expected =
        arena_format(fixture.arena,
                     CHANGES_HEADER "%ssla,high,7200 s,3600 s\r\n%ssla,medium,,7200 s\r\n%ssla,version,2025,2026\r\n"
                                    "%sfile controls/sla.yaml,sha256,%s,%s\r\n"
                                    "%swindows,appears,,0\r\n%swindows,disappears,,0\r\n%swindows,changes,,0\r\n",
                     start, start, start, start, old_hex, new_hex, start, start, start);
    ck_assert_slice_eq(fixture_render(&fixture, bundle_render_changes), expected);
    ck_assert_slice_eq(fixture_render(&fixture, bundle_render_altered_windows), SLICE(ALTERED_HEADER));
    fixture_release(&fixture);
}
END_TEST

START_TEST(lists_every_window_that_a_change_alters)
{
    struct fixture fixture;
    fixture_init(&fixture, FIXTURE_WIDER);
    ck_assert_slice_eq(
        fixture_render(&fixture, bundle_render_altered_windows),
        SLICE(ALTERED_HEADER
              "6,changes,4,arn:r1,tiny.open,tiny.open,CC6.1,CC6.1 CC7.1,high,high,2026-01-10T00:10:00.000Z,"
              "2026-01-10T00:10:00.000Z,2026-01-10T02:11:00.000Z,2026-01-10T02:11:00.000Z,2026-01-10T02:10:00.000Z,"
              "2026-01-10T02:10:00.000Z\r\n"
              "6,changes,5,\"'=r2,\"\"x\"\"\",tiny.open,unmapped:scan/b,CC6.1,,medium,medium,2026-01-10T00:10:00.000Z,"
              "2026-01-10T00:10:00.000Z,,,,\r\n"));
    fixture_release(&fixture);
}
END_TEST

START_TEST(says_that_windows_were_not_compared)
{
    struct fixture fixture;
    fixture_init(&fixture, FIXTURE_BROKEN);
    ck_assert(slice_ends(fixture_render(&fixture, bundle_render_changes),
                         SLICE(",windows,not compared,,this version cannot read the rule set before\r\n")));
    fixture_release(&fixture);
}
END_TEST

int
main(void)
{
    return UNIT_MAIN("bundle/change_tables", lists_every_difference_and_how_many_windows_it_alters,
                     lists_every_window_that_a_change_alters, says_that_windows_were_not_compared);
}
