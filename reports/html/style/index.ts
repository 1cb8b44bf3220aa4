/** The style of the page, as one text: its digest stands in the page's policy. */
import { BASE } from './base.ts';
import { FRAME } from './frame.ts';
import { LISTS } from './lists.ts';
import { PRINT } from './print.ts';
import { SUMMARY } from './summary.ts';
import { THEME } from './theme.ts';
import { TIME } from './time.ts';

export const STYLE = [THEME, BASE, FRAME, SUMMARY, LISTS, TIME, PRINT].join('');
