import { Module } from '@nestjs/common';
import { RunModule } from '../../execution/index.js';
import { CatalogueModule } from '../../resources/index.js';
import { ListedResources } from './listed-resources.service.js';

/** What can be bought, for those who tell of it. */
@Module({
  imports: [CatalogueModule, RunModule],
  providers: [ListedResources],
  exports: [ListedResources],
})
export class ListedModule {}
