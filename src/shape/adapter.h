/* adapter.h - a compiled adapter and the set that it belongs to, behind shape.h. */
#ifndef DAYBOOK_SHAPE_ADAPTER_H
#define DAYBOOK_SHAPE_ADAPTER_H

#include "shape/form.h"
#include "shape/reading.h"
#include "shape/shape.h"

struct adapter {
    struct slice name;
    struct slice title;
    struct file_set_entry file; /* "sources/NAME.yaml" */
    struct form_list formats;   /* what it takes */
    bool strict;
    struct reading *readings;
    size_t reading_count;
    size_t definition_count;
    struct sha256_digest digest; /* of the file and of all that it may hand parts to */
};

struct adapter_set {
    struct adapter *adapters; /* in order of names */
    size_t count;
};

/* The adapter that reads the intake format itself (docs/records.md, "Intake"). */
#define ADAPTER_CLOUDEVENTS "cloudevents"

#endif
