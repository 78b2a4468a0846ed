import { Injectable } from '@nestjs/common';
import { plainToInstance } from 'class-transformer';
import { validateSync } from 'class-validator';
import { type FieldError, invalidInput, Problem } from '../../../common/errors/index.js';
import { fieldErrors, NOT_AN_OBJECT, REQUIRED } from '../../../common/http/index.js';
import { isReserved, RESERVED_MESSAGE } from '../records/slug.js';
import { ResourceTypes } from '../types/resource-types.service.js';
import { ListingCheck, type SentChanges } from './listing-check.service.js';
import { CreateListingDto, UpdateListingDto } from './listing.dto.js';

/** Unknown fields are refused, as everywhere. */
const RULES = { whitelist: true, forbidNonWhitelisted: true, stopAtFirstError: true };

/** Reads what creators say of a resource, by the types that this server has. */
@Injectable()
export class ListingInput {
  constructor(
    private readonly types: ResourceTypes,
    private readonly check: ListingCheck,
  ) {}

  /** @throws {Problem} invalid_input, naming every field that is wrong by itself */
  read(body: unknown): CreateListingDto {
    const { input, errors } = this.judge(asObject(body));
    if (isReserved(input.slug)) errors.push({ field: 'slug', message: RESERVED_MESSAGE });
    if (errors.length === 0) return input;
    const beside = this.check.errorsBeside(input, errors);
    throw new Problem(invalidInput, { errors: [...errors, ...beside] });
  }

  /** Changes as they were sent; what else is wrong with them depends on the resource that they are of. */
  changes(body: unknown = {}): SentChanges {
    const patch = plainToInstance(UpdateListingDto, asObject(body));
    return { patch, errors: fieldErrors(validateSync(patch, RULES)) };
  }

  /** The same as {@link read} for what may be wrong or incomplete. */
  judge(given: object): { readonly input: CreateListingDto; readonly errors: FieldError[] } {
    const input = plainToInstance(CreateListingDto, given);
    const errors = fieldErrors(validateSync(input, RULES));
    return { input, errors: [...this.errorsOfType(input), ...errors] };
  }

  private errorsOfType({ type: id, price }: CreateListingDto): FieldError[] {
    const type = this.types.find(id);
    const errors: FieldError[] = [];
    if (type === undefined && id !== undefined) {
      errors.push({ field: 'type', message: `must be one of ${this.types.ids.join(', ')}` });
    }
    if (price === undefined && type?.isSoldElsewhere !== true) {
      errors.push({ field: 'price', message: REQUIRED });
    }
    return errors;
  }
}

function asObject(body: unknown): object {
  if (typeof body === 'object' && body !== null && !Array.isArray(body)) return body;
  throw new Problem(invalidInput, { errors: [NOT_AN_OBJECT] });
}
