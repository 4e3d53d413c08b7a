/* memory.h - a store that lasts as long as the process, for tests and trial runs; simple rather than fast. */
#ifndef DAYBOOK_STORE_MEMORY_H
#define DAYBOOK_STORE_MEMORY_H

#include "store/store.h"

/* An empty store. */
struct store *store_memory_new(void);

#endif
