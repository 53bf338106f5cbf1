// An office at work: the program set up through its API, two departments, people with the roles of the register 案件, and their sessions.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after } from 'node:test';
import { binary, startApp, startReal } from './harness.mjs';

if (binary) process.env.BIHUAN ??= binary;
const api = binary ? await import('../api/harness.mjs') : {}; // it will not be read without the program
export const { passwordOf, totp } = api;

/** login -> name, roles, department (none: the whole unit). */
const STAFF = {
  caiji: ['蔡集', ['case.collector'], null],
  shouli: ['寿立', ['case.acceptor'], null],
  paiqian: ['潘倩', ['case.dispatcher'], null],
  chuzhi: ['楚志', ['case.officer'], '环卫所'],
  hecha: ['何察', ['case.verifier'], null],
  zhuren: ['朱任', ['case.supervisor'], null],
};
const ok = (answer) => {
  assert.ok(answer.status < 300, answer.text);
  return answer.json;
};

/** Sets the program up and gives everybody an account and a session. */
async function people(server) {
  const made = { people: {}, departments: {}, sessions: {} };
  ok(await api.setUp(server));
  const system = await api.signInAdministrator(server, 'xitong');
  const security = await api.signInAdministrator(server, 'anquan');
  const auditor = await api.signInAdministrator(server, 'shenji');
  Object.assign(made.sessions, { xitong: system, anquan: security, shenji: auditor });
  for (const name of ['环卫所', '执法队']) {
    const added = ok(await api.send(server, 'POST', '/departments', { name }, { as: system }));
    made.departments[name] = (added.department ?? added).id;
  }
  for (const [login, [name, roles, department]] of Object.entries(STAFF)) {
    const inside = made.departments[department ?? '执法队'];
    const added = ok(await api.send(server, 'POST', '/people', { login, name, department: inside }, { as: system }));
    made.people[login] = added.person.id;
    for (const role of roles) ok(await api.send(server, 'POST', '/grants', { person: added.person.id, role, ...(department ? { department: inside } : {}) }, { as: security }));
    const session = await api.signIn(server, login, added.one_time_password);
    ok(await api.send(server, 'POST', '/session/password', { old: added.one_time_password, new: passwordOf(login) }, { as: session }));
    made.sessions[login] = await api.signIn(server, login);
  }
  return made;
}

let kept = null;
const KEPT_MS = 600_000; // sessions end when nobody uses them for long
const forget = () => kept && rmSync(kept.folder, { recursive: true, force: true });
after(forget);

/** A data folder with the office in it, and who is in it; made once for the tests of a file, which begin with copies. */
async function office() {
  if (kept && Date.now() - kept.at < KEPT_MS) return kept;
  forget();
  const folder = mkdtempSync(join(tmpdir(), 'bihuan-office-'));
  const program = await startReal(join(folder, 'data'));
  const made = await people({ url: new URL(program.address), data: join(folder, 'data') });
  await program.stop();
  kept = { folder, made, at: Date.now() };
  return kept;
}

/** `const [app, office] = await startOffice(t)`; `office.become(login)` makes the browser his. */
export async function startOffice(t, options = {}) {
  const { folder, made } = await office();
  const app = await startApp(t, { ...options, from: join(folder, 'data') });
  const server = { url: new URL(app.address), data: app.data };
  return [app, officeOf(app, { server, ...structuredClone(made) })];
}

function officeOf(app, office) {
  office.send = (login, method, path, body, headers = {}) => api.send(office.server, method, path, body, { as: office.sessions[login], headers });
  office.get = async (login, path) => ok(await api.ask(office.server, 'GET', `/api/v1${path}`, { as: office.sessions[login] }));
  office.become = (login, context = app.context) => {
    const [name, value] = office.sessions[login].cookie.split('=');
    return context.addCookies([{ name, value, url: app.address, httpOnly: true, sameSite: 'Strict' }]);
  };
  office.make = async (login, values) => ok(await office.send(login, 'POST', '/registers/case/records', { values: { title: '五一路 12 号门前垃圾堆积', class: 'E0102', source: 'hotline', place: { text: '五一路 12 号门前' }, ...values } }));
  office.step = async (login, id, step, values = {}, reason = '') => ok(await office.send(login, 'POST', `/registers/case/records/${id}/steps/${step}`, { values, ...(reason ? { reason } : {}) }, { 'If-Match': '*' }));
  /** A session for somebody whom the set-up made. */
  office.enter = async (login, password) => (office.sessions[login] = await api.signIn(office.server, login, password));
  office.bring = async (login, name, body) => ok(await api.ask(office.server, 'POST', `/api/v1/reports?name=${encodeURIComponent(name)}`, { headers: api.write, body, as: office.sessions[login] }));
  /** A window of its own for somebody else. */
  office.window = async (login, size = { width: 1366, height: 768 }) => {
    const context = await app.browser.newContext({ viewport: size });
    await office.become(login, context);
    return app.listen(await context.newPage());
  };
  return office;
}

/** The options of the select that a combobox opens: others may still be fading away. */
export const optionsOf = async (page, combobox) => page.locator(`[id="${await combobox.getAttribute('aria-controls')}"]`).getByRole('option');

/** Picks in an Element Plus select: opens it, types where that searches, takes the option. */
export async function choose(page, within, label, option, typed = '') {
  const box = within.getByLabel(label).first();
  await box.locator('xpath=ancestor::*[contains(@class,"el-select__wrapper")]').click();
  if (typed) await box.fill(typed);
  await (await optionsOf(page, box)).filter({ hasText: option }).locator('visible=true').first().click();
}

/** Writes a day into a date field as somebody types it. */
export async function writeDay(page, field, iso) {
  const input = page.getByTestId(field).locator('input');
  await input.fill(iso);
  await input.press('Enter');
}
