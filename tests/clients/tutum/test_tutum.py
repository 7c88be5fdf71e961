"""python-tutum, Tutum's own client, against our simulator over HTTP.

The client was written for Python 2. Two things are put right from outside, then its own code runs: newer libraries than it
pins (`tutum.txt`), and an address that it joins out of text and bytes.
"""

import base64
import os
import unittest
import urllib.parse

USER, KEY = os.environ["VOLDECK_TUTUM_USER"], os.environ["VOLDECK_TUTUM_KEY"]
BASIC, DEACTIVATED = os.environ["TUTUM_AUTH"], os.environ["TUTUM_AUTH_DEACTIVATED"]
# With these, which may be the user's own, it encodes text as if it were bytes, at import.
for name in ("TUTUM_USER", "TUTUM_APIKEY", "TUTUM_PASS"):
    os.environ.pop(name, None)

import tutum  # noqa: E402
import tutum.api.http  # noqa: E402
from tutum.api.exceptions import TutumApiError, TutumAuthError  # noqa: E402

from simulator import calls, control  # noqa: E402

tutum.api.http.urljoin = lambda base, path: urllib.parse.urljoin(base, path.decode() if isinstance(path, bytes) else path)

LIVE = os.environ["TUTUM_OPEN_URL"]
INFRA = os.environ.get("TUTUM_INFRA_URL")


def sound(group):
    """Whether a group is meant to behave: the others have names that say what they do."""
    return not getattr(group, "name", "zz").startswith("zz")


class Case(unittest.TestCase):
    def setUp(self):
        control(LIVE, "reset")
        tutum.base_url = f"{LIVE}/api/v1/"
        tutum.tutum_auth, tutum.basic_auth, tutum.apikey_auth = BASIC, None, None


class Reading(Case):
    def test_groups_are_listed_over_all_pages(self):
        groups = tutum.VolumeGroup.list()
        self.assertGreater(len(groups), 25, "one page only")
        self.assertEqual(len({group.uuid for group in groups}), len(groups))
        self.assertLessEqual({group.state for group in groups if sound(group)}, {"Created", "Terminated"})
        self.assertTrue(all(method == "GET" and path == "/api/v1/volumegroup/" for method, path in calls(LIVE)))

    def test_a_group_is_read_with_its_volumes_and_its_services(self):
        group = next(group for group in tutum.VolumeGroup.list() if sound(group) and group.state == "Created" and group.services)
        read = tutum.VolumeGroup.fetch(group.uuid)
        self.assertEqual((read.uuid, read.name, read.state), (group.uuid, group.name, group.state))
        self.assertEqual(read.resource_uri, f"/api/v1/volumegroup/{group.uuid}/")
        self.assertTrue(read.volumes)
        for uri in read.volumes:
            volume = tutum.Volume.fetch(uri.rstrip("/").rsplit("/", 1)[1])
            self.assertEqual((volume.resource_uri, volume.volume_group), (uri, read.resource_uri))
        for uri in read.services:
            service = tutum.Service.fetch(uri.rstrip("/").rsplit("/", 1)[1])
            self.assertEqual(service.resource_uri, uri)

    def test_volumes_are_listed_over_all_pages(self):
        volumes = tutum.Volume.list()
        self.assertGreater(len(volumes), 25, "one page only")
        self.assertEqual(len({volume.uuid for volume in volumes}), len(volumes))
        self.assertEqual(len(tutum.Volume.list(limit=3)), 3)

    def test_filters_narrow_a_list(self):
        groups = tutum.VolumeGroup.list()
        group = next(group for group in groups if sound(group) and group.services)
        self.assertEqual([found.uuid for found in tutum.VolumeGroup.list(name=group.name)], [group.uuid])
        self.assertEqual([found.uuid for found in tutum.VolumeGroup.list(uuid=group.uuid)], [group.uuid])
        self.assertIn(group.uuid, [found.uuid for found in tutum.VolumeGroup.list(services=group.services[0])])
        volume = tutum.Volume.fetch(group.volumes[0].rstrip("/").rsplit("/", 1)[1])
        here = tutum.Volume.list(node=volume.node)
        self.assertIn(volume.uuid, [found.uuid for found in here])
        self.assertEqual({found.node for found in here}, {volume.node})

    def test_what_is_not_there_is_said(self):
        with self.assertRaisesRegex(TutumApiError, "Status 404"):
            tutum.VolumeGroup.fetch("00000000-0000-4000-8000-000000000000")

    def test_services_containers_and_nodes_are_read(self):
        for kind in (tutum.Service, tutum.Container, tutum.Node):
            found = kind.list()
            self.assertTrue(found, kind)
            self.assertEqual(kind.fetch(found[0].uuid).state, found[0].state)

    @unittest.skipUnless(INFRA, "no simulator of the documented addresses")
    def test_the_documented_addresses_answer_the_same(self):
        # A group is born as the scenario's time goes on: both start at the same moment.
        control(INFRA, "reset")
        control(LIVE, "reset")
        live = {group.name for group in tutum.VolumeGroup.list()}
        tutum.base_url = f"{INFRA}/api/infra/v1/"
        groups = tutum.VolumeGroup.list()
        self.assertEqual({group.name for group in groups}, live)
        self.assertTrue(groups[0].resource_uri.startswith("/api/infra/v1/"))


class Writing(Case):
    def test_there_is_no_writing(self):
        group = next(filter(sound, tutum.VolumeGroup.list()))
        for method in ("DELETE", "PATCH", "POST"):
            with self.assertRaisesRegex(TutumApiError, "Status 405"):
                tutum.api.http.send_request(method, f"/volumegroup/{group.uuid}", data="{}")


class Credentials(Case):
    def listing(self):
        return len(tutum.VolumeGroup.list(limit=1))

    def test_both_forms_of_the_header_are_accepted(self):
        for header in (BASIC, f"ApiKey {USER}:{KEY}", "Basic " + base64.b64encode(f"{USER}:{KEY}".encode()).decode()):
            tutum.tutum_auth = header
            self.assertEqual(self.listing(), 1)

    def test_user_and_key_are_verified(self):
        tutum.tutum_auth = None
        tutum.api.auth.verify_credential(USER, KEY)
        with self.assertRaises(TutumAuthError):
            tutum.api.auth.verify_credential(USER, "wrong")

    def test_anyone_else_is_not(self):
        for header in (None, DEACTIVATED, f"ApiKey {USER}:wrong", "Basic bm9ib2R5Om5vdGhpbmc=", "Bearer x"):
            tutum.tutum_auth = header
            with self.assertRaises(TutumAuthError):
                self.listing()


if __name__ == "__main__":
    unittest.main()
