/* make_reports COUNT DIR [KIB]: invented reports for measuring, 1,000 to a folder; prints what was planted.
 *
 * Every sentence is made of words drawn by Zipf's law from invented two-character words, with stock clauses between them. Planted: in one
 * report of 50 a measure of an earlier report with three words changed; in one of 5 a paragraph that all of them share (boiler-plate);
 * one report of 20 is the second round of an earlier report's unit, and repeats one of its problems in other words. The same arguments
 * give the same bytes. */
#include <errno.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/stat.h>

#define WORDS 30000
#define CLAUSES 400
#define KEPT 64 /* earlier measures that may be copied */
#define TEXT_MAX 4096

static uint64_t state = 88172645463325252u;
static char words[WORDS][7], clauses[CLAUSES][64];
static double zipf[WORDS];

struct kept {
	char measure[TEXT_MAX], finding[400], unit[64];
	int year;
	bool written; /* the measure stands in a report */
};
static struct kept kept[KEPT];

static uint32_t draw(uint32_t below)
{
	state ^= state << 13;
	state ^= state >> 7;
	state ^= state << 17;
	return (uint32_t)((state >> 16) % below);
}

static const char *word(void)
{
	double want = (double)draw(1u << 30) / (1u << 30) * zipf[WORDS - 1];
	int low = 0, high = WORDS - 1;
	while (low < high) {
		int middle = (low + high) / 2;
		if (zipf[middle] < want)
			low = middle + 1;
		else
			high = middle;
	}
	return words[low];
}

static void put_char(char *to, uint32_t c)
{
	to[0] = (char)(0xE0 | c >> 12);
	to[1] = (char)(0x80 | (c >> 6 & 63));
	to[2] = (char)(0x80 | (c & 63));
}

static void make_words(void)
{
	double sum = 0;
	for (int i = 0; i < WORDS; i++) {
		put_char(words[i], 0x5000 + draw(2500));
		put_char(words[i] + 3, 0x5000 + draw(2500));
		zipf[i] = sum += 1.0 / (i + 8);
	}
	for (int i = 0; i < CLAUSES; i++) {
		size_t len = 0;
		for (int k = 0; k < 4 + i % 3; k++)
			len += (size_t)snprintf(clauses[i] + len, sizeof(clauses[i]) - len, "%s", word());
	}
}

/* A sentence of about `chars` characters. */
static size_t sentence(char *to, size_t room, int chars)
{
	size_t len = 0;
	for (int n = 0; n < chars && len + 80 < room;) {
		bool stock = draw(10) < 2;
		const char *piece = stock ? clauses[draw(CLAUSES)] : word();
		len += (size_t)snprintf(to + len, room - len, "%s", piece);
		n += (int)strlen(piece) / 3;
		if (draw(6) == 0) {
			len += (size_t)snprintf(to + len, room - len, "，");
			n++;
		}
	}
	return len;
}

/* The same with three words in other words' place. */
static void reword(const char *from, char *to, size_t room)
{
	snprintf(to, room, "%s", from);
	size_t chars = strlen(to) / 3;
	for (int i = 0; i < 3 && chars > 8; i++) {
		size_t at = (2 + draw((uint32_t)chars - 6)) * 3;
		memcpy(to + at, word(), 6);
	}
}

static size_t copies, boilerplate, rounds;

