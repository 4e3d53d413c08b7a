#include "shape/reader.h"

#include "base/limits.h"

int
reader_spend(struct reader *reader, size_t steps, struct err *err)
{
    if (steps > reader->steps_left) {
        reader->steps_left = 0;
        return err_set(err, ERR_LIMIT, "the payload takes more than %d steps to read", LIMIT_SHAPE_STEPS);
    }
    reader->steps_left -= steps;
    return 0;
}
