// Walks every route that writes, each with a real request of its own: without the header, malformed, too long, twice under one
// Idempotency-Key, and upon an older version. A route that is not in ROWS fails: say of it here what it does.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { age, ask, passwordOf, report, run, send, serve, setUp, signIn, signInAdministrator, totp, write } from './harness.mjs';

const routes = JSON.parse(run(['help', '--json']).out).operations.filter((row) => row.path && row.method !== 'GET');
const keyOf = (row) => `${row.method} ${row.path.replace('/api/v1', '')}`;

const JPEG = Buffer.concat([Buffer.from('ffd8ffe000104a46494600010100000100010000', 'hex'), Buffer.alloc(3000, 7), Buffer.from('ffd9', 'hex')]);
const LEDGER = (name) => ['云岭市城管局巡察反馈问题整改台账', '编号\t甲栏\t乙栏\t丙栏', `1\t${name}推进不力\t逐个小区核实点位，十二个点位已启用。\t环卫科`, '2\t停车收费不规范\t设置公示牌，公示牌已安装。\t停车科', ''].join('\n');
const YEAR = 365 * 86400000;

let made = 0;
const fresh = (word) => `${word}${++made}`;
const later = () => Date.now() + 86400000;

// A bureau in which everything can be done that a route is for.
async function bureau(t) {
	const server = await serve(t, { args: ['--rate', '0'] });
	await setUp(server);
	const who = { nobody: null, yewu: await signIn(server, 'yewu') };
	for (const login of ['xitong', 'anquan', 'shenji']) who[login] = await signInAdministrator(server, login);
	const b = { server, who };
	b.get = async (as, path) => {
		const answer = await ask(server, 'GET', `/api/v1${path}`, { as: who[as] });
		assert.equal(answer.status, 200, `${path}: ${answer.text}`);
		return answer.json;
	};
	b.do = async (as, method, path, body, headers) => {
		const answer = await send(server, method, path, body, { as: who[as], headers });
		assert.ok(answer.status < 300, `${method} ${path}: ${answer.text}`);
		return answer.json;
	};
	b.hire = async (role, login = fresh('ren')) => {
		const { person, one_time_password: once } = await b.do('xitong', 'POST', '/people', { login, name: login });
		if (role) await b.do('anquan', 'POST', '/grants', { person: person.id, role });
		who[login] = await signIn(server, login, once);
		await b.do(login, 'POST', '/session/password', { old: once, new: passwordOf(login) });
		who[login] = await signIn(server, login);
		return { ...person, login };
	};
	for (const [login, role] of [['caiji', 'case.collector'], ['shouli', 'case.acceptor'], ['zhuren', 'case.supervisor']]) b[login] = await b.hire(role, login);
	b.bring = async (more = '', body = report({ unit: fresh('云岭市第') + '处' })) =>
		(await ask(server, 'POST', `/api/v1/reports?name=a.txt&again=1${more}`, { body, headers: write, as: who.yewu })).json.report;
	b.record = async () => b.do('caiji', 'POST', '/registers/case/records', CASE(0));
	b.upload = async () => (await b.do('shouli', 'POST', `/registers/case/records/${(await b.record()).id}/uploads`, { slot: 'photos', name: 'a.jpg', bytes: JPEG.length })).token;
	b.sent = async () => {
		const token = await b.upload();
		assert.equal((await ask(server, 'PUT', `/api/v1/uploads/${token}?offset=0`, { body: JPEG, headers: write, as: who.shouli })).status, 200);
		return token;
	};
	b.old = async () => {
		const { id } = await b.record();
		await b.do('zhuren', 'POST', `/registers/case/records/${id}/steps/void`, { reason: '重复上报', values: {} }, { 'If-Match': '*' });
		age(server, `UPDATE r_case SET changed_at = changed_at - ${7 * YEAR} WHERE id = ${id}`);
		return id;
	};
	b.backup = async () => {
		await new Promise((resolve) => setTimeout(resolve, 1100)); // its name is the second it was made in
		return (await b.do('xitong', 'POST', '/backups', {})).name;
	};
	server.session = null;
	// What was done so far: the chain of events and what administrators did.
	b.deeds = async () => {
		const { events } = await b.get('shenji', '/access-events?limit=100');
		return `${(await b.get('shenji', '/audit/head')).seq} ${events.find((e) => e.ok)?.id}`;
	};
	return b;
}

