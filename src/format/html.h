/* html.h - foreign text inside HTML, XML and SVG. */
#ifndef DAYBOOK_FORMAT_HTML_H
#define DAYBOOK_FORMAT_HTML_H

#include "base/buf.h"
#include "base/slice.h"

/* Append `text` so that it is inert as element content and inside a quoted attribute value, of HTML and of XML 1.0:
 * & < > " ' become references, control and bidirectional characters (visible.h; line breaks too) and those that XML has
 * not (U+FFFE, U+FFFF) are shown as \u{…}. */
void html_append(struct buf *out, struct slice text);

#endif
