"""A burst of invocations waits on the local platform for a few processes of its function; none is refused or lost."""

import io
import json
import zipfile
from concurrent.futures import ThreadPoolExecutor

import boto3
from botocore.config import Config

from infra.local.cloud import EMULATOR
from infra.local.emulator import MOST_PROCESSES
from tests.ministack_process import ministack
from tests.waiting import PATIENCE_S

BURST = 3 * MOST_PROCESSES
SAYS_ITS_PROCESS = """
import os, time
def handler(event, context):
    time.sleep(0.3)
    return os.getpid()
"""


def test_a_burst_is_answered_by_a_few_processes() -> None:
    code = io.BytesIO()
    with zipfile.ZipFile(code, "w") as archive:
        archive.writestr("own.py", SAYS_ITS_PROCESS)
    with ministack(("-P", str(EMULATOR))) as url, ThreadPoolExecutor(BURST) as pool:
        session = boto3.Session("local", "local", region_name="us-east-1")
        many = Config(max_pool_connections=BURST, read_timeout=PATIENCE_S, retries={"total_max_attempts": 1})
        functions = session.client("lambda", endpoint_url=url, config=many)
        functions.create_function(
            FunctionName="own",
            Runtime="python3.11",
            Role="arn:aws:iam::000000000000:role/none",
            Handler="own.handler",
            Code={"ZipFile": code.getvalue()},
        )

        answers = list(pool.map(lambda _: functions.invoke(FunctionName="own"), range(BURST)))
        processes = [json.loads(answer["Payload"].read()) for answer in answers]

    assert {answer["StatusCode"] for answer in answers} == {200}
    assert all(isinstance(process, int) for process in processes), processes
    assert 1 < len(set(processes)) <= MOST_PROCESSES
