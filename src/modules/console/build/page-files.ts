/** Where Vite builds for (`base` in console/vite.config.ts). */
const BASE = '/console/';

/** What Vite made of one module, as its manifest tells it. */
interface BuiltChunk {
  readonly file: string;
  readonly imports?: readonly string[];
  readonly css?: readonly string[];
}

/** Addresses of what a page loads, under this server's origin. */
export interface PageFiles {
  readonly script: string;
  /** What the script imports at once: named beforehand, it is fetched meanwhile. */
  readonly preloads: readonly string[];
  readonly styles: readonly string[];
}

/**
 * What a page loads that begins with the module `entry`.
 * @param manifest Vite's, by module
 * @throws {Error} when nothing was built of the module
 */
export function filesOf(manifest: Readonly<Record<string, BuiltChunk>>, entry: string): PageFiles {
  const found = new Map<string, BuiltChunk>();
  const visit = (name: string) => {
    const chunk = manifest[name];
    if (chunk === undefined) throw new Error(`the build of the console has no ${name}`);
    if (found.has(name)) return;
    found.set(name, chunk);
    chunk.imports?.forEach(visit);
  };
  visit(entry);
  const [first, ...others] = [...found.values()].map(({ file }) => BASE + file);
  const styles = [...found.values()].flatMap(({ css = [] }) => css.map((file) => BASE + file));
  return { script: first ?? '', preloads: others, styles: [...new Set(styles)] };
}
