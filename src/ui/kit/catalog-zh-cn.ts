import canvas from './i18n/zh-CN/canvas.json';
import captions from './i18n/zh-CN/captions.json';
import compare from './i18n/zh-CN/compare.json';
import faults from './i18n/zh-CN/faults.json';
import inspector from './i18n/zh-CN/inspector.json';
import panels from './i18n/zh-CN/panels.json';
import shell from './i18n/zh-CN/shell.json';
import simplified from './i18n/zh-CN/simplified.json';
import terms from './i18n/zh-CN/terms.json';
import transport from './i18n/zh-CN/transport.json';
import xray from './i18n/zh-CN/xray.json';

/** Simplified Chinese, in a chunk of its own; the areas are those of English. */
export const chinese: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  canvas,
  captions,
  compare,
  faults,
  inspector,
  panels,
  shell,
  simplified,
  terms,
  transport,
  xray,
};
