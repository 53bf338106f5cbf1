#include <math.h>

#include "numfmt_parts.h"

enum { CODE_MAX = 255, PLACES_MAX = 30 };

/* --- General --- */

/* A long number that should have been text: its first 15 digits are true, the rest is lost. */
static void write_long(struct buf *b, double v)
{
	char text[64];

	snprintf(text, sizeof text, "%.14e", v);
	char *e = strchr(text, 'e');
	long zeros = e ? strtol(e + 1, NULL, 10) - 14 : 0;
	for (const char *c = text; c < e; c++)
		if (*c != '.')
			buf_chr(b, *c);
	for (; zeros > 0; zeros--)
		buf_chr(b, '0');
}

void numfmt_general(struct buf *b, double v)
{
	char text[64];

	if (isnan(v) || isinf(v)) {
		buf_cstr(b, "#NUM!");
		return;
	}
	if (fabs(v) >= 1e15 && fabs(v) < 1e21) {
		write_long(b, v);
		return;
	}
	snprintf(text, sizeof text, fabs(v) < 1e15 && v == floor(v) ? "%.0f" : "%.15g", v == 0 ? 0.0 : v);
	for (char *c = text; *c; c++)
		*c = *c == 'e' ? 'E' : *c;
	buf_cstr(b, text);
}

/* --- numbers --- */

struct digits {
	int whole, decimals, most; /* zeros that must stand; `most`: 0 and # behind the point */
	int percents, scale;
	bool grouped, exponent, value;
	int exponent_places;
};

static void look_at_digit(struct digits *d, char c, bool behind_point)
{
	if (d->exponent) {
		d->exponent_places++;
	} else if (behind_point) {
		d->most++;
		d->decimals = c == '0' ? d->most : d->decimals;
	} else {
		d->whole += c == '0';
	}
}

static struct digits look_at_digits(struct str code)
{
	struct digits d = { .whole = 0 };
	bool point = false;
	int commas = 0;

	for (size_t n; code.len; code = str_sub(code, n, code.len)) {
		struct numfmt_part p = numfmt_take(code, &n);
		if (p.kind == PART_DIGIT) {
			d.grouped = d.grouped || commas;
			commas = 0;
			look_at_digit(&d, code.ptr[0], point);
		}
		commas += p.kind == PART_COMMA;
		point = point || p.kind == PART_POINT;
		d.percents += p.kind == PART_PERCENT;
		d.exponent = d.exponent || p.kind == PART_EXPONENT;
		d.value = d.value || p.kind == PART_VALUE;
		if (p.kind != PART_COMMA && p.kind != PART_DIGIT && commas) {
			d.scale += commas;
			commas = 0;
		}
	}
	d.scale += commas;
	d.most = d.most > PLACES_MAX ? PLACES_MAX : d.most;
	d.decimals = d.decimals > d.most ? d.most : d.decimals;
	return d;
}

/* Commas between groups of three digits. */
static void group(struct buf *b, const char *whole)
{
	size_t n = strlen(whole);

	for (size_t i = 0; i < n; i++) {
		if (i && (n - i) % 3 == 0)
			buf_chr(b, ',');
		buf_chr(b, whole[i]);
	}
}

static void write_digits(struct buf *b, const struct digits *d, double v)
{
	char text[400];
	/* what is half in the decimal system is half: 0.145 * 100 is a little less in binary */
	snprintf(text, sizeof text, d->exponent ? "%.*E" : "%.*f", d->most, v * (1 + 1e-15));
	char *point = strchr(text, '.'), *e = strchr(text, 'E');
	size_t end = e ? (size_t)(e - text) : strlen(text);

	if (point)
		while (end > (size_t)(point - text) + 1 + (size_t)d->decimals && text[end - 1] == '0')
			end--;
	if (point && end == (size_t)(point - text) + 1)
		end--;
	struct str all = { text, end };
	size_t dot = str_find(all, STR("."), 0);
	char whole[400];
	size_t n = dot == STR_NPOS ? all.len : dot;
	memcpy(whole, text, n);
	whole[n] = '\0';
	for (int i = (int)n; i < d->whole && i < PLACES_MAX; i++)
		buf_chr(b, '0');
	bool none = !strcmp(whole, "0") && !d->whole;
	if (d->grouped)
		group(b, none ? "" : whole);
	else
		buf_cstr(b, none ? "" : whole);
	buf_str(b, str_sub(all, n, all.len));
	if (e)
		buf_cstr(b, e);
}

