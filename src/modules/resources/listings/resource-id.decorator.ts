import { Param, ParseUUIDPipe } from '@nestjs/common';
import { notFound, Problem } from '../../../common/errors/index.js';

/** The path parameter `id` of a resource; what is no UUID names none. */
export function ResourceId(): ParameterDecorator {
  return Param('id', new ParseUUIDPipe({ exceptionFactory: () => new Problem(notFound) }));
}
