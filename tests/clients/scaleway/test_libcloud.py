"""libcloud's Scaleway driver against our simulator of the original API.

The driver insists on TLS, so a way with a certificate of its own is put before the simulator.
"""

import os
import ssl
import tempfile
import threading
import unittest
import urllib.error
import urllib.request
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import libcloud.security
import trustme
from libcloud.common.exceptions import BaseHTTPError
from libcloud.compute.drivers import scaleway
from libcloud.compute.providers import get_driver
from libcloud.compute.types import Provider

from simulator import control, until, writes

URL = os.environ.get("SCALEWAY_LEGACY_URL")
ORGANIZATION, KEY = os.environ["SCW_DEFAULT_ORGANIZATION_ID"], os.environ["SCW_SECRET_KEY"]


class Way(BaseHTTPRequestHandler):
    """Passes a call on to the simulator, and its answer back."""

    protocol_version = "HTTP/1.1"

    def pass_on(self):
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0)) or None
        headers = {name: self.headers[name] for name in ("X-Auth-Token", "Content-Type") if self.headers[name]}
        request = urllib.request.Request(URL + self.path, data=body, method=self.command, headers=headers)
        try:
            answer = urllib.request.urlopen(request)
        except urllib.error.HTTPError as error:
            answer = error
        text = answer.read()
        self.send_response(answer.status)
        for name, value in answer.headers.items():
            if name.lower() not in ("content-length", "connection", "date"):
                self.send_header(name, value)
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        self.wfile.write(text)

    do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = pass_on

    def log_message(self, *_):
        pass


@unittest.skipUnless(URL, "no simulator of the original API")
class Driver(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        authority = trustme.CA()
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        authority.issue_cert("127.0.0.1").configure_cert(context)
        cls.server = ThreadingHTTPServer(("127.0.0.1", 0), Way)
        cls.server.socket = context.wrap_socket(cls.server.socket, server_side=True)
        cls.server.daemon_threads = True
        threading.Thread(target=cls.server.serve_forever, daemon=True).start()
        cls.folder = tempfile.TemporaryDirectory()
        libcloud.security.CA_CERTS_PATH = os.path.join(cls.folder.name, "authority.pem")
        authority.cert_pem.write_to_path(libcloud.security.CA_CERTS_PATH)
        scaleway.SCALEWAY_API_HOSTS.update({name: "127.0.0.1" for name in scaleway.SCALEWAY_API_HOSTS})
        cls.port = cls.server.server_port

    @classmethod
    def tearDownClass(cls):
        cls.server.shutdown()
        cls.server.server_close()
        cls.folder.cleanup()

    def driver(self, key=KEY):
        return get_driver(Provider.SCALEWAY)(key=ORGANIZATION, secret=key, host="127.0.0.1", port=self.port)

    def setUp(self):
        control(URL, "reset")
        self.api = self.driver()

    def test_volumes_are_listed(self):
        volumes = self.api.list_volumes()
        self.assertGreater(len(volumes), 3)
        self.assertEqual(len({volume.id for volume in volumes}), len(volumes))
        self.assertTrue(all(volume.size >= 1 for volume in volumes))
        self.assertTrue(any(volume.extra["organization"] == ORGANIZATION for volume in volumes))

    def test_create_snapshot_and_destroy(self):
        volume = self.api.create_volume(50, "made")
        self.assertEqual((volume.name, volume.size), ("made", 50))
        self.assertIn(volume.id, [one.id for one in self.api.list_volumes()])
        snapshot = self.api.create_volume_snapshot(volume, "as it was")
        self.assertEqual(snapshot.size, 50)

        def listed():
            return next(one for one in self.api.list_volume_snapshots(volume) if one.id == snapshot.id)

        self.assertEqual(until(lambda one: one.state == "available", listed, 60).state, "available")
        self.assertTrue(self.api.destroy_volume_snapshot(snapshot))
        self.assertTrue(self.api.destroy_volume(volume))
        self.assertNotIn(volume.id, [one.id for one in self.api.list_volumes()])
        made = [("POST", "/volumes"), ("POST", "/snapshots"), ("DELETE", f"/snapshots/{snapshot.id}"), ("DELETE", f"/volumes/{volume.id}")]
        self.assertEqual(writes(URL), made)

    def test_a_volume_of_a_server_stays(self):
        # The driver's own volumes do not tell who uses them.
        told = self.api.connection.request("/volumes").object["volumes"]
        used = next(volume for volume in self.api.list_volumes() if next(one for one in told if one["id"] == volume.id)["server"])
        with self.assertRaises(BaseHTTPError) as caught:
            self.api.destroy_volume(used)
        self.assertEqual(caught.exception.code, 400)

    def test_a_wrong_key_is_refused(self):
        with self.assertRaises(Exception) as caught:
            self.driver("11111111-1111-1111-1111-111111111111").list_volumes()
        self.assertIn("Authentication error", str(caught.exception))


if __name__ == "__main__":
    unittest.main()
