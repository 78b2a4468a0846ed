import { Module } from '@nestjs/common';
import { ConnectionsModule } from '../connections/connections.module.js';
import { WorkspacesController } from './workspaces.controller.js';
import { Workspaces } from './workspaces.service.js';

/** The workspaces of an Anthropic organization. */
@Module({
  imports: [ConnectionsModule],
  controllers: [WorkspacesController],
  providers: [Workspaces],
})
export class WorkspacesModule {}
