/* Deeds in the place of problems: (1)聚焦理论武装，改进学习方法。一是… (2)…, where nothing is told as a problem. They are taken for the problems if they
 * are as many as the text above them says there are: 反馈的10个具体问题. */
#include "outline_parts.h"

#include "fault.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

enum { DEEDS_LEAST = 3, LEAD_BYTES = 9000, THING_BYTES = 24 };

/* 10个具体问题 */
static bool says_count(struct str lead, uint32_t count)
{
	char number[16];
	int len = snprintf(number, sizeof number, "%" PRIu32 "个", count);
	struct str wanted = { number, (size_t)len };

	for (size_t at = str_find(lead, wanted, 0); at != STR_NPOS; at = str_find(lead, wanted, at + wanted.len)) {
		bool longer = at > 0 && lead.ptr[at - 1] >= '0' && lead.ptr[at - 1] <= '9';
		size_t behind = at + wanted.len;
		if (!longer && str_has(str_sub(lead, behind, behind + THING_BYTES), STR("问题")))
			return true;
	}
	return false;
}

struct deeds {
	uint32_t count, listed; /* headings of one list; of these, with a list behind their title */
	uint32_t at;
};

static uint32_t lists_of(const struct outline *o)
{
	uint32_t most = 0;

	for (size_t i = 0; i < o->heads.len; i++) {
		const struct head *h = &VEC_AT(&o->heads, struct head, i);
		most = h->list > most ? h->list : most;
	}
	return most + 1;
}

static bool are_problems(const struct outline *o, const struct deeds *d)
{
	return d->count >= DEEDS_LEAST && d->listed * 4 >= d->count * 3 &&
	       says_count(str_sub(o->text, 0, d->at < LEAD_BYTES ? d->at : LEAD_BYTES), d->count);
}

int outline_take_deeds(struct outline *o)
{
	uint32_t lists = lists_of(o), taken = 0;
	struct deeds *all = fault_calloc(lists, sizeof *all);

	if (!all)
		return ERR_NOMEM;
	for (size_t i = 0; i < o->heads.len; i++) {
		const struct head *h = &VEC_AT(&o->heads, struct head, i);
		struct deeds *d = &all[h->list];
		d->at = d->count ? d->at : h->at;
		d->count++;
		d->listed += h->listed;
	}
	while (taken < lists && !are_problems(o, &all[taken]))
		taken++;
	for (size_t i = 0; taken < lists && i < o->heads.len; i++) {
		struct head *h = &VEC_AT(&o->heads, struct head, i);
		if (h->list == taken)
			h->role = ROLE_PROBLEM;
	}
	free(all);
	return 0;
}
