import { Module } from '@nestjs/common';
import { ConfigModule } from '../../../common/config/index.js';
import { CallsModule } from '../../payments/index.js';
import { ContentsRepository } from './contents.repository.js';
import { Contents } from './contents.service.js';
import { resultsConfig } from './results.config.js';
import { SweepContentsJob } from './sweep-contents.job.js';

/** The contents of results, for as long as they are kept. */
@Module({
  imports: [ConfigModule.forFeature(resultsConfig), CallsModule],
  providers: [ContentsRepository, Contents, SweepContentsJob],
  exports: [Contents],
})
export class ResultsModule {}
