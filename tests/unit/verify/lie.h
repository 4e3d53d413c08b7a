/* lie.h - lies of whoever holds the key: changes of a ledger that only reading the payloads again can find. */
#ifndef DAYBOOK_TESTS_VERIFY_LIE_H
#define DAYBOOK_TESTS_VERIFY_LIE_H

#include "forge.h"
#include "unit.h"

/* A change of a ledger, and what must be found. */
struct lie {
    const char *name;
    void (*tell)(struct forge *forge);
    enum verify_code code;
    const char *text;
};

/* Tell it of a sample: it must be found where payloads are read, and every step before must pass. */
static inline void
lie_check(const struct lie *lie, enum sample kind)
{
    static struct heard heard;
    struct forge *forge AUTO(forge_drop) = forge_new(kind);
    lie->tell(forge);
    forge_verify(forge, forge_pack(forge), &heard);
    ck_assert_msg(heard.result.verdict == VERIFY_FAILED, "%s: %s", lie->name, heard_text(&heard));
    ck_assert_msg(heard_has(&heard, VERIFY_PAYLOADS, lie->code, lie->text), "%s: %s", lie->name, heard_text(&heard));
    ck_assert_msg(heard.result.steps[VERIFY_SIGNATURE] == VERIFY_PASSED &&
                      heard.result.steps[VERIFY_ENTRIES] == VERIFY_PASSED &&
                      heard.result.steps[VERIFY_FIGURES] == VERIFY_PASSED,
                  "%s: %s", lie->name, heard_text(&heard));
}

#endif
