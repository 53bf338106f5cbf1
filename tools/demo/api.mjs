// The HTTP API as people use it: who is who, what they send, and the files they attach.

import { createHmac, randomBytes } from 'node:crypto';

export const [url, folder] = process.argv.slice(2);
if (!url || !folder) {
	console.error('用法：node tools/demo/demo.mjs 地址 数据目录');
	process.exit(2);
}

export const people = [];
const sessions = {};

export async function call(method, path, body, as, headers = {}) {
	const answer = await fetch(new URL(`/api/v1${path}`, url), {
		method,
		headers: { 'X-Bihuan': '1', 'Content-Type': 'application/json', ...(as ? { Cookie: as } : {}), ...headers },
		body: body === undefined || body instanceof Buffer ? body : JSON.stringify(body),
	});
	const json = await answer.json();
	if (!answer.ok) throw new Error(`${method} ${path}: ${json.detail}${json.hint ? `（${json.hint}）` : ''} ${JSON.stringify(json.errors ?? '')}`);
	return { json, cookie: answer.headers.get('set-cookie')?.split(';')[0] };
}

export const password = () => `Ys-${randomBytes(9).toString('base64url')}-7`;

export async function signIn(login) {
	const { cookie } = await call('POST', '/session', { login, password: people.find((p) => p.login === login).password });
	sessions[login] = cookie;
	return cookie;
}

// The code an authenticator would show (RFC 6238).
function totp(secret) {
	const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
	const bits = [...secret.replace(/=+$/, '')].map((c) => alphabet.indexOf(c).toString(2).padStart(5, '0')).join('');
	const counter = Buffer.alloc(8);
	counter.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30000)));
	const mac = createHmac('sha1', Buffer.from(bits.match(/.{8}/g).map((b) => parseInt(b, 2)))).update(counter).digest();
	return String((mac.readUInt32BE(mac[19] & 15) & 0x7fffffff) % 1000000).padStart(6, '0');
}

export async function signInAdministrator(login) {
	const cookie = await signIn(login);
	const { json } = await call('POST', '/session/totp', {}, cookie);
	await call('POST', '/session/totp/confirm', { code: totp(json.secret) }, cookie);
	people.find((p) => p.login === login).secret = json.secret;
	return cookie;
}

export const as = (login) => sessions[login];
export const personOf = (login) => people.find((p) => p.login === login).id;

/** One record of a register. */
export const record = (register, id) => `/registers/${register}/records/${id}`;

export const make = async (login, register, values, parent) => (await call('POST', `/registers/${register}/records`, { values, ...(parent ? { parent } : {}) }, as(login))).json.id;

export const step = (login, register, id, name, body = {}) => call('POST', `${record(register, id)}/steps/${name}`, body, as(login), { 'If-Match': '*' });

/** Attaches a file as a browser does; returns the number of the piece. */
export async function attach(login, register, id, slot, name, bytes, own_date) {
	const { json: begun } = await call('POST', `${record(register, id)}/uploads`, { slot, name, bytes: bytes.length, own_date }, as(login));
	await call('PUT', `/uploads/${begun.token}?offset=0`, bytes, as(login));
	return (await call('POST', `/uploads/${begun.token}/finish`, {}, as(login))).json.id;
}

/** A page of a few lines, in the Chinese font that every reader has or replaces. */
export function pdf(lines) {
	const shown = lines.map((l) => `<${Buffer.from(l, 'utf16le').swap16().toString('hex')}> Tj T*`).join('\n');
	const content = `BT /F1 14 Tf 26 TL 72 760 Td\n${shown}\nET`;
	const objects = [
		'<< /Type /Catalog /Pages 2 0 R >>',
		'<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
		'<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>',
		`<< /Length ${content.length} >>\nstream\n${content}\nendstream`,
		'<< /Type /Font /Subtype /Type0 /BaseFont /STSong-Light /Encoding /UniGB-UCS2-H /DescendantFonts [6 0 R] >>',
		'<< /Type /Font /Subtype /CIDFontType0 /BaseFont /STSong-Light /CIDSystemInfo << /Registry (Adobe) /Ordering (GB1) /Supplement 4 >> /FontDescriptor 7 0 R /DW 1000 >>',
		'<< /Type /FontDescriptor /FontName /STSong-Light /Flags 6 /FontBBox [-25 -254 1000 880] /ItalicAngle 0 /Ascent 880 /Descent -120 /CapHeight 880 /StemV 93 >>',
	];
	let out = '%PDF-1.4\n';
	const at = objects.map((o, i) => {
		const start = out.length;
		out += `${i + 1} 0 obj\n${o}\nendobj\n`;
		return start;
	});
	const xref = out.length;
	out += `xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${at.map((p) => `${String(p).padStart(10, '0')} 00000 n \n`).join('')}`;
	out += `trailer << /Size ${objects.length + 1} /Root 1 0 R >>\nstartxref\n${xref}\n%%EOF\n`;
	return Buffer.from(out, 'latin1');
}

/** The day so many days from now, in the bureau's calendar. */
export const day = (from) => new Date(Date.now() + (8 * 3600 + from * 86400) * 1000).toISOString().slice(0, 10);
