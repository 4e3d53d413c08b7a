#include "format/json_number.h"
#include "unit.h"

#include <inttypes.h>
#include <math.h>
#include <unistd.h>

static double
double_of_bits(uint64_t bits)
{
    double number;
    memcpy(&number, &bits, sizeof(number));
    return number;
}

START_TEST(scans_numbers)
{
    static const struct {
        const char *text;
        size_t length;
        bool whole;
    } cases[] = {{"0", 1, true},         {"-0", 2, true},  {"12,", 2, true},  {"01", 1, true},  {"1.5e+10]", 7, true},
                 {"1E-2", 4, true},      {"", 0, false},   {"-", 1, false},   {"-x", 1, false}, {"1.", 2, false},
                 {"1.e5", 2, false},     {"1e", 2, false}, {"1e+", 3, false}, {"+1", 0, false}, {".5", 0, false},
                 {"Infinity", 0, false}, {"0x10", 1, true}};
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        bool whole;
        ck_assert_uint_eq(json_number_scan(slice_of(cases[i].text), &whole), cases[i].length);
        ck_assert_msg(whole == cases[i].whole, "'%s'", cases[i].text);
    }
    ck_assert(json_number_is(SLICE("-1.5e3")));
    ck_assert(!json_number_is(SLICE("1 ")));
    ck_assert(!json_number_is(SLICE("1.")));
    ck_assert(!json_number_is(SLICE("")));
}
END_TEST

/* RFC 8785 Appendix B. */
START_TEST(writes_the_samples_of_the_rfc)
{
    static const struct {
        uint64_t bits;
        const char *want;
    } cases[] = {
        {0x0000000000000000, "0"},
        {0x8000000000000000, "0"},
        {0x0000000000000001, "5e-324"},
        {0x8000000000000001, "-5e-324"},
        {0x7fefffffffffffff, "1.7976931348623157e+308"},
        {0xffefffffffffffff, "-1.7976931348623157e+308"},
        {0x4340000000000000, "9007199254740992"},
        {0xc340000000000000, "-9007199254740992"},
        {0x4430000000000000, "295147905179352830000"},
        {0x44b52d02c7e14af5, "9.999999999999997e+22"},
        {0x44b52d02c7e14af6, "1e+23"},
        {0x44b52d02c7e14af7, "1.0000000000000001e+23"},
        {0x444b1ae4d6e2ef4e, "999999999999999700000"},
        {0x444b1ae4d6e2ef4f, "999999999999999900000"},
        {0x444b1ae4d6e2ef50, "1e+21"},
        {0x3eb0c6f7a0b5ed8c, "9.999999999999997e-7"},
        {0x3eb0c6f7a0b5ed8d, "0.000001"},
        {0x41b3de4355555553, "333333333.3333332"},
        {0x41b3de4355555554, "333333333.33333325"},
        {0x41b3de4355555555, "333333333.3333333"},
        {0x41b3de4355555556, "333333333.3333334"},
        {0x41b3de4355555557, "333333333.33333343"},
        {0xbecbf647612f3696, "-0.0000033333333333333333"},
        {0x43143ff3c1cb0959, "1424953923781206.2"},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        char text[JSON_NUMBER_TEXT_MAX];
        const size_t len = json_number_write(text, double_of_bits(cases[i].bits));
        ck_assert_str_eq(text, cases[i].want);
        ck_assert_uint_eq(len, strlen(text));
    }
}
END_TEST

/* A double of random bits, a power of two, a short decimal, or an integer. */
static uint64_t
random_bits(void)
{
    uint64_t bits = unit_random();
    double number = 0;
    switch (unit_random_below(4)) {
    case 0:
        break;
    case 1:
        bits &= ~UINT64_C(0xfffffffffffff);
        break;
    case 2:
        number = (double)unit_random_below(1000000000) / pow(10, (double)unit_random_below(12));
        memcpy(&bits, &number, sizeof(bits));
        break;
    default:
        number = (double)(int64_t)(unit_random() >> unit_random_below(64));
        memcpy(&bits, &number, sizeof(bits));
        break;
    }
    return isfinite(double_of_bits(bits)) ? bits : 0;
}

