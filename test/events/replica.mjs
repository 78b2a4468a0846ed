// A process of its own with one handler, over the build: it notes each attempt in the table `handled`,
// says so, and then ends, hangs or fails as it was told.
import { Injectable, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { Pool } from 'pg';
import { ClockModule } from '../../dist/src/common/clock/index.js';
import { ConfigModule, parseConfig } from '../../dist/src/common/config/index.js';
import { DatabaseModule } from '../../dist/src/common/database/index.js';
import { EventsModule, HandlesEvents } from '../../dist/src/common/events/index.js';
import { LifetimeModule } from '../../dist/src/common/lifetime/index.js';
import { createLogger, ObservabilityModule } from '../../dist/src/common/observability/index.js';

const { recordUrl, hangs, environment } = JSON.parse(process.argv[2]);
const record = new Pool({ connectionString: recordUrl, max: 4 });

class Recorder {
  name = 'recorder';
  types = 'all';

  async handle({ id }) {
    await record.query('INSERT INTO handled (event_id, process) VALUES ($1, $2)', [
      id,
      process.pid,
    ]);
    process.stdout.write(`handled ${id}\n`);
    if (hangs) await new Promise(() => undefined);
  }
}
HandlesEvents()(Recorder);
Injectable()(Recorder);

class Replica {}
Module({
  imports: [
    ConfigModule.forRoot(parseConfig(environment)),
    ObservabilityModule.forRoot(createLogger('warn')),
    ClockModule,
    LifetimeModule,
    DatabaseModule.forRoot(),
    EventsModule,
  ],
  providers: [Recorder],
})(Replica);

const app = await NestFactory.createApplicationContext(Replica, { logger: false });
process.once('SIGTERM', () => void app.close().then(() => process.exit(0)));
process.stdout.write('ready\n');
