import vue from '@vitejs/plugin-vue';
import { defineConfig, loadEnv } from 'vite';

// In development the API comes from a running `bihuan serve` (or the tests' mock server).
const API = 'http://127.0.0.1:8080';

export default defineConfig(({ mode }) => ({
  plugins: [vue()],
  // The program answers only pages of the host it is asked as: the host stays the page's own.
  server: { proxy: { '/api': { target: loadEnv(mode, '.', 'BIHUAN_').BIHUAN_API ?? API, changeOrigin: false } } },
  build: {
    target: 'es2020',
    // The files are embedded in the program: no maps, no data: URLs that a strict policy would refuse.
    sourcemap: false,
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rollupOptions: {
      output: {
        manualChunks(id) {
          if (/node_modules\/(@vue|vue|vue-router)\//.test(id)) return 'vue';
          return undefined;
        },
      },
    },
  },
}));
