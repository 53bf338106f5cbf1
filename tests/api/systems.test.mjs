// Two business systems as people work them: what a body decides (三重一大) and what is bought (政府采购).
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { ask, passwordOf, send, serve, setUp, signIn, signInAdministrator } from './harness.mjs';

const DAY = 86400000;
const day = (n) => new Date(Date.now() + 8 * 3600000 + n * DAY).toISOString().slice(0, 10); // in China
const PDF = Buffer.from('%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n');

// `staff`: login -> roles. Departments: 0 办公室, 1 环卫科.
async function bureau(t, staff) {
	const server = await serve(t, { args: ['--rate', '0'] });
	await setUp(server);
	const admin = await signInAdministrator(server, 'xitong');
	const security = await signInAdministrator(server, 'anquan');
	const departments = [];
	for (const name of ['办公室', '环卫科']) departments.push((await send(server, 'POST', '/departments', { name }, { as: admin })).json.id);
	const who = {};
	for (const [login, roles] of Object.entries(staff)) {
		const made = await send(server, 'POST', '/people', { login, name: login, department: departments[0] }, { as: admin });
		for (const role of roles) assert.equal((await send(server, 'POST', '/grants', { person: made.json.person.id, role }, { as: security })).status, 201, role);
		const first = await signIn(server, login, made.json.one_time_password);
		await send(server, 'POST', '/session/password', { old: made.json.one_time_password, new: passwordOf(login) }, { as: first });
		who[login] = { ...(await signIn(server, login)), id: made.json.person.id };
	}
	server.session = null;
	const get = async (as, path) => (await ask(server, 'GET', `/api/v1${path}`, { as: who[as] })).json;
	const show = (as, register, id) => get(as, `/registers/${register}/records/${id}`);
	const post = (as, path, body) => send(server, 'POST', path, body, { as: who[as], headers: { 'If-Match': '*' } });
	const make = async (as, register, values, parent) => {
		const made = await post(as, `/registers/${register}/records`, { values, ...(parent ? { parent } : {}) });
		assert.equal(made.status, 201, made.text);
		return made.json.id;
	};
	const step = (as, register, id, name, values = {}, reason) => post(as, `/registers/${register}/records/${id}/steps/${name}`, { values, ...(reason ? { reason } : {}) });
	const go = async (state, ...what) => {
		const done = await step(...what);
		assert.equal(done.status, 200, `${what[3]}: ${done.text}`);
		assert.equal(done.json.state, state, what[3]);
		return done.json;
	};
	const refused = async (message, ...what) => {
		const done = await step(...what);
		assert.ok(done.status === 422 || done.status === 403 || done.status === 409, `${what[3]}: ${done.status} ${done.text}`);
		assert.match(done.text, message, what[3]);
	};
	const attach = async (as, register, id, slot) => {
		const begun = await post(as, `/registers/${register}/records/${id}/uploads`, { slot, name: `${slot}.pdf`, bytes: PDF.length, own_date: day(0) });
		assert.equal(begun.status, 201, begun.text);
		await ask(server, 'PUT', `/api/v1/uploads/${begun.json.token}?offset=0`, { as: who[as], headers: { 'X-Bihuan': '1' }, body: PDF });
		const done = await post(as, `/uploads/${begun.json.token}/finish`, {});
		assert.equal(done.status, 201, done.text);
		return done.json.id;
	};
	const tasks = async (as) => (await get(as, '/tasks')).tasks.map((x) => `${x.register}/${x.record.id}`);
	return { server, who, admin, departments, get, show, post, make, step, go, refused, attach, tasks };
}

const BODY = {
	shenbao: ['topic.applicant'], falv: ['topic.legal'], caiwu: ['topic.finance'], jijian: ['topic.discipline'], mishu: ['topic.office'], ducha: ['topic.supervisor'],
	shuji: ['topic.member'], fuju1: ['topic.member'], fuju2: ['topic.member'], fuju3: ['topic.member'], fuju4: ['topic.member'],
};
const MEMBERS = ['shuji', 'fuju1', 'fuju2', 'fuju3', 'fuju4'];

