#include "shape/memo.h"

bool
memo_find(const struct memo *memo, const struct scope *scope, struct value *out_value)
{
    if (memo->document != scope->document || memo->item != scope->item || memo->number != scope->number)
        return false;
    *out_value = memo->value;
    return true;
}

void
memo_keep(struct memo *memo, const struct scope *scope, const struct value *value)
{
    *memo = (struct memo){scope->document, scope->item, scope->number, *value};
}
