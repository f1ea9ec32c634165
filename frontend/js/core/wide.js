/** Whether the view has room for columns, as css/layout.css decides too. */
import { signal } from '../../vendor.js';

const roomy = matchMedia('(min-width: 48rem)');

export const isWide = signal(roomy.matches);
roomy.addEventListener('change', () => (isWide.value = roomy.matches));
