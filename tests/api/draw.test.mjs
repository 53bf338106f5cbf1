// A random re-check: the list and the seed's hash first, then the draw, which anybody can repeat; what was drawn is looked at, and reopened where it is not true.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { test } from 'node:test';

import { ask, file, folder, passwordOf, report, run, send, serve, setUp, signIn, signInAdministrator, sql, write } from './harness.mjs';

const DEPARTMENTS = ['养护科', '工程科', '办公室'];
const any = { headers: { 'If-Match': '*' } };
const sm3 = (text) => createHash('sm3').update(text).digest('hex');

/** The test's hand in the database: the long way of an item to its end is other tests'. */
function by_hand(server, text) {
	if (server.database) return sql(server.database, text);
	const script = 'import sqlite3, sys\nc = sqlite3.connect(sys.argv[1], timeout=20)\nc.execute(sys.argv[2])\nc.commit()';
	const done = spawnSync('python3', ['-c', script, join(server.data, 'bihuan.db'), text], { encoding: 'utf8' });
	assert.equal(done.status, 0, done.stderr);
	return done.stdout;
}

/** 24 items of three departments: 1 to 20 closed, 21 and 22 kept, 23 and 24 open. */
async function office(t) {
	const server = await serve(t, { args: ['--rate', '0'] });
	await setUp(server, { role: 'round.office' });
	const system = await signInAdministrator(server, 'xitong');
	const security = await signInAdministrator(server, 'anquan');
	const departments = [];
	for (const name of DEPARTMENTS) {
		const made = await send(server, 'POST', '/departments', { name }, { as: system });
		departments.push((made.json.department ?? made.json).id);
	}
	const person = async (login, name, role) => {
		const { json } = await send(server, 'POST', '/people', { login, name }, { as: system });
		assert.equal((await send(server, 'POST', '/grants', { person: json.person.id, role }, { as: security })).status, 201);
		const first = await signIn(server, login, json.one_time_password);
		await send(server, 'POST', '/session/password', { old: json.one_time_password, new: passwordOf(login) }, { as: first });
		return [await signIn(server, login), json.person.id];
	};
	const clerk = await signIn(server, 'yewu');
	const made = await ask(server, 'POST', '/api/v1/reports?name=a.txt', { headers: write, body: report({ problems: 24 }), as: clerk });
	assert.equal(made.status, 201, made.text);
	const [inspector, inspectorId] = await person('xuncha', '荀察', 'round.inspection');
	by_hand(server, `UPDATE r_item SET state = CASE WHEN id <= 20 THEN 'closed' WHEN id <= 22 THEN 'long_term' ELSE 'doing' END, closed_on = CASE WHEN id <= 10 THEN '2026-03-0' || (id % 9 + 1) WHEN id <= 20 THEN '2026-08-15' END,
		department_id = CASE WHEN id = 20 THEN ${departments[2]} WHEN id % 2 = 0 THEN ${departments[1]} ELSE ${departments[0]} END`);
	server.session = inspector;
	return { server, departments, clerk, inspector, inspectorId, person };
}
const create = async (server, values, options = {}) => send(server, 'POST', '/registers/draw/records', { values: { title: '抽查', ...values } }, options);
const step = (server, register, id, name, body = {}, as = server.session) => send(server, 'POST', `/registers/${register}/records/${id}/steps/${name}`, { values: {}, ...body }, { ...any, as });
const read = async (server, register, id) => (await ask(server, 'GET', `/api/v1/registers/${register}/records/${id}`)).json;
const drawn = async (server, values, witness = {}) => {
	const made = await create(server, values);
	assert.equal(made.status, 201, made.text);
	for (const [name, body] of [['publish', {}], ['take', { values: witness }]]) {
		const done = await step(server, 'draw', made.json.id, name, body);
		assert.equal(done.status, 200, done.text);
	}
	return read(server, 'draw', made.json.id);
};

