#include "cmd/demo.h"

#include "base/resource.h"
#include "collect/intake.h"
#include "format/gunzip.h"
#include "shape/shape.h"

#include <inttypes.h>

#define QUARTER_PATH "demo/quarter.ndjson.gz"

static int
read_quarter(void *context, uint8_t *out, size_t max, size_t *out_n, struct err *err)
{
    return gunzip_read(context, out, max, out_n, err);
}

int
demo_replay(struct command_call *call, const struct file_set *files, struct err *err)
{
    const struct resource *quarter = resource_find(QUARTER_PATH);
    struct adapter_set *adapters;
    TRY(adapter_set_load(files, call->arena, &adapters, err));
    AUTO(gunzip_drop) struct gunzip *gunzip = gunzip_new((struct slice){quarter->bytes, quarter->len});
    const struct intake_options options = {.read = read_quarter, .read_context = gunzip};
    struct intake_counts counts = {0};
    TRY(intake_stream(call->ledger, adapters, &options, &counts, err));
    if (counts.accepted != counts.read)
        return err_set(err, ERR_FORMAT, "%" PRIu64 " of the %" PRIu64 " events of the demo were not accepted",
                       counts.read - counts.accepted, counts.read);
    fprintf(stderr, "Replayed %" PRIu64 " events. Next: daybook -C %s report --from 2026-01-01 --to 2026-04-01\n",
            counts.accepted, call->folder);
    return 0;
}
