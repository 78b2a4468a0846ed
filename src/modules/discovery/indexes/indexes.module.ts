import { Module } from '@nestjs/common';
import { ConfigModule } from '../../../common/config/index.js';
import { CatalogueModule } from '../../resources/index.js';
import { ListedModule } from '../listed/listed.module.js';
import { indexesConfig } from './indexes.config.js';
import { IndexesController } from './indexes.controller.js';
import { Indexes } from './indexes.service.js';

/** What indexes, crawlers and agents find at this origin. */
@Module({
  imports: [ConfigModule.forFeature(indexesConfig), CatalogueModule, ListedModule],
  controllers: [IndexesController],
  providers: [Indexes],
})
export class IndexesModule {}
