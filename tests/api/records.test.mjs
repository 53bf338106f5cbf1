// A business system at work over HTTP: the case register, each role doing its part.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { ask, passwordOf, send, serve, setUp, signIn, signInAdministrator } from './harness.mjs';

const ROLES = ['collector', 'acceptor', 'dispatcher', 'officer', 'verifier', 'supervisor'];

const isProblem = (answer, status) => {
	assert.equal(answer.status, status, answer.text);
	assert.equal(answer.headers['content-type'], 'application/problem+json');
	return answer.json;
};

// A bureau with two departments and one person for each role; the officer is of the first department.
async function bureau(t) {
	const server = await serve(t, { args: ['--rate', '0'] });
	await setUp(server);
	const admin = await signInAdministrator(server, 'xitong');
	const security = await signInAdministrator(server, 'anquan');
	const departments = [];
	for (const name of ['环卫科', '市容科']) departments.push((await send(server, 'POST', '/departments', { name }, { as: admin })).json.id);
	const who = {};
	for (const role of ROLES) {
		const made = await send(server, 'POST', '/people', { login: role, name: `${role}甲`, department: departments[0] }, { as: admin });
		assert.equal(made.status, 201, made.text);
		const granted = await send(server, 'POST', '/grants', { person: made.json.person.id, role: `case.${role}` }, { as: security });
		assert.equal(granted.status, 201, granted.text);
		const session = await signIn(server, role, made.json.one_time_password);
		const changed = await send(server, 'POST', '/session/password', { old: made.json.one_time_password, new: passwordOf(role) }, { as: session });
		assert.equal(changed.status, 200, changed.text);
		who[role] = { ...(await signIn(server, role)), id: made.json.person.id };
	}
	server.session = null;
	return { server, who, departments, admin, security };
}

const get = (b, as, path) => ask(b.server, 'GET', `/api/v1${path}`, { as: b.who[as] ?? as });
const make = (b, as, values = {}, headers = {}) =>
	send(b.server, 'POST', '/registers/case/records', { values: { title: '五一路垃圾堆积', source: 'collector', class: 'E0102', place: { text: '五一路12号', lon: 119.306239, lat: 26.075302 }, ...values } }, { as: b.who[as], headers });
const step = async (b, as, id, name, body = {}, version) => {
	const now = version ?? (await get(b, 'supervisor', `/registers/case/records/${id}`)).json.version;
	return send(b.server, 'POST', `/registers/case/records/${id}/steps/${name}`, body, { as: b.who[as], headers: { 'If-Match': `"${now}"` } });
};

test('the definition tells each person what he may', async (t) => {
	const b = await bureau(t);
	const list = (await get(b, 'collector', '/registers')).json.registers.find((r) => r.name === 'case');
	assert.equal(list.can.create, true);
	assert.equal(list.can.export, false);
	const definition = (await get(b, 'collector', '/registers/case')).json;
	assert.equal(definition.title, '城管案件');
	assert.ok(definition.fields.find((f) => f.name === 'class' && f.type === 'catalogue'));
	assert.ok(definition.states.length >= 8 && definition.transitions.length >= 10);
	const { rows } = (await get(b, 'collector', '/registers/case/catalogues/class')).json;
	assert.ok(rows.some((r) => r.code === 'E0102' && r.label === '暴露垃圾'));
	isProblem(await get(b, 'collector', '/registers/nothing'), 404);
	isProblem(await ask(b.server, 'GET', '/api/v1/registers/case', { as: b.admin }), 404);
});

