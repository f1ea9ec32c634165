"""The stores of accounts and sessions in memory; see fake_stores."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from callbox.domain.account_log import AccountEntry
from callbox.domain.attempts import Tally
from callbox.domain.devices import Device
from callbox.domain.email_changes import EmailChange
from callbox.domain.identity import Session, User, UserId, email_key
from callbox.domain.mailboxes import MailboxPlace
from callbox.domain.mails import MailedToken
from callbox.domain.second_factor import SecondFactor
from callbox.domain.work import Challenge
from callbox.ports import Moved
from callbox.ports.users import EmailTaken
from tests.fake_stores import Store


class FakeUsers(Store):
    def add(self, user: User) -> None:
        with self._lock:
            if not self._is_free(user.email_key, user.created_at):
                if self._tables.emails[user.email_key] == user.user_id:
                    return
                raise EmailTaken
            if user.user_id in self._tables.users:
                raise Moved("an account with this id exists")
            self._tables.users[user.user_id] = user
            self._claim(user.email_key, user.user_id)

    def get(self, user_id: UserId) -> User | None:
        with self._lock:
            return self._tables.users.get(user_id)

    def find_by_email(self, email_key: str) -> User | None:
        with self._lock:
            user_id = self._tables.emails.get(email_key)
            user = None if user_id is None else self._tables.users[user_id]
            return user if user and user.email_key == email_key else None

    def _is_free(self, email_key: str, now: datetime) -> bool:
        reserved_until = self._tables.reserved_emails.get(email_key)
        return email_key not in self._tables.emails or bool(reserved_until and reserved_until <= now)

    def _claim(self, email_key: str, user_id: UserId, *, until: datetime | None = None) -> None:
        self._tables.emails[email_key] = user_id
        self._tables.reserved_emails.pop(email_key, None)
        if until:
            self._tables.reserved_emails[email_key] = until

    def renew_password_hash(self, before: User, password_hash: str) -> None:
        self._set(before, ("password_hash", "session_epoch"), password_hash=password_hash)

    def change_password(self, before: User, password_hash: str) -> None:
        changes = {"password_hash": password_hash, "session_epoch": before.session_epoch + 1}
        self._set(before, ("password_hash", "session_epoch"), **changes)

    def reset_password(self, before: User, password_hash: str) -> None:
        with self._lock:
            stored = self._tables.users.get(before.user_id)
            epoch = stored.session_epoch + 1 if stored else 0
            changes = {"email_verified": True, "session_epoch": epoch, "resets": before.resets + 1}
            self._set(before, ("resets",), password_hash=password_hash, **changes)

    def end_sessions(self, before: User) -> bool:
        with self._lock:
            stored = self._tables.users.get(before.user_id)
            if stored is None or stored.session_epoch != before.session_epoch:
                return False
            self._tables.users[before.user_id] = replace(stored, session_epoch=before.session_epoch + 1)
            return True

    def accept_terms(self, before: User, after: User) -> None:
        with self._lock:
            stored = self._tables.users.get(before.user_id)
            if stored is None or stored.accepted_terms != before.accepted_terms:
                if stored is not None and stored.accepted_terms_at == after.accepted_terms_at:
                    return
                raise Moved("the account has changed")
            self._tables.users[before.user_id] = replace(
                stored,
                accepted_terms=after.accepted_terms,
                accepted_terms_at=after.accepted_terms_at,
                terms_before=after.terms_before,
            )

    def verify_email(self, user_id: UserId) -> None:
        with self._lock:
            if user_id not in self._tables.users:
                raise Moved("there is no such account")
            self._tables.users[user_id] = replace(self._tables.users[user_id], email_verified=True)

    def close(self, before: User, email: str) -> None:
        with self._lock:
            stored = self._tables.users.get(before.user_id)
            if stored is not None and stored.email == email:
                return
            if stored is None or stored.email != before.email:
                raise Moved("the account has another address")
            del self._tables.emails[stored.email_key]
            self._tables.emails[email] = stored.user_id
            self._tables.users[before.user_id] = replace(
                stored,
                email=email,
                email_verified=False,
                password_hash="",
                session_epoch=stored.session_epoch + 1,
                resets=stored.resets + 1,
            )

    def _set(self, before: User, same: Sequence[str], **changes: Any) -> None:
        with self._lock:
            stored = self._tables.users.get(before.user_id)
            if stored is not None and stored.password_hash == changes["password_hash"]:
                return
            if stored is None or any(getattr(stored, name) != getattr(before, name) for name in same):
                raise Moved("the account has changed")
            self._tables.users[before.user_id] = replace(stored, **changes)


class FakeEmailChanges(FakeUsers):
    def get(self, user_id: UserId) -> EmailChange | None:  # type: ignore[override]
        with self._lock:
            return self._tables.email_changes.get(user_id)

    def save(self, before: EmailChange | None, after: EmailChange) -> None:
        with self._lock:
            if not self._is_stored(before, after):
                self._store(before, after)

    def carry_out(self, user: User, before: EmailChange, after: EmailChange, *, reserved_until: datetime) -> None:
        with self._lock:
            if self._is_stored(before, after):
                return
            stored, now = self._tables.users[user.user_id], after.moved_at or after.asked_at
            if (stored.email, stored.session_epoch) != (user.email, user.session_epoch):
                raise Moved("the account has changed")
            owner = self._tables.emails.get(email_key(after.email))
            if owner != user.user_id and not self._is_free(email_key(after.email), now):
                raise EmailTaken
            self._claim(email_key(after.email), user.user_id)
            self._claim(user.email_key, user.user_id, until=reserved_until)
            self._tables.users[user.user_id] = replace(
                stored, email=after.email, email_verified=True, session_epoch=user.session_epoch + 1
            )
            self._store(before, after)

    def undo(self, user: User, before: EmailChange, after: EmailChange, *, password_hash: str) -> None:
        with self._lock:
            if self._is_stored(before, after):
                return
            stored, now = self._tables.users[user.user_id], after.moved_at or after.asked_at
            if stored.email != user.email:
                raise Moved("the account has changed")
            if before.state == "changed":
                self._claim(user.email_key, user.user_id, until=now)
                self._claim(email_key(after.former), user.user_id)
            self._tables.users[user.user_id] = replace(
                stored,
                email=after.former,
                email_verified=True,
                password_hash=password_hash,
                session_epoch=stored.session_epoch + 1,
                resets=stored.resets + 1,
            )
            self._store(before, after)

    def _is_stored(self, before: EmailChange | None, after: EmailChange) -> bool:
        """Return whether an earlier call did the same. Raises Moved when another one changed what was read."""
        stored = self._tables.email_changes.get(after.user_id)
        if stored == replace(after, version=before.version + 1 if before else 1):
            return True
        if (stored and stored.version) != (before and before.version):
            raise Moved("the change has moved on")
        return False

    def _store(self, before: EmailChange | None, after: EmailChange) -> None:
        version = before.version + 1 if before else 1
        self._tables.email_changes[after.user_id] = replace(after, version=version)


class FakeSessions(Store):
    def add(self, session: Session) -> None:
        with self._lock:
            stored = self._tables.sessions.get(session.family_id)
            if stored is not None and (stored.revoked or stored.token_hash != session.token_hash):
                raise Moved("a session family with this id exists")
            self._tables.sessions[session.family_id] = session

    def get(self, family_id: str) -> Session | None:
        with self._lock:
            return self._tables.sessions.get(family_id)

    def with_account(self, family_id: str, user_id: UserId) -> tuple[Session | None, User | None]:
        with self._lock:
            return self._tables.sessions.get(family_id), self._tables.users.get(user_id)

    def rotate(self, before: Session, after: Session) -> None:
        with self._lock:
            stored = self._tables.sessions.get(before.family_id)
            if stored is None or stored.revoked or stored.token_hash not in (before.token_hash, after.token_hash):
                raise Moved("the session family has another token or has ended")
            self._tables.sessions[before.family_id] = after

    def list(self, user_id: UserId) -> Sequence[Session]:
        with self._lock:
            mine = [session for session in self._tables.sessions.values() if session.user_id == user_id]
            return sorted(mine, key=lambda session: session.family_id, reverse=True)[:100]

    def carry_over(self, session: Session, *, epoch: int) -> None:
        with self._lock:
            stored = self._tables.sessions.get(session.family_id)
            if stored is not None and not stored.revoked:
                self._tables.sessions[session.family_id] = replace(stored, epoch=epoch)

    def revoke(self, family_id: str) -> UserId | None:
        with self._lock:
            if (stored := self._tables.sessions.get(family_id)) is None:
                return None
            self._tables.sessions[family_id] = replace(stored, revoked=True)
            return stored.user_id


class FakeSecondFactors(Store):
    def get(self, user_id: UserId) -> SecondFactor | None:
        with self._lock:
            return self._tables.second_factors.get(user_id)

    def save(self, before: SecondFactor | None, after: SecondFactor) -> None:
        with self._lock:
            stored = self._tables.second_factors.get(after.user_id)
            if (stored and stored.version) != (before and before.version):
                raise Moved("the second factor has changed")
            version = before.version + 1 if before else 1
            self._tables.second_factors[after.user_id] = replace(after, version=version)

    def delete(self, user_id: UserId) -> None:
        with self._lock:
            self._tables.second_factors.pop(user_id, None)

    def mails_due(self, now: datetime, *, limit: int) -> Sequence[tuple[UserId, datetime]]:
        with self._lock:
            factors = self._tables.second_factors.values()
            due = [(one.mail_due_at, one.user_id) for one in factors if one.mail_due_at and one.mail_due_at <= now]
            return [(user_id, due_at) for due_at, user_id in sorted(due)[:limit]]

    def put_off_mail(self, user_id: UserId, *, due_at: datetime, next_at: datetime) -> None:
        with self._lock:
            stored = self._tables.second_factors.get(user_id)
            if stored and stored.mail_due_at == due_at:
                lasts = stored.removed_at and stored.removed_at > next_at
                self._tables.second_factors[user_id] = replace(stored, mail_due_at=next_at if lasts else None)


class FakeTallies(Store):
    def get_many(self, keys: Sequence[str]) -> dict[str, Tally]:
        with self._lock:
            return {key: self._tables.tallies[key] for key in keys if key in self._tables.tallies}

    def save(self, key: str, before: Tally | None, after: Tally, *, forgotten_at: datetime) -> None:
        with self._lock:
            stored = self._tables.tallies.get(key)
            if (stored and stored.version) != (before and before.version):
                raise Moved("counted by another request")
            self._tables.tallies[key] = after

    def forget(self, key: str) -> None:
        with self._lock:
            self._tables.tallies.pop(key, None)


class FakeDevices(Store):
    def list(self, user_id: UserId) -> Sequence[Device]:
        with self._lock:
            mine = [one for one in self._tables.devices.values() if one.user_id == user_id]
            return sorted(mine, key=lambda one: one.device_id, reverse=True)[:20]

    def put(self, device: Device) -> None:
        with self._lock:
            self._tables.devices[device.user_id, device.device_id] = device

    def forget(self, user_id: UserId, device_id: str) -> None:
        with self._lock:
            self._tables.devices.pop((user_id, device_id), None)


class FakeAccountLog(Store):
    def add(self, entry: AccountEntry) -> None:
        with self._lock:
            self._tables.account_log[entry.user_id, entry.entry_id] = entry

    def page(self, user_id: UserId, *, since: datetime, before_id: str | None, limit: int) -> Sequence[AccountEntry]:
        with self._lock:
            mine = [one for one in self._tables.account_log.values() if one.user_id == user_id and one.at >= since]
            older = [one for one in mine if before_id is None or one.entry_id < before_id]
            return sorted(older, key=lambda one: one.entry_id, reverse=True)[:limit]


class FakeChallenges(Store):
    def add(self, challenge: Challenge) -> None:
        with self._lock:
            self._tables.challenges[challenge.challenge] = challenge

    def get(self, challenge: str) -> Challenge | None:
        with self._lock:
            return self._tables.challenges.get(challenge)

    def use(self, challenge: str) -> bool:
        with self._lock:
            return self._tables.challenges.pop(challenge, None) is not None


class FakeMailboxes(Store):
    def places(self, mailbox: str) -> Sequence[MailboxPlace]:
        with self._lock:
            return [one for one in self._tables.mailboxes.values() if one.mailbox == mailbox]

    def take(self, before: MailboxPlace | None, after: MailboxPlace) -> None:
        with self._lock:
            stored = self._tables.mailboxes.get((after.mailbox, after.place))
            owner = stored and stored.user_id
            if owner not in (before and before.user_id, after.user_id):
                raise Moved("another account has taken this place")
            self._tables.mailboxes[after.mailbox, after.place] = after

    def reviewed_account(self, mailbox: str) -> UserId | None:
        with self._lock:
            return self._tables.mailbox_reviews.get(mailbox)

    def lift(self, mailbox: str, user_id: UserId, *, now: datetime) -> None:
        with self._lock:
            self._tables.mailbox_reviews[mailbox] = user_id

    def unlift(self, mailbox: str, user_id: UserId, *, now: datetime) -> None:
        with self._lock:
            if self._tables.mailbox_reviews.get(mailbox) == user_id:
                del self._tables.mailbox_reviews[mailbox]

    def release(self, place: MailboxPlace) -> None:
        with self._lock:
            stored = self._tables.mailboxes.get((place.mailbox, place.place))
            if stored and stored.user_id == place.user_id:
                del self._tables.mailboxes[place.mailbox, place.place]


class FakeMailedTokens(Store):
    def add(self, token: MailedToken) -> None:
        with self._lock:
            self._tables.mailed_tokens[token.token_hash] = token

    def get(self, token_hash: str) -> MailedToken | None:
        with self._lock:
            return self._tables.mailed_tokens.get(token_hash)
