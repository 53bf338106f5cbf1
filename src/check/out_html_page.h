#ifndef OUT_HTML_PAGE_H
#define OUT_HTML_PAGE_H

extern const char out_html_style[], out_html_script[];

#endif
