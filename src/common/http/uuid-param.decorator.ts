import { Param, ParseUUIDPipe } from '@nestjs/common';
import { notFound, Problem } from '../errors/index.js';

/** The path parameter `id`; what is no UUID names nothing. */
export function UuidParam(): ParameterDecorator {
  return Param('id', new ParseUUIDPipe({ exceptionFactory: () => new Problem(notFound) }));
}