test('who has just written and then loses his role or his session writes nothing more', async (t) => {
	const b = await bureau(t);
	const events = async () => (await ask(b.server, 'GET', '/api/v1/registers/case/records?limit=50', { as: b.who.supervisor })).json.total;
	assert.equal((await make(b, 'collector')).status, 201); // he is remembered now
	const { grants } = (await ask(b.server, 'GET', `/api/v1/grants?person=${b.who.collector.id}`, { as: b.security })).json;
	const [writing, removed] = await Promise.all([make(b, 'collector', { title: '同时' }), send(b.server, 'DELETE', `/grants/${grants[0].id}`, {}, { as: b.security, headers: { 'If-Match': `"${grants[0].version}"` } })]);
	assert.ok(writing.status === 201 || writing.status === 403, writing.text);
	assert.ok(removed.status < 300, removed.text);
	isProblem(await make(b, 'collector', { title: '之后' }), 403);
	assert.equal((await make(b, 'acceptor')).status, 201);
	assert.ok((await ask(b.server, 'DELETE', '/api/v1/session', { as: b.who.acceptor, headers: { 'X-Bihuan': '1' } })).status < 300);
	isProblem(await make(b, 'acceptor'), 401);
	assert.equal(await events(), writing.status === 201 ? 3 : 2);
});

test('a case goes from report to dispatch, each step by who may, and the timeline keeps it', async (t) => {
	const b = await bureau(t);
	const made = await make(b, 'collector');
	assert.equal(made.status, 201, made.text);
	const { id } = made.json;
	assert.equal(made.headers.location, `/api/v1/registers/case/records/${id}`);

	const refused = isProblem(await step(b, 'collector', id, 'accept'), 403);
	assert.ok(refused.errors.some((e) => e.kind === 'right'));
	assert.ok(isProblem(await step(b, 'dispatcher', id, 'dispatch'), 409).errors.some((e) => e.kind === 'state'));
	assert.equal((await step(b, 'acceptor', id, 'accept')).status, 200);
	assert.equal((await step(b, 'acceptor', id, 'file')).json.state, 'filed');
	const early = isProblem(await step(b, 'dispatcher', id, 'dispatch', {}), 422);
	assert.ok(early.errors.some((e) => e.kind === 'required' && e.field === 'unit'), JSON.stringify(early));
	const sent = await step(b, 'dispatcher', id, 'dispatch', { values: { unit: b.departments[0], officer: b.who.officer.id } });
	assert.equal(sent.status, 200, sent.text);

	const record = (await get(b, 'officer', `/registers/case/records/${id}`)).json;
	assert.equal(record.state, 'dispatched');
	assert.equal(record.holder.id, b.who.officer.id);
	assert.equal(record.department.label, '环卫科');
	assert.equal(record.values.place.text, '五一路12号');
	assert.ok(record.due && record.lamp === 'green');
	assert.ok(record.clocks.some((c) => c.name === 'handle' && c.state === 'running'));
	const handle = record.steps.find((s) => s.name === 'handle');
	assert.equal(handle.may, true);
	assert.ok(!record.steps.some((s) => s.name === 'suspend' && s.may), 'the supervisor alone suspends');

	const events = (await get(b, 'officer', `/registers/case/records/${id}/events`)).json.events;
	assert.deepEqual(events.filter((e) => e.kind === 'transition').map((e) => e.name).reverse(), ['accept', 'file', 'dispatch']);
	const tasks = (await get(b, 'officer', '/tasks')).json.tasks;
	assert.ok(tasks.some((x) => x.record.id === id && x.why.includes('held')));
	assert.ok((await get(b, 'officer', '/notifications')).json.unread >= 1);
});

test('all that is missing is told at once, beside its field', async (t) => {
	const b = await bureau(t);
	const { errors } = isProblem(await make(b, 'collector', { title: '', source: 'nobody', reporter_phone: '12', class: 'X9', returns: 'many' }), 422);
	const fields = errors.map((e) => e.field);
	for (const field of ['title', 'source', 'reporter_phone', 'class', 'returns']) assert.ok(fields.includes(field), `${field}: ${JSON.stringify(errors)}`);
	assert.ok(errors.every((e) => /[\u4e00-\u9fff]/.test(e.message)));
	assert.equal((await get(b, 'supervisor', '/registers/case/records')).json.rows.length, 0);
});

