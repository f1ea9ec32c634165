/** What a person without a session sees, fetched as one file: a customer with a session never loads it. */
// It shares all of the first load, so the bundler keeps that in one file, which compresses better than two.
import './app.js';
import './texts/doors.js';
export { default as ConfirmEmail } from './screens/confirm-email.js';
export { default as FollowLink } from './screens/follow-link.js';
export { default as ForgotPassword } from './screens/forgot-password.js';
export { default as ResetPassword } from './screens/reset-password.js';
export { default as SignIn } from './screens/sign-in.js';
export { default as SignInLink } from './screens/sign-in-link.js';
export { default as SignUp } from './screens/sign-up.js';
