import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { dirname, join } from 'node:path';
import { preProcessFile } from 'typescript';

/** What resolves in a browser, as bundlers do it. */
const CONDITIONS: ReadonlySet<string> = new Set(['browser', 'import', 'default']);
const PACKAGES = `${process.cwd()}/node_modules/`;
const PAGE =
  '<!doctype html><title>A front end</title><script type="module" src="/app.js"></script>';

type Exports = string | null | { readonly [condition: string]: Exports };

/** A front end with origins of its own, to be opened in a browser. */
export interface FrontEnd {
  /** Two origins that it answers at. */
  readonly origins: readonly [string, string];
  stop(): void;
}

/**
 * Serves a page that runs `app`, a module, with what it imports of the packages here. These are the files as they
 * are published; only the names of packages become addresses, which is what an import map does.
 */
export async function startFrontEnd(app: string): Promise<FrontEnd> {
  const server = createServer(({ url = '/' }, response) => {
    if (url === '/') return response.setHeader('content-type', 'text/html').end(PAGE);
    response.setHeader('content-type', 'text/javascript');
    if (url === '/app.js') return response.end(withAddresses(app, join(PACKAGES, '../app.js')));
    const file = join(PACKAGES, url);
    if (!file.startsWith(PACKAGES) || !existsSync(file)) return response.writeHead(404).end();
    return response.end(withAddresses(readFileSync(file, 'utf8'), file));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const stop = () => {
    server.closeAllConnections();
    server.close();
  };
  return { origins: [`http://127.0.0.1:${port}`, `http://localhost:${port}`], stop };
}

function withAddresses(code: string, file: string): string {
  // From the last to the first, so that positions stay right.
  const imports = preProcessFile(code, true, true).importedFiles.toReversed();
  return imports.reduce((text, { fileName, pos }) => {
    if (fileName.startsWith('.')) return text;
    // Positions begin at the quotation mark or behind it, by the kind of the import.
    const at = code.indexOf(fileName, pos);
    return text.slice(0, at) + addressOf(fileName, file) + text.slice(at + fileName.length);
  }, code);
}

/** Where the browser finds a package's module that `file` imports. */
function addressOf(specifier: string, file: string): string {
  const [, name = '', path = ''] = /^((?:@[^/]+\/)?[^/]+)(.*)$/.exec(specifier) ?? [];
  const home = homeOf(name, file);
  const {
    exports = {},
    module,
    main,
  } = JSON.parse(readFileSync(join(home, 'package.json'), 'utf8')) as {
    exports?: Record<string, Exports>;
    module?: string;
    main?: string;
  };
  const target = chosen(exports[`.${path}`]) ?? (path || (module ?? main));
  if (!target) throw new Error(`${specifier} of ${file} has no module`);
  return `/${join(home, target).slice(PACKAGES.length)}`;
}

function homeOf(name: string, file: string): string {
  for (let folder = dirname(file); folder !== '/'; folder = dirname(folder)) {
    const home = join(folder, 'node_modules', name);
    if (existsSync(join(home, 'package.json'))) return home;
  }
  throw new Error(`${file} imports ${name}, which is not here`);
}

function chosen(exports: Exports | undefined): string | undefined {
  if (typeof exports === 'string') return exports;
  const entries = Object.entries(exports ?? {});
  const [, found] = entries.find(([name]) => CONDITIONS.has(name)) ?? [];
  return found === undefined ? undefined : chosen(found);
}