test('who comes second with an old version is told, and nothing is lost', async (t) => {
	const b = await bureau(t);
	const { id, version } = (await make(b, 'acceptor')).json;
	const path = `/registers/case/records/${id}`;
	const change = (values, headers) => send(b.server, 'PATCH', path, { values }, { as: b.who.acceptor, headers });
	isProblem(await change({ description: '甲' }, {}), 400);
	assert.equal((await change({ description: '甲' }, { 'If-Match': `"${version}"` })).status, 200);
	assert.ok(isProblem(await change({ description: '乙' }, { 'If-Match': `"${version}"` }), 409).errors.some((e) => e.kind === 'version'));
	assert.equal((await get(b, 'acceptor', path)).json.values.description, '甲');
	const history = (await get(b, 'acceptor', `${path}/events?field=description`)).json.events;
	assert.equal(history.length, 1);
	assert.equal(history[0].changes[0].after, '甲');
});

test('the same request sent twice makes one record', async (t) => {
	const b = await bureau(t);
	const first = await make(b, 'collector', {}, { 'Idempotency-Key': 'abc-1' });
	const again = await make(b, 'collector', {}, { 'Idempotency-Key': 'abc-1' });
	assert.equal(again.status, 201);
	assert.deepEqual(again.json, first.json);
	isProblem(await make(b, 'collector', { title: '别的' }, { 'Idempotency-Key': 'abc-1' }), 409);
	assert.equal((await get(b, 'supervisor', '/registers/case/records')).json.rows.length, 1);
});

test('rows are seen by whom they concern, and what is personal by whom it must', async (t) => {
	const b = await bureau(t);
	const { id } = (await make(b, 'acceptor', { reporter: '林先生', reporter_phone: '13800000000' })).json;
	isProblem(await get(b, 'collector', `/registers/case/records/${id}`), 404);
	assert.equal((await get(b, 'collector', '/registers/case/records')).json.rows.length, 0);
	assert.equal((await get(b, 'acceptor', `/registers/case/records/${id}`)).json.values.reporter_phone, '13800000000');
	const listed = async (as) => (await get(b, as, '/registers/case/records?fields=reporter_phone')).json.rows[0].values.reporter_phone;
	assert.equal(await listed('acceptor'), '13800000000');
	assert.match(await listed('dispatcher'), /\*/, 'in lists only who may reveal it');
	isProblem(await ask(b.server, 'GET', `/api/v1/registers/case/records/${id}`, { as: b.admin }), 404);
	isProblem(await get(b, 'collector', '/registers/case/export?format=csv'), 403);
});

test('lists are filtered, sorted, paged and counted', async (t) => {
	const b = await bureau(t);
	for (let i = 0; i < 25; i++) await make(b, 'acceptor', { title: `第${String(i).padStart(2, '0')}号垃圾点`, source: i % 2 ? 'hotline' : 'media' });
	const path = '/registers/case/records';
	const all = [];
	for (let after = ''; after !== null; ) {
		const page = (await get(b, 'acceptor', `${path}?limit=10&sort=title${after && `&after=${encodeURIComponent(after)}`}`)).json;
		all.push(...page.rows.map((r) => r.title));
		after = page.next;
	}
	assert.equal(all.length, 25);
	assert.deepEqual(all, [...all].sort());
	const hotline = (await get(b, 'acceptor', `${path}?source=hotline&limit=200`)).json;
	assert.equal(hotline.rows.length, 12);
	assert.equal((await get(b, 'acceptor', `${path}?q=${encodeURIComponent('第07号')}`)).json.rows.length, 1);
	assert.deepEqual(Object.keys((await get(b, 'acceptor', `${path}?fields=source&limit=1`)).json.rows[0].values), ['source']);
	isProblem(await get(b, 'acceptor', `${path}?no_such_field=1`), 422);
	isProblem(await get(b, 'acceptor', `${path}?after=tampered`), 422);
	isProblem(await get(b, 'acceptor', `${path}?limit=0`), 400);
	assert.equal((await get(b, 'acceptor', '/registers/case/counts')).json.total, 25);
	const rate = (await get(b, 'acceptor', '/registers/case/statistics/reported?by=source')).json;
	assert.equal(rate.rows.reduce((n, r) => n + r.numerator, 0), 25);
});

