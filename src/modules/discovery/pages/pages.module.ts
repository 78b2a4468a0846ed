import { Module } from '@nestjs/common';
import { ConfigModule } from '../../../common/config/index.js';
import { ConsoleBuildModule } from '../../console/index.js';
import { RunModule } from '../../execution/index.js';
import { CatalogueModule } from '../../resources/index.js';
import { AnswersPeople } from './answers-people.service.js';
import { PageFrame } from './page-frame.service.js';
import { pagesConfig } from './pages.config.js';
import { PagesController } from './pages.controller.js';
import { ResourcePages } from './resource-pages.service.js';

/** What people see who open an address of this server in a browser. */
@Module({
  imports: [ConfigModule.forFeature(pagesConfig), CatalogueModule, ConsoleBuildModule, RunModule],
  controllers: [PagesController],
  providers: [AnswersPeople, PageFrame, ResourcePages],
})
export class PagesModule {}
