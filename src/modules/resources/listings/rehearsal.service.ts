import { Injectable } from '@nestjs/common';
import { plainToInstance } from 'class-transformer';
import { validateSync } from 'class-validator';
import type { FieldError } from '../../../common/errors/index.js';
import { fieldErrors } from '../../../common/http/index.js';
import { ListingCheck } from './listing-check.service.js';
import { CreateListingDto } from './listing.dto.js';
import type { Warning } from './listing.js';
import { Slugs } from './slugs.service.js';
import { errorsOfStep, type Step } from './steps.js';
import { Warnings } from './warnings.service.js';

export interface Verdict {
  readonly errors: FieldError[];
  readonly warnings: Warning[];
}

/** Checks what a creator has filled in so far, storing nothing. */
@Injectable()
export class Rehearsal {
  constructor(
    private readonly check: ListingCheck,
    private readonly slugs: Slugs,
    private readonly warnings: Warnings,
  ) {}

  /**
   * @param step limits the verdict to the fields of one step; without it everything must be there
   * @param resourceId the resource being edited, which may keep its slug
   */
  async judge(
    ownerId: string,
    given: object,
    { step, resourceId }: { readonly step?: Step; readonly resourceId?: string },
  ): Promise<Verdict> {
    const input = plainToInstance(CreateListingDto, given);
    const rules = { whitelist: true, forbidNonWhitelisted: true, stopAtFirstError: true };
    const errors = fieldErrors(validateSync(input, rules));
    const isSound = (field: keyof CreateListingDto) =>
      !errors.some((error) => error.field === field || error.field.startsWith(`${field}[`));
    const parts = [
      isSound('slug') ? this.judgeSlug(ownerId, input.slug, resourceId) : undefined,
      isSound('networks') ? this.judgeNetworks(ownerId, input.networks ?? []) : undefined,
      isSound('type') && isSound('config')
        ? this.judgeConfig(ownerId, input.type, input.config)
        : undefined,
    ];
    const verdicts = await Promise.all(parts);
    const found = verdicts.flatMap((verdict) => verdict ?? []);
    return {
      errors: errorsOfStep([...errors, ...found.flatMap((one) => one.errors)], step),
      warnings: found.flatMap((one) => one.warnings),
    };
  }

  private async judgeSlug(ownerId: string, slug: string, id?: string): Promise<Verdict> {
    const { available, suggestion } = await this.slugs.check(ownerId, slug, id);
    if (available) return { errors: [], warnings: [] };
    const message = `is the slug of another resource of yours; "${suggestion}" is free`;
    return { errors: [{ field: 'slug', message }], warnings: [] };
  }

  private async judgeNetworks(ownerId: string, networks: readonly string[]): Promise<Verdict> {
    const errors = this.check.checkNetworks(networks);
    if (errors.length > 0) return { errors, warnings: [] };
    return { errors, warnings: await this.warnings.ofNetworks(ownerId, networks) };
  }

  private async judgeConfig(ownerId: string, type: string, given: object): Promise<Verdict> {
    const { errors, config } = this.check.checkConfig(type, given);
    if (errors.length > 0 || config === undefined) return { errors, warnings: [] };
    const warnings = await this.warnings.ofConfig(ownerId, type, config);
    return { errors: await this.check.askAbout(type, config), warnings };
  }
}
