import { Module } from '@nestjs/common';
import { ConfigModule } from '../../../common/config/index.js';
import { RunModule } from '../../execution/index.js';
import { CatalogueModule } from '../../resources/index.js';
import { ListedModule } from '../listed/listed.module.js';
import { PaidAddressesModule } from '../paid-addresses/paid-addresses.module.js';
import { CreatorTools } from './creator-tools.service.js';
import { mcpConfig } from './mcp.config.js';
import { McpController } from './mcp.controller.js';
import { McpServers } from './mcp-servers.service.js';
import { PaidTool } from './paid-tool.service.js';
import { ShopToolSet } from './shop-tool-set.service.js';

/** Sells to agents that speak MCP. */
@Module({
  imports: [
    ConfigModule.forFeature(mcpConfig),
    CatalogueModule,
    ListedModule,
    PaidAddressesModule,
    RunModule,
  ],
  controllers: [McpController],
  providers: [CreatorTools, McpServers, PaidTool, ShopToolSet],
})
export class McpModule {}
