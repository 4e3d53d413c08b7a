#include "cmd/command.h"

static void
print_usage_line(FILE *out, const struct command *command)
{
    fprintf(out, "daybook [-C DIR] %s", command->name);
    for (const struct command_option *o = command->options; o != NULL && o->name != NULL; o++)
        fprintf(out, o->argument == NULL ? " [%s]" : " [%s %s]", o->name, o->argument);
    fprintf(out, "%s%s\n", command->arguments[0] == '\0' ? "" : " ", command->arguments);
}

void
help_command(FILE *out, const struct command *command)
{
    fprintf(out, "usage: ");
    print_usage_line(out, command);
    fprintf(out, "\n%s\n", command->summary);
    if (command->detail != NULL)
        fprintf(out, "\n%s\n", command->detail);
    fprintf(out, "\n");
    for (const struct command_option *o = command->options; o != NULL && o->name != NULL; o++) {
        const int width =
            fprintf(out, "  %s%s%s", o->name, o->argument == NULL ? "" : " ", o->argument == NULL ? "" : o->argument);
        fprintf(out, "%*s  %s\n", width < 24 ? 24 - width : 0, "", o->help);
    }
    fprintf(out, "  %-22s  print the facts as JSON\n  %-22s  show this text\n", "--json", "--help");
}

void
help_all(FILE *out)
{
    fprintf(out, "daybook: a continuous control monitoring evidence ledger\n\n"
                 "usage: daybook [-C DIR] COMMAND ...\n\n"
                 "The ledger is in -C DIR, else $DAYBOOK_LEDGER, else the working directory.\n"
                 "Exit: 0 fine, 1 checked and the answer is no, 2 usage, 3 could not check or do it.\n\n");
    for (size_t i = 0; i < command_count; i++)
        fprintf(out, "  %-18s %s\n", command_table[i]->name, command_table[i]->summary);
    fprintf(out, "\n'daybook COMMAND --help' tells more of each.\n");
}

/* roff: a leading dot or quote and every backslash and hyphen-minus would be read as markup. */
static void
print_roff(FILE *out, const char *text)
{
    if (text[0] == '.' || text[0] == '\'')
        fprintf(out, "\\&");
    for (; *text != '\0'; text++) {
        if (*text == '\\')
            fprintf(out, "\\e");
        else if (*text == '-')
            fprintf(out, "\\-");
        else
            fputc(*text, out);
    }
}

static void
print_roff_command(FILE *out, const struct command *command)
{
    fprintf(out, ".SS ");
    print_roff(out, command->name);
    fprintf(out, "\n");
    print_usage_line(out, command);
    fprintf(out, ".PP\n");
    print_roff(out, command->summary);
    fprintf(out, ".\n");
    if (command->detail != NULL) {
        fprintf(out, ".PP\n");
        print_roff(out, command->detail);
        fprintf(out, "\n");
    }
    for (const struct command_option *o = command->options; o != NULL && o->name != NULL; o++) {
        fprintf(out, ".TP\n.B ");
        print_roff(out, o->name);
        fprintf(out, " %s\n", o->argument == NULL ? "" : o->argument);
        print_roff(out, o->help);
        fprintf(out, "\n");
    }
}

void
help_manual(FILE *out)
{
    fprintf(out,
            ".TH DAYBOOK 1 \"\" \"daybook " DAYBOOK_VERSION "\"\n"
            ".SH NAME\ndaybook \\- a continuous control monitoring evidence ledger\n"
            ".SH SYNOPSIS\n.B daybook\n[\\-C DIR] COMMAND ...\n"
            ".SH DESCRIPTION\n"
            "daybook keeps remediation evidence in an append\\-only, signed Merkle ledger, maps it to SOC 2 criteria,\n"
            "and exports signed bundles that an auditor verifies offline.\n"
            "The ledger is in \\-C DIR, else $DAYBOOK_LEDGER, else the working directory.\n"
            "Results go to standard output, talk to standard error; a file named \\- is standard input or output.\n"
            ".SH COMMANDS\n");
    for (size_t i = 0; i < command_count; i++)
        print_roff_command(out, command_table[i]);
    fprintf(out, ".SH EXIT STATUS\n0 fine; 1 checked, and the answer is no; 2 usage; 3 could not check or do it.\n"
                 ".SH SEE ALSO\n.BR ssh\\-keygen (1),\n.BR sha256sum (1),\n.BR unzip (1)\n");
}

void
help_completion(FILE *out)
{
    fprintf(out, "# bash completion of daybook\n_daybook() {\n    local words=");
    for (size_t i = 0; i < command_count; i++)
        fprintf(out, "%s%s", i == 0 ? "'" : "\\n", command_table[i]->name);
    fprintf(out, "'\n    local line=\"${COMP_WORDS[*]:1:COMP_CWORD-1}\" current=\"${COMP_WORDS[COMP_CWORD]}\"\n"
                 "    case \"$line\" in\n");
    for (size_t i = 0; i < command_count; i++) {
        fprintf(out, "    '%s'*) COMPREPLY=($(compgen -f -W '", command_table[i]->name);
        for (const struct command_option *o = command_table[i]->options; o != NULL && o->name != NULL; o++)
            fprintf(out, "%s ", o->name);
        fprintf(out, "--json --help' -- \"$current\")) ;;\n");
    }
    fprintf(out,
            "    '') COMPREPLY=($(compgen -W \"$(printf \"$words\" | cut -d' ' -f1 | sort -u)\" -- \"$current\")) ;;\n"
            "    *) COMPREPLY=($(compgen -W \"$(printf \"$words\" | grep \"^$line \" | cut -d' ' -f2)\" -- "
            "\"$current\")) ;;\n"
            "    esac\n}\ncomplete -F _daybook daybook\n");
}
