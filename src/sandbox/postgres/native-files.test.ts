import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import {
  chmod,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  readlink,
  rm,
  stat,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { copyPackage, linkLibraries } from './native-files.js';

describe('the installed binaries', () => {
  let folder: string;
  let installed: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'coinslot-native-'));
    installed = join(folder, 'package');
    await mkdir(join(installed, 'native', 'lib'), { recursive: true });
    await writeFile(join(installed, 'package.json'), '{"version":"1.2.3"}');
    await writeFile(join(installed, 'native', 'lib', 'libpq.so.5.18'), 'library');
    await chmod(join(installed, 'native', 'lib', 'libpq.so.5.18'), 0o600);
    const links = [{ source: 'native/lib/libpq.so.5.18', target: 'native/lib/libpq.so.5' }];
    await writeFile(join(installed, 'native', 'pg-symlinks.json'), JSON.stringify(links));
  });

  afterEach(() => rm(folder, { recursive: true, force: true }));

  it('get the links that installing without scripts leaves out, once or many times', async () => {
    const link = join(installed, 'native', 'lib', 'libpq.so.5');
    for (const _ of [1, 2]) {
      await linkLibraries(installed);
      expect(await readlink(link)).toBe('libpq.so.5.18');
      expect(await readFile(link, 'utf8')).toBe('library');
    }
  });

  it('say so where a link cannot be made', async () => {
    const links = [{ source: 'native/lib/libpq.so.5.18', target: 'native/missing/libpq.so.5' }];
    await writeFile(join(installed, 'native', 'pg-symlinks.json'), JSON.stringify(links));
    await expect(linkLibraries(installed)).rejects.toThrow('ENOENT');
  });

  it('are copied whole, with their links, readable by every user', async () => {
    const copy = await copyPackage(installed, folder);
    const library = join(copy, 'native', 'lib', 'libpq.so.5');
    expect(await readFile(library, 'utf8')).toBe('library');
    expect((await stat(library)).mode & 0o777).toBe(0o755);
    expect(await readdir(join(installed, 'native', 'lib'))).toEqual(['libpq.so.5.18']);
  });

  it('are copied once per version', async () => {
    const [first, second] = await Promise.all([
      copyPackage(installed, folder),
      copyPackage(installed, folder),
    ]);
    expect(second).toBe(first);
    await writeFile(join(installed, 'package.json'), '{"version":"1.2.4"}');
    expect(await copyPackage(installed, folder)).not.toBe(first);
    expect((await readdir(folder)).sort()).toEqual(['package', 'runtime-1.2.3', 'runtime-1.2.4']);
  });
});
