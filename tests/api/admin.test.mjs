import assert from 'node:assert/strict';
import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

import { folder, run } from './harness.mjs';

const people = [
	['wang.xt', '王系统', 'Lan-Tian-2026!x1'],
	['li.aq', '李安全', 'Lan-Tian-2026!x2'],
	['zhao.sj', '赵审计', 'Lan-Tian-2026!x3'],
];

function setup(data, lines = ['云岭市城市管理局', ...people.flat()]) {
	return run(['admin', 'setup', '--data', data], { input: lines.join('\n') + '\n' });
}

const admin = (data, ...args) => run(['admin', ...args, '--data', data]);

test('set-up at the console, once', (t) => {
	const data = join(folder(t), 'data');
	const done = setup(data);
	assert.equal(done.status, 0, done.err);
	assert.match(done.out, /首次设置完成/);
	assert.match(done.out, /下一步：\n.*bihuan serve --data .*\n.*wang\.xt、li\.aq、zhao\.sj/);
	assert.equal(done.out.includes('Lan-Tian'), false);
	assert.equal(statSync(join(data, 'keys', 'access.key')).mode & 0o777, 0o600);
	assert.equal(existsSync(join(data, 'setup-code.txt')), false);
	const again = setup(data);
	assert.equal(again.status, 2);
	assert.match(again.err, /已经完成/);
	const list = JSON.parse(admin(data, 'list', '--json').out);
	assert.deepEqual(list.map((p) => [p.login, p.role]), [['li.aq', 'secadmin'], ['wang.xt', 'sysadmin'], ['zhao.sj', 'auditor']]);
	assert.match(admin(data, 'list').out, /wang\.xt +王系统 +系统管理员/);
});

test('set-up refuses what is not three people with passwords of their own', (t) => {
	const dir = folder(t);
	const bad = [
		[[], /输入就结束了/],
		[['云岭局', ...people[0], ...people[1]], /输入就结束了/],
		[['云岭局', ...people[0], ...people[0], ...people[2]], /相同.*三员分立/],
		[['云岭局', ...people[0], ...people[1], 'zhao.sj', '赵审计', people[0][2]], /口令相同/],
		[['云岭局', ...people[0], ...people[1], 'zhao.sj', '赵审计', 'admin'], /太短/],
		[['云岭局', ...people[0], ...people[1], 'zhao.sj', '赵审计', 'Admin@123456'], /太常见/],
		[['', ...people.flat()], /单位名称/],
		[['云岭局', 'x'.repeat(2000), ...people.flat()], /太长/],
	];
	for (const [i, [lines, message]] of bad.entries()) {
		const done = setup(join(dir, String(i)), lines);
		assert.equal(done.status, 2);
		assert.match(done.err, message);
		assert.deepEqual(JSON.parse(admin(join(dir, String(i)), 'list', '--json').out), []);
	}
});

test('a forgotten administrator comes back in', (t) => {
	const data = folder(t);
	setup(data);
	const reset = admin(data, 'reset-password', 'LI.aq', '--second-factor', '--json');
	assert.equal(reset.status, 0, reset.err);
	assert.match(JSON.parse(reset.out).one_time_password, /^[a-z2-9]{4}(-[a-z2-9]{4}){3}$/);
	assert.notEqual(JSON.parse(admin(data, 'reset-password', 'li.aq', '--json').out).one_time_password, JSON.parse(reset.out).one_time_password);
	assert.match(admin(data, 'unlock', 'wang.xt').out, /已解锁/);
});

test('what is put wrongly is refused with the way on', (t) => {
	const data = folder(t);
	for (const args of [['setup', 'x'], ['unlock'], ['list', 'x'], ['sesame'], ['reset-password']]) {
		const done = admin(data, ...args);
		assert.equal(done.status, 2);
		assert.match(done.err, /reset-password LOGIN/);
	}
	assert.match(admin(data, 'unlock', 'nobody').err, /没有登录名为 nobody/);
	assert.match(admin(data, 'unlock', "x' OR 1=1").err, /写法不对/);
});
