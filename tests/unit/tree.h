/* Document trees written by hand, so that a rule is tested apart from the grammar.
 *
 * A file holds cases; a line is a keyword, a blank and its content:
 *   = name            a new case
 *   ! BH301 warning 86 字   an expected finding: code, severity, a part of its message or quote (may be left out)
 *   方面 (一) 标题     问题 1 标题     项 (1) 内容     组 内容
 *   措施 ① 内容        进展 一是 内容  (number "-": none)
 *   标签 整改措施:      明细 责任单位:…    结果 done 内容     正文 内容     页面 内容
 *   副本 内容          a further copy begins     其他    the following problems stand apart
 *   机构 名称          every place of this name is a fact
 *   | 内容             goes on in a new line of the same leaf
 * A number of digits is printed with a dot; "24!" is printed without, "24.." as it stands. */
#ifndef TEST_TREE_H
#define TEST_TREE_H

#include "check.h"

struct tree_expect {
	struct str code, severity, part;
	bool met;
};

struct tree_case {
	struct str name;
	struct report report;
	struct vec expected; /* struct tree_expect */
	struct buf text;
};

/* Reads the next case of `file` from *pos; false at the end. To be cleared after each. */
bool tree_next(struct str file, size_t *pos, struct tree_case *ret);
void tree_clear(struct tree_case *t);
/* Runs the rules over every case of the file and compares the findings of the families named ("BH3,BH5").
 * Returns the number of cases; fails the test at the end when any case differs. */
int tree_run_file(const char *path, const char *families, size_t *ret_wrong);
/* The same over whole reports, read by the grammar: "=== name", lines "! CODE severity part", then the text. */
int tree_run_reports(const char *path, const char *families, size_t *ret_wrong);

#endif