test('a topic is reviewed by three at once, voted on with a quorum, the host last, signed by most, and followed up', async (t) => {
	const b = await bureau(t, BODY);
	const small = await b.make('shenbao', 'topic', { title: '小额', kind: 'Z', amount: '99999.99', background: '无', proposal: '无' });
	await b.attach('shenbao', 'topic', small, 'papers');
	await b.refused(/没有到起点金额/, 'shenbao', 'topic', small, 'submit');

	const id = await b.make('shenbao', 'topic', { title: '环卫作业市场化采购', kind: 'X', amount: '320 万元', background: '合同年底到期', proposal: '公开招标' });
	await b.refused(/会议材料/, 'shenbao', 'topic', id, 'submit');
	await b.attach('shenbao', 'topic', id, 'papers');
	await b.go('reviewing', 'shenbao', 'topic', id, 'submit');

	// Three reviews wait for three people, and for each until he is done.
	for (const [as, name, note] of [['falv', 'legal', 'legal_note'], ['caiwu', 'finance', 'finance_note'], ['jijian', 'discipline', 'discipline_note']]) {
		assert.ok((await b.tasks(as)).includes(`topic/${id}`), `${as} has it to do`);
		await b.go('reviewing', as, 'topic', id, name, { [note]: '同意' });
		assert.ok(!(await b.tasks(as)).includes(`topic/${id}`), `${as} has done it`);
		await b.refused(/已经审核过/, as, 'topic', id, name, { [note]: '再来' });
	}
	const agenda = { meeting_no: '第 12 次党组会', host: b.who.shuji.id, due_members: 5 };
	await b.refused(/临时动议/, 'mishu', 'topic', id, 'list', { ...agenda, meeting_on: day(0) });
	await b.go('listed', 'mishu', 'topic', id, 'list', { ...agenda, meeting_on: day(14) });
	const ballots = {};
	for (const m of MEMBERS.slice(0, 4)) ballots[m] = await b.make('mishu', 'ballot', { seat: m, person: b.who[m].id }, id);
	await b.refused(/还没有到会议日期/, 'mishu', 'topic', id, 'open');
	await b.refused(/名单与应到人数不一致/, 'mishu', 'topic', id, 'open');
});

const BUYERS = { shenqing: ['purchase.applicant'], jingban: ['purchase.buyer'], caiwu: ['purchase.finance'], caiwu2: ['purchase.finance'], fenguan: ['purchase.leader'], yan1: ['purchase.inspector'], yan2: ['purchase.inspector'], yan3: ['purchase.inspector'] };

// Applied for and agreed to by two.
async function approved(b, values = {}) {
	const id = await b.make('shenqing', 'purchase', { title: '洒水车 4 台', item: 'A02', year: 2026, budget_no: '环卫车辆更新', budget: '320 万元', need: '新能源洒水车', ...values });
	await b.attach('shenqing', 'purchase', id, 'papers');
	await b.go('applied', 'shenqing', 'purchase', id, 'apply');
	const waits = await b.go('applied', 'caiwu', 'purchase', id, 'approve');
	assert.deepEqual([waits.waiting, waits.votes, waits.needed], [true, 1, 2]);
	await b.refused(/您已经签过了/, 'caiwu', 'purchase', id, 'approve');
	await b.go('approved', 'fenguan', 'purchase', id, 'approve');
	await b.attach('jingban', 'purchase', id, 'documents');
	return id;
}
const dates = { notice_on: day(-30), open_on: day(-1) };

// As far as the contract.
async function contracted(b, contract = '300 万元', values = {}) {
	const id = await approved(b, values);
	await b.go('sourcing', 'jingban', 'purchase', id, 'start', { method: 'inquiry', ...dates });
	await b.attach('jingban', 'purchase', id, 'report');
	await b.go('awarded', 'jingban', 'purchase', id, 'award', { suppliers: 3, panel: 3, experts: 2, supplier: '甲公司', award: '310 万元', awarded_on: day(0) });
	await b.attach('jingban', 'purchase', id, 'contract_file');
	await b.go('running', 'jingban', 'purchase', id, 'sign', { contract_no: `HT-${id}`, contract, signed_on: day(0), deliver_by: day(90) });
	return id;
}

