"""A second reading of docs/statistics.md, "Threads": which steps without a key of their own belong to which finding key.
By texts, and in rounds until nothing changes."""
import collections
import re

KEYS_MAX = 100
COUNTING = {"notified", "triaged", "ticketed", "contextualized", "assigned", "reproduced", "developed", "reviewed", "deployed",
            "remediated", "failed", "closed", "suppressed", "unsuppressed"}
TEXT, KEY, NUMBERED = r"[^\x00-\x20\x7f]+", r"[A-Za-z][A-Za-z0-9_]*-[1-9][0-9]*", r"[\w.-]+/[\w./-]+[#!][1-9][0-9]*"
SCHEMES = {"finding": (0, TEXT, str), "incident": (1, TEXT, str), "pagerduty": (1, TEXT, str), "opsgenie": (1, TEXT, str),
           "ticket": (2, TEXT, str), "jira": (2, KEY, str.upper), "linear": (2, KEY, str.upper), "servicenow": (2, TEXT, str),
           "change": (3, TEXT, str), "github": (3, NUMBERED, str.lower), "gitlab": (3, NUMBERED, str.lower),
           "gitea": (3, NUMBERED, str.lower), "bitbucket": (3, NUMBERED, str.lower),
           "git": (4, r"[0-9a-fA-F]{40}|[0-9a-fA-F]{64}", str.lower), "run": (5, TEXT, str), "deployment": (5, TEXT, str)}


def refs(record):
    """The strong references of a record, as pairs (rank, normal form), each once, that of its finding first."""
    uid, result = record.get("finding", {}).get("uid"), {}
    for text in ([f"finding:{uid}"] if uid else []) + record.get("refs", []):
        scheme, colon, value = text.partition(":")
        if colon and scheme.isascii() and scheme.lower() in SCHEMES:
            rank, form, normal = SCHEMES[scheme.lower()]
            if re.fullmatch(form, value, re.ASCII):
                result[rank, scheme.lower() + ":" + normal(value)] = None
    return list(result)


def threads(counted, rule):
    """By index the keys of each step, and why those without any have none. `counted` are the events that count, `rule` gives an event's rule."""
    keyed = [e for e in counted if e.check and e.resource]
    steps = [(e, refs(e.record)) for e in counted if not (e.check and e.resource)]
    keys_of, broad = collections.defaultdict(set), set()
    for event in keyed:
        for ref in refs(event.record):
            keys_of[ref].add((rule(event), event.resource))
    for rank in range(6):
        for ref in [r for r in keys_of if r[0] == rank and len(keys_of[r]) > KEYS_MAX]:
            keys_of[ref] = set()
            broad.add(ref)
        for event, held in steps:
            for source in [r for r in held if r[0] == rank]:
                for target in held:
                    if target[0] > rank and sum(r[0] == target[0] for r in held) == 1:
                        keys_of[target] |= keys_of[source]
    result, reasons = {}, {}
    for event, held in steps:
        keys = set().union(*(keys_of[r] for r in held)) if held else set()
        result[event.index] = {k for k in keys if (not event.check or k[0] == rule(event))
                               and (not event.resource or k[1] == event.resource)}
        if not result[event.index]:
            reasons[event.index] = ("no strong reference" if not held else "broad reference" if broad & set(held) else
                                    "other check or resource" if keys else "reference of no finding")
    return result, reasons