test('many at once: what fails is listed, the rest is done', async (t) => {
	const b = await bureau(t);
	const ids = [];
	for (let i = 0; i < 4; i++) ids.push((await make(b, 'acceptor', i === 2 ? { class: null } : {})).json.id);
	const out = await send(b.server, 'POST', '/registers/case/bulk', { ids, step: 'accept' }, { as: b.who.acceptor });
	assert.equal(out.status, 200, out.text);
	assert.equal(out.json.changed, 3);
	const bad = out.json.rows.filter((r) => r.what === 'refused');
	assert.deepEqual(bad.map((r) => r.row), [ids[2]]);
	assert.ok(bad[0].errors.some((e) => e.field === 'class'));
});

test('a table is previewed, imported, and comes out again', async (t) => {
	const b = await bureau(t);
	const csv = '\uFEFF问题简述,来源,小类,地点\r\n三坊七巷垃圾,媒体反映,E0102,南后街\r\n,媒体反映,E0102,南后街\r\n"=1+1,引号""",公众举报,E0401,"某路, 2号"\r\n';
	const load = (query) => ask(b.server, 'POST', `/api/v1/registers/case/import?${query}`, { as: b.who.acceptor, headers: { 'X-Bihuan': '1', 'Content-Type': 'text/csv' }, body: csv });
	const dry = await load('dry=1');
	assert.equal(dry.status, 200, dry.text);
	assert.deepEqual([dry.json.created, dry.json.refused], [2, 1]);
	assert.equal((await get(b, 'acceptor', '/registers/case/records')).json.rows.length, 0, 'a preview stores nothing');
	assert.deepEqual([(await load('')).json.created], [2]);
	const out = await get(b, 'acceptor', '/registers/case/export?format=csv&sort=title');
	assert.equal(out.status, 200, out.text);
	assert.match(out.headers['content-disposition'], /^attachment; filename\*=UTF-8''/);
	assert.ok(out.text.includes('三坊七巷垃圾'));
	const named = (await get(b, 'acceptor', '/registers/case/export?format=csv&fields=title')).text.split('\r\n');
	assert.equal(named[0].split(',')[4], '部门');
	assert.ok(named.slice(1).filter(Boolean).every((l) => l.split(',')[4] === '环卫科'), named.join('\n'));
	const chosen = (await get(b, 'acceptor', '/registers/case/export?format=csv&columns=title,state,owner,no')).text.split('\r\n');
	assert.equal(chosen[0], '\uFEFF问题简述,状态,创建人,编号', 'these columns, in this order');
	assert.ok(chosen.some((l) => /^三坊七巷垃圾,[^,]+,[^,]+,\d+$/.test(l)), chosen.join('\n'));
	const unknown = isProblem(await get(b, 'acceptor', '/registers/case/export?format=csv&columns=title,nichts'), 400);
	assert.equal(unknown.field, 'columns');
	assert.match(unknown.detail, /“nichts”不是这个台账的列/);
	assert.equal(isProblem(await get(b, 'acceptor', '/registers/case/records?sort=nothing'), 422).field, 'sort');
	assert.ok(out.text.includes(`"'=1+1,引号"""`), 'a formula is text');
	const xlsx = await get(b, 'acceptor', '/registers/case/export?format=xlsx');
	assert.equal(xlsx.bytes.subarray(0, 2).toString(), 'PK');
	const wrong = await ask(b.server, 'POST', '/api/v1/registers/case/import', { as: b.who.acceptor, headers: { 'X-Bihuan': '1', 'Content-Type': 'text/csv' }, body: 'a,b,b\n1,2,3\n' });
	isProblem(wrong, 422);
});

