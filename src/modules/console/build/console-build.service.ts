import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { Injectable } from '@nestjs/common';

/** What `npm run build` makes of `console/`: a page and its assets. */
@Injectable()
export class ConsoleBuild {
  /** The HTML of the console; undefined where it was not built. Read once: assets are named after what is in them. */
  readonly page: string | undefined;
  /** Folder of the files that the page loads. */
  readonly assets: string;

  constructor() {
    const folder = builtFolder();
    this.assets = join(folder, 'assets');
    this.page = readIfBuilt(join(folder, 'index.html'));
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
