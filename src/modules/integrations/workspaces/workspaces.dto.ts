import { ApiProperty } from '@nestjs/swagger';
import { ListOf, text } from '../../../common/http/index.js';

export class WorkspaceDto {
  @ApiProperty({ description: 'As Anthropic calls it', example: 'wrkspc_01AbC' })
  id: string;

  @ApiProperty({ description: 'As people call it', example: 'Production' })
  name: string;

  @ApiProperty({ description: 'Whether you look at it; without a choice, at all', example: true })
  chosen: boolean;
}

export class WorkspaceListDto {
  @ApiProperty({ description: 'All workspaces of the organization', type: [WorkspaceDto] })
  items: WorkspaceDto[];
}

export class WorkspaceChoice {
  @ListOf(text({ min: 1, max: 100 }), {
    min: 0,
    max: 50,
    unique: true,
    description: 'Ids of workspaces; none for all',
    example: ['wrkspc_01AbC'],
  })
  workspaceIds: string[];
}
