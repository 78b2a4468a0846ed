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