test('a batch is all or nothing', async (t) => {
	const b = await bureau(t);
	const one = (title) => ({ method: 'POST', path: '/api/v1/registers/case/records', body: { values: { title, source: 'media' } } });
	const good = await send(b.server, 'POST', '/batch', { requests: [one('甲'), one('乙')] }, { as: b.who.acceptor });
	assert.equal(good.status, 200, good.text);
	assert.deepEqual(good.json.answers.map((a) => a.status), [201, 201]);
	const bad = isProblem(await send(b.server, 'POST', '/batch', { requests: [one('丙'), one('')] }, { as: b.who.acceptor }), 422);
	assert.match(bad.detail, /第 2 个请求/);
	assert.equal((await get(b, 'acceptor', '/registers/case/records')).json.rows.length, 2);
	isProblem(await send(b.server, 'POST', '/batch', { requests: [{ method: 'GET', path: '/api/v1/tasks' }] }, { as: b.who.acceptor }), 400);
	const { id, version } = (await get(b, 'acceptor', '/registers/case/records')).json.rows[0];
	const change = (given) => send(b.server, 'POST', '/batch', { requests: [{ method: 'PATCH', path: `/api/v1/registers/case/records/${id}`, body: { values: { title: `改 ${given}` } }, version: given }] }, { as: b.who.acceptor });
	for (const [given, status] of [[version, 200], [version, 409], [String(version + 1), 200], ['*', 200], [0, 400], [true, 400], [{}, 400]]) assert.equal((await change(given)).status, status, JSON.stringify(given));
});

test('two characters find a record, by who may see it', async (t) => {
	const b = await bureau(t);
	const { id } = (await make(b, 'acceptor', { description: '树下有废旧沙发三件' })).json;
	const hits = (await get(b, 'acceptor', `/search?q=${encodeURIComponent('沙发')}`)).json.hits;
	assert.deepEqual(hits.map((h) => h.record_id), [id]);
	const [start, end] = hits[0].marks[0];
	assert.equal([...hits[0].snippet].slice(start, end).join(''), '沙发');
	assert.deepEqual((await get(b, 'collector', `/search?q=${encodeURIComponent('沙发')}`)).json.hits, []);
	isProblem(await get(b, 'acceptor', '/search?q='), 422);
});

const JPEG = Buffer.concat([Buffer.from('ffd8ffe000104a46494600010100000100010000', 'hex'), Buffer.alloc(3000, 7), Buffer.from('ffd9', 'hex')]);
// A whole one: a comment, a table, a scan.
const COMMENT = Buffer.from('五一路12号');
const PHOTO = Buffer.concat([Buffer.from('ffd8fffe', 'hex'), Buffer.from([0, COMMENT.length + 2]), COMMENT, Buffer.from('ffdb000300ffda000c03010002110311003f00', 'hex'), Buffer.alloc(300, 7), Buffer.from('ffd9', 'hex')]);
const uploads = (b, as, id, body) => send(b.server, 'POST', `/registers/case/records/${id}/uploads`, body, { as: b.who[as] });
const put = (b, as, token, offset, bytes) => ask(b.server, 'PUT', `/api/v1/uploads/${token}?offset=${offset}`, { as: b.who[as], headers: { 'X-Bihuan': '1' }, body: bytes });

async function evidence(b, as, id, slot, bytes = JPEG, name = '处置后.jpg', more = {}) {
	const begun = await uploads(b, as, id, { slot, name, bytes: bytes.length, ...more });
	assert.equal(begun.status, 201, begun.text);
	const sent = await put(b, as, begun.json.token, 0, bytes);
	assert.equal(sent.status, 200, sent.text);
	return send(b.server, 'POST', `/uploads/${begun.json.token}/finish`, {}, { as: b.who[as] });
}

