/* crash.c - kill -9 at random moments of an ingest, again and again: what was acknowledged is there, the ledger is
 * sound, and sending the same input again completes it (docs/INVARIANTS.md 8 to 14). Usage: crash FOLDER [KILLS [SEED]]
 */
#include "base/file.h"
#include "ledger/append.h"
#include "ledger/check.h"
#include "ledger/read.h"
#include "shape/transition.h"

#include <fcntl.h>
#include <inttypes.h>
#include <signal.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { INPUT_COUNT = 3000, RESENT = 25, COMMIT_MAX = 40, WINDOW_MIN_US = 5000, WINDOW_MAX_US = 5000000 };

static uint64_t random_state = 1;

static uint64_t
random_below(uint64_t bound)
{
    random_state ^= random_state >> 12;
    random_state ^= random_state << 25;
    random_state ^= random_state >> 27;
    return random_state * UINT64_C(0x2545f4914f6cdd1d) % bound;
}

static void
must(int code, const struct err *err, const char *what)
{
    if (code >= 0)
        return;
    fprintf(stderr, "crash: %s: %s\n", what, err->text);
    exit(EXIT_FAILURE);
}

static void
must_hold(bool holds, const char *what)
{
    if (holds)
        return;
    fprintf(stderr, "crash: %s\n", what);
    exit(EXIT_FAILURE);
}

/* What the child tells once it is committed: input number `input` is entry `index`. */
struct acknowledgement {
    uint32_t input;
    uint64_t index;
};

/* So that what an event comes to depends on what was there before the kill: the check finds each version again. */
static const struct transition_row rows[] = {
    {.stages = 1U << STAGE_VERIFIED, .gives_stage = STAGE_REOPENED, .gives_outcome = OUTCOME_FAIL},
    {.outcome = OUTCOME_FAIL, .gives_stage = STAGE_VERIFIED, .gives_outcome = OUTCOME_PASS},
};
static const struct transition transition = {rows, COUNT_OF(rows)};

/* Input number i: mostly events of their own, some of which come again, with other bytes, in threes, or unreadable. */
static void
add_input(struct ledger *ledger, uint32_t i, struct arena *arena, struct ledger_outcomes *out_outcomes)
{
    struct shaped events[3];
    for (size_t part = 0; part < COUNT_OF(events); part++) {
        events[part] = (struct shaped){.record = {.kind = RECORD_EVENT, .origin.occurred_ms = INSTANT_NONE},
                                       .personal = PERSONAL_ACTOR_NAME,
                                       .transition = i % 3 == 0 ? NULL : &transition};
        struct record_event *event = &events[part].record.body.event;
        events[part].record.origin.id = arena_format(arena, "id-%u-%zu", i % 11 == 3 ? i / 2 : i, part);
        event->stage = STAGE_DETECTED;
        event->outcome = OUTCOME_FAIL;
        event->finding.check = SLICE("test/check");
        if (i % 5 > 0)
            event->finding.uid = arena_format(arena, "finding %u", i % 23);
        event->expires_ms = INSTANT_NONE;
        event->actor.name = arena_format(arena, "person %u", i % 50);
    }
    const struct shaping shaping = {events, i % 7 == 5 ? 3 : 1};
    const struct ledger_delivery delivery = {
        .source = SLICE("crash"),
        .auth = SLICE("local"),
        .bytes = arena_format(arena, "{\"n\":%u,\"pad\":\"%0*u\"}", i % 13 == 4 ? i / 3 : i, (int)(i % 900), i),
        .type = SLICE("application/json"),
        .received_ms = INSTANT_NONE,
        .adapter = {true, {{1}}},
        .shaping = i % 17 == 9 ? NULL : &shaping,
        .reason = SLICE("unreadable"),
    };
    struct err err;
    must(ledger_add(ledger, &delivery, arena, out_outcomes, &err), &err, "add");
}

static void
acknowledge(int pipe_end, const struct acknowledgement *waiting, size_t count)
{
    const size_t size = count * sizeof(*waiting);
    must_hold(write(pipe_end, waiting, size) == (ssize_t)size, "cannot write to the pipe");
}

/* The child: take the inputs from `from` on, in batches of random size, acknowledging each when it is committed. */
static void
ingest(const char *dir, uint32_t from, int pipe_end)
{
    struct err err;
    AUTO(ledger_drop) struct ledger *ledger = NULL;
    AUTO(arena_drop) struct arena *arena = arena_new();
    struct acknowledgement waiting[COMMIT_MAX];
    size_t count = 0;
    must(ledger_open(dir, LEDGER_WRITE, &ledger, &err), &err, "open to write");
    for (uint32_t i = from; i < INPUT_COUNT; i++) {
        struct ledger_outcomes outcomes;
        add_input(ledger, i, arena, &outcomes);
        waiting[count++] = (struct acknowledgement){i, outcomes.items[0].index};
        if (count < COMMIT_MAX && i + 1 < INPUT_COUNT && random_below(COMMIT_MAX / 2) != 0)
            continue;
        must(ledger_commit(ledger, &err), &err, "commit");
        acknowledge(pipe_end, waiting, count);
        count = 0;
    }
}

