// Collective decisions (三重一大) and government purchases, each gone some way: somebody has something to do at every station.

import { attach, day, make, pdf, personOf, step } from './api.mjs';

const paper = (...lines) => pdf([...lines, '（演示）']);
const give = (login, register, id, slot, name, ...lines) => attach(login, register, id, slot, `${name}.pdf`, paper(name, ...lines), day(-1));

// What, kind, amount, why, how, whose; how far: drafted, reviewing, listed.
const TOPICS = [
	['2027 年环卫作业市场化采购', 'X', '360 万元', '现有作业合同年底到期，需重新采购。', '公开招标，分两个标段，服务期三年。', 'huanwei', 'listed'],
	['老旧公厕改造资金安排', 'Z', '86 万元', '12 座公厕设施老化，群众反映集中。', '分两批改造，年内完成 6 座。', 'shizheng', 'reviewing'],
	['夜间占道经营整治方案', 'J', '', '投诉连续三个月上升。', '划定 4 处疏导点，错时管理。', 'shirong', 'drafted'],
];
const MEMBERS = [['党组书记、局长', 'shuji'], ['党组成员、副局长', 'fuju'], ['党组成员、副局长', 'fuju2']];


async function topic([title, kind, amount, background, proposal, owner, far]) {
	const id = await make(owner, 'topic', { title, kind, background, proposal, ...(amount ? { amount } : {}) });
	if (far === 'drafted') return;
	await give(owner, 'topic', id, 'papers', '会议材料', title, proposal);
	await step(owner, 'topic', id, 'submit');
	if (far === 'reviewing') return;
	await step('fazhi', 'topic', id, 'legal', { values: { legal_note: '程序和内容合法。' } });
	await step('caiwu', 'topic', id, 'finance', { values: { finance_note: '已列入年度预算。' } });
	await step('jijian', 'topic', id, 'discipline', { values: { discipline_note: '无异议。' } });
	await step('bangong', 'topic', id, 'list', { values: { meeting_on: day(8), meeting_no: '第 12 次党组会', host: personOf('shuji'), due_members: MEMBERS.length } });
	for (const [seat, login] of MEMBERS) await make('bangong', 'ballot', { seat, person: personOf(login) }, id);
}

// What, item, budget line, money, need, whose; how far: drafted, applied, approved, sourcing, running.
const PURCHASES = [
	['洒水车 4 台', 'A02', '环卫车辆更新', '320 万元', '8 吨级新能源洒水车 4 台，含 3 年质保。', 'huanwei', 'running'],
	['户外广告安全检测', 'C03', '市容专项', '48 万元', '对 210 处十年以上的设施逐处检测。', 'shirong', 'sourcing'],
	['路灯维护材料', 'A01', '设施维护', '36 万元', '灯具和线缆一批，按季供货。', 'shizheng', 'approved'],
	['公厕保洁用品', 'A01', '公厕管护', '12 万元', '半年用量。', 'huanwei', 'applied'],
];

async function purchase([title, item, budget_no, budget, need, owner, far]) {
	const id = await make(owner, 'purchase', { title, item, budget_no, budget, need, year: day(0).slice(0, 4) });
	await give(owner, 'purchase', id, 'papers', '需求论证', need);
	await step(owner, 'purchase', id, 'apply');
	await step('caiwu', 'purchase', id, 'approve');
	if (far === 'applied') return; // the leader has still to agree
	await step('fuju', 'purchase', id, 'approve');
	if (far === 'approved') return;
	await give('caigou', 'purchase', id, 'documents', '采购文件', title);
	await step('caigou', 'purchase', id, 'start', { values: { method: far === 'running' ? 'open' : 'consult', notice_on: day(-60), open_on: day(-35), ...(far === 'running' ? {} : { method_reason: '检测项目专业性强，需要磋商确定方案' }) } });
	if (far === 'sourcing') return;
	await give('caigou', 'purchase', id, 'report', '评审报告', '三家响应，推荐清源环卫装备有限公司。');
	await step('caigou', 'purchase', id, 'award', { values: { suppliers: 3, panel: 5, experts: 4, supplier: '清源环卫装备有限公司', award: '306 万元', awarded_on: day(-30) } });
	await give('caigou', 'purchase', id, 'contract_file', '采购合同', '合同金额 306 万元');
	await step('caigou', 'purchase', id, 'sign', { values: { contract_no: `HT-${day(0).slice(0, 4)}-018`, contract: '306 万元', signed_on: day(-20), deliver_by: day(40) } });
	const part = await make('caigou', 'payment', { title: '预付款 30%', kind: 'advance', amount: '91.8 万元', due: day(5) }, id);
	await give('caigou', 'payment', part, 'invoice', '发票', '预付 30%');
	await step('caigou', 'payment', part, 'apply', { values: { basis: '合同约定签订后预付 30%' } });
}

/** How many topics and purchases there are. */
export async function makeCouncil() {
	for (const t of TOPICS) await topic(t);
	for (const p of PURCHASES) await purchase(p);
	return [TOPICS.length, PURCHASES.length];
}
