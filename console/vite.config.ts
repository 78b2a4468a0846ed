import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, gzip } from 'node:zlib';
import tailwindcss from '@tailwindcss/vite';
import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin } from 'vite';

/** What is worth compressing; pictures and fonts are compressed already. */
const TEXT = /\.(js|css|svg)$/;

// What is built is for production, whatever the environment of `npm start` or of a test says.
if (process.argv.includes('build')) process.env['NODE_ENV'] = 'production';

export default defineConfig({
  root: import.meta.dirname,
  base: '/console/',
  plugins: [react(), tailwindcss(), compressed()],
  // Of the server alone, `npm start`: cookies belong to its host, whatever the port.
  server: {
    port: 5173,
    proxy: { '^/(api|docs|favicon.svg|openapi.json)': 'http://localhost:3000' },
  },
  build: {
    // Beside what tsc makes, so that a package and an image of `dist` have it.
    outDir: '../dist/console',
    emptyOutDir: true,
    // The content security policy allows no `data:` and no inline script.
    assetsInlineLimit: 0,
    modulePreload: {
      polyfill: false,
      // The list of what each page needs would load with the first one; pages load when somebody points at a link.
      resolveDependencies: (_file, needed, { hostType }) => (hostType === 'html' ? needed : []),
    },
    manifest: 'manifest.json',
    reportCompressedSize: false,
    rolldownOptions: {
      input: {
        console: join(import.meta.dirname, 'index.html'),
        // Pages of the shop are made by the server, which reads in the manifest what they load.
        shop: join(import.meta.dirname, 'src/shop/main.tsx'),
      },
      checks: { pluginTimings: false },
    },
  },
});

/** Writes `.br` and `.gz` beside each file, once, so that the server compresses nothing. */
function compressed(): Plugin {
  return {
    name: 'compressed',
    apply: 'build',
    async writeBundle({ dir = '' }, bundle) {
      const files = Object.keys(bundle).filter((name) => TEXT.test(name));
      await Promise.all(files.map((name) => compress(join(dir, name))));
    },
  };
}

async function compress(path: string): Promise<void> {
  const bytes = await readFile(path);
  const [br, gz] = await Promise.all([
    promisify(brotliCompress)(bytes),
    promisify(gzip)(bytes, { level: 9 }),
  ]);
  await Promise.all([writeFile(`${path}.br`, br), writeFile(`${path}.gz`, gz)]);
}
