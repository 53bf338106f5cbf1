// What an installation needs around its registers: backups from the screen, definitions of its own, exports as JSON, a limit on evidence.
import assert from 'node:assert/strict';
import { chmodSync, existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

import { ask, dropDatabase, file, folder, newDatabase, run, send, serve, setUp, signIn, signInAdministrator, write } from './harness.mjs';

const onServer = process.env.BIHUAN_TEST_ON === 'postgres';
const isProblem = (answer, status, detail) => {
	assert.equal(answer.status, status, answer.text);
	assert.equal(answer.headers['content-type'], 'application/problem+json');
	if (detail) assert.match(answer.json.detail, detail);
	return answer.json;
};

test('the system administrator makes a backup, takes it away and restores it elsewhere', async (t) => {
	const server = await serve(t, { args: ['--rate', '0'] });
	await setUp(server, { role: 'case.acceptor' });
	const admin = await signInAdministrator(server, 'xitong');
	const auditor = await signInAdministrator(server, 'shenji');
	const business = await signIn(server, 'yewu');
	assert.equal((await send(server, 'POST', '/registers/case/records', { values: { title: '五一路垃圾', source: 'media', class: 'E0102', place: { text: '五一路' } } }, { as: business })).status, 201);
	const get = (path, as = admin) => ask(server, 'GET', `/api/v1${path}`, { as });

	for (const as of [business, auditor]) {
		isProblem(await get('/backups', as), 403);
		isProblem(await send(server, 'POST', '/backups', {}, { as }), 403);
		isProblem(await get('/backups/bihuan-20260305-093000', as), 403);
	}
	assert.deepEqual((await get('/backups')).json.backups, []);
	for (const name of ['bihuan-20260305-093000', 'x', 'a'.repeat(70)]) isProblem(await get(`/backups/${name}`), 404);
	for (const name of ['..', '%2e%2e', '..%2fkeys', 'a.tar']) assert.ok((await get(`/backups/${name}`)).status >= 400);

	const made = await send(server, 'POST', '/backups', {}, { as: admin });
	assert.equal(made.status, 201, made.text);
	const [only] = (await get('/backups')).json.backups;
	assert.deepEqual([only.name, only.bytes], [made.json.name, made.json.bytes]);
	assert.deepEqual(readdirSync(join(server.data, 'backups')), [`${only.name}.tar`]);
	const bytes = await get(`/backups/${only.name}`);
	assert.equal(bytes.status, 200);
	assert.equal(bytes.bytes.length, only.bytes);

	// tried beside the data and taken away again; kept for another start; what cannot be restored is told, and leaves nothing
	const restore = (name, body, as = admin) => send(server, 'POST', `/backups/${name}/restore`, body, { as });
	for (const as of [business, auditor]) isProblem(await restore(only.name, {}, as), 403);
	isProblem(await restore('nothing', {}), 404);
	const tried = await restore(only.name, {});
	assert.equal(tried.status, 200, tried.text);
	assert.equal(tried.json.folder, null);
	assert.ok(tried.json.files >= 2 && tried.json.bytes > 0);
	assert.deepEqual(readdirSync(join(server.data, 'backups')), [`${only.name}.tar`]);
	const kept = await restore(only.name, { keep: true });
	assert.equal(kept.json.folder, join(server.data, 'restored', only.name), kept.text);
	isProblem(await restore(only.name, { keep: true }), 409, /已有内容/);
	const beside = await serve(t, { data: kept.json.folder, database: null });
	beside.session = business;
	assert.equal((await ask(beside, 'GET', '/api/v1/registers/case/records')).json.rows.length, 1);
	const damaged = Buffer.from(bytes.bytes);
	damaged[damaged.length >> 1] ^= 0x20;
	writeFileSync(join(server.data, 'backups', 'damaged.tar'), damaged);
	isProblem(await restore('damaged', {}), 422);
	isProblem(await restore('damaged', { keep: true }), 422);
	rmSync(join(server.data, 'backups', 'damaged.tar'));
	assert.deepEqual(readdirSync(join(server.data, 'restored')), [only.name]);

	const place = folder(t);
	const restored = run(['restore', '--data', join(place, 'new'), file(place, 'x.tar', bytes.bytes)]);
	assert.equal(restored.status, 0, restored.err);
	const again = await serve(t, { data: join(place, 'new'), database: null });
	again.session = business;
	const { rows } = (await ask(again, 'GET', '/api/v1/registers/case/records')).json;
	assert.deepEqual(rows.map((r) => r.title), ['五一路垃圾']);

	assert.equal((await send(server, 'DELETE', `/backups/${only.name}`, {}, { as: admin })).status, 200);
	isProblem(await send(server, 'DELETE', `/backups/${only.name}`, {}, { as: admin }), 404);
	const events = (await get('/access-events?limit=1000', auditor)).json.events;
	assert.deepEqual(events.filter((e) => e.ok && e.what.startsWith('backup.')).map((e) => e.what), ['backup.remove', 'backup.restore', 'backup.try', 'backup.download', 'backup.create']);
	assert.ok(events.filter((e) => !e.ok && e.what === 'backup').length >= 6, 'every refusal is kept');
});

test('a backup of a folder is restored into a database server, and that of the server into a folder', { skip: !onServer }, async (t) => {
	const first = await serve(t, { database: null, args: ['--rate', '0'] });
	await setUp(first, { role: 'case.acceptor' });
	const business = await signIn(first, 'yewu');
	for (const title of ['五一路垃圾', '解放路路灯'])
		assert.equal((await send(first, 'POST', '/registers/case/records', { values: { title, source: 'media', class: 'E0102', place: { text: '五一路' } } }, { as: business })).status, 201);
	const place = folder(t);
	const database = newDatabase();
	t.after(() => dropDatabase(database));
	const made = run(['backup', '--data', first.data, join(place, 'first.tar')]);
	assert.equal(made.status, 0, made.err);
	const moved = run(['restore', '--data', join(place, 'moved'), '--database', database, join(place, 'first.tar')]);
	assert.equal(moved.status, 0, moved.err);
	assert.ok(!existsSync(join(place, 'moved', 'bihuan.db')), 'the database is on the server alone');
	const twice = run(['restore', '--data', join(place, 'twice'), '--database', database, join(place, 'first.tar')]);
	assert.equal(twice.status, 2);
	assert.match(twice.err, /数据库里已有内容[^]*createdb/);
	assert.deepEqual(readdirSync(place).sort(), ['first.tar', 'moved']);

	// the same records, the same people, the chain whole; and work goes on: numbers, search and counts are those of before
	const second = await serve(t, { data: join(place, 'moved'), database, args: ['--rate', '0'] });
	second.session = business;
	const list = async (server) => (await ask(server, 'GET', '/api/v1/registers/case/records')).json;
	assert.deepEqual((await list(second)).rows.map((r) => r.title).sort(), ['五一路垃圾', '解放路路灯'].sort());
	const next = await send(second, 'POST', '/registers/case/records', { values: { title: '滨河路井盖', source: 'media', class: 'E0102', place: { text: '滨河路' } } }, { as: business });
	assert.equal(next.status, 201, next.text);
	const found = (await ask(second, 'GET', `/api/v1/registers/case/records?q=${encodeURIComponent('解放路')}`)).json;
	assert.deepEqual(found.rows.map((r) => r.title), ['解放路路灯']);
	const intact = run(['audit', 'verify', '--data', join(place, 'moved'), '--database', database]);
	assert.equal(intact.status, 0, intact.out + intact.err);

	const back = run(['backup', '--data', join(place, 'moved'), '--database', database, join(place, 'second.tar')]);
	assert.equal(back.status, 0, back.err);
	assert.equal(run(['restore', '--data', join(place, 'home'), join(place, 'second.tar')]).status, 0);
	assert.equal(run(['audit', 'verify', '--data', join(place, 'home')]).status, 0);
	const third = await serve(t, { data: join(place, 'home'), database: null });
	third.session = business;
	assert.equal((await list(third)).rows.length, 3);
});

const OWN = 'register: lamp\ntitle: 路灯\ntitle_field: title\nroles: {keeper: 管养}\nfields:\n  title: {label: 名称, type: text, required: true}\n  watts: {label: 功率, type: integer}\n' +
	'states:\n  on: {label: 亮, initial: true, editable: true}\n  off: {label: 灭, final: true}\ntransitions:\n  break: {label: 坏了, from: [on], to: off, who: [keeper], closes: false}\n' +
	'rights: {see: {keeper: unit}, create: [keeper], change: [keeper], import: [keeper], export: [keeper]}\n';

async function lamps(t, options = {}) {
	const own = folder(t);
	file(own, 'lamp.yaml', OWN);
	const server = await serve(t, { args: ['--rate', '0', '--registers', own], ...options });
	await setUp(server, { role: 'lamp.keeper' });
	await signIn(server, 'yewu');
	return server;
}

test('serve --registers: definitions of a folder; the data folder\'s go before them', async (t) => {
	const place = folder(t);
	const missing = run(['serve', '--listen', '127.0.0.1:0', '--data', join(place, 'data'), '--registers', join(place, 'none')]);
	assert.equal(missing.status, 2);
	assert.match(missing.err, /没有目录 .*none/);
	const data = join(place, 'd');
	mkdirSync(join(data, 'registers'), { recursive: true });
	file(join(data, 'registers'), 'lamp.yaml', OWN.replace('title: 路灯', 'title: 我们的路灯'));
	const server = await lamps(t, { data });
	const { registers } = (await ask(server, 'GET', '/api/v1/registers')).json;
	assert.deepEqual(registers.map((r) => r.title), ['我们的路灯']);
});

test('an export as JSON is the rows of the list, all of them', async (t) => {
	const server = await lamps(t);
	const get = (path) => ask(server, 'GET', `/api/v1/registers/lamp${path}`);
	isProblem(await get('/export?format=xml'), 400, /csv、xlsx 或 json/);
	assert.deepEqual((await get('/export?format=json')).json, { register: 'lamp', title: '路灯', rows: [] });
	const lines = ['名称,功率'];
	const odd = ['"引号""和,逗号"', '换行', 'a\u2028b', '😀'];
	for (let i = 0; i < 450; i++) lines.push(`${odd[i] ?? `第${i}号`},${i}`);
	const sent = await ask(server, 'POST', '/api/v1/registers/lamp/import', { headers: { ...write, 'Content-Type': 'text/csv' }, body: lines.join('\r\n') });
	assert.equal(sent.json.created, 450, sent.text.slice(0, 300));
	const all = await get('/export?format=json&fields=title,watts');
	assert.equal(all.status, 200, all.text.slice(0, 300));
	assert.match(all.headers['content-disposition'], /\.json$/);
	const listed = [];
	for (let after = ''; after !== null;) {
		const page = (await get(`/records?limit=100&fields=title,watts${after && `&after=${after}`}`)).json;
		listed.push(...page.rows);
		after = page.next;
	}
	assert.equal(listed.length, 450);
	assert.deepEqual(all.json.rows, listed);
	const some = await get('/export?format=json&watts.from=240&sort=watts');
	assert.deepEqual(some.json.rows.map((r) => r.values.watts), listed.map((r) => r.values.watts).filter((w) => w >= 240).sort((a, b) => a - b));
});

test('a unit has so much room for evidence', async (t) => {
	const server = await serve(t, { args: ['--rate', '0', '--evidence-quota', '10K'] });
	await setUp(server, { role: 'case.acceptor' });
	await signIn(server, 'yewu');
	const { json } = await send(server, 'POST', '/registers/case/records', { values: { title: '五一路垃圾', source: 'media', class: 'E0102', place: { text: '五一路' } } });
	const slots = (await ask(server, 'GET', '/api/v1/registers/case')).json.evidence ?? [];
	for (const slot of slots.map((s) => s.name)) {
		const big = await send(server, 'POST', `/registers/case/records/${json.id}/uploads`, { slot, name: 'a.jpg', bytes: 20000 });
		if (big.status !== 403) isProblem(big, 413, /空间不够/);
	}
});

test('object storage: what is missing or open to all is said before anything starts', (t) => {
	const place = folder(t);
	const keys = file(place, 'keys', 'id\nsecret\n');
	const start = (...args) => run(['serve', '--listen', '127.0.0.1:0', '--data', join(place, 'data'), ...args]);
	const cases = [
		[['--s3-bucket', 'b'], /要和 --s3 一起写/],
		[['--s3', 'ftp://x', '--s3-bucket', 'b', '--s3-keys', keys], /地址 ftp:\/\/x 不对/],
		[['--s3', 'http://127.0.0.1:9', '--s3-keys', keys], /--s3-bucket NAME/],
		[['--s3', 'http://127.0.0.1:9', '--s3-bucket', 'a/b', '--s3-keys', keys], /--s3-bucket NAME/],
		[['--s3', 'http://127.0.0.1:9', '--s3-bucket', 'b'], /--s3-keys FILE/],
		[['--s3', 'http://127.0.0.1:9', '--s3-bucket', 'b', '--s3-keys', join(place, 'none')], /none/],
	];
	chmodSync(keys, 0o600);
	for (const [args, why] of cases) {
		const done = start(...args);
		assert.equal(done.status, 2, args.join(' '));
		assert.match(done.err, why);
	}
	chmodSync(keys, 0o644);
	assert.match(start('--s3', 'http://127.0.0.1:9', '--s3-bucket', 'b', '--s3-keys', keys).err, /别人也能读/);
	const one = file(place, 'one', 'id\n');
	chmodSync(one, 0o600);
	assert.match(start('--s3', 'http://127.0.0.1:9', '--s3-bucket', 'b', '--s3-keys', one).err, /两行/);
	assert.ok(!readFileSync(keys, 'utf8').includes('bihuan'));
});

// The aim of the language: a business system is one file, added to an empty database, changed later, on every database.
test('one more register is one file: added, used, changed with its records in it, and never at their cost', async (t) => {
	const data = join(folder(t), 'data');
	const put = (text) => {
		mkdirSync(join(data, 'registers'), { recursive: true });
		file(join(data, 'registers'), 'lamp.yaml', text);
	};
	put(OWN);
	let server = await serve(t, { data, args: ['--rate', '0'] });
	const { database } = server;
	await setUp(server, { role: 'lamp.keeper' });
	const session = await signIn(server, 'yewu');
	const again = async () => {
		await server.stop();
		server = await serve(t, { data, database, args: ['--rate', '0'] });
		server.session = session;
	};
	const make = (values) => send(server, 'POST', '/registers/lamp/records', { values });
	const list = async (query = '') => (await ask(server, 'GET', `/api/v1/registers/lamp/records?sort=created${query}`)).json.rows;
	const made = await make({ title: '甲', watts: 40 });
	assert.equal(made.status, 201, made.text);
	assert.equal((await make({ title: '乙', watts: 60 })).status, 201);
	isProblem(await make({ watts: 1 }), 422);
	assert.equal((await send(server, 'POST', `/registers/lamp/records/${made.json.id}/steps/break`, {}, { headers: { 'If-Match': `"${made.json.version}"` } })).status, 200);

	// A field more, another word for one, a state and a step more, wider: from an integer to a decimal.
	const wider = OWN.replace('watts: {label: 功率, type: integer}', 'watts: {label: 瓦数, type: decimal, scale: 1}\n  pole: {label: 杆号, type: text, unique: true}')
		.replace('  off: {label: 灭', '  dim: {label: 暗, editable: true}\n  off: {label: 灭')
		.replace('transitions:\n', 'transitions:\n  fade: {label: 变暗, from: [on], to: dim, who: [keeper], closes: false}\n')
		.replace('from: [on], to: off', 'from: [on, dim], to: off');
	put(wider);
	await again();
	assert.deepEqual((await list('&fields=title,watts,pole')).map((r) => [r.state, r.values]), [['off', { title: '甲', watts: '40.0', pole: null }], ['on', { title: '乙', watts: '60.0', pole: null }]]);
	const [, second] = await list();
	const marked = await send(server, 'PATCH', `/registers/lamp/records/${second.id}`, { values: { pole: 'P-1', watts: '60.5' } }, { headers: { 'If-Match': `"${second.version}"` } });
	assert.equal(marked.status, 200, marked.text);
	isProblem(await make({ title: '丙', pole: 'P-1' }), 409);
	assert.equal((await send(server, 'POST', `/registers/lamp/records/${second.id}/steps/fade`, {}, { headers: { 'If-Match': `"${marked.json.version}"` } })).status, 200);
	assert.equal((await list('&state=dim')).length, 1);

	// What would lose data is refused with the reason, and the database is as it was.
	await server.stop();
	for (const [text, why] of [
		[wider.replace('type: decimal, scale: 1', 'type: integer'), /watts|瓦数/],
		[wider.replace(/ {2}pole: .*\n/, ''), /pole/],
		[wider.replace(/ {2}dim: .*\n/, '').replace(/ {2}fade: .*\n/, '').replace('[on, dim]', '[on]'), /dim/],
	]) {
		put(text);
		const refused = run(['serve', '--listen', '127.0.0.1:0', '--data', data], { env: { ...process.env, BIHUAN_DATABASE: database ?? '' } });
		assert.equal(refused.status, 2, refused.err);
		assert.match(refused.err, /会丢失数据/);
		assert.match(refused.err, why);
	}
	put(wider.replace(/ {2}pole: .*\n/, '').replace('type: decimal, scale: 1', 'type: integer'));
	const all = run(['serve', '--listen', '127.0.0.1:0', '--data', data], { env: { ...process.env, BIHUAN_DATABASE: database ?? '' } }).err;
	assert.match(all, /共 2 处/);
	for (const why of [/watts|瓦数/, /pole/]) assert.match(all, why, 'all reasons at once');
	put(wider);
	server = await serve(t, { data, database, args: ['--rate', '0'] });
	server.session = session;
	assert.deepEqual((await list('&fields=watts,pole')).map((r) => r.values), [{ watts: '40.0', pole: null }, { watts: '60.5', pole: 'P-1' }]);
	const said = run(['audit', 'verify', '--data', data], { env: { ...process.env, BIHUAN_DATABASE: database ?? '' } });
	assert.equal(said.status, 0, said.out + said.err);
});
