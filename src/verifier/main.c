/* daybook-verify: the verifier as a program of its own, small and static, so that an auditor can keep it. */
#include "verifier/verifier.h"

#include <getopt.h>

static const char usage[] =
    "usage: daybook-verify [--key F]... [--allowed-signers F] [--kept NOTE]... [--json] FILE...\n"
    "Check bundles of daybook offline.\n"
    "  --key F              trust this public key: a verifier key, an OpenSSH public key or a PEM\n"
    "  --allowed-signers F  trust the keys that OpenSSH's file F lists for the bundle's origin, to the letter\n"
    "  --kept NOTE          a checkpoint kept earlier, which the bundle's ledger must extend\n"
    "  --json               one JSON object a line for each file\n"
    "  --help, --version    say this, or the version, and stop\n"
    "Exit: 0 verified, 1 failed, 2 usage, 3 could not check, or only self-consistent since no key was given.\n";

enum option_code { OPTION_KEY = 256, OPTION_ALLOWED_SIGNERS, OPTION_KEPT, OPTION_JSON, OPTION_HELP, OPTION_VERSION };

static const struct option option_table[] = {
    {"key", required_argument, NULL, OPTION_KEY},
    {"allowed-signers", required_argument, NULL, OPTION_ALLOWED_SIGNERS},
    {"kept", required_argument, NULL, OPTION_KEPT},
    {"json", no_argument, NULL, OPTION_JSON},
    {"help", no_argument, NULL, OPTION_HELP},
    {"version", no_argument, NULL, OPTION_VERSION},
    {NULL, 0, NULL, 0},
};

/* Texts of argv, as many as there may be. */
struct words {
    const char **keys;
    const char **kept;
};

/* Returns an exit code when that is all, else -1. */
static int
take_option(int code, struct verifier_options *options, struct words *words)
{
    switch (code) {
    case OPTION_KEY:
        words->keys[options->key_count++] = optarg;
        return -1;
    case OPTION_ALLOWED_SIGNERS:
        options->allowed_signers = optarg;
        return -1;
    case OPTION_KEPT:
        words->kept[options->kept_count++] = optarg;
        return -1;
    case OPTION_JSON:
        options->json = true;
        return -1;
    case OPTION_HELP:
        fputs(usage, stdout);
        return VERIFIER_FINE;
    case OPTION_VERSION:
        puts("daybook-verify " DAYBOOK_VERSION);
        return VERIFIER_FINE;
    default: /* getopt has said what is wrong */
        fputs(usage, stderr);
        return VERIFIER_USAGE;
    }
}

static int
run(const struct verifier_options *options)
{
    struct err err;
    const int code = verifier_run(options, stdout, &err);
    if (code >= 0)
        return code;
    fprintf(stderr, "daybook-verify: %s\n", err.text);
    return code == ERR_USAGE ? VERIFIER_USAGE : VERIFIER_COULD_NOT;
}

int
main(int argc, char **argv)
{
    struct words words = {calloc((size_t)argc, sizeof(char *)), calloc((size_t)argc, sizeof(char *))};
    struct verifier_options options = {.keys = words.keys, .kept = words.kept};
    int code = -1;
    if (words.keys == NULL || words.kept == NULL)
        abort();
    while (code < 0) {
        const int option = getopt_long(argc, argv, "", option_table, NULL);
        if (option == -1)
            break;
        code = take_option(option, &options, &words);
    }
    if (code < 0) {
        options.bundles = (const char *const *)argv + optind;
        options.bundle_count = (size_t)(argc - optind);
        code = run(&options);
    }
    free(words.keys);
    free(words.kept);
    return code;
}
