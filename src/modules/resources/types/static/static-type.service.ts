import { Injectable } from '@nestjs/common';
import type { FieldError } from '../../../../common/errors/index.js';
import type { PublicInput } from '../../templates/public-input.js';
import { ProvidesResourceType } from '../provides-resource-type.decorator.js';
import type { ResourceType } from '../resource-type.js';
import type { TypeColumns } from '../type-columns.entity.js';
import type { StaticConfig } from './static-config.js';
import { StaticConfigDto } from './static.dto.js';
import { validateConfig } from './validate-static.js';

/** Text, JSON or a file that is sold as it is. */
@ProvidesResourceType()
@Injectable()
export class StaticType implements ResourceType<StaticConfig, StaticConfigDto> {
  readonly id = 'static';
  readonly Input = StaticConfigDto;
  readonly example = {
    name: 'Recipe for bread',
    description: 'Bread without kneading, in four steps.',
    slug: 'bread',
    category: 'other',
    price: '0.10',
    config: {
      content: '# Bread without kneading\n\n1. Mix.\n2. Wait.\n3. Fold.\n4. Bake.\n',
      mimeType: 'text/markdown; charset=utf-8',
      filename: 'bread.md',
    },
  };

  complete({ filename = null, ...input }: StaticConfigDto): StaticConfig {
    return { ...input, filename };
  }

  validate(config: StaticConfig): FieldError[] {
    return validateConfig(config);
  }

  toColumns({ content, encoding, mimeType, filename }: StaticConfig): Partial<TypeColumns> {
    return {
      staticContent: content,
      staticEncoding: encoding,
      staticMimeType: mimeType,
      staticFilename: filename,
    };
  }

  fromColumns(columns: TypeColumns): StaticConfig {
    const { staticContent: content, staticEncoding: encoding, staticMimeType: mimeType } = columns;
    if (content === null || encoding === null || mimeType === null) {
      throw new Error('static content without its columns');
    }
    return { content, encoding, mimeType, filename: columns.staticFilename };
  }

  /** It gives the same to everybody. */
  publicInputs(): PublicInput[] {
    return [];
  }
}
