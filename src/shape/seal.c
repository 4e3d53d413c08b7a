#include "shape/seal.h"

/* Put the reference in the place of a name. */
static int
replace_name(const struct seal_context *context, struct slice *name, struct err *err)
{
    if (slice_is_absent(*name))
        return 0;
    struct slice ref;
    TRY(context->person(context->person_context, *name, &ref, err));
    *name = ref;
    return 0;
}

static int
replace_names(const struct shaped *shaped, const struct seal_context *context, struct record_event *event,
              struct err *err)
{
    const struct {
        enum shaped_personal bit;
        struct slice *name;
    } places[] = {
        {PERSONAL_RESOURCE_UID, &event->resource.uid}, {PERSONAL_RESOURCE_OWNER, &event->resource.owner},
        {PERSONAL_ACTOR_NAME, &event->actor.name},     {PERSONAL_APPROVER, &event->approver},
        {PERSONAL_FINDING_UID, &event->finding.uid},   {PERSONAL_TITLE, &event->finding.title},
    };
    for (size_t i = 0; i < COUNT_OF(places); i++)
        if (shaped->personal & (unsigned)places[i].bit)
            TRY(replace_name(context, places[i].name, err));
    return 0;
}

static struct record_digest
digest_of_change(const struct seal_context *context, struct slice bytes)
{
    if (slice_is_absent(bytes))
        return (struct record_digest){.present = false};
    return (struct record_digest){true, change_digest(context->salt, bytes)};
}

int
shaped_seal(const struct shaped *shaped, const struct seal_context *context, struct record *out_record, struct err *err)
{
    struct record record = shaped->record;
    record.source = context->source;
    record.received_ms = context->received_ms;
    record.origin.payload = (struct record_digest){true, context->digest};
    record.origin.payload_type = context->payload_type;
    record.origin.part = context->part;
    record.origin.adapter = (struct record_digest){true, context->adapter};
    record.origin.auth = context->auth;
    record.origin.signature = context->signature;
    if (slice_is_absent(record.origin.id))
        record.origin.id = context->fallback_id;
    if (record.kind == RECORD_EVENT) {
        record.body.event.before = digest_of_change(context, shaped->before);
        record.body.event.after = digest_of_change(context, shaped->after);
        TRY(replace_names(shaped, context, &record.body.event, err));
    }
    *out_record = record;
    return 0;
}
