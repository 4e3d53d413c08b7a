/* Lines of text.
 * Covers: form_text.c, form_syslog.c, form_cef.c, form_pairs.c */
#include "form_fixture.h"

#define EXPECT(line, want) form_expect(FORM_TEXT, SLICE(line), want)

START_TEST(a_plain_line)
{
    EXPECT("  hello there \r\n", "{\"message\":\"hello there\",\"text\":\"  hello there \"}");
    EXPECT("\xef\xbb\xbf"
           "a\xff"
           "b",
           "{\"message\":\"a\xef\xbf\xbd"
           "b\",\"text\":\"a\xef\xbf\xbd"
           "b\"}");
    EXPECT("", "{}");
}
END_TEST

START_TEST(syslog_of_rfc5424)
{
    EXPECT("<165>1 2026-10-11T22:14:15.003Z host.example app 77 ID47 [e@1 k=\"v \\\"q\\\"\" l=\"]x\"][f@2] "
           "\xef\xbb\xbfIt is so",
           "{\"message\":\"It is so\",\"syslog\":{\"app_name\":\"app\",\"facility\":20,\"hostname\":\"host.example\","
           "\"message\":\"It is so\",\"msgid\":\"ID47\",\"priority\":165,\"procid\":\"77\",\"severity\":5,"
           "\"structured_data\":{\"e@1\":{\"k\":\"v \\\"q\\\"\",\"l\":\"]x\"},\"f@2\":{}},"
           "\"timestamp\":\"2026-10-11T22:14:15.003Z\",\"version\":1},\"text\":\"<165>1 2026-10-11T22:14:15.003Z "
           "host.example app 77 ID47 [e@1 k=\\\"v \\\\\\\"q\\\\\\\"\\\" l=\\\"]x\\\"][f@2] \xef\xbb\xbfIt is so\"}");
    EXPECT("<0>2 - - - - - -", "{\"syslog\":{\"facility\":0,\"priority\":0,\"severity\":0,\"version\":2},"
                               "\"text\":\"<0>2 - - - - - -\"}");
}
END_TEST

START_TEST(syslog_of_rfc3164)
{
    EXPECT("<34>Oct  1 22:14:15 mymachine su[12]: failed for x",
           "{\"message\":\"failed for x\",\"syslog\":{\"app_name\":\"su\",\"facility\":4,\"hostname\":\"mymachine\","
           "\"message\":\"failed for x\",\"priority\":34,\"procid\":\"12\",\"severity\":2,"
           "\"timestamp\":\"Oct  1 22:14:15\"},\"text\":\"<34>Oct  1 22:14:15 mymachine su[12]: failed for x\"}");
    EXPECT("2026-10-11T22:14:15+02:00 h cron: x",
           "{\"message\":\"x\",\"syslog\":{\"app_name\":\"cron\",\"hostname\":\"h\",\"message\":\"x\","
           "\"timestamp\":\"2026-10-11T22:14:15+02:00\"},\"text\":\"2026-10-11T22:14:15+02:00 h cron: x\"}");
    EXPECT("Oct 11 2026 22:14:15 sshd[9]: in",
           "{\"message\":\"in\",\"syslog\":{\"app_name\":\"sshd\",\"message\":\"in\",\"procid\":\"9\","
           "\"timestamp\":\"Oct 11 2026 22:14:15\"},\"text\":\"Oct 11 2026 22:14:15 sshd[9]: in\"}");
    EXPECT("<13>only this", "{\"message\":\"only this\",\"syslog\":{\"facility\":1,\"message\":\"only this\","
                            "\"priority\":13,\"severity\":5},\"text\":\"<13>only this\"}");
}
END_TEST

START_TEST(what_only_looks_like_syslog_is_a_line)
{
    EXPECT("2026-10-11T22:14:15Z INFO started", "{\"message\":\"2026-10-11T22:14:15Z INFO started\","
                                                "\"text\":\"2026-10-11T22:14:15Z INFO started\"}");
    EXPECT("<192>x", "{\"message\":\"<192>x\",\"text\":\"<192>x\"}");
    EXPECT("<1x", "{\"message\":\"<1x\",\"text\":\"<1x\"}");
}
END_TEST

