/* Words that carry tense and modality, recognised in running text (mood_lex.re). */
#ifndef MOOD_LEX_H
#define MOOD_LEX_H

#include "starts.h"

/* At most 64: sets of them are bit masks. */
enum mood_token {
	TK_END,     /* of the text */
	TK_NONE,    /* anything without meaning here */
	TK_BLANK,   /* white space within a line */
	TK_STOP,    /* 。；！？ and the end of a line */
	TK_COMMA,   /* ，、is none: it joins words */
	TK_OPEN,    /* 《 “ ‘ */
	TK_CLOSE,   /* 》 ” ’ */
	TK_POPEN,   /* （ */
	TK_PCLOSE,  /* ） */
	TK_ZAI,     /* 正在, 正按 */
	TK_PROCESS, /* 办理中 */
	TK_WAIT,    /* 待 as a verb */
	TK_AWAIT,   /* 等待, 尚待 */
	TK_NI,      /* 拟 as a verb */
	TK_READY,   /* 准备签订 */
	TK_FUTURE,  /* 将 that can only be the future: 将于, 将进一步 */
	TK_WILL,    /* 将 that is mostly the future: 将完成 */
	TK_BA,      /* 将 as 把 */
	TK_BAPRED,  /* what follows 把: 纳入, 作为 */
	TK_NEXT,    /* 下一步, 后续 */
	TK_PLAN,    /* 计划于 */
	TK_EXPECT,  /* 预计, 即将, 有望 */
	TK_STRIVE,  /* 力争, 争取, 确保 */
	TK_NOTYET,  /* 尚未 */
	TK_UNDONE,  /* 未完成 */
	TK_DRAFT,   /* 初稿 */
	TK_GRADUAL, /* 分年度, 逐步 */
	TK_DONE,    /* 已 */
	TK_NOWDONE, /* 现已, 目前已 */
	TK_LE,      /* 了 */
	TK_FINISH,  /* 完毕: done, or to be done, as the clause says */
	TK_STILL,   /* 仍在, 停留在 */
	TK_DELIVER, /* a thing that is there or not: 投产, 印发, 支付 */
	TK_WORK,    /* the same, vaguer: 制定, 建立, 改造 */
	TK_ISSUED,  /* 印发, 施行: a draft is one no longer */
	TK_APPROVE, /* 批复, 下达, 到位 */
	TK_IMPROVE, /* 继续, 加强 */
	TK_HABIT,   /* 定期, 每年, 一律 */
	TK_IF,      /* 如发现, 若, 凡 */
	TK_ORDER,   /* 要求, 督促 */
	TK_DE,      /* 的 */
	TK_AFTER,   /* 后 */
	TK_THEN,    /* 再, 即, 方可 */
	TK_STEADY,  /* 正常, 按期, 使用 */
	TK_TREND,   /* 形成, 显现 */
	TK_MILD,    /* 开展, 组织 */
	TK_THING,   /* 事项, 人员 */
	TK_PAST,    /* 原, 此前, 当时 */
	TK_NOW,     /* 目前, 仍 */
	TK_DATE,    /* 2021年, 下半年, 10月 */
	TK_BEFORE,  /* 11月底前, 年内 */
	TK_CITE,    /* 针对, 关于 */
	TK_PROBLEM, /* 问题, 现象 */
	TK_EFFECT,  /* 建成后, 必将 */
	TK_HASTE,   /* 加快, 尽快 */
	TK_NO,      /* 不再, 无需 */
	TK_PACE,    /* 稳步推进: how it goes on */
	TK_ENTER,   /* 进入: of a stage */
	TK_PARTLY,  /* 基本完成 */
	TK_CAN,     /* 可 before 建成: 年内可建成 */
	TK_SHARE,   /* 工程量的60%: a share that is not the whole */
	TK_NEED,    /* 尚需, 还需 */
	TK_KINDS
};

/* Where a word may begin (made from the rules by tools/lexstarts): a character elsewhere is TK_NONE. */
extern const struct starts mood_starts;

/* The next word at `pos` of the text, which moves behind it. Never reads beyond text.len. */
enum mood_token mood_lex(struct str text, size_t *pos);

#endif
