/**
 * A form that keeps what was typed: errors stand beside their field, the focus moves to the first one, and a
 * refusal by the server is shown where it belongs.
 */
import { html, useEffect, useRef, useState } from '../../vendor.js';
import { sentence } from '../texts/sentence.js';
import { ProblemNotice } from './notice.js';

/**
 * @param options.check values → errors by field, empty when fine
 * @param options.send async values → anything; a Problem it throws is shown
 * @param options.fieldOf error code → the field it is about
 */
export function useForm({ initial, check, send, fieldOf = {} }) {
  const [values, setValues] = useState(initial);
  const [errors, setErrors] = useState({});
  const [problem, setProblem] = useState(null);
  const [busy, setBusy] = useState(false);
  const form = useRef(null);

  useEffect(() => {
    form.current?.querySelector('[aria-invalid="true"]')?.focus();
  }, [errors]);

  const set = (name, value) => setValues((before) => ({ ...before, [name]: value }));

  async function submit(event) {
    event.preventDefault();
    if (busy) return;
    const found = check(values);
    setErrors(found);
    setProblem(null);
    if (Object.keys(found).length > 0) return;
    setBusy(true);
    try {
      await send(values);
    } catch (refusal) {
      const besideFields = fieldErrors(refusal, values, fieldOf);
      setErrors(besideFields);
      if (Object.keys(besideFields).length === 0) setProblem(refusal);
    } finally {
      setBusy(false);
    }
  }

  const field = (name) => ({ name, value: values[name], error: errors[name], onValue: (value) => set(name, value) });
  return { values, set, busy, problem, submit, form, field };
}

function fieldErrors(refusal, values, fieldOf) {
  const named = (refusal.errors ?? []).filter((each) => each.field in values).map((each) => [each.field, each.message]);
  if (named.length > 0) return Object.fromEntries(named);
  const field = fieldOf[refusal.code];
  return field ? { [field]: sentence(refusal) } : {};
}

export function Form({ of, children }) {
  return html`<form class="form" ref=${of.form} onSubmit=${of.submit} noValidate>
    ${of.problem && html`<${ProblemNotice} problem=${of.problem} />`}${children}
  </form>`;
}

/** A labelled input with its hint and its error; `children` may stand inside the frame, after the input. */
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
        onInput=${(event) => onValue(event.currentTarget.value)}
        aria-invalid=${error ? 'true' : undefined}
        aria-describedby=${told || undefined}
        ...${rest}
      />${children}
    </div>
    ${error && html`<p class="field-error" id=${`${name}-error`}>${error}</p>`}
    ${hint && html`<p class="field-hint" id=${`${name}-hint`}>${hint}</p>`}
  </div>`;
}

/** The one button that sends the form. It stays pressable while busy, so that the focus is not lost. */
export function Submit({ busy, busyText, children }) {
  return html`<button type="submit" class="button primary wide" aria-disabled=${busy ? 'true' : undefined}>
    ${busy ? busyText : children}
  </button>`;
}
