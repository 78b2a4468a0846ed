import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { BuyPanel } from './buy-panel.tsx';
import { readSale } from './sale.ts';
import './shop.css';

const place = document.getElementById('buy');
const sale = place && readSale(place);
if (place && sale) {
  createRoot(place).render(
    <StrictMode>
      <BuyPanel sale={sale} />
    </StrictMode>,
  );
}
