// The disk is full at every point of an import: it says so, stores all of a report or nothing, and the
// same folder works again once there is room.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'node:test';

const binary = process.env.BIHUAN;
const PROBLEMS = 120;

function report() {
	let text = '中共云岭市临江区城市管理局党组关于巡察整改进展情况的通报\n一、市容管理方面\n';
	for (let i = 1; i <= PROBLEMS; i++)
		text += `${i}.关于第${i}号巷口夜间照明不足的问题\n整改措施：①更换灯头${i}只。②每周巡查一遍。\n整改结果：已完成。\n`;
	return text;
}

function run(args) {
	const done = spawnSync(binary, args, { encoding: 'utf8', maxBuffer: 1 << 28 });
	return { status: done.status, signal: done.signal, out: done.stdout, err: done.stderr };
}

// No file may grow past `blocks` of 512 bytes: writing further answers EFBIG, as a full disk answers ENOSPC.
function cramped(blocks, args) {
	const script = `trap '' XFSZ; ulimit -f ${blocks}; exec "$0" "$@"`;
	const done = spawnSync('sh', ['-c', script, binary, ...args], { encoding: 'utf8' });
	return { status: done.status, signal: done.signal, err: done.stderr };
}

function whole(data) {
	const listed = run(['list', 'reports', '--json', '--data', data]);
	assert.equal(listed.status, 0, listed.err);
	const { reports } = JSON.parse(listed.out);
	for (const r of reports) {
		assert.equal(r.items, PROBLEMS);
		assert.equal(run(['show', String(r.id), '--text', '--data', data]).out, report());
	}
	return reports.length;
}

test('a disk that fills up during an import', (t) => {
	const dir = mkdtempSync(join(tmpdir(), 'bihuan-faults-'));
	t.after(() => rmSync(dir, { recursive: true, force: true }));
	const path = join(dir, 'a.txt');
	writeFileSync(path, report());
	let refused = 0;
	let stored = 0;
	for (const blocks of [0, 1, 2, 8, 16, 40, 100, 200, 400, 1000, 1800, 2400, 3200, 4000, 5000, 6000, 40000]) {
		const data = join(dir, `data-${blocks}`);
		const done = cramped(blocks, ['import', '--data', data, path]);
		assert.equal(done.signal, null, `killed with ${blocks} blocks: ${done.err}`);
		if (done.status === 0) {
			stored++;
		} else {
			refused++;
			assert.equal(done.status, 2, done.err);
			assert.match(done.err, /[\u4e00-\u9fff]/, 'the message is for people');
		}
		const before = whole(data);
		assert.equal(before, done.status === 0 ? 1 : before > 0 ? 1 : 0);
		const again = run(['import', '--data', data, path]);
		assert.equal(again.status, 0, again.err);
		assert.equal(whole(data), 1);
	}
	assert.ok(refused > 3, `only ${refused} limits were felt`);
	assert.ok(stored > 0, 'the largest limit is no limit');
});

test('a disk that fills up while an original is kept: the report with its original, or neither', (t) => {
	const dir = mkdtempSync(join(tmpdir(), 'bihuan-faults-'));
	t.after(() => rmSync(dir, { recursive: true, force: true }));
	const path = join(dir, 'a.txt');
	const bytes = spawnSync('iconv', ['-f', 'UTF-8', '-t', 'GB18030'], { input: report() }).stdout;
	writeFileSync(path, bytes);
	let [refused, stored] = [0, 0];
	for (const blocks of [0, 4, 8, 12, 16, 20, 24, 40, 100, 400, 1000, 2400, 4000, 40000]) {
		const data = join(dir, `data-${blocks}`);
		const done = cramped(blocks, ['import', '--data', data, path]);
		assert.equal(done.signal, null, `killed with ${blocks} blocks: ${done.err}`);
		if (done.status === 0) stored++;
		else {
			refused++;
			assert.match(done.err, /[\u4e00-\u9fff]/, 'the message is for people');
		}
		for (let i = whole(data); i > 0; i--) {
			const out = join(dir, 'out');
			assert.equal(run(['show', '1', '--original', out, '--data', data]).status, 0);
			assert.ok(readFileSync(out).equals(bytes), `${blocks} blocks`);
			rmSync(out);
		}
		assert.equal(run(['import', '--data', data, path]).status, 0);
		assert.equal(whole(data), 1);
	}
	assert.ok(refused > 3 && stored > 0, `${refused} refused, ${stored} stored`);
});

test('a data folder that cannot be written', (t) => {
	const dir = mkdtempSync(join(tmpdir(), 'bihuan-faults-'));
	t.after(() => rmSync(dir, { recursive: true, force: true }));
	const path = join(dir, 'a.txt');
	writeFileSync(path, report());
	const onAFile = run(['import', '--data', path, path]);
	assert.equal(onAFile.status, 2);
	assert.match(onAFile.err, /[\u4e00-\u9fff]/);
	const nowhere = run(['import', '--data', '/proc/nowhere/data', path]);
	assert.equal(nowhere.status, 2);
	assert.match(nowhere.err, /[\u4e00-\u9fff]/);
	assert.deepEqual(readdirSync(dir), ['a.txt']);
});

test('an input that cannot be read', (t) => {
	const dir = mkdtempSync(join(tmpdir(), 'bihuan-faults-'));
	t.after(() => rmSync(dir, { recursive: true, force: true }));
	const data = join(dir, 'data');
	for (const input of [dir, join(dir, 'missing.txt'), '/proc/self/mem']) {
		const done = run(['import', '--data', data, input]);
		assert.equal(done.status, 2, `${input}: ${done.err}`);
		assert.ok(done.err.includes(input), done.err);
	}
	assert.equal(whole(data), 0);
});
