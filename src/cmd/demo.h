/* demo.h - the simulated quarter that `init --demo` replays: a made-up company, from 2025-12 to 2026-03. */
#ifndef DAYBOOK_CMD_DEMO_H
#define DAYBOOK_CMD_DEMO_H

#include "cmd/command.h"
#include "record/file_set.h"

/* Take the events in, as `ingest` would, into the simulated ledger of the call; `files` are the rules in force. Says on
 * standard error how many there were. Fails as intake_stream() does, or when the ledger rejects one of them. */
MUST_CHECK int demo_replay(struct command_call *call, const struct file_set *files, struct err *err);

#endif
