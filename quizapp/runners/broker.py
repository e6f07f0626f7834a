"""The doorbell of a cluster: a Celery queue whose messages say only that a run waits. What waits is in the database."""

import threading

import structlog
from celery import Celery

QUEUE = "quizapp.runs"
RING = "quizapp.ring"
SECONDS_UNTIL_STALE = 60  # workers look by themselves long before
SECONDS_TO_CONNECT = 3.0
MOST_RINGS = 1000  # of those that wait for the broker to come back

log = structlog.get_logger()


def celery_app(broker_url: str) -> Celery:
    """Late acknowledgement and no prefetching: a worker holds the message of the run it computes and no other."""
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
    """Rings for the workers elsewhere. A thread of its own does it: no request waits for a broker that is away."""

    def __init__(self, broker_url: str) -> None:
        self._app = celery_app(broker_url)
        self._bell = threading.Condition()
        self._rings = 0
        self._thread: threading.Thread | None = None
        self._is_closing = False

    def ring(self) -> None:
        with self._bell:
            self._rings = min(self._rings + 1, MOST_RINGS)
            if self._thread is None:  # not before: a server that forks must have no threads
                self._thread = threading.Thread(target=self._publish, daemon=True)
                self._thread.start()
            self._bell.notify()

    def cancel(self, run_id: str) -> None:
        """The worker that computes it looks at the database several times a second."""

    def warm_up(self) -> None:
        """The workers are warm, or not there."""

    def close(self) -> None:
        with self._bell:
            self._is_closing = True
            self._bell.notify()
        if self._thread is not None:
            self._thread.join(SECONDS_TO_CONNECT)
        self._app.close()

    def _publish(self) -> None:
        is_away = False
        while True:
            with self._bell:
                while not self._rings and not self._is_closing:
                    self._bell.wait()
                if not self._rings:
                    return
                self._rings -= 1
            try:
                self._app.send_task(RING, expires=SECONDS_UNTIL_STALE, retry=False)
                is_away = False
            except Exception as error:  # noqa: BLE001 (each transport has its own; workers look by themselves, if later)
                if not is_away:
                    log.warning("broker_away", reason=str(error))
                is_away = True
