// The rules' own pages (docs/rules), as they stood when the application was built. Loaded when first asked for.
const files = import.meta.glob<string>('../../../docs/rules/*.md', { query: '?raw', import: 'default', eager: true });

const pages = new Map(Object.entries(files).map(([path, text]) => [path.replace(/^.*\/|\.md$/g, ''), text]));

export const rulePage = (code: string): string | null => pages.get(code) ?? null;
