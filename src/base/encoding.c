#include "base/encoding.h"

static const char hex_digits[] = "0123456789abcdef";
static const char base64_digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

void
hex_append(struct buf *out, struct slice bytes)
{
    for (size_t i = 0; i < bytes.n; i++) {
        const uint8_t pair[2] = {(uint8_t)hex_digits[bytes.p[i] >> 4], (uint8_t)hex_digits[bytes.p[i] & 15]};
        buf_add(out, (struct slice){pair, 2});
    }
}

void
hex_write(char *out_text, const uint8_t *bytes, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        out_text[2 * i] = hex_digits[bytes[i] >> 4];
        out_text[2 * i + 1] = hex_digits[bytes[i] & 15];
    }
    out_text[2 * n] = '\0';
}

/* 0..15, or -1. */
static int
hex_value(uint8_t digit)
{
    if (digit >= '0' && digit <= '9')
        return digit - '0';
    if (digit >= 'a' && digit <= 'f')
        return digit - 'a' + 10;
    return -1;
}

/* The messages of this file show one character at most: the text may be a secret. */
int
hex_read(uint8_t *out_bytes, size_t n, struct slice text, struct err *err)
{
    if (text.n != 2 * n)
        return err_set(err, ERR_FORMAT, "hexadecimal text has %zu characters, expected %zu", text.n, 2 * n);
    for (size_t i = 0; i < text.n; i++) {
        if (hex_value(text.p[i]) < 0)
            return err_set(err, ERR_FORMAT, "character %zu of hexadecimal text is '%c', expected 0-9 or a-f", i + 1,
                           text.p[i]);
    }
    for (size_t i = 0; i < n; i++)
        out_bytes[i] = (uint8_t)(hex_value(text.p[2 * i]) * 16 + hex_value(text.p[2 * i + 1]));
    return 0;
}

void
base64_append(struct buf *out, struct slice bytes)
{
    for (size_t i = 0; i < bytes.n; i += 3) {
        const size_t left = bytes.n - i;
        const uint32_t b0 = bytes.p[i];
        const uint32_t b1 = left > 1 ? bytes.p[i + 1] : 0;
        const uint32_t b2 = left > 2 ? bytes.p[i + 2] : 0;
        const uint32_t bits = b0 << 16 | b1 << 8 | b2;
        const uint8_t group[4] = {
            (uint8_t)base64_digits[bits >> 18],
            (uint8_t)base64_digits[bits >> 12 & 63],
            left > 1 ? (uint8_t)base64_digits[bits >> 6 & 63] : '=',
            left > 2 ? (uint8_t)base64_digits[bits & 63] : '=',
        };
        buf_add(out, (struct slice){group, 4});
    }
}

/* 0..63, or -1. */
static int
base64_value(uint8_t digit)
{
    if (digit >= 'A' && digit <= 'Z')
        return digit - 'A';
    if (digit >= 'a' && digit <= 'z')
        return digit - 'a' + 26;
    if (digit >= '0' && digit <= '9')
        return digit - '0' + 52;
    if (digit == '+')
        return 62;
    return digit == '/' ? 63 : -1;
}

/* The digits of a text whose length is a multiple of four: all but one or two '=' at the end. */
static struct slice
base64_without_padding(struct slice text)
{
    size_t padding = 0;
    while (padding < 2 && padding < text.n && text.p[text.n - 1 - padding] == '=')
        padding++;
    return slice_sub(text, 0, text.n - padding);
}

static int
base64_check(struct slice text, struct slice digits, struct err *err)
{
    if (text.n % 4 != 0)
        return err_set(err, ERR_FORMAT, "base64 text has %zu characters, expected a multiple of 4", text.n);
    for (size_t i = 0; i < digits.n; i++) {
        if (base64_value(digits.p[i]) < 0)
            return err_set(err, ERR_FORMAT, "character %zu of base64 text is '%c', expected A-Z, a-z, 0-9, + or /",
                           i + 1, digits.p[i]);
    }
    const size_t padding = text.n - digits.n;
    const int stray_mask = padding == 2 ? 15 : 3;
    if (padding > 0 && (base64_value(digits.p[digits.n - 1]) & stray_mask) != 0)
        return err_set(err, ERR_FORMAT, "last character of base64 text carries bits that belong to no byte");
    return 0;
}

int
base64_read(struct slice text, struct arena *arena, struct slice *out_bytes, struct err *err)
{
    const struct slice digits = base64_without_padding(text);
    TRY(base64_check(text, digits, err));
    const size_t n = text.n / 4 * 3 - (text.n - digits.n);
    uint8_t *bytes = arena_alloc(arena, n + 1);
    uint32_t bits = 0;
    size_t filled = 0;
    for (size_t i = 0; i < digits.n; i++) {
        bits = bits << 6 | (uint32_t)base64_value(digits.p[i]);
        if (i % 4 != 0)
            bytes[filled++] = (uint8_t)(bits >> (6 - 2 * (i % 4)));
    }
    *out_bytes = (struct slice){bytes, n};
    return 0;
}
