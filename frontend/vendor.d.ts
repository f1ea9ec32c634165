/** The types of vendor.js: those of the packages that it is made of. */
import type { VNode } from 'preact';
export { Fragment, h, render } from 'preact';
export { useCallback, useEffect, useId, useLayoutEffect, useMemo, useRef, useState } from 'preact/hooks';
export { batch, computed, effect, signal, untracked, useComputed, useSignal, useSignalEffect } from '@preact/signals';
export type { Signal } from '@preact/signals';
export function html(strings: TemplateStringsArray, ...values: unknown[]): VNode;
