// bihuan register: what an author of definitions sees.
import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

import { file, folder, run } from './harness.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '../..');

test('the program\'s own definitions are sound, for the database too', (t) => {
	const done = run(['register', 'check', '--data', folder(t)]);
	assert.equal(done.status, 0, done.out + done.err);
	const own = readdirSync(join(root, 'registers')).filter((name) => name.endsWith('.yaml'));
	assert.match(done.out, new RegExp(`^${own.length} 个台账定义`));
});

test('check: place, fault and nearest word, as text and as JSON', (t) => {
	const dir = folder(t);
	const path = file(dir, 'x.yaml', 'register: x\ntitel: 甲\n');
	const text = run(['register', 'check', '--data', dir, path]);
	assert.equal(text.status, 1);
	assert.ok(text.out.includes(`${path}:2:1: 台账里没有“titel”这个键\n  是不是 title？`), text.out);
	const json = run(['register', 'check', '--json', '--data', dir, path]);
	assert.equal(json.status, 1);
	const problem = JSON.parse(json.out).problems.find((p) => p.line === 2);
	assert.deepEqual(problem, { file: path, line: 2, column: 1, message: '台账里没有“titel”这个键', hint: '是不是 title？' });
	assert.equal(run(['register', 'check', '--data', dir, join(dir, 'none.yaml')]).status, 2);
});

test('check: an expression that only the database can refuse', (t) => {
	const dir = folder(t);
	const skeleton = run(['register', 'new', 'thing']).out;
	const path = file(dir, 'thing.yaml', skeleton.replace('  evidence: [proof]', '  evidence: [proof]\n  conditions: [{sql: title title, message: 甲}]'));
	const done = run(['register', 'check', '--data', dir, path]);
	assert.equal(done.status, 1, done.out + done.err);
	assert.match(done.out, /新台账.*表达式数据库不接受：title title/);
});

test('new gives what check takes, and refuses other names', (t) => {
	const dir = folder(t);
	const made = run(['register', 'new', 'contract']);
	assert.equal(made.status, 0);
	assert.equal(run(['register', 'check', '--data', dir, file(dir, 'contract.yaml', made.out)]).status, 0);
	assert.equal(run(['register', 'new', 'Contract']).status, 2);
	assert.equal(run(['register', 'new']).status, 2);
	assert.equal(run(['register', 'new', 'a', 'b']).status, 2);
});

test('a file of the data folder takes the place of the program\'s', (t) => {
	const dir = folder(t);
	const other = join(dir, 'more');
	mkdirSync(join(dir, 'registers'));
	mkdirSync(other);
	const own = readFileSync(join(root, 'registers/case.yaml'), 'utf8');
	file(other, 'case.yaml', own.replace('title: 城管案件', 'title: 别处的案件'));
	assert.match(run(['register', 'list', '--data', dir, '--registers', other]).out, /别处的案件/);
	file(join(dir, 'registers'), 'case.yaml', own.replace('title: 城管案件', 'title: 我们的案件'));
	const listed = JSON.parse(run(['register', 'list', '--json', '--data', dir, '--registers', other]).out).registers;
	assert.equal(listed.find((r) => r.name === 'case').title, '我们的案件');
	assert.match(run(['register', 'show', 'case', '--data', dir]).out, /title: 我们的案件/);
	assert.match(run(['register', 'show', 'cas', '--data', dir]).err, /是不是 case/);
	file(join(dir, 'registers'), 'bad.yaml', 'register: [');
	assert.equal(run(['register', 'list', '--data', dir]).status, 1);
});

test('history: every version that was in use, with its text', (t) => {
	const dir = folder(t);
	const start = () => assert.equal(run(['register', 'samples', '--data', dir]).status, 0);
	start();
	const changed = run(['register', 'show', 'case']).out.replace(/^title: .*/m, 'title: 我们的案件');
	mkdirSync(join(dir, 'registers'));
	file(join(dir, 'registers'), 'case.yaml', changed);
	start();
	const { versions } = JSON.parse(run(['register', 'history', 'case', '--json', '--data', dir]).out);
	assert.deepEqual(versions.map((v) => v.version), [1, 2]);
	assert.match(versions[1].at, /^\d{4}-\d\d-\d\dT/);
	assert.equal(run(['register', 'history', 'case', '--data', dir]).out.split('\n').length, 3);
	assert.equal(run(['register', 'history', 'case', '2', '--data', dir]).out, changed);
	assert.doesNotMatch(run(['register', 'history', 'case', '1', '--data', dir]).out, /我们的案件/);
	assert.match(run(['register', 'history', 'case', '3', '--data', dir]).err, /第 1 到第 2 版/);
	assert.match(run(['register', 'history', 'case', 'x', '--data', dir]).err, /写成数字/);
	assert.match(run(['register', 'history', 'nosuch', '--data', dir]).err, /没有用过台账 nosuch/);
});

test('samples are made once', (t) => {
	const dir = folder(t);
	const first = run(['register', 'samples', '--data', dir]);
	assert.equal(first.status, 0, first.err);
	assert.match(first.out, /建立了 [1-9]\d* 条样例记录/);
	assert.match(run(['register', 'samples', '--data', dir]).out, /建立了 0 条样例记录/);
});

test('another folder of definitions, by an option or the environment, is the same for all commands', (t) => {
	const [own, dir] = [folder(t), folder(t)];
	const bare = run(['register', 'new', 'lantern']).out;
	file(own, 'lantern.yaml', `${bare}\nsamples:\n  - {key: a, values: {title: 南门一号}}\n`);
	const first = run(['register', 'samples', '--data', dir, '--registers', own]);
	assert.equal(first.status, 0, first.err);
	const env = { ...process.env, BIHUAN_REGISTERS: own };
	assert.match(run(['register', 'history', 'lantern', '--data', dir], { env }).out, /^ +1 /m);
	assert.match(run(['register', 'list'], { env }).out, /^lantern /m);
	assert.match(run(['list', '--data', dir], { env }).err, /^$/);
	assert.match(run(['list', '--data', dir]).err, /台账 lantern 有 1 条记录，但没有读到它的定义/);
});

test('words that are none are refused with the nearest', (t) => {
	const done = run(['register', 'chek']);
	assert.equal(done.status, 2);
	assert.match(done.err, /是不是 check/);
	assert.equal(run(['register']).status, 2);
	assert.equal(run(['register', 'list', 'x']).status, 2);
});
