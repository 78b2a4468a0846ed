import { Controller, Delete, Query } from '@nestjs/common';
import { ApiBearerAuth, ApiOkResponse, ApiSecurity, ApiTags } from '@nestjs/swagger';
import { Operation } from '../../../common/http/index.js';
import { forbidden, invalidInput, unauthenticated } from '../../../common/errors/index.js';
import { RateLimited } from '../../../common/rate-limit/index.js';
import type { AuthenticatedUser } from '../guard/authenticated-user.js';
import { CurrentUser } from '../guard/current-user.decorator.js';
import { RequireScope } from '../guard/require-scope.decorator.js';
import { DeleteAccountQuery, DeletedAccountDto } from './deletion.dto.js';
import { Deletion } from './deletion.service.js';

@ApiTags('Account')
@ApiBearerAuth()
@ApiSecurity('api-key')
@Controller('me')
export class DeletionController {
  constructor(private readonly deletion: Deletion) {}

  @Delete()
  @RequireScope('admin')
  @RateLimited({ policy: 'deleted_accounts', limit: 10, windowSeconds: 60 })
  @Operation({
    summary: 'Delete my account, for good',
    description:
      'Erases keys, secrets, prompts, names, wallets and sessions at once. What I sell answers 410. Calls that were accepted are finished or given back; ledger, receipts and usage stay without my name. Nothing brings the account back: signing in again makes a new one.',
    problems: [unauthenticated, forbidden, invalidInput],
  })
  @ApiOkResponse({ type: DeletedAccountDto })
  async delete(
    @CurrentUser() user: AuthenticatedUser,
    @Query() { confirm }: DeleteAccountQuery,
  ): Promise<DeletedAccountDto> {
    return new DeletedAccountDto(await this.deletion.delete(user.id, confirm));
  }
}
