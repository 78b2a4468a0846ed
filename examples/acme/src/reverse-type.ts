import { Injectable } from '@nestjs/common';
import {
  type Executor,
  type ExecutorCall,
  type ExecutorEvent,
  type FieldError,
  ProvidesExecutor,
  ProvidesResourceType,
  type PublicInput,
  type ResourceType,
  WholeNumber,
} from 'coinslot';

/** What creators say of a resource of type `x_acme_reverse`. */
export class AcmeReverseConfigDto {
  @WholeNumber({ min: 1, max: 10_000, description: 'Longest text that buyers may send' })
  maxLength: number;
}

interface ReverseConfig {
  /** In characters. */
  readonly maxLength: number;
}

/** Gives texts back, backwards. */
@ProvidesResourceType()
@ProvidesExecutor()
@Injectable()
export class ReverseType
  implements ResourceType<ReverseConfig, AcmeReverseConfigDto>, Executor<ReverseConfig>
{
  readonly id = 'x_acme_reverse';
  readonly type = 'x_acme_reverse';
  readonly Input = AcmeReverseConfigDto;

  complete({ maxLength }: AcmeReverseConfigDto): ReverseConfig {
    return { maxLength };
  }

  publicInputs({ maxLength }: ReverseConfig): PublicInput[] {
    const description = 'What to turn round';
    return [{ name: 'text', description, required: true, default: null, maxLength }];
  }

  checkInput({ maxLength }: ReverseConfig, input: unknown): FieldError[] {
    const { text } = (input ?? {}) as { text?: unknown };
    const isGood = typeof text === 'string' && text !== '' && text.length <= maxLength;
    const message = `must be a text of at most ${maxLength} characters`;
    return isGood ? [] : [{ field: 'text', message }];
  }

  async *run({ input }: ExecutorCall<ReverseConfig>): AsyncIterable<ExecutorEvent> {
    yield { type: 'text', text: [...String(input['text'])].toReversed().join('') };
  }
}
