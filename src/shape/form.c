#include "shape/form.h"

#include "format/json.h"
#include "format/xml.h"
#include "shape/form_csv.h"
#include "shape/form_email.h"
#include "shape/form_http.h"
#include "shape/form_text.h"

static const struct {
    struct slice name;
    struct slice type;
} forms[] = {
#define X(form, name, type) [form] = {SLICE_INIT(name), SLICE_INIT(type)},
    FORMS(X)
#undef X
};

struct slice
form_type(enum form form)
{
    return forms[form].type;
}

int
form_from_type(struct slice type, enum form *out_form, struct err *err)
{
    for (size_t i = 0; i < FORM_COUNT; i++) {
        if (!slice_equal(type, forms[i].type))
            continue;
        *out_form = (enum form)i;
        return 0;
    }
    return err_set(err, ERR_FORMAT, "payload type '%.*s' is not known", SLICE_ARG(type));
}

int
form_from_name(struct slice name, enum form *out_form, struct err *err)
{
    for (size_t i = 0; i < FORM_COUNT; i++) {
        if (i == FORM_HTTP || !slice_equal(name, forms[i].name))
            continue;
        *out_form = (enum form)i;
        return 0;
    }
    return err_set(err, ERR_FORMAT, "there is no format '%.*s'", SLICE_ARG(name));
}

struct slice
form_without_mark(struct slice bytes)
{
    const struct slice mark = SLICE("\xef\xbb\xbf");
    return slice_starts(bytes, mark) ? slice_sub(bytes, mark.n, bytes.n) : bytes;
}

static bool
is_letter(uint8_t byte)
{
    return (byte >= 'A' && byte <= 'Z') || (byte >= 'a' && byte <= 'z');
}

static bool
looks_like_xml(struct slice start)
{
    return start.n > 1 && start.p[0] == '<' && (is_letter(start.p[1]) || start.p[1] == '?' || start.p[1] == '!');
}

/* A header field: the characters of its name are those of RFC 5322 section 2.2. */
static bool
looks_like_email(struct slice start)
{
    size_t n = 0;
    while (n < start.n && start.p[n] > ' ' && start.p[n] < 0x7f && start.p[n] != ':')
        n++;
    return n > 0 && n < start.n && start.p[n] == ':';
}

static bool
looks_like(enum form form, struct slice start)
{
    switch (form) {
    case FORM_JSON:
        return start.n > 0 && (start.p[0] == '{' || start.p[0] == '[');
    case FORM_HTTP:
        return form_http_begins(start);
    case FORM_XML:
        return looks_like_xml(start);
    case FORM_EMAIL:
        return looks_like_email(start);
    case FORM_TEXT:
    case FORM_CSV:
    case FORM_COUNT:
        break;
    }
    return true;
}

static bool
is_listed(const struct form_list *list, enum form form)
{
    for (size_t i = 0; i < list->count; i++)
        if (list->forms[i] == form)
            return true;
    return false;
}

bool
form_is_taken(const struct form_list *list, enum form form)
{
    return is_listed(list, form == FORM_HTTP ? FORM_JSON : form);
}

enum form
form_choose(const struct form_list *list, struct slice prefix)
{
    const struct slice start = slice_trim(form_without_mark(prefix));
    if (is_listed(list, FORM_JSON) && looks_like(FORM_HTTP, start))
        return FORM_HTTP;
    for (size_t i = 0; i < list->count; i++)
        if (looks_like(list->forms[i], start))
            return list->forms[i];
    return list->forms[list->count - 1];
}

static int
decode_json(struct slice bytes, struct arena *arena, struct json **out_document, struct err *err)
{
    const int code = json_read(bytes, arena, out_document, err);
    return code < 0 ? err_wrap(err, code, "not JSON") : 0;
}

/* White space before the declaration is an error to XML, and common. */
static int
decode_xml(struct slice bytes, struct arena *arena, struct json **out_document, struct err *err)
{
    return xml_read(slice_trim(form_without_mark(bytes)), arena, out_document, err);
}

int
form_decode(enum form form, struct slice bytes, struct arena *arena, struct json **out_document, struct err *err)
{
    static int (*const decoders[])(struct slice, struct arena *, struct json **, struct err *) = {
        [FORM_JSON] = decode_json, [FORM_TEXT] = form_text_decode, [FORM_EMAIL] = form_email_decode,
        [FORM_XML] = decode_xml,   [FORM_CSV] = form_csv_decode,   [FORM_HTTP] = form_http_decode,
    };
    return decoders[form](bytes, arena, out_document, err);
}
