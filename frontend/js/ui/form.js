/**
 * A form that keeps what was typed: errors are shown beside their fields, the focus moves to the first one, and a
 * refusal by the server is shown beside its field.
 */
import { html, useEffect, useRef, useState } from '../../vendor.js';
import { fieldSentence, sentence } from '../texts/sentence.js';
import { ProblemNotice } from './notice.js';
/** @import { Problem } from '../core/problem.js' */
/** @import { Children, FromInput } from '../types.d.ts' */

/**
 * @template {Record<string, any>} Values
 * @param {object} options
 * @param {Values} options.initial
 * @param {(values: Values) => Record<string, string | undefined>} options.check errors by field, empty when fine
 * @param {(values: Values) => Promise<void>} options.send a Problem it throws is shown
 * @param {Record<string, string>} [options.fieldOf] the field that an error code is about
 */
export function useForm({ initial, check, send, fieldOf = {} }) {
  const [values, setValues] = useState(initial);
  const [errors, setErrors] = useState(/** @type {Record<string, string | undefined>} */ ({}));
  const [refusals, setRefusals] = useState(0);
  const [problem, setProblem] = useState(/** @type {Problem | null} */ (null));
  const [busy, setBusy] = useState(false);
  const form = useRef(/** @type {HTMLFormElement | null} */ (null));

  useEffect(() => {
    const wrong = /** @type {HTMLElement | null | undefined} */ (form.current?.querySelector('[aria-invalid="true"]'));
    wrong?.focus();
  }, [refusals]);

  /** Fill a field: its error is a thing of the past. @type {(name: string, value: unknown) => void} */
  const set = (name, value) => {
    setValues((before) => ({ ...before, [name]: value }));
    if (errors[name]) setErrors({ ...errors, [name]: undefined });
  };

  /** @param {Event} event */
  async function submit(event) {
    event.preventDefault();
    if (busy) return;
    const found = check(values);
    setErrors(found);
    setRefusals(refusals + 1);
    setProblem(null);
    if (Object.keys(found).length > 0) return;
    setBusy(true);
    try {
      await send(values);
    } catch (refusal) {
      const besideFields = fieldErrors(refusal, values, fieldOf);
      setErrors(besideFields);
      setRefusals(refusals + 2);
      if (Object.keys(besideFields).length === 0) setProblem(refusal);
    } finally {
      setBusy(false);
    }
  }

  /** @param {string} name */
  const field = (name) => ({ name, value: values[name], error: errors[name], onValue: (/** @type {unknown} */ value) => set(name, value) });
  return { values, set, busy, problem, submit, form, field };
}

/** @type {(refusal: Problem, values: object, fieldOf: Record<string, string>) => Record<string, string>} */
function fieldErrors(refusal, values, fieldOf) {
  const named = refusal.errors.filter((each) => each.field in values).map((each) => [each.field, fieldSentence(each)]);
  if (named.length > 0) return Object.fromEntries(named);
  const field = fieldOf[refusal.code];
  return field ? { [field]: sentence(refusal) } : {};
}

/** @param {{of: ReturnType<typeof useForm>, children: Children}} props */
export function Form({ of, children }) {
  return html`<form class="form" ref=${of.form} onSubmit=${of.submit} noValidate>
    ${of.problem && html`<${ProblemNotice} problem=${of.problem} />`}${children}
  </form>`;
}

/**
 * A labelled input with its hint and error; `children` are inside the frame, after the input.
 *
 * @typedef {object} FieldProps
 * @property {string} name
 * @property {string} label
 * @property {string} [hint]
 * @property {string | null} [error]
 * @property {string} value
 * @property {(value: string) => void} onValue
 * @property {string} [type]
 * @property {Children} [before]
 * @property {Children} [children]
 *
 * @param {FieldProps & Record<string, unknown>} props
 */
export function Field({ name, label, hint, error, value, onValue, type = 'text', before, children, ...rest }) {
  const told = [error && `${name}-error`, hint && `${name}-hint`].filter(Boolean).join(' ');
  return html`<div class=${error ? 'field field-bad' : 'field'}>
    <label for=${name}>${label}</label>
    <div class="field-frame">
      ${before}
      <input
        id=${name}
        name=${name}
        type=${type}
        value=${value}
        onInput=${(/** @type {FromInput} */ event) => onValue(event.currentTarget.value)}
        aria-invalid=${error ? 'true' : undefined}
        aria-describedby=${told || undefined}
        ...${rest}
      />${children}
    </div>
    ${error && html`<p class="field-error" id=${`${name}-error`}>${error}</p>`}
    ${hint && html`<p class="field-hint" id=${`${name}-hint`}>${hint}</p>`}
  </div>`;
}

/**
 * The button that submits the form. It stays enabled while busy, so that the focus is not lost.
 *
 * @param {{busy: boolean, busyText: string, children: Children}} props
 */
export function Submit({ busy, busyText, children }) {
  return html`<button type="submit" class="button primary wide" aria-disabled=${busy ? 'true' : undefined}>
    ${busy ? busyText : children}
  </button>`;
}
