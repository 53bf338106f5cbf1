// What /openapi.json says is what the routes do: sound as JSON, every reference has its end, and each body's members are those that are read.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { ask, send, serve, setUp, signIn, signInAdministrator } from './harness.mjs';

const METHODS = ['get', 'post', 'patch', 'put', 'delete'];

/** The keys of one object that stand there twice, which JSON.parse() would not tell. */
function doubled(text) {
	const found = [];
	const stack = [];
	const token = /"((?:[^"\\]|\\.)*)"(\s*:)?|[{}[\]]/g;
	for (let m; (m = token.exec(text)); ) {
		if (m[0] === '{' || m[0] === '[') stack.push(new Set());
		else if (m[0] === '}' || m[0] === ']') stack.pop();
		else if (m[2]) {
			if (stack.at(-1).has(m[1])) found.push(m[1]);
			stack.at(-1).add(m[1]);
		}
	}
	return found;
}

async function open(t) {
	const server = await serve(t, { args: ['--rate', '0'] });
	await setUp(server, { role: 'manifest.inspector' });
	const who = [await signInAdministrator(server, 'xitong'), await signInAdministrator(server, 'anquan'), await signIn(server, 'yewu')];
	const answer = await ask(server, 'GET', '/api/v1/openapi.json', { as: who[2] });
	assert.equal(answer.status, 200, answer.text);
	return { server, who, text: answer.text, spec: answer.json };
}

test('no key stands twice, every reference leads somewhere, every operation says what comes back', async (t) => {
	const { text, spec } = await open(t);
	assert.deepEqual(doubled(text), []);
	assert.equal(spec.openapi, '3.1.0');
	for (const [, ref] of text.matchAll(/"\$ref":"#\/components\/schemas\/([^"]+)"/g)) assert.ok(spec.components.schemas[ref], ref);
	assert.equal(spec.components.schemas.problem.title, '反馈问题');
	assert.ok(spec.components.schemas._problem.properties.detail);
	const ids = new Set();
	for (const [path, item] of Object.entries(spec.paths))
		for (const method of METHODS.filter((m) => item[m])) {
			const operation = item[method];
			assert.ok(operation.responses['2XX'].content, `${method} ${path}`);
			assert.ok(!ids.has(operation.operationId), operation.operationId);
			ids.add(operation.operationId);
			for (const [, name] of path.matchAll(/\{(\w+)\}/g)) assert.ok(operation.parameters.some((p) => p.in === 'path' && p.name === name), path);
			assert.equal(operation.parameters.some((p) => p.name === 'X-Bihuan'), method !== 'get', `${method} ${path}`);
		}
	const phone = new RegExp(spec.components.schemas.case.properties.reporter_phone.pattern);
	assert.ok(phone.test('13800000000') && !phone.test('x13800000000x'));
});

test('each member of a body is known to its route, and what it needs is said to be needed', async (t) => {
	const { server, who, spec } = await open(t);
	const skipped = ['sign_out', 'set_password', 'totp_begin', 'totp_confirm', 'end_sessions', 'second_factor'];
	let told = 0;
	for (const [path, item] of Object.entries(spec.paths)) {
		if (path.includes('/registers/') && !path.includes('/registers/manifest/')) continue;
		for (const method of METHODS.filter((m) => item[m]?.requestBody?.content['application/json'])) {
			const operation = item[method];
			if (skipped.includes(operation.operationId)) continue;
			const { properties = {}, required = [] } = operation.requestBody.content['application/json'].schema;
			const where = path.replace('/api/v1', '').replace('{id}', path.includes('/calendar/') ? '2030' : '999999').replace('{step}', 'leave').replace('{token}', '0'.repeat(32));
			const unknown = async (body) => {
				for (const as of who) {
					const answer = await send(server, method.toUpperCase(), where, body, { as, headers: { 'If-Match': '1' } });
					if (answer.json?.detail?.includes('不认识')) return answer.json.field;
				}
				return null;
			};
			for (const name of Object.keys(properties)) {
				assert.notEqual(await unknown({ [name]: null }), name, `${operation.operationId}: ${name}`);
				told++;
			}
			const empty = await send(server, method.toUpperCase(), where, {}, { as: who[2], headers: { 'If-Match': '1' } });
			const needs = /^成员 (\w+) 必须填写/.exec(empty.json?.detail ?? '')?.[1];
			if (needs) assert.ok(required.includes(needs), `${operation.operationId}: ${needs}`);
		}
	}
	assert.ok(told > 60, `${told}`);
});
