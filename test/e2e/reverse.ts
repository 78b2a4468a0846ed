import { Injectable, Module } from '@nestjs/common';
import { ApiProperty } from '@nestjs/swagger';
import { IsInt, Max, Min } from 'class-validator';
import type { FieldError } from '../../src/common/errors/index.js';
import {
  type Executor,
  type ExecutorCall,
  type ExecutorEvent,
  ProvidesExecutor,
} from '../../src/modules/execution/index.js';
import {
  ProvidesResourceType,
  type PublicInput,
  type ResourceType,
} from '../../src/modules/resources/index.js';
import { Gate } from './claude.js';

class ReverseTextDto {
  @ApiProperty()
  @IsInt()
  @Min(1)
  @Max(1_000)
  maxLength: number;
}

interface ReverseConfig {
  readonly maxLength: number;
}

/** A type of another team's module, whose runs wait for its gate. */
@ProvidesResourceType()
@ProvidesExecutor()
@Injectable()
export class ReverseType
  implements ResourceType<ReverseConfig, ReverseTextDto>, Executor<ReverseConfig>
{
  readonly id: string = 'x_reverse';
  readonly type: string = 'x_reverse';
  readonly Input = ReverseTextDto;
  gate = new Gate();
  runs = 0;

  constructor() {
    this.gate.open();
  }

  complete({ maxLength }: ReverseTextDto): ReverseConfig {
    return { maxLength };
  }

  publicInputs({ maxLength }: ReverseConfig): PublicInput[] {
    return [{ name: 'text', description: '', required: true, default: null, maxLength }];
  }

  checkInput(_config: ReverseConfig, input: unknown): FieldError[] {
    const { text } = (input ?? {}) as { text?: unknown };
    return typeof text === 'string' ? [] : [{ field: 'text', message: 'must be a text' }];
  }

  async *run({ input }: ExecutorCall<ReverseConfig>): AsyncIterable<ExecutorEvent> {
    this.runs += 1;
    await this.gate.opened;
    yield { type: 'text', text: [...String(input['text'])].toReversed().join('') };
  }
}

@Module({ providers: [ReverseType] })
class ReverseModule {}

/** What starts a server with the type `x_reverse`. */
export const reverse = { name: 'reverse', module: ReverseModule };
