import { Injectable } from '@nestjs/common';
import { ConsoleBuild } from '../../console/index.js';
import { frame, type PageContent } from './frame.js';

/** Makes whole pages of what they show. */
@Injectable()
export class PageFrame {
  constructor(private readonly build: ConsoleBuild) {}

  /** HTML, with the style and the script that were built. */
  around(content: PageContent): string {
    return frame(content, this.build.shop).text;
  }
}
