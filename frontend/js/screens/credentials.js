/** Checks of email and password before the server is asked, which decides on both. */
import { t } from '../texts/index.js';

export const MIN_PASSWORD = 8;

/** @param {string} email */
export const checkEmail = (email) => (/^\S+@\S+\.\S+$/.test(email.trim()) ? {} : { email: t('emailMissing') });

/** @param {string} password */
export const checkNewPassword = (password) => (password.length >= MIN_PASSWORD ? {} : { password: t('passwordShort') });
