// Loads a TypeScript module of src/ as it stands, with the bundler that builds the application.
import { buildSync } from 'esbuild';
import { fileURLToPath } from 'node:url';

export async function load(path) {
  const entry = fileURLToPath(new URL(`../src/${path}`, import.meta.url));
  const { outputFiles } = buildSync({ entryPoints: [entry], bundle: true, format: 'esm', write: false, charset: 'utf8' });
  return import(`data:text/javascript;base64,${Buffer.from(outputFiles[0].text).toString('base64')}`);
}
