/** What an OpenAPI schema says of one value. */
export interface ShapeSchema {
  readonly type?: 'string' | 'integer' | 'number' | 'boolean' | 'object' | 'array';
  readonly format?: string;
  readonly pattern?: string;
  readonly enum?: readonly string[];
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly uniqueItems?: boolean;
  readonly items?: ShapeSchema;
  readonly oneOf?: readonly { readonly $ref: string }[];
  readonly $ref?: string;
}

/** What one value may be, stated once: `schema` for who reads the document, the rest for who checks. */
export interface Shape {
  readonly schema: ShapeSchema;
  /** What is wrong with a value, in words for whoever sent it; undefined when it is sound. */
  problemWith(value: unknown): string | undefined;
  /** What is made of a value before the check. */
  read?(value: unknown): unknown;
}