const CASE = (n) => ({ values: { title: `五一路垃圾堆积${n}`, source: 'collector', class: 'E0102', place: { text: '五一路12号' } } });
const ETAG = 'If-Match';

// One row for a route: who does it, upon what (`at` makes it anew each time: the path, the members that go with it, the version it
// stands at), with which body (another one for another n). `keyless`: why it takes no Idempotency-Key, and `twice`: what comes when
// it is sent twice all the same. `silent`: it leaves no event; `seen`: where it shows then. `versioned`: where the version stands.
const ROWS = {
	'POST /check': { as: 'yewu', bytes: () => report(), keyless: 'it stores nothing', harmless: true, twice: [200, 200] },
	'POST /reports': { as: 'yewu', at: () => ({ path: '/reports?name=b.txt&again=1' }), bytes: () => report({ unit: '云岭市水务局' }), keyless: 'the same file is known by its SHA-256', twice: [201, 200] },
	'POST /reports/{id}/decisions': {
		as: 'yewu', keyless: 'the same decision stands once', twice: [201, 201],
		at: async (b) => {
			const { id } = await b.bring('', report({ unit: fresh('云岭市第') + '处', said: 9 }));
			return { path: `/reports/${id}/decisions`, key: (await b.get('yewu', `/reports/${id}/tree`)).findings[0].fingerprint };
		},
		body: (n, { key }) => ({ subject: 'finding', key, value: 'dismissed', reason: `口径${n}` }),
	},
	'DELETE /reports/{id}': { as: 'yewu', keyless: 'what is gone is gone', twice: [200, 404], at: async (b) => ({ path: `/reports/${(await b.bring('&aside=1')).id}` }), body: () => ({ reason: '草稿' }) },
	'POST /rebuild': { as: 'yewu', keyless: 'derived again it is the same', twice: [200, 200], body: () => ({}), bodiless: true },
	'POST /reports/{id}/columns': { as: 'yewu', keyless: 'read again with the same columns it is the same', twice: [200, 200], at: async (b) => ({ path: `/reports/${(await b.bring(`&columns=${encodeURIComponent('B=问题,C=措施,D=责任单位')}`, LEDGER(fresh('分类')))).id}/columns` }), body: () => ({ columns: 'B=问题,C=备注,D=措施' }) },
	'POST /reports/{id}/ledger': { as: 'yewu', keyless: 'it is in the ledger once', twice: [200, 200], at: async (b) => ({ path: `/reports/${(await b.bring('&aside=1')).id}/ledger` }), body: () => ({}), bodiless: true },
	'POST /session': { as: 'nobody', keyless: 'each sign-in is a session of its own, and its cookie is kept nowhere', twice: [201, 201], body: () => ({ login: 'yewu', password: passwordOf('yewu') }) },
	'POST /session/demo': { as: 'nobody', keyless: 'each sign-in is a session of its own', twice: [404, 404], body: () => ({ login: 'yewu' }) },
	'DELETE /session': { as: 'own', ends: 'with the session he who sent the key is gone', at: async (b) => ({ path: '/session', as: (await b.hire()).login }), body: () => ({}), bodiless: true },
	'POST /session/second-factor': { as: 'yewu', keyless: 'a code is good once', twice: [409, 409], body: () => ({ code: '123456' }) },
	'POST /session/password': { as: 'own', keyless: 'the old password is good once', twice: [200, 422], at: async (b) => ({ path: '/session/password', as: (await b.hire()).login }), body: (n, { as }) => ({ old: passwordOf(as), new: passwordOf(`${as}new`) }) },
	'POST /session/totp': { as: 'own', keyless: 'the secret is shown once', twice: [200, 200], at: async (b) => ({ path: '/session/totp', as: (await b.hire()).login }), body: () => ({}), bodiless: true },
	'POST /session/totp/confirm': {
		as: 'own', keyless: 'recovery codes are shown once', twice: [200, 409],
		at: async (b) => {
			const { login } = await b.hire();
			return { path: '/session/totp/confirm', as: login, secret: (await b.do(login, 'POST', '/session/totp', {})).secret };
		},
		body: (n, { secret }) => ({ code: totp(secret) }),
	},
	'POST /session/act-for': { as: 'yewu', silent: true, body: (n) => ({ delegation: n }) },
	'POST /setup': { as: 'nobody', keyless: 'it is done once at all', twice: [409, 409], body: () => ({ code: 'AAAA-BBBB', unit: '局', ...Object.fromEntries(['sysadmin', 'secadmin', 'auditor'].map((login) => [login, { login, name: login, password: passwordOf(login) }])) }) },
	'PATCH /registers/{name}/catalogues/{catalogue}': { as: 'xitong', at: () => ({ path: '/registers/case/catalogues/class', day: `2031-01-${String((++made % 28) + 1).padStart(2, '0')}` }), body: (n, { day }) => ({ code: 'E0102', from: day, values: { limit_handle: '2 小时' }, reason: `${n} 号通知` }) },
	'POST /registers/{name}/records': { as: 'caiji', at: () => ({ path: '/registers/case/records' }), body: CASE },
	'PATCH /registers/{name}/records/{id}': { as: 'shouli', versioned: ETAG, at: async (b) => { const r = await b.record(); return { path: `/registers/case/records/${r.id}`, version: r.version, on: (v) => b.do('shouli', 'PATCH', `/registers/case/records/${r.id}`, { values: { description: v } }, { [ETAG]: '*' }) }; }, body: (n) => ({ values: { title: `改${n}` } }) },
	'DELETE /registers/{name}/records/{id}': { as: 'zhuren', versioned: ETAG, at: async (b) => { const r = await b.record(); return { path: `/registers/case/records/${r.id}`, version: r.version }; }, body: (n) => ({ reason: `重复${n}` }) },
	'POST /registers/{name}/records/{id}/steps/{step}': { as: 'shouli', versioned: ETAG, at: async (b) => { const r = await b.record(); return { path: `/registers/case/records/${r.id}/steps/accept`, version: r.version }; }, body: (n) => (n ? { values: {}, reason: '另' } : { values: {} }), bodiless: true },
	'POST /registers/{name}/records/{id}/comments': { as: 'caiji', at: async (b) => ({ path: `/registers/case/records/${(await b.record()).id}/comments` }), body: (n) => ({ text: `留言${n}` }) },
	'POST /registers/{name}/records/{id}/hold': { as: 'shouli', at: async (b) => ({ path: `/registers/case/records/${(await b.record()).id}/hold` }), body: (n) => ({ on: true, reason: `诉讼${n}` }) },
	'POST /registers/{name}/records/{id}/watch': { as: 'shouli', seen: '/registers/case/records?watched=me', at: async (b) => ({ path: `/registers/case/records/${(await b.record()).id}/watch` }), body: (n) => ({ on: n === 0 }) },
	'POST /registers/{name}/bulk': { as: 'shouli', at: async (b) => ({ path: '/registers/case/bulk', id: (await b.record()).id }), body: (n, { id }) => ({ ids: [id], step: n ? 'file' : 'accept' }) },
	'POST /registers/{name}/import': { as: 'shouli', at: () => ({ path: '/registers/case/import?name=a.csv' }), bytes: (n) => `title,source,class,place\n表里来的${n},collector,E0102,五一路\n` },
	'POST /registers/{name}/disposals': { as: 'shouli', seen: '/disposals', at: async (b) => ({ path: '/registers/case/disposals', id: await b.old() }), body: (n, { id }) => ({ records: [id], reason: `保存期满${n}` }) },
	'POST /disposals/{id}/decision': { as: 'zhuren', at: async (b) => ({ path: `/disposals/${(await b.do('shouli', 'POST', '/registers/case/disposals', { records: [await b.old()], reason: '保存期满' })).id}/decision` }), body: (n) => ({ approve: true, opinion: `同意${n}` }) },
	'POST /registers/{name}/records/{id}/uploads': { as: 'shouli', silent: true, at: async (b) => ({ path: `/registers/case/records/${(await b.record()).id}/uploads` }), body: (n) => ({ slot: 'photos', name: `${n}.jpg`, bytes: JPEG.length }) },
	'PUT /uploads/{token}': { as: 'shouli', keyless: 'the offset tells what is there already', twice: [200, 409], at: async (b) => ({ path: `/uploads/${await b.upload()}?offset=0` }), bytes: () => JPEG },
	'POST /uploads/{token}/finish': { as: 'shouli', keyless: 'the upload is used up', twice: [201, 404], at: async (b) => ({ path: `/uploads/${await b.sent()}/finish` }), body: () => ({}), bodiless: true },
	'PATCH /evidence/{id}': { as: 'shouli', at: async (b) => ({ path: `/evidence/${(await b.do('shouli', 'POST', `/uploads/${await b.sent()}/finish`, {})).id}` }), body: (n) => ({ own_date: `2026-03-0${n + 1}` }) },
	'POST /notifications/read': { as: 'shouli', silent: true, body: (n) => (n ? { upto: 1 } : {}), bodiless: true },
	'POST /batch': { as: 'caiji', body: (n) => ({ requests: [{ method: 'POST', path: '/api/v1/registers/case/records', body: CASE(n) }] }) },
	'POST /units': { as: 'xitong', at: () => ({ path: '/units', name: fresh('下属') }), body: (n, { name }) => ({ parent: 1, name: `${name}${n}` }) },
	'PATCH /units/{id}': { as: 'xitong', versioned: ETAG, at: async (b) => { const u = await b.do('xitong', 'POST', '/units', { parent: 1, name: fresh('下属') }); return { path: `/units/${u.id}`, version: u.version }; }, body: (n) => ({ name: `改${n}` }) },
	'POST /departments': { as: 'xitong', at: () => ({ path: '/departments', name: fresh('科') }), body: (n, { name }) => ({ name: `${name}${n}` }) },
	'PATCH /departments/{id}': { as: 'xitong', versioned: ETAG, at: async (b) => { const u = await b.do('xitong', 'POST', '/departments', { name: fresh('科') }); return { path: `/departments/${u.id}`, version: u.version }; }, body: (n) => ({ name: `改${n}` }) },
	'POST /people': { as: 'xitong', keyless: 'the one-time password is shown once', twice: [201, 409], at: () => ({ path: '/people', login: fresh('xin') }), body: (n, { login }) => ({ login, name: login }) },
	'PATCH /people/{id}': { as: 'xitong', versioned: ETAG, at: async (b) => { const p = await b.hire(); return { path: `/people/${p.id}`, version: p.version }; }, body: (n) => ({ title: `科员${n}` }) },
	'POST /people/{id}/reset': { as: 'xitong', keyless: 'the one-time password is shown once', twice: [200, 200], at: async (b) => ({ path: `/people/${(await b.hire()).id}/reset` }), body: () => ({}), bodiless: true },
	'POST /people/{id}/unlock': { as: 'anquan', at: async (b) => ({ path: `/people/${(await b.hire()).id}/unlock` }), body: (n) => (n ? null : {}), bodiless: true },
	'POST /people/{id}/reset-totp': { as: 'anquan', at: async (b) => ({ path: `/people/${(await b.hire()).id}/reset-totp` }), body: (n) => (n ? null : {}), bodiless: true },
	'DELETE /people/{id}/sessions': { as: 'anquan', at: async (b) => ({ path: `/people/${(await b.hire()).id}/sessions` }), body: (n) => (n ? null : {}), bodiless: true },
	'POST /grants': { as: 'anquan', at: async (b) => ({ path: '/grants', person: (await b.hire()).id }), body: (n, { person }) => ({ person, role: n ? 'case.officer' : 'case.collector' }) },
	'DELETE /grants/{id}': { as: 'anquan', versioned: ETAG, at: async (b) => { const g = await b.do('anquan', 'POST', '/grants', { person: (await b.hire()).id, role: 'case.collector' }); return { path: `/grants/${g.id}`, version: g.version }; }, body: (n) => (n ? null : {}), bodiless: true },
	'POST /delegations': { as: 'anquan', at: async (b) => ({ path: '/delegations', to: (await b.hire()).id, from: b.caiji.id, until: later() }), body: (n, { from, to, until }) => ({ from_person: from, to_person: to, roles: 'case.collector', reason: `出差${n}`, until }) },
	'DELETE /delegations/{id}': { as: 'anquan', versioned: ETAG, at: async (b) => { const d = await b.do('anquan', 'POST', '/delegations', { from_person: b.caiji.id, to_person: (await b.hire()).id, roles: 'case.collector', reason: '出差', until: later() }); return { path: `/delegations/${d.id}`, version: d.version }; }, body: (n) => (n ? null : {}), bodiless: true },
	'POST /tokens': { as: 'anquan', keyless: 'the token is shown once', twice: [201, 201], at: async (b) => ({ path: '/tokens', person: (await b.hire()).id }), body: (n, { person }) => ({ person, name: '接口', scopes: 'read', expires: later() }) },
	'DELETE /tokens/{id}': { as: 'anquan', versioned: ETAG, at: async (b) => { const d = await b.do('anquan', 'POST', '/tokens', { person: b.caiji.id, name: '接口', scopes: 'read', expires: later() }); const { id, version } = d.token?.id ? d.token : d; return { path: `/tokens/${id}`, version }; }, body: (n) => (n ? null : {}), bodiless: true },
	'PATCH /policies': { as: 'anquan', versioned: 'version', at: async (b) => ({ path: '/policies', policy: (await b.get('anquan', '/policies')).policies.find((p) => p.name === 'password.min_length') }), body: (n, { policy }, version = policy.version) => ({ name: policy.name, value: policy.value + 1 + n, version }) },
	'PATCH /calendar/{id}': { as: 'xitong', versioned: 'version', at: async (b) => ({ path: '/calendar/2030', version: (await b.get('xitong', '/calendar/2030')).version }), body: (n, at, version = at.version) => ({ days: '2030-02-06 off 春节', announced: true, reason: `${n} 号通知`, version }) },
	'PATCH /duty': { as: 'xitong', versioned: 'version', at: async (b) => ({ path: '/duty', version: (await b.get('xitong', '/duty')).version }), body: (n, at, version = at.version) => ({ hours: '1-5 08:30-12:00', reason: `${n} 号通知`, version }) },
	'POST /jobs/{id}/retry': { as: 'xitong', silent: true, at: async (b) => ({ path: `/jobs/${(await b.get('xitong', '/jobs')).jobs[0].id}/retry` }), body: (n) => (n ? null : {}), bodiless: true },
	'POST /backups': { as: 'xitong', keyless: 'its name is the second it was made in', twice: [201, [201, 409]], body: () => ({}), bodiless: true },
	'POST /backups/{name}/restore': { as: 'xitong', keyless: 'trying it again changes nothing', twice: [200, 200], at: async (b) => ({ path: `/backups/${await b.backup()}/restore` }), body: () => ({}), bodiless: true },
	'DELETE /backups/{name}': { as: 'xitong', keyless: 'what is gone is gone', twice: [200, 404], at: async (b) => ({ path: `/backups/${await b.backup()}` }), body: () => ({}), bodiless: true },
};

