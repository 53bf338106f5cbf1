import { createRouter, createWebHistory } from 'vue-router';
import HomePage from './pages/HomePage.vue';

export const router = createRouter({
  history: createWebHistory(),
  routes: [
    { path: '/', component: HomePage, meta: { title: '工作台' } },
    { path: '/reports', component: () => import('./pages/ReportsPage.vue'), meta: { title: '导入台' } },
    { path: '/reports/:id(\\d+)', component: () => import('./pages/DeskPage.vue'), meta: { title: '导入台' } },
    { path: '/items', component: () => import('./pages/ItemsPage.vue'), meta: { title: '台账' } },
    { path: '/doubts', component: () => import('./pages/DoubtsPage.vue'), meta: { title: '疑点' } },
    { path: '/:rest(.*)*', component: () => import('./pages/MissingPage.vue'), meta: { title: '没有这个页面' } },
  ],
});

router.afterEach((to) => {
  document.title = `${String(to.meta.title)} · 闭环`;
});
