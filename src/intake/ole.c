#include "ole.h"

enum intake_format ole_format(struct str bytes, enum intake_format given)
{
	struct cfb c;
	enum intake_format f = given;

	if (cfb_open(&c, bytes, NULL) == 0) {
		if (cfb_find(&c, "WordDocument", 2))
			f = INTAKE_DOC;
		else if (cfb_find(&c, "Workbook", 2) || cfb_find(&c, "Book", 2))
			f = INTAKE_XLS;
	}
	cfb_clear(&c);
	return f;
}

int ole_refuse(struct opener *o, const struct cfb *c, struct err *e)
{
	static const struct {
		const char *name;
		unsigned type;
		const char *what, *hint;
	} kinds[] = {
		{ "EncryptedPackage", 2, "加了打开密码的 Office 文件",
			"请用密码打开，取消密码（文件—信息—保护文档）后另存一份再用" },
		{ "PowerPoint Document", 2, "旧版演示文稿（ppt）", "请选择报告文件" },
		{ "__properties_version1.0", 2, "Outlook 邮件（msg）", "请把邮件里的报告另存出来再用" },
		{ "MatOST", 2, "Microsoft Works 文档（wps）", "请在 Word 或 WPS 里打开，另存为 docx 再用" },
	};

	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
		if (!cfb_find(c, kinds[i].name, kinds[i].type))
			continue;
		err_hint(e, "%s", kinds[i].hint);
		return err_set(e, ERR_INPUT, "%.*s 是%s，读不了", STR_ARG(o->name), kinds[i].what);
	}
	err_hint(e, "请在 Office 或 WPS 里打开，另存为 docx、xlsx 再用");
	return err_set(
		e, ERR_INPUT, "%.*s 是旧版 Office 文件，里面没有 Word 文档，也没有 Excel 表格", STR_ARG(o->name));
}