// The request of a row: what it is done upon, made anew, and a way to send it.
async function prepare(b, route) {
	const key = keyOf(route);
	const row = ROWS[key];
	const at = row.at ? await row.at(b) : { path: key.split(' ')[1] };
	const as = b.who[at.as ?? row.as];
	const payload = (n, version) => (row.bytes ? row.bytes(n, at) : JSON.stringify(row.body(n, at, version) ?? {}) + (row.body(n, at, version) ? '' : ' '));
	const go = (body, headers = {}, options = {}) => {
		const length = body !== undefined && !headers['Transfer-Encoding'] ? { 'Content-Length': Buffer.byteLength(body) } : {};
		const version = row.versioned === ETAG && !options.bare ? { [ETAG]: `"${at.version}"` } : {};
		return ask(b.server, route.method, `/api/v1${at.path}`, { as, body, headers: { ...(options.foreign ? {} : write), ...(row.bytes ? {} : { 'Content-Type': 'application/json' }), ...length, ...version, ...headers } });
	};
	return { key, row, at, payload, go };
}

function isProblem(answer, statuses, what) {
	assert.ok([statuses].flat().includes(answer.status), `${what}: ${answer.status} ${answer.text}`);
	assert.equal(answer.headers['content-type'], 'application/problem+json', what);
	assert.equal(answer.json.status, answer.status, what);
	assert.match(answer.json.detail, /[\u4e00-\u9fff]/, what);
	return answer.json;
}

