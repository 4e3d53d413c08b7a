#include "cmd/rules.h"

#include "base/file.h"
#include "collect/rule_files.h"
#include "control/controls.h"
#include "ledger/append.h"
#include "ledger/read.h"
#include "shape/shape.h"

#include <pwd.h>
#include <unistd.h>

/* The call's folder when it is a ledger's, or is being made ready to be one. */
static const char *
ledger_folder(const struct command_call *call)
{
    if (call->ledger != NULL || access(file_join(call->arena, call->folder, "ledger.sqlite"), F_OK) == 0 ||
        access(file_join(call->arena, call->folder, DECLARATION_PATH), F_OK) == 0)
        return call->folder;
    return NULL;
}

int
rules_of_call(const struct command_call *call, struct file_set *out_files, struct err *err)
{
    const struct rule_folders folders = rule_folders_resolve(ledger_folder(call), call_option(call, "--controls-dir"),
                                                             call_option(call, "--adapter-dir"), call->arena);
    return rule_files_load(&folders, call->arena, out_files, err);
}

int
rules_in_force(const struct command_call *call, struct file_set *out_files, struct err *err)
{
    if (call->ledger != NULL) {
        const struct ledger_info info = ledger_info(call->ledger);
        if (info.ruleset.present)
            return ledger_file_set(call->ledger, &info.ruleset.sha256, call->arena, out_files, err);
    }
    return rules_of_call(call, out_files, err);
}

/* Record the declared scope when it differs from the last one. */
static int
scope_apply(const struct command_call *call, const struct declaration *declaration, struct slice by, struct err *err)
{
    if (!declaration->has_scope)
        return 0;
    const struct record_act act = {.by = by, .approver = declaration->approver, .reason = declaration->reason};
    return ledger_put_scope(call->ledger, &declaration->scope, &act, err);
}

int
rules_apply_as(const struct command_call *call, const struct record_act *act, struct file_set *out_files,
               struct err *err)
{
    struct file_set files;
    TRY(rules_of_call(call, &files, err));
    struct controls controls;
    struct adapter_set *adapters;
    TRY(controls_load(&files, call->arena, &controls, err));
    TRY(adapter_set_load(&files, call->arena, &adapters, err));
    TRY(ledger_put_ruleset(call->ledger, &files, act, err));
    TRY(scope_apply(call, &controls.declaration, act->by, err));
    *out_files = files;
    return 0;
}

int
rules_apply(const struct command_call *call, struct file_set *out_files, struct err *err)
{
    const struct record_act act = {.by = person_of_call(call)};
    return rules_apply_as(call, &act, out_files, err);
}

struct slice
person_of_call(const struct command_call *call)
{
    const struct passwd *entry = getpwuid(getuid());
    return entry == NULL ? (struct slice){NULL, 0} : arena_copy(call->arena, slice_of(entry->pw_name));
}
