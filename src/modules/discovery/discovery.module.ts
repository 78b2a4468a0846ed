import { Module } from '@nestjs/common';
import { DocumentsModule } from './documents/documents.module.js';
import { IndexesModule } from './indexes/indexes.module.js';
import { ListedModule } from './listed/listed.module.js';
import { McpModule } from './mcp/mcp.module.js';
import { OpenAiModule } from './openai/openai.module.js';
import { PagesModule } from './pages/pages.module.js';

/** How strangers find what is on sale, and learn how it is called and paid. */
@Module({
  imports: [DocumentsModule, IndexesModule, ListedModule, McpModule, OpenAiModule, PagesModule],
})
export class DiscoveryModule {}