test('published first, drawn then, repeated by anybody from what was published', async (t) => {
	const { server } = await office(t);
	const made = (await create(server, { number: 6, each_department: true })).json;
	assert.equal((await step(server, 'draw', made.id, 'publish')).status, 200);
	const before = (await read(server, 'draw', made.id)).values;
	assert.equal(before.list.split('\n').length, 20);
	assert.match(before.list, /^JT\d+ 养护科\nJT\d+ 工程科\n/);
	assert.equal(before.list_hash, sm3(before.list));
	assert.match(before.seed_hash, /^[0-9a-f]{64}$/);
	assert.equal(before.seed ?? null, null, '种子还没有公布');
	assert.deepEqual([before.listed, before.taken], [20, 6]);
	assert.ok(!(await ask(server, 'GET', `/api/v1/registers/draw/records/${made.id}/events`)).text.includes(`"seed":`), '办理过程里也没有');

	assert.equal((await step(server, 'draw', made.id, 'take', { values: { witness: '4-2-6' } })).status, 200);
	const after = (await read(server, 'draw', made.id)).values;
	assert.equal(sm3(after.seed), before.seed_hash);
	assert.equal(after.list, before.list);
	// The documented way, in a few lines of another program.
	const lines = after.list.split('\n').map((l) => [l, sm3(`bihuan-draw-1\n${after.seed}\n4-2-6\n${l.split(' ')[0]}`)]).sort((a, b) => (a[1] < b[1] ? -1 : 1));
	const group = (l) => l.split(' ')[1];
	const chosen = new Set(lines.filter(([l], i) => lines.findIndex(([x]) => group(x) === group(l)) === i).map(([l]) => l));
	assert.equal(chosen.size, 3, '三个部门各一件');
	for (const [l] of lines) if (chosen.size < 6) chosen.add(l);
	assert.deepEqual(after.result.split('\n'), lines.map(([l]) => l).filter((l) => chosen.has(l)));
	// And by the command, without any data.
	const at = file(folder(t), '名单.txt', `${after.list}\n`);
	const again = run(['draw', '--seed', after.seed, '--witness', '4-2-6', '--take', '6', '--each', '--json', at]);
	assert.equal(again.status, 0, again.err);
	const said = JSON.parse(again.out);
	assert.deepEqual([said.list_hash, said.seed_hash, said.drawn.map((d) => `${d.no} ${d.group}`).join('\n')], [after.list_hash, after.seed_hash, after.result]);
	assert.match(run(['draw', '--seed', after.seed, '--witness', '4-2-6', '--take', '6', '--each', at]).out, new RegExp(after.result.split('\n')[0]));
	// The tasks, of the departments of what was drawn.
	const tasks = (await ask(server, 'GET', '/api/v1/registers/recheck/records?limit=50&fields=item,item_no,department')).json.rows;
	assert.deepEqual(tasks.map((r) => r.values.item_no).sort(), after.result.split('\n').map((l) => l.split(' ')[0]).sort());
	assert.ok(tasks.every((r) => r.values.item.id > 0 && r.department.label === after.list.split('\n').find((l) => l.startsWith(r.values.item_no)).split(' ')[1]));
	assert.equal(run(['audit', 'verify', '--data', server.data, ...(server.database ? ['--database', server.database] : [])]).status, 0, '都在散列链里');
});

test('the scope: days, round, department, kept ones, per cent', async (t) => {
	const { server, departments } = await office(t);
	const listed = async (values) => {
		const made = (await create(server, { number: 1, ...values })).json;
		const done = await step(server, 'draw', made.id, 'publish');
		return done.status === 200 ? (await read(server, 'draw', made.id)).values : done.json;
	};
	assert.equal((await listed({ closed_from: '2026-08-01', closed_to: '2026-08-31' })).listed, 10);
	assert.equal((await listed({ closed_from: '2026-08-01', with_kept: true })).listed, 12);
	assert.equal((await listed({ within: 1 })).listed, 20);
	assert.equal((await listed({ of_department: departments[2] })).listed, 1);
	assert.deepEqual((({ listed: n, taken }) => [n, taken])(await listed({ number: null, percent: 12 })), [20, 3]);
	for (const [values, words] of [
		[{ closed_from: '2027-01-01' }, /没有可抽的/], [{ number: 21 }, /名单有 20 件，抽不了 21 件/], [{ number: 2, each_department: true }, /3 个部门.*只抽 2 件不够/], [{ number: null }, /还没有写抽几件/],
	])
		assert.match(JSON.stringify(await listed(values)), words);
	for (const [values, words] of [[{ number: 3, percent: 10 }, /只写一个/], [{ number: 0 }, /number|不能|最小|1/], [{ percent: 101 }, /100/], [{ number: 1, closed_from: '2026-02-01', closed_to: '2026-01-01' }, /写反了/]]) {
		const refused = await create(server, values);
		assert.equal(refused.status, 422, refused.text);
		assert.match(refused.text, words);
	}
});

