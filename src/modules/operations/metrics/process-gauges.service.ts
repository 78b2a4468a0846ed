import { Injectable } from '@nestjs/common';
import { Counter, Gauge, type Registry } from 'prom-client';
import { Database } from '../../../common/database/index.js';
import { ExecutionService } from '../../execution/index.js';
import { FacilitatorService, GasWatch } from '../../payments/index.js';

/** Shows what this process knows by itself, each time somebody looks. */
@Injectable()
export class ProcessGauges {
  constructor(
    private readonly database: Database,
    private readonly executions: ExecutionService,
    private readonly facilitators: FacilitatorService,
    private readonly gas: GasWatch,
  ) {}

  register(registry: Registry): void {
    registry.registerMetric(connectionsOf(this.database));
    registry.registerMetric(executionsOf(this.executions));
    registry.registerMetric(facilitatorsOf(this.facilitators));
    registry.registerMetric(hotWalletOf(this.gas));
  }
}

function connectionsOf(database: Pick<Database, 'connections'>): Gauge {
  return new Gauge({
    name: 'coinslot_database_pool_connections',
    help: 'Connections for requests: all, those that lie idle, and requests that wait for one',
    labelNames: ['state'],
    registers: [],
    collect() {
      for (const [state, count] of Object.entries(database.connections)) this.set({ state }, count);
    },
  });
}

function executionsOf(executions: Pick<ExecutionService, 'tally'>): Counter {
  return new Counter({
    name: 'coinslot_executions_total',
    help: 'Runs that ended, by type of resource, provider of the model, and outcome: succeeded or the code of the problem',
    labelNames: ['type', 'provider', 'outcome'],
    registers: [],
    collect() {
      this.reset();
      for (const { runs, ...way } of executions.tally.all()) this.inc(way, runs);
    },
  });
}

function facilitatorsOf(facilitators: Pick<FacilitatorService, 'states'>): Gauge {
  return new Gauge({
    name: 'coinslot_facilitators_left_alone',
    help: 'Facilitators that are not asked at present because they fail',
    registers: [],
    collect() {
      const states = Object.values(facilitators.states());
      this.set(states.filter((state) => state === 'left_alone').length);
    },
  });
}

function hotWalletOf(gas: Pick<GasWatch, 'report'>): Gauge {
  return new Gauge({
    name: 'coinslot_hot_wallet_settlements_left',
    help: 'For how many settlements the gas money of the hot wallet lasts; absent when a facilitator pays',
    labelNames: ['network'],
    registers: [],
    collect() {
      for (const [network, { settlementsLeft }] of Object.entries(gas.report())) {
        this.set({ network }, Number(settlementsLeft));
      }
    },
  });
}
