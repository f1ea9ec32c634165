"""Going back to the release before, on the emulated cloud; and what refuses it."""

import dataclasses
from typing import Any

import pytest

from infra.artifacts import made_bucket
from infra.gradual import functions_digest
from infra.releases import DONE, Release, before, given_before, keep_site, new_release_id, record, releases
from infra.rollback import roll_back
from infra.settings import BY_COMMANDS
from infra.target import DeployError, stack_parameters
from tests.infra.release.deployments import Template, TriedStage, deployed, queue, template, uploaded


def site_bucket(stage: TriedStage) -> Template:
    return {"Type": "AWS::S3::Bucket", "Properties": {"BucketName": f"{stage.target.stage}-site"}}


def shop(stage: TriedStage, parameters: dict[str, Any], **properties: Any) -> Template:
    return template(
        {"Site": site_bucket(stage), "Jobs": queue(stage, "jobs", **properties)},
        {name: {"Type": "String", **one} for name, one in parameters.items()},
        {"SiteBucketName": {"Value": {"Ref": "Site"}}, "SiteUrl": {"Value": "https://callbox.example"}},
    )


def released(
    stage: TriedStage, tmp_path: Any, version: str, document: Template, given: dict[str, str], **more: Any
) -> Release:
    """Deploy as a release does, with a page that names the version."""
    deployed(stage, document, given, kept=())
    folder = tmp_path / version
    folder.mkdir()
    (folder / "app.html").write_text(version)
    one = Release(
        release_id=new_release_id(), version=version, commit=version, by="ada",
        template=uploaded(stage, document).template_key, site=keep_site(stage.target, [folder]),
        given=tuple(given), parameters=stack_parameters(stage.target), state=DONE, **more,
    )  # fmt: skip
    record(stage.target, one)
    return one


def page(stage: TriedStage) -> str:
    answer = stage.target.client("s3").get_object(Bucket=f"{stage.target.stage}-site", Key="app.html")
    return str(answer["Body"].read().decode())


def timeout(stage: TriedStage) -> str:
    url = stage.target.client("sqs").get_queue_url(QueueName=f"{stage.target.stage}-jobs")["QueueUrl"]
    answer = stage.target.client("sqs").get_queue_attributes(QueueUrl=url, AttributeNames=["VisibilityTimeout"])
    return str(answer["Attributes"]["VisibilityTimeout"])


def test_template_parameters_and_site_of_the_release_before_come_back(tried: TriedStage, tmp_path: Any) -> None:
    old = shop(tried, {"Wait": {"Default": "30"}}, VisibilityTimeout={"Ref": "Wait"})
    new = shop(tried, {"Longer": {"Default": "90"}}, VisibilityTimeout={"Ref": "Longer"}, DelaySeconds=3)
    released(tried, tmp_path, "one", old, {"Wait": "40"})
    released(tried, tmp_path, "two", new, {"Longer": "95"})
    assert timeout(tried) == "95"

    back = roll_back(tried.target)

    assert (timeout(tried), page(tried), stack_parameters(tried.target)) == ("40", "one", {"Wait": "40"})
    assert back.version == "one"
    assert [one.restores for one in releases(tried.target)][:2] == ["", ""]
    assert releases(tried.target)[-1].restores == releases(tried.target)[0].release_id


def test_a_second_rollback_goes_one_further_and_the_first_release_is_the_end(tried: TriedStage, tmp_path: Any) -> None:
    for number, version in enumerate(("one", "two", "three")):
        released(tried, tmp_path, version, shop(tried, {}, VisibilityTimeout=10 + number), {})

    assert [roll_back(tried.target).version, roll_back(tried.target).version] == ["two", "one"]
    assert (timeout(tried), page(tried)) == ("10", "one")
    with pytest.raises(DeployError, match="is the first release"):
        roll_back(tried.target)


def test_rotated_keys_stay_as_they_are(tried: TriedStage, tmp_path: Any) -> None:
    keys = {"JwtPublicKeys": {}, "Wait": {"Default": "30"}}
    document = shop(tried, keys, VisibilityTimeout={"Ref": "Wait"})
    released(tried, tmp_path, "one", document, {"JwtPublicKeys": "old", "Wait": "31"})
    released(tried, tmp_path, "two", document, {"JwtPublicKeys": "rotated", "Wait": "32"})

    roll_back(tried.target)

    assert stack_parameters(tried.target) == {"JwtPublicKeys": "rotated", "Wait": "31"}
    assert {"JwtPublicKeys", "PushPublicKey", "OriginSecretHashes", "BooksPrefix"} == {*BY_COMMANDS}


BOOKS: dict[str, Any] = {"BooksPrefix": {"Default": ""}, "Wait": {"Default": "30"}}