test('the way of buying follows the amount, by the table of the day the record was made', async (t) => {
	const b = await bureau(t, BUYERS);
	const large = await approved(b, { budget: '400 万元' });
	await b.refused(/应公开招标/, 'jingban', 'purchase', large, 'start', { method: 'inquiry', ...dates });
	await b.refused(/不少于 20 日/, 'jingban', 'purchase', large, 'start', { method: 'open', notice_on: day(-19), open_on: day(0) });
	await b.refused(/不能自行采购/, 'jingban', 'purchase', large, 'start', { method: 'direct', ...dates });
	await b.go('sourcing', 'jingban', 'purchase', large, 'start', { method: 'open', ...dates });
	assert.equal((await b.show('jingban', 'purchase', large)).values.tender_due, true);

	// The unit's own row goes before the definition's from its day on; what was made before keeps the old one.
	const before = await approved(b, { budget: '350 万元' });
	const table = '/registers/purchase/catalogues/item';
	const set = (body) => send(b.server, 'PATCH', table, body, { as: b.admin });
	const wrong = await set({ code: 'A02', from: day(0), values: { open: '三百' }, reason: '省财政厅通知' });
	assert.deepEqual([wrong.status, wrong.json.field], [422, 'values'], wrong.text);
	const done = await set({ code: 'A02', from: day(0), values: { open: '300 万元' }, reason: '省财政厅通知' });
	assert.equal(done.status, 200, done.text);
	const row = done.json.rows.find((r) => r.code === 'A02');
	assert.deepEqual([row.values[2], row.own], ['3000000.00', true]);
	assert.deepEqual([row.reason, row.by, row.at.slice(0, 10)], ['省财政厅通知', '系统员', day(0)]);
	const kept = (await b.get('jingban', `${table}?code=A02`)).rows;
	assert.deepEqual(kept.map((r) => [r.own, r.reason, r.by, r.at]), [[true, '省财政厅通知', '系统员', row.at], [false, null, null, null]]);
	await b.refused(/应公开招标/, 'jingban', 'purchase', before, 'start', { method: 'inquiry', ...dates }); // made today: today's row
	const small = await approved(b, { item: 'C03', budget: '99 万元' });
	await b.go('sourcing', 'jingban', 'purchase', small, 'start', { method: 'direct', ...dates });
});

test('one project bought in pieces is found out, and fewer than three suppliers are too few', async (t) => {
	const b = await bureau(t, BUYERS);
	const first = await approved(b, { budget: '250 万元' });
	await b.go('sourcing', 'jingban', 'purchase', first, 'start', { method: 'inquiry', ...dates });
	const second = await approved(b, { budget: '250 万元' });
	await b.refused(/化整为零/, 'jingban', 'purchase', second, 'start', { method: 'inquiry', ...dates });
	const award = { suppliers: 2, panel: 3, experts: 2, supplier: '甲公司', award: '240 万元', awarded_on: day(0) };
	await b.attach('jingban', 'purchase', first, 'report');
	await b.refused(/供应商不足 3 家/, 'jingban', 'purchase', first, 'award', award);
	await b.refused(/单数/, 'jingban', 'purchase', first, 'award', { ...award, suppliers: 3, panel: 4 });
	await b.refused(/超过预算/, 'jingban', 'purchase', first, 'award', { ...award, suppliers: 3, award: '250.01 万元' });
	await b.go('approved', 'jingban', 'purchase', first, 'fail', {}, '响应供应商不足 3 家');
	assert.equal((await b.show('jingban', 'purchase', first)).values.failures, 1);
});

