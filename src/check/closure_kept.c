/* What waits for nothing but its own term: money that is held back until the builder's liability is over, households that are watched for so
 * long, a lease that runs on. */
#include "closure.h"
#include "spot.h"

#define STATE_FAR 30 /* bytes from 仍在 to what it stays in */

static bool is_retained(struct str s)
{
	static const struct str money[] = { STR_INIT("质保金"), STR_INIT("质量保证金"), STR_INIT("履约保证金"),
		STR_INIT("保修金"), STR_INIT("缺陷责任"), { NULL, 0 } };
	static const struct str terms[] = { STR_INIT("期满"), STR_INIT("届满"), STR_INIT("到期"), STR_INIT("期内"),
		STR_INIT("按合同"), STR_INIT("按约定"), STR_INIT("期后"), { NULL, 0 } };

	/* 余款12万元按约定在期满考核后支付 */
	static const struct str agreed[] = { STR_INIT("按约定"), STR_INIT("按合同"), STR_INIT("依合同"),
		STR_INIT("依约"), { NULL, 0 } };
	static const struct str due[] = { STR_INIT("期满"), STR_INIT("届满"), STR_INIT("到期后"), STR_INIT("服务期"),
		{ NULL, 0 } };

	/* 另两个支部任期至2025年5月，届时依规换届 */
	static const struct str offices[] = { STR_INIT("任期至"), STR_INIT("任期到"), { NULL, 0 } };
	if (spot_any(s, offices))
		return true;
	return (spot_any(s, money) && spot_any(s, terms)) || (spot_any(s, agreed) && spot_any(s, due));
}

static bool is_watched(struct str s)
{
	static const struct str leads[] = { STR_INIT("仍在"), STR_INIT("尚在"), STR_INIT("还在"), STR_INIT("仍处于"),
		STR_INIT("正处于"), { NULL, 0 } };
	static const struct str states[] = { STR_INIT("监测期"), STR_INIT("质保期"), STR_INIT("保修期"),
		STR_INIT("有效期"), STR_INIT("试用期"), STR_INIT("观察期"), STR_INIT("合同期"), STR_INIT("租赁期"),
		STR_INIT("租期"), STR_INIT("任期"), STR_INIT("审理期限"), STR_INIT("法定期限"),
		STR_INIT("法定办理期限"), STR_INIT("缓刑"), STR_INIT("使用年限"), STR_INIT("服务期"),
		STR_INIT("标准以内"), STR_INIT("标准内"), STR_INIT("范围以内"), STR_INIT("范围内"), STR_INIT("限额"),
		STR_INIT("幅度内"), { NULL, 0 } };

	for (const struct str *w = leads; w->len; w++) {
		size_t at = str_find(s, *w, 0);
		if (at != STR_NPOS && spot_any(str_sub(s, at, at + STATE_FAR < s.len ? at + STATE_FAR : s.len), states))
			return true;
	}
	return false;
}

bool closure_is_kept(struct str sentence)
{
	return is_retained(sentence) || is_watched(sentence);
}

/* 审计指出，…年底仍未分配: the finding, told again where the answer stands. */
static bool repeats_finding(struct str s)
{
	static const struct str who[] = { STR_INIT("审计"), STR_INIT("巡察"), STR_INIT("巡视"), STR_INIT("督察"),
		STR_INIT("反馈"), STR_INIT("检查"), { NULL, 0 } };
	static const struct str told[] = { STR_INIT("指出"), STR_INIT("反映"), STR_INIT("认为"), { NULL, 0 } };
	enum { LEAD = 45 };
	size_t comma = str_find(s, STR("，"), 0), half = str_find(s, STR(","), 0);
	struct str lead = str_sub(s, 0, comma < half ? comma : half);

	return lead.len < s.len && lead.len <= LEAD && spot_starts(s, who) && spot_ends(lead, told);
}

bool closure_is_of_others(struct str sentence)
{
	static const struct str leads[] = { STR_INIT("依据《"), STR_INIT("根据《"), STR_INIT("按照《"),
		STR_INIT("对照《"), { NULL, 0 } };
	static const struct str those[] = { STR_INIT("，该规范"), STR_INIT("，该标准"), STR_INIT("，该办法"),
		STR_INIT("，该规定"), STR_INIT("，该条例"), STR_INIT("，该细则"), { NULL, 0 } };

	return repeats_finding(sentence) || (spot_starts(sentence, leads) && spot_any(sentence, those));
}

bool closure_is_apart(struct str rest)
{
	static const struct str apart[] = { STR_INIT("不影响本项"), STR_INIT("不影响整改"), STR_INIT("不属于本项"),
		STR_INIT("与本项整改无关"), STR_INIT("不在此次整改"), STR_INIT("不在本次整改"),
		STR_INIT("不在整改范围"), STR_INIT("不属于本次"), STR_INIT("不属于此次"), STR_INIT("方案之外"),
		STR_INIT("方案以外"), STR_INIT("不在整改方案"), { NULL, 0 } };

	/* 除以上9个问题外，移交的…另行推进: other matters */
	enum { LEAD = 60 };
	size_t out = str_find(str_sub(rest, 0, LEAD < rest.len ? LEAD : rest.len), STR("问题外"), 0);
	if (str_starts(str_trim(rest), STR("除")) && out != STR_NPOS && str_has(rest, STR("另行")))
		return true;
	return spot_any(rest, apart);
}
