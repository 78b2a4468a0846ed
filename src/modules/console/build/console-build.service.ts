import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { Injectable } from '@nestjs/common';
import { filesOf, type PageFiles } from './page-files.js';

const SHOP_ENTRY = 'src/shop/main.tsx';

/** What `npm run build` makes of `console/`: a page and its assets, and what the pages of the shop load. */
@Injectable()
export class ConsoleBuild {
  /** The HTML of the console; undefined where it was not built. Read once: assets are named after what is in them. */
  readonly page: string | undefined;
  /** What a page of the shop loads; undefined where it was not built. */
  readonly shop?: PageFiles;
  /** Folder of the files that the page loads. */
  readonly assets: string;

  constructor() {
    const folder = builtFolder();
    this.assets = join(folder, 'assets');
    this.page = readIfBuilt(join(folder, 'index.html'));
    const manifest = readIfBuilt(join(folder, 'manifest.json'));
    if (manifest !== undefined) this.shop = filesOf(JSON.parse(manifest), SHOP_ENTRY);
  }
}

/** The package says where it stands, whichever of source and build this is run from. */
function builtFolder(): string {
  const own = createRequire(import.meta.url).resolve('#package');
  return join(dirname(own), 'dist/console');
}

function readIfBuilt(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
