"""Publish one of the site's two forms on a running platform: the source files as they are, or the bundle of a release.

    python -m infra.local.site bundled                 the platform of `make run`
    python -m infra.local.site as_it_lies --state-dir DIR

Open pages keep their form; the next load gets the other one.
"""

import argparse
import sys
from collections.abc import Mapping
from pathlib import Path

import boto3

from infra import openapi
from infra.bundle import AS_IT_LIES, BundleError, bundle_site
from infra.local.place import STAGE
from infra.local.seed import SeedError, publish_pages
from infra.pages import build_pages
from infra.publish import publish
from infra.settings import of_parameters
from infra.target import Target, outputs, stack_parameters
from ops.operating import add_stage, reach


def folders(form: str, settings: Mapping[str, str]) -> list[Path]:
    """Build a form of the site, the API description and the public pages; return their folders. Raises BundleError."""
    site = bundle_site() if form == "bundled" else AS_IT_LIES
    return [site, openapi.write(), build_pages(site, settings)]


def main() -> None:
    """Publish a form, or exit with one line that says why not."""
    parser = argparse.ArgumentParser(description="Choose the form of the site that the local platform serves.")
    parser.add_argument("form", choices=["bundled", "as_it_lies"])
    add_stage(parser)
    options = parser.parse_args()
    if options.stage != STAGE:
        parser.error("on AWS, `make deploy` publishes the site")
    reach(options)
    target = Target(boto3.Session(), STAGE)
    try:
        made = outputs(target)
        built = folders(options.form, of_parameters(stack_parameters(target)))
        changed = publish(target, built, made["SiteBucketName"], made["SiteUrl"])
        publish_pages(target)
    except (BundleError, SeedError) as refusal:
        sys.exit(str(refusal))
    print(f"the site is served {options.form.replace('_', ' ')}: {changed} files changed")


if __name__ == "__main__":
    main()
