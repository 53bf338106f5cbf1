#include "ole.h"

/* Names of streams stand in the directory as UTF-16LE ([MS-CFB] 2.6.1). */
static bool has_stream(struct str bytes, const char *name)
{
	char wide[80];
	size_t n = 0;

	for (; *name && n + 2 <= sizeof wide; name++) {
		wide[n++] = *name;
		wide[n++] = '\0';
	}
	return str_has(bytes, (struct str){ wide, n });
}

bool ole_describe(struct str bytes, const char **ret_what, const char **ret_hint)
{
	static const struct {
		const char *stream, *what, *hint;
	} kinds[] = {
		{ "EncryptedPackage", "加了打开密码的 Office 文件",
			"请用密码打开，取消密码（文件—信息—保护文档）后另存一份再用" },
		{ "WordDocument", "旧版 Word 文档（doc 或 wps）", "请在 Word 或 WPS 里另存为 docx 再用" },
		{ "Workbook", "旧版 Excel 表格（xls 或 et）", "请在 Excel 或 WPS 里另存为 xlsx 再用" },
		{ "Book", "旧版 Excel 表格（xls）", "请在 Excel 或 WPS 里另存为 xlsx 再用" },
		{ "PowerPoint Document", "旧版演示文稿（ppt）", "请选择报告文件" },
		{ "__properties_version1.0", "Outlook 邮件（msg）", "请把邮件里的报告另存出来再用" },
	};

	if (!str_starts(bytes, STR("\xD0\xCF\x11\xE0")))
		return false;
	*ret_what = "旧版 Office 文件（doc、xls、wps、et）";
	*ret_hint = "请在 Word 或 WPS 里另存为 docx、xlsx 再用";
	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
		if (!has_stream(bytes, kinds[i].stream))
			continue;
		*ret_what = kinds[i].what;
		*ret_hint = kinds[i].hint;
		break;
	}
	return true;
}
