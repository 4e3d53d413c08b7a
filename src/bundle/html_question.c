#include "bundle/html_question.h"

#include "bundle/exceptions.h"

static const struct html_question_text texts[] = {
#define X(question, id, title, path, meaning) [question] = {id, title, path, meaning},
    HTML_QUESTIONS(X)
#undef X
};

const struct html_question_text *
html_question_text(enum html_question question)
{
    return &texts[question];
}

static uint64_t
count_breaches(const struct bundle_model *model)
{
    uint64_t count = 0;
    for (size_t i = 0; i < model->analytics->windows.count; i++)
        count += bundle_is_breach(model, &model->analytics->windows.windows[i]) ? 1 : 0;
    return count;
}

uint64_t
html_question_count(const struct bundle_model *model, enum html_question question)
{
    const struct analytics *analytics = model->analytics;
    switch (question) {
    case QUESTION_BREACHES:
        return count_breaches(model);
    case QUESTION_UNVERIFIED:
        return analytics->windows.unverified_count;
    case QUESTION_WAIVERS:
        return analytics->windows.waiver_count;
    case QUESTION_UNMAPPED:
        return analytics->unmapped_count;
    case QUESTION_NOT_PERMITTED:
        return analytics->windows.denied_count;
    case QUESTION_UNDECIDED:
        return analytics->windows.undecided_count;
    case QUESTION_UNATTACHED:
        return analytics->windows.unattached.count;
    case QUESTION_REJECTS:
        return model->facts->rejects_count;
    case QUESTION_LATE:
        return analytics->effective.late_count;
    case QUESTION_BACKDATED:
        return analytics->effective.backdated_count;
    case QUESTION_FUTURE:
        return analytics->effective.future_count;
    case QUESTION_WITHHELD:
        return model->withheld_count;
    case QUESTION_COUNT:
        break;
    }
    return 0;
}

bool
html_question_has_file(const struct bundle_model *model, enum html_question question)
{
    return question != QUESTION_WITHHELD || model->withheld_count > 0;
}