static void
make_ledger(const char *dir)
{
    struct err err;
    AUTO(ledger_drop) struct ledger *ledger = NULL;
    const struct record_source source = {.action = SOURCE_ENROLLED, .name = SLICE("crash"), .adapter = SLICE("x")};
    must(ledger_create(dir, &(struct ledger_options){.origin = SLICE("ledger.test/crash")}, &err), &err, "create");
    must(ledger_open(dir, LEDGER_WRITE, &ledger, &err), &err, "open");
    must(ledger_put_source(ledger, &source, NULL, &err), &err, "enrol");
}

static void
show_finding(void *context, const struct ledger_finding *finding)
{
    (void)context;
    fprintf(stderr, "crash: %s[%" PRIu64 "]: %.*s\n", finding->where, finding->index, SLICE_ARG(finding->text));
}

static void
check_sound(const char *dir)
{
    struct err err;
    struct ledger_check_result result;
    const struct ledger_check_options options = {.finding = show_finding};
    must(ledger_check(dir, &options, &result, &err), &err, "check");
    must_hold(result.findings == 0, "the ledger is not sound");
}

/* What is known to have been acknowledged: entry `index` of each input, 0 for none. */
static uint64_t acknowledged[INPUT_COUNT];

/* Every acknowledged entry is there and came from the bytes of its input. */
static void
check_acknowledged(const char *dir)
{
    struct err err;
    AUTO(ledger_drop) struct ledger *ledger = NULL;
    must(ledger_open(dir, LEDGER_READ, &ledger, &err), &err, "open to read");
    for (uint32_t i = 0; i < INPUT_COUNT; i++) {
        if (acknowledged[i] == 0)
            continue;
        AUTO(arena_drop) struct arena *arena = arena_new();
        struct store_entry entry;
        struct store_payload payload;
        must(ledger_entry(ledger, acknowledged[i], arena, &entry, &err), &err, "acknowledged entry");
        must(ledger_payload(ledger, entry.payload, arena, &payload, &err), &err, "its payload");
        const struct slice start = arena_format(arena, "{\"n\":%u,", i % 13 == 4 ? i / 3 : i);
        must_hold(slice_starts(payload.bytes, start), "an acknowledged entry holds another input");
    }
}

/* Take what the child said; returns the first input that was not acknowledged. */
static uint32_t
collect_acknowledgements(int pipe_end)
{
    struct acknowledgement one;
    while (read(pipe_end, &one, sizeof(one)) == (ssize_t)sizeof(one)) {
        must_hold(acknowledged[one.input] == 0 || acknowledged[one.input] == one.index, "an input got another index");
        acknowledged[one.input] = one.index;
    }
    uint32_t next = 0;
    while (next < INPUT_COUNT && acknowledged[next] != 0)
        next++;
    return next;
}

/* Kills fall within this time after the start. It follows the machine: wider when a child came to nothing, narrower
 * when it came far. */
static uint64_t window_us = 20000;

static void
adapt_window(uint32_t before, uint32_t after)
{
    if (after == before && window_us < WINDOW_MAX_US)
        window_us += window_us / 2;
    else if (after > before + INPUT_COUNT / 20 && window_us > WINDOW_MIN_US)
        window_us /= 2;
}

/* One child, killed at a random moment. Returns true when it was killed before its end. */
static bool
run_and_kill(const char *dir, uint32_t from, uint32_t *out_next)
{
    int ends[2];
    must_hold(pipe(ends) == 0, "cannot make a pipe");
    random_below(2); /* so that each child commits at other places */
    const pid_t child = fork();
    must_hold(child >= 0, "cannot fork");
    if (child == 0) {
        close(ends[0]);
        ingest(dir, from, ends[1]);
        _exit(EXIT_SUCCESS);
    }
    close(ends[1]);
    const uint64_t pause_us = random_below(window_us);
    const struct timespec pause = {(time_t)(pause_us / 1000000), (long)(pause_us % 1000000) * 1000};
    nanosleep(&pause, NULL);
    kill(child, SIGKILL);
    int status = 0;
    must_hold(waitpid(child, &status, 0) == child, "cannot wait");
    *out_next = collect_acknowledgements(ends[0]);
    close(ends[0]);
    must_hold(WIFSIGNALED(status) || WEXITSTATUS(status) == EXIT_SUCCESS, "the child failed by itself");
    return WIFSIGNALED(status);
}

