#include "bundle/model.h"

static const char *const status_names[] = {
#define X(status, name) [status] = (name),
    BUNDLE_STATUSES(X)
#undef X
};

const char *
bundle_status_name(enum bundle_status status)
{
    return status_names[status];
}

int
bundle_status_from_name(struct slice name, enum bundle_status *out_status, struct err *err)
{
    for (size_t i = 0; i < COUNT_OF(status_names); i++) {
        if (slice_equal(name, slice_of(status_names[i]))) {
            *out_status = (enum bundle_status)i;
            return 0;
        }
    }
    return err_set(err, ERR_FORMAT, "status '%.*s' is not DRAFT, PARTIAL or COMPLETE", SLICE_ARG(name));
}

struct bundle_reading
bundle_adapter_for(const struct bundle_model *model, const struct sha256_digest *adapter)
{
    for (size_t i = 0; i < model->ruleset_count; i++) {
        const struct adapter *found = adapter_find_digest(model->rulesets[i].adapters, adapter);
        if (found != NULL)
            return (struct bundle_reading){model->rulesets[i].adapters, found};
    }
    return (struct bundle_reading){NULL, NULL};
}
