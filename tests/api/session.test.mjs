// Who is asking: first start, signing in, the second factor, administrators with disjoint rights, all over HTTP.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

import { ask, passwordOf, report, send, serve, setUp, signIn, signInAdministrator, totp, write } from './harness.mjs';

const isProblem = (answer, status, field) => {
	assert.equal(answer.status, status, answer.text);
	assert.equal(answer.headers['content-type'], 'application/problem+json');
	if (field) assert.equal(answer.json.field, field);
	return answer.json;
};

test('before set-up this machine works alone, and nobody else', async (t) => {
	const server = await serve(t);
	const { roles, ...now } = (await ask(server, 'GET', '/api/v1/session')).json;
	assert.ok(roles.some((r) => r.name === 'case.acceptor'), 'what the first business person may be');
	assert.deepEqual(now, { setup_needed: true, alone: true, actor: null, hold: 'none' });
	assert.equal((await ask(server, 'POST', '/api/v1/reports', { headers: write, body: report() })).status, 201);
	for (const path of ['/people', '/grants', '/tasks', '/audit/verify', '/policies']) isProblem(await ask(server, 'GET', `/api/v1${path}`), 401);

	isProblem(await send(server, 'POST', '/setup', { code: 'AAAA-AAAA', unit: 'x' }), 400);
	await setUp(server, { role: 'round.office' });
	isProblem(await ask(server, 'GET', '/api/v1/reports'), 401);
	isProblem(await ask(server, 'POST', '/api/v1/check', { body: report() }), 401);
	isProblem(await send(server, 'POST', '/setup', { code: 'AAAA-AAAA', unit: 'x' }), 400);
	await signIn(server, 'yewu');
	assert.equal((await ask(server, 'GET', '/api/v1/reports')).json.reports.length, 1, 'what was imported before is kept');
});

test('the set-up code is needed, and good once', async (t) => {
	const server = await serve(t);
	const person = (login) => ({ login, name: `某${login}`, password: passwordOf(login) });
	const all = { unit: '青田市城市管理局', sysadmin: person('a1'), secadmin: person('b1'), auditor: person('c1') };
	isProblem(await send(server, 'POST', '/setup', { code: 'AAAA-BBBB-CCCC', ...all }), 401);
	await setUp(server);
	isProblem(await send(server, 'POST', '/setup', { code: 'AAAA-BBBB-CCCC', ...all }), 409);
});

test('a refused set-up says which member is at fault', async (t) => {
	const server = await serve(t);
	const code = readFileSync(join(server.data, 'setup-code.txt'), 'utf8').match(/[0-9A-Za-z-]{6,}/)[0];
	const person = (login) => ({ login, name: `某${login}`, password: passwordOf(login) });
	const all = { code, unit: '青田市城市管理局', sysadmin: person('a1'), secadmin: person('b1'), auditor: person('c1') };
	for (const [change, field] of [
		[{ unit: ' ' }, 'unit'],
		[{ unit: undefined }, 'unit'],
		[{ sysadmin: undefined }, 'sysadmin'],
		[{ sysadmin: 7 }, 'sysadmin'],
		[{ secadmin: { ...person('b1'), login: 'b' } }, 'secadmin.login'],
		[{ secadmin: { name: '某', password: passwordOf('b1') } }, 'secadmin.login'],
		[{ auditor: { ...person('c1'), name: '' } }, 'auditor.name'],
		[{ auditor: { ...person('c1'), password: '12345678' } }, 'auditor.password'],
		[{ auditor: { ...person('c1'), password: 8 } }, 'auditor.password'],
		[{ auditor: { ...person('c1'), mail: 'x' } }, 'auditor.mail'],
		[{ auditor: person('a1') }, 'auditor'],
		[{ business: { ...person('d1'), password: 'd1' } }, 'business.password'],
		[{ business: person('d1'), business_role: 'sysadmin' }, 'business_role'],
		[{ business: person('d1'), business_role: 'case.nobody' }, 'business_role'],
		[{ colour: 'red' }, 'colour'],
	]) {
		const refused = await send(server, 'POST', '/setup', { ...all, ...change }, { as: null });
		assert.ok(refused.status === 400 || refused.status === 422, `${JSON.stringify(change)} ${refused.text}`);
		assert.equal(refused.json.field, field, `${JSON.stringify(change)} ${refused.text}`);
	}
	assert.equal((await send(server, 'POST', '/setup', all, { as: null })).status, 201);
});

