// Two rounds of one invented office, two years apart, for the tests of the comparison: what came back, what was promised, what is new.
const one = (no, finding, done, result) => `${no}.关于“${finding}”问题的整改。\n①由养护科每周巡查两次并登记。\n整改结果：${result}\n${done}`;
const report = (when, feedback, signed, problems) => [
	'中共清源市园林绿化处党组关于巡察整改进展情况的通报', '',
	`${when}，市委第四巡察组对清源市园林绿化处党组开展了巡察。${feedback}，巡察组反馈了意见。`, '', '一、关于公园管护方面',
	...problems.map(([finding, result], i) => one(i + 1, finding, '', result)), '', '中共清源市园林绿化处党组', signed, '',
].join('\n');

export const earlierReport = report('2021年3月6日至5月20日', '2021年6月12日', '2021年12月1日', [
	['滨河公园步道破损长期没有修复', '已完成。该项任务已于2021年8月10日完成。'],
	['苗木采购验收单据不齐全', '正在推进。预计2021年12月底前完成。'],
	['公园厕所夜间不开放', '已完成。该项任务已于2021年8月12日完成。'],
	['古树名木没有建立档案', '正在推进。预计2021年12月底前完成。'],
]);
export const laterReport = report('2024年3月4日至5月17日', '2024年6月11日', '2024年12月2日', [
	['滨河公园步道破损仍没有修复到位', '已完成。该项任务已于2024年8月10日完成。'],
	['苗木采购验收单据仍不齐全', '已完成。该项任务已于2024年8月11日完成。'],
	['儿童游乐设施没有年检', '已完成。该项任务已于2024年8月12日完成。'],
]);