static void write_problem(FILE *f, uint32_t report, int number, const struct kept *second)
{
	char finding[512], measure[TEXT_MAX], other[TEXT_MAX];
	sentence(finding, sizeof(finding), 24);
	if (second && number == 3)
		snprintf(finding, sizeof(finding), "仍有%s现象", second->finding);
	fprintf(f, "%d.针对“%s”的问题。\n整改措施：\n", number, finding);
	int measures = 2 + (int)draw(3);
	for (int m = 0; m < measures; m++) {
		size_t len = sentence(measure, sizeof(measure), 80 + (int)draw(120));
		const struct kept *source = &kept[draw(KEPT)];
		if (report % 50 == 0 && number == 2 && m == 0 && source->written) {
			reword(source->measure, other, sizeof(other));
			fprintf(f, "%s。\n", other);
			copies++;
			continue;
		}
		fprintf(f, "%s。\n", measure);
		if (number == 1 && m == 0 && draw(20) == 0) {
			struct kept *k = &kept[report % KEPT];
			if (len > 240) {
				snprintf(k->measure, sizeof(k->measure), "%s", measure);
				k->written = true;
			}
		}
	}
	if (report % 5 == 1 && number == 1) {
		fprintf(f,
			"按照上级统一部署制定实施方案并报送备案，逐项明确牵头领导与承办科室，每月调度一次、每季通报一次，年底组织交叉检查并公布结果，检查结果纳入年度考核。\n");
		boilerplate++;
	}
	sentence(measure, sizeof(measure), 100);
	fprintf(f, "整改进展：%s。\n整改结果：已完成。\n", measure);
	if (number == 3 && !second)
		snprintf(kept[report % KEPT].finding, sizeof(kept[0].finding), "%.390s", finding);
}

static void write_report(const char *path, uint32_t report, size_t bytes)
{
	FILE *f = fopen(path, "w");
	if (!f) {
		fprintf(stderr, "make_reports: %s: %s\n", path, strerror(errno));
		exit(1);
	}
	struct kept *k = &kept[report % KEPT];
	bool second = report >= KEPT && report % 20 == 7;
	struct kept before = *k;
	if (second)
		rounds++;
	char unit[64];
	if (second)
		snprintf(unit, sizeof(unit), "%s", before.unit);
	else
		snprintf(unit, sizeof(unit), "%s市%s县%s局", word(), word(), words[report % WORDS]);
	int year = second ? before.year + 2 : 2018 + (int)draw(4);
	fprintf(f, "中共%s党组关于巡察整改进展情况的通报\n\n%d年3月6日至5月20日，市委第四巡察组对%s党组开展了巡察。",
		unit, year, unit);
	fprintf(f, "%d年6月12日，巡察组反馈了意见。\n\n一、关于日常管理方面\n", year);
	for (int number = 1; ftell(f) < (long)bytes || number <= 3; number++)
		write_problem(f, report, number, second ? &before : NULL);
	fprintf(f, "\n中共%s党组\n%d年12月1日\n", unit, year);
	snprintf(k->unit, sizeof(k->unit), "%s", unit);
	k->year = year;
	if (fclose(f) != 0) {
		fprintf(stderr, "make_reports: %s: %s\n", path, strerror(errno));
		exit(1);
	}
}

int main(int argc, char **argv)
{
	char path[4096];
	long count = argc > 2 ? strtol(argv[1], NULL, 10) : 0, kib = argc > 3 ? strtol(argv[3], NULL, 10) : 20;
	if (count < 1 || count > 1000000 || kib < 1 || kib > 10000) {
		fprintf(stderr, "usage: make_reports COUNT DIR [KIB]\n");
		return 2;
	}
	make_words();
	mkdir(argv[2], 0777);
	for (int i = 0; i < KEPT; i++) {
		sentence(kept[i].finding, sizeof(kept[i].finding), 24);
		snprintf(kept[i].unit, sizeof(kept[i].unit), "%s市%s局", word(), word());
		kept[i].year = 2018;
	}
	for (long i = 0; i < count; i++) {
		if (i % 1000 == 0) {
			snprintf(path, sizeof(path), "%s/%03ld", argv[2], i / 1000);
			mkdir(path, 0777);
		}
		snprintf(path, sizeof(path), "%s/%03ld/%06ld.txt", argv[2], i / 1000, i);
		write_report(path, (uint32_t)i, (size_t)kib * 1024);
	}
	printf("reports %ld, copied measures %zu, with boiler-plate %zu, second rounds %zu\n", count, copies,
		boilerplate, rounds);
	return 0;
}