START_TEST(common_event_format)
{
    EXPECT("CEF:0|V|P\\|Q|1.0|7|a name|9|src=1.2.3.4 msg=two words\\=x act= n=a\\nb src=9",
           "{\"cef\":{\"device_version\":\"1.0\",\"extension\":{\"msg\":\"two words=x\",\"n\":\"a\\nb\","
           "\"src\":\"1.2.3.4\"},\"name\":\"a name\",\"product\":\"P|Q\",\"severity\":\"9\",\"signature_id\":\"7\","
           "\"vendor\":\"V\",\"version\":\"0\"},\"message\":\"CEF:0|V|P\\\\|Q|1.0|7|a name|9|src=1.2.3.4 msg=two "
           "words\\\\=x act= n=a\\\\nb src=9\",\"text\":\"CEF:0|V|P\\\\|Q|1.0|7|a name|9|src=1.2.3.4 msg=two "
           "words\\\\=x act= n=a\\\\nb src=9\"}");
    EXPECT("CEF:0|V|P|1|7|n|9", "{\"cef\":{\"device_version\":\"1\",\"extension\":{},\"name\":\"n\",\"product\":\"P\","
                                "\"severity\":\"9\",\"signature_id\":\"7\",\"vendor\":\"V\",\"version\":\"0\"},"
                                "\"message\":\"CEF:0|V|P|1|7|n|9\",\"text\":\"CEF:0|V|P|1|7|n|9\"}");
    EXPECT("CEF: no", "{\"message\":\"CEF: no\",\"text\":\"CEF: no\"}");
}
END_TEST

START_TEST(log_event_extended_format)
{
    EXPECT("LEEF:1.0|V|P|2|E\x7cusr=a b\tsrc=1",
           "{\"leef\":{\"event_id\":\"E\",\"extension\":{\"src\":\"1\",\"usr\":\"a b\"},\"product\":\"P\","
           "\"product_version\":\"2\",\"vendor\":\"V\",\"version\":\"1.0\"},\"message\":\"LEEF:1.0|V|P|2|E|usr=a "
           "b\\tsrc=1\",\"text\":\"LEEF:1.0|V|P|2|E|usr=a b\\tsrc=1\"}");
    EXPECT(
        "LEEF:2.0|V|P|2|E|x5E|a=1^b=2",
        "{\"leef\":{\"event_id\":\"E\",\"extension\":{\"a\":\"1\",\"b\":\"2\"},\"product\":\"P\","
        "\"product_version\":\"2\",\"vendor\":\"V\",\"version\":\"2.0\"},\"message\":\"LEEF:2.0|V|P|2|E|x5E|a=1^b=2\","
        "\"text\":\"LEEF:2.0|V|P|2|E|x5E|a=1^b=2\"}");
}
END_TEST

START_TEST(pairs)
{
    EXPECT("a=1, b=\"x \\\"y\\\"\"; c=p,q d= a=2 ?e=f",
           "{\"message\":\"a=1, b=\\\"x \\\\\\\"y\\\\\\\"\\\"; c=p,q d= a=2 ?e=f\",\"pairs\":{\"a\":\"1\","
           "\"b\":\"x \\\"y\\\"\",\"c\":\"p,q\"},\"text\":\"a=1, b=\\\"x \\\\\\\"y\\\\\\\"\\\"; c=p,q d= a=2 ?e=f\"}");
    EXPECT("msg='op=del res=no'U=\"r\"", "{\"message\":\"msg='op=del res=no'U=\\\"r\\\"\",\"pairs\":{\"U\":\"r\","
                                         "\"msg\":\"op=del res=no\",\"op\":\"del\",\"res\":\"no\"},"
                                         "\"text\":\"msg='op=del res=no'U=\\\"r\\\"\"}");
    EXPECT("k=\"open", "{\"message\":\"k=\\\"open\",\"pairs\":{\"k\":\"\\\"open\"},\"text\":\"k=\\\"open\"}");
}
END_TEST

START_TEST(json_inside)
{
    EXPECT("x @cee: {\"a\":[1]}",
           "{\"json\":{\"a\":[1]},\"message\":\"x @cee: {\\\"a\\\":[1]}\",\"text\":\"x @cee: {\\\"a\\\":[1]}\"}");
    EXPECT("[i] {x} {\\\"u\\\":\\\"v\\\"}",
           "{\"json\":{\"u\":\"v\"},\"message\":\"[i] {x} {\\\\\\\"u\\\\\\\":\\\\\\\"v\\\\\\\"}\","
           "\"text\":\"[i] {x} {\\\\\\\"u\\\\\\\":\\\\\\\"v\\\\\\\"}\"}");
    EXPECT("{a}", "{\"message\":\"{a}\",\"text\":\"{a}\"}");
}
END_TEST

START_TEST(survives)
{
    static const char *const pieces[] = {"<34>",
                                         "1 ",
                                         "2026-10-11T22:14:15Z ",
                                         "Oct 11 22:14:15 ",
                                         "h ",
                                         "su[1]: ",
                                         "[a b=\"",
                                         "\"]",
                                         "CEF:0|",
                                         "LEEF:2.0|",
                                         "|",
                                         "a=",
                                         "\"",
                                         "'",
                                         "\\",
                                         "{\"a\":1}",
                                         " ",
                                         "b=c",
                                         "=",
                                         "- "};
    form_survives(FORM_TEXT, pieces, COUNT_OF(pieces));
}
END_TEST

int
main(void)
{
    return UNIT_MAIN("shape/form_text", a_plain_line, syslog_of_rfc5424, syslog_of_rfc3164,
                     what_only_looks_like_syslog_is_a_line, common_event_format, log_event_extended_format, pairs,
                     json_inside, survives);
}