test('a refused sign-in is the same whether the login exists', async (t) => {
	const server = await serve(t);
	await setUp(server);
	const wrong = await send(server, 'POST', '/session', { login: 'yewu', password: 'wrong-Password-1' });
	const nobody = await send(server, 'POST', '/session', { login: 'nobody', password: 'wrong-Password-1' });
	isProblem(wrong, 401);
	isProblem(nobody, 401);
	assert.equal(wrong.json.detail, nobody.json.detail);
	assert.equal(wrong.headers['set-cookie'], undefined);
	isProblem(await send(server, 'POST', '/session', { login: 'yewu' }), 400, 'password');
	isProblem(await ask(server, 'POST', '/api/v1/session', { body: '{}' }), 403);
});

test('a session that ended at another program writes nothing here, however fresh the memory of it', async (t) => {
	const server = await serve(t);
	await setUp(server);
	const other = await serve(t, { data: server.data, database: server.database });
	const session = await signIn(server, 'yewu');
	const empty = () => send(server, 'POST', '/registers/round/records', { values: {} }, { as: session });
	for (let i = 0; i < 3; i++) isProblem(await empty(), 422);
	assert.ok((await ask(other, 'DELETE', '/api/v1/session', { headers: write, as: session })).status < 300);
	isProblem(await empty(), 401);
	isProblem(await empty(), 401);
});

test('the cookie is for the browser alone, and ends with the session', async (t) => {
	const server = await serve(t);
	await setUp(server);
	const answer = await send(server, 'POST', '/session', { login: 'yewu', password: passwordOf('yewu') });
	assert.match(answer.headers['set-cookie'][0], /^bihuan=[^;]{20,}; Path=\/; HttpOnly; SameSite=Strict$/);
	const session = await signIn(server, 'yewu');
	const { json } = await ask(server, 'GET', '/api/v1/session');
	assert.equal(json.actor.name, '业务员');
	assert.equal(json.hold, 'none');
	assert.equal((await send(server, 'DELETE', '/session', {}, { as: session })).status, 200);
	isProblem(await ask(server, 'GET', '/api/v1/reports', { as: session }), 401);
	isProblem(await ask(server, 'GET', '/api/v1/reports', { as: { cookie: 'bihuan=AAAAAAAAAAAAAAAAAAAAAAAAAAAA' } }), 401);
});

