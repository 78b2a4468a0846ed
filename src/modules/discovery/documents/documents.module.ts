import { Module } from '@nestjs/common';
import { ConfigModule } from '../../../common/config/index.js';
import { ListedModule } from '../listed/listed.module.js';
import { ApiDocument } from './api-document.service.js';
import { BuyersDocuments } from './buyers-documents.service.js';
import { DocumentsController } from './documents.controller.js';
import { documentsConfig } from './documents.config.js';

/** The OpenAPI documents: of the API, and of what is on sale. */
@Module({
  imports: [ConfigModule.forFeature(documentsConfig), ListedModule],
  controllers: [DocumentsController],
  providers: [ApiDocument, BuyersDocuments],
})
export class DocumentsModule {}
