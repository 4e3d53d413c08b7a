/* document.h - members of a YAML file of controls, each fault with the place where it stands. */
#ifndef DAYBOOK_CONTROL_DOCUMENT_H
#define DAYBOOK_CONTROL_DOCUMENT_H

#include "base/arena.h"
#include "base/err.h"
#include "format/json.h"
#include "record/vocabulary.h"

struct document {
    const char *path; /* for messages */
    struct arena *arena;
    struct err *err;
};

/* Read the file, which must be a mapping. */
MUST_CHECK int document_read(const struct document *document, struct slice bytes, const struct json **out_root);
/* Put "PATH:LINE:COLUMN: " of the node before the text that err has; returns `code`. */
int document_wrap(const struct document *document, const struct json *at, int code);
/* `object` must be a mapping of none but these keys. */
MUST_CHECK int
document_only(const struct document *document, const struct json *object, const char *const *keys, size_t count);
#define DOCUMENT_ONLY(document, object, ...)                                                                           \
    document_only(document, object, (const char *const[]){__VA_ARGS__}, COUNT_OF(((const char *const[]){__VA_ARGS__})))

/* The required member of the type. */
MUST_CHECK int document_require(const struct document *document, const struct json *object, const char *key,
                                enum json_type type, const struct json **out_value);
/* A required text, not empty, without control characters. */
MUST_CHECK int
document_text(const struct document *document, const struct json *object, const char *key, struct slice *out_text);
/* The text that an item of a list is, under the same conditions. */
MUST_CHECK int document_item_text(const struct document *document, const struct json *item, struct slice *out_text);
/* A required word of the list. */
MUST_CHECK int document_word(const struct document *document, const struct json *object, const char *key,
                             const struct word_list *list, unsigned *out_value);
/* A required whole number of seconds, 1 to LIMIT_DURATION_S. */
MUST_CHECK int
document_seconds(const struct document *document, const struct json *object, const char *key, uint64_t *out_seconds);

#endif
