#include "shape/seal.h"

#include "unit.h"

/* Answers "ref:NAME", in a buffer of its own, and notes who was asked for. */
struct register_of_names {
    char texts[8][64];
    size_t count;
    bool fails;
};

static int
look_up(void *context, struct slice name, struct slice *out_ref, struct err *err)
{
    struct register_of_names *names = context;
    if (names->fails)
        return err_set(err, ERR_IO, "no names today");
    char *text = names->texts[names->count++];
    snprintf(text, sizeof(names->texts[0]), "ref:%.*s", SLICE_ARG(name));
    *out_ref = slice_of(text);
    return 0;
}

static const struct salt salt = {{1, 2, 3}};

static struct seal_context
context_of(struct register_of_names *names)
{
    return (struct seal_context){.source = SLICE("src"),
                                 .received_ms = 1000,
                                 .digest = sha256(SLICE("payload")),
                                 .payload_type = SLICE("application/json"),
                                 .salt = &salt,
                                 .adapter = sha256(SLICE("adapter")),
                                 .auth = SLICE("local"),
                                 .signature = SLICE("sig"),
                                 .fallback_id = SLICE("hmac:1"),
                                 .part = 3,
                                 .person = look_up,
                                 .person_context = names};
}

static struct shaped
full_event(void)
{
    struct shaped shaped = {.record = {.kind = RECORD_EVENT}};
    struct record_event *event = &shaped.record.body.event;
    shaped.record.origin = (struct record_origin){.id = SLICE("i"), .occurred_ms = 500};
    *event = (struct record_event){.stage = STAGE_WAIVED, .approver = SLICE("boss"), .expires_ms = INSTANT_NONE};
    event->resource.uid = SLICE("uid");
    event->resource.owner = SLICE("owner");
    event->actor.name = SLICE("actor");
    event->finding.uid = SLICE("finding");
    event->finding.title = SLICE("title");
    return shaped;
}

START_TEST(what_the_context_knows_is_filled_in)
{
    struct err err;
    struct record record;
    struct register_of_names names = {.count = 0};
    const struct shaped shaped = full_event();
    const struct seal_context context = context_of(&names);
    ck_assert_int_eq(shaped_seal(&shaped, &context, &record, &err), 0);
    ck_assert_slice_eq(record.source, SLICE("src"));
    ck_assert_int_eq(record.received_ms, 1000);
    ck_assert_slice_eq(record.origin.id, SLICE("i"));
    ck_assert_int_eq(record.origin.occurred_ms, 500);
    ck_assert(record.origin.payload.present);
    ck_assert(sha256_equal(&record.origin.payload.sha256, &context.digest));
    ck_assert(sha256_equal(&record.origin.adapter.sha256, &context.adapter));
    ck_assert_slice_eq(record.origin.payload_type, SLICE("application/json"));
    ck_assert_slice_eq(record.origin.auth, SLICE("local"));
    ck_assert_slice_eq(record.origin.signature, SLICE("sig"));
    ck_assert_uint_eq(record.origin.part, 3);
    ck_assert_int_eq(record.body.event.stage, STAGE_WAIVED);
    /* Nothing is marked, so nobody is asked for. */
    ck_assert_uint_eq(names.count, 0);
    ck_assert_slice_eq(record.body.event.approver, SLICE("boss"));
    ck_assert(!record.body.event.before.present);
}
END_TEST

START_TEST(the_fallback_id_is_taken_only_when_there_is_none)
{
    struct err err;
    struct record record;
    struct register_of_names names = {.count = 0};
    struct shaped shaped = full_event();
    shaped.record.origin.id = (struct slice){NULL, 0};
    const struct seal_context context = context_of(&names);
    ck_assert_int_eq(shaped_seal(&shaped, &context, &record, &err), 0);
    ck_assert_slice_eq(record.origin.id, SLICE("hmac:1"));
}
END_TEST

