#include "cmd/command.h"

#include "base/instant.h"

#include <inttypes.h>

const struct command *
command_find(const char *name)
{
    for (size_t i = 0; i < command_count; i++)
        if (strcmp(command_table[i]->name, name) == 0)
            return command_table[i];
    return NULL;
}

const char *
call_option(const struct command_call *call, const char *name)
{
    for (size_t i = call->option_count; i > 0; i--)
        if (strcmp(call->options[i - 1].name, name) == 0)
            return call->options[i - 1].value;
    return NULL;
}

bool
call_flag(const struct command_call *call, const char *name)
{
    return call_option(call, name) != NULL;
}

int
call_expect(const struct command_call *call, size_t least, size_t most, struct err *err)
{
    if (call->positional_count < least)
        return err_set(err, ERR_USAGE, "'%s' takes %s: see 'daybook %s --help'", call->command->name,
                       call->command->arguments, call->command->name);
    if (call->positional_count > most)
        return err_set(err, ERR_USAGE, "'%s' is one argument too many: see 'daybook %s --help'", call->positional[most],
                       call->command->name);
    return 0;
}

int
call_instant(const struct command_call *call, const char *name, int64_t *out_ms, struct err *err)
{
    const char *text = call_option(call, name);
    if (text == NULL)
        return err_set(err, ERR_USAGE, "'%s' needs %s: a date (2026-01-01) or an RFC 3339 instant", call->command->name,
                       name);
    const int code = instant_read_date(slice_of(text), out_ms, err);
    if (code < 0)
        return err_wrap(err, ERR_USAGE, "%s", name);
    return 0;
}

int
call_number(const struct command_call *call, const char *name, uint64_t fallback, uint64_t *out_value, struct err *err)
{
    const char *text = call_option(call, name);
    if (text == NULL) {
        *out_value = fallback;
        return 0;
    }
    char *end;
    const bool digits = text[0] >= '0' && text[0] <= '9';
    const uint64_t value = digits ? strtoull(text, &end, 10) : 0;
    if (!digits || *end != '\0' || value > INT64_MAX)
        return err_set(err, ERR_USAGE, "%s '%s' is not a whole number", name, text);
    *out_value = value;
    return 0;
}

enum exit_code
exit_code_of(int err_code)
{
    return err_code == ERR_USAGE ? EXIT_USAGE : EXIT_COULD_NOT;
}

static const struct command_option *
option_find(const struct command *command, const char *name, size_t length)
{
    static const struct command_option common[] = {
        {"--json", NULL, "print the facts as JSON"}, {"--help", NULL, "show this text"}, {NULL, NULL, NULL}};
    const struct command_option *const tables[] = {command->options, common};
    for (size_t t = 0; t < COUNT_OF(tables); t++)
        for (const struct command_option *o = tables[t]; o != NULL && o->name != NULL; o++)
            if (strlen(o->name) == length && strncmp(o->name, name, length) == 0)
                return o;
    return NULL;
}

/* Take one option at argv[*at]; moves *at past it and its value. */
static int
parse_option(int argc, char **argv, int *at, struct command_call *call, struct err *err)
{
    const char *word = argv[*at];
    const char *equals = word[1] == '-' ? strchr(word, '=') : NULL;
    const size_t length = equals == NULL ? strlen(word) : (size_t)(equals - word);
    const struct command_option *option = option_find(call->command, word, length);
    if (option == NULL)
        return err_set(err, ERR_USAGE, "'%s' has no option '%.*s': see 'daybook %s --help'", call->command->name,
                       (int)length, word, call->command->name);
    const char *value = "";
    if (option->argument == NULL && equals != NULL)
        return err_set(err, ERR_USAGE, "option '%s' takes no value", option->name);
    if (option->argument != NULL && equals != NULL) {
        value = equals + 1;
    } else if (option->argument != NULL) {
        if (*at + 1 >= argc)
            return err_set(err, ERR_USAGE, "option '%s' needs a value: %s", option->name, option->argument);
        value = argv[++*at];
    }
    ++*at;
    call->options[call->option_count].name = option->name;
    call->options[call->option_count++].value = value;
    return 0;
}

/* The command named by the words at argv[*at]: two words ("source add") before one. */
static const struct command *
find_command(int argc, char **argv, int *at, struct arena *arena)
{
    if (*at + 1 < argc) {
        const struct slice both = arena_format(arena, "%s %s", argv[*at], argv[*at + 1]);
        const struct command *command = command_find((const char *)both.p);
        if (command != NULL) {
            *at += 2;
            return command;
        }
    }
    const struct command *command = command_find(argv[*at]);
    *at += command == NULL ? 0 : 1;
    return command;
}

static bool
is_group(const char *word)
{
    const size_t length = strlen(word);
    for (size_t i = 0; i < command_count; i++)
        if (strncmp(command_table[i]->name, word, length) == 0 && command_table[i]->name[length] == ' ')
            return true;
    return false;
}

static int
unknown_command(int argc, char **argv, int at, struct err *err)
{
    if (!is_group(argv[at]))
        return err_set(err, ERR_USAGE, "there is no command '%s': see 'daybook --help'", argv[at]);
    return err_set(err, ERR_USAGE, "'%s' needs one of its subcommands%s: see 'daybook --help'", argv[at],
                   at + 1 < argc ? ", not what was given" : "");
}

static int
parse_rest(int argc, char **argv, int at, struct command_call *call, struct err *err)
{
    bool options_ended = false;
    while (at < argc) {
        const char *word = argv[at];
        if (!options_ended && strcmp(word, "--") == 0) {
            options_ended = true;
            at++;
        } else if (!options_ended && word[0] == '-' && word[1] != '\0') {
            TRY(parse_option(argc, argv, &at, call, err));
        } else {
            call->positional[call->positional_count++] = word;
            at++;
        }
    }
    return 0;
}

/* "daybook COMMAND --help" becomes "daybook help COMMAND". */
static void
turn_into_help(struct command_call *call)
{
    call->positional[0] = call->command->name;
    call->positional_count = 1;
    call->command = command_find("help");
    call->option_count = 0;
}

int
command_parse(int argc, char **argv, struct arena *arena, struct command_call *out_call, struct err *err)
{
    const char *environment = getenv("DAYBOOK_LEDGER");
    const size_t words = argc < 1 ? 1 : (size_t)argc + 1;
    struct command_call call = {.arena = arena,
                                .folder = environment != NULL && environment[0] != '\0' ? environment : ".",
                                .positional = arena_array(arena, words, sizeof(*call.positional)),
                                .options = arena_array(arena, words, sizeof(*call.options))};
    int at = 1;
    while (at < argc && strcmp(argv[at], "-C") == 0) {
        if (at + 1 >= argc)
            return err_set(err, ERR_USAGE, "option '-C' needs a value: the ledger's folder");
        call.folder = argv[at + 1];
        at += 2;
    }
    if (at >= argc || strcmp(argv[at], "--help") == 0 || strcmp(argv[at], "-h") == 0) {
        call.command = command_find("help");
    } else if (strcmp(argv[at], "--version") == 0) {
        call.command = command_find("version");
    } else {
        call.command = find_command(argc, argv, &at, arena);
        if (call.command == NULL)
            return unknown_command(argc, argv, at, err);
        TRY(parse_rest(argc, argv, at, &call, err));
        if (call_flag(&call, "--help"))
            turn_into_help(&call);
    }
    call.json = call_flag(&call, "--json");
    *out_call = call;
    return 0;
}
