import { Controller, Get } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import {
  HealthCheck,
  type HealthCheckResult,
  HealthCheckService,
  TypeOrmHealthIndicator,
} from '@nestjs/terminus';
import { Operation } from '../../../common/http/index.js';
import { DeadLetters } from '../../../common/events/index.js';
import { Lifetime } from '../../../common/lifetime/index.js';
import { Public } from '../../accounts/index.js';
import { FacilitatorService, GasWatch } from '../../payments/index.js';

const DATABASE_TIMEOUT_MS = 2_000;

@ApiTags('Health')
@Public()
@Controller('health')
export class HealthController {
  constructor(
    private readonly health: HealthCheckService,
    private readonly database: TypeOrmHealthIndicator,
    private readonly facilitators: FacilitatorService,
    private readonly gas: GasWatch,
    private readonly lifetime: Lifetime,
    private readonly deadLetters: DeadLetters,
  ) {}

  @Get('live')
  @Operation({
    summary: 'Tell whether the process runs',
    description: 'For a supervisor: restart the process when it does not answer.',
  })
  @ApiOkResponse({
    description: 'It does',
    schema: {
      type: 'object',
      required: ['status'],
      properties: { status: { type: 'string', description: 'Always `ok`', example: 'ok' } },
    },
  })
  live(): { status: string } {
    return { status: 'ok' };
  }

  @Get('ready')
  @HealthCheck()
  @Operation({
    summary: 'Tell whether this server can serve',
    description:
      'The database answers, and the server is not about to end. 503 when it cannot: send it no requests then. What else it tells (facilitators, gas, events) is for people.',
  })
  ready(): Promise<HealthCheckResult> {
    return this.health.check([
      () => ({ server: { status: this.lifetime.isEnding ? ('down' as const) : ('up' as const) } }),
      () => this.database.pingCheck('database', { timeout: DATABASE_TIMEOUT_MS }),
      // Told, not judged: without a facilitator paid calls answer 503, everything else works.
      () => ({ facilitators: { status: 'up', ...this.facilitators.states() } }),
      () => ({ hotWallet: { status: 'up', ...this.gas.report() } }),
      () => ({ events: { status: 'up', deadLetters: this.deadLetters.known } }),
    ]);
  }
}
