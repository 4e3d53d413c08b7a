/* command.h - what a command of `daybook` is: one row of a table from which parsing, usage, the manual page and shell
 * completion are made. Contract: docs/cli.md. */
#ifndef DAYBOOK_CMD_COMMAND_H
#define DAYBOOK_CMD_COMMAND_H

#include "base/arena.h"
#include "base/err.h"

#include <stdint.h>

/* Exit codes of every command. */
enum exit_code {
    EXIT_FINE = 0,
    EXIT_ANSWER_NO = 1, /* checked, and the answer is no */
    EXIT_USAGE = 2,
    EXIT_COULD_NOT = 3 /* could not check or do it */
};

/* What is made ready before a command runs. */
enum command_needs { NEEDS_NOTHING, NEEDS_LEDGER_READ, NEEDS_LEDGER_WRITE };

struct command_option {
    const char *name;     /* "--from" or "-o" */
    const char *argument; /* "T"; NULL for a flag */
    const char *help;
};

struct ledger;
struct command_call;

struct command {
    const char *name;                     /* "ingest", "source add" */
    const char *arguments;                /* "FILE…", "" */
    const char *summary;                  /* a clause, lower case */
    const char *detail;                   /* sentences for --help and the manual, or NULL */
    const struct command_option *options; /* ends with a NULL name; --json and --help are implied */
    enum command_needs needs;
    /* Does it: results on stdout, talk on stderr. Returns an exit code, or a negative err_code with the text in err. */
    int (*run)(struct command_call *call, struct err *err);
};

/* One invocation, parsed. */
struct command_call {
    const struct command *command;
    struct arena *arena;
    const char *folder;    /* the ledger's: -C, else $DAYBOOK_LEDGER, else "." */
    struct ledger *ledger; /* open as the command needs it, else NULL */
    bool json;
    const char **positional;
    size_t positional_count;
    struct {
        const char *name;
        const char *value;
    } * options;
    size_t option_count;
};

/* The value of the last `name` given, or NULL. */
const char *call_option(const struct command_call *call, const char *name);
bool call_flag(const struct command_call *call, const char *name);
/* ERR_USAGE unless there are `least` to `most` positional arguments. */
MUST_CHECK int call_expect(const struct command_call *call, size_t least, size_t most, struct err *err);
/* The option as an instant (a date is midnight UTC); ERR_USAGE when it is missing or no instant. */
MUST_CHECK int call_instant(const struct command_call *call, const char *name, int64_t *out_ms, struct err *err);
/* The option as a whole number, `fallback` when it is not given. */
MUST_CHECK int
call_number(const struct command_call *call, const char *name, uint64_t fallback, uint64_t *out_value, struct err *err);

/* The exit code for an error code: 2 for ERR_USAGE, else 3. */
enum exit_code exit_code_of(int err_code);

/* Parse argv after the program's name into a call. ERR_USAGE with what to do about it; a request for help gives a call
 * whose command is `help`, with the asked command's name as its arguments. */
MUST_CHECK int
command_parse(int argc, char **argv, struct arena *arena, struct command_call *out_call, struct err *err);

/* The table, in the order of the manual. */
extern const struct command *const command_table[];
extern const size_t command_count;
/* By its full name, or NULL. */
const struct command *command_find(const char *name);

/* "yes, no and how": usage text of one command, of all, the roff manual page, the bash completion. */
void help_command(FILE *out, const struct command *command);
void help_all(FILE *out);
void help_manual(FILE *out);
void help_completion(FILE *out);

#endif
