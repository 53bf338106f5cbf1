// What a form holds, and what the server said against it.

import { computed, reactive, ref } from 'vue';
import { Problem } from '../api/client';
import type { Definition, Field, RecordRow, Refusal } from '../api/registers';
import { fieldOf, formValue, isFilled } from './fields';

export function useForm(definition: () => Definition | null, names: () => string[], required: () => string[]) {
  const values = reactive<Record<string, unknown>>({});
  const errors = reactive<Record<string, string>>({});
  /** What belongs to no field of this form. */
  const others = ref<Refusal[]>([]);
  const failed = ref<unknown>(null);
  const busy = ref(false);

  const fields = computed(() => names().map((n) => definition() && fieldOf(definition()!, n)).filter((f): f is Field => Boolean(f) && f!.type !== 'computed' && f!.type !== 'files'));

  function clearErrors(): void {
    for (const key of Object.keys(errors)) delete errors[key];
    others.value = [];
    failed.value = null;
  }

  function fill(row: RecordRow | null): void {
    for (const key of Object.keys(values)) delete values[key];
    for (const field of fields.value) values[field.name] = formValue(field, row?.values[field.name]);
  }

  /** Only what was entered (a new record), or what differs from `row`. */
  function given(row: RecordRow | null): Record<string, unknown> {
    const out: Record<string, unknown> = {};
    for (const field of fields.value) {
      const before = formValue(field, row?.values[field.name]);
      const now = values[field.name];
      if (row ? JSON.stringify(before ?? null) !== JSON.stringify(now ?? null) : isFilled(now)) out[field.name] = now;
    }
    return out;
  }

  /** The gaps one sees without asking the server. */
  function complete(): boolean {
    clearErrors();
    for (const name of required()) {
      const field = fields.value.find((f) => f.name === name);
      if (field && !isFilled(values[name])) errors[name] = '必须填写';
    }
    return !Object.keys(errors).length;
  }

  /** Puts what the server refused beside the fields; true when that said it all. */
  function refused(cause: unknown): void {
    clearErrors();
    if (!(cause instanceof Problem) || (!cause.errors.length && !cause.field)) {
      failed.value = cause;
      return;
    }
    const told = cause.errors.length ? cause.errors : [{ kind: 'format' as const, field: cause.field, message: cause.message }];
    for (const r of told) {
      if (r.field && fields.value.some((f) => f.name === r.field)) errors[r.field] = errors[r.field] ? `${errors[r.field]}；${r.message}` : r.message;
      else others.value = [...others.value, r];
    }
  }

  return { values, errors, others, failed, busy, fields, fill, given, complete, refused, clearErrors };
}
