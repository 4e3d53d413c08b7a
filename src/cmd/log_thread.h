/* log_thread.h - `log --thread INDEX`: the remediation that an entry is part of, across systems. */
#ifndef DAYBOOK_CMD_LOG_THREAD_H
#define DAYBOOK_CMD_LOG_THREAD_H

#include "cmd/command.h"

/* Print the threads of the entry, and why each link holds. ERR_NOT_FOUND past the end; ERR_USAGE when the entry is no
 * event. */
MUST_CHECK int log_thread(struct command_call *call, uint64_t index, struct err *err);

#endif
