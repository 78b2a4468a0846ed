import { applyDecorators } from '@nestjs/common';
import { Transform } from 'class-transformer';
import { ArrayMaxSize, IsArray, type ValidationOptions } from 'class-validator';

/**
 * A list of at most `max` entries; without it, a list is no field of a DTO. class-validator asks every
 * validator whatever another one finds, and not in the order they are written in: so nothing of a
 * longer list is kept but what shows that it is too long, and no validator costs more than that.
 */
export function BoundedList(max: number, options?: ValidationOptions): PropertyDecorator {
  return applyDecorators(
    Transform(({ value }: { value: unknown }) =>
      Array.isArray(value) ? value.slice(0, max + 1) : value,
    ),
    ArrayMaxSize(max, options),
    IsArray(options),
  );
}
