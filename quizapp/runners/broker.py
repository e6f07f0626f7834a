"""Notifications through a broker: the messages of a Celery queue only say that a run waits. The run is in the
database.
"""

import threading

import structlog
from celery import Celery

QUEUE = "quizapp.runs"
NOTIFICATION = "quizapp.run_waits"
SECONDS_UNTIL_STALE = 60  # workers poll long before that
SECONDS_TO_CONNECT = 3.0
MOST_PENDING = 1000  # notifications kept while the broker is unreachable

log = structlog.get_logger()


def celery_app(broker_url: str) -> Celery:
    """Late acknowledgment and no prefetching: a worker holds only the message of the run it computes."""
    app = Celery("quizapp", broker=broker_url, set_as_current=False)
    is_amqp = broker_url.startswith("amqp")
    app.conf.update(
        task_default_queue=QUEUE,
        task_default_queue_type="quorum" if is_amqp else "classic",
        task_default_exchange_type="direct",
        task_ignore_result=True,
        task_acks_late=True,
        task_reject_on_worker_lost=True,
        worker_prefetch_multiplier=1,
        worker_enable_remote_control=False,
        worker_send_task_events=False,
        worker_hijack_root_logger=False,
        worker_cancel_long_running_tasks_on_connection_loss=False,
        worker_soft_shutdown_timeout=0,
        broker_connection_retry_on_startup=True,
        broker_connection_max_retries=None,
        broker_connection_timeout=SECONDS_TO_CONNECT,
        broker_heartbeat=10,
        broker_transport_options={"confirm_publish": True}
        if is_amqp
        else {"socket_connect_timeout": SECONDS_TO_CONNECT, "socket_timeout": 10.0},
    )
    return app


class BrokerRunner:
    """Notifies workers on other machines from a separate thread, so that no request waits for an unreachable broker."""

    def __init__(self, broker_url: str) -> None:
        self._app = celery_app(broker_url)
        self._condition = threading.Condition()
        self._pending = 0
        self._thread: threading.Thread | None = None
        self._is_closing = False

    def notify(self) -> None:
        with self._condition:
            self._pending = min(self._pending + 1, MOST_PENDING)
            if self._thread is None:  # not earlier: a server that forks must not have threads
                self._thread = threading.Thread(target=self._publish, daemon=True)
                self._thread.start()
            self._condition.notify()

    def cancel(self, run_id: str) -> None:
        """Nothing to do: the worker that computes it polls the database several times a second."""

    def warm_up(self) -> None:
        """Nothing to do: the workers start on their own."""

    def close(self) -> None:
        with self._condition:
            self._is_closing = True
            self._condition.notify()
        if self._thread is not None:
            self._thread.join(SECONDS_TO_CONNECT)
        self._app.close()

    def _publish(self) -> None:
        is_unreachable = False
        while True:
            with self._condition:
                while not self._pending and not self._is_closing:
                    self._condition.wait()
                if not self._pending:
                    return
                self._pending -= 1
            try:
                self._app.send_task(NOTIFICATION, expires=SECONDS_UNTIL_STALE, retry=False)
                is_unreachable = False
            except Exception as error:  # noqa: BLE001 (each transport has its own errors; workers poll meanwhile)
                if not is_unreachable:
                    log.warning("broker_unreachable", reason=str(error))
                is_unreachable = True
