/* reading.h - one compiled reading of an adapter: when it applies and what events it gives (docs/adapters.md,
 * "Readings"). What an enclosing reading sets holds in the readings inside it, unless they set it themselves; that is
 * resolved when the file is loaded. */
#ifndef DAYBOOK_SHAPE_READING_H
#define DAYBOOK_SHAPE_READING_H

#include "shape/condition.h"
#include "shape/decode.h"
#include "shape/expression.h"
#include "shape/slot.h"
#include "shape/transition.h"

struct adapter;

/* One way in which a text is found to be personal; any of several suffices. */
struct personal_rule {
    const struct condition *when; /* NULL: the tests say, or none: always */
    struct test_list tests;       /* of the text itself */
};

struct personal_rules {
    const struct personal_rule *rules;
    size_t count;
};

struct reading {
    const struct condition *when;  /* NULL: always */
    const struct path *each;       /* NULL, or its items are read one by one */
    const struct condition *where; /* NULL, or only the items of which this holds */
    enum record_kind kind;
    const struct expression *slots[SLOT_TOTAL]; /* NULL: not filled */
    struct personal_rules personal[SLOT_TOTAL];
    const struct transition *after; /* NULL: the event is what it says, whatever came before */
    struct reading *readings;       /* inside it; none applies: it is itself the reading */
    size_t reading_count;
    bool all;                         /* all of them that apply; else the first */
    const struct expression *refusal; /* reject with this reason */
    struct slice use_name;            /* hand the value over to this adapter */
    const struct json *use_node;
    const struct adapter *use;   /* resolved when all adapters are loaded */
    const struct decode *decode; /* NULL, or how the text that is handed over becomes a document */
    const struct path *of;       /* the value that is handed over; NULL: the item, or the document */
};

/* Compile the list of an adapter's `read`. */
MUST_CHECK int reading_load_list(const struct loader *loader, const struct json *node, const struct reading *around,
                                 struct reading **out_readings, size_t *out_count, struct err *err);

#endif