static void write_numeric(struct buf *b, struct str code, double v)
{
	struct digits d = look_at_digits(code);
	bool written = false;

	for (int i = 0; i < d.percents; i++)
		v *= 100;
	for (int i = 0; i < d.scale; i++)
		v /= 1000;
	for (size_t n; code.len; code = str_sub(code, n, code.len)) {
		struct numfmt_part p = numfmt_take(code, &n);
		bool here = p.kind == PART_DIGIT || p.kind == PART_POINT || p.kind == PART_VALUE;
		if (here && !written) {
			if (p.kind == PART_VALUE)
				numfmt_general(b, v);
			else
				write_digits(b, &d, v);
			written = true;
		} else if (p.kind == PART_TEXT || p.kind == PART_PERCENT) {
			buf_str(b, p.text);
		}
	}
}

/* [>=100] at a section's beginning. -1: none, else whether it holds. */
static int condition(struct str section, double v)
{
	for (size_t n; section.len; section = str_sub(section, n, section.len)) {
		struct numfmt_part p = numfmt_take(section, &n);
		if (p.kind != PART_NOTHING || !p.text.len || !strchr("<>=", p.text.ptr[0]))
			continue;
		char text[40];
		size_t ops = p.text.len > 1 && strchr("=>", p.text.ptr[1]) ? 2 : 1;
		struct str number = str_sub(p.text, ops, p.text.len);
		snprintf(text, sizeof text, STR_FMT, STR_ARG(str_sub(number, 0, sizeof text - 1)));
		double w = strtod(text, NULL);
		char op = p.text.ptr[0];
		if (op == '=')
			return v == w;
		if (ops == 2 && p.text.ptr[1] == '>')
			return v != w;
		bool equal = ops == 2 && v == w;
		return equal || (op == '<' ? v < w : v > w);
	}
	return -1;
}

struct sections {
	struct str s[4];
	size_t n;
};

static struct sections split_sections(struct str code)
{
	struct sections all = { .n = 0 };

	for (size_t at = 0; all.n < 4;) {
		size_t end = numfmt_section_end(code, at);
		all.s[all.n++] = str_sub(code, at, end);
		if (end >= code.len)
			break;
		at = end + 1;
	}
	return all;
}

/* The section for a value; *v becomes what it shows (its sign may stand in the section). */
static struct str choose(const struct sections *all, double *v)
{
	size_t numbers = all->n > 3 ? 3 : all->n;

	if (condition(all->s[0], *v) >= 0) {
		for (size_t i = 0; i < numbers; i++)
			if (condition(all->s[i], *v) != 0)
				return all->s[i];
		return all->s[numbers - 1];
	}
	if (numbers >= 2 && *v < 0) {
		*v = -*v;
		return all->s[1];
	}
	return numbers == 3 && *v == 0 ? all->s[2] : all->s[0];
}

void numfmt_write(struct buf *b, struct str code, double v, bool since_1904)
{
	size_t before = b->len;

	if (!code.len || code.len > CODE_MAX || isnan(v) || isinf(v)) {
		numfmt_general(b, v);
		return;
	}
	struct sections all = split_sections(code);
	double shown = v;
	struct str section = choose(&all, &shown);
	if (numfmt_is_date(section)) {
		if (!numfmt_write_date(b, section, v, since_1904))
			numfmt_general(b, v);
		return;
	}
	struct digits d = look_at_digits(section);
	if (str_has(section, STR("/")) && !d.value) { /* fractions: what they come to */
		numfmt_general(b, v);
		return;
	}
	if (shown < 0 && fabs(shown) > 0) {
		buf_chr(b, '-');
		shown = -shown;
	}
	write_numeric(b, section, shown);
	if (b->len == before && all.n < 3) /* a format that hides it (;;;) is kept hidden, one without digits is not */
		numfmt_general(b, v);
}
