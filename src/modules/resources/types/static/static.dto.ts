import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsIn, IsOptional, IsString, Matches, MaxLength } from 'class-validator';
import { PLAIN_LINE, VISIBLE, VISIBLE_MESSAGE } from '../../../../common/text/index.js';
import { PLAIN_TEXT } from '../../../../common/text/index.js';

/** `type/subtype` with parameters; RFC 9110 sections 5.6.2 and 8.3.1. */
const MIME_TYPE =
  /^[\w!#$&^.+-]+\/[\w!#$&^.+-]+(?:\s*;\s*[\w!#$&^.+-]+=(?:[\w!#$&^.+-]+|"[^"\\\p{Cc}]*"))*$/u;

/** The `config` of a resource of type `static`. */
export class StaticConfigDto {
  @ApiProperty({
    description: 'Secret until it is paid: text, or the bytes of a file in base64',
    example: '# The recipe\n…',
  })
  @IsString()
  @Matches(PLAIN_TEXT, { message: 'must not contain NUL or broken Unicode' })
  content: string;

  @ApiPropertyOptional({ enum: ['text', 'base64'], default: 'text' })
  @IsIn(['text', 'base64'], { message: 'must be text or base64' })
  encoding: 'text' | 'base64' = 'text';

  @ApiPropertyOptional({
    example: 'text/markdown; charset=utf-8',
    default: 'text/plain; charset=utf-8',
  })
  @MaxLength(200)
  @Matches(MIME_TYPE, { message: 'must be a media type such as application/pdf' })
  mimeType: string = 'text/plain; charset=utf-8';

  @ApiPropertyOptional({
    type: String,
    nullable: true,
    description: 'Answered as a download of this name',
    example: 'recipe.md',
  })
  @IsOptional()
  @IsString()
  @MaxLength(200)
  @Matches(PLAIN_LINE, { message: 'must be one line of text' })
  @Matches(VISIBLE, { message: VISIBLE_MESSAGE })
  @Matches(/^[^/\\]*$/, { message: 'must be a name without a path' })
  filename?: string | null;
}
