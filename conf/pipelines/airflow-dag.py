"""Trains every night, on from the latest model, and publishes the new one only if it is good enough.

Copy this file to Airflow's folder of DAGs (Airflow 2 or 3). The worker needs a clone of Kindling that
has been built once, and JDK 17. What becomes of the exit codes of scripts/kindling:

  0     the model is there; RUNS/DATE/_SUCCESS was written last
  2, 3  the configuration or the data is wrong: fails, and is not tried again
  4     the model is below the quality gate, or training diverged: no model; fails, not tried again
  75    stopped by a signal after saving a checkpoint: tried again, --resume goes on from there
  else  something unexpected, such as a lost cluster: tried again in the same way
"""

import subprocess
from datetime import datetime, timedelta
from pathlib import Path

from airflow import DAG
from airflow.exceptions import AirflowException, AirflowFailException

try:
    from airflow.providers.standard.operators.python import PythonOperator  # Airflow 3
except ImportError:
    from airflow.operators.python import PythonOperator  # Airflow 2

KINDLING = "/opt/kindling"  # the clone
CONFIGURATION = "conf/digits.yaml"  # within it
DATA = "/data/rows/{date}"  # the rows of a day
RUNS = "/data/runs"  # gets a folder for each day
MIN_ACCURACY = "0.95"


def command(date):
    """Trains on a day's rows, from the latest model that an earlier day published, if any."""
    published = sorted(
        folder.parent for folder in Path(RUNS).glob("*/_SUCCESS") if folder.parent.name < date
    )
    start = ["--set", f"training.initial_model={published[-1] / 'model'}"] if published else []
    return [
        "scripts/kindling", "train", "--conf", CONFIGURATION, "--data", DATA.format(date=date),
        "--output", f"{RUNS}/{date}", "--resume", "--min-validation-accuracy", MIN_ACCURACY, *start,
    ]  # fmt: skip


def train(ds):
    with subprocess.Popen(command(ds), cwd=KINDLING) as process:
        try:
            code = process.wait()
        except BaseException:  # Airflow ends the task: give Kindling time to save a checkpoint
            process.terminate()
            raise
    if code in (2, 3, 4):
        raise AirflowFailException(f"kindling ended with {code}")
    if code != 0:
        raise AirflowException(f"kindling ended with {code}; a retry goes on from its checkpoint")


with DAG(
    dag_id="kindling_nightly",
    start_date=datetime(2025, 1, 1),
    schedule="0 2 * * *",
    catchup=False,
    max_active_runs=1,
):
    PythonOperator(
        task_id="train",
        python_callable=train,
        retries=3,
        retry_delay=timedelta(minutes=1),
        execution_timeout=timedelta(hours=6),
    )
