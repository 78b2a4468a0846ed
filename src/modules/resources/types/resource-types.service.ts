import { Injectable, type OnModuleInit } from '@nestjs/common';
import { DiscoveryService } from '@nestjs/core';
import { Problem } from '../../../common/errors/index.js';
import { PlugInError } from '../../../common/plug-ins/index.js';
import { typeUnavailable } from '../resource-problems.js';
import { ProvidesResourceType } from './provides-resource-type.decorator.js';
import { OWN_IDS, type ResourceType, type TypedConfig } from './resource-type.js';
import type { PublicInput } from '../templates/public-input.js';
import { shownInputs } from './shown-inputs.js';
import { mistakesOf } from './type-mistakes.js';
import type { TypeColumns } from './type-columns.entity.js';

/** The types of resources that this server has, of whichever module provides them. */
@Injectable()
export class ResourceTypes implements OnModuleInit {
  private known: ReadonlyMap<string, ResourceType> | undefined;

  constructor(private readonly discovery: DiscoveryService) {}

  /** @throws {PlugInError} when types do not go together */
  onModuleInit(): void {
    this.known = this.read();
  }

  get all(): readonly ResourceType[] {
    return [...this.byId.values()];
  }

  get ids(): readonly string[] {
    return [...this.byId.keys()];
  }

  /** Undefined for a type that this server does not have, though resources of it may be stored. */
  find(id: string): ResourceType | undefined {
    return this.byId.get(id);
  }

  has(id: string): boolean {
    return this.byId.has(id);
  }

  /** @throws {Problem} type_unavailable, to the owner of a resource whose type is gone */
  get(id: string): ResourceType {
    const type = this.find(id);
    if (type !== undefined) return type;
    throw new Problem(typeUnavailable, { detail: `The type is ${id}.` });
  }

  /** The columns that hold a configuration. @throws {Problem} type_unavailable */
  columnsOf({ type: id, config }: TypedConfig): Partial<TypeColumns> {
    return this.get(id).toColumns?.(config) ?? { typeConfig: config };
  }

  /** What buyers are told of its inputs. @throws {Problem} type_unavailable */
  inputsOf({ type: id, config }: TypedConfig): PublicInput[] {
    return shownInputs(this.get(id).publicInputs(config));
  }

  /** A configuration as it was stored, also of a type that is gone. */
  configOf(id: string, columns: TypeColumns): object {
    return this.find(id)?.fromColumns?.(columns) ?? columns.typeConfig ?? {};
  }

  /** Others may ask while they start, before it is this one's turn. */
  private get byId(): ReadonlyMap<string, ResourceType> {
    return (this.known ??= this.read());
  }

  private read(): ReadonlyMap<string, ResourceType> {
    const types = ProvidesResourceType.of(this.discovery);
    const mistakes = mistakesOf(types);
    if (mistakes.length > 0) throw new PlugInError(mistakes);
    return new Map(inOrder(types).map((type) => [type.id, type]));
  }
}

/** Coinslot's own first: the order in which modules were made means nothing. */
function inOrder(types: readonly ResourceType[]): ResourceType[] {
  const own = [...OWN_IDS];
  const placeOf = ({ id }: ResourceType) => (OWN_IDS.has(id) ? own.indexOf(id) : own.length);
  return types.toSorted((a, b) => placeOf(a) - placeOf(b) || (a.id < b.id ? -1 : 1));
}