test('a case is closed with evidence that somebody else accepted, and not without', async (t) => {
	const b = await bureau(t);
	const { id } = (await make(b, 'collector')).json;
	await step(b, 'acceptor', id, 'accept');
	await step(b, 'acceptor', id, 'file');
	await step(b, 'dispatcher', id, 'dispatch', { values: { unit: b.departments[0], officer: b.who.officer.id } });
	const without = isProblem(await step(b, 'officer', id, 'handle', { values: { handle_result: '已清运' } }), 422);
	assert.ok(without.errors.some((e) => e.kind === 'evidence' && e.field === 'handle_photos'), JSON.stringify(without));

	const piece = await evidence(b, 'officer', id, 'handle_photos', PHOTO, '处置后.jpg', { own_date: '2026-03-05' });
	assert.equal(piece.status, 201, piece.text);
	assert.equal(piece.json.state, 'pending');
	assert.equal(piece.json.type, 'image/jpeg');
	const copy = await get(b, 'officer', `/evidence/${piece.json.id}/plain`);
	assert.equal(copy.headers['content-type'], 'image/jpeg');
	assert.ok(copy.bytes.includes('ffd8ffdb', 0, 'hex') && !copy.bytes.includes('五一路12号'), 'the copy does not say where it was taken');
	assert.ok((await get(b, 'officer', `/evidence/${piece.json.id}`)).bytes.equals(PHOTO), 'the original does');
	isProblem(await get(b, 'dispatcher', '/evidence/99/plain'), 404);
	assert.equal((await step(b, 'officer', id, 'handle', { values: { handle_result: '已清运' } })).json.state, 'handled');
	assert.equal((await step(b, 'verifier', id, 'verify', { values: { verify_result: '现场干净' } })).json.state, 'verified');
	const gate = isProblem(await step(b, 'acceptor', id, 'close'), 422);
	assert.ok(gate.errors.some((e) => e.kind === 'evidence' && e.gate), JSON.stringify(gate));
	isProblem(await send(b.server, 'PATCH', `/evidence/${piece.json.id}`, { state: 'accepted' }, { as: b.who.officer }), 403);
	assert.equal((await send(b.server, 'PATCH', `/evidence/${piece.json.id}`, { state: 'accepted' }, { as: b.who.verifier })).json.state, 'accepted');
	const closed = await step(b, 'acceptor', id, 'close');
	assert.equal(closed.json.state, 'closed', closed.text);
	assert.equal((await get(b, 'supervisor', `/registers/case/records/${id}`)).json.lamp, 'blue');
});

