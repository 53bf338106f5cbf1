#include "config_apply.h"

#define OWN_MIN 32 /* characters of a repeated passage that are not in the whitelist */

void config_codes(struct str *codes)
{
	for (size_t i = 0; i < check_rules_count; i++)
		codes[i] = str_from(check_rules[i].code);
}

void config_disabled(const struct config *c, const char *path, const char *always, char text[CONFIG_DISABLED_MAX])
{
	size_t len = 0;
	text[0] = '\0';
	if (always)
		len = (size_t)snprintf(text, CONFIG_DISABLED_MAX, "%s", always);
	for (size_t i = 0; c && i < check_rules_count && len < CONFIG_DISABLED_MAX; i++) {
		const char *code = check_rules[i].code;
		if (config_grade(c, path, str_from(code)) == CONFIG_OFF)
			len += (size_t)snprintf(text + len, CONFIG_DISABLED_MAX - len, ",%s", code);
	}
}

bool config_keeps(const struct config *c, const char *path, const struct rule *rule, enum severity *severity)
{
	switch (config_grade(c, path, str_from(rule->code))) {
	case CONFIG_OFF:
		return false;
	case CONFIG_NOTE:
		*severity = SEVERITY_NOTE;
		break;
	case CONFIG_WARNING:
		*severity = SEVERITY_WARNING;
		break;
	case CONFIG_ERROR:
		*severity = SEVERITY_ERROR;
		break;
	case CONFIG_AS_IS:
		break;
	}
	return true;
}

int config_add_phrases(const struct config *c, struct phrases *p)
{
	for (size_t i = 0; i < c->whitelist.len; i++) {
		if (phrases_add(p, VEC_AT(&c->whitelist, struct str, i)) < 0)
			return ERR_NOMEM;
	}
	return 0;
}

/* 1: hardly anything but the whitelist's phrases; negative: no memory. */
static int is_listed(const struct phrases *whitelist, struct str quote)
{
	struct folded f = { NULL, NULL, 0, 0 };
	struct vec common;
	int own = 0, rc = folded_read(&f, quote);
	vec_init(&common, sizeof(uint8_t));
	for (size_t i = 0; rc == 0 && i < f.len; i++)
		rc = vec_push(&common) ? 0 : ERR_NOMEM;
	if (rc == 0 && f.len > 0)
		phrases_mark(whitelist, &f, common.ptr);
	for (size_t i = 0; rc == 0 && i < f.len; i++)
		own += !VEC_AT(&common, uint8_t, i);
	bool listed = rc == 0 && own < OWN_MIN && (size_t)own < f.len;
	folded_clear(&f);
	vec_clear(&common);
	return rc < 0 ? rc : listed;
}

int config_filter(const struct config_filter *o, struct check_result *r)
{
	struct check_finding *all = r->findings.ptr;
	size_t kept = 0;
	for (size_t i = 0; i < r->findings.len; i++) {
		struct check_finding *f = &all[i];
		bool reuse = o->whitelist->rows.len > 0 && str_starts(str_from(f->rule->code), STR("BH3"));
		int listed = reuse ? is_listed(o->whitelist, f->quote) : 0;
		if (listed < 0)
			return listed;
		if (listed || !config_keeps(o->config, o->path, f->rule, &f->severity))
			continue;
		const struct baseline_finding known = { f->fingerprint, f->rule->code, o->name };
		int rc = o->baseline ? baseline_meet(o->baseline, &known) : 0;
		if (rc < 0)
			return rc;
		if (rc == 0)
			all[kept++] = *f;
	}
	r->findings.len = kept;
	return 0;
}
