import { ref } from 'vue';
import { createRouter, createWebHistory } from 'vue-router';
import HomePage from './pages/HomePage.vue';
import { gate, homeOf, loadSession, session } from './lib/session';

export const router = createRouter({
  history: createWebHistory(),
  routes: [
    { path: '/', component: HomePage, meta: { title: '工作台' } },
    { path: '/overview', component: HomePage, meta: { title: '整改概览' } },
    { path: '/search', component: () => import('./pages/SearchPage.vue'), meta: { title: '检索' } },
    { path: '/reports', component: () => import('./pages/ReportsPage.vue'), meta: { title: '导入台' } },
    { path: '/reports/:id(\\d+)', component: () => import('./pages/DeskPage.vue'), meta: { title: '导入台' } },
    { path: '/items', redirect: (to) => ({ path: '/r/item', query: to.query.report ? { source_report: to.query.report } : {} }) },
    { path: '/sign-in', component: () => import('./pages/SignInPage.vue'), meta: { title: '登录', open: true } },
    { path: '/setup', component: () => import('./pages/SetupPage.vue'), meta: { title: '首次设置', open: true } },
    { path: '/tasks', component: () => import('./pages/TasksPage.vue'), meta: { title: '工作台' } },
    { path: '/r/:name([a-z][a-z0-9_]*)', component: () => import('./pages/RegisterPage.vue'), meta: { title: '台账' } },
    { path: '/r/:name([a-z][a-z0-9_]*)/new', component: () => import('./pages/NewRecordPage.vue'), meta: { title: '新增' } },
    { path: '/r/:name([a-z][a-z0-9_]*)/:id(\\d+)', component: () => import('./pages/RecordPage.vue'), meta: { title: '记录' } },
    { path: '/calendar', component: () => import('./pages/CalendarPage.vue'), meta: { title: '工作日历' } },
    { path: '/account', component: () => import('./pages/AccountPage.vue'), meta: { title: '我的账号' } },
    { path: '/catalogues', component: () => import('./pages/CataloguesPage.vue'), meta: { title: '代码表' } },
    { path: '/disposals', component: () => import('./pages/DisposalsPage.vue'), meta: { title: '销毁鉴定' } },
    { path: '/backups', component: () => import('./pages/BackupPage.vue'), meta: { title: '备份' } },
    { path: '/units', component: () => import('./pages/UnitsPage.vue'), meta: { title: '单位' } },
    { path: '/people', component: () => import('./pages/PeoplePage.vue'), meta: { title: '人员与部门' } },
    { path: '/rights', component: () => import('./pages/RightsPage.vue'), meta: { title: '角色与授权' } },
    { path: '/audit', component: () => import('./pages/AuditPage.vue'), meta: { title: '审计' } },
    { path: '/doubts', component: () => import('./pages/DoubtsPage.vue'), meta: { title: '疑点' } },
    { path: '/compare', component: () => import('./pages/ComparePage.vue'), meta: { title: '两轮对照' } },
    { path: '/:rest(.*)*', component: () => import('./pages/MissingPage.vue'), meta: { title: '没有这个页面' } },
  ],
});

/** Who must sign in, or set the program up, is shown that; afterwards he is where he wanted to be. */
router.beforeEach(async (to) => {
  if (to.meta.open) return true;
  const way = await loadSession().then(gate, () => null); // the page itself says what is wrong with the server
  if (way) return { path: way, query: way === '/sign-in' && to.fullPath !== '/' ? { back: to.fullPath } : {} };
  const home = to.path === '/' ? homeOf(session.value) : '/';
  return home === '/' ? true : home;
});

/** The page that could not be fetched: the server is gone, or it is another version since. Opened anew it is asked for again. */
export const stranded = ref('');
router.onError((_cause, to) => {
  stranded.value = to.fullPath;
});

router.afterEach((to) => {
  stranded.value = '';
  document.title = `${String(to.meta.title)} · 闭环`;
});
