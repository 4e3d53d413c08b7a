#include "bundle/model.h"

#include "fixture.h"

START_TEST(names_every_status)
{
    for (int i = BUNDLE_DRAFT; i <= BUNDLE_COMPLETE; i++) {
        enum bundle_status status;
        ck_assert_int_eq(bundle_status_from_name(slice_of(bundle_status_name((enum bundle_status)i)), &status, NULL),
                         0);
        ck_assert_int_eq(status, i);
    }
    enum bundle_status status = BUNDLE_PARTIAL;
    struct err err;
    ck_assert_int_eq(bundle_status_from_name(SLICE("draft"), &status, &err), ERR_FORMAT);
    ck_assert_str_eq(err.text, "status 'draft' is not DRAFT, PARTIAL or COMPLETE");
    ck_assert_int_eq(status, BUNDLE_PARTIAL);
}
END_TEST

START_TEST(finds_the_adapter_of_an_entry)
{
    struct fixture fixture;
    fixture_init(&fixture, 0);
    struct record record;
    ck_assert_int_eq(record_read(fixture.records[4], fixture.arena, &record, NULL), 0);
    const struct bundle_reading reading = bundle_adapter_for(&fixture.model, &record.origin.adapter.sha256);
    ck_assert_ptr_nonnull(reading.adapter);
    ck_assert_slice_eq(adapter_name(reading.adapter), SLICE("tiny"));
    ck_assert_ptr_eq(reading.set, fixture.model.rulesets[0].adapters);
    const struct sha256_digest unknown = {{1}};
    ck_assert_ptr_null(bundle_adapter_for(&fixture.model, &unknown).adapter);
    fixture_release(&fixture);
}
END_TEST

int
main(void)
{
    return UNIT_MAIN("bundle/model", names_every_status, finds_the_adapter_of_an_entry);
}
