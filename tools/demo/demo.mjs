// Fills an empty ledger with an invented bureau, so that one can try everything at once: node tools/demo/demo.mjs URL DATA-FOLDER
//
// It does what people would do, through the HTTP API: sets the program up with the code from the data folder, makes departments
// and people, grants roles, and lets each do his part in some invented records. Passwords are made up anew each time and
// written, with the administrators' authenticator secrets, to DATA-FOLDER/demo.json, from which `bihuan serve --demo` offers the people on its sign-in page.

import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { call, folder, password, people, signIn, signInAdministrator } from './api.mjs';
import { makeCases } from './cases.mjs';
import { makeCouncil } from './council.mjs';
import { makeLoop } from './loop.mjs';
import { makeManifests } from './waste.mjs';

const ADMINISTRATORS = { sysadmin: ['guanli', '周立', '系统管理员'], secadmin: ['anquan', '吴宁', '安全管理员'], auditor: ['shenji', '郑敏', '审计管理员'] };
const DEPARTMENTS = ['巡察整改办', '局领导', '纪检监察组', '巡察办', '监督指挥中心', '环卫科', '市容科', '执法大队', '市政设施科', '办公室', '建筑垃圾企业'];
// Who, where, as what, with which roles.
const STAFF = [
	['zhenggai', '苏澄', '巡察整改办', '整改台账、导入报告、初审', ['round.office']],
	['fuju', '秦越', '局领导', '牵头领导：批准方案和延期、采购审批', ['round.leader', 'topic.member', 'purchase.leader']],
	['fuju2', '白桦', '局领导', '党组成员', ['topic.member']],
	['shuji', '方岩', '局领导', '党组书记', ['round.secretary', 'case.supervisor', 'petition.supervisor', 'manifest.supervisor', 'topic.member']],
	['jijian', '宋谨', '纪检监察组', '复审、议题审核、采购监督', ['round.discipline', 'topic.discipline', 'purchase.auditor']],
	['xuncha', '韩松', '巡察办', '终审、回头看', ['round.inspection']],
	['huanwei', '刘禾', '环卫科', '整改责任科室、案件处置、申报议题和采购', ['round.department', 'case.officer', 'topic.applicant', 'purchase.applicant']],
	['shirong', '孟川', '市容科', '整改责任科室、案件处置、申报议题和采购、验收', ['round.department', 'case.officer', 'topic.applicant', 'purchase.applicant', 'purchase.inspector']],
	['zhifa', '高原', '执法大队', '整改责任科室、案件处置、联单检查、验收', ['round.department', 'case.officer', 'manifest.inspector', 'purchase.inspector']],
	['shizheng', '沈江', '市政设施科', '整改责任科室、案件处置、申报议题和采购', ['round.department', 'case.officer', 'topic.applicant', 'purchase.applicant']],
	['bangong', '何静', '办公室', '整改责任科室、党组会秘书、验收', ['round.department', 'topic.office', 'purchase.inspector']],
	['fazhi', '罗衡', '办公室', '合法性审查、督查', ['topic.legal', 'topic.supervisor']],
	['caiwu', '钱钧', '办公室', '财务', ['topic.finance', 'purchase.finance']],
	['caigou', '丁一鸣', '办公室', '采购经办', ['purchase.buyer']],
	['gongdi', '鲁平', '建筑垃圾企业', '工地：出场扫码', ['manifest.source']],
	['yunshu', '马驰', '建筑垃圾企业', '运输公司：承运确认', ['manifest.carrier']],
	['xiaona', '田野', '建筑垃圾企业', '消纳场：进场扫码', ['manifest.disposal']],
	['caiji', '陈小满', '监督指挥中心', '采集员', ['case.collector']],
	['shouli', '林晓舟', '监督指挥中心', '受理员、投诉诉件', ['case.acceptor', 'petition.*']],
	['paiqian', '黄可', '监督指挥中心', '派遣员', ['case.dispatcher']],
	['hecha', '许安', '监督指挥中心', '核查员', ['case.verifier']],
	['zhuren', '江帆', '监督指挥中心', '监督中心负责人', ['case.supervisor', 'petition.*']],
];
// Held for one's own department; the other roles see the whole unit.
const DEPARTMENTAL = ['case.officer', 'round.department', 'topic.applicant', 'purchase.applicant'];

async function setUp() {
	const code = readFileSync(join(folder, 'setup-code.txt'), 'utf8').trim();
	const form = { code, unit: '云湖市城市管理局（演示）' };
	for (const [role, [login, name, label]] of Object.entries(ADMINISTRATORS)) {
		const p = { login, name, label, password: password() };
		people.push(p);
		form[role] = { login, name, password: p.password };
	}
	await call('POST', '/setup', form);
}

function rolesOf(known, wanted) {
	const of = (w) => known.filter((r) => r.name === w || (w.endsWith('.*') && r.name.startsWith(w.slice(0, -1))));
	return wanted.flatMap((w) => {
		if (of(w).length === 0) throw new Error(`没有角色 ${w}`);
		return of(w);
	});
}

async function hire(admin, security, known, departments) {
	for (const [login, name, department, label, wanted] of STAFF) {
		const { json } = await call('POST', '/people', { login, name, department: departments[department] }, admin);
		for (const r of rolesOf(known, wanted))
			await call('POST', '/grants', { person: json.person.id, role: r.name, ...(DEPARTMENTAL.includes(r.name) ? { department: departments[department] } : {}) }, security);
		const { cookie } = await call('POST', '/session', { login, password: json.one_time_password });
		const p = { login, name, label: `${department} · ${label}`, password: password(), id: json.person.id };
		await call('POST', '/session/password', { old: json.one_time_password, new: p.password }, cookie);
		people.push(p);
		await signIn(login);
	}
}

const { json: now } = await call('GET', '/session');
if (!now.setup_needed) {
	console.error('已经设置过，不再写入演示数据。');
	process.exit(0);
}
await setUp();
const admin = await signInAdministrator('guanli');
const security = await signInAdministrator('anquan');
const departments = {};
for (const name of DEPARTMENTS) departments[name] = (await call('POST', '/departments', { name }, admin)).json.id;
const { json: known } = await call('GET', '/roles', undefined, security);
await hire(admin, security, known.roles, departments);
const problems = await makeLoop(departments), cases = await makeCases(departments), [topics, purchases] = await makeCouncil(), manifests = await makeManifests();
// The administrators' authenticators are nobody's telephone: their secrets go along, and the sign-in page shows what they would show.
await signInAdministrator('shenji');
const offered = people.map(({ login, name, label, password: known, secret }) => ({ login, name, label, password: known, ...(secret ? { secret } : {}) }));
writeFileSync(join(folder, 'demo.json'), JSON.stringify({ people: [...offered.filter((p) => !p.secret), ...offered.filter((p) => p.secret)] }, null, 2), { mode: 0o600 });
console.error(`演示数据：${DEPARTMENTS.length} 个部门，${offered.length} 个人，${problems} 个巡察反馈问题，${cases} 件案件、${topics} 个议题、${purchases} 个采购项目、${manifests} 张联单。`);
