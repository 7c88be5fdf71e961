"""Keystone on a port of this machine: `identity.py prepare|serve PORT CONFIG...`

`prepare` makes keys, tables and the first administrator with Keystone's own command; `serve` is the application that a web
server would run, behind the small one that comes with Flask.
"""

import os
import sys

from tether import tether

ADMINISTRATOR = ("root", "demo-root-password")


def prepare(port, configs):
    """Runs `keystone-manage` four times over; each run is a fork, because all of Keystone is slow to import."""
    from keystone.cmd import cli

    name, password = ADMINISTRATOR
    address = f"http://127.0.0.1:{port}/v3"
    user = ["--keystone-user", str(os.getuid()), "--keystone-group", str(os.getgid())]
    for arguments in (
        ["fernet_setup", *user],
        ["credential_setup", *user],
        ["db_sync"],
        ["bootstrap", "--bootstrap-username", name, "--bootstrap-password", password, "--bootstrap-public-url", address, "--bootstrap-region-id", "RegionOne"],
    ):
        child = os.fork()
        if child == 0:
            given = [word for config in configs for word in ("--config-file", config)]
            cli.main(argv=["keystone-manage", *given, *arguments])
            os._exit(0)
        _, status = os.waitpid(child, 0)
        if status:
            sys.exit(f"keystone-manage {arguments[0]} failed")


def serve(port, configs):
    from werkzeug.serving import WSGIRequestHandler, run_simple

    os.environ["OS_KEYSTONE_CONFIG_FILES"] = ";".join(configs)
    from keystone.server import wsgi

    # Connections are kept, as any web server in front of Keystone does.
    WSGIRequestHandler.protocol_version = "HTTP/1.1"
    run_simple("127.0.0.1", port, wsgi.initialize_public_application(), threaded=True)


if __name__ == "__main__":
    tether()
    # Keystone reads the command line as well, and these words are none of its own.
    what, port, configs = sys.argv[1], int(sys.argv[2]), sys.argv[3:]
    sys.argv = sys.argv[:1]
    {"prepare": prepare, "serve": serve}[what](port, configs)
