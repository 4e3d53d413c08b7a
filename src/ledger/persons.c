#include "ledger/persons.h"

#include "base/intern.h"
#include "base/limits.h"
#include "base/random.h"
#include "base/utf8.h"

enum { PAGE = 256 };

struct persons {
    struct arena *arena;
    struct intern *names; /* number n is people[n] */
    struct store_person *people;
    size_t capacity;
    size_t stored; /* the first of them that are in the store */
};

void
persons_free(struct persons *persons)
{
    if (persons == NULL)
        return;
    intern_free(persons->names);
    arena_free(persons->arena);
    free(persons->people);
    free(persons);
}

static void
persons_drop(struct persons **persons)
{
    persons_free(*persons);
}

/* `person` is new. */
static const struct store_person *
add_person(struct persons *persons, const struct store_person *person)
{
    const uint32_t number = intern_add(persons->names, person->name);
    if (number >= persons->capacity) {
        persons->capacity = persons->capacity == 0 ? 64 : 2 * persons->capacity;
        persons->people = realloc(persons->people, persons->capacity * sizeof(*persons->people));
        if (persons->people == NULL)
            abort();
    }
    persons->people[number] = (struct store_person){
        .ref = arena_copy(persons->arena, person->ref),
        .salt = person->salt,
        .name = intern_text(persons->names, number),
    };
    return &persons->people[number];
}

static int
load_page(struct persons *persons, struct store *store, size_t *out_count, struct err *err)
{
    AUTO(arena_drop) struct arena *arena = arena_new();
    struct store_person_page page;
    TRY(store_persons(store, (struct store_window){persons->stored, PAGE}, arena, &page, err));
    for (size_t i = 0; i < page.count; i++) {
        if (intern_find(persons->names, page.persons[i].name) != INTERN_NONE)
            return err_set(err, ERR_FORMAT, "damaged: a name stands twice in persons");
        add_person(persons, &page.persons[i]);
    }
    persons->stored += page.count;
    *out_count = page.count;
    return 0;
}

int
persons_load(struct store *store, struct persons **out_persons, struct err *err)
{
    AUTO(persons_drop) struct persons *persons = calloc(1, sizeof(*persons));
    if (persons == NULL)
        abort();
    persons->arena = arena_new();
    persons->names = intern_new(persons->arena);
    size_t count = PAGE;
    while (count == PAGE)
        TRY(load_page(persons, store, &count, err));
    *out_persons = persons;
    persons = NULL;
    return 0;
}

int
persons_ref(struct persons *persons, struct slice name, struct slice *out_ref, struct err *err)
{
    const uint32_t number = intern_find(persons->names, name);
    if (number != INTERN_NONE) {
        *out_ref = persons->people[number].ref;
        return 0;
    }
    if (name.n > LIMIT_UID_BYTES)
        return err_set(err, ERR_LIMIT, "a person's name has %zu bytes, at most %d are allowed", name.n,
                       LIMIT_UID_BYTES);
    if (!utf8_is_valid(name))
        return err_set(err, ERR_FORMAT, "a person's name is not UTF-8 at byte %zu", utf8_valid_length(name));
    struct store_person person = {.name = name};
    char ref[PERSON_REF_MAX];
    random_fill(person.salt.b, SALT_BYTES);
    person_ref(ref, &person.salt, name);
    person.ref = slice_of(ref);
    *out_ref = add_person(persons, &person)->ref;
    return 0;
}

struct store_person_page
persons_added(const struct persons *persons)
{
    const size_t count = intern_count(persons->names) - persons->stored;
    return (struct store_person_page){count == 0 ? NULL : persons->people + persons->stored, count};
}

void
persons_stored(struct persons *persons)
{
    persons->stored = intern_count(persons->names);
}
