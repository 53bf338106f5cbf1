/* How a sentence is judged.
 *
 * 0. Only sentences with a sign that they may speak are read (mood_hint_lex.re), and those behind one that spoke.
 * 1. Cut at 。；！？ and line ends into sentences, at ，： into clauses. What stands in 《》 “” or in short brackets
 *    is somebody else's words and is skipped; so is a finding repeated in front (针对…问题).
 * 2. Each word that says "not yet" (正在 待 拟 将 计划 预计 力争 尚未 初稿 逐步) is asked whether it is said of the
 *    thing itself: not when it describes a noun (正在使用的车辆, 待审批事项), when an order or rule is quoted
 *    (要求…待…后方可), under a condition (如发现…将), for a habit (将定期), for steady running (正在正常运行), of
 *    the past (原拟, 当时尚未), or when the sentence goes on to say that it has since been done (原拟…，现已…).
 * 3. A future is a doubt only when what lies ahead is a thing that is there or not (投产, 印发, 支付). Going on,
 *    better, deeper (继续, 进一步, 加强) is what every finished piece of work says.
 * 4. The strongest word of the sentence speaks for it, the first of equals. A date promised with it is handed out. */
#include "mood.h"

#include "mood_hint.h"
#include "mood_view.h"

#define BRACKET_MAX 60 /* bytes of a bracket that is a remark and not a clause */
#define CITED_MAX 480  /* bytes of a finding repeated in front */

static void drop_from(struct sentence *s, size_t n)
{
	s->n = n;
	if (s->cited && s->cite >= n)
		s->cited = false;
}

static void push(struct sentence *s, enum mood_token kind, uint32_t start, uint32_t end)
{
	if (s->n < TOKENS_MAX)
		s->t[s->n++] = (struct token){ kind, start, end };
}

static void open_at(struct sentence *s, enum mood_token kind, uint32_t start, uint32_t end)
{
	if (s->opens < OPENS_MAX)
		s->open[s->opens++] = s->n;
	push(s, kind, start, end);
}

/* 《…》 and “…” become one token, (试行) none; a long bracket is a clause of its own. */
static void close_at(struct sentence *s, enum mood_token kind, uint32_t end)
{
	enum mood_token opener = kind == TK_CLOSE ? TK_OPEN : TK_POPEN;
	if (s->opens == 0 || s->open[s->opens - 1] >= s->n)
		return;
	size_t at = s->open[--s->opens];
	if (s->t[at].kind != opener)
		return;
	uint32_t start = s->t[at].start;
	if (kind == TK_CLOSE) {
		drop_from(s, at);
		push(s, TK_OPEN, start, end);
	} else if (end - start <= BRACKET_MAX) {
		drop_from(s, at);
	} else {
		s->t[at].kind = TK_COMMA;
		push(s, TK_COMMA, end - 1, end);
	}
}

/* 针对…问题: what stands between is the finding's own wording. Over a comma only when nothing of ours stands there. */
static void cited_until(struct sentence *s, uint32_t end)
{
	if (!s->cited || end - s->t[s->cite].start > CITED_MAX)
		return;
	size_t comma = first_of(s, BIT(TK_COMMA), s->cite, s->n);
	if (mask(s, comma, s->n) & (BIT(TK_ZAI) | M_COMPLETE))
		return;
	drop_from(s, s->cite);
	s->opens = 0;
}

static void take(struct sentence *s, enum mood_token kind, uint32_t start, uint32_t end)
{
	switch (kind) {
	case TK_NONE:
	case TK_BLANK:
		return;
	case TK_OPEN:
	case TK_POPEN:
		open_at(s, kind, start, end);
		return;
	case TK_CLOSE:
	case TK_PCLOSE:
		close_at(s, kind, end);
		return;
	case TK_CITE:
		if (!s->cited && s->n < TOKENS_MAX) {
			s->cited = true;
			s->cite = s->n;
			push(s, kind, start, end);
		}
		return;
	case TK_PROBLEM:
		cited_until(s, end);
		push(s, kind, start, end);
		return;
	default:
		push(s, kind, start, end);
	}
}

/* The sentence held back says what a following "现已…" takes away. */
static bool takes_back(const struct sentence *s, const struct mood *held)
{
	if (held->cause == MOOD_DRAFT) {
		size_t at = first_of(s, BIT(TK_ISSUED), 0, s->n);
		return at < s->n && (mask(s, view_at(s, at).first, at) & M_COMPLETE);
	}
	if (s->n == 0 || s->t[0].kind != TK_NOWDONE)
		return false;
	struct str lead = str_trim(str_sub(s->text, s->span.start, s->t[0].end));
	return str_starts(lead, STR("现")) || str_starts(lead, STR("最终"));
}

struct reader {
	struct sentence s;
	struct mood held; /* the last sentence's: the next one may take it back */
	mood_sink *sink;
	void *context;
};

