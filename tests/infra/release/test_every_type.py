"""A deployment that fails after each type of resource of the real template, and the next one, on the emulated cloud."""

import pytest

from infra.artifacts import made_bucket, upload_package
from infra.package import build
from infra.settings import as_parameters
from infra.target import DeployError
from tests.infra.release.deployments import BROKEN, Template, TriedStage, deployed, with_what_it_needs
from tests.operator_details import OPERATOR

TYPES = (
    "AWS::ApiGateway::Account",
    "AWS::ApiGatewayV2::Api",
    "AWS::ApiGatewayV2::Integration",
    "AWS::ApiGatewayV2::Route",
    "AWS::ApiGatewayV2::Stage",
    "AWS::CloudFront::CachePolicy",
    "AWS::CloudFront::Distribution",
    "AWS::CloudFront::Function",
    "AWS::CloudFront::OriginAccessControl",
    "AWS::CloudFront::ResponseHeadersPolicy",
    "AWS::CloudWatch::Alarm",
    "AWS::CloudWatch::Dashboard",
    "AWS::DynamoDB::Table",
    "AWS::IAM::Policy",
    "AWS::IAM::Role",
    "AWS::Lambda::Permission",
    "AWS::Logs::LogGroup",
    "AWS::Logs::MetricFilter",
    "AWS::S3::Bucket",
    "AWS::S3::BucketPolicy",
    "AWS::SNS::Topic",
    "AWS::SQS::Queue",
    "AWS::Serverless::Api",
    "AWS::Serverless::Function",
    "AWS::Serverless::LayerVersion",
)


@pytest.fixture
def whole(tried: TriedStage) -> Template:
    """The built template, with its zips in the stage's bucket."""
    build()
    _, document = upload_package(tried.target, made_bucket(tried.target))
    return document


def given(stage: TriedStage) -> dict[str, str]:
    return {
        "Stage": stage.target.stage,
        "MailFrom": "a@example.com",
        **as_parameters(OPERATOR),
        "AlarmEmail": "b@example.com",
        "JwtPublicKeys": '{"k": "pem"}',
        "OriginSecret": "s",
        "OriginSecretHashes": "0" * 64,
        "LocalPort": "4566",
        "DeletionProtection": "false",
    }


def test_the_types_are_those_of_the_template(whole: Template) -> None:
    here = [one for one in whole["Resources"].values() if one.get("Condition") not in ("IsLocal", "IsAws")]

    assert {one["Type"] for one in here} == {*TYPES}


@pytest.mark.parametrize("kind", TYPES)
def test_a_first_deployment_that_fails_after_it_is_repeated(tried: TriedStage, whole: Template, kind: str) -> None:
    name = min(name for name, item in whole["Resources"].items() if item["Type"] == kind)
    needed = with_what_it_needs(whole, name)
    outputless = {**whole, "Outputs": {}}
    with pytest.raises(DeployError) as failed:
        broken = {**BROKEN, "DependsOn": [*needed]}
        deployed(tried, {**outputless, "Resources": {**needed, "Broken": broken}}, given(tried))
    assert str(failed.value).splitlines()[-1].startswith("Broken (AWS::CloudWatch::Dashboard): ")
    assert tried.status == "ROLLBACK_COMPLETE"

    deployed(tried, {**outputless, "Resources": needed}, given(tried))

    assert tried.status == "CREATE_COMPLETE"