test('an upload goes on from where it stopped, and says what it takes', async (t) => {
	const b = await bureau(t);
	const { id } = (await make(b, 'acceptor')).json;
	const begun = (await uploads(b, 'acceptor', id, { slot: 'photos', name: '../../坏/现场.jpg', bytes: JPEG.length })).json;
	assert.equal((await put(b, 'acceptor', begun.token, 0, JPEG.subarray(0, 1000))).json.offset, 1000);
	isProblem(await put(b, 'acceptor', begun.token, 500, JPEG.subarray(500)), 409);
	isProblem(await put(b, 'dispatcher', begun.token, 1000, JPEG.subarray(1000)), 404);
	assert.equal((await get(b, 'acceptor', `/uploads/${begun.token}`)).json.offset, 1000);
	isProblem(await send(b.server, 'POST', `/uploads/${begun.token}/finish`, {}, { as: b.who.acceptor }), 422);
	assert.equal((await put(b, 'acceptor', begun.token, 1000, JPEG.subarray(1000))).status, 200);
	const done = await send(b.server, 'POST', `/uploads/${begun.token}/finish`, {}, { as: b.who.acceptor });
	assert.equal(done.status, 201, done.text);
	assert.equal(done.json.name, '现场.jpg');

	const whole = await get(b, 'acceptor', `/evidence/${done.json.id}`);
	assert.deepEqual(whole.bytes, JPEG);
	assert.equal(whole.headers['content-type'], 'image/jpeg');
	assert.equal(whole.headers['x-content-type-options'], 'nosniff');
	const part = await ask(b.server, 'GET', `/api/v1/evidence/${done.json.id}`, { as: b.who.acceptor, headers: { Range: 'bytes=10-19' } });
	assert.equal(part.status, 206);
	assert.deepEqual(part.bytes, JPEG.subarray(10, 20));
	assert.equal(part.headers['content-range'], `bytes 10-19/${JPEG.length}`);
	const rest = (as) => ask(b.server, 'GET', `/api/v1/evidence/${done.json.id}`, { as: b.who.acceptor, headers: { Range: 'bytes=10-19', 'If-Range': as } });
	assert.deepEqual([(await rest(whole.headers.etag)).status, (await rest('"another"')).status], [206, 200], 'the rest of another file is none of this one');
	assert.equal((await ask(b.server, 'GET', `/api/v1/evidence/${done.json.id}`, { as: b.who.acceptor, headers: { Range: 'bytes=5-2' } })).status, 200);
	const beyond = await ask(b.server, 'GET', `/api/v1/evidence/${done.json.id}`, { as: b.who.acceptor, headers: { Range: `bytes=${JPEG.length}-` } });
	isProblem(beyond, 416);
	assert.equal(beyond.headers['content-range'], `bytes */${JPEG.length}`);
	isProblem(await get(b, 'collector', `/evidence/${done.json.id}`), 404);

	isProblem(await evidence(b, 'acceptor', id, 'photos', Buffer.from('MZ\x90\0 not a picture'), '现场.jpg'), 422);
	isProblem(await uploads(b, 'acceptor', id, { slot: 'no_such', name: 'a.jpg', bytes: 5 }), 404);
	assert.equal((await get(b, 'acceptor', `/registers/case/records/${id}/evidence`)).json.evidence.length, 1);
	const { id: second } = (await make(b, 'acceptor')).json;
	const copy = (await evidence(b, 'acceptor', second, 'photos', JPEG, '别的名字.jpg')).json;
	assert.equal(copy.elsewhere, 1);
	const twins = (await get(b, 'acceptor', `/evidence/${copy.id}/twins`)).json.evidence;
	assert.deepEqual(twins.map((x) => x.record_id), [id]);
});

test('the stream of events tells that a register changed, not which record', async (t) => {
	const b = await bureau(t);
	const { request } = await import('node:http');
	const heard = new Promise((resolve, reject) => {
		const open = request({ host: b.server.url.hostname, port: b.server.url.port, path: '/api/v1/events', headers: { Cookie: b.who.acceptor.cookie } }, (response) => {
			assert.equal(response.headers['content-type'], 'text/event-stream');
			let text = '';
			response.on('data', (piece) => {
				text += piece;
				if (text.includes('retry:') && !text.made) make(b, 'acceptor');
				const m = text.match(/event: change\ndata: (.*)\n/);
				if (m) {
					resolve(m[1]);
					open.destroy();
				}
			});
		});
		open.on('error', reject);
		open.end();
	});
	assert.equal(await heard, 'case');
	isProblem(await ask(b.server, 'GET', '/api/v1/events', { as: null }), 401);
});

test('the auditor finds the chain whole', async (t) => {
	const b = await bureau(t);
	await make(b, 'acceptor');
	const auditor = await signInAdministrator(b.server, 'shenji');
	const { json } = await ask(b.server, 'GET', '/api/v1/audit/verify', { as: auditor });
	assert.equal(json.whole, true);
	assert.ok(json.events >= 1);
	const lines = (await ask(b.server, 'GET', '/api/v1/audit/export', { as: auditor })).text.trim().split('\n');
	assert.equal(lines.length, json.events);
	assert.equal(JSON.parse(lines.at(-1)).hash, json.head);
});

test('the auditor has the contents read, and what is missing is told with its record', async (t) => {
	const b = await bureau(t);
	const auditor = await signInAdministrator(b.server, 'shenji');
	const { json } = await ask(b.server, 'GET', '/api/v1/audit/contents', { as: auditor });
	assert.deepEqual(json, { whole: true, files: 0, bytes: 0, faults_count: 0, faults: [] });
});