static int
compare_lines(const void *a, const void *b)
{
    return slice_compare(*(const struct slice *)a, *(const struct slice *)b);
}

/* Every entry as a line "source id payload", sorted; ids that hold a ledger's secret are left out. */
static struct slice
content(const char *dir, struct arena *arena)
{
    struct err err;
    AUTO(ledger_drop) struct ledger *ledger = NULL;
    must(ledger_open(dir, LEDGER_READ, &ledger, &err), &err, "open to read");
    const uint64_t size = ledger_info(ledger).size;
    struct slice *lines = arena_array(arena, size, sizeof(*lines));
    size_t total = 0;
    for (uint64_t i = 0; i < size; i++) {
        struct store_entry entry;
        struct record record;
        struct store_payload payload = {.bytes = SLICE("")};
        must(ledger_entry(ledger, i, arena, &entry, &err), &err, "entry");
        must(record_read(entry.record, arena, &record, &err), &err, "record");
        if (entry.payload != STORE_INDEX_NONE)
            must(ledger_payload(ledger, entry.payload, arena, &payload, &err), &err, "payload");
        const struct slice id = slice_starts(record.origin.id, SLICE("hmac:")) ? SLICE("hmac") : record.origin.id;
        lines[i] =
            arena_format(arena, "%.*s %.*s %.*s\n", SLICE_ARG(record.source), SLICE_ARG(id), SLICE_ARG(payload.bytes));
        total += lines[i].n;
    }
    qsort(lines, size, sizeof(*lines), compare_lines);
    struct buf text;
    buf_init(&text, total);
    for (uint64_t i = 0; i < size; i++)
        buf_add(&text, lines[i]);
    const struct slice copy = arena_copy(arena, buf_slice(&text));
    buf_release(&text);
    return copy;
}

/* The same input once more, undisturbed: nothing is added. And it is what a ledger that nobody killed holds. */
static void
check_complete(const char *dir, struct slice want)
{
    AUTO(arena_drop) struct arena *arena = arena_new();
    const int nowhere = open("/dev/null", O_WRONLY | O_CLOEXEC);
    ingest(dir, 0, nowhere);
    const struct slice once = content(dir, arena);
    ingest(dir, 0, nowhere);
    close(nowhere);
    must_hold(slice_equal(content(dir, arena), once), "sending the input again added something");
    must_hold(slice_equal(once, want), "the ledger holds something else than one that was never killed");
    check_sound(dir);
}

/* One ledger, from nothing until the input is in. Returns how often its writer was killed. */
static unsigned
run_ledger(const char *dir, struct slice want)
{
    unsigned kills = 0;
    uint32_t next = 0;
    memset(acknowledged, 0, sizeof(acknowledged));
    make_ledger(dir);
    while (next < INPUT_COUNT) {
        const uint32_t from = next < RESENT ? 0 : next - RESENT;
        const uint32_t before = next;
        kills += run_and_kill(dir, from, &next);
        adapt_window(before, next);
        check_sound(dir);
        check_acknowledged(dir);
    }
    check_complete(dir, want);
    return kills;
}

static struct slice
run_undisturbed(const char *dir, struct arena *arena)
{
    const int nowhere = open("/dev/null", O_WRONLY | O_CLOEXEC);
    make_ledger(dir);
    ingest(dir, 0, nowhere);
    close(nowhere);
    check_sound(dir);
    return content(dir, arena);
}

int
main(int argc, char **argv)
{
    struct err err;
    AUTO(arena_drop) struct arena *arena = arena_new();
    must_hold(argc >= 2, "usage: crash FOLDER [KILLS [SEED]]");
    const unsigned wanted = argc > 2 ? (unsigned)strtoul(argv[2], NULL, 10) : 200;
    random_state = argc > 3 ? strtoull(argv[3], NULL, 10) | 1 : (uint64_t)time(NULL);
    printf("seed %" PRIu64 "\n", random_state);
    must(crypto_init(&err), &err, "crypto");
    const struct slice want = run_undisturbed(file_join(arena, argv[1], "undisturbed"), arena);
    unsigned kills = 0;
    unsigned ledgers = 0;
    while (kills < wanted) {
        const struct slice dir = arena_format(arena, "%s/ledger-%u", argv[1], ledgers++);
        kills += run_ledger(arena_text(arena, dir), want);
    }
    printf("%u kills over %u ledgers of %d inputs: nothing acknowledged was lost\n", kills, ledgers, INPUT_COUNT);
    return EXIT_SUCCESS;
}
