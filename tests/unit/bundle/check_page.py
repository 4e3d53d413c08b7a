#!/usr/bin/env python3
"""Whether report.html is what it promises: strict markup, accessible, self-contained. check_page.py PAGE MEMBERS

MEMBERS lists the files of the bundle, one a line: what the page links to must be among them. Prints what is wrong, one
line each, and exits 1; nothing and 0 otherwise."""
import re
import sys
import xml.etree.ElementTree as tree

FORBIDDEN = {"script", "link", "img", "iframe", "object", "embed", "form", "base", "foreignObject", "image", "audio",
             "video", "input", "button"}
HIDDEN = re.compile("[\0-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufffe\uffff]")
problems = []


def wrong(text):
    problems.append(text)


def text_of(element):
    return "".join(element.itertext()).strip()


def check_elements(root):
    for element in root.iter():
        if element.tag in FORBIDDEN:
            wrong(f"<{element.tag}> is on the page")
        for name in element.attrib:
            if name.startswith("on") or name in ("style", "src", "srcset", "action", "formaction", "ping", "background"):
                wrong(f"<{element.tag}> has {name}")
        if element.tag == "meta" and element.get("http-equiv") not in (None, "Content-Security-Policy"):
            wrong("a meta element does more than it may")


def check_references(root, members):
    ids = [element.get("id") for element in root.iter() if element.get("id") is not None]
    if len(set(ids)) != len(ids):
        wrong("an id is there twice")
    known = set(ids)
    for element in root.iter():
        for name in (element.get("aria-labelledby") or "").split():
            if name not in known:
                wrong(f"aria-labelledby {name} is nowhere")
        href = element.get("href")
        if href is None:
            continue
        if href.startswith("#"):
            if href[1:] not in known:
                wrong(f"link {href} leads nowhere")
        elif element.tag != "a" or href not in members:
            wrong(f"link {href} is no file of the bundle")


def check_headings(root):
    levels = [int(element.tag[1]) for element in root.iter() if re.fullmatch("h[1-6]", element.tag)]
    if levels.count(1) != 1 or levels[0] != 1:
        wrong(f"headings {levels[:3]} do not begin with the only h1")
    for before, level in zip(levels, levels[1:]):
        if level > before + 1:
            wrong(f"a heading of level {level} follows one of level {before}")


def check_tables(root):
    for table in root.iter("table"):
        name = table.get("id")
        caption = table.find("caption")
        if caption is None or text_of(caption) == "":
            wrong(f"table {name} has no caption")
        width = len(table.findall("thead/tr/th"))
        for cell in table.iter("th"):
            if cell.get("scope") not in ("col", "row", "rowgroup"):
                wrong(f"table {name} has a head without scope")
        for row in table.findall("tbody/tr"):
            if sum(int(cell.get("colspan", 1)) for cell in row) != width:
                wrong(f"table {name} has a row of another width than its head")
            if row[0].tag != "th":
                wrong(f"table {name} has a row without a head")


def check_drawings(root):
    for drawing in root.iter("svg"):
        if drawing.get("aria-hidden") == "true":
            continue
        if drawing.get("role") != "img" or drawing.find("title") is None or drawing.find("desc") is None:
            wrong("a drawing has no title or description")


def luminance(colour):
    channels = [int(colour[i:i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def check_style(style):
    if "@import" in style or re.search(r"url\((?!#)", style):
        wrong("the style sheet fetches something")
    for name in ("ink", "soft", "accent", "critical", "high", "medium", "low", "informational"):
        colour = re.search(rf"--{name}: (#[0-9a-f]{{6}});", style)
        if colour is None or 1.05 / (luminance(colour[1]) + 0.05) < 4.5:
            wrong(f"--{name} has too little contrast on white")
    for name in re.findall(r"color: (#[0-9a-f]{6})", style):
        if 1.05 / (luminance(name) + 0.05) < 4.5:
            wrong(f"{name} has too little contrast on white")
    for needed in ("@media print", "table-header-group", "break-inside: avoid", "@page"):
        if needed not in style:
            wrong(f"the style sheet has no {needed}")


def main():
    with open(sys.argv[1], "rb") as file:
        page = file.read().decode("utf-8")
    with open(sys.argv[2], encoding="utf-8") as file:
        members = set(file.read().split("\n"))
    if not page.startswith("<!DOCTYPE html>\n"):
        wrong("there is no doctype")
    if HIDDEN.search(page):
        wrong("a character that hides or reorders text stands on the page")
    root = tree.fromstring(page)
    if root.tag != "html" or root.get("lang") != "en":
        wrong("the language is not given")
    if "compliant" in "".join(root.find("body").itertext()).lower():
        wrong("the page passes a verdict")
    check_elements(root)
    check_references(root, members)
    check_headings(root)
    check_tables(root)
    check_drawings(root)
    check_style(root.find("head/style").text)
    print("\n".join(problems), end="\n" if problems else "")
    return 1 if problems else 0


sys.exit(main())