test('every route that is no reading has its row, and no row is of a route that is gone', () => {
	assert.deepEqual(Object.keys(ROWS).sort(), routes.map(keyOf).sort());
});

test('a real request without the header, malformed or too long is refused with a reason, and does nothing', async (t) => {
	const b = await bureau(t);
	for (const route of routes) {
		const { key, row, payload, go } = await prepare(b, route);
		const before = await b.deeds();
		if (!row.harmless) isProblem(await go(payload(0), {}, { foreign: true }), 403, `${key} without X-Bihuan`);
		isProblem(await go(payload(0), { Origin: 'https://evil.example' }), 403, `${key} of another site`);
		if (!row.bytes)
			for (const bad of ['{"a":', '[]', '"x"', '{"a":1}{', '{"no_such_member":1}', '\0'])
				isProblem(await go(bad), 400, `${key} ${JSON.stringify(bad)}`);
		const long = route.body_limit + 1;
		isProblem(await go(undefined, { 'Content-Length': long, Expect: '100-continue' }), 413, `${key} of ${long} bytes`);
		if (long < 1 << 20) isProblem(await go(Buffer.alloc(long, 0x20), { 'Transfer-Encoding': 'chunked' }), 413, `${key} of ${long} bytes in chunks`);
		assert.equal(await b.deeds(), before, key);
	}
});

