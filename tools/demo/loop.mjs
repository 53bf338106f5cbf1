// A feedback notice of an inspection, and its problems somewhere along the loop: claimed, planned, approved, proved, reviewed, closed.

import { as, attach, call, day, make, pdf, personOf, record, step } from './api.mjs';

const chinese = (iso) => iso.replace(/^(\d+)-0?(\d+)-0?(\d+)$/, '$1年$2月$3日');

const FEEDBACK = `市委第二巡察组向市城市管理局党组反馈巡察情况

根据市委统一部署，${chinese(day(-130))}至${chinese(day(-70))}，市委第二巡察组对云湖市城市管理局党组进行了巡察。${chinese(day(-40))}，市委第二巡察组向市城市管理局党组反馈了巡察意见。反馈指出3个方面9个问题。

一、贯彻落实党的路线方针政策和市委决策部署方面
1.建筑垃圾源头管控不严，部分工地未经核准就出土。
2.背街小巷环境卫生反弹，清扫保洁作业标准没有落到路段。
3.户外广告设施底数不清，长期没有安全检测。

二、群众身边腐败和不正之风方面
4.占道经营执法宽严不一，同类行为处罚结果相差较大。
5.环卫作业外包项目验收走过场，扣分没有与付款挂钩。
6.市政设施维修派单随意，零星工程长期由两家单位承接。

三、党组织建设和以往整改方面
7.基层党支部主题党日内容单一，记录照搬照抄。
8.干部轮岗交流不够，重点岗位超期任职。
9.上一轮巡察指出的公厕管护问题整改不彻底，设施损坏没有及时修复。

市委第二巡察组
${chinese(day(-40))}
`;

// Three years before, so that there is something to hold the present round beside: two of its problems are back.
const EARLIER = `市委第五巡察组向市城市管理局党组反馈巡察情况

根据市委统一部署，${chinese(day(-1230))}至${chinese(day(-1170))}，市委第五巡察组对云湖市城市管理局党组进行了巡察。${chinese(day(-1140))}，市委第五巡察组向市城市管理局党组反馈了巡察意见。反馈指出2个方面4个问题。

一、贯彻落实党的路线方针政策和市委决策部署方面
1.背街小巷环境卫生差，清扫保洁作业标准没有落到路段。
2.公厕管护不到位，设施损坏没有及时修复。

二、党组织建设方面
3.“三会一课”制度执行不严，会议记录事后补写。
4.办公用房清理腾退不彻底。

市委第五巡察组
${chinese(day(-1140))}
`;
const EARLIER_ITEMS = [
	['huanwei', '环卫科', 'immediate', '背街小巷每日清扫', 30, [['划定背街小巷清扫责任段。', 'rule']], 'closed'],
	['huanwei', '环卫科', 'immediate', '公厕设施完好', 30, [['公厕损坏设施限 24 小时修复。', 'rule']], 'closed'],
	['bangong', '办公室', 'immediate', '会议当场记录', 30, [['支部会议记录当场形成，机关党委按季抽查。', 'rule']], 'closed'],
	['bangong', '办公室', 'immediate', '办公用房符合标准', 30, [['超标准办公用房全部腾退。', 'action']], 'closed'],
];

// For each problem: who handles it, of which department, its kind, its goal, days left, its measures, how far it has come.
const ITEMS = [
	['zhifa', '执法大队', 'campaign', '出土工地全部先核准后出土', 45, [['建立工地出土前核查清单，每周联合巡查一次。', 'rule'], ['对未经核准出土的工地立案查处，逐案公开结果。', 'action']], 'closed'],
	['huanwei', '环卫科', 'immediate', '背街小巷按路段公示作业标准', 20, [['把清扫标准细化到 126 条路段并上墙公示。', 'rule'], ['第三方每月抽查三成路段，结果当月扣款。', 'action']], 'second'],
	['shirong', '市容科', 'campaign', '户外广告设施一处一档', 30, [['逐街普查户外广告设施，一处一档录入系统。', 'action'], ['对十年以上的设施委托安全检测。', 'action']], 'proved'],
	['zhifa', '执法大队', 'campaign', '同类行为裁量一致', 25, [['印发占道经营裁量基准，案件逐级审核。', 'rule']], 'first'],
	['huanwei', '环卫科', 'immediate', '考核扣分与付款直接挂钩', 3, [['修订验收办法，扣分按月折算付款。', 'rule'], ['追回多付的作业费。', 'money']], 'doing'],
	['shizheng', '市政设施科', 'immediate', '零星工程公开比选', 15, [['建立零星工程企业库，随机派单。', 'rule']], 'submitted'],
	['bangong', '办公室', 'long_term', '主题党日有内容有记录', 60, [['按季公布主题党日计划，由机关党委抽查。', 'rule']], 'long_term'],
	['bangong', '办公室', 'long_term', '重点岗位五年内轮岗', 90, [['制定轮岗计划，年内轮岗 6 人。', 'action']], 'planned'],
	[],
];