def on_books(stage: TriedStage) -> Template:
    tags = [{"Key": "books", "Value": {"Fn::Sub": "${BooksPrefix}books"}}]
    return shop(stage, BOOKS, VisibilityTimeout={"Ref": "Wait"}, Tags=tags)


def restore(stage: TriedStage, document: Template, prefix: str) -> None:
    """Switch the stage to restored books, as ops.restore does: by a parameter, and without a release."""
    deployed(stage, document, {"BooksPrefix": prefix})


def test_a_release_older_than_the_restore_is_refused_and_nothing_changes(tried: TriedStage, tmp_path: Any) -> None:
    document = on_books(tried)
    released(tried, tmp_path, "one", document, {"Wait": "31"})
    released(tried, tmp_path, "two", document, {"Wait": "32"})
    restore(tried, document, "restored-")

    with pytest.raises(DeployError, match=r"^one is older than the restore of the books to restored-\*: [^\n]+$"):
        roll_back(tried.target)

    assert stack_parameters(tried.target) == {"BooksPrefix": "restored-", "Wait": "32"}


def test_the_release_that_was_switched_to_restored_books_comes_back_on_them(tried: TriedStage, tmp_path: Any) -> None:
    document = on_books(tried)
    released(tried, tmp_path, "one", document, {"Wait": "31"})
    released(tried, tmp_path, "two", document, {"Wait": "32"})
    restore(tried, document, "restored-")
    released(tried, tmp_path, "three", document, {"Wait": "33", "BooksPrefix": "restored-"})

    assert roll_back(tried.target).version == "two"
    assert stack_parameters(tried.target) == {"BooksPrefix": "restored-", "Wait": "32"}
    with pytest.raises(DeployError, match="one is older than the restore"):
        roll_back(tried.target)


def test_a_release_from_before_restores_cannot_run_on_restored_tables(tried: TriedStage, tmp_path: Any) -> None:
    released(tried, tmp_path, "one", shop(tried, {}), {})
    newer = shop(tried, {"BooksPrefix": {"Default": ""}}, VisibilityTimeout=44)
    released(tried, tmp_path, "two", newer, {"BooksPrefix": "restored-"})

    with pytest.raises(DeployError, match="one knows no BooksPrefix"):
        roll_back(tried.target)


def test_below_the_oldest_compatible_release_it_refuses_and_changes_nothing(tried: TriedStage, tmp_path: Any) -> None:
    released(tried, tmp_path, "one", shop(tried, {}, VisibilityTimeout=11), {}, data_version=1)
    released(tried, tmp_path, "two", shop(tried, {}, VisibilityTimeout=12), {}, data_version=2, oldest_compatible=2)

    with pytest.raises(DeployError, match=r"one \(data version 1\) would misread what two wrote"):
        roll_back(tried.target)

    assert timeout(tried) == "12"


def test_a_stage_without_records_cannot_go_back(tried: TriedStage) -> None:
    deployed(tried, shop(tried, {}))
    made_bucket(tried.target)

    with pytest.raises(DeployError, match="no release of this stage was recorded"):
        roll_back(tried.target)


def made(version: str, **more: Any) -> Release:
    basis = Release(
        release_id=version,
        version=version,
        commit="",
        by="",
        template="",
        site="",
        given=(),
        data_version=1,
        oldest_compatible=1,
        state=DONE,
    )
    return dataclasses.replace(basis, **more)


def test_every_release_since_the_older_one_must_be_compatible_with_it() -> None:
    known = [made("1"), made("2", data_version=2, oldest_compatible=2), made("3", data_version=2)]

    with pytest.raises(DeployError, match="would misread what 2 wrote"):
        before(known, "1", running={})
    assert before(known, "2", running={}).version == "2"


def test_what_an_interrupted_release_was_given_counts_as_given() -> None:
    known = [made("1", given=("A",)), made("2", given=("A", "B"), state="started")]

    assert given_before(known) == {"A", "B"}
    assert given_before([*known, made("3", given=("A",))]) == {"A"}


def test_a_record_holds_no_secret(tried: TriedStage, tmp_path: Any) -> None:
    from infra.releases import without_secrets  # noqa: PLC0415 - one use

    declared = {"Parameters": {"OriginSecret": {"NoEcho": True}, "Open": {}}}

    assert without_secrets({"OriginSecret": "s", "Hidden": "****", "Open": "1"}, declared) == {"Open": "1"}


def test_a_changed_setting_changes_the_functions_digest() -> None:
    document = template({"F": {"Type": "AWS::Serverless::Function"}})

    assert functions_digest(document, {"A": "1"}) != functions_digest(document, {"A": "2"})
    assert functions_digest(document, {"A": "1", "FunctionsDigest": "x"}) == functions_digest(document, {"A": "1"})
