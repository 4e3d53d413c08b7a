#include "bundle/html_question.h"

#include "bundle/files.h"
#include "fixture.h"
#include "markup.h"

static const struct bundle_member *
find_member(const struct bundle_plan *plan, const char *path)
{
    for (size_t i = 0; i < plan->count; i++) {
        if (slice_equal(plan->members[i].path, slice_of(path)))
            return &plan->members[i];
    }
    return NULL;
}

/* The count beside a question is the number of rows of its file, which the bundle has exactly when it says so. */
static void
check_questions(unsigned flags, uint64_t *out_total)
{
    struct fixture fixture;
    fixture_init(&fixture, flags);
    const struct bundle_plan plan = bundle_plan_make(&fixture.model, fixture.arena);
    for (enum html_question question = 0; question < QUESTION_COUNT; question++) {
        const struct html_question_text *text = html_question_text(question);
        const struct bundle_member *member = find_member(&plan, text->path);
        const uint64_t count = html_question_count(&fixture.model, question);
        ck_assert_int_eq(member != NULL, html_question_has_file(&fixture.model, question));
        if (member == NULL)
            ck_assert_uint_eq(count, 0);
        else
            ck_assert_msg(markup_count(fixture_render(&fixture, member->render), "\r\n") == count + 1, "%s",
                          text->path);
        *out_total += count;
    }
    fixture_release(&fixture);
}

START_TEST(counts_what_the_files_list)
{
    uint64_t total = 0;
    check_questions(0, &total);
    ck_assert_uint_gt(total, 6);
    check_questions(FIXTURE_CLOSED | FIXTURE_WITHHELD, &total);
}
END_TEST

int
main(void)
{
    return UNIT_MAIN("html_question", counts_what_the_files_list);
}