const office = 'zhenggai', leader = 'fuju', discipline = 'jijian', inspection = 'xuncha';

async function prove(login, measure, content) {
	const bytes = pdf(['落实情况说明（演示）', content, `日期：${day(-2)}`]);
	await attach(login, 'measure', measure, 'proof', '落实情况说明.pdf', bytes, day(-2));
	await step(login, 'measure', measure, 'prove', { values: { done_on: day(-1), done_note: '已落实，材料见附件。' } });
}

async function accept(measure) {
	const { json } = await call('GET', `${record('measure', measure)}/evidence`, undefined, as(office));
	for (const piece of json.evidence) await call('PATCH', `/evidence/${piece.id}`, { state: 'accepted' }, as(office));
	await step(office, 'measure', measure, 'accept', { values: { judge_note: '材料齐全。' } });
}

async function handIn(login, item, goal) {
	const promise = await attach(login, 'item', item, 'promise', '签字背书.pdf', pdf(['材料真实性承诺（演示）', '对上述整改材料的真实性负责。']), day(-1));
	await call('PATCH', `/evidence/${promise}`, { state: 'accepted' }, as(office));
	await step(login, 'item', item, 'submit', { values: { progress: '各项措施已经落实。', result: `已做到：${goal}。`, self_check: '逐条对照自查，措施和材料一一对应。' } });
}

const REVIEWS = ['submitted', 'first', 'second', 'closed', 'long_term'];

async function review(item, far) {
	const stage = REVIEWS.indexOf(far);
	if (stage >= 1) await step(office, 'item', item, 'first', { values: { first_opinion: '措施、材料、结果对得上，同意。' } });
	if (stage >= 2) await step(discipline, 'item', item, 'second', { values: { second_opinion: '抽查现场两处，与材料一致，同意。' } });
	if (far === 'closed') await step(inspection, 'item', item, 'close', { values: { final_opinion: '同意销号。' } });
	if (far === 'long_term') await step(inspection, 'item', item, 'keep', { values: { final_opinion: '已有制度，转长期坚持。', rules_made: '《机关党支部主题党日管理办法》' } });
}

async function work(item, departments, [login, department, kind, goal, days, measures, far]) {
	if (!far) return;
	const values = { person: personOf(login), department: departments[department], due: day(days) };
	const made = [];
	for (const [content, kind] of measures) made.push(await make(office, 'measure', { content, kind, ...values }, item));
	await step(office, 'item', item, 'plan', { values: { leader: personOf(leader), lead_department: departments[department], person: personOf(login), due: day(days), kind, goal } });
	if (far === 'planned') return;
	await step(leader, 'item', item, 'approve_plan');
	if (far === 'doing') return;
	for (const [i, m] of made.entries()) await prove(login, m, measures[i][0]);
	if (far === 'proved') return;
	for (const m of made) await accept(m);
	await handIn(login, item, goal);
	await review(item, far);
}

async function round(name, text, items, departments) {
	const { json } = await call('POST', `/reports?name=${encodeURIComponent(name)}`, Buffer.from(text), as(office), { 'Content-Type': 'text/plain' });
	const { json: list } = await call('GET', `/registers/item/records?source_report=${json.report.id}&sort=no&limit=50`, undefined, as(office));
	if (list.rows.length !== items.length) throw new Error(`${name}读出 ${list.rows.length} 个问题，应为 ${items.length} 个`);
	for (const [i, item] of list.rows.entries()) await work(item.id, departments, items[i]);
}

/** A draw of what is closed, published and waiting to be drawn. */
async function recheck() {
	const id = await make(inspection, 'draw', { title: '已销号问题反向核查', number: 2 });
	await step(inspection, 'draw', id, 'publish');
}

/** Imports the notices of both rounds and lets everybody do his part; returns how many problems the present one has. */
export async function makeLoop(departments) {
	await round('上一轮反馈意见.txt', EARLIER, EARLIER_ITEMS, departments);
	await round('反馈意见.txt', FEEDBACK, ITEMS, departments);
	await recheck();
	return ITEMS.length;
}
