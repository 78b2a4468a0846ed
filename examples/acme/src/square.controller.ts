import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import { ApiProperty } from '@nestjs/swagger';
import { IsInt } from 'class-validator';
import { Paid, type PaidCall, RequiresPayment } from 'coinslot';
import { SquarePrice } from './square-price.js';

class AcmeSquareRequest {
  @ApiProperty()
  @IsInt()
  number: number;
}

@Controller('acme/square')
export class SquareController {
  @Post()
  @HttpCode(200)
  @RequiresPayment(SquarePrice)
  square(@Body() { number }: AcmeSquareRequest, @Paid() call: PaidCall) {
    call.keep({ note: { number } });
    return { square: number * number, payer: call.payer };
  }
}
