/* people.c - what a payload says of people, found in its tree: e-mail addresses in any text, names of users in the
 * ARNs of AWS, and the values of members that hold logins. */
#include "people.h"

#include "base/limits.h"

#include <strings.h>

enum { PEOPLE_MAX = 4096, LOGIN_MIN = 4 };

static bool
is_word_byte(uint8_t byte)
{
    return byte == '_' || byte == '-' || (byte >= '0' && byte <= '9') || ((byte | 0x20) >= 'a' && (byte | 0x20) <= 'z');
}

static bool
is_local_byte(uint8_t byte)
{
    return is_word_byte(byte) || byte == '.' || byte == '+' || byte == '%';
}

static bool
holds_word(struct slice text, const char *word)
{
    return memmem(text.p, text.n, word, strlen(word)) != NULL;
}

/* Addresses of programs: they name nobody. */
static bool
is_service(struct slice address)
{
    static const char *const parts[] = {"gserviceaccount.com", "noreply", "no-reply", "donotreply", "do-not-reply",
                                        "notifications@",      "git@",    "[bot]",    "-bot@"};
    for (size_t i = 0; i < COUNT_OF(parts); i++)
        if (holds_word(address, parts[i]))
            return true;
    return false;
}

static void
add(struct people *people, struct slice name)
{
    for (size_t i = 0; i < people->count; i++)
        if (slice_equal(people->names[i], name))
            return;
    if (people->count == PEOPLE_MAX)
        return;
    if (people->names == NULL)
        people->names = arena_array(people->arena, PEOPLE_MAX, sizeof(struct slice));
    people->names[people->count++] = name;
}

static void
collect_addresses(struct people *people, struct slice text)
{
    for (size_t at = 0; at < text.n; at++) {
        if (text.p[at] != '@')
            continue;
        size_t from = at;
        size_t to = at + 1;
        while (from > 0 && is_local_byte(text.p[from - 1]))
            from--;
        while (to < text.n && (is_word_byte(text.p[to]) || text.p[to] == '.'))
            to++;
        while (to > at + 1 && text.p[to - 1] == '.')
            to--;
        const struct slice domain = slice_sub(text, at + 1, to);
        const bool is_host = slice_find(domain, '.') < domain.n && (domain.p[domain.n - 1] | 0x20) >= 'a' &&
                             (domain.p[domain.n - 1] | 0x20) <= 'z';
        const struct slice address = slice_sub(text, from, to);
        if (from < at && is_host && !is_service(address))
            add(people, address);
    }
}

static void
collect_arns(struct people *people, struct slice text)
{
    static const struct slice marks[] = {SLICE_INIT(":user/"), SLICE_INIT(":federated-user/")};
    for (size_t i = 0; i < COUNT_OF(marks); i++) {
        if (slice_starts(text, SLICE("arn:")) && memmem(text.p, text.n, marks[i].p, marks[i].n) != NULL)
            add(people, text);
    }
}

static bool
is_one_of(struct slice name, const char *const *names, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (slice_equal(name, slice_of(names[i])))
            return true;
    return false;
}

/* A login is a person's wherever it stands; a name is one beside what only people have. */
static bool
is_person_member(const struct json *parent, struct slice name)
{
    static const char *const logins[] = {"login",    "userName",      "username", "user_name",
                                         "UserName", "user_username", "sys_user", "nickname"};
    static const char *const called[] = {"displayName", "display_name", "fullName",  "full_name",
                                         "realName",    "real_name",    "firstName", "lastName"};
    static const char *const theirs[] = {"email",     "emailAddress", "mail",
                                         "accountId", "alternateId",  "userPrincipalName"};
    if (is_one_of(name, logins, COUNT_OF(logins)))
        return true;
    for (size_t i = 0; i < COUNT_OF(theirs); i++)
        if (json_get(parent, theirs[i]) != NULL)
            return is_one_of(name, called, COUNT_OF(called));
    return false;
}

/* Accounts that are nobody's, and words that stand in texts for other reasons. */
static bool
is_nobody(const struct json *parent, struct slice login)
{
    static const char *const words[] = {"root",    "admin",         "user", "system", "test",
                                        "unknown", "administrator", "none", "null"};
    static const char *const types[] = {"Bot", "bot", "Organization", "Role", "ServiceAccount", "SystemPrincipal",
                                        "app"};
    const struct json *type = json_get(parent, "type");
    for (size_t i = 0; i < COUNT_OF(types); i++)
        if (type != NULL && slice_equal(type->text, slice_of(types[i])))
            return true;
    if (slice_ends(login, SLICE("[bot]")) || slice_find(login, ':') < login.n || slice_find(login, '/') < login.n)
        return true;
    for (size_t i = 0; i < COUNT_OF(words); i++)
        if (login.n == strlen(words[i]) && strncasecmp((const char *)login.p, words[i], login.n) == 0)
            return true;
    return login.n < LOGIN_MIN;
}

static bool
is_namespace_member(struct slice name)
{
    static const char *const names[] = {"owner", "organization", "org", "account", "enterprise"};
    for (size_t i = 0; i < COUNT_OF(names); i++)
        if (slice_equal(name, slice_of(names[i])))
            return true;
    return false;
}

/* Who owns a repository or an installation: the login is then part of what things are called. */
static bool
is_namespace(const struct json *value, struct slice login)
{
    const struct json *own = is_namespace_member(value->name) ? json_get(value, "login") : NULL;
    if (own != NULL && slice_equal(own->text, login))
        return true;
    for (const struct json *item = value->first; item != NULL; item = item->next)
        if (is_namespace(item, login))
            return true;
    return false;
}

void
people_forget_namespaces(struct people *people, const struct json *value)
{
    size_t kept = 0;
    for (size_t i = 0; i < people->count; i++)
        if (!is_namespace(value, people->names[i]))
            people->names[kept++] = people->names[i];
    people->count = kept;
}

/* Bounded by the depth that the reader of the payload allows. */
void
people_collect(struct people *people, const struct json *value)
{
    if (value->type == JSON_STRING) {
        collect_addresses(people, value->text);
        collect_arns(people, value->text);
    }
    for (const struct json *item = value->first; item != NULL; item = item->next) {
        const bool is_login = item->type == JSON_STRING && is_person_member(value, item->name);
        if (is_login && !is_nobody(value, item->text))
            add(people, item->text);
        people_collect(people, item);
    }
}

/* As a word of its own. What is followed by '/' names the owner of a repository, which is part of the repository's
 * name. */
static bool
names(struct slice leaf, struct slice name)
{
    for (size_t at = 0; at + name.n <= leaf.n; at++) {
        const uint8_t *hit = memmem(leaf.p + at, leaf.n - at, name.p, name.n);
        if (hit == NULL)
            return false;
        at = (size_t)(hit - leaf.p);
        const size_t end = at + name.n;
        const bool begins = at == 0 || !is_word_byte(leaf.p[at - 1]);
        const bool ends = end == leaf.n || (!is_word_byte(leaf.p[end]) && leaf.p[end] != '/');
        if (begins && ends)
            return true;
    }
    return false;
}

const struct slice *
people_named(const struct people *people, struct slice leaf)
{
    for (size_t i = 0; i < people->count; i++)
        if (names(leaf, people->names[i]))
            return &people->names[i];
    return NULL;
}
