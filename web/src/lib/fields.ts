// Values of fields as people read and write them. The server checks; what is checked here only saves a way.

import { dueWord } from './days';
import type { Choice, Definition, Field, FieldType, Named, RecordRow, Value } from '../api/registers';

/** Columns of a list that are no fields. */
export const COMMON: Record<string, string> = {
  no: '编号', title: '标题', state: '状态', lamp: '灯', due: '时限', department: '部门', holder: '经办人', owner: '创建人', parent: '上级', created: '创建时间', changed: '修改时间',
};

export const typeOf = (field: Field): FieldType => (field.type === 'computed' ? (field.computed_as ?? 'text') : field.type);
export const fieldOf = (definition: Definition, name: string) => definition.fields.find((f) => f.name === name);
export const labelOf = (definition: Definition, name: string) => fieldOf(definition, name)?.label ?? COMMON[name] ?? name;
export const stateOf = (definition: Definition, name: string) => definition.states.find((s) => s.name === name);
const choiceWord = (choices: Choice[] | undefined, value: string) => choices?.find((c) => c.value === value)?.label ?? value;

function isNamed(value: Value): value is Named | { code: string; label: string } {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && 'label' in value;
}

/** 3200000.00 as 3,200,000.00: amounts are read by their thousands. */
export const grouped = (amount: string): string => amount.replace(/^(-?)(\d+)/, (_, sign: string, whole: string) => sign + whole.replace(/\B(?=(\d{3})+$)/g, ','));

/** One line of text for a value. */
export function valueWord(field: Field, value: Value | undefined): string {
  if (value === null || value === undefined || value === '') return '';
  if (isNamed(value)) return value.label || String('id' in value ? value.id : value.code);
  if (Array.isArray(value)) return value.map((v) => choiceWord(field.choices, v)).join('、');
  if (typeof value === 'object') return value.text + (typeof value.lon === 'number' ? ` (${value.lon}, ${value.lat})` : '');
  if (typeof value === 'boolean') return value ? '是' : '否';
  const type = typeOf(field);
  if (type === 'choice' || type === 'catalogue') return choiceWord(field.choices, String(value));
  if (type === 'time') return String(value).replace('T', ' ').slice(0, 16);
  if (type === 'money') return `${grouped(String(value))}${field.unit ?? ''}`;
  if (type === 'files') return value ? `${String(value)} 件` : '';
  return `${String(value)}${field.unit ?? ''}`;
}

/** What a list shows in a column. */
export function cellWord(definition: Definition, row: RecordRow, name: string): string {
  const field = fieldOf(definition, name);
  if (field) return valueWord(field, row.values[name]);
  if (name === 'state') return stateOf(definition, row.state)?.label ?? row.state;
  if (name === 'due') return dueWord(row.due);
  if (name === 'created' || name === 'changed') return (row[name] ?? '').replace('T', ' ').slice(0, 16);
  if (name === 'department' || name === 'holder' || name === 'owner' || name === 'parent') return row[name]?.label ?? '';
  if (name === 'lamp') return LAMP_WORD[lampOf(definition, row)] ?? '';
  if (name === 'no' || name === 'title') return row[name];
  return '';
}

/** The lamp that is shown: 办结 only where the state counts as done, none where records go through no states. */
export function lampOf(definition: Definition, row: { lamp: string; state: string }): string {
  if (row.lamp !== 'blue') return row.lamp;
  return definition.states.length > 1 && stateOf(definition, row.state)?.done ? 'blue' : '';
}

/** Notes that are only kept: they have one state and go nowhere. */
export const isFlowless = (definition: Definition): boolean => definition.states.length <= 1;

/** A value as a form holds it: what goes back to the server. */
export function formValue(field: Field, value: Value | undefined): unknown {
  if (value === undefined || value === null) return field.multiple ? [] : null;
  if (isNamed(value)) return 'id' in value ? value.id : value.code;
  return value;
}

/** Whether something was entered. */
export function isFilled(value: unknown): boolean {
  if (Array.isArray(value)) return value.length > 0;
  if (typeof value === 'object' && value !== null) return Boolean((value as { text?: string }).text);
  return value !== null && value !== undefined && value !== '';
}

/** A piece of evidence. */
export const EVIDENCE_WORD: Record<string, string> = { pending: '待审', accepted: '采纳', rejected: '退回', withdrawn: '已撤回', replaced: '已换新版' };

/** "还剩 3 小时", "超期 2 天". */
export function leftWord(due: string | null, now = Date.now()): string {
  if (!due) return '';
  const left = Date.parse(due) - now;
  const n = Math.round(Math.abs(left) / 60000);
  if (n < 1) return left >= 0 ? '还剩不到 1 分钟' : '刚刚超期';
  const size = n < 60 ? `${n} 分钟` : n < 48 * 60 ? `${Math.round(n / 60)} 小时` : `${Math.round(n / 1440)} 天`;
  return left >= 0 ? `还剩 ${size}` : `超期 ${size}`;
}

export const LAMP_WORD: Record<string, string> = { green: '正常', yellow: '临期', red: '超期', blue: '办结' };

/** What the server fills in where nothing is given. */
const FILLED: Record<string, string> = { today: '不填就是今天', now: '不填就是现在', me: '不填就是本人', my_department: '不填就是本部门' };
export const filledWord = (field: Field): string => FILLED[field.default ?? ''] ?? '';
export const mustFill = (field: Field): boolean => Boolean(field.required) && !filledWord(field);
