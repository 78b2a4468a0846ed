import { createRequire } from 'node:module';
import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import type { Logger } from 'pino';
import { Piscina } from 'piscina';
import { Problem } from '../../../../common/errors/index.js';
import { LOGGER } from '../../../../common/observability/index.js';
import type { PromptConfig } from '../../../resources/index.js';
import { answerUnchecked, answerUnfit } from '../../execution-problems.js';
import type { AnswerCheck } from './answer-worker.js';

/** No model writes as much in the tokens it may use. */
const MAX_ANSWER = 2_000_000;

/** How long an answer waits for a thread and is checked. */
const TIME_LIMIT_MS = 10_000;

/** Checks of a schema that go on for too long, or need too much memory, end with their thread. */
const LIMITS = {
  minThreads: 0,
  maxThreads: 2,
  maxQueue: 500,
  idleTimeout: 60_000,
  resourceLimits: { maxOldGenerationSizeMb: 128, maxYoungGenerationSizeMb: 32, stackSizeMb: 4 },
};

/** Reads the JSON that models answer with, apart from the thread that serves everybody. */
@Injectable()
export class AnswerChecks implements OnApplicationShutdown {
  private readonly threads = new Piscina<AnswerCheck, string | null>({
    filename: createRequire(import.meta.url).resolve('#answer-worker'),
    ...LIMITS,
  });

  constructor(@Inject(LOGGER) logger: Logger) {
    // What went wrong in a check is told to who asked for it; this is what nobody asked for.
    this.threads.on('error', (error: unknown) => {
      logger.error({ err: error }, 'a thread that checks answers ended');
    });
  }

  /**
   * The JSON of the document that an answer is, and that fits the schema.
   * @throws {Problem} answer_unfit, or answer_unchecked when that could not be found out in time
   */
  async read(
    text: string,
    { outputSchema }: Pick<PromptConfig, 'outputSchema'>,
    signal: AbortSignal,
  ): Promise<string> {
    if (text.length > MAX_ANSWER) throw new Problem(answerUnfit);
    const schema = outputSchema && JSON.stringify(outputSchema);
    const document = await this.check({ text, schema }, signal);
    if (document === null) throw new Problem(answerUnfit);
    return document;
  }

  async onApplicationShutdown(): Promise<void> {
    await this.threads.destroy();
  }

  private async check(answer: AnswerCheck, signal: AbortSignal): Promise<string | null> {
    const ends = AbortSignal.any([signal, AbortSignal.timeout(TIME_LIMIT_MS)]);
    try {
      return await this.threads.run(answer, { signal: ends });
    } catch (error) {
      signal.throwIfAborted();
      throw new Problem(answerUnchecked, {}, { cause: error });
    }
  }
}