static int flush_held(struct reader *r)
{
	if (r->held.level == MOOD_QUIET)
		return 0;
	struct mood m = r->held;
	r->held.level = MOOD_QUIET;
	return r->sink(r->context, &m);
}

static int end_sentence(struct reader *r, uint32_t end)
{
	struct sentence *s = &r->s;
	struct str trimmed = str_trim(str_sub(s->text, s->span.start, end));
	if (trimmed.len == 0)
		return 0;
	s->span.start = (uint32_t)(trimmed.ptr - s->text.ptr);
	s->span.end = s->span.start + (uint32_t)trimmed.len;
	if (r->held.level > MOOD_QUIET && takes_back(s, &r->held))
		r->held.level = MOOD_QUIET;
	int rc = flush_held(r);
	if (rc >= 0)
		r->held = mood_judge(s);
	return rc < 0 ? rc : 0;
}

/* The next place at or behind `pos` where a word may begin, or the end. */
static size_t next_word(struct str text, size_t pos)
{
	const unsigned char *base = (const unsigned char *)text.ptr;
	return (size_t)(starts_skip_dense(&mood_starts, base + pos, base + text.len) - base);
}

static void begin_sentence(struct sentence *s, uint32_t start)
{
	s->n = 0;
	s->opens = 0;
	s->cited = false;
	s->span = (struct span){ start, start };
}

/* Reads the sentence that begins at *pos, which moves behind its stop; of one with too many words a part. */
static int read_sentence(struct reader *r, size_t *pos)
{
	struct sentence *s = &r->s;
	begin_sentence(s, (uint32_t)*pos);
	while (s->n < TOKENS_MAX) {
		*pos = next_word(s->text, *pos);
		uint32_t start = (uint32_t)*pos;
		enum mood_token kind = mood_lex(s->text, pos);
		if (kind == TK_STOP || kind == TK_END)
			return end_sentence(r, start);
		take(s, kind, start, (uint32_t)*pos);
	}
	return end_sentence(r, (uint32_t)*pos);
}

/* Reads the sentences from that hint on. */
static int read_hinted(struct reader *r, struct hints *hints, struct span hint, const struct mood_want *want)
{
	struct str text = r->s.text;
	int rc = 0;
	for (size_t pos; hint.start < hint.end && rc >= 0;) {
		for (pos = hint.start; pos < hint.end && rc >= 0;)
			rc = read_sentence(r, &pos);
		if (r->held.level == MOOD_QUIET)
			hint = hint_next(hints, text, pos, want);
		else /* the next sentence may take it back */
			hint = (struct span){ (uint32_t)pos, (uint32_t)pos + (pos < text.len) };
	}
	if (rc >= 0)
		rc = flush_held(r);
	return rc < 0 ? rc : 0;
}

static int read_from(struct str text, struct hints *hints, struct span hint, const struct mood_want *want,
	mood_sink *sink, void *context)
{
	struct reader r; /* not set to zero as a whole: it is large, and most of it is never used */
	r.s.text = text;
	r.held.level = MOOD_QUIET;
	r.sink = sink;
	r.context = context;
	return read_hinted(&r, hints, hint, want);
}

/* Most texts have no hint, and need no room for a sentence. */
int mood_read(struct str text, struct hints hints, const struct mood_want *want, mood_sink *sink, void *context)
{
	struct span hint = hint_next(&hints, text, 0, want);
	return hint.start < hint.end ? read_from(text, &hints, hint, want, sink, context) : 0;
}

const char *mood_cause_text(enum mood_cause cause)
{
	switch (cause) {
	case MOOD_ONGOING:
		return "事情还在办理之中";
	case MOOD_WAITING:
		return "事情要等别的条件";
	case MOOD_INTENDED:
		return "事情只是打算去做";
	case MOOD_FUTURE:
		return "事情写作将来";
	case MOOD_PLANNED:
		return "事情还在计划或预期之中";
	case MOOD_NOT_YET:
		return "写明尚未做到";
	case MOOD_DRAFT:
		return "文件还是稿，未见印发";
	case MOOD_GRADUAL:
		return "分步进行，未见完成";
	case MOOD_PARTLY:
		return "说的是基本，不是全部";
	case MOOD_PROMISED:
		return "只有时限，未见完成";
	}
	return "";
}

const char *mood_advice_text(enum mood_cause cause)
{
	switch (cause) {
	case MOOD_DRAFT:
		return "已印发的请写明日期和文号，没有印发的不算完成";
	case MOOD_GRADUAL:
	case MOOD_PARTLY:
		return "请写明办了多少、余下多少、何时办完";
	case MOOD_ONGOING:
	case MOOD_WAITING:
	case MOOD_INTENDED:
	case MOOD_FUTURE:
	case MOOD_PLANNED:
	case MOOD_NOT_YET:
	case MOOD_PROMISED:
		break;
	}
	return "已办成的请写明时间和凭据，没有办成的不能算完成";
}
