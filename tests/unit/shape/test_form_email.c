/* E-mail.
 * Covers: form_email.c, form_addresses.c, form_parts.c */
#include "form_fixture.h"

#include "base/buf.h"
#include "base/limits.h"

#define EXPECT(text, want) form_expect(FORM_EMAIL, SLICE(text), want)

START_TEST(a_message)
{
    EXPECT("\nFrom: =?utf-8?q?J=C3=BCrg?= <j@x.example>\r\nTo: \"Doe, A\" <a@x.example>, b@x.example (Bee)\r\n"
           "Cc: team: c@x.example;\r\nSubject: one\r\n two =?iso-8859-1?b?6Q==?=\r\n"
           "Date: Tue, 3 Nov 2026 09:08:07 +0100 (CET)\r\nMessage-ID: <1@x>\r\nIn-Reply-To: <0@x>\r\n"
           "References: <a@x>\r\n <b@x>\r\nTo: again@x.example\r\n\r\nHello,\r\n\r\nbye\r\n",
           "{\"cc\":[{\"address\":\"c@x.example\"}],\"date\":\"2026-11-03T08:08:07.000Z\",\"from\":{\"address\":"
           "\"j@x.example\",\"name\":\"J\xc3\xbcrg\"},\"headers\":{\"cc\":\"team: c@x.example;\",\"date\":\"Tue, 3 Nov "
           "2026 09:08:07 +0100 (CET)\",\"from\":\"J\xc3\xbcrg <j@x.example>\",\"in-reply-to\":\"<0@x>\","
           "\"message-id\":\"<1@x>\",\"references\":\"<a@x> <b@x>\",\"subject\":\"one two \xc3\xa9\","
           "\"to\":\"\\\"Doe, A\\\" <a@x.example>, b@x.example (Bee)\"},\"in_reply_to\":\"0@x\",\"message_id\":\"1@x\","
           "\"parts\":[{\"text\":\"Hello,\\n\\nbye\\n\",\"type\":\"text/plain\"}],\"references\":[\"a@x\",\"b@x\"],"
           "\"subject\":\"one two \xc3\xa9\",\"text\":\"Hello,\\n\\nbye\\n\",\"to\":[{\"address\":\"a@x.example\","
           "\"name\":\"Doe, A\"},{\"address\":\"b@x.example\",\"name\":\"Bee\"}]}");
}
END_TEST

START_TEST(parts)
{
    EXPECT("Content-Type: multipart/mixed; boundary=\"o\"\n\npreamble\n--o\n"
           "Content-Type: multipart/alternative; boundary=i\n\n--i\nContent-Type: text/html\n\n<b>\n--i\n"
           "Content-Type: text/plain; charset=windows-1252\nContent-Transfer-Encoding: "
           "quoted-printable\n\n=80=\n1\n--i--\n"
           "--o\nContent-Type: application/json; name=a.json\nContent-Transfer-Encoding: base64\n\neyJh\nIjoxfQ==\n"
           "--o\nContent-Type: application/pdf\nContent-Disposition: attachment; "
           "filename=\"b.pdf\"\n\n%PDF\n--o--\nepilogue",
           "{\"headers\":{\"content-type\":\"multipart/mixed; boundary=\\\"o\\\"\"},\"parts\":["
           "{\"text\":\"<b>\",\"type\":\"text/html\"},{\"text\":\"\xe2\x82\xac"
           "1\",\"type\":\"text/plain\"},"
           "{\"name\":\"a.json\",\"text\":\"{\\\"a\\\":1}\",\"type\":\"application/json\"},"
           "{\"name\":\"b.pdf\",\"type\":\"application/pdf\"}],\"text\":\"\xe2\x82\xac"
           "1\"}");
    EXPECT("Content-Type: multipart/mixed; boundary=o\n\n--o\n\ncut off",
           "{\"headers\":{\"content-type\":\"multipart/mixed; boundary=o\"},\"parts\":[{\"text\":\"cut off\","
           "\"type\":\"text/plain\"}],\"text\":\"cut off\"}");
}
END_TEST

START_TEST(what_cannot_be_read_is_left_out)
{
    EXPECT("Date: yesterday\nFrom: \"open\n\n\x80",
           "{\"from\":{\"address\":\"open\"},\"headers\":{\"date\":\"yesterday\",\"from\":\"\\\"open\"},"
           "\"parts\":[{\"text\":\"\xef\xbf\xbd\",\"type\":\"text/plain\"}],\"text\":\"\xef\xbf\xbd\"}");
    EXPECT("From a@x Mon Nov 2\nSubject: s", "{\"headers\":{\"subject\":\"s\"},\"parts\":[{\"type\":\"text/plain\"}],"
                                             "\"subject\":\"s\"}");
}
END_TEST

START_TEST(parts_are_bounded)
{
    struct buf text AUTO(buf_release);
    buf_init(&text, SIZE_MAX);
    for (int i = 0; i <= LIMIT_MIME_DEPTH; i++)
        buf_format(&text, "Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n", i, i);
    form_refuse(FORM_EMAIL, buf_slice(&text), "the message has more than 8 parts inside each other");
    buf_clear(&text);
    buf_text(&text, "Content-Type: multipart/mixed; boundary=b\n\n");
    for (int i = 0; i <= LIMIT_MIME_PARTS; i++)
        buf_text(&text, "--b\n\nx\n");
    form_refuse(FORM_EMAIL, buf_slice(&text), "the message has more than 256 parts");
}
END_TEST

START_TEST(survives)
{
    static const char *const pieces[] = {"From: ",
                                         "Date: ",
                                         "To: ",
                                         "Subject: ",
                                         "\n",
                                         "\r\n",
                                         "<a@b>",
                                         ",",
                                         "\"",
                                         "(",
                                         ")",
                                         "=?utf-8?b?",
                                         "4pyT",
                                         "?=",
                                         "=?x?q?=C3",
                                         " ",
                                         "--b\n",
                                         "--b--\n",
                                         "Content-Type: multipart/x; boundary=b\n",
                                         "Content-Transfer-Encoding: base64\n",
                                         "Content-Type: text/plain; charset=iso-8859-15\n",
                                         "\n\n",
                                         "1 Jan 2026 00:00 +0000"};
    form_survives(FORM_EMAIL, pieces, COUNT_OF(pieces));
}
END_TEST

int
main(void)
{
    return UNIT_MAIN("shape/form_email", a_message, parts, what_cannot_be_read_is_left_out, parts_are_bounded,
                     survives);
}