test('under one Idempotency-Key it is done once; what takes none says so, and does what the table says', async (t) => {
	const b = await bureau(t);
	const { paths } = (await ask(b.server, 'GET', '/api/v1/openapi.json', { as: null })).json;
	for (const route of routes) {
		const { key, row, payload, go } = await prepare(b, route);
		const spec = (paths[route.path] ?? paths[route.path.replace('{name}', 'case')])[route.method.toLowerCase()];
		const told = spec.parameters.some((p) => p.name === 'Idempotency-Key');
		assert.equal(told, !row.keyless, `${key} in /openapi.json`);
		const once = { 'Idempotency-Key': `k-${key.length}-${++made}` };
		const deeds = async () => (await b.deeds()) + (row.seen ? JSON.stringify(await b.get(row.as, row.seen)) : '');
		const before = await deeds();
		const first = payload(0);
		if (row.keyless) {
			if (!row.harmless) {
				assert.equal(isProblem(await go(first, once), 400, `${key} with a key`).field, 'Idempotency-Key', key);
				assert.equal(await deeds(), before, key);
			}
			const twice = [await go(first), await go(first)];
			assert.ok(row.twice.every((status, i) => [status].flat().includes(twice[i].status)), `${key}: ${twice.map((a) => `${a.status} ${a.text.slice(0, 200)}`).join('\n')}`);
			continue;
		}
		const one = await go(first, once);
		assert.ok(one.status < 300, `${key}: ${one.status} ${one.text}`);
		if (row.ends) {
			isProblem(await go(first, once), 401, key);
			continue;
		}
		const done = await deeds();
		if (!row.silent) assert.notEqual(done, before, `${key} leaves an event`);
		const again = await go(first, once);
		assert.deepEqual([again.status, again.json], [one.status, one.json], key);
		isProblem(await go(payload(1), once), [409, 422], `${key} with another body`);
		assert.equal(await deeds(), done, `${key} is done once`);
	}
});

