"""All use cases over one bundle of ports. Each is created on first access and then kept.

To give a service a new argument, edit only this file.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from callbox.composition.loader import domain, http, on_first_use, services

if TYPE_CHECKING:
    from datetime import datetime

    from callbox.composition.bundle import Ports
    from callbox.config import Config
    from callbox.domain.identity import Claims
    from callbox.ports.access_tokens import AccessTokens
    from callbox.ports.books import Books
    from callbox.ports.deposits import Deposits
    from callbox.ports.email_changes import EmailChanges
    from callbox.ports.sessions import Sessions
    from callbox.ports.users import Users
    from callbox.ports.verifications import Verifications


class Services:
    def __init__(self, ports: Ports) -> None:
        self._ports = ports

    # --- for handlers, besides the use cases

    @property
    def settings(self) -> Config:
        return self._ports.settings

    def now(self) -> datetime:
        """Return the current time, timezone-aware, in UTC."""
        return self._ports.clock.now()

    def claims(self, token: str) -> Claims:
        """Return the claims of an access token. Raises Refused `unauthenticated`."""
        return self.access_tokens.verify(token, self.now())

    @property
    def access_tokens(self) -> AccessTokens:
        return self._ports.access_tokens

    # --- what changes documents, and tells their customer's open pages

    @cached_property
    def _telling(self) -> services.telling.Telling | None:
        """None where no page and no device is told. Then nothing of it is loaded."""
        if self._ports.live is None and self._ports.push_queue is None:
            return None
        return services.telling.Telling(
            live=self._ports.live,
            push_news=self._push_news,
            frames=on_first_use(lambda: http.frames),
            books=self._ports.books,
            verifications=self._ports.verifications,
            messages=self._ports.messages,
            clock=self._ports.clock,
            ids=self._ports.ids,
            log=self._ports.log,
        )

    @cached_property
    def _push_news(self) -> services.pushing.PushNews | None:
        if self._ports.push_queue is None:
            return None
        return services.pushing.PushNews(
            subscriptions=self._ports.push_subscriptions,
            queue=self._ports.push_queue,
            clock=self._ports.clock,
            log=self._ports.log,
        )

    @cached_property
    def _books(self) -> Books:
        books = self._ports.books
        return services.telling.TellingBooks(books, self._telling) if self._telling else books

    @cached_property
    def _verifications(self) -> Verifications:
        verifications = self._ports.verifications
        return services.telling.TellingVerifications(verifications, self._telling) if self._telling else verifications

    @cached_property
    def _deposits(self) -> Deposits:
        deposits = self._ports.deposits
        return services.telling.TellingDeposits(deposits, self._telling) if self._telling else deposits

    # --- sessions, whose pages leave when they end

    @cached_property
    def _leaving_pages(self) -> services.leaving_pages.LeavingPages:
        return services.leaving_pages.LeavingPages(lambda: self._ports.live_connections, self._ports.log)

    @cached_property
    def _sessions(self) -> Sessions:
        return self._leaving_pages.sessions(self._ports.sessions)

    @cached_property
    def _users(self) -> Users:
        return self._leaving_pages.users(self._ports.users)

    @cached_property
    def _email_changes(self) -> EmailChanges:
        return self._leaving_pages.email_changes(self._ports.email_changes)

    @cached_property
    def live_pages(self) -> services.live_pages.LivePages:
        return services.live_pages.LivePages(
            connections=self._ports.live_connections,
            tokens=self._ports.access_tokens,
            live_sessions=self.live_sessions,
            is_on=self.settings.live,
            clock=self._ports.clock,
            log=self._ports.log,
        )

    # --- accounts

    @cached_property
    def accounts(self) -> services.accounts.AccountService:
        return services.accounts.AccountService(
            users=self._users,
            sessions=self.sessions,
            passwords=self._ports.passwords,
            mail_queue=self._ports.mail_queue,
            links=self.mailed_links,
            limiter=self.attempt_limiter,
            brakes=self._network_brakes,
            tries=self.sign_in_tries,
            sign_in_links=services.sign_in_links.SignInLinks(
                users=self._users,
                tokens=self._ports.mailed_tokens,
                mail_queue=self._ports.mail_queue,
                clock=self._ports.clock,
                ids=self._ports.ids,
            ),
            devices=self.devices,
            mail_limits=self.mail_limits,
            mailbox_accounts=self.mailbox_accounts,
            second_factors=self.second_factors,
            rules=self.attempt_rules,
            clock=self._ports.clock,
            ids=self._ports.ids,
            log=self._ports.log,
        )

    @cached_property
    def sessions(self) -> services.sessions.SessionService:
        return services.sessions.SessionService(
            users=self._users,
            sessions=self._sessions,
            devices=self.devices,
            mail_queue=self._ports.mail_queue,
            tokens=self._ports.access_tokens,
            clock=self._ports.clock,
            ids=self._ports.ids,
            log=self._ports.log,
        )

    @cached_property
    def live_sessions(self) -> services.live_sessions.LiveSessions:
        return services.live_sessions.LiveSessions(sessions=self._sessions, clock=self._ports.clock)

    @cached_property
    def attempt_rules(self) -> domain.attempts.AttemptRules:
        return domain.attempts.attempt_rules(
            failures_per_account=self.settings.sign_in_failures_per_account,
            failures_per_address=self.settings.sign_in_failures_per_address,
            sign_ups_per_address=self.settings.sign_ups_per_address,
            reset_mails_per_address=self.settings.reset_mails_per_address,
        )

    @cached_property
    def mailed_links(self) -> services.mailed_links.MailedLinks:
        return services.mailed_links.MailedLinks(
            mailed_tokens=self._ports.mailed_tokens, users=self._users, clock=self._ports.clock
        )

    @cached_property
    def proofs(self) -> services.proofs.Proofs:
        return services.proofs.Proofs(
            passwords=self._ports.passwords, second_factors=self.second_factors, limiter=self.attempt_limiter
        )

    @cached_property
    def passwords(self) -> services.passwords.PasswordService:
        return services.passwords.PasswordService(
            users=self._users,
            sessions=self.sessions,
            passwords=self._ports.passwords,
            second_factors=self.second_factors,
            factor_removals=self.factor_removals,
            account_log=self.account_log,
            proofs=self.proofs,
            links=self.mailed_links,
            limiter=self.attempt_limiter,
            rules=self.attempt_rules,
            mail_queue=self._ports.mail_queue,
            clock=self._ports.clock,
            ids=self._ports.ids,
            log=self._ports.log,
        )

    @cached_property
    def factor_removals(self) -> services.factor_removals.FactorRemovals:
        return services.factor_removals.FactorRemovals(
            factors=self._ports.second_factors,
            mail_queue=self._ports.mail_queue,
            clock=self._ports.clock,
            log=self._ports.log,
        )

    @cached_property
    def session_rulings(self) -> services.session_rulings.SessionRulings:
        return services.session_rulings.SessionRulings(mail_queue=self._ports.mail_queue)

    @cached_property
    def links(self) -> services.links.LinkService:
        return services.links.LinkService(
            links=self.mailed_links,
            accounts=self.accounts,
            passwords=self.passwords,
            second_factors=self.second_factors,
            closures=self.closures,
            email_changes=self.email_changes,
        )

    @cached_property
    def email_changes(self) -> services.email_changes.EmailChangeService:
        return services.email_changes.EmailChangeService(
            changes=self._email_changes,
            users=self._users,
            sessions=self.sessions,
            passwords=self._ports.passwords,
            second_factors=self.second_factors,
            proofs=self.proofs,
            limiter=self.attempt_limiter,
            rules=self.attempt_rules,
            mail_limits=self.mail_limits,
            mailbox_accounts=self.mailbox_accounts,
            mail_queue=self._ports.mail_queue,
            clock=self._ports.clock,
            ids=self._ports.ids,
            log=self._ports.log,
        )

    @cached_property
    def second_factors(self) -> services.second_factor.SecondFactorService:
        return services.second_factor.SecondFactorService(
            factors=self._ports.second_factors,
            sessions=self.sessions,
            limiter=self.attempt_limiter,
            mail_queue=self._ports.mail_queue,
            random=self._ports.random_bytes,
            clock=self._ports.clock,
            log=self._ports.log,
        )

    @cached_property
    def attempt_limiter(self) -> services.attempt_limiter.AttemptLimiter:
        return services.attempt_limiter.AttemptLimiter(
            tallies=self._ports.tallies, clock=self._ports.clock, log=self._ports.log
        )

    @cached_property
    def _work(self) -> services.work.WorkService:
        return services.work.WorkService(
            challenges=self._ports.challenges, clock=self._ports.clock, ids=self._ports.ids, log=self._ports.log
        )

    @cached_property
    def _network_brakes(self) -> services.network_brakes.NetworkBrakes:
        return services.network_brakes.NetworkBrakes(
            limiter=self.attempt_limiter, work=self._work, clock=self._ports.clock
        )

    @cached_property
    def account_log(self) -> services.account_log.AccountLogService:
        return services.account_log.AccountLogService(
            entries=self._ports.account_log, clock=self._ports.clock, ids=self._ports.ids, log=self._ports.log
        )

    @cached_property
    def devices(self) -> services.devices.DeviceService:
        return services.devices.DeviceService(devices=self._ports.devices, clock=self._ports.clock, ids=self._ports.ids)

    @cached_property
    def sign_in_tries(self) -> services.sign_in_tries.SignInTries:
        return services.sign_in_tries.SignInTries(
            limiter=self.attempt_limiter,
            work=self._work,
            devices=self.devices,
            rules=self.attempt_rules,
            mail_queue=self._ports.mail_queue,
            clock=self._ports.clock,
            log=self._ports.log,
        )

    @cached_property
    def mail_limits(self) -> services.mail_limits.MailLimits:
        return services.mail_limits.MailLimits(
            limiter=self.attempt_limiter, rules=domain.attempts.mails_per_mailbox(self.settings.mails_per_mailbox)
        )

    @cached_property
    def mailbox_accounts(self) -> services.mailbox_accounts.MailboxAccounts:
        return services.mailbox_accounts.MailboxAccounts(
            mailboxes=self._ports.mailboxes,
            users=self._users,
            most=self.settings.accounts_per_mailbox,
            clock=self._ports.clock,
            log=self._ports.log,
        )

    @cached_property
    def payment_questions(self) -> services.attempt_limiter.PaymentQuestions:
        return services.attempt_limiter.PaymentQuestions(
            limiter=self.attempt_limiter,
            rule=domain.attempts.payment_questions(self.settings.payment_questions_per_account),
        )

    @cached_property
    def mails(self) -> services.mailing.MailService:
        return services.mailing.MailService(
            users=self._users,
            sessions=self._sessions,
            session_service=self.sessions,
            tokens=self._ports.mailed_tokens,
            email_changes=self._email_changes,
            mailer=self._ports.mailer,
            limits=self.mail_limits,
            second_factors=self.second_factors,
            account_log=self.account_log,
            closures=self._ports.closures,
            clock=self._ports.clock,
            ids=self._ports.ids,
            log=self._ports.log,
            site_url=self.settings.site_url,
            signature=domain.mails.signature(self.settings.operator_name, self.settings.support_email),
        )

    @cached_property
    def terms(self) -> services.terms.TermsService:
        return services.terms.TermsService(users=self._users, clock=self._ports.clock, log=self._ports.log)

    @cached_property
    def closures(self) -> services.closures.ClosureService:
        return services.closures.ClosureService(
            books=self._books,
            closures=self._ports.closures,
            verifications=self._verifications,
            deposits=self._deposits,
            second_factors=self.second_factors,
            email_changes=self.email_changes,
            proofs=self.proofs,
            mail_queue=self._ports.mail_queue,
            clock=self._ports.clock,
            ids=self._ports.ids,
            log=self._ports.log,
        )

    @cached_property
    def erasing(self) -> services.erasing.EraseService:
        return services.erasing.EraseService(
            books=self._books,
            closures=self._ports.closures,
            personal_data=self._ports.personal_data,
            users=self._users,
            verifications=self._ports.verifications,  # of an account without a page
            clock=self._ports.clock,
            ids=self._ports.ids,
            log=self._ports.log,
        )

    @cached_property
    def templates(self) -> services.templates.TemplateService:
        return services.templates.TemplateService(
            templates=self._ports.templates, catalogue=self.catalogue, clock=self._ports.clock
        )

    @cached_property
    def push_subscriptions(self) -> services.push_subscriptions.PushSubscriptionService:
        return services.push_subscriptions.PushSubscriptionService(
            subscriptions=self._ports.push_subscriptions,
            sessions=self._ports.sessions,
            clock=self._ports.clock,
            hosts=self.settings.push_hosts,
            key=self.settings.push_public_key,
        )

    @cached_property
    def pusher(self) -> services.pushing.Pusher:
        return services.pushing.Pusher(
            subscriptions=self._ports.push_subscriptions,
            devices=self.push_subscriptions,
            service=self._ports.push_service,
            clock=self._ports.clock,
            log=self._ports.log,
        )

    # --- money

    @cached_property
    def wallets(self) -> services.wallets.WalletService:
        return services.wallets.WalletService(
            books=self._books,
            verifications=self._verifications,
            deposits=self._deposits,
            trust_levels=self.trust_levels,
            clock=self._ports.clock,
            ids=self._ports.ids,
        )

    @cached_property
    def deposits(self) -> services.deposits.DepositService:
        return services.deposits.DepositService(
            deposits=self._deposits,
            books=self._books,
            users=self._users,
            paystack=self._ports.paystack,
            clock=self._ports.clock,
            ids=self._ports.ids,
            log=self._ports.log,
            bounds=self.deposit_bounds,
            trust_levels=self.trust_levels,
            payers=self.payers,
            return_url=f"{self.settings.site_url}/wallet/return",
        )

    @cached_property
    def own_limits(self) -> services.own_limits.OwnLimitService:
        return services.own_limits.OwnLimitService(
            books=self._books, proofs=self.proofs, clock=self._ports.clock, log=self._ports.log
        )

    @cached_property
    def trust_levels(self) -> services.trust_levels.TrustLevels:
        return services.trust_levels.TrustLevels(
            limits=self.settings.limits, rule=self.settings.trust_rule, ids=self._ports.ids
        )

    @cached_property
    def payers(self) -> services.payers.PayerService:
        return services.payers.PayerService(
            payers=self._ports.payers, fingerprints=self._ports.fingerprints, books=self._ports.books
        )

    @property
    def deposit_bounds(self) -> domain.deposits.DepositBounds:
        return domain.deposits.DepositBounds(self.settings.deposit_min, self.settings.deposit_max)

    @cached_property
    def returns(self) -> services.returning.ReturnService:
        return services.returning.ReturnService(
            deposits=self._deposits,
            books=self._books,
            paystack=self._ports.paystack_records,
            payers=self.payers,
            clock=self._ports.clock,
            log=self._ports.log,
        )

    @cached_property
    def paystack_events(self) -> services.events.PaystackEventService:
        return services.events.PaystackEventService(
            webhook=self._ports.paystack_webhook, queues=self._ports.queues, log=self._ports.log
        )

    # --- what is for sale

    @cached_property
    def denied(self) -> services.denied_services.DenyList:
        return services.denied_services.DenyList(
            read_categories=self._ports.denied_categories,
            make_screen=lambda *parts: domain.withholding.Screen(*parts),  # noqa: PLW0108 - loads it on first use
            rulings=self._ports.rulings,
            clock=self._ports.clock,
        )

    @cached_property
    def rulings(self) -> services.denied_services.RulingService:
        return services.denied_services.RulingService(
            rulings=self._ports.rulings,
            categories=self._ports.denied_categories(),
            clock=self._ports.clock,
            ids=self._ports.ids,
        )

    @cached_property
    def catalogue(self) -> services.catalogue.CatalogueService:
        return services.catalogue.CatalogueService(
            catalogue=self._ports.catalogue,
            pricing_store=self._ports.pricing,
            area_codes=self._ports.area_codes,
            stock=self._ports.stock,
            denied=self.denied,
            read_known_services=self._ports.known_services,
            clock=self._ports.clock,
            log=self._ports.log,
        )

    @cached_property
    def catalogue_refresh(self) -> services.catalogue.CatalogueRefresh:
        return services.catalogue.CatalogueRefresh(
            catalogue=self._ports.catalogue,
            supplier=self._ports.supplier,
            denied=self.denied,
            clock=self._ports.clock,
            log=self._ports.log,
            pace=self._catalogue_pace,
        )

    @cached_property
    def supply_refresh(self) -> services.supply.SupplyRefresh:
        return services.supply.SupplyRefresh(
            catalogue=self._ports.catalogue,
            area_codes=self._ports.area_codes,
            stock=self._ports.stock,
            supplier=self._ports.supplier,
            clock=self._ports.clock,
            log=self._ports.log,
            pace=self._catalogue_pace,
        )

    @cached_property
    def _catalogue_pace(self) -> services.pacing.Pace:
        return services.pacing.Pace(
            self._ports.clock, self._ports.wait, every_s=1 / self.settings.catalogue_requests_per_s
        )

    @cached_property
    def site_pages(self) -> services.site_pages.SitePages:
        return services.site_pages.SitePages(
            catalogue=self.catalogue,
            files=self._ports.site_files,
            clock=self._ports.clock,
            log=self._ports.log,
            site_url=self.settings.site_url,
        )

    # --- verifications

    @cached_property
    def verifications(self) -> services.verifications.VerificationService:
        return services.verifications.VerificationService(
            verifications=self._verifications,
            messages=self._ports.messages,
            batches=self._ports.batches,
            books=self._books,
            keys=self._ports.request_keys,
            catalogue=self.catalogue,
            queues=self._ports.queues,
            clock=self._ports.clock,
            ids=self._ports.ids,
            log=self._ports.log,
            users=self._users,
            require_verified_email=self.settings.require_verified_email,
            trust_levels=self.trust_levels,
            mail_queue=self._ports.mail_queue,
        )

    @cached_property
    def fulfilment(self) -> services.fulfilment.FulfilmentService:
        return services.fulfilment.FulfilmentService(
            verifications=self._verifications,
            books=self._books,
            queues=self._ports.queues,
            closing=self.closing,
            ordering=self.ordering,
            polling=self.polling,
            poll_chain=self.poll_chain,
            webhook=self.webhook_trust,
            trust_levels=self.trust_levels,
            clock=self._ports.clock,
            log=self._ports.log,
        )

    @cached_property
    def ordering(self) -> services.ordering.Ordering:
        return services.ordering.Ordering(
            verifications=self._verifications,
            supplier=self._ports.supplier,
            catalogue=self._ports.catalogue,
            closing=self.closing,
            poll_chain=self.poll_chain,
            pause=self._ports.pause,
            clock=self._ports.clock,
            log=self._ports.log,
        )

    @cached_property
    def polling(self) -> services.polling.Polling:
        return services.polling.Polling(
            verifications=self._verifications,
            messages=self._ports.messages,
            supplier=self._ports.supplier,
            closing=self.closing,
            denied=self.denied,
            clock=self._ports.clock,
            log=self._ports.log,
        )

    @cached_property
    def listening(self) -> services.listening.ListeningService:
        return services.listening.ListeningService(
            verifications=self._verifications, poll_chain=self.poll_chain, clock=self._ports.clock
        )

    @cached_property
    def poll_chain(self) -> services.poll_chain.PollChain:
        return services.poll_chain.PollChain(
            queues=self._ports.queues,
            clock=self._ports.clock,
            log=self._ports.log,
            webhook=self.webhook_trust,
        )

    @cached_property
    def webhook_trust(self) -> services.webhook_trust.WebhookTrust:
        return services.webhook_trust.WebhookTrust(
            records=self._ports.webhook_records,
            clock=self._ports.clock,
            log=self._ports.log,
            poll_mode=self.settings.poll_mode,
        )

    @cached_property
    def closing(self) -> services.closing.Closing:
        return services.closing.Closing(
            books=self._books,
            supplier=self._ports.supplier,
            payers=self.payers,
            clock=self._ports.clock,
            log=self._ports.log,
        )

    @cached_property
    def retries(self) -> services.retrying.RetryService:
        return services.retrying.RetryService(
            verifications=self.verifications, fulfilment=self.fulfilment, keys=self._ports.request_keys
        )

    @cached_property
    def batches(self) -> services.batches.BatchService:
        return services.batches.BatchService(batches=self._ports.batches, verifications=self.verifications)

    @cached_property
    def batch_cancels(self) -> services.cancelling_batches.BatchCancelService:
        return services.cancelling_batches.BatchCancelService(
            batches=self.batches, fulfilment=self.fulfilment, clock=self._ports.clock
        )

    @cached_property
    def supplier_events(self) -> services.events.SupplierEventService:
        return services.events.SupplierEventService(
            webhook=self._ports.supplier_webhook, queues=self._ports.queues, clock=self._ports.clock
        )

    @cached_property
    def sweeper(self) -> services.sweeping.Sweeper:
        return services.sweeping.Sweeper(
            deposits=self.deposits,
            fulfilment=self.fulfilment,
            factor_removals=self.factor_removals,
            clock=self._ports.clock,
            log=self._ports.log,
        )

    # --- oversight of the money, and operators' commands

    @cached_property
    def orphans(self) -> services.orphans.OrphanService:
        return services.orphans.OrphanService(
            supplier=self._ports.supplier_records,
            verifications=self._verifications,
            clock=self._ports.clock,
            log=self._ports.log,
        )

    @cached_property
    def notes(self) -> services.noting.Notes:
        return services.noting.Notes(differences=self._ports.differences, clock=self._ports.clock, log=self._ports.log)

    @cached_property
    def audit(self) -> services.auditing.Audit:
        return services.auditing.Audit(
            books=self._ports.books,
            wallets=self._ports.wallet_scan,
            deposits=self._ports.deposits,
            all_deposits=self._ports.deposit_scan,
            verifications=self._ports.verifications,
            receivables=self._ports.receivables,
            clock=self._ports.clock,
        )

    @cached_property
    def overdue(self) -> services.overdue.Overdue:
        return services.overdue.Overdue(
            balances=self._ports.supplier_balances,
            closures=self._ports.closures,
            clock=self._ports.clock,
            log=self._ports.log,
        )

    @cached_property
    def payment_comparison(self) -> services.comparing_payments.PaymentComparison:
        return services.comparing_payments.PaymentComparison(
            paystack=self._ports.paystack_records,
            deposits=self._deposits,
            crediting=self.deposits,
            returns=self.returns,
            clock=self._ports.clock,
        )

    @cached_property
    def supplier_account(self) -> services.supplier_account.SupplierAccountService:
        return services.supplier_account.SupplierAccountService(
            supplier=self._ports.supplier_records,
            balances=self._ports.supplier_balances,
            orders=services.comparing_orders.OrderComparison(verifications=self._verifications),
            clock=self._ports.clock,
        )

    @cached_property
    def reconciliation(self) -> services.reconciliation.Reconciliation:
        return services.reconciliation.Reconciliation(
            payments=self.payment_comparison,
            all_deposits=self._ports.deposit_scan,
            orphans=self.orphans,
            account=self.supplier_account,
            audit=self.audit,
            notes=self.notes,
            clock=self._ports.clock,
            log=self._ports.log,
        )

    @cached_property
    def freezes(self) -> services.freezing.FreezeService:
        return services.freezing.FreezeService(
            books=self._books,
            closures=self._ports.closures,
            users=self._users,
            receivables=self._ports.receivables,
            trust_levels=self.trust_levels,
            mailbox_accounts=self.mailbox_accounts,
            clock=self._ports.clock,
            ids=self._ports.ids,
            log=self._ports.log,
        )

    @cached_property
    def reviews(self) -> services.reviewing.ReviewService:
        return services.reviewing.ReviewService(
            payers=self._ports.payers,
            books=self._books,
            wallets=self._ports.wallet_scan,
            clock=self._ports.clock,
        )

    @cached_property
    def repaying(self) -> services.repaying.RepayService:
        return services.repaying.RepayService(
            accounts=self.freezes,
            books=self._books,
            deposits=self._deposits,
            pay_outs=self._ports.pay_outs,
            paystack=self._ports.paystack_refunds,
            log=self._ports.operator_log,
            clock=self._ports.clock,
            ids=self._ports.ids,
        )

    @cached_property
    def pricing(self) -> services.pricing.PricingService:
        return services.pricing.PricingService(
            pricing_store=self._ports.pricing, clock=self._ports.clock, ids=self._ports.ids
        )

    @cached_property
    def operator_acts(self) -> services.operator_acts.OperatorActs:
        return services.operator_acts.OperatorActs(
            operator_log=self._ports.operator_log, clock=self._ports.clock, ids=self._ports.ids
        )

    @cached_property
    def dead_letters(self) -> services.dead_letters.DeadLetterService:
        return services.dead_letters.DeadLetterService(
            deposits=self._deposits,
            verifications=self._verifications,
            users=self._users,
            clock=self._ports.clock,
        )