test('instalments never pass the contract, four eyes pay, and nothing closes before all is paid', async (t) => {
	const b = await bureau(t, BUYERS);
	const id = await contracted(b);
	const instalment = async (amount, kind = 'progress') => {
		const p = await b.make('jingban', 'payment', { title: '一期', kind, amount, due: day(30) }, id);
		await b.attach('jingban', 'payment', p, 'invoice');
		return p;
	};
	const apply = { basis: '合同第八条' };
	const first = await instalment('200 万元'), second = await instalment('100.01 万元');
	await b.go('applied', 'jingban', 'payment', first, 'apply', apply);
	await b.refused(/累计付款超过合同总额/, 'jingban', 'payment', second, 'apply', apply);
	await b.refused(/不得超过原合同金额的 10%/, 'fenguan', 'purchase', id, 'extend', { supplement: '30.01 万元', supplement_reason: '增配' }, '增配');
	await b.go('running', 'fenguan', 'purchase', id, 'extend', { supplement: '1 万元', supplement_reason: '增配' }, '增配');
	await b.go('applied', 'jingban', 'payment', second, 'apply', apply);
	await b.refused(/已经申请的付款超过合同总额/, 'fenguan', 'purchase', id, 'extend', { supplement: '0', supplement_reason: '撤回' }, '撤回');
	await b.go('approved', 'fenguan', 'payment', first, 'approve');
	await b.go('approved', 'caiwu', 'payment', second, 'approve');
	await b.refused(/要由另一个人办/, 'caiwu', 'payment', second, 'pay', { voucher: 'P2', paid_on: day(0) });
	await b.go('paid', 'caiwu', 'payment', first, 'pay', { voucher: 'P1', paid_on: day(0) });
	await b.go('paid', 'caiwu2', 'payment', second, 'pay', { voucher: 'P2', paid_on: day(0) });
	const last = await instalment('0.99 万元', 'final');
	await b.refused(/要在验收合格以后付/, 'jingban', 'payment', last, 'apply', apply);

	await b.attach('yan1', 'purchase', id, 'acceptance');
	await b.go('running', 'yan1', 'purchase', id, 'record_acceptance', { accepted_on: day(0), acceptance_note: '合格' });
	for (const [as, state] of [['yan1', 'running'], ['yan2', 'running'], ['yan3', 'accepted']]) await b.go(state, as, 'purchase', id, 'accept');
	await b.refused(/合同款没有付清/, 'caiwu', 'purchase', id, 'close');
	await b.go('applied', 'jingban', 'payment', last, 'apply', apply);
	await b.go('approved', 'fenguan', 'payment', last, 'approve');
	await b.go('paid', 'caiwu', 'payment', last, 'pay', { voucher: 'P3', paid_on: day(0) });
	const evidence = (await b.get('fenguan', `/registers/purchase/records/${id}/evidence`)).evidence.find((x) => x.slot === 'acceptance');
	assert.equal((await send(b.server, 'PATCH', `/evidence/${evidence.id}`, { state: 'accepted' }, { as: b.who.fenguan })).status, 200);
	await b.go('closed', 'caiwu', 'purchase', id, 'close');
	const paid = await b.get('caiwu', '/registers/payment/statistics/paid');
	assert.deepEqual([paid.numerator, paid.scale ?? 2], [301000000, 2]);
});

test('two instalments at one moment: one of them is refused', async (t) => {
	const b = await bureau(t, BUYERS);
	for (let round = 0; round < 5; round++) {
		const id = await contracted(b, '300 万元', { budget_no: `项目 ${round}` });
		const both = [];
		for (const title of ['甲', '乙']) {
			both.push(await b.make('jingban', 'payment', { title, kind: 'progress', amount: '200 万元', due: day(30) }, id));
			await b.attach('jingban', 'payment', both.at(-1), 'invoice');
		}
		const done = await Promise.all(both.map((p) => b.step('jingban', 'payment', p, 'apply', { basis: '合同第八条' })));
		assert.deepEqual(done.map((x) => x.status).sort(), [200, 422], done.map((x) => x.text).join('\n'));
		assert.equal((await b.show('caiwu', 'purchase', id)).values.applied, '2000000.00');
	}
});
