"""Cinder in one process: `volumes.py CONFIG`

API, scheduler and a volume service for each back end, all of them Cinder's own. In one process they reach each other through
memory (`transport_url = fake:/`), so that no message broker is needed.
"""

import sys

from cinder import monkey_patch

monkey_patch.patch()

import shlex  # noqa: E402

import eventlet  # noqa: E402
import os_brick  # noqa: E402
from cinder import coordination, i18n, objects, rpc, service, utils, version  # noqa: E402
from cinder.common import config as cinder_config  # noqa: E402
from cinder.common import constants  # noqa: E402
from oslo_config import cfg  # noqa: E402
from oslo_log import log  # noqa: E402
from oslo_privsep import priv_context  # noqa: E402
from tether import tether  # noqa: E402

CONF = cfg.CONF
HOST_OF_BACKEND = cfg.StrOpt("backend_host")


def each_reports_for_itself():
    """Cinder counts on one service in a process: the row that a heartbeat writes to is kept on the class. Here it is each one's own."""
    plain = service.Service.report_state

    def report_state(self):
        service.Service.service_id = self.origin_service_id
        return plain(self)

    service.Service.report_state = report_state


def start(config):
    i18n.enable_lazy()
    objects.register_all()
    # After the objects: the managers look them up while they are imported.
    import cinder.volume.manager  # noqa: F401

    CONF.register_cli_opt(HOST_OF_BACKEND)
    CONF(["--config-file", config], project="cinder", version=version.version_string())
    cinder_config.set_middleware_defaults()
    log.setup(CONF, "cinder")
    priv_context.init(root_helper=shlex.split(utils.get_root_helper()))
    os_brick.setup(CONF)
    coordination.COORDINATOR.start()
    rpc.init(CONF)
    each_reports_for_itself()
    services = [service.Service.create(binary=constants.SCHEDULER_BINARY)]
    for name in CONF.enabled_backends:
        CONF.register_opt(HOST_OF_BACKEND, group=name)
        host = f"{CONF.host}@{name}"
        services.append(service.Service.create(host=host, service_name=name, binary=constants.VOLUME_BINARY, coordination=True))
    for one in services:
        one.start()
    # Last, so that whoever is answered finds everything there.
    api = service.WSGIService("osapi_volume")
    api.start()
    # What was started runs in threads of its own, imitated ones, and those live as long as this one does.
    while True:
        eventlet.sleep(3600)


if __name__ == "__main__":
    tether(eventlet.patcher.original("threading"), eventlet.patcher.original("os").read)
    start(sys.argv[1])
