import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { ConfigModule } from '../../../common/config/index.js';
import { CallsModule, NetworksModule } from '../../payments/index.js';
import { ResultsModule } from '../results/results.module.js';
import { StoragePayments } from './storage-payments.service.js';
import { StorageWallet } from './storage-wallet.client.js';
import { StorageWishes } from './storage-wishes.service.js';
import { StorageClient } from './storage.client.js';
import { storageConfig } from './storage.config.js';
import { StoreOutputsJob } from './store-outputs.job.js';
import { StoredOutput } from './stored-output.entity.js';
import { StoredOutputsRepository } from './stored-outputs.repository.js';
import { StoredOutputs } from './stored-outputs.service.js';
import { Storing } from './storing.service.js';
import { Uploads } from './uploads.service.js';

/** Stores results elsewhere, for buyers who ask for it. */
@Module({
  imports: [
    ConfigModule.forFeature(storageConfig),
    TypeOrmModule.forFeature([StoredOutput]),
    ResultsModule,
    CallsModule,
    NetworksModule,
  ],
  providers: [
    StoragePayments,
    StorageWallet,
    StorageWishes,
    StorageClient,
    StoreOutputsJob,
    StoredOutputsRepository,
    StoredOutputs,
    Storing,
    Uploads,
  ],
  exports: [StorageWishes, StoredOutputs],
})
export class StorageModule {}
