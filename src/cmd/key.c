#include "base/buf.h"
#include "bundle/files.h"
#include "cmd/commands.h"
#include "cmd/print.h"
#include "crypto/allowed_signers.h"
#include "crypto/pem.h"
#include "crypto/ssh_key.h"
#include "format/json_build.h"
#include "ledger/ledger.h"
#include "tlog/vkey.h"

enum { KEY_TEXT_MAX = 4096 };

static void
append_form(struct buf *out, const struct command_call *call, const struct vkey *vkey)
{
    if (call_flag(call, "--allowed-signers")) {
        const struct allowed_signers_query signer = {.principal = vkey->name, .name_space = SLICE(BUNDLE_NAMESPACE)};
        allowed_signers_append(out, &signer, &vkey->key);
    } else if (call_flag(call, "--pem")) {
        pem_append(out, &vkey->key);
    } else {
        vkey_append(out, vkey);
        buf_byte(out, '\n');
    }
}

static int
print_key_json(const struct command_call *call, const struct vkey *vkey, struct slice text, struct err *err)
{
    char fingerprint[SSH_FINGERPRINT_MAX];
    ssh_key_fingerprint(&vkey->key, fingerprint);
    struct json *facts = json_new_object(call->arena);
    json_set(facts, "origin", json_new_slice(call->arena, vkey->name));
    json_set(facts, "fingerprint", json_new_string(call->arena, fingerprint));
    json_set(facts, "key", json_new_slice(call->arena, text));
    return print_json(facts, err);
}

static int
run_key_show(struct command_call *call, struct err *err)
{
    TRY(call_expect(call, 0, 0, err));
    struct vkey vkey;
    TRY(vkey_read(ledger_info(call->ledger).vkey, &vkey, err));
    struct buf text;
    buf_init(&text, KEY_TEXT_MAX);
    append_form(&text, call, &vkey);
    int code = buf_finish(&text, "the key", err);
    if (code >= 0 && call->json)
        code = print_key_json(call, &vkey, buf_slice(&text), err);
    else if (code >= 0)
        fwrite(text.p, 1, text.n, stdout);
    buf_release(&text);
    return code;
}

const struct command command_key_show = {
    .name = "key show",
    .arguments = "",
    .summary = "show the public key, in the form that a verifier takes",
    .options = (const struct command_option[]){{"--vkey", NULL, "a C2SP verifier key (the default)"},
                                               {"--allowed-signers", NULL, "a line for ssh-keygen -Y verify"},
                                               {"--pem", NULL, "PEM, for openssl"},
                                               {NULL, NULL, NULL}},
    .needs = NEEDS_LEDGER_READ,
    .run = run_key_show,
};
