import { Controller, Get, Inject, Query } from '@nestjs/common';
import type { ConfigType } from '@nestjs/config';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { invalidInput, notFound } from '../../../common/errors/index.js';
import {
  OpenToEveryOrigin,
  Operation,
  PathParam,
  text,
  UuidParam,
} from '../../../common/http/index.js';
import { RateLimited } from '../../../common/rate-limit/index.js';
import { Public } from '../../accounts/index.js';
import { MAX_SLUG_LENGTH, SLUG } from '../records/slug.js';
import { catalogueConfig } from './catalogue.config.js';
import { CategoryDto, PublicResourceDto, PublicResourcePageDto } from './catalogue.dto.js';
import { CatalogueQuery } from './catalogue-query.dto.js';
import { PublicResourceDetailDto } from './catalogue-detail.dto.js';
import { type CatalogueDetail, CatalogueDetails } from './catalogue-details.service.js';
import { Catalogue } from './catalogue.service.js';
import { ResourceTypes } from '../types/resource-types.service.js';
import { PUBLIC_READS } from '../public-reads.js';
import { readQuery } from './read-query.js';

/** Addresses are written small, and found in capitals too. */
const tidy = (value: unknown) => String(value).toLowerCase();
const SELLER = text({ max: 20, pattern: /^[a-z0-9_]+$/, tidy });
const ADDRESS = text({ max: MAX_SLUG_LENGTH, pattern: SLUG, tidy });

@ApiTags('Catalogue')
@Public()
@RateLimited(PUBLIC_READS)
@Controller('resources')
export class CatalogueController {
  constructor(
    private readonly catalogue: Catalogue,
    private readonly details: CatalogueDetails,
    private readonly types: ResourceTypes,
    @Inject(catalogueConfig.KEY) private readonly config: ConfigType<typeof catalogueConfig>,
  ) {}

  @Get()
  @OpenToEveryOrigin()
  @Operation({
    summary: 'Search what is on sale',
    description:
      'By words, category, type, network, price or seller. Each entry has its price and the URL to call.',
    problems: [invalidInput],
  })
  @ApiOkResponse({ type: PublicResourcePageDto })
  async search(@Query() query: CatalogueQuery): Promise<PublicResourcePageDto> {
    const { rows, ...page } = await this.catalogue.search(...readQuery(query, this.types.ids));
    const items = rows.map((row) => new PublicResourceDto(row, this.config.publicUrl));
    return { items, ...page };
  }

  @Get('categories')
  @OpenToEveryOrigin()
  @Operation({
    summary: 'List the categories of the catalogue',
    description: 'Every resource is in one of them.',
  })
  @ApiOkResponse({ type: [CategoryDto] })
  categories(): Promise<CategoryDto[]> {
    return this.catalogue.categories();
  }

  @Get('by-slug/:username/:slug')
  @OpenToEveryOrigin()
  @Operation({
    summary: 'Show a resource on sale by its address',
    description: 'With its inputs, its price and how well it has done.',
    problems: [notFound],
  })
  @ApiOkResponse({ type: PublicResourceDetailDto })
  async findBySlug(
    @PathParam('username', SELLER, notFound, { description: 'Who sells it', example: 'ada' })
    username: string,
    @PathParam('slug', ADDRESS, notFound, {
      description: 'Last part of its address',
      example: 'haiku',
    })
    slug: string,
  ): Promise<PublicResourceDetailDto> {
    return this.show(await this.details.findBySlug(username, slug));
  }

  @Get(':id')
  @OpenToEveryOrigin()
  @Operation({
    summary: 'Show a resource on sale',
    description: 'With its inputs, its price and how well it has done.',
    problems: [notFound],
  })
  @ApiOkResponse({ type: PublicResourceDetailDto })
  async findById(@UuidParam() id: string): Promise<PublicResourceDetailDto> {
    return this.show(await this.details.findById(id));
  }

  private show(found: CatalogueDetail): PublicResourceDetailDto {
    return new PublicResourceDetailDto(found, this.config.publicUrl);
  }
}