test('what time does by itself is listed and can be done at once', async (t) => {
	const { server, admin } = await bureau(t);
	const listed = await ask(server, 'GET', '/api/v1/jobs', { as: admin });
	assert.equal(listed.status, 200, listed.text);
	const { jobs } = listed.json;
	assert.deepEqual(jobs.map((j) => j.kind).sort(), ['evidence.sweep', 'records.escalate', 'records.tick', 'sched.forget', 'worktime.follow']);
	assert.ok(jobs.every((j) => j.error === null && !j.stopped && /[一-龥]/.test(j.title)));
	const sweep = jobs.find((j) => j.kind === 'evidence.sweep');
	assert.equal((await send(server, 'POST', `/jobs/${sweep.id}/retry`, {}, { as: admin })).status, 200);
	isProblem(await send(server, 'POST', '/jobs/999/retry', {}, { as: admin }), 404);
	isProblem(await send(server, 'POST', `/jobs/${sweep.id}/retry`, {}, { as: await signInAdministrator(server, 'shenji') }), 403);
});

test('the interface describes itself', async (t) => {
	const b = await bureau(t);
	const spec = (await ask(b.server, 'GET', '/api/v1/openapi.json', { as: null })).json;
	assert.equal(spec.openapi, '3.1.0');
	assert.ok(spec.paths['/api/v1/registers/case/records'].post);
	assert.equal(spec.components.schemas.case.properties.source.enum.includes('hotline'), true);
	for (const [path, operations] of Object.entries(spec.paths)) {
		const named = [...path.matchAll(/\{(\w+)\}/g)].map((m) => m[1]);
		for (const o of Object.values(operations)) {
			assert.deepEqual(o.parameters.filter((p) => p.in === 'path').map((p) => p.name), named, path);
			assert.ok(o.responses.default && o.operationId && o.summary);
		}
	}
	const ids = Object.values(spec.paths).flatMap((o) => Object.values(o).map((x) => x.operationId));
	assert.equal(new Set(ids).size, ids.length);
});

test('a field, a state or a lamp that the register has not is refused by the name of the parameter, not passed over', async (t) => {
	const b = await bureau(t);
	await make(b, 'acceptor');
	const path = '/registers/case/records';
	for (const [query, field] of [['fields=title,no_such', 'fields'], ['fields=no_such', 'fields'], ['state=no_such', 'state'], ['state=reported|no_such', 'state'], ['lamp=purple', 'lamp']])
		assert.equal(isProblem(await get(b, 'acceptor', `${path}?${query}`), 422).field, field, query);
	isProblem(await get(b, 'acceptor', '/registers/case/statistics/reported?state=no_such'), 422);
	isProblem(await get(b, 'acceptor', '/registers/case/export?format=csv&fields=no_such'), 422);
	for (const query of ['fields=no,title,state,lamp,due,department,holder,owner,parent,created,changed,source', 'fields=', 'state=reported', 'state=reported|filed', 'state=', 'lamp=green|red', 'lamp='])
		assert.equal((await get(b, 'acceptor', `${path}?${query}`)).status, 200, query);
});

test('what is no longer valid is no evidence, and this is said before it is sent', async (t) => {
	const b = await bureau(t);
	const { id } = (await make(b, 'acceptor')).json;
	const day = (days) => new Date(Date.now() + days * 86400000).toISOString().slice(0, 10);
	const past = isProblem(await uploads(b, 'acceptor', id, { slot: 'photos', name: 'a.jpg', bytes: JPEG.length, expires: day(-2) }), 422);
	assert.match(past.errors[0].message, /有效期（.*）已过，不能再作佐证/);
	const piece = (await evidence(b, 'acceptor', id, 'photos', JPEG, 'a.jpg', { expires: day(2) })).json;
	assert.deepEqual([piece.expired, piece.expires], [false, day(2)]);
	const ended = await send(b.server, 'PATCH', `/evidence/${piece.id}`, { expires: day(-2) }, { as: b.who.acceptor });
	assert.deepEqual([ended.status, ended.json.expired], [200, true], 'that it has run out may be noted');
});