START_TEST(each_mark_replaces_its_own_text)
{
    static const unsigned marks[] = {PERSONAL_RESOURCE_UID, PERSONAL_RESOURCE_OWNER, PERSONAL_ACTOR_NAME,
                                     PERSONAL_APPROVER,     PERSONAL_FINDING_UID,    PERSONAL_TITLE};
    static const char *const plain[] = {"uid", "owner", "actor", "boss", "finding", "title"};
    for (size_t marked = 0; marked < COUNT_OF(marks); marked++) {
        struct err err;
        struct record record;
        struct register_of_names names = {.count = 0};
        struct shaped shaped = full_event();
        shaped.personal = marks[marked];
        const struct seal_context context = context_of(&names);
        ck_assert_int_eq(shaped_seal(&shaped, &context, &record, &err), 0);
        const struct record_event *event = &record.body.event;
        const struct slice got[] = {event->resource.uid, event->resource.owner, event->actor.name,
                                    event->approver,     event->finding.uid,    event->finding.title};
        ck_assert_uint_eq(names.count, 1);
        for (size_t i = 0; i < COUNT_OF(got); i++) {
            char want[64];
            snprintf(want, sizeof(want), "%s%s", i == marked ? "ref:" : "", plain[i]);
            ck_assert_slice_eq(got[i], slice_of(want));
        }
    }
}
END_TEST

START_TEST(absent_texts_stay_absent)
{
    struct err err;
    struct record record;
    struct register_of_names names = {.count = 0};
    struct shaped shaped = full_event();
    shaped.record.body.event.approver = (struct slice){NULL, 0};
    shaped.personal = PERSONAL_APPROVER;
    const struct seal_context context = context_of(&names);
    ck_assert_int_eq(shaped_seal(&shaped, &context, &record, &err), 0);
    ck_assert(slice_is_absent(record.body.event.approver));
    ck_assert_uint_eq(names.count, 0);
}
END_TEST

START_TEST(changes_become_digests_under_the_payloads_salt)
{
    struct err err;
    struct record record;
    struct register_of_names names = {.count = 0};
    struct shaped shaped = full_event();
    shaped.before = SLICE("{ }");
    shaped.after = SLICE("{}");
    const struct seal_context context = context_of(&names);
    ck_assert_int_eq(shaped_seal(&shaped, &context, &record, &err), 0);
    const struct sha256_digest before = change_digest(&salt, SLICE("{ }"));
    const struct sha256_digest after = change_digest(&salt, SLICE("{}"));
    ck_assert(record.body.event.before.present && record.body.event.after.present);
    ck_assert(sha256_equal(&record.body.event.before.sha256, &before));
    ck_assert(sha256_equal(&record.body.event.after.sha256, &after));
}
END_TEST

START_TEST(other_kinds_are_left_as_they_are)
{
    struct err err;
    struct record record;
    struct register_of_names names = {.fails = true};
    struct shaped shaped = {.record = {.kind = RECORD_HEARTBEAT}, .personal = PERSONAL_APPROVER, .before = SLICE("x")};
    shaped.record.body.heartbeat.basis = HEARTBEAT_POLLED;
    const struct seal_context context = context_of(&names);
    ck_assert_int_eq(shaped_seal(&shaped, &context, &record, &err), 0);
    ck_assert_int_eq(record.body.heartbeat.basis, HEARTBEAT_POLLED);
    ck_assert_slice_eq(record.source, SLICE("src"));
}
END_TEST

START_TEST(a_lookup_that_fails_ends_it)
{
    struct err err;
    struct record record = {.received_ms = 7};
    struct register_of_names names = {.fails = true};
    struct shaped shaped = full_event();
    shaped.personal = PERSONAL_ACTOR_NAME;
    const struct seal_context context = context_of(&names);
    ck_assert_int_eq(shaped_seal(&shaped, &context, &record, &err), ERR_IO);
    ck_assert_str_eq(err.text, "no names today");
    ck_assert_int_eq(record.received_ms, 7);
}
END_TEST

int
main(void)
{
    return UNIT_MAIN("shape/seal", what_the_context_knows_is_filled_in,
                     the_fallback_id_is_taken_only_when_there_is_none, each_mark_replaces_its_own_text,
                     absent_texts_stay_absent, changes_become_digests_under_the_payloads_salt,
                     other_kinds_are_left_as_they_are, a_lookup_that_fails_ends_it);
}
