import { Injectable } from '@nestjs/common';
import type { OpenAPIObject } from '@nestjs/swagger';

/** The OpenAPI document of the API: it is made of the routes, once the application has them all. */
@Injectable()
export class ApiDocument {
  private make: (() => OpenAPIObject) | undefined;
  private made: { readonly document: OpenAPIObject; readonly text: string } | undefined;

  /** @param make makes the document when it is asked for first */
  madeBy(make: () => OpenAPIObject): void {
    this.make = make;
  }

  get value(): OpenAPIObject {
    return this.whole.document;
  }

  /** As JSON. */
  get text(): string {
    return this.whole.text;
  }

  private get whole() {
    if (this.made !== undefined) return this.made;
    if (this.make === undefined) throw new Error('nobody has said how the document is made');
    const document = this.make();
    return (this.made = { document, text: JSON.stringify(document) });
  }
}
