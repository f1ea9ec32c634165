"""Raises the running platform's time limits: on a busy machine a cold start alone may exceed them.

The limits themselves are in infra/functions.yaml and infra/site.yaml; tests/infra reads them in the template.
"""

from collections.abc import Mapping

import boto3

from tests.waiting import PATIENCE_S


def lift_time_limits(stack: Mapping[str, str]) -> None:
    """Let functions, and CloudFront's wait for them, take as long as tests wait."""
    session = boto3.Session("local", "local", region_name="us-east-1")
    functions = session.client("lambda", endpoint_url=stack["aws_endpoint_url"])
    for page in functions.get_paginator("list_functions").paginate():
        for function in page["Functions"]:
            if function["Timeout"] < PATIENCE_S:
                functions.update_function_configuration(FunctionName=function["FunctionName"], Timeout=int(PATIENCE_S))
    cloudfront = session.client("cloudfront", endpoint_url=stack["aws_endpoint_url"])
    for summary in cloudfront.list_distributions()["DistributionList"]["Items"]:
        found = cloudfront.get_distribution_config(Id=summary["Id"])
        origins = found["DistributionConfig"]["Origins"]["Items"]
        for origin in (one["CustomOriginConfig"] for one in origins if "CustomOriginConfig" in one):
            origin |= {"OriginReadTimeout": int(PATIENCE_S), "HTTPSPort": 443}  # the port is demanded, not used
        cloudfront.update_distribution(
            Id=summary["Id"], IfMatch=found["ETag"], DistributionConfig=found["DistributionConfig"]
        )
