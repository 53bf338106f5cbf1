// Fills an empty ledger with an invented bureau, so that one can try everything at once: node tools/demo.mjs URL DATA-FOLDER
//
// It does what people would do, through the HTTP API: sets the program up with the code from the data folder, makes departments
// and people, grants roles, and lets each do his part in some invented records. Passwords are made up anew each time and
// written to DATA-FOLDER/demo.json, from which `bihuan serve --demo` offers the people on its sign-in page.

import { createHmac, randomBytes } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const [url, folder] = process.argv.slice(2);
if (!url || !folder) {
	console.error('用法：node tools/demo.mjs 地址 数据目录');
	process.exit(2);
}

const people = [];
const sessions = {};

async function call(method, path, body, as, headers = {}) {
	const answer = await fetch(new URL(`/api/v1${path}`, url), {
		method,
		headers: { 'X-Bihuan': '1', 'Content-Type': 'application/json', ...(as ? { Cookie: as } : {}), ...headers },
		body: body === undefined ? undefined : JSON.stringify(body),
	});
	const json = await answer.json();
	if (!answer.ok) throw new Error(`${method} ${path}: ${json.detail}${json.hint ? `（${json.hint}）` : ''} ${JSON.stringify(json.errors ?? '')}`);
	return { json, cookie: answer.headers.get('set-cookie')?.split(';')[0] };
}

const password = () => `Ys-${randomBytes(9).toString('base64url')}-7`;

async function signIn(login) {
	const { cookie } = await call('POST', '/session', { login, password: people.find((p) => p.login === login).password });
	sessions[login] = cookie;
	return cookie;
}

// The code an authenticator would show (RFC 6238).
function totp(secret) {
	const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
	const bits = [...secret.replace(/=+$/, '')].map((c) => alphabet.indexOf(c).toString(2).padStart(5, '0')).join('');
	const counter = Buffer.alloc(8);
	counter.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30000)));
	const mac = createHmac('sha1', Buffer.from(bits.match(/.{8}/g).map((b) => parseInt(b, 2)))).update(counter).digest();
	return String((mac.readUInt32BE(mac[19] & 15) & 0x7fffffff) % 1000000).padStart(6, '0');
}

async function signInAdministrator(login) {
	const cookie = await signIn(login);
	const { json } = await call('POST', '/session/totp', {}, cookie);
	await call('POST', '/session/totp/confirm', { code: totp(json.secret) }, cookie);
	return cookie;
}

const ADMINISTRATORS = { sysadmin: ['guanli', '周立', '系统管理员'], secadmin: ['anquan', '吴宁', '安全管理员'], auditor: ['shenji', '郑敏', '审计管理员'] };
const DEPARTMENTS = ['监督指挥中心', '环卫科', '市容科', '执法大队', '市政设施科', '办公室'];
// Who, where, with which roles; a role that no register knows is left out.
const STAFF = [
	['caiji', '陈小满', '监督指挥中心', ['case.collector']],
	['shouli', '林晓舟', '监督指挥中心', ['case.acceptor', 'petition.*']],
	['paiqian', '黄可', '监督指挥中心', ['case.dispatcher']],
	['hecha', '许安', '监督指挥中心', ['case.verifier']],
	['zhuren', '方岩', '监督指挥中心', ['case.supervisor', 'petition.*', 'manifest.*', 'round.*', 'item.*', 'problem.*', 'measure.*']],
	['huanwei', '刘禾', '环卫科', ['case.officer']],
	['shirong', '孟川', '市容科', ['case.officer']],
	['zhifa', '高原', '执法大队', ['case.officer', 'manifest.*']],
	['shizheng', '沈江', '市政设施科', ['case.officer']],
];

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

async function hire(admin, security, roles, departments) {
	for (const [login, name, department, wanted] of STAFF) {
		const { json } = await call('POST', '/people', { login, name, department: departments[department] }, admin);
		const held = roles.filter((r) => wanted.includes(r.name) || wanted.includes(`${r.name.split('.')[0]}.*`));
		// Who handles cases does it for his department; the others see the whole unit.
		for (const r of held) await call('POST', '/grants', { person: json.person.id, role: r.name, ...(r.name.endsWith('.officer') ? { department: departments[department] } : {}) }, security);
		const { cookie } = await call('POST', '/session', { login, password: json.one_time_password });
		const p = { login, name, label: `${department} · ${[...new Set(held.map((r) => r.label))].slice(0, 3).join('、')}`, password: password(), id: json.person.id };
		await call('POST', '/session/password', { old: json.one_time_password, new: p.password }, cookie);
		people.push(p);
		await signIn(login);
	}
}

const as = (login) => sessions[login];
const record = (id) => `/registers/case/records/${id}`;

async function step(login, id, name, body = {}) {
	await call('POST', `${record(id)}/steps/${name}`, body, as(login), { 'If-Match': '*' });
}

// How far each case has come; the names are CASES' last column.
async function work(id, far, officer, department, departments) {
	if (far === 'report') return;
	if (far === 'void') return step('shouli', id, 'void', { reason: '重复上报' });
	await step('shouli', id, 'accept');
	if (far === 'accept') return;
	await step('shouli', id, 'file');
	if (far === 'file') return;
	const p = people.find((x) => x.login === officer);
	await step('paiqian', id, 'dispatch', { values: { unit: departments[department], officer: p.id } });
	if (far === 'return') await step(officer, id, 'return', { reason: '路灯由供电公司管养，不属我科' });
	if (far === 'extend') await step(officer, id, 'ask_extension', { values: { extend_amount: 2, extend_reason: '箱体要向厂家订货' } });
	if (far === 'suspend') {
		const until = new Date(Date.now() + 20 * 86400000).toISOString().slice(0, 10);
		await step('zhuren', id, 'suspend', { values: { suspend_reason: '需园林部门会同处置', suspend_until: until }, reason: '需园林部门会同处置' });
	}
	await call('POST', `${record(id)}/comments`, { text: '已到现场看过。' }, as(officer)).catch(() => {});
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
for (const [title, source, kind, place, description, officer, department, far] of CASES) {
	const reporter = source === 'collector' ? 'caiji' : 'shouli';
	const { json } = await call('POST', '/registers/case/records', { values: { title, source, class: kind, place: { text: place }, description } }, as(reporter));
	await work(json.id, far, officer, department, departments);
}
// Administrators need the authenticator that was set up just now: nobody has it, so they are not offered.
const offered = people.filter((p) => !Object.values(ADMINISTRATORS).some(([login]) => login === p.login));
writeFileSync(join(folder, 'demo.json'), JSON.stringify({ people: offered.map(({ login, name, label, password: secret }) => ({ login, name, label, password: secret })) }, null, 2), { mode: 0o600 });
console.error(`演示数据：${DEPARTMENTS.length} 个部门，${offered.length} 个人，${CASES.length} 件案件。`);
