// Cases of the digital city management, each gone some way.

import { as, call, day, make, personOf, record, step } from './api.mjs';

// What, from where, which kind, place, what was seen, who handles it, of which department, how far.
const CASES = [
	['云湖路 12 号门前垃圾堆积', 'collector', 'E0102', '云湖路 12 号', '垃圾桶满溢，地面散落约 2 平方米。', 'huanwei', '环卫科', 'dispatch'],
	['东门桥头雨水井盖移位', 'hotline', 'C0103', '东门桥公交站旁', '井盖移位约 10 厘米，夜间有人绊倒。', 'shizheng', '市政设施科', 'dispatch'],
	['南市街夜间露天烧烤', 'public', 'E0403', '南市街 88 号对面', '晚上九点后占道烧烤三处，油烟扰民。', 'zhifa', '执法大队', 'dispatch'],
	['青榆路工地车辆带泥上路', 'video', 'E0301', '青榆路与环城路口', '出入口没有冲洗，路面带泥约 60 米。', 'zhifa', '执法大队', 'file'],
	['北苑小区外墙张贴小广告', 'collector', 'E0201', '北苑小区东门', '新贴二十余张。', 'shirong', '市容科', 'accept'],
	['人民路路灯连续三盏不亮', 'hotline', 'C0118', '人民路 201 至 207 号', '已三天。', 'shizheng', '市政设施科', 'return'],
	['临江大道垃圾箱破损', 'collector', 'C0305', '临江大道 5 号亭', '箱门脱落。', 'huanwei', '环卫科', 'extend'],
	['海棠巷店外经营', 'media', 'E0402', '海棠巷 3 至 9 号', '果蔬店把货架摆到人行道上。', 'shirong', '市容科', 'dispatch'],
	['西湾路行道树倒伏', 'superior', 'C0402', '西湾路 40 号', '昨夜大风，压住非机动车道。', 'shizheng', '市政设施科', 'suspend'],
	['望川广场非机动车乱停', 'video', 'E0404', '望川广场北侧', '占压盲道约 30 米。', 'shirong', '市容科', 'report'],
	['重复上报：云湖路垃圾堆积', 'public', 'E0102', '云湖路 12 号', '与前一件相同。', 'huanwei', '环卫科', 'void'],
	['文昌路遗撒渣土', 'collector', 'E0105', '文昌路高架下', '约 20 米，有车辆打滑。', 'huanwei', '环卫科', 'file'],
];

// How far each case has come; the names are CASES' last column.
async function work(id, far, officer, department, departments) {
	if (far === 'report') return;
	if (far === 'void') return step('shouli', 'case', id, 'void', { reason: '重复上报' });
	await step('shouli', 'case', id, 'accept');
	if (far === 'accept') return;
	await step('shouli', 'case', id, 'file');
	if (far === 'file') return;
	await step('paiqian', 'case', id, 'dispatch', { values: { unit: departments[department], officer: personOf(officer) } });
	if (far === 'return') await step(officer, 'case', id, 'return', { reason: '路灯由供电公司管养，不属我科' });
	if (far === 'extend') await step(officer, 'case', id, 'ask_extension', { values: { extend_amount: 2, extend_reason: '箱体要向厂家订货' } });
	if (far === 'suspend') await step('zhuren', 'case', id, 'suspend', { values: { suspend_reason: '需园林部门会同处置', suspend_until: day(20) }, reason: '需园林部门会同处置' });
	if (far !== 'return') await call('POST', `${record('case', id)}/comments`, { text: '已到现场看过。' }, as(officer)); // what went back is not his to see
}

export async function makeCases(departments) {
	for (const [title, source, kind, place, description, officer, department, far] of CASES) {
		const id = await make(source === 'collector' ? 'caiji' : 'shouli', 'case', { title, source, class: kind, place: { text: place }, description });
		await work(id, far, officer, department, departments);
	}
	return CASES.length;
}
