import { Controller, Get, Header } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { OpenToEveryOrigin, Operation } from '../../../common/http/index.js';
import { Public } from '../../accounts/index.js';
import { NetworkDto, NetworkListDto } from './networks.dto.js';
import { PaymentNetworks } from './networks.service.js';

@ApiTags('Catalogue')
@Public()
@Controller('networks')
export class NetworksController {
  constructor(private readonly networks: PaymentNetworks) {}

  @Get()
  @OpenToEveryOrigin()
  @Header('cache-control', 'public, max-age=300')
  @Operation({
    summary: 'List the networks that buyers can pay on',
    description:
      'Those that this server takes payments on. A resource is sold on all of them, or on those that its ' +
      'creator chose.',
  })
  @ApiOkResponse({ type: NetworkListDto })
  list(): NetworkListDto {
    return { items: this.networks.all().map((network) => new NetworkDto(network)) };
  }
}
