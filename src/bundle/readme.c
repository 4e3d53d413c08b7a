#include "bundle/readme.h"

#include "bundle/files.h"

#include "base/encoding.h"
#include "crypto/allowed_signers.h"
#include "crypto/ssh_key.h"

#include <inttypes.h>

static const char simulated_notice[] = "SIMULATED: this ledger was made for demonstration, training or tests. Nothing\n"
                                       "in it happened.\n"
                                       "\n";

static const char contents[] = "What is here\n"
                               "------------\n"
                               "report.html        the figures for people; works offline and without scripts\n"
                               "population/        every exposure window of the period, and the roll-forward\n"
                               "stats/             exposure, coverage, time to remediate; method.md defines them\n"
                               "completeness/      sources, gaps, reconciliations, late, backdated and future\n"
                               "                   events, rejects, and all acts of people on the ledger\n"
                               "exceptions/        items to evaluate: breaches of SLAs, waivers, repairs without\n"
                               "                   an independent check, unmapped checks, events that their\n"
                               "                   source was not permitted to send, undecided evaluations,\n"
                               "                   steps that no reference ties to a finding\n"
                               "controls/          criteria, rules and own controls as they were read; source/\n"
                               "                   holds the exact files of the rule set in force, previous/\n"
                               "                   earlier ones; changes.csv what changed in the period\n"
                               "ledger/            the entries, the signed checkpoint, and what rebuilds it\n"
                               "payloads/          the disclosed payloads that the entries were read from\n"
                               "names.csv          whose names stand behind the references in the entries\n"
                               "manifest.json      size and digests of every file; manifest.json.sig signs it\n"
                               "\n";

static const char exclusions[] = "What is not here\n"
                                 "----------------\n"
                                 "Management's assertion, the description of the system, and reviews of access to\n"
                                 "the host that keeps the ledger. This bundle holds records and figures made from\n"
                                 "them; it expresses no opinion and no conclusion on any control.\n"
                                 "It cannot show that a source sent every event: see completeness/gaps.csv and\n"
                                 "completeness/sources.csv. Whoever holds both the ledger's host and its key could\n"
                                 "have rewritten all of it, unless checkpoints were kept elsewhere.\n";

static void
write_subject(const struct bundle_model *model, struct buf *out)
{
    char from[INSTANT_TEXT_MAX];
    char to[INSTANT_TEXT_MAX];
    instant_write(from, model->from_ms);
    instant_write(to, model->to_ms);
    buf_format(out, "Evidence bundle of %.*s\n\n", SLICE_ARG(model->origin));
    if (model->simulated)
        buf_text(out, simulated_notice);
    buf_format(out, "Period    %s to %s (the end is not in it)\n", from, to);
    buf_format(out, "Entries   %" PRIu64 " to %" PRIu64 " of the ledger\n", model->a, model->b - 1);
    buf_text(out, "Root      ");
    hex_append(out, (struct slice){model->root.b, SHA256_BYTES});
    buf_format(out, "\nWritten   by daybook %.*s, format %" PRIu64 ", statistics %" PRIu64 "\n",
               SLICE_ARG(model->program), model->format, model->statistics);
    buf_format(out, "Payloads  %" PRIu64 " disclosed, %zu withheld\n", model->payload_count, model->withheld_count);
}

static void
write_status(const struct bundle_model *model, struct buf *out)
{
    buf_format(out, "Status    %s (method of statistics §9; not an opinion)\n", bundle_status_name(model->status));
    for (size_t i = 0; i < model->reason_count; i++)
        buf_format(out, "          - %.*s\n", SLICE_ARG(model->reasons[i]));
    buf_byte(out, '\n');
}

static void
write_with_program(const struct bundle_model *model, struct buf *out)
{
    char fingerprint[SSH_FINGERPRINT_MAX];
    ssh_key_fingerprint(&model->key.key, fingerprint);
    buf_text(out, "To check it with daybook\n"
                  "------------------------\n"
                  "Take the key from where you received it, never from a bundle: whoever can\n"
                  "replace the bundle can replace a key inside it.\n"
                  "    daybook verify --key KEY-FILE BUNDLE.zip\n");
    buf_format(out, "The key that signed this bundle claims to be\n    %s\n\n", fingerprint);
}

static void
write_without_program(const struct bundle_model *model, struct buf *out)
{
    const struct allowed_signers_query signer = {.principal = model->origin, .name_space = SLICE(BUNDLE_NAMESPACE)};
    buf_text(out, "To check it without daybook\n"
                  "---------------------------\n"
                  "1. The file itself, then unpack it:\n"
                  "    unzip -t BUNDLE.zip && unzip BUNDLE.zip -d bundle && cd bundle\n"
                  "2. The signature. The file allowed_signers must hold this line, once the key in it\n"
                  "   is the one that you received:\n    ");
    allowed_signers_append(out, &signer, &model->key.key);
    buf_format(out,
               "    ssh-keygen -Y verify -f allowed_signers -I %.*s \\\n"
               "        -n " BUNDLE_NAMESPACE " -s " BUNDLE_SIGNATURE_PATH " < " BUNDLE_MANIFEST_PATH "\n",
               SLICE_ARG(model->origin));
    buf_text(out, "3. Every file. The digest of SHA256SUMS itself must be the one in manifest.json:\n"
                  "    sha256sum -c SHA256SUMS && sha256sum SHA256SUMS\n"
                  "4. The ledger. Any program that computes an RFC 6962 root will do; daybook's\n"
                  "   docs/rebuild-root.py is one of 20 lines of standard Python:\n"
                  "    python3 rebuild-root.py .\n"
                  "   ledger/end.checkpoint is a signed note (C2SP tlog-checkpoint) that any\n"
                  "   transparency log client reads.\n"
                  "5. A payload: SHA-256 of \"daybook-payload-v1\", a newline, its 32 bytes of salt and\n"
                  "   its bytes is the digest in its entry.\n"
                  "\n");
}

int
bundle_render_readme(const struct bundle_model *model, struct buf *out, struct err *err)
{
    write_subject(model, out);
    write_status(model, out);
    buf_text(out, contents);
    write_with_program(model, out);
    write_without_program(model, out);
    buf_text(out, exclusions);
    return buf_finish(out, "README.txt", err);
}
