#include "control/sla.h"

#include "control/document.h"

static int
severities_read(const struct document *document, const struct json *object, struct sla_table *table)
{
    for (const struct json *member = object->first; member != NULL; member = member->next) {
        enum severity severity;
        const int code = severity_from_name(member->name, &severity, document->err);
        if (code < 0)
            return document_wrap(document, member, code);
        TRY(document_seconds(document, object, severity_name(severity), &table->sla_s[severity]));
        table->has[severity] = true;
    }
    return 0;
}

int
sla_read(const char *path, struct slice bytes, struct arena *arena, struct sla_table *out_table, struct err *err)
{
    const struct document document = {path, arena, err};
    const struct json *root;
    const struct json *severities;
    struct sla_table table = {0};
    TRY(document_read(&document, bytes, &root));
    TRY(DOCUMENT_ONLY(&document, root, "version", "flap_s", "sla_s"));
    TRY(document_text(&document, root, "version", &table.version));
    TRY(document_seconds(&document, root, "flap_s", &table.flap_s));
    TRY(document_require(&document, root, "sla_s", JSON_OBJECT, &severities));
    TRY(severities_read(&document, severities, &table));
    *out_table = table;
    return 0;
}
