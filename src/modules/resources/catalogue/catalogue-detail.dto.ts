import { ApiPropertyOptional } from '@nestjs/swagger';
import { EndpointDto } from '../endpoints/endpoint.dto.js';
import { PublicResourceDto } from './catalogue.dto.js';
import type { CatalogueDetail } from './catalogue-details.service.js';

/** A published resource with what only a single one is shown with. */
export class PublicResourceDetailDto extends PublicResourceDto {
  @ApiPropertyOptional({
    description: 'Of `external`: what its own endpoint, to which `url` leads, tells of itself',
    type: EndpointDto,
  })
  endpoint?: EndpointDto;

  constructor({ row, endpoint }: CatalogueDetail, publicUrl: string) {
    super(row, publicUrl);
    if (endpoint !== null) this.endpoint = new EndpointDto(endpoint);
  }
}