test('what is published stays: nobody writes the list, the seed, the result or the number; each step once, by who may', async (t) => {
	const { server, clerk } = await office(t);
	for (const field of ['witness', 'list', 'seed', 'seed_hash', 'list_hash', 'result', 'taken']) assert.equal((await create(server, { number: 2, [field]: field === 'taken' ? 3 : 'x' })).status, 403, field);
	const { id } = (await create(server, { number: 2 })).json;
	assert.equal((await create(server, { number: 2 }, { as: clerk })).status, 403);
	assert.equal((await step(server, 'draw', id, 'publish', {}, clerk)).status, 403);
	assert.equal((await step(server, 'draw', id, 'take')).status, 409, '还没有公布');
	assert.equal((await step(server, 'draw', id, 'publish', { values: { list: 'JT1' } })).status, 403);
	assert.equal((await step(server, 'draw', id, 'publish')).status, 200);
	for (const values of [{ number: 5 }, { title: '改名' }, { list: 'JT1' }]) assert.ok([403, 409].includes((await send(server, 'PATCH', `/registers/draw/records/${id}`, { values }, any)).status));
	assert.equal((await step(server, 'draw', id, 'publish')).status, 409);
	assert.equal((await step(server, 'draw', id, 'take')).status, 200);
	assert.equal((await step(server, 'draw', id, 'take')).status, 409, '只抽一次');
	assert.equal((await step(server, 'draw', id, 'void', { reason: '不满意' })).status, 409, '抽了不能作废');
	assert.equal((await send(server, 'DELETE', `/registers/draw/records/${id}`, { reason: '不满意' }, any)).status, 403);
	assert.equal((await send(server, 'POST', '/registers/recheck/records', { values: { item_no: 'JT1' }, parent: id })).status, 403, '复核件只由抽取建立');
	assert.equal((await step(server, 'draw', id, 'finish')).status, 422, '还有没复核的');
	const other = (await create(server, { number: 2 })).json.id;
	assert.equal((await step(server, 'draw', other, 'publish')).status, 200);
	assert.notEqual((await read(server, 'draw', other)).values.seed_hash, (await read(server, 'draw', id)).values.seed_hash);
	assert.equal((await step(server, 'draw', other, 'void')).status, 422, '作废要写理由');
	assert.equal((await step(server, 'draw', other, 'void', { reason: '范围写错了' })).status, 200);
});

test('true: done; not true: reopened first, with the reason; the draw ends when all are looked at', async (t) => {
	const { server, inspectorId } = await office(t);
	const draw = await drawn(server, { number: 2 });
	const [one, two] = (await ask(server, 'GET', '/api/v1/registers/recheck/records?limit=50&fields=item')).json.rows;
	const seen = { checked_on: '2026-09-01', way: '到现场看了', seen: '与销号时写的一致' };
	assert.equal((await step(server, 'recheck', one.id, 'hold', { values: { checked_on: '2026-09-01' } })).status, 422, '要写怎样核的');
	assert.match((await step(server, 'recheck', one.id, 'hold', { values: { ...seen, checked_on: '2099-01-01' } })).text, /不能晚于今天/);
	assert.equal((await step(server, 'recheck', one.id, 'hold', { values: seen })).status, 200);
	const wrong = { values: { ...seen, seen: '还是老样子' }, reason: '没有整改' };
	assert.match((await step(server, 'recheck', two.id, 'fail', wrong)).text, /反弹重办/);
	by_hand(server, `UPDATE r_item SET holder_id = ${inspectorId} WHERE id = ${two.values.item.id}`);
	assert.match((await step(server, 'recheck', two.id, 'fail', wrong)).text, /经办过这一件的人/);
	by_hand(server, `UPDATE r_item SET holder_id = NULL WHERE id = ${two.values.item.id}`);
	assert.equal((await step(server, 'item', two.values.item.id, 'relapse', { values: { recheck_note: '抽查发现没有整改', due: '2099-12-31' }, reason: '抽查不实' })).status, 200);
	assert.match((await step(server, 'recheck', two.id, 'hold', { values: seen })).text, /应当记不实/);
	assert.equal((await step(server, 'recheck', two.id, 'fail', wrong)).status, 200);
	assert.equal((await read(server, 'item', two.values.item.id)).state, 'doing');
	assert.equal((await step(server, 'draw', draw.id, 'finish')).status, 200);
	const end = (await read(server, 'draw', draw.id)).values;
	assert.deepEqual([end.waiting, end.held, end.failed], [0, 1, 1]);
});

test('the command refuses what it cannot draw from, in words', async (t) => {
	const at = folder(t);
	const list = file(at, 'a.txt', 'JT1 甲科\nJT2 甲科\nJT3 乙科\n');
	for (const [args, words] of [
		[['--take', '1', list], /--seed/], [['--seed', 's', list], /抽几件/], [['--seed', 's', '--take', '4', list], /名单有 3 件，抽不了 4 件/], [['--seed', 's', '--take', '1', '--each', list], /2 个部门/],
		[['--seed', 's', '--take', '1', file(at, 'b.txt', '')], /空/], [['--seed', 's', '--take', '1', file(at, 'c.txt', 'JT1\nJT1\n')], /两次/], [['--seed', 's', '--take', '1', file(at, 'd.txt', 'JT1\n\nJT2\n')], /第 2 行是空的/],
		[['--seed', 's', '--take', '1', join(at, 'none.txt')], /none\.txt/],
	]) {
		const done = run(['draw', ...args]);
		assert.equal(done.status, 2, done.out);
		assert.match(done.err, words);
	}
	const plain = run(['draw', '--seed', 's', '--take', '2', list]).out;
	assert.match(plain, new RegExp(sm3('JT1 甲科\nJT2 甲科\nJT3 乙科')));
	assert.equal(run(['draw', '--seed', 's', '--take', '2', file(at, 'crlf.txt', '\ufeffJT1 甲科\r\nJT2 甲科\r\nJT3 乙科\r\n')]).out, plain, '编辑器加的换行和标记不算');
	assert.match(run(['draw', '--help']).out, /名单.*种子/s);
});
