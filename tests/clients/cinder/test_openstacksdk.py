"""OpenStack's SDK against our simulator over HTTP: it finds the endpoint and the microversion by itself."""

import os
import unittest
import warnings

import openstack
from openstack import exceptions

from simulator import control, until

URL, OLDER, OLDEST = (os.environ[f"CINDER_{word}_URL"] for word in ("OPEN", "344", "30"))


def connect(url=URL, version="3.71"):
    return openstack.connect(
        load_envvars=False, load_yaml_config=False, region_name="RegionOne", block_storage_default_microversion=version,
        auth={
            "auth_url": f"{url}/identity/v3", "username": "alice", "password": os.environ["CINDER_PASSWORD"], "user_domain_name": "Default",
            "project_name": "storage", "project_domain_name": "Default",
        },
    ).block_storage


class Case(unittest.TestCase):
    def setUp(self):
        # Of parts that it will lose one day.
        warnings.simplefilter("ignore")
        control(URL, "reset")
        self.storage = connect()

    def made(self, **more):
        volume = self.storage.create_volume(**{"size": 1, "name": "made", **more})
        return self.storage.wait_for_status(volume, "available", interval=0.25, wait=20)

    def test_pages_end(self):
        everything = list(self.storage.volumes())
        self.assertEqual([volume.id for volume in self.storage.volumes(limit=7)], [volume.id for volume in everything])
        self.assertEqual(len({volume.id for volume in everything}), len(everything))
        snapshots = list(self.storage.snapshots())
        self.assertEqual(len(list(self.storage.snapshots(limit=5))), len(snapshots))

    def test_volume_and_snapshot(self):
        volume = self.made(volume_type="fast-ssd", metadata={"a": "b"})
        self.assertEqual((volume.volume_type, volume.is_bootable, volume.metadata), ("fast-ssd", False, {"a": "b"}))
        self.storage.extend_volume(volume, 3)
        volume = until(lambda one: one.size == 3, lambda: self.storage.get_volume(volume.id))
        snapshot = self.storage.create_snapshot(volume_id=volume.id, name="s")
        snapshot = self.storage.wait_for_status(snapshot, "available", interval=0.25, wait=20)
        restored = self.made(snapshot_id=snapshot.id, size=3)
        self.assertEqual(restored.snapshot_id, snapshot.id)
        self.storage.delete_snapshot(snapshot)
        self.storage.wait_for_delete(snapshot, interval=0.25, wait=20)
        self.storage.delete_volume(volume)
        self.storage.wait_for_delete(volume, interval=0.25, wait=20)
        with self.assertRaises(exceptions.NotFoundException):
            self.storage.get_volume(volume.id)

    def test_group_and_group_snapshot(self):
        group = next(group for group in self.storage.groups() if group.name == "sandbox")
        taken = self.storage.create_group_snapshot(group_id=group.id, name="both")
        self.storage.wait_for_status(taken, "available", interval=0.25, wait=20)
        # Its own call names the other source too, as null, which Cinder's schema takes for a second one.
        with self.assertRaises(exceptions.BadRequestException):
            self.storage.create_group_from_source(group_snapshot_id=taken.id, source_group_id=None, name="copy")
        body = {"create-from-src": {"group_snapshot_id": taken.id, "name": "copy"}}
        copy = self.storage.post("/groups/action", json=body, microversion="3.14").json()["group"]["id"]
        self.assertEqual(until(lambda one: one.status == "available", lambda: self.storage.get_group(copy)).status, "available")
        self.storage.delete_group_snapshot(taken)
        self.storage.wait_for_delete(taken, interval=0.25, wait=20)

    def test_transfer_by_the_key(self):
        volume = self.made()
        offer = self.storage.create_transfer(volume_id=volume.id, name="gift")
        self.assertEqual(self.storage.get_volume(volume.id).status, "awaiting-transfer")
        self.storage.accept_transfer(offer.id, offer.auth_key)
        self.assertEqual(self.storage.get_volume(volume.id).status, "available")

    def test_refusals_are_told(self):
        with self.assertRaises(exceptions.HttpException) as caught:
            self.storage.create_volume(size=9000)
        self.assertEqual(caught.exception.status_code, 413)
        with self.assertRaises(exceptions.BadRequestException) as caught:
            self.storage.create_volume(size=1, availability_zone="mars")
        self.assertIn("Availability zone 'mars' is invalid.", str(caught.exception))

    def test_look_ups(self):
        self.assertIn("fast-ssd", {kind.name for kind in self.storage.types()})
        self.assertIn("fra-b", {zone.name for zone in self.storage.availability_zones()})
        self.assertEqual(self.storage.get_limits().absolute.max_total_volumes, 150)
        self.assertIn("wiki", {group.name for group in self.storage.groups()})

    def test_older_clouds(self):
        self.assertGreater(len(list(connect(OLDER, "3.44").volumes())), 20)
        self.assertGreater(len(list(connect(OLDEST, None).volumes())), 20)


if __name__ == "__main__":
    unittest.main()
