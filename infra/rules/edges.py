"""What stands between the world and the functions: API Gateway, CloudFront, buckets, permissions."""

from typing import Any

from cfnlint.rules import CloudFormationLintRule, RuleMatch

from infra.rules._template import needs, properties, references, resources, statements

KEPT_BY_CLOUDFRONT = (400, 403, 405, 500, 502, 503, 504)


class AccountBeforeStage(CloudFormationLintRule):
    """A stage with an access log is refused while the account has no role to write it."""

    id = "E9011"
    shortdesc = "A stage that logs waits for API Gateway's account, which outlives the stack"
    description = "The account's role is one for each region: deleted with the stack, it would be taken from others"
    source_url = "https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-logging.html"

    def match(self, cfn: Any) -> list[RuleMatch]:
        matches = []
        accounts = resources(cfn, "AWS::ApiGateway::Account")
        for name, stage in resources(cfn, "AWS::ApiGateway::Stage").items():
            if "AccessLogSetting" in properties(stage) and not needs(resources(cfn), name) & set(accounts):
                matches.append(RuleMatch(["Resources", name], f"{name} logs and waits for no AWS::ApiGateway::Account"))
        for name in accounts:
            for kept in [name, *(one for one in references(properties(accounts[name])) if one in resources(cfn))]:
                if resources(cfn)[kept].get("DeletionPolicy") != "Retain":
                    matches.append(RuleMatch(["Resources", kept], f"{kept} needs DeletionPolicy: Retain"))
        return matches


class ErrorsAreNotKept(CloudFormationLintRule):
    """One customer's 503 would be the answer for all who ask within ten seconds."""

    id = "E9012"
    shortdesc = "A distribution keeps no error answer"
    description = "CloudFront keeps these for 10 s, whatever Cache-Control says"
    source_url = "https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/custom-error-pages-expiration.html"

    def match(self, cfn: Any) -> list[RuleMatch]:
        matches = []
        for name, distribution in resources(cfn, "AWS::CloudFront::Distribution").items():
            config = properties(distribution)["DistributionConfig"]
            told = {one["ErrorCode"]: one.get("ErrorCachingMinTTL") for one in config.get("CustomErrorResponses", [])}
            kept = [code for code in KEPT_BY_CLOUDFRONT if told.get(code) != 0]
            if kept:
                matches.append(RuleMatch(["Resources", name], f"{name} keeps {kept}: ErrorCachingMinTTL: 0"))
        return matches


class OnlyHttps(CloudFormationLintRule):
    """A bucket answers plain HTTP unless its policy refuses it."""

    id = "E9013"
    shortdesc = "A bucket refuses plain HTTP"
    description = "By a Deny on aws:SecureTransport false, for the bucket and what is in it"
    source_url = "https://docs.aws.amazon.com/AmazonS3/latest/userguide/security-best-practices.html"

    def match(self, cfn: Any) -> list[RuleMatch]:
        safe: set[str] = set()
        for policy in resources(cfn, "AWS::S3::BucketPolicy").values():
            for statement in statements(properties(policy)["PolicyDocument"]):
                secure = statement.get("Condition", {}).get("Bool", {}).get("aws:SecureTransport")
                if statement["Effect"] == "Deny" and secure in ("false", False):
                    safe |= set(references(properties(policy)["Bucket"]))
        return [
            RuleMatch(["Resources", name], f"{name} answers plain HTTP")
            for name in resources(cfn, "AWS::S3::Bucket")
            if name not in safe
        ]


class PermissionNamesItsSource(CloudFormationLintRule):
    """Without SourceArn, any account's API or rule may call the function."""

    id = "E9014"
    shortdesc = "A permission to call a function names who calls"
    description = "A service acts for all its customers; SourceArn says for which resource of ours"
    source_url = "https://docs.aws.amazon.com/lambda/latest/dg/access-control-resource-based.html"

    def match(self, cfn: Any) -> list[RuleMatch]:
        return [
            RuleMatch(
                ["Resources", name, "Properties"],
                f"{name} lets {properties(item).get('Principal')} in from any account",
            )
            for name, item in resources(cfn, "AWS::Lambda::Permission").items()
            if "SourceArn" not in properties(item)
        ]
