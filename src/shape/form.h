/* form.h - in what form a payload comes, and the one way of making a tree of it that paths can walk.
 * The form is chosen once, at intake, from the first bytes of a stream and from what the adapter takes; it is written
 * down as the payload's media type, so that whoever reads the payload again opens it the same way. A tree holds
 * well-formed UTF-8 only (what is none becomes U+FFFD), and no name twice in one object. docs/adapters.md, "Forms". */
#ifndef DAYBOOK_SHAPE_FORM_H
#define DAYBOOK_SHAPE_FORM_H

#include "base/arena.h"
#include "base/err.h"
#include "base/slice.h"

struct json;

/* Name in `formats`, and media type. A saved HTTP message is read by every adapter that takes JSON. */
#define FORMS(X)                                                                                                       \
    X(FORM_JSON, "json", "application/json")                                                                           \
    X(FORM_TEXT, "text", "text/plain")                                                                                 \
    X(FORM_EMAIL, "email", "message/rfc822")                                                                           \
    X(FORM_XML, "xml", "application/xml")                                                                              \
    X(FORM_CSV, "csv", "text/csv")                                                                                     \
    X(FORM_HTTP, "http", "message/http")

enum form {
#define X(form, name, type) form,
    FORMS(X)
#undef X
        FORM_COUNT
};

/* What an adapter takes, in its order; never empty. */
struct form_list {
    enum form forms[FORM_COUNT];
    size_t count;
};

/* So many bytes of a stream are enough to choose by. */
enum { FORM_PREFIX_BYTES = 4096 };

struct slice form_type(enum form form);
/* ERR_FORMAT "payload type 'x/y' is not known". */
MUST_CHECK int form_from_type(struct slice type, enum form *out_form, struct err *err);
/* Of those that `formats` lists. ERR_FORMAT "there is no format 'x'". */
MUST_CHECK int form_from_name(struct slice name, enum form *out_form, struct err *err);

/* The form of a stream that begins so: a byte order mark and white space do not count. An HTTP message where JSON is
 * taken, else the first of the list that it looks like, else the last. */
enum form form_choose(const struct form_list *list, struct slice prefix);
/* Whether a payload of this form may have been chosen for the list. */
bool form_is_taken(const struct form_list *list, enum form form);

/* The document that the bytes are, as a tree in the arena, which may point into the bytes; of an HTTP message its body.
 * ERR_FORMAT or ERR_LIMIT with the reason, when they cannot be one. Takes time and memory linear in the bytes. */
MUST_CHECK int
form_decode(enum form form, struct slice bytes, struct arena *arena, struct json **out_document, struct err *err);

/* Without the byte order mark that it may begin with. */
struct slice form_without_mark(struct slice bytes);

#endif