test('an administrator sets up a second factor before anything else, and needs it from then on', async (t) => {
	const server = await serve(t);
	await setUp(server);
	const session = await signIn(server, 'xitong');
	assert.equal(session.hold, 'enrol');
	isProblem(await ask(server, 'GET', '/api/v1/people'), 403);
	const { json } = await send(server, 'POST', '/session/totp', {});
	assert.match(json.url, /^otpauth:\/\/totp\//);
	isProblem(await send(server, 'POST', '/session/totp/confirm', { code: '000000' }), 422);
	const done = await send(server, 'POST', '/session/totp/confirm', { code: totp(json.secret) });
	assert.equal(done.status, 200, done.text);
	assert.ok(done.json.recovery_codes.length >= 8);
	assert.equal((await ask(server, 'GET', '/api/v1/people')).status, 200);

	const again = await signIn(server, 'xitong');
	assert.equal(again.hold, 'second_factor');
	isProblem(await ask(server, 'GET', '/api/v1/people'), 403);
	assert.equal((await send(server, 'POST', '/session/second-factor', { code: done.json.recovery_codes[0] })).status, 200);
	assert.equal((await ask(server, 'GET', '/api/v1/people')).status, 200);
	await signIn(server, 'xitong');
	isProblem(await send(server, 'POST', '/session/second-factor', { code: done.json.recovery_codes[0] }), 401);
});

test('three administrators: what one may do the other two may not', async (t) => {
	const server = await serve(t);
	await setUp(server);
	const who = {};
	for (const [role, login] of [['sysadmin', 'xitong'], ['secadmin', 'anquan'], ['auditor', 'shenji']]) who[role] = await signInAdministrator(server, login);
	who.business = await signIn(server, 'yewu');

	const made = await send(server, 'POST', '/people', { login: 'lisi', name: '李四' }, { as: who.sysadmin });
	assert.equal(made.status, 201, made.text);
	assert.ok(made.json.one_time_password.length >= 8);
	const id = made.json.person.id;
	const cases = [
		['POST', '/people', { login: 'wangwu', name: '王五' }, 'sysadmin', 201],
		['POST', '/departments', { name: '市容科' }, 'sysadmin', 201],
		['POST', `/people/${id}/reset`, {}, 'sysadmin', 200],
		['POST', '/grants', { person: id, role: 'case.supervisor' }, 'secadmin', 201],
		['POST', `/people/${id}/unlock`, {}, 'secadmin', 200],
		['GET', '/policies', undefined, 'secadmin', 200],
		['GET', '/access-events', undefined, 'auditor', 200],
	];
	for (const [method, path, body, may, status] of cases) {
		const call = (as) => (body === undefined ? ask(server, method, `/api/v1${path}`, { as }) : send(server, method, path, body, { as }));
		for (const role of ['business', 'sysadmin', 'secadmin', 'auditor'])
			if (role !== may && !(path === '/policies' && role !== 'business')) isProblem(await call(who[role]), 403);
		assert.equal((await call(who[may])).status, status, `${method} ${path} by ${may}`);
	}
	isProblem(await send(server, 'POST', '/grants', { person: id, role: 'auditor' }, { as: who.secadmin }), 403);

	const events = (await ask(server, 'GET', '/api/v1/access-events?refused=1&limit=1000', { as: who.auditor })).json.events;
	assert.ok(events.length >= 15, 'every denial is kept');
	assert.ok(events.every((e) => !e.ok && e.reason));
});

test('a role that no definition has is refused with the nearest one, at set-up and in grants', async (t) => {
	const server = await serve(t);
	await assert.rejects(setUp(server, { role: 'round.ofice' }), /没有角色 round\.ofice.*是不是 round\.office？/s);
	await assert.rejects(setUp(server, { role: 'auditor' }), /业务人员不能是管理员/);
	await setUp(server);
	const admin = await signInAdministrator(server, 'xitong');
	const security = await signInAdministrator(server, 'anquan');
	const { json } = await send(server, 'POST', '/people', { login: 'lisi', name: '李四' }, { as: admin });
	const give = (role) => send(server, 'POST', '/grants', { person: json.person.id, role }, { as: security });
	assert.equal(isProblem(await give('case.dispacher'), 422).hint, '是不是 case.dispatcher？');
	assert.match(isProblem(await give('nothing.like.it'), 422).hint, /台账\.角色/);
	isProblem(await give('Case Dispatcher'), 422);
	assert.equal((await give('case.dispatcher')).status, 201);
});

test('a new person must choose a password of his own', async (t) => {
	const server = await serve(t);
	await setUp(server);
	const admin = await signInAdministrator(server, 'xitong');
	const { json } = await send(server, 'POST', '/people', { login: 'lisi', name: '李四' }, { as: admin });
	const session = await signIn(server, 'lisi', json.one_time_password);
	assert.equal(session.hold, 'password');
	isProblem(await ask(server, 'GET', '/api/v1/reports'), 403);
	isProblem(await send(server, 'POST', '/session/password', { old: json.one_time_password, new: '12345678' }), 422);
	assert.equal((await send(server, 'POST', '/session/password', { old: json.one_time_password, new: 'Xin-kouling-2026' })).status, 200);
	assert.equal((await ask(server, 'GET', '/api/v1/reports')).status, 200);
});

test('a version that somebody else changed is refused', async (t) => {
	const server = await serve(t);
	await setUp(server);
	await signInAdministrator(server, 'xitong');
	const made = (await send(server, 'POST', '/departments', { name: '市容科' })).json;
	isProblem(await send(server, 'PATCH', `/departments/${made.id}`, { name: '市容管理科' }), 400, 'If-Match');
	const first = await send(server, 'PATCH', `/departments/${made.id}`, { name: '市容管理科' }, { headers: { 'If-Match': `"${made.version}"` } });
	assert.equal(first.status, 200, first.text);
	isProblem(await send(server, 'PATCH', `/departments/${made.id}`, { name: '市容科' }, { headers: { 'If-Match': `"${made.version}"` } }), 409);
});

test('too many requests of one caller are told to wait', async (t) => {
	const server = await serve(t, { args: ['--rate', '1'] });
	const answers = await Promise.all(Array.from({ length: 60 }, () => ask(server, 'GET', '/api/v1/version')));
	const slowed = answers.filter((a) => a.status === 429);
	assert.ok(slowed.length > 0);
	for (const a of slowed) assert.ok(Number(a.headers['retry-after']) >= 1);
});
