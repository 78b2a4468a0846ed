import type { ResourceType } from '../resource-type.js';
import type { StaticConfig } from './static-config.js';
import { StaticConfigDto } from './static.dto.js';
import { validateConfig } from './validate-static.js';

/** Text, JSON or a file that is sold as it is. */
export const staticContent: ResourceType<'static', StaticConfig, StaticConfigDto> = {
  id: 'static',
  Input: StaticConfigDto,
  complete: ({ filename = null, ...input }) => ({ ...input, filename }),
  validate: validateConfig,
  modelsOf: () => [],
  toColumns: ({ content, encoding, mimeType, filename }) => ({
    staticContent: content,
    staticEncoding: encoding,
    staticMimeType: mimeType,
    staticFilename: filename,
  }),
  fromColumns: (columns) => {
    const { staticContent: content, staticEncoding: encoding, staticMimeType: mimeType } = columns;
    if (content === null || encoding === null || mimeType === null) {
      throw new Error('static content without its columns');
    }
    return { content, encoding, mimeType, filename: columns.staticFilename };
  },
  publicInputs: () => [],
};
