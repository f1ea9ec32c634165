"""The stores of accounts and sessions in memory; see fake_stores."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from callbox.domain.attempts import Tally
from callbox.domain.identity import Session, User, UserId
from callbox.domain.mails import MailedToken
from callbox.domain.second_factor import SecondFactor
from callbox.ports import Moved
from callbox.ports.users import EmailTaken
from tests.fake_stores import Store


class FakeUsers(Store):
    def add(self, user: User) -> None:
        with self._lock:
            if user.email_key in self._tables.emails:
                if self._tables.emails[user.email_key] == user.user_id:
                    return
                raise EmailTaken
            if user.user_id in self._tables.users:
                raise Moved("an account with this id exists")
            self._tables.users[user.user_id] = user
            self._tables.emails[user.email_key] = user.user_id

    def get(self, user_id: UserId) -> User | None:
        with self._lock:
            return self._tables.users.get(user_id)

    def find_by_email(self, email_key: str) -> User | None:
        with self._lock:
            user_id = self._tables.emails.get(email_key)
            return None if user_id is None else self._tables.users[user_id]

    def renew_password_hash(self, before: User, password_hash: str) -> None:
        self._change(before, password_hash=password_hash)

    def replace_password(self, before: User, password_hash: str) -> None:
        self._change(before, password_hash=password_hash, email_verified=True, session_epoch=before.session_epoch + 1)

    def end_sessions(self, before: User) -> None:
        with self._lock:
            stored = self._tables.users.get(before.user_id)
            if stored and stored.session_epoch == before.session_epoch:
                self._tables.users[before.user_id] = replace(stored, session_epoch=before.session_epoch + 1)

    def verify_email(self, user_id: UserId) -> None:
        with self._lock:
            if user_id not in self._tables.users:
                raise Moved("there is no such account")
            self._tables.users[user_id] = replace(self._tables.users[user_id], email_verified=True)

    def _change(self, before: User, **changes: Any) -> None:
        with self._lock:
            stored = self._tables.users.get(before.user_id)
            if stored is not None and stored.password_hash == changes["password_hash"]:
                return
            if stored is None or (stored.password_hash, stored.session_epoch) != (
                before.password_hash,
                before.session_epoch,
            ):
                raise Moved("the account has another password, or its sessions were ended")
            self._tables.users[before.user_id] = replace(stored, **changes)


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

    def revoke(self, family_id: str) -> None:
        with self._lock:
            if (stored := self._tables.sessions.get(family_id)) is not None:
                self._tables.sessions[family_id] = replace(stored, revoked=True)


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


class FakeMailedTokens(Store):
    def add(self, token: MailedToken) -> None:
        with self._lock:
            self._tables.mailed_tokens[token.token_hash] = token

    def get(self, token_hash: str) -> MailedToken | None:
        with self._lock:
            return self._tables.mailed_tokens.get(token_hash)