START_TEST(writes_what_reads_back)
{
    for (unsigned round = 0; round < 20000; round++) {
        const double number = double_of_bits(random_bits());
        char text[JSON_NUMBER_TEXT_MAX];
        json_number_write(text, number);
        ck_assert_msg(strtod(text, NULL) == number, "%s", text);
        double again = 0;
        ck_assert_int_eq(json_number_double(slice_of(text), &again, NULL), 0);
        ck_assert_msg(again == number, "%s", text);
    }
}
END_TEST

/* Every power of two, then random ones: 16 hexadecimal digits a line. */
static size_t
write_samples(const char *path, uint64_t *bits, size_t max)
{
    size_t count = 0;
    for (uint64_t exponent = 0; exponent < 2047; exponent++)
        bits[count++] = exponent << 52;
    while (count < max)
        bits[count++] = random_bits();
    FILE *file = fopen(path, "w");
    ck_assert_ptr_nonnull(file);
    for (size_t i = 0; i < count; i++)
        fprintf(file, "%016" PRIx64 "\n", bits[i]);
    ck_assert_int_eq(fclose(file), 0);
    return count;
}

/* ECMAScript itself is the oracle: skipped where there is no node. */
START_TEST(agrees_with_ecmascript)
{
    enum { SAMPLES = 100000 };
    char path[] = "/tmp/daybook-numbers-XXXXXX";
    const int fd = mkstemp(path);
    ck_assert_int_ge(fd, 0);
    close(fd);
    uint64_t *bits = calloc(SAMPLES, sizeof(*bits));
    const size_t count = write_samples(path, bits, SAMPLES);
    char command[512];
    snprintf(command, sizeof(command),
             "command -v node >/dev/null && node -e 'const b = new DataView(new ArrayBuffer(8));"
             "for (const l of require(\"fs\").readFileSync(\"%s\", \"utf8\").trim().split(\"\\n\")) {"
             "b.setBigUint64(0, BigInt(\"0x\" + l)); console.log(String(b.getFloat64(0))); }'",
             path);
    FILE *node = popen(command, "r");
    ck_assert_ptr_nonnull(node);
    char line[64];
    size_t compared = 0;
    for (; compared < count && fgets(line, sizeof(line), node) != NULL; compared++) {
        line[strcspn(line, "\n")] = '\0';
        char text[JSON_NUMBER_TEXT_MAX];
        json_number_write(text, double_of_bits(bits[compared]));
        ck_assert_msg(strcmp(text, line) == 0, "%016" PRIx64 ": '%s', ECMAScript has '%s'", bits[compared], text, line);
    }
    if (pclose(node) == 0)
        ck_assert_uint_eq(compared, count);
    unlink(path);
    free(bits);
}
END_TEST

START_TEST(reads_doubles_to_the_nearest)
{
    static const struct {
        const char *text;
        double want;
    } cases[] = {
        {"0", 0.0},
        {"-0", -0.0},
        {"0.1", 0.1},
        {"123456.789e-3", 123.456789},
        {"9007199254740993", 9007199254740992.0},
        {"9007199254740993.000000000000000000000000000001", 9007199254740994.0},
        {"1e-400", 0.0},
        {"0.00000000000000000000001e23", 1.0},
        {"4.9406564584124654e-324", 5e-324},
        {"1e-99999999999999999999", 0.0},
        {"0e99999999999999999999", 0.0},
        {"1.7976931348623157e308", 1.7976931348623157e308},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        double number = 7;
        ck_assert_int_eq(json_number_double(slice_of(cases[i].text), &number, NULL), 0);
        ck_assert_msg(number == cases[i].want && signbit(number) == signbit(cases[i].want), "%s", cases[i].text);
    }
}
END_TEST

