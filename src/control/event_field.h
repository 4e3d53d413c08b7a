/* event_field.h - the fields of an event's record by their names, as rules speak of them: "finding.check", "stage".
 * The names are those of the one table of record/fields.h, all but `kind` and `v`, which are the same for every event;
 * an object as a whole ("resource") is no field. */
#ifndef DAYBOOK_CONTROL_EVENT_FIELD_H
#define DAYBOOK_CONTROL_EVENT_FIELD_H

#include "base/arena.h"
#include "record/fields.h"

/* The field, or NULL. */
const struct field *event_field_find(struct slice path);

/* Whether its values compare as texts: texts, words, digests, references. The others are instants and numbers. */
bool event_field_is_text(const struct field *field);
/* Whether its values have an order: instants, numbers, the severity. */
bool event_field_is_ordered(const struct field *field);
/* Whether it is the stage. */
bool event_field_is_stage(const struct field *field);

/* The texts of one field; borrowed from the record and from this. */
struct event_texts {
    const struct slice *texts;
    size_t count; /* 0: absent; more than 1 of `refs` only */
    struct slice one;
    char digest[sizeof("sha256:") + 2 * SHA256_BYTES];
};
/* Of a field whose values compare as texts. */
void event_field_texts(const struct field *field, const struct record *record, struct event_texts *out_texts);
/* The value of an ordered field: milliseconds, the number, the rank of the severity. False when it is absent. */
bool event_field_number(const struct field *field, const struct record *record, int64_t *out_number);
/* Read what people write for a value of an ordered field into such a number. ERR_FORMAT, ERR_LIMIT. */
MUST_CHECK int
event_field_number_read(const struct field *field, struct slice text, int64_t *out_number, struct err *err);
bool event_field_exists(const struct field *field, const struct record *record);
/* As people read it: references with spaces between them. The absent slice when it is absent. */
struct slice event_field_print(const struct field *field, const struct record *record, struct arena *arena);
/* Put a value into a record: a text, a word, an instant, a number; `refs` become that one. ERR_FORMAT when the field
 * cannot hold it. The text must live as long as the record. */
MUST_CHECK int event_field_set(const struct field *field, struct slice text, struct record *record, struct arena *arena,
                               struct err *err);

#endif
