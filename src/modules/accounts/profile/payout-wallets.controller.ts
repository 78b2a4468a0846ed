import { Body, Controller, Delete, Get, HttpCode, Param, Put } from '@nestjs/common';
import {
  ApiBearerAuth,
  ApiNoContentResponse,
  ApiOkResponse,
  ApiSecurity,
  ApiTags,
} from '@nestjs/swagger';
import {
  chainUnavailable,
  forbidden,
  invalidInput,
  notFound,
  unauthenticated,
} from '../../../common/errors/index.js';
import { Operation } from '../../../common/http/index.js';
import type { AuthenticatedUser } from '../guard/authenticated-user.js';
import { CurrentUser } from '../guard/current-user.decorator.js';
import { RequireScope } from '../guard/require-scope.decorator.js';
import {
  NetworkParams,
  PayoutWalletDto,
  PayoutWalletsDto,
  PutPayoutWalletDto,
} from './payout-wallet.dto.js';
import { PayoutWallets } from './payout-wallets.service.js';

@ApiTags('Account')
@ApiBearerAuth()
@ApiSecurity('api-key')
@Controller('me/payout-wallets')
export class PayoutWalletsController {
  constructor(private readonly wallets: PayoutWallets) {}

  @Get()
  @RequireScope('read')
  @Operation({
    summary: 'List my payout wallets',
    description:
      'At most one for each network; elsewhere buyers pay to the wallet you sign in with.',
    problems: [unauthenticated, forbidden],
  })
  @ApiOkResponse({ type: PayoutWalletsDto })
  async list(@CurrentUser() user: AuthenticatedUser): Promise<PayoutWalletsDto> {
    return new PayoutWalletsDto(await this.wallets.list(user.id));
  }

  @Put(':network')
  @RequireScope('admin')
  @Operation({
    summary: 'Choose the wallet that buyers on a network pay to',
    description:
      'Without one, buyers pay to the wallet you sign in with. You need not show that the wallet is ' +
      'yours; you then send refunds from another one. A wallet of Solana needs an account for USDC, which its ' +
      'first USDC makes: the server asks the chain.',
    problems: [unauthenticated, forbidden, invalidInput, chainUnavailable],
  })
  @ApiOkResponse({ type: PayoutWalletDto })
  async put(
    @CurrentUser() user: AuthenticatedUser,
    @Param() { network }: NetworkParams,
    @Body() { address }: PutPayoutWalletDto,
  ): Promise<PayoutWalletDto> {
    return new PayoutWalletDto(await this.wallets.put(user.id, network, address));
  }

  @Delete(':network')
  @HttpCode(204)
  @RequireScope('admin')
  @Operation({
    summary: 'Remove the payout wallet of a network',
    description: 'What buyers have signed already is still paid to it.',
    problems: [unauthenticated, forbidden, invalidInput, notFound],
  })
  @ApiNoContentResponse({
    description: 'From now on buyers pay to the wallet that you sign in with',
  })
  async remove(
    @CurrentUser() user: AuthenticatedUser,
    @Param() { network }: NetworkParams,
  ): Promise<void> {
    await this.wallets.remove(user.id, network);
  }
}