/* The middle between 1 and the next double, with a digit far behind that lifts it. */
START_TEST(reads_more_digits_than_it_keeps)
{
    static const char middle[] = "1.00000000000000011102230246251565404236316680908203125";
    char text[3000];
    memset(text, '0', sizeof(text));
    memcpy(text, middle, sizeof(middle) - 1);
    double number = 0;
    ck_assert_int_eq(json_number_double((struct slice){(const uint8_t *)text, sizeof(text)}, &number, NULL), 0);
    ck_assert(number == 1.0);
    text[sizeof(text) - 1] = '1';
    ck_assert_int_eq(json_number_double((struct slice){(const uint8_t *)text, sizeof(text)}, &number, NULL), 0);
    ck_assert(number == nextafter(1.0, 2.0));
    int64_t integer;
    ck_assert_int_eq(json_number_int64((struct slice){(const uint8_t *)text, sizeof(text)}, &integer, NULL),
                     ERR_FORMAT);
    memset(text, '9', sizeof(text));
    ck_assert_int_eq(json_number_int64((struct slice){(const uint8_t *)text, sizeof(text)}, &integer, NULL), ERR_LIMIT);
    ck_assert_int_eq(json_number_double((struct slice){(const uint8_t *)text, sizeof(text)}, &number, NULL), ERR_LIMIT);
}
END_TEST

START_TEST(writes_seconds)
{
    static const struct {
        int64_t ms;
        const char *want;
    } cases[] = {{0, "0"},
                 {1, "0.001"},
                 {10, "0.01"},
                 {1500, "1.5"},
                 {12000, "12"},
                 {100000, "100"},
                 {-1, "-0.001"},
                 {-12340, "-12.34"},
                 {86400000, "86400"},
                 {INT64_MAX, "9223372036854775.807"},
                 {INT64_MIN, "-9223372036854775.808"}};
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        char text[JSON_NUMBER_TEXT_MAX];
        ck_assert_uint_eq(json_seconds_write(text, cases[i].ms), strlen(cases[i].want));
        ck_assert_str_eq(text, cases[i].want);
    }
}
END_TEST

START_TEST(makes_texts_canonical)
{
    static const char *const cases[][2] = {{"0", "0"},
                                           {"-0", "0"},
                                           {"-0.0", "0"},
                                           {"1.0", "1"},
                                           {"1e3", "1000"},
                                           {"-12", "-12"},
                                           {"1.50", "1.5"},
                                           {"86400", "86400"},
                                           {"0.333333", "0.333333"},
                                           {"100e-2", "1"},
                                           {"1e21", "1e+21"},
                                           {"123456789012345", "123456789012345"},
                                           {"9007199254740992", "9007199254740992"},
                                           {"9007199254740993", "9007199254740992"},
                                           {"12345678901234567890", "12345678901234567000"}};
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        AUTO(buf_release) struct buf out;
        buf_init(&out, 64);
        ck_assert_int_eq(json_number_append_canonical(&out, slice_of(cases[i][0]), NULL), 0);
        ck_assert_slice_eq(buf_slice(&out), slice_of(cases[i][1]));
    }
    AUTO(buf_release) struct buf out;
    buf_init(&out, 64);
    struct err err = {""};
    ck_assert_int_eq(json_number_append_canonical(&out, SLICE("-1e999"), &err), ERR_FORMAT);
    ck_assert_str_eq(err.text, "number '-1e999' is too large for a double");
    ck_assert_uint_eq(out.n, 0);
}
END_TEST

int
main(void)
{
    return UNIT_MAIN("json_number", scans_numbers, writes_the_samples_of_the_rfc, writes_what_reads_back,
                     agrees_with_ecmascript, reads_doubles_to_the_nearest, reads_more_digits_than_it_keeps,
                     writes_seconds, makes_texts_canonical);
}
