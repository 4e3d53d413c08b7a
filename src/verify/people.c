#include "verify/people.h"

#include "base/intern.h"
#include "base/limits.h"
#include "base/utf8.h"

struct people {
    struct arena *arena;
    struct intern *names; /* number n has refs[n] */
    struct intern *taken; /* references of all names */
    struct slice *refs;   /* absent: not known */
    size_t capacity;
    uint64_t learned;
};

static uint32_t
add_name(struct people *people, struct slice name)
{
    const uint32_t before = intern_count(people->names);
    const uint32_t number = intern_add(people->names, name);
    if (number >= people->capacity) {
        people->capacity = people->capacity == 0 ? 64 : 2 * people->capacity;
        people->refs = reallocarray(people->refs, people->capacity, sizeof(*people->refs));
        if (people->refs == NULL)
            abort();
    }
    if (number == before)
        people->refs[number] = (struct slice){NULL, 0};
    return number;
}

struct people *
people_new(const struct bundle_name_list *names)
{
    struct people *people = calloc(1, sizeof(*people));
    if (people == NULL)
        abort();
    people->arena = arena_new();
    people->names = intern_new(people->arena);
    people->taken = intern_new(people->arena);
    for (size_t i = 0; i < names->count; i++) {
        const uint32_t number = add_name(people, names->names[i].name);
        people->refs[number] = names->names[i].ref;
        (void)intern_add(people->taken, names->names[i].ref);
    }
    return people;
}

void
people_free(struct people *people)
{
    if (people == NULL)
        return;
    intern_free(people->names);
    intern_free(people->taken);
    arena_free(people->arena);
    free(people->refs);
    free(people);
}

void
people_drop(struct people **people)
{
    people_free(*people);
}

uint64_t
people_learned(const struct people *people)
{
    return people->learned;
}

int
people_lookup(void *context, struct slice name, struct slice *out_ref, struct err *err)
{
    struct people *people = context;
    if (name.n > LIMIT_UID_BYTES)
        return err_set(err, ERR_LIMIT, "a person's name has %zu bytes, at most %d are allowed", name.n,
                       LIMIT_UID_BYTES);
    if (!utf8_is_valid(name))
        return err_set(err, ERR_FORMAT, "a person's name is not UTF-8 at byte %zu", utf8_valid_length(name));
    const uint32_t number = add_name(people, name);
    const struct slice ref = people->refs[number];
    *out_ref = slice_is_absent(ref) ? intern_text(people->names, number) : ref;
    return 0;
}

/* A name stands in the record as the very bytes of the table when its reference is not known. */
static void
learn_text(struct people *people, struct slice *sealed, struct slice recorded)
{
    const uint32_t number = slice_is_absent(*sealed) ? INTERN_NONE : intern_find(people->names, *sealed);
    if (number == INTERN_NONE || intern_text(people->names, number).p != sealed->p || !person_is_ref(recorded))
        return;
    if (slice_is_absent(people->refs[number])) {
        if (intern_find(people->taken, recorded) != INTERN_NONE)
            return;
        people->refs[number] = intern_text(people->taken, intern_add(people->taken, recorded));
        people->learned++;
    }
    *sealed = people->refs[number];
}

void
people_learn(struct people *people, struct record *sealed, const struct record *recorded)
{
    if (sealed->kind != RECORD_EVENT || recorded->kind != RECORD_EVENT)
        return;
    struct record_event *event = &sealed->body.event;
    const struct record_event *other = &recorded->body.event;
    learn_text(people, &event->resource.uid, other->resource.uid);
    learn_text(people, &event->resource.owner, other->resource.owner);
    learn_text(people, &event->actor.name, other->actor.name);
    learn_text(people, &event->approver, other->approver);
    learn_text(people, &event->finding.uid, other->finding.uid);
    learn_text(people, &event->finding.title, other->finding.title);
}
