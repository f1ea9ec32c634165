"""The preflight's questions about what customers meet: mail and the site's own domain."""

from collections.abc import Iterator

from botocore.exceptions import ClientError

from infra.asked import MISSING, Asked

CERTIFICATE_REGION = "us-east-1"
"""CloudFront reads certificates there only."""


def sender(asked: Asked) -> Iterator[str]:
    """Ask whether the domain of MAIL_FROM is verified with SES."""
    domain = asked.value("MAIL_FROM").partition("@")[2]
    if not domain:
        return
    try:
        identity = asked.client("sesv2").get_email_identity(EmailIdentity=domain)
    except ClientError as error:
        if error.response["Error"]["Code"] not in MISSING:
            raise
        yield (
            f"SES does not know {domain}, the domain of MAIL_FROM: aws sesv2 create-email-identity --email-identity "
            f"{domain}, then set the DNS records that it answers"
        )
        return
    if not identity.get("VerifiedForSendingStatus"):
        yield (
            f"{domain} is not verified with SES ({identity.get('VerificationStatus', 'pending')}): set the DNS records "
            f"of aws sesv2 get-email-identity --email-identity {domain}"
        )


def sandbox(asked: Asked) -> Iterator[str]:
    """Ask whether SES sends to addresses that are not ours."""
    account = asked.client("sesv2").get_account()
    if not account.get("ProductionAccessEnabled"):
        yield (
            "SES is in its sandbox here, so customers would get no mail: aws sesv2 put-account-details "
            "--production-access-enabled --mail-type TRANSACTIONAL --website-url https://<site> "
            "--use-case-description '<what we send>'; AWS answers within a day"
        )
    elif not account.get("SendingEnabled", True):
        yield "SES has stopped sending for this account: answer the case that AWS opened in its support centre"


def certificate(asked: Asked) -> Iterator[str]:
    """Ask whether the site's own domain has an issued certificate where CloudFront reads it."""
    domain, arn = asked.value("SITE_DOMAIN"), asked.value("SITE_CERTIFICATE_ARN")
    if not domain:
        if arn:
            yield "SITE_CERTIFICATE_ARN is given without SITE_DOMAIN: give both or neither"
        return
    request = (
        f"aws acm request-certificate --region {CERTIFICATE_REGION} --domain-name {domain} --validation-method DNS"
    )
    if not arn:
        yield f"SITE_DOMAIN is {domain}, but SITE_CERTIFICATE_ARN is not set: {request}"
        return
    region = [*arn.split(":"), "", "", "", ""][3]
    if region != CERTIFICATE_REGION:
        yield f"the certificate is in {region or 'no region'}, CloudFront needs it in {CERTIFICATE_REGION}: {request}"
        return
    try:
        found = asked.client("acm", CERTIFICATE_REGION).describe_certificate(CertificateArn=arn)["Certificate"]
    except ClientError as error:
        if error.response["Error"]["Code"] not in MISSING:
            raise
        yield f"there is no certificate {arn}: {request}"
        return
    if found["Status"] != "ISSUED":
        yield (
            f"the certificate of {domain} is {found['Status']}, not ISSUED: set the DNS records of "
            f"aws acm describe-certificate --region {CERTIFICATE_REGION} --certificate-arn {arn}"
        )
    names = {found.get("DomainName", ""), *found.get("SubjectAlternativeNames", [])}
    if not names & {domain, f"*.{domain.partition('.')[2]}"}:
        yield f"the certificate is for {', '.join(sorted(names))}, not for {domain}: {request}"
