// What a page of administration does: one thing at a time, told when it is done, its refusal shown, the list read anew.

import { ElMessage } from 'element-plus';
import 'element-plus/es/components/message/style/css';
import { ref } from 'vue';
import { inWords } from '../api/client';

export function useActs(load: () => Promise<unknown>) {
  const busy = ref(false);
  const failed = ref('');

  /** True: it was done. */
  async function act(work: () => Promise<unknown>, said: string): Promise<boolean> {
    busy.value = true;
    failed.value = '';
    try {
      await work();
      ElMessage.success(said);
      await load();
      return true;
    } catch (cause) {
      failed.value = inWords(cause);
      return false;
    } finally {
      busy.value = false;
    }
  }
  return { busy, failed, act };
}
