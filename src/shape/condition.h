/* condition.h - when a reading or a case applies (docs/adapters.md, "Conditions").
 *   $.type: dev.daybook.finding         the value at the path is this word
 *   .Status: [FAILED, WARNING]          or one of these
 *   '{workflow}': {prefix: RES}         a defined value passes all these tests
 *   all: […]  any: […]  not: …          of conditions; the keys of one mapping must all hold
 *   some: {in: $.items[*], where: …}    of one item
 *   is: public-policy                   a condition that the file defines
 * A path that selects many holds when one of them passes. */
#ifndef DAYBOOK_SHAPE_CONDITION_H
#define DAYBOOK_SHAPE_CONDITION_H

#include "shape/load.h"
#include "shape/path.h"
#include "shape/template.h"
#include "shape/test.h"

struct condition;

MUST_CHECK int condition_load(const struct loader *loader, const struct json *node,
                              const struct condition **out_condition, struct err *err);
MUST_CHECK int condition_holds(struct reader *reader, const struct scope *scope, const struct condition *condition,
                               bool *out_holds, struct err *err);

#endif