test('whoever changes what has a version says which one he read, and is told when it is an older one', async (t) => {
	const b = await bureau(t);
	const { paths } = (await ask(b.server, 'GET', '/api/v1/openapi.json', { as: null })).json;
	for (const route of routes) {
		const row = ROWS[keyOf(route)];
		const spec = (paths[route.path] ?? paths[route.path.replace('{name}', 'case')])[route.method.toLowerCase()];
		const inBody = spec.requestBody?.content['application/json']?.schema.properties?.version !== undefined;
		const told = spec.parameters.some((p) => p.name === ETAG) ? ETAG : inBody ? 'version' : undefined;
		assert.equal(told, row.versioned, `${keyOf(route)} in /openapi.json`);
		if (!row.versioned) continue;
		const { key, at, payload, go } = await prepare(b, route);
		const before = await b.deeds();
		if (row.versioned === ETAG) {
			assert.equal(isProblem(await go(payload(0), {}, { bare: true }), 400, `${key} of no version`).field, ETAG, key);
			for (const bad of ['"0"', '"x"', '""', '"1", "2"']) isProblem(await go(payload(0), { [ETAG]: bad }), 400, `${key} of version ${bad}`);
			isProblem(await go(payload(0), { [ETAG]: `"${at.version + 1}"` }), 409, `${key} of a version to come`);
			assert.equal(await b.deeds(), before, key);
			const done = await go(payload(0));
			assert.ok(done.status < 300, `${key}: ${done.text}`);
			isProblem(await go(payload(1)), [404, 409], `${key} of the version before`);
		} else {
			const { version, ...bare } = JSON.parse(payload(0));
			assert.equal(isProblem(await go(JSON.stringify(bare)), 400, `${key} of no version`).field, 'version', key);
			isProblem(await go(payload(0, version + 7)), 409, `${key} of a version to come`);
			assert.equal(await b.deeds(), before, key);
			const done = await go(payload(0));
			assert.ok(done.status < 300, `${key}: ${done.text}`);
			isProblem(await go(payload(1)), 409, `${key} of the version before`);
		}
	}
});

test('who works alone before set-up does it once, too', async (t) => {
	const server = await serve(t);
	const make = (title) => send(server, 'POST', '/registers/round/records', { values: { title, kind: 'inspection' } }, { headers: { 'Idempotency-Key': 'alone' }, as: null });
	const first = await make('轮次');
	assert.equal(first.status, 201, first.text);
	assert.deepEqual((await make('轮次')).json, first.json);
	isProblem(await make('另一轮'), 409, 'another body');
	assert.equal((await ask(server, 'GET', '/api/v1/registers/round/records')).json.rows.length, 1);
});
