/* What a heading or sentence sounds like: the word lists behind the grammar's decisions.
 *
 * Each answer is about wording alone; the grammar weighs them over whole lists of headings. */
#ifndef REPORT_WORDS_H
#define REPORT_WORDS_H

#include "report.h"

/* A finding (反馈问题): 关于“…”问题, 针对…不到位 ... 0: no, 1: by its words, 2: by its form as well. */
int words_finding(struct str title);
/* A title whose end, or that of its first clause, says what is wanting: 责任落实不到位，不正之风时有发生. */
bool words_lacks(struct str title);
/* What was done about a finding that it only refers to: 针对督查发现的问题，建立台账. Not 针对“…”问题，一是…. */
bool words_answer(struct str title);
/* A title that says what it is of by its form: 关于…, 针对…, 反馈“…”; and one that quotes it. */
bool words_names(struct str title);
/* “卷宗缺页少章”…, 针对“…”的问题，…: what a sentence names right at its beginning. */
bool words_opens_with_quote(struct str sentence);
/* The length of what names a problem that a tale tells: of a sentence that opens with a quote up to its first comma behind that, else up to
 * the full stop, the colon or the dash. */
size_t words_tale_title(struct str sentence);
bool words_quotes(struct str title);
/* 关于第3个问题： 对第1条的整改。 at the beginning: its length without the mark, and the number; 0: nothing refers to one. */
size_t words_reference(struct str title, uint32_t *ret_value);
/* An aspect (方面): 在…方面, 聚焦…, short and not a sentence. */
bool words_aspect(struct str title);
/* A measure's opening: 加强 完善 制定 ... */
/* Words of findings anywhere in the paragraph. */
bool words_wanting(struct str paragraph);
bool words_measure(struct str title);

enum section_role {
	SECTION_OTHER,     /* decided by what stands in it */
	SECTION_ABOUT,     /* 组织领导, 基本情况 */
	SECTION_NEXT,      /* 下一步打算 */
	SECTION_PENDING,   /* 正在推进的问题 */
	SECTION_NAMED,     /* 点人点事 */
	SECTION_IMMEDIATE, /* 立行立改 */
};
enum section_role words_section(struct str title);
/* 巡察反馈问题整改落实情况, 巡察发现的主要问题: of the whole account, not of one aspect. */
bool words_names_account(struct str title);
/* What is to be done next: 下一步打算, 三、正在整改的问题及下一步安排. */
bool words_next(struct str title);

/* ☑已完成 ☐正在推进: what is ticked of several; all of it where there are no boxes. */
struct str words_ticked(struct str s);
/* A sentence that only tells the state of an item: 该项任务已于…完成。 */
enum result_status words_result_sentence(struct str sentence);
/* False: nothing that `s` begins with tells a state by itself. */
bool words_may_tell_state(struct str s);
/* One short sentence that begins with its state: 基本完成，待剩余企业联网后销号。 */
bool words_short_state(struct str s);
/* 目前尚有5个问题未整改到位: speaks of several problems and names none. */
bool words_counts_problems(struct str text);
/* 个别问题需长期坚持: none is named. */
bool words_some_problems(struct str text);
/* 对票据管理不规范问题，: the length of what a sentence names first, without the comma; 0: it names no finding so. */
size_t words_named_first(struct str sentence);
/* 已完成整改6个，分别是： counts those that follow, by their state. */
bool words_counts_state(struct str title);
/* The state in a text that tells one. */
enum result_status words_status(struct str text);
/* The state behind 整改结果: what its author says first (已完成。正在征求意见。 is done, and contradicts itself). */
enum result_status words_declared(struct str text);

/* 已完成整改的问题（7个） 正在推进的事项: the state of all that stands below a heading, RESULT_NONE: it tells none. */
enum result_status words_state_heading(struct str title);

/* A paragraph that closes the report: 下一步…, 欢迎…监督, 当前整改工作已取得… */
bool words_closing(struct str paragraph);
/* A line that is a date and nothing else: 2023年10月16日, 二〇二三年十月十六日, 2023.10.16. */
bool words_is_date(struct str line);
/* Where the date that ends the line begins; the line's length: none does. */
size_t words_date_before(struct str line);
/* A line that may be a signature: a short name of an office, an organisation or a company. */
bool words_is_signer(struct str line);
/* The same of who signs and is no unit that is inspected too: 市委第二巡察组, 整改工作领导小组. */
bool words_signs(struct str line);
/* A line that only says something of the ledger about an item: 涉及金额：…, （公开时间：…）. */
bool words_detail(struct str line);
/* A page's number between two pages: 第 2 页 共 5 页, — 3 —. */
bool words_page(struct str line);
/* What a web page has to be pressed: 打印本页 | 关闭窗口. */
bool words_buttons(struct str line);
/* A line of the web page: 来源 发布时间 主办单位 ICP备 字号 打印 ... */
bool words_furniture(struct str line);

/* What a problem is called: a finding that names itself (关于…问题) whole, else its first sentence without the mark. */
struct str words_title(struct str finding);

/* The heading phrase that opens a paragraph ("完善考评机制。"): its length with the mark, 0: none. */
size_t words_heading(struct str paragraph);

/* The end of the finding at the beginning of `text`, when it runs on into other text: behind 问题 and its mark. 0: all
 * of it is finding. */
size_t words_finding_end(struct str text);

#endif
