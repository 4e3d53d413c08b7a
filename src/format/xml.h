/* xml.h - an XML document as a JSON tree.
 * An element is an object: its attributes as "@name", its own text as "#text" (without white space around it, left out
 * when there is none), and its children by their names, always as arrays. Names are local: prefixes are dropped, and so
 * are the attributes that declare them. The document is an object with its one root element.
 * There are no entities but XML's own five and characters by number: a document type declaration is refused, and
 * nothing outside of the bytes is ever read. Of two attributes with one local name the first wins. Source: XML 1.0
 * (fifth edition), Namespaces in XML 1.0; parsed by libexpat. */
#ifndef DAYBOOK_FORMAT_XML_H
#define DAYBOOK_FORMAT_XML_H

#include "base/arena.h"
#include "base/err.h"
#include "base/slice.h"

struct json;

/* ERR_FORMAT "line L column C: …" when it is not well-formed or has a document type declaration; ERR_LIMIT past
 * LIMIT_JSON_DEPTH elements inside each other or LIMIT_JSON_NODES values. */
MUST_CHECK int xml_read(struct slice bytes, struct arena *arena, struct json **out_document, struct err *err);

#endif
